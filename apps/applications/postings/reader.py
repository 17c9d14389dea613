"""Chooses how a paste is read, from the most explicit statement of a fact to the least."""

from __future__ import annotations

from typing import Literal

from apps.applications.postings.dates import day_order, find_dates
from apps.applications.postings.headlines import BOARDS, read_headline
from apps.applications.postings.markup import Page, html_to_text, looks_like_html, read_page
from apps.applications.postings.policies import read_contact_policy, read_phone_policy
from apps.applications.postings.reading import Facts, Field, Reading, stated
from apps.applications.postings.sentences import split_sentences
from apps.applications.postings.structured import description, job_postings, load_json, read_object, records
from apps.applications.postings.text import headline_facts, read_text
from apps.applications.postings.wrappings import (
    bare_address,
    load_record,
    read_address,
    read_front_matter,
    read_mail,
)

Format = Literal["auto", "html", "text"]

LONGEST_PAGE = 3_000_000  # characters of markup that are taken apart
LONGEST_TEXT = 120_000  # characters of running text that are read; a posting has a tenth of that


def read_posting(content: str, *, format: Format = "auto") -> Reading:
    """Everything that can be read from one paste; never raises, whatever the string.

    `format` says what the paste is where the caller knows; "auto" finds out. Offsets in the reading point
    into its `text`: exactly `content` for plain text, front matter and unencoded mail, otherwise the text
    that a person would have seen.
    """
    address = bare_address(content)
    if address:
        return Reading(text=content, address=address).or_else(read_address(address))
    if format == "html" or (
        format == "auto" and looks_like_html(content) and not content.lstrip().startswith(("---", "{", "["))
    ):
        return _read_html(content[:LONGEST_PAGE])
    record = load_record(content[:LONGEST_PAGE])
    if isinstance(record, dict | list):
        reading = _read_record(record)
        if reading:
            return reading
    front = read_front_matter(content[:LONGEST_TEXT])
    if front:
        facts, start = front
        return _read_plain(content, facts, start)
    mail = read_mail(content[:LONGEST_TEXT])
    if mail and mail.encoded:
        text = html_to_text(mail.body) if mail.html else mail.body
        return _read_plain(text, mail.facts)
    if mail:
        start = content.find(mail.body.strip()[:200])
        return _read_plain(content, mail.facts, max(start, 0))
    if format == "auto" and looks_like_html(content):
        return _read_html(content[:LONGEST_PAGE])
    return _read_plain(content, Facts())


def _read_plain(text: str, known: Facts, start: int = 0) -> Reading:
    """Running text from `start` on; what is before it was read already."""
    body = text[:LONGEST_TEXT] if not start else " " * start + text[start:LONGEST_TEXT]
    sentences = split_sentences(body)
    posted = known.posted_on.value if known.posted_on else None
    facts = known.or_else(_pointing(read_text(body, sentences, posted_on=posted)))
    return Reading(
        text=text,
        phone_policy=read_phone_policy(sentences),
        contact_policy=read_contact_policy(sentences),
    ).or_else(facts)


def _pointing(facts: Facts) -> Facts:
    return facts


def _read_html(content: str) -> Reading:
    page = read_page(content)
    jobs = [(job, "json-ld") for block in page.json_blocks for job in job_postings(load_json(block))]
    jobs += [(job, "microdata") for job in job_postings(page.items)]
    text = page.text
    for job, _ in jobs[:1]:
        said = html_to_text(description(job)).strip()
        if said and " ".join(said.split())[:80] not in " ".join(text.split()):
            text = f"{text}\n\n{said}".strip()
    structured = Facts()
    for job, source in jobs[:3]:
        structured = structured.or_else(
            read_object(job, "json-ld" if source == "json-ld" else "microdata", text)
        )
    known = structured.or_else(_page_facts(page, text, structured))
    reading = _read_plain(text, known)
    return Reading(
        **{**{f: getattr(reading, f) for f in Reading.__dataclass_fields__}, "address": _page_address(page)}
    )


def _page_address(page: Page) -> str | None:
    address = page.address or page.meta.get("og:url")
    return address if address and bare_address(address) else None


def _page_facts(page: Page, text: str, known: Facts) -> Facts:
    """What the page's own frame says: telling class names, then its title, og:title and headings."""

    def fact(words: str | None) -> Field[str] | None:
        return stated(words, "page", text, words) if words else None

    order = day_order(text)
    dates = {f: next(find_dates(page.hints.get(f, ""), order), None) for f in ("posted_on", "closes_on")}
    days = {f: stated(d.on, "page", text, page.hints[f]) for f, d in dates.items() if d}
    hinted = Facts(
        employer=fact(page.hints.get("employer")), role=fact(page.hints.get("role")), location=fact(page.hints.get("location")),
        posted_on=days.get("posted_on"), closes_on=days.get("closes_on"),
    )  # fmt: skip
    site = page.meta.get("og:site_name")
    found = hinted
    for line in [
        page.meta.get("og:title", ""),
        page.title,
        page.meta.get("twitter:title", ""),
        *page.headings,
    ]:
        headline = read_headline(line, site=site)
        if headline.role or (headline.employer and " | " in line):
            found = found.or_else(headline_facts(headline, line, text, None, "page"))
    if found.employer is None and site and not BOARDS.match(site) and found.role:
        found = found.or_else(Facts(employer=fact(site)))
    return found


def _read_record(record: object) -> Reading | None:
    postings = list(job_postings(record))[:1]
    found = postings or list(records(record))[:1]
    if not found:
        return None
    job = found[0]
    text = html_to_text(description(job)).strip()
    facts = read_object(job, "json-ld" if postings else "record", text)
    url = next(
        (
            str(v)
            for k, v in job.items()
            if "url" in str(k).lower() and isinstance(v, str) and bare_address(v)
        ),
        None,
    )
    reading = _read_plain(text, facts)
    return Reading(**{**{f: getattr(reading, f) for f in Reading.__dataclass_fields__}, "address": url})
