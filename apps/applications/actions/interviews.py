"""Rounds: set, moved, cancelled or missed, and who takes part."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from apps.applications.actions.carrying_out import carry_out, lock_application, write_event
from apps.applications.actions.log import get_contact
from apps.applications.models import (
    Application,
    Event,
    Interview,
    Interviewer,
)
from apps.applications.vocabulary import (
    EventKind,
    InterviewKind,
)
from apps.students.models import Person


@dataclass(frozen=True, kw_only=True, slots=True)
class Round:
    """When and how an interview takes place: aware instants, the zone it was entered in."""

    kind: str = InterviewKind.VIDEO
    starts_at: datetime
    ends_at: datetime | None = None
    time_zone: str
    place: str = ""

    def as_data(self) -> dict[str, Any]:
        """Give the round as an event keeps it."""
        return {
            "starts_at": self.starts_at.isoformat(),
            "ends_at": self.ends_at.isoformat() if self.ends_at else None,
            "time_zone": self.time_zone,
            "kind": self.kind,
            "place": self.place,
        }


@transaction.atomic
def schedule_interview(
    *,
    application: Application,
    round_: Round,
    interviewers: list[tuple[str, str]],
    on: date,
    by: Person,
    now: datetime,
) -> Interview:
    """Note an interview and plan its thank-yous, which open at its end.

    ``interviewers``: (name, email) pairs, the first one the lead; may be empty.
    """
    application = lock_application(application)
    interview = Interview.objects.create(
        application=application,
        kind=round_.kind,
        starts_at=round_.starts_at,
        ends_at=round_.ends_at,
        time_zone=round_.time_zone,
        place=round_.place,
    )
    write_event(
        application,
        EventKind.INTERVIEW_SCHEDULED,
        on=on,
        at=now,
        by=by,
        now=now,
        interview=interview,
        data=round_.as_data(),
    )
    _name(interview, interviewers, now=now)
    carry_out(application, by=by, now=now)
    return interview


def _name(interview: Interview, people: list[tuple[str, str]], *, now: datetime) -> None:
    application = interview.application
    has_lead = interview.interviewers.filter(lead=True).exists()
    for name, email in people:
        contact = get_contact(
            student=application.student, employer=application.employer, name=name, email=email, now=now
        )
        if contact is None or interview.interviewers.filter(contact=contact).exists():
            continue
        Interviewer.objects.create(interview=interview, contact=contact, lead=not has_lead, named_at=now)
        has_lead = True


@transaction.atomic
def name_interviewers(
    *, interview: Interview, people: list[tuple[str, str]], by: Person, now: datetime
) -> None:
    """Add interviewers (name, email) to a round; each is owed a thank-you of their own."""
    application = lock_application(interview.application)
    interview.application = application
    _name(interview, people, now=now)
    carry_out(application, by=by, now=now)


@transaction.atomic
def change_interview(
    *,
    interview: Interview,
    kind: EventKind,
    on: date,
    by: Person,
    now: datetime,
    round_: Round | None = None,
) -> Event:
    """Note that a round was moved (``round_`` says to when), cancelled, or missed."""
    application = lock_application(interview.application)
    event = write_event(
        application,
        kind,
        on=on,
        at=now,
        by=by,
        now=now,
        interview=interview,
        data=round_.as_data() if round_ else {},
    )
    carry_out(application, by=by, now=now)
    return event
