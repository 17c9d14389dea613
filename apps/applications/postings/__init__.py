"""Reads a job posting out of whatever was pasted.

That may be an HTML page, plain text, a mail, a record, an address, or a few typed words. Pure functions: no
network, no clock, no settings, no models.
"""

from __future__ import annotations

from apps.applications.postings.reader import Format, read_posting
from apps.applications.postings.reading import Facts, Field, Policy, Reading

__all__ = ["Facts", "Field", "Format", "Policy", "Reading", "read_posting"]
