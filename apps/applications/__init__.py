"""Postings, applications, interviews, events, and the follow-ups that the plan makes of them."""
