"""When and how we remind students: digests, prompts, and the links in them."""
