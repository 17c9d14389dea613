"""What holds of the rules whatever happened, wherever the student is: properties, by hypothesis."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from apps.applications import rules
from apps.applications.days import end_of_day, start_of_day
from apps.applications.facts import (
    ApplicationFacts,
    EventFact,
    Interviewer,
    InterviewFact,
    Reach,
    read_history,
)
from apps.applications.plan import DEFAULT_PLAN, Anchor, PlanStep, Unit
from apps.applications.vocabulary import Channel, ContactPolicy, EventKind, PhonePolicy, TurnedDownBy
from tests.applications.histories import history, planned, weekday

ZONES = st.sampled_from(
    [
        ZoneInfo(name)
        for name in (
            "Europe/Paris",
            "America/New_York",
            "Australia/Lord_Howe",
            "Pacific/Apia",
            "America/Sao_Paulo",
        )
    ]
)
# Apia left out 30 December 2011, Brazil changed its clocks at midnight, 2012 to 2028 have leap days.
DAYS = st.dates(date(2011, 6, 1), date(2028, 12, 31))
STEPS = st.sampled_from(DEFAULT_PLAN.steps)
NEW_YORK, APIA = ZoneInfo("America/New_York"), ZoneInfo("Pacific/Apia")


def occasion_of(step: PlanStep, moment: datetime, zone: ZoneInfo, deadline: date | None) -> rules.Occasion:
    on = moment.astimezone(zone).date()
    at = moment if step.anchor == Anchor.INTERVIEW_ENDED else start_of_day(on, zone)
    return rules.Occasion("application", 1, on, at, moment, deadline=deadline)


@given(STEPS, ZONES, DAYS, st.integers(0, 24 * 60 - 1), st.none() | st.integers(-5, 40))
@example(DEFAULT_PLAN.steps[0], APIA, date(2011, 12, 29), 0, None)
@example(DEFAULT_PLAN.steps[6], APIA, date(2011, 12, 29), 600, 1)
@example(DEFAULT_PLAN.steps[0], NEW_YORK, date(2028, 2, 29), 720, None)
def test_anchor_opening_due_and_lapse_follow_each_other(
    step: PlanStep, zone: ZoneInfo, on: date, minute: int, days_to_deadline: int | None
) -> None:
    moment = datetime(on.year, on.month, on.day, tzinfo=UTC) + timedelta(minutes=minute)
    deadline = on + timedelta(days=days_to_deadline) if days_to_deadline is not None else None
    occasion = occasion_of(step, moment, zone, deadline)
    window = rules.window_of(step, occasion, zone, weekday)

    assert occasion.at <= window.opens <= window.due
    assert window.lapses >= window.due + timedelta(days=1)
    if step.due.unit != Unit.HOURS and deadline is None:
        assert weekday(window.due.astimezone(zone).date()), "a due day is a business day"


@given(STEPS, ZONES, DAYS, st.integers(0, 150 * 24))
def test_what_was_learned_late_can_still_be_done_on_time_or_is_not_asked(
    step: PlanStep, zone: ZoneInfo, on: date, hours: int
) -> None:
    moment = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    window = rules.window_of(step, occasion_of(step, moment, zone, None), zone, weekday)
    learned_at = moment + timedelta(hours=hours)
    fair = rules.nothing_is_late_that_could_not_be_on_time(step, window, learned_at, zone, weekday)

    if fair is None:
        assert learned_at > window.lapses
        return
    assert fair.opens == window.opens
    assert fair.due >= window.due
    assert fair.lapses >= max(window.lapses, fair.due + timedelta(days=1))
    if learned_at > window.opens:
        assert fair.due >= learned_at + timedelta(hours=4)


@given(ZONES, DAYS)
def test_a_local_day_begins_where_the_one_before_it_ends(zone: ZoneInfo, on: date) -> None:
    start, end = start_of_day(on, zone), end_of_day(on, zone)
    assert end + timedelta(seconds=1) == start_of_day(on + timedelta(days=1), zone)
    if (zone, on) != (APIA, date(2011, 12, 30)):  # a day that was not
        assert start.astimezone(zone).date() == end.astimezone(zone).date() == on
        assert start < end


# Histories: each kind at most once a day, as facts that came in any order

BASE = date(2026, 9, 1)
KINDS = st.sampled_from(
    [kind for kind in EventKind if kind not in {EventKind.VOIDED, EventKind.REMINDED, EventKind.CORRECTED}]
)
DATA: dict[EventKind, dict[str, Any]] = {
    EventKind.OFFERED: {"deadline": "2026-10-12"},
    EventKind.TURNED_DOWN: {"by": TurnedDownBy.PERSON},
    EventKind.HEARD_BACK: {"decision_on": "2026-10-02"},
    EventKind.FOLLOW_UP_DONE: {"step": "rejection_reply", "channel": Channel.PHONE},
}


@st.composite
def histories(draw: st.DrawFn) -> tuple[ApplicationFacts, list[EventFact]]:
    """Facts, and their events as they were told."""
    chosen = draw(st.sets(st.tuples(KINDS, st.integers(0, 40)), max_size=8))
    events = [
        EventFact(
            id=number,
            kind=kind,
            on=BASE + timedelta(days=day),
            recorded_at=datetime(2026, 9, 1, 16, tzinfo=UTC) + timedelta(days=day),
            data=DATA.get(kind, {}),
        )
        for number, (kind, day) in enumerate(sorted(chosen), start=1)
    ]
    named = draw(st.lists(st.integers(1, 4), unique=True, max_size=3))
    talks = [
        InterviewFact(
            id=number,
            is_phone_screen=draw(st.booleans()),
            starts_at=datetime(2026, 9, 5, 14, tzinfo=UTC) + timedelta(days=draw(st.integers(0, 30))),
            ends_at=None,
            scheduled_event=100 + number,
            learned_at=datetime(2026, 9, 3, tzinfo=UTC),
            interviewers=tuple(
                Interviewer(contact, lead=contact == named[0], named_at=datetime(2026, 9, 3, tzinfo=UTC))
                for contact in named
            ),
            takes_place=draw(st.booleans()),
        )
        for number in range(1, draw(st.integers(1, 3)))
    ]
    reach = Reach(phone=draw(st.booleans()), email=draw(st.booleans()), post=draw(st.booleans()))
    facts = history(
        *events,
        reach=reach,
        zone=draw(ZONES),
        phone_policy=draw(st.sampled_from(PhonePolicy)),
        contact_policy=draw(st.sampled_from(ContactPolicy)),
        interviews=tuple(talks),
    )
    return facts, events


def told_in_another_order(
    facts: ApplicationFacts, events: list[EventFact], order: random.Random
) -> tuple[ApplicationFacts, dict[int, int]]:
    """The same facts recorded in another order, so with other ids; and what became of each id."""
    ids = [event.id for event in events]
    order.shuffle(ids)
    now_called = {event.id: id_ for event, id_ in zip(events, ids, strict=True)}
    renamed = [replace(event, id=now_called[event.id]) for event in events]
    return replace(facts, events=read_history(renamed)), now_called


@given(histories(), st.randoms(use_true_random=False))
def test_the_plan_does_not_depend_on_the_order_of_telling(
    told: tuple[ApplicationFacts, list[EventFact]], order: random.Random
) -> None:
    facts, events = told
    other, now_called = told_in_another_order(facts, events, order)
    renamed = {
        (
            one.step,
            f"offer:{now_called[one.anchor_event]}" if one.occasion.startswith("offer") else one.occasion,
        ): replace(one, anchor_event=0, occasion="")
        for one in planned(facts).values()
    }
    again = {
        (one.step, one.occasion): replace(one, anchor_event=0, occasion="") for one in planned(other).values()
    }
    assert again == renamed


@given(histories())
def test_under_no_calls_nothing_is_planned_by_phone_unless_they_asked(
    told: tuple[ApplicationFacts, list[EventFact]],
) -> None:
    facts, _ = told
    for one in planned(facts).values():
        if facts.phone_policy == PhonePolicy.NO_CALLS and facts.last(EventKind.ASKED_TO_CALL) is None:
            assert one.channel != Channel.PHONE
        if one.step.startswith("thank_you"):
            assert one.channel != Channel.PHONE, "nobody is thanked by phone"


@given(histories())
def test_whatever_happened_each_planned_window_is_sound(
    told: tuple[ApplicationFacts, list[EventFact]],
) -> None:
    facts, _ = told
    for one in planned(facts).values():
        assert one.anchor_at <= one.window.opens <= one.window.due
        assert one.window.due + timedelta(days=1) <= one.window.lapses
