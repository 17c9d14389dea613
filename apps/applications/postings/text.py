"""Reads plain text: labelled lines first, then the header, then what the sentences say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from apps.applications.postings.dates import day_order
from apps.applications.postings.header import read_header
from apps.applications.postings.labels import read_labels
from apps.applications.postings.people import read_people
from apps.applications.postings.prose import (
    find_closing,
    find_employer,
    find_location,
    find_posted,
    find_role,
    find_type,
)
from apps.applications.postings.reading import Facts
from apps.applications.postings.sentences import Sentence


def read_text(text: str, sentences: Sequence[Sentence], *, known: Facts) -> Facts:
    """The `known` facts, and what else plain text states."""
    order = day_order(text)
    labelled = read_labels(text, order)
    facts = known.or_else(labelled)
    facts = facts.or_else(read_header(text, role_is_labelled=labelled.role is not None))
    facts = facts.or_else(read_people(text, sentences))
    facts = facts.or_else(Facts(posted_on=find_posted(text, order), employment_type=find_type(text)))
    posted: dt.date | None = facts.posted_on.value if facts.posted_on else None
    if facts.closes_on is None:
        facts = facts.or_else(Facts(closes_on=find_closing(sentences, text, order, posted)))
    if facts.employer is None:
        role = facts.role.value if facts.role else None
        facts = facts.or_else(Facts(employer=find_employer(sentences, text, role)))
    if facts.role is None:
        facts = facts.or_else(Facts(role=find_role(sentences, text)))
    if facts.location is None:
        employer = facts.employer.value if facts.employer else None
        facts = facts.or_else(Facts(location=find_location(sentences, text, employer)))
    return facts
