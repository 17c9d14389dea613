"""Every rule of following up, by table."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from apps.applications import rules
from apps.applications.days import start_of_day
from apps.applications.facts import ApplicationFacts, Reach
from apps.applications.plan import Step
from apps.applications.vocabulary import (
    CancelReason,
    Channel,
    ContactPolicy,
    EventKind,
    Excuse,
    PhonePolicy,
    TurnedDownBy,
)
from tests.applications.histories import (
    NEW_YORK,
    NOBODY,
    at,
    day,
    event,
    history,
    planned,
    round_of_talks,
    somebody,
    step_of,
    the,
    weekday,
)

APPLIED = event(EventKind.APPLIED, day(15))
BY_A_PERSON = {"by": TurnedDownBy.PERSON}


def local(moment: datetime) -> str:
    return moment.astimezone(NEW_YORK).strftime("%a %d %b %H:%M:%S")


# --- When ---


@pytest.mark.parametrize(
    ("slug", "anchor", "opens", "due", "lapses"),
    [
        (
            Step.APPLICATION_FOLLOW_UP,
            day(15),
            "Fri 18 Sep 00:00:00",
            "Tue 22 Sep 23:59:59",
            "Tue 06 Oct 23:59:59",
        ),
        (Step.STATUS_INQUIRY, day(15), "Wed 16 Sep 00:00:00", "Mon 21 Sep 23:59:59", "Wed 30 Sep 23:59:59"),
        (Step.STATUS_INQUIRY, day(18), "Mon 21 Sep 00:00:00", "Thu 24 Sep 23:59:59", "Mon 05 Oct 23:59:59"),
        (Step.REJECTION_REPLY, day(15), "Tue 15 Sep 00:00:00", "Thu 17 Sep 23:59:59", "Fri 25 Sep 23:59:59"),
        (Step.KEEP_IN_TOUCH, day(15), "Thu 15 Oct 00:00:00", "Fri 30 Oct 23:59:59", "Mon 14 Dec 23:59:59"),
        (Step.OFFER_REPLY, day(15), "Tue 15 Sep 00:00:00", "Fri 18 Sep 23:59:59", "Tue 29 Sep 23:59:59"),
        (Step.WITHDRAWAL, day(15), "Tue 15 Sep 00:00:00", "Thu 17 Sep 23:59:59", "Fri 25 Sep 23:59:59"),
    ],
)
def test_each_step_opens_is_due_and_lapses_as_the_plan_says(
    slug: Step, anchor: date, opens: str, due: str, lapses: str
) -> None:
    occasion = rules.Occasion("application", 1, anchor, start_of_day(anchor, NEW_YORK), at(15))
    window = rules.window_of(step_of(slug), occasion, NEW_YORK, weekday)
    assert [local(moment) for moment in (window.opens, window.due, window.lapses)] == [opens, due, lapses]


def interviewed(ended: datetime) -> rules.Occasion:
    return rules.Occasion("interview:12", 1, ended.astimezone(NEW_YORK).date(), ended, at(1))


def test_a_thank_you_email_is_due_in_24_hours_even_on_a_sunday() -> None:
    window = rules.window_of(step_of(Step.THANK_YOU_EMAIL), interviewed(at(19, 16)), NEW_YORK, weekday)
    assert local(window.opens) == "Sat 19 Sep 16:00:00"
    assert local(window.due) == "Sun 20 Sep 16:00:00"
    assert local(window.lapses) == "Tue 22 Sep 23:59:59"


def test_24_hours_are_24_hours_when_the_clocks_change() -> None:
    ended = datetime(2026, 10, 31, 16, tzinfo=NEW_YORK).astimezone(UTC)
    window = rules.window_of(step_of(Step.THANK_YOU_EMAIL), interviewed(ended), NEW_YORK, weekday)
    assert local(window.due) == "Sun 01 Nov 15:00:00"


def test_a_thank_you_letter_is_due_on_the_second_business_day() -> None:
    window = rules.window_of(step_of(Step.THANK_YOU_LETTER), interviewed(at(17, 16)), NEW_YORK, weekday)
    assert local(window.due) == "Mon 21 Sep 23:59:59"
    assert local(window.lapses) == "Sun 27 Sep 23:59:59"


def test_a_due_day_at_the_weekend_moves_to_the_next_business_day() -> None:
    late_applied = event(EventKind.APPLIED, day(12))  # the seventh day after it is a Saturday
    assert local(the(Step.APPLICATION_FOLLOW_UP, history(late_applied)).window.due) == "Mon 21 Sep 23:59:59"


def test_a_due_day_on_a_public_holiday_moves_to_the_next_business_day() -> None:
    follow_up = planned(history(APPLIED), is_business_day=lambda one: weekday(one) and one != day(22))
    assert local(follow_up["application_follow_up", "application"].window.due) == "Wed 23 Sep 23:59:59"


@pytest.mark.parametrize(
    ("deadline", "due", "lapses"),
    [
        ("2026-09-25", "Thu 24 Sep 23:59:59", "Fri 25 Sep 23:59:59"),
        ("2026-09-28", "Fri 25 Sep 23:59:59", "Mon 28 Sep 23:59:59"),  # the business day before a Monday
        ("2026-09-15", "Tue 15 Sep 23:59:59", "Wed 16 Sep 23:59:59"),  # they want the answer today
        ("2026-09-01", "Tue 15 Sep 23:59:59", "Wed 16 Sep 23:59:59"),  # a deadline that makes no sense
    ],
)
def test_an_offer_is_answered_by_the_business_day_before_their_deadline(
    deadline: str, due: str, lapses: str
) -> None:
    offer = event(EventKind.OFFERED, day(15), recorded_at=start_of_day(day(15), NEW_YORK), deadline=deadline)
    window = the(Step.OFFER_REPLY, history(offer)).window
    assert [local(window.due), local(window.lapses)] == [due, lapses]


def test_no_step_opens_before_its_anchor_or_is_due_before_it_opens() -> None:
    step = replace(
        step_of(Step.THANK_YOU_LETTER),
        opens=step_of(Step.REJECTION_REPLY).opens,
        due=step_of(Step.THANK_YOU_EMAIL).opens,
    )
    window = rules.window_of(step, interviewed(at(17, 16)), NEW_YORK, weekday)
    assert window.opens == window.due == at(17, 16)


def test_an_interview_without_an_end_is_taken_to_last_an_hour() -> None:
    interview = replace(round_of_talks(at(17, 16)), ends_at=None)
    assert rules.interview_end(interview) == at(17, 16)


@pytest.mark.parametrize(
    ("slug", "learned_at", "due"),
    [
        (Step.APPLICATION_FOLLOW_UP, at(17), "Tue 22 Sep 23:59:59"),  # before it opened: nothing changes
        (Step.APPLICATION_FOLLOW_UP, at(20), "Tue 22 Sep 23:59:59"),  # the next business day is earlier still
        (Step.APPLICATION_FOLLOW_UP, at(25), "Mon 28 Sep 23:59:59"),  # a Friday: until Monday's end
        (Step.APPLICATION_FOLLOW_UP, at(6, 20, month=10), "Wed 07 Oct 23:59:59"),
        (Step.APPLICATION_FOLLOW_UP, at(7, month=10), None),  # over before we learned of it
    ],
)
def test_nothing_is_late_that_could_not_be_on_time(slug: Step, learned_at: datetime, due: str | None) -> None:
    facts = history(event(EventKind.APPLIED, day(15), recorded_at=learned_at))
    found = [local(one.window.due) for one in planned(facts).values()]
    assert found == ([due] if due else [])


@pytest.mark.parametrize(
    ("named_at", "due"),
    [
        (at(16), "Fri 18 Sep 16:00:00"),
        (at(18, 15), "Fri 18 Sep 19:00:00"),  # four hours from when we learned the name
        (at(19, 9), "Sat 19 Sep 13:00:00"),
        (at(20, 23), "Mon 21 Sep 03:00:00"),
        (at(21, 1), None),
    ],
)
def test_a_thank_you_to_somebody_named_late_gets_four_hours(named_at: datetime, due: str | None) -> None:
    facts = history(interviews=(round_of_talks(at(17, 16), somebody(7, named_at=named_at)),))
    found = [local(one.window.due) for one in planned(facts).values() if one.step == Step.THANK_YOU_EMAIL]
    assert found == ([due] if due else [])


def test_grace_keeps_a_day_between_due_and_lapse() -> None:
    facts = history(event(EventKind.APPLIED, day(15), recorded_at=at(6, 20, month=10)))
    window = the(Step.APPLICATION_FOLLOW_UP, facts).window
    assert window.lapses == window.due + timedelta(days=1)


def test_later_hides_until_a_day_before_it_lapses() -> None:
    assert rules.snooze_limit(at(22)) == at(21)


@pytest.mark.parametrize(
    ("now", "excuse", "late"),
    [(at(15), "", False), (at(15, 12, 1), "", True), (at(20), Excuse.WITHHELD, False)],
)
def test_late_is_after_due_without_an_excuse(now: datetime, excuse: str, late: bool) -> None:
    assert rules.is_late(due=at(15), excuse=excuse, now=now) is late


def test_on_time_is_when_it_was_sent() -> None:
    assert rules.was_on_time(done_at=at(15), due=at(15))
    assert not rules.was_on_time(done_at=at(15, 12, 1), due=at(15))


def test_days_are_the_students_own() -> None:
    kiritimati = ZoneInfo("Pacific/Kiritimati")
    follow_up = the(Step.APPLICATION_FOLLOW_UP, history(APPLIED, zone=kiritimati))
    assert follow_up.window.opens == datetime(2026, 9, 17, 10, tzinfo=UTC)


# --- Whether: channels and people ---

NO_CALLS = PhonePolicy.NO_CALLS
ASKED = event(EventKind.ASKED_TO_CALL, day(16))
CALLED = event(EventKind.FOLLOW_UP_DONE, day(17), step="application_follow_up", channel=Channel.PHONE)


@pytest.mark.parametrize(
    ("facts", "channel", "reachable"),
    [
        (history(APPLIED), Channel.PHONE, True),
        (history(APPLIED, reach=Reach(email=True)), Channel.EMAIL, True),
        (history(APPLIED, reach=Reach(post=True)), Channel.EMAIL, False),
        (history(APPLIED, reach=NOBODY), Channel.EMAIL, False),
        (history(APPLIED, reach=NOBODY, contact_policy=ContactPolicy.ONLY_THROUGH), Channel.EMAIL, True),
        (history(APPLIED, phone_policy=NO_CALLS), Channel.EMAIL, True),
        (history(APPLIED, reach=Reach(phone=True), phone_policy=NO_CALLS), Channel.EMAIL, False),
        (history(APPLIED, ASKED, phone_policy=NO_CALLS), Channel.PHONE, True),
        (
            history(APPLIED, ASKED, CALLED, phone_policy=NO_CALLS),
            Channel.EMAIL,
            True,
        ),  # that call, and no other
        (
            history(APPLIED, CALLED, event(EventKind.ASKED_TO_CALL, day(18)), phone_policy=NO_CALLS),
            Channel.PHONE,
            True,
        ),
    ],
)
def test_the_first_channel_that_is_allowed_and_reaches_somebody(
    facts: ApplicationFacts, channel: Channel, reachable: bool
) -> None:
    step = step_of(Step.APPLICATION_FOLLOW_UP)
    assert rules.choose_channel(step, facts, knows_contact=False) == (channel, reachable)


def test_a_step_that_only_knows_the_phone_turns_to_email_under_no_calls() -> None:
    assert rules.no_calls_means_no_calls((Channel.PHONE,), history(phone_policy=NO_CALLS)) == (Channel.EMAIL,)


def test_no_calls_set_later_turns_the_channel_to_email() -> None:
    before = history(APPLIED)
    assert the(Step.APPLICATION_FOLLOW_UP, before).channel == Channel.PHONE
    after = replace(before, phone_policy=PhonePolicy.NO_CALLS)
    assert the(Step.APPLICATION_FOLLOW_UP, after).channel == Channel.EMAIL


def test_without_anybody_to_reach_it_is_optional_and_never_late() -> None:
    follow_up = the(Step.APPLICATION_FOLLOW_UP, history(APPLIED, reach=NOBODY))
    assert follow_up.excuse == Excuse.NOBODY_TO_REACH
    assert follow_up.cancelled is None


def test_nobody_to_be_had_settles_it() -> None:
    facts = history(APPLIED, event(EventKind.NOBODY_TO_REACH, day(16)), reach=NOBODY)
    assert the(Step.APPLICATION_FOLLOW_UP, facts).cancelled == CancelReason.NOBODY_TO_REACH


def test_somebody_found_after_all_brings_it_back() -> None:
    facts = history(APPLIED, event(EventKind.NOBODY_TO_REACH, day(16)))
    assert the(Step.APPLICATION_FOLLOW_UP, facts).cancelled is None


def test_a_posting_that_wants_no_contact_gets_none_but_thanks() -> None:
    facts = history(
        APPLIED, contact_policy=ContactPolicy.NO_CONTACT, interviews=(round_of_talks(at(17), somebody(7)),)
    )
    cancelled = {one.step: one.cancelled for one in planned(facts).values()}
    assert cancelled == {
        Step.APPLICATION_FOLLOW_UP: CancelReason.NO_CONTACT,
        Step.STATUS_INQUIRY: CancelReason.NO_CONTACT,
        Step.THANK_YOU_EMAIL: None,
        Step.THANK_YOU_LETTER: None,
    }


@pytest.mark.parametrize(
    ("step", "in_touch_at", "until"),
    [
        (Step.APPLICATION_FOLLOW_UP, at(14), at(21)),
        (Step.APPLICATION_FOLLOW_UP, at(10), None),  # over before the window opens
        (Step.APPLICATION_FOLLOW_UP, None, None),
        (Step.STATUS_INQUIRY, at(14), at(21)),
        (Step.KEEP_IN_TOUCH, at(14), at(21)),
        (Step.WITHDRAWAL, at(14), at(21)),
        (Step.THANK_YOU_EMAIL, at(14), None),
        (Step.THANK_YOU_LETTER, at(14), None),
        (Step.REJECTION_REPLY, at(14), None),
        (Step.OFFER_REPLY, at(14), None),
    ],
)
def test_at_most_one_unanswered_contact_in_seven_days(
    step: Step, in_touch_at: datetime | None, until: datetime | None
) -> None:
    window = rules.Window(at(18), at(22), at(30))
    assert rules.withheld_until(step, window, in_touch_at) == until


@pytest.mark.parametrize(("in_touch_at", "excuse"), [(at(14), None), (at(17), Excuse.WITHHELD)])
def test_what_is_withheld_past_its_due_time_is_never_late(
    in_touch_at: datetime, excuse: Excuse | None
) -> None:
    follow_up = the(Step.APPLICATION_FOLLOW_UP, history(APPLIED, unanswered_contact_at=in_touch_at))
    assert follow_up.withheld_until == in_touch_at + timedelta(days=7)
    assert follow_up.excuse == excuse
    assert local(follow_up.window.due) == "Tue 22 Sep 23:59:59", "it waits with its dates"
