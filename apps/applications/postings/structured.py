"""Reads schema.org JobPosting objects, from JSON-LD or microdata, and boards' own JSON records.

Source: https://schema.org/JobPosting and Google's guide to job posting markup. Boards bend every rule of
it, so each property is taken in any shape that occurs, and anything that is not a JobPosting is ignored.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from apps.applications.postings.dates import iso_date
from apps.applications.postings.labels import employment_type
from apps.applications.postings.people import clean_email, clean_name, clean_phone
from apps.applications.postings.reading import Facts, Field, Source, stated

_DEPTH = 12
_ALIASES = {
    "role": ["title", "positiontitle", "jobtitle", "name", "text", "posting_title", "vacancytitle"],
    "employer": [
        "hiringorganization",
        "organization",
        "organisation",
        "organizationname",
        "companyname",
        "company",
        "employer",
        "hiringcompany",
        "agency",
        "companydisplayname",
        "hiringagency",
        "departmentname",
    ],
    "location": [
        "joblocation",
        "positionlocationdisplay",
        "location",
        "locations",
        "positionlocation",
        "joblocationtext",
        "city",
    ],
    "posted_on": [
        "dateposted",
        "opendate",
        "publicationstartdate",
        "positionstartdate",
        "postedon",
        "posteddate",
        "publishedat",
        "published",
        "createdat",
        "created",
        "postingdate",
        "firstpublished",
        "updatedat",
    ],
    "closes_on": [
        "validthrough",
        "closedate",
        "applicationclosedate",
        "positionenddate",
        "closingdate",
        "deadline",
        "applicationdeadline",
        "expires",
        "expirydate",
        "expirationdate",
        "enddate",
        "validuntil",
    ],
    "employment_type": [
        "employmenttype",
        "positionschedule",
        "appointmenttype",
        "jobtype",
        "contracttype",
        "contract",
        "commitment",
        "workschedule",
        "typeofemployment",
    ],
    "contact": [
        "applicationcontact",
        "contact",
        "contactpoint",
        "hiringmanager",
        "recruiter",
        "contactperson",
    ],
    "contact_email": ["contactemail", "email"],
    "contact_phone": ["contactphone", "phone", "telephone"],
    "description": [
        "description",
        "duties",
        "qualifications",
        "jobdescription",
        "content",
        "descriptionplain",
        "jobsummary",
        "summary",
        "requirements",
        "responsibilities",
    ],
}
_PARTS = ("address.addressLocality", "address.addressRegion", "address.addressCountry")


def load_json(block: str) -> Any:
    """The value of a JSON block as found in pages; None where it is beyond repair.

    It may be wrapped in comments or CDATA, have bare line breaks, wrong escapes or trailing commas.
    """
    block = (
        re.sub(
            (
                r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|"
                r"\]\]>|/\*\s*\]\]>\s*\*/)\s*$"
            ),
            "",
            block.strip(),
        )
        .strip()
        .rstrip(";")
    )
    repaired = re.sub(r",(\s*[}\]])", r"\1", re.sub(r'\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})', r"\\\\", block))
    for attempt in (block, html.unescape(block) if "&quot;" in block and '"' not in block else repaired):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def job_postings(data: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Every object of type JobPosting within `data`, however nested (`@graph`, arrays, `mainEntity`)."""
    if depth > _DEPTH:
        return
    if isinstance(data, list):
        for item in data:
            yield from job_postings(item, depth + 1)
    elif isinstance(data, dict):
        kinds = data.get("@type", data.get("type", ""))
        if any(
            str(k).rsplit("/", 1)[-1].rsplit(":", 1)[-1] == "JobPosting"
            for k in (kinds if isinstance(kinds, list) else [kinds])
        ):
            yield data
        else:
            for value in data.values():
                if isinstance(value, dict | list):
                    yield from job_postings(value, depth + 1)


