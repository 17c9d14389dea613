"""Reads "Label: value" lines, the form in which most boards and mailing lists state the facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from apps.applications.postings.dates import Order, find_dates
from apps.applications.postings.people import clean_name, find_email, find_phone
from apps.applications.postings.reading import Facts, Field, read_at
from apps.applications.postings.words import CITY_AND_AREA, KNOWN_PLACE, is_place

_LABELS = {
    "role": "job title|title|position title|position|role|job role|vacancy|vacancy title|post|post title|"
    "opening|job|"
    "posting title|working title|job name|position name|job opening|puesto|cargo|vacante|poste|"
    "intitulé du poste|stelle|stellenbezeichnung|"
    "position available|internship title|job opportunity|classification title",
    "employer": "company|company name|employer|employer name|organization|organisation|organization name|"
    "organisation name|hiring organization|"
    "institution|hiring company|agency|business name|empresa|entreprise|société|employeur|"
    "unternehmen|firma|arbeitgeber|name of employer|"
    "name of organization|client|hospital|firm|school|library",
    "location": "location|job location|position location|work location|place|place of work|workplace|"
    "duty station|duty location|"
    "locations|where|based in|primary location|office location|city|town|location of position|"
    "job site|worksite|lugar|ubicación|localidad|lieu|"
    "lieu de travail|ort|standort|arbeitsort|location(s)|city/state|city, state|place of performance",
    "country": "country|país|pays|land|state|province|state/province",
    "posted_on": "posted|date posted|placed on|date placed|posted on|posting date|listed on|open date|"
    "opening date|published|"
    "publication date|"
    "posting start date|job posted|date|date listed|posted date|date opened|"
    "start of application period|publicado|fecha de publicación|publié le|"
    "veröffentlicht|issue date|announcement date|posting opens|opens",
    "closes_on": "deadline|application deadline|closing date|apply by|closes|closing|applications close|"
    "last date|"
    "last date to apply|expires|expiry date|expiration date|expires on|valid through|"
    "application due date|due date|applications due|posting end date|"
    "close date|closing on|application closing date|deadline to apply|deadline for applications|"
    "deadline for application|date closing|posting closes|"
    "applications must be received by|application period ends|fecha límite|fecha de cierre|"
    "date limite|date limite de candidature|bewerbungsfrist|bewerbungsschluss|"
    "submission deadline|final filing date|filing deadline|last day to apply|job closes|"
    "closing date for applications",
    "employment_type": "employment type|job type|type|contract|contract type|position type|schedule|term|"
    "employment status|"
    "type of employment|time type|job category type|appointment type|work type|status|hours|"
    "full/part time|full time/part time|tipo de contrato|type de contrat|vertragsart|job status",
    "contact_name": "contact|contact person|contact name|hiring manager|attn|attention|recruiter|kontakt|"
    "ansprechpartner|ansprechpartnerin|"
    "contacto|persona de contacto|personne à contacter|point of contact|poc|"
    "for more information contact|search chair|contacts",
    "contact_email": (
        "email|e-mail|contact email|email address|contact e-mail|correo|correo electrónico|courriel|"
        "e-mail address|apply to|send resume to|email resume to"
    ),
    "contact_phone": (
        "phone|telephone|tel|contact phone|phone number|telephone number|mobile|cell|teléfono|téléphone|"
        "telefon|contact number"
    ),
}
_FACT_OF = {label: fact for fact, labels in _LABELS.items() for label in labels.split("|")}
_LINE = re.compile(
    r"^[ \t>#*_•·-]*([^\W\d_][^:\n]{0,45}?)[ \t*_]*(?:[:：][*_]*|[ \t]*\t)[ \t]*([^\n]*)$", re.MULTILINE
)
_ALONE = re.compile(r"^[ \t#*_•·]*([A-Z][^:\n.,]{2,40}?)[ \t*_]*$\n\s*^[ \t]*([^\n]{2,90})$", re.MULTILINE)
_BELOW = re.compile(r"\s{0,40}([^\n]+)")
_ALONE_MEANS = frozenset(
    [
        "location",
        "company",
        "employer",
        "organization",
        "position",
        "job",
        "title",
        "title",
        "deadline",
        "closing",
        "date",
        "application",
        "deadline",
        "posted",
        "date",
        "posted",
        "job",
        "type",
        "employment",
        "type",
    ]
)

EMPLOYMENT_TYPES = {
    "full-time": r"full[\s_-]?time|vollzeit|tiempo completo|jornada completa|temps plein|\bcdi\b",
    "part-time": r"part[\s_-]?time|teilzeit|tiempo parcial|media jornada|temps partiel",
    "internship": r"\bintern(?:ship)?s?\b|praktikum|prácticas|\bstage\b|werkstudent",
    "co-op": r"\bco-?op\b",
    "temporary": r"temporary|\btemp\b|seasonal|fixed[\s-]term|befristet|temporal|\bcdd\b",
    "contract": r"contract(?:or)?\b|freelance|consultan(?:t|cy)",
    "permanent": r"permanent|unbefristet|indefinido",
    "volunteer": r"volunteer",
    "per diem": r"per[\s_-]?diem",
}
_TYPE_SHAPES = {name: re.compile(shape, re.IGNORECASE) for name, shape in EMPLOYMENT_TYPES.items()}
_IN_PLACE = re.compile(r"(?<=\bin )[A-Z][\w'-]+(?: [A-Z][\w'-]+)?(?:, [A-Z]\w+)?")
_NOTHING = re.compile(
    r"[\W\d_]*|(?:n/?a|tbd|none|various|see below|not specified|confidential)\.?", re.IGNORECASE
)
_AFTER_EMPLOYER = re.compile(r" (?:Full|Part)[ -][Tt]ime\b| \(\w+ employees\)| - \d|\s{3,}| Listed on")
_ON_BEHALF = re.compile(r"\bon behalf of (?:our client,? )?")


def is_label(words: str) -> bool:
    """Whether these words are a label that we know."""
    return " ".join(words.lower().split()).strip("#*_ ") in _FACT_OF


def employment_type(words: str) -> str | None:
    """The kind of employment in our spelling ("full-time"), from any of the usual ones."""
    found = [(m.start(), name) for name, shape in _TYPE_SHAPES.items() if (m := shape.search(words))]
    return min(found)[1] if found else None


def read_labels(text: str, order: Order | None) -> Facts:
    """What labelled lines state; the first line for each fact that has a usable value."""
    found: dict[str, Field[Any]] = {}
    country = ""
    for fact, start, end in [*_labelled(text), *_labelled_above(text)]:
        if fact == "country":
            country = country or text[start:end]
        elif fact in found:
            continue
        elif fact in {"posted_on", "closes_on"}:
            if "until filled" in text[start:end].lower():
                continue
            for dated in list(find_dates(text[start : min(end, start + 120)], order))[:1]:
                found[fact] = read_at(dated.on, "label", text, start + dated.start, start + dated.end)
        elif field := _READERS[fact](text, start, end):
            found[fact] = field
    location = found.get("location")
    if location and country and "," not in location.value:
        found["location"] = replace(location, value=f"{location.value}, {country}")
    return Facts(**found)


def _labelled(text: str) -> Iterator[tuple[str, int, int]]:
    """Each known label's fact and where its value stands: on the line, or alone on the next."""
    for m in _LINE.finditer(text):
        label = " ".join(m[1].lower().split()).strip("*_ ")
        start, end = m.span(2)
        if m[2].strip():
            fact = _FACT_OF.get(label)
            if text[start:end].count("(") > text[start:end].count(")"):
                closing = text.find(")", end, end + 60)  # the value was wrapped
                end = closing + 1 if closing > 0 else end
        else:
            fact = _FACT_OF.get(label) or _FACT_OF.get(label.split(" ")[-1])
            below = _BELOW.match(text, m.end())
            if not below or (":" in below[1] and below[1].split(":")[0].strip().lower() in _FACT_OF):
                continue
            start, end = below.span(1)
        value = text[start:end].strip(" \t\r*_")
        if fact and value:
            start = text.index(value, start)
            yield fact, start, start + len(value)


