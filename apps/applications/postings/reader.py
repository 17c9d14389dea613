"""Chooses how a paste is read, from the most explicit statement of a fact to the least."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from apps.applications.postings.markup import html_to_text, looks_like_html, read_page
from apps.applications.postings.pages import read_frame, read_links, read_structured
from apps.applications.postings.policies import read_contact_policy, read_phone_policy
from apps.applications.postings.reading import Facts, Reading
from apps.applications.postings.sentences import split_sentences
from apps.applications.postings.structured import description, job_postings, read_object, records
from apps.applications.postings.text import read_text
from apps.applications.postings.wrappings import (
    bare_address,
    load_record,
    read_address,
    read_front_matter,
    read_mail,
)

Format = Literal["auto", "html", "text"]

LONGEST_PAGE = 3_000_000  # characters of markup that are taken apart
LONGEST_TEXT = 60_000  # characters of running text that are read; a posting has a tenth of that


def read_posting(content: str, *, format: Format = "auto") -> Reading:  # noqa: A002 - the word of the command
    """Everything that can be read from one paste; never raises, whatever the string.

    `format` says what the paste is where the caller knows; "auto" finds out. Offsets in the reading point
    into its `text`: exactly `content` for plain text, front matter and unencoded mail, otherwise the text
    that a person would have seen.
    """
    address = bare_address(content)
    if address:
        return Reading(text=content, address=address).or_else(read_address(address))
    if format == "html":
        return _read_html(content[:LONGEST_PAGE])
    wrapped = _read_wrapped(content)
    if wrapped:
        return wrapped
    if format == "auto" and looks_like_html(content):
        return _read_html(content[:LONGEST_PAGE])
    return _read_plain(content, Facts())


def _read_wrapped(content: str) -> Reading | None:
    """A record, a file with front matter, or a mail; None for anything else."""
    record = load_record(content[:LONGEST_PAGE])
    if isinstance(record, dict | list):
        return _read_record(record)
    front = read_front_matter(content[:LONGEST_TEXT])
    if front:
        facts, start = front
        return _read_plain(content, facts, start)
    mail = read_mail(content[:LONGEST_TEXT])
    if mail is None:
        return None
    return _read_plain(html_to_text(mail.text) if mail.html else mail.text, mail.facts, mail.start)


def _read_plain(text: str, known: Facts, start: int = 0) -> Reading:
    """Running text from `start` on; what stands before it was read already."""
    body = " " * start + text[start:LONGEST_TEXT]
    sentences = split_sentences(body)
    return Reading(
        text=text,
        phone_policy=read_phone_policy(sentences),
        contact_policy=read_contact_policy(sentences),
    ).or_else(read_text(body, sentences, known=known))


def _read_html(content: str) -> Reading:
    page = read_page(content)
    facts, text = read_structured(page)
    reading = _read_plain(text, facts.or_else(read_frame(page, text))).or_else(read_links(page, text))
    address = page.address or page.meta.get("og:url") or ""
    return replace(reading, address=bare_address(address))


def _read_record(record: Any) -> Reading | None:
    postings = list(job_postings(record))[:1]
    found = postings or list(records(record))[:1]
    if not found:
        return None
    job = found[0]
    text = html_to_text(description(job)).strip()
    reading = _read_plain(text, read_object(job, "json-ld" if postings else "record", text))
    urls = (v for k, v in job.items() if "url" in str(k).lower() and isinstance(v, str))
    return replace(reading, address=next((u for u in urls if bare_address(u)), None))
