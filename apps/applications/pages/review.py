"""Logging: what was read from a paste, each value with the words that prove it, and what will follow."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.applications import rules
from apps.applications.calendars import business_days
from apps.applications.facts import ApplicationFacts, EventFact, Reach
from apps.applications.models import Application
from apps.applications.planning import local_day, plan_for
from apps.applications.postings import Field, Policy, Reading
from apps.applications.vocabulary import CancelReason, Channel, ContactPolicy, EventKind, PhonePolicy
from apps.students.models import Student

NUMBERED = (
    "employer",
    "role",
    "location",
    "closes_on",
    "contact_name",
    "contact_email",
    "contact_phone",
    "phone_policy",
    "contact_policy",
)
KEPT = ("posted_on", "employment_type")
QUOTE_LENGTH = 90
TYPED_LENGTH = 120
NAME_LENGTH = 80
_WEB_ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Proof:
    """Where a value was read: the number it carries in the posting (if it stands there), and the words."""

    number: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the posting; a numbered one proves a value."""

    text: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """A reading, ready to be corrected."""

    initial: dict[str, Any]
    proofs: dict[str, Proof]
    passages: tuple[Passage, ...]

    def still_true_of(self, typed: Mapping[str, str]) -> "Review":
        """The review without the proofs of values that were corrected."""
        kept = {
            name: proof for name, proof in self.proofs.items() if typed.get(name) == str(self.initial[name])
        }
        return replace(self, proofs=kept)


def review_of(reading: Reading) -> Review:
    """Lay a reading out: values for the form, numbered proofs, and the text with the proofs marked.

    A short line was typed, not pasted: it is no posting to keep, and proves nothing. Where nothing is read
    from it, it is the employer's name ("3M", "7-11").
    """
    found = {name: fact for name in NUMBERED if (fact := getattr(reading, name)) is not None}
    found = {name: fact for name, fact in found.items() if fact.evidence}
    spans = _number(found)
    initial: dict[str, Any] = {
        name: fact.value for name in (*NUMBERED, *KEPT) if (fact := getattr(reading, name)) is not None
    }
    initial |= {
        "text": reading.text,
        "address": reading.address or "",
        "phone_evidence": reading.phone_policy.evidence or "",
        "contact_evidence": reading.contact_policy.evidence or "",
    }
    line = reading.text.strip()
    if len(reading.text) <= TYPED_LENGTH and "\n" not in line:
        if line and not (reading.employer or reading.role) and _can_be_name(line):
            initial["employer"] = line
        return Review(initial | {"text": ""}, {}, ())
    proofs = {name: Proof(spans.get((fact.start, fact.end)), _words(fact)) for name, fact in found.items()}
    return Review(initial, proofs, tuple(_passages(reading.text, spans)))


def _can_be_name(line: str) -> bool:
    return len(line) <= NAME_LENGTH and not _WEB_ADDRESS.search(line)


def _number(found: dict[str, Any]) -> dict[tuple[int, int], int]:
    """Give each stretch of text a number, in the order of the form; overlapping ones share the first."""
    spans: dict[tuple[int, int], int] = {}
    for fact in found.values():
        if fact.start is None or (fact.start, fact.end) in spans:
            continue
        if not any(fact.start < end and start < fact.end for start, end in spans):
            spans[fact.start, fact.end] = len(spans) + 1
    return spans


def _passages(text: str, spans: dict[tuple[int, int], int]) -> Iterator[Passage]:
    position = 0
    for (start, end), number in sorted(spans.items()):
        if start > position:
            yield Passage(text[position:start])
        yield Passage(text[start:end], number)
        position = end
    if position < len(text):
        yield Passage(text[position:])


def _words(fact: Field[Any] | Policy[Any]) -> str:
    evidence = " ".join((fact.evidence or "").split())
    if fact.start is not None and evidence.casefold() != str(fact.value).casefold():
        short = evidence if len(evidence) <= QUOTE_LENGTH else f"{evidence[:QUOTE_LENGTH].rstrip()}…"
        return f"“{short}”"
    match fact.source:
        case "json-ld" | "microdata" | "record":
            return _("From the page’s own data")
        case "page":
            return _("From the page’s title")
        case "address":
            return _("From the web address")
    return _("In the text")


def what_comes(student: Student, initial: dict[str, Any], *, now: datetime) -> str:
    """What the plan will make of it if the student applied today, in a sentence; empty if nothing."""
    today = local_day(now, student.zone)
    applied = EventFact(id=0, kind=EventKind.APPLIED, on=today, recorded_at=now)
    facts = ApplicationFacts(
        zone=student.zone,
        phone_policy=PhonePolicy(initial.get("phone_policy") or PhonePolicy.NOT_STATED),
        contact_policy=ContactPolicy(initial.get("contact_policy") or ContactPolicy.OPEN),
        reach=Reach(
            phone=bool(initial.get("contact_phone")),
            email=bool(initial.get("contact_name") or initial.get("contact_email")),
        ),
        events=(applied,),
    )
    plan = plan_for(Application(student=student))
    planned = rules.plan_follow_ups(facts, plan, business_days(settings.OFFICE_REGION))
    return _sentence(planned[0], student) if planned else ""


def _sentence(planned: rules.PlannedFollowUp, student: Student) -> str:
    if planned.cancelled == CancelReason.NO_CONTACT:
        return _("The posting asks for no contact, so no follow-up is planned.")
    if planned.excuse:
        return _("Nobody to write to is known yet. Add a name or an address, and we remind you.")
    days = {
        "first": _day(local_day(planned.window.opens, student.zone)),
        "last": _day(local_day(planned.window.due, student.zone)),
    }
    if planned.channel == Channel.PHONE:
        return _("Call them between %(first)s and %(last)s. We email you when it is time.") % days
    return _("Email them between %(first)s and %(last)s. We email you when it is time.") % days


def _day(day: date) -> str:
    return date_format(day, "D j M")
