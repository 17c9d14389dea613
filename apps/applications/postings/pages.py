"""Reads an HTML page's facts: structured data first, then what its title, headings and class names say."""

from __future__ import annotations

import datetime as dt
from urllib.parse import unquote

from apps.applications.postings.dates import day_order, find_dates
from apps.applications.postings.header import headline_facts
from apps.applications.postings.headlines import (
    BOARDS,
    Headline,
    employer_and_place,
    is_announcement,
    is_organisation,
    read_headline,
)
from apps.applications.postings.markup import Page, html_to_text
from apps.applications.postings.people import clean_email, clean_name, clean_phone
from apps.applications.postings.reading import Facts, Field, Source, stated
from apps.applications.postings.structured import description, job_postings, load_json, read_object
from apps.applications.postings.words import NOT_AN_EMPLOYER, is_place


def read_structured(page: Page) -> tuple[Facts, str]:
    """The facts of the page's JobPosting objects, and the page's text.

    Where the page itself is drawn by a script, the description that only the object holds is put to the text.
    """
    jobs: list[tuple[dict[str, object], Source]] = [
        (job, "json-ld") for block in page.json_blocks for job in job_postings(load_json(block))
    ]
    jobs += [(job, "microdata") for job in job_postings(page.items)]
    text = page.text
    if jobs:
        said = html_to_text(description(jobs[0][0])).strip()
        if said and " ".join(said.split())[:80] not in " ".join(text.split()):
            text = f"{text}\n\n{said}".strip()
    facts = Facts()
    for job, source in jobs[:3]:
        facts = facts.or_else(read_object(job, source, text))
    return facts, text


def read_frame(page: Page, text: str) -> Facts:
    """What the page's frame says, from the most telling part to the least.

    A title that names both role and employer, then telling class names, then any title or heading that names
    a role, then the site's own name as the employer.
    """
    site = page.meta.get("og:site_name")
    titles = [page.meta.get("og:title", ""), page.title, page.meta.get("twitter:title", ""), *page.headings]
    named = [(headline, line) for line in titles if (headline := read_headline(line, site=site)).role]
    found = Facts()
    for headline, line in sorted(named, key=lambda n: n[0].employer is None)[:1]:
        if headline.employer:
            found = headline_facts(headline, line, text, None, "page")
    found = found.or_else(_hinted(page, text))
    for headline, line in named:
        found = found.or_else(headline_facts(headline, line, text, None, "page"))
    if found.employer is None and site and found.role and not BOARDS.match(site):
        found = found.or_else(Facts(employer=stated(site, "page", text, site)))
    return found if found.employer else found.or_else(_main_heading(page.main_heading, text))


def read_links(page: Page, text: str) -> Facts:
    """The first address and the first number that the page's links would write to or call."""
    email = phone = None
    for target, words in page.links:
        kind, _, value = unquote(target.partition("?")[0]).partition(":")
        if kind.lower() == "mailto":
            email = email or _linked(clean_email(value), words, text)
        else:
            phone = phone or _linked(clean_phone(value), words, text)
    return Facts(contact_email=email, contact_phone=phone)


def _linked(value: str | None, words: str, text: str) -> Field[str] | None:
    return stated(value, "page", text, value if value in text or not words else words) if value else None


def _main_heading(heading: str, text: str) -> Facts:
    """A heading with "Employer, Place" on the line below it is the role, whatever its words."""
    lines = [" ".join(line.split()) for line in text[:20_000].split("\n") if line.strip()]
    at = lines.index(heading) if heading in lines else len(lines)
    below = employer_and_place(lines[at + 1]) if at + 1 < len(lines) and len(lines[at + 1]) <= 80 else None
    if not below or NOT_AN_EMPLOYER.match(below[0]):
        return Facts()
    return headline_facts(
        Headline(below[0], heading if _can_be_role(heading) else None, below[1]), heading, text, None, "page"
    )


def _can_be_role(heading: str) -> bool:
    return (
        2 < len(heading) <= 80
        and not is_place(heading)
        and not is_organisation(heading)
        and not is_announcement(heading)
        and not BOARDS.match(heading)
    )


def _hinted(page: Page, text: str) -> Facts:
    order = day_order(text)

    def words(fact: str) -> Field[str] | None:
        value = page.hints.get(fact)
        return stated(value, "page", text, value) if value else None

    def day(fact: str) -> Field[dt.date] | None:
        dated = next(find_dates(page.hints.get(fact, ""), order), None)
        return stated(dated.on, "page", text, page.hints[fact]) if dated else None

    location = words("location")
    if location:
        parts = ", ".join(dict.fromkeys(location.value.split(", ")))
        location = Field(parts, location.evidence, location.start, location.end, "page")
    contact = clean_name(page.hints.get("contact_name", ""))
    return Facts(
        employer=words("employer"),
        role=words("role"),
        location=location,
        contact_name=stated(contact, "page", text, contact) if contact else None,
        posted_on=day("posted_on"),
        closes_on=day("closes_on"),
    )
