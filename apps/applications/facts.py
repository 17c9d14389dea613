"""One application's history as frozen data: what the rules are handed.

``read_history`` leaves out voided pairs and orders what remains by the day it happened, not by the
order in which it was typed in, so that two students who log the same facts owe the same follow-ups.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from apps.applications.vocabulary import ContactPolicy, EventKind, PhonePolicy, Stage


@dataclass(frozen=True, slots=True)
class EventFact:
    """One event: ``on`` is a local date, ``at`` and ``recorded_at`` are aware instants."""

    id: int
    kind: EventKind
    on: date
    recorded_at: datetime
    at: datetime | None = None
    voids: int | None = None
    interview: int | None = None
    follow_up: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Interviewer:
    """Somebody who takes part in an interview; ``named_at``: when we learned of them."""

    contact: int
    lead: bool
    named_at: datetime


@dataclass(frozen=True, slots=True)
class InterviewFact:
    """One round as it stands: aware instants, the zone it was entered in, who takes part."""

    id: int
    is_phone_screen: bool
    starts_at: datetime
    ends_at: datetime | None
    scheduled_event: int
    learned_at: datetime
    interviewers: tuple[Interviewer, ...] = ()
    takes_place: bool = True


@dataclass(frozen=True, slots=True)
class Reach:
    """How the employer can be reached for this application."""

    phone: bool = False
    email: bool = False
    post: bool = False


@dataclass(frozen=True, slots=True)
class ApplicationFacts:
    """Everything that the rules may know of one application.

    ``contact``: whom the posting names.
    ``events``: those that count, oldest first. ``unanswered_contact_at``: when the student last got in
    touch with this employer without an answer since, over all their applications there.
    ``letters_begun``: (step, occasion) of follow-ups whose letter has been begun.
    """

    zone: ZoneInfo
    phone_policy: PhonePolicy = PhonePolicy.NOT_STATED
    contact_policy: ContactPolicy = ContactPolicy.OPEN
    reach: Reach = Reach()
    contact: int | None = None
    events: tuple[EventFact, ...] = ()
    interviews: tuple[InterviewFact, ...] = ()
    unanswered_contact_at: datetime | None = None
    letters_begun: frozenset[tuple[str, str]] = frozenset()

    def last(self, *kinds: EventKind) -> EventFact | None:
        """The latest event of one of these kinds, or None."""
        return next((event for event in reversed(self.events) if event.kind in kinds), None)

    @property
    def was_interviewed(self) -> bool:
        """Whether any round takes or took place."""
        return any(interview.takes_place for interview in self.interviews)


# Which of two facts of the same day came first, where no time tells.
_ORDER_WITHIN_A_DAY = {kind: position for position, kind in enumerate(EventKind)}

_STAGE_AFTER = {
    EventKind.SAVED: Stage.SAVED,
    EventKind.APPLIED: Stage.APPLIED,
    EventKind.INTERVIEW_SCHEDULED: Stage.INTERVIEWING,
    EventKind.OFFERED: Stage.OFFERED,
    EventKind.ACCEPTED: Stage.ACCEPTED,
    EventKind.DECLINED: Stage.DECLINED,
    EventKind.TURNED_DOWN: Stage.TURNED_DOWN,
    EventKind.WITHDRAWN: Stage.WITHDRAWN,
    EventKind.CLOSED: Stage.CLOSED,
}


def read_history(events: Iterable[EventFact]) -> tuple[EventFact, ...]:
    """Give the events that count, oldest first; a voided event and the one that voids it do not."""
    events = tuple(events)
    voided = {event.voids for event in events if event.voids is not None}
    return tuple(
        sorted(
            (event for event in events if event.voids is None and event.id not in voided),
            key=lambda event: (event.on, _ORDER_WITHIN_A_DAY[event.kind], event.id),
        )
    )


def stage_of(facts: ApplicationFacts) -> tuple[Stage, date | None]:
    """Where the application stands, and since which local day.

    An interview that was called off does not make an application *interviewing*; an offer taken back
    returns it to what it was before.
    """
    off = {interview.id for interview in facts.interviews if not interview.takes_place}
    stages: list[tuple[Stage, date]] = []
    for event in facts.events:
        if event.kind == EventKind.RESCINDED:
            stages = [entry for entry in stages if entry[0] not in {Stage.OFFERED, Stage.ACCEPTED}]
        elif event.kind in _STAGE_AFTER and event.interview not in off:
            stages.append((_STAGE_AFTER[event.kind], event.on))
    return stages[-1] if stages else (Stage.SAVED, None)
