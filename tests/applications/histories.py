"""Histories for tests of the rules: facts built from a few words, without a database.

Days are September 2026 in New York unless said otherwise; the 15th is a Tuesday.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from apps.applications.facts import (
    ApplicationFacts,
    EventFact,
    Interviewer,
    InterviewFact,
    Reach,
    read_history,
)
from apps.applications.plan import DEFAULT_PLAN, Plan, PlanStep, Step
from apps.applications.rules import PlannedFollowUp, plan_follow_ups
from apps.applications.vocabulary import EventKind

NEW_YORK = ZoneInfo("America/New_York")
EVERYBODY = Reach(phone=True, email=True, post=True)
NOBODY = Reach()

_number = count(1)


def weekday(day: date) -> bool:
    """A calendar without public holidays."""
    return day.weekday() < 5


def day(number: int, month: int = 9) -> date:
    return date(2026, month, number)


def at(
    number: int, hour: int = 12, minute: int = 0, *, month: int = 9, zone: ZoneInfo = NEW_YORK
) -> datetime:
    """A local moment, in UTC."""
    return datetime(2026, month, number, hour, minute, tzinfo=zone).astimezone(UTC)


def event(kind: EventKind, on: date, *, recorded_at: datetime | None = None, **data: Any) -> EventFact:
    """Something that happened on a local day, recorded at its noon unless said otherwise."""
    noon = datetime(on.year, on.month, on.day, 12, tzinfo=NEW_YORK).astimezone(UTC)
    return EventFact(id=next(_number), kind=kind, on=on, recorded_at=recorded_at or noon, data=data)


def round_of_talks(
    ended: datetime,
    *people: Interviewer,
    learned_at: datetime | None = None,
    is_phone_screen: bool = False,
    takes_place: bool = True,
    id: int = 12,  # noqa: A002 - as the fact has it
) -> InterviewFact:
    """An interview of an hour."""
    return InterviewFact(
        id=id,
        is_phone_screen=is_phone_screen,
        starts_at=ended - timedelta(hours=1),
        ends_at=ended,
        scheduled_event=900 + id,
        learned_at=learned_at or ended - timedelta(days=3),
        interviewers=people,
        takes_place=takes_place,
    )


def somebody(contact: int, *, lead: bool = False, named_at: datetime | None = None) -> Interviewer:
    return Interviewer(contact=contact, lead=lead, named_at=named_at or at(1))


def history(*events: EventFact, reach: Reach = EVERYBODY, **fields: Any) -> ApplicationFacts:
    """Facts with these events (as ``read_history`` orders them) and whatever else is said."""
    fields.setdefault("zone", NEW_YORK)
    return ApplicationFacts(events=read_history(events), reach=reach, **fields)


def planned(
    facts: ApplicationFacts, plan: Plan = DEFAULT_PLAN, is_business_day: Callable[[date], bool] = weekday
) -> dict[tuple[str, str], PlannedFollowUp]:
    """What the plan makes of facts, by step and occasion."""
    found = plan_follow_ups(facts, plan, is_business_day)
    by_identity = {(str(one.step), one.occasion): one for one in found}
    assert len(by_identity) == len(found), "a follow-up is planned once"
    return by_identity


def the(step: Step, facts: ApplicationFacts, plan: Plan = DEFAULT_PLAN) -> PlannedFollowUp:
    """The one follow-up of a step."""
    (one,) = [one for one in planned(facts, plan).values() if one.step == step]
    return one


def step_of(slug: Step) -> PlanStep:
    return DEFAULT_PLAN.step(slug)
