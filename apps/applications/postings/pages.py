"""Reads an HTML page's facts: structured data first, then what its title, headings and class names say."""

from __future__ import annotations

import datetime as dt

from apps.applications.postings.dates import day_order, find_dates
from apps.applications.postings.header import headline_facts
from apps.applications.postings.headlines import BOARDS, read_headline
from apps.applications.postings.markup import Page, html_to_text
from apps.applications.postings.people import clean_name
from apps.applications.postings.reading import Facts, Field, Source, stated
from apps.applications.postings.structured import description, job_postings, load_json, read_object


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
    return found


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
