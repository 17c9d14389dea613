"""Commands for those who work on careerfollow (see the Makefile)."""