def records(data: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Every object that has both a role and an employer, a place or a description under any known name."""
    if depth > _DEPTH:
        return
    if isinstance(data, list):
        for item in data:
            yield from records(item, depth + 1)
    elif isinstance(data, dict):
        keys = _keys(data)
        if any(k in keys for k in _ALIASES["role"]) and any(
            k in keys for f in ("employer", "location", "description", "closes_on") for k in _ALIASES[f]
        ):
            yield data
        else:
            for value in data.values():
                if isinstance(value, dict | list):
                    yield from records(value, depth + 1)


def read_object(job: dict[str, Any], source: Source, text: str) -> Facts:
    """The facts of one JobPosting or record. A value that `text` repeats is pointed at there."""
    keys = _keys(job)
    employer = _first_text(keys, "employer", _organisation)
    role = _first_text(keys, "role", _words)
    location = _place(keys, employer)
    contact: Any = next(
        (keys[k] for k in _ALIASES["contact"] if isinstance(keys.get(k), dict | list | str)), {}
    )
    contact = contact[0] if isinstance(contact, list) and contact else contact
    person = _keys(contact) if isinstance(contact, dict) else {"name": contact}
    name = clean_name(_words(person.get("name", "")))
    email = clean_email(_words(person.get("email", ""))) or _first_text(
        keys, "contact_email", lambda v: clean_email(_words(v)) or ""
    )
    phone = clean_phone(_words(person.get("telephone", person.get("phone", "")))) or _first_text(
        keys, "contact_phone", lambda v: clean_phone(_words(v)) or ""
    )

    def fact(value: str | None) -> Field[str] | None:
        return stated(value, source, text, value) if value else None

    return Facts(
        employer=fact(employer),
        role=fact(role),
        location=fact(location),
        contact_name=fact(name),
        contact_email=fact(email),
        contact_phone=fact(phone),
        posted_on=_date(keys, "posted_on", source, text),
        closes_on=_date(keys, "closes_on", source, text),
        employment_type=_type(keys, source, text),
    )


def description(job: dict[str, Any]) -> str:
    """The posting's own text within the object, as given (often HTML)."""
    keys = _keys(job)
    found = [str(keys[k]) for k in _ALIASES["description"] if isinstance(keys.get(k), str)]
    return "\n\n".join(unescape(part) for part in found)


def unescape(words: str) -> str:
    """Text whose markup was escaped, once or twice over, as the markup it was."""
    for _ in range(2):
        if "&lt;" in words or "&amp;" in words or "<" not in words:
            words = html.unescape(words)
    return words


def _keys(data: dict[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, value in data.items():
        if value not in (None, "", [], {}):
            out.setdefault(re.sub(r"[^a-z0-9]", "", str(key).lower()), value)
    return out


def _words(value: Any, depth: int = 0) -> str:
    """Any value as one line of plain words: of a list the first, of an object its name."""
    if isinstance(value, list):
        value = next((v for v in value if v), "")
    if isinstance(value, dict):
        keys = _keys(value)
        value = keys.get("name") or keys.get("value") or keys.get("legalname") or ""
    if isinstance(value, dict | list):
        return _words(value, depth + 1) if depth < _DEPTH else ""
    if not isinstance(value, str | int | float):
        return ""
    return " ".join(re.sub(r"<[^<>]{0,300}>", " ", unescape(str(value))).split())[:300]


def _organisation(value: Any) -> str:
    name = _words(value)
    return (
        ""
        if re.fullmatch(r"confidential.*|n/?a|undisclosed|private|https?://.*", name, re.IGNORECASE)
        else name
    )


def _first_text(keys: dict[str, Any], fact: str, read: Any) -> str | None:
    for name in _ALIASES[fact]:
        value = read(keys[name]) if name in keys else ""
        if value:
            return str(value)
    return None


def _place(keys: dict[str, Any], employer: str | None) -> str | None:
    remote = "TELECOMMUTE" in str(keys.get("joblocationtype", "")).upper()
    value = next(
        (keys[k] for k in _ALIASES["location"] if k in keys),
        keys.get("applicantlocationrequirements") if remote else None,
    )
    categories = keys.get("categories")
    if value is None and isinstance(categories, dict):
        value = categories.get("location")
    places: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        place = _address(item)
        if place and place not in places and place != employer:
            places.append(place)
    if remote and "Remote" not in " ".join(places):
        places.insert(0, "Remote")
    if remote and len(places) > 1:
        return f"{places[0]} ({'; '.join(places[1:6])})"
    return "; ".join(places[:20]) or None


def _address(item: Any) -> str:
    if isinstance(item, dict):
        keys = _keys(item)
        address = keys.get("address", item)
        if isinstance(address, list):
            address = address[0] if address else {}
        if isinstance(address, dict):
            inner = _keys(address)
            parts = [
                _words(inner.get(k, ""))
                for k in (
                    "addresslocality",
                    "addressregion",
                    "addresscountry",
                    "cityname",
                    "countrysubdivisioncode",
                    "countrycode",
                )
            ]
            joined = _joined(parts)
            return joined or _joined([_words(keys.get("name", keys.get("locationname", "")))])
        return _joined([_words(address)])
    return (
        ", ".join(dict.fromkeys(p.strip() for p in _words(item).split(",") if p.strip()))
        if ";" not in _words(item)
        else _several(_words(item))
    )


def _several(words: str) -> str:
    return "; ".join(_address(part) for part in words.split(";"))


def _joined(parts: list[str]) -> str:
    kept = [p.strip(" ,") for p in parts if re.search(r"\w", p)]
    return ", ".join(dict.fromkeys(kept))


def _date(keys: dict[str, Any], fact: str, source: Source, text: str) -> Field[Any] | None:
    for name in _ALIASES[fact]:
        written = _words(keys.get(name, ""))
        on = iso_date(written)
        if on and 1990 <= on.year <= 2100:
            return stated(on, source, text, written)
    return None


def _type(keys: dict[str, Any], source: Source, text: str) -> Field[str] | None:
    categories = keys.get("categories")
    extra = [categories.get("commitment", "")] if isinstance(categories, dict) else []
    for value in [keys[k] for k in _ALIASES["employment_type"] if k in keys] + extra:
        kinds = [employment_type(_words(v)) for v in (value if isinstance(value, list) else [value])]
        named = list(dict.fromkeys(k for k in kinds if k))
        if named:
            return stated(", ".join(named), source, text, _words(value))
    return None