def _labelled_above(text: str) -> Iterator[tuple[str, int, int]]:
    """Values under a label without a colon, the way that tables and definition lists paste."""
    for m in _ALONE.finditer(text):
        label = " ".join(m[1].lower().split())
        if label in _FACT_OF and all(w in _ALONE_MEANS for w in label.split()):
            yield _FACT_OF[label], m.start(2), m.end(2)


def _plain(text: str, start: int, end: int) -> Field[str] | None:
    value = " ".join(text[start:end].split())
    if len(value) > 120 or _NOTHING.fullmatch(value) or (len(value.split()) > 9 and value.endswith(".")):
        return None
    return Field(value, text[start:end], start, end, "label")


def _employer(text: str, start: int, end: int) -> Field[str] | None:
    trailing = _AFTER_EMPLOYER.search(text, start, end)
    end = trailing.start() if trailing else end
    behalf = _ON_BEHALF.search(text, start, end)
    if behalf:
        start, end = behalf.end(), behalf.end() + len(text[behalf.end() : end].rstrip(". "))
    return _plain(text, start, end)


def _location(text: str, start: int, end: int) -> Field[str] | None:
    words = text[start:end]
    if words.count(";") == 1:
        for m in re.finditer(r"[^; ][^;]*", words):
            if is_place(m.group().strip()):
                return read_at(m.group(), "label", text, start + m.start(), start + m.end())
    if len(words.split()) > 7 and not is_place(words):
        named = _IN_PLACE.search(words) or CITY_AND_AREA.search(words) or KNOWN_PLACE.search(words)
        if named is None or len(words) > 400:
            return None
        return read_at(named.group(), "label", text, start + named.start(), start + named.end())
    return None if words.endswith(".") and len(words.split()) > 6 else _plain(text, start, end)


def _type(text: str, start: int, end: int) -> Field[str] | None:
    value = employment_type(text[start:end]) if end - start <= 80 else None
    return read_at(value, "label", text, start, end) if value else None


def _name(text: str, start: int, end: int) -> Field[str] | None:
    value = clean_name(text[start:end]) if end - start <= 120 else None
    if value and text[start:end].startswith(value):
        end = start + len(value)
    return read_at(value, "label", text, start, end) if value else None


def _email(text: str, start: int, end: int) -> Field[str] | None:
    return find_email(text[start:end], text, start, "label")


def _phone(text: str, start: int, end: int) -> Field[str] | None:
    begin = max(text.rfind("\n", 0, start), 0)  # the label is the telephone word that find_phone asks for
    return find_phone(text[begin:end], text, begin, "label")


_READERS: dict[str, Callable[[str, int, int], Field[str] | None]] = {
    "role": _plain,
    "employer": _employer,
    "location": _location,
    "employment_type": _type,
    "contact_name": _name,
    "contact_email": _email,
    "contact_phone": _phone,
}
