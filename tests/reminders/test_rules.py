from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.applications.plan import Step
from apps.applications.vocabulary import Excuse
from apps.reminders import rules
from apps.reminders.rules import Owed, Quiet, Week

NEW_YORK = ZoneInfo("America/New_York")
ZONES = ["America/New_York", "Europe/Paris", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu", "UTC"]
TODAY = date(2026, 9, 15)  # a Tuesday
NIGHT = Quiet(time(21), time(7))

unhurried = settings(deadline=None, derandomize=True)
zones = st.sampled_from(ZONES).map(ZoneInfo)
# Years with every kind of clock change, and the day that Apia skipped.
moments = st.integers(0, 16 * 366 * 24 * 60).map(
    lambda n: datetime(2011, 1, 1, tzinfo=UTC) + timedelta(minutes=n)
)
hours = st.integers(0, 23)


def at(day: date, hour: int, minute: int = 0, zone: ZoneInfo = NEW_YORK) -> datetime:
    return datetime.combine(day, time(hour, minute), zone).astimezone(UTC)


NOW = at(TODAY, 8)
TOMORROW = at(TODAY + timedelta(days=1), 8)


def owed(**changes: object) -> Owed:
    """A follow-up whose window opened yesterday, due on Friday."""
    standard: dict[str, object] = {
        "step": Step.APPLICATION_FOLLOW_UP,
        "anchor_at": at(TODAY - timedelta(days=4), 0),
        "opens": at(TODAY - timedelta(days=1), 0),
        "due": at(TODAY + timedelta(days=3), 23, 59),
        "lapses": at(TODAY + timedelta(days=17), 23, 59),
    }
    return Owed(**{**standard, **changes})  # type: ignore[arg-type]


def wanted(follow_up: Owed, now: datetime = NOW, until: datetime = TOMORROW) -> list[tuple[str, str]]:
    return [
        (str(kind), occurrence)
        for kind, occurrence in rules.wanted(follow_up, now=now, until=until, zone=NEW_YORK)
    ]


# Which nudge


def test_a_window_that_opened_is_mentioned_once() -> None:
    assert wanted(owed()) == [("opened", "2026-09-14")]
    assert wanted(owed(nudged=frozenset({("opened", "2026-09-14")}))) == []


def test_what_opens_later_is_not_mentioned_yet() -> None:
    assert wanted(owed(opens=at(TODAY + timedelta(days=1), 0))) == []


def test_on_the_due_morning_it_is_mentioned_again() -> None:
    due_today = owed(due=at(TODAY, 23, 59), nudged=frozenset({("opened", "2026-09-14")}))
    assert wanted(due_today) == [("due", "2026-09-15")]


def test_what_falls_due_before_the_next_email_is_mentioned_now() -> None:
    early = at(TODAY + timedelta(days=1), 7)
    assert wanted(owed(opens=at(TODAY, 23), due=early)) == [("due", "2026-09-16")]


def test_where_the_next_email_may_go_in_days_only_the_look_ahead_reaches_as_far() -> None:
    in_five_days = at(TODAY + timedelta(days=5), 8)
    assert wanted(owed(), until=in_five_days) == [("due", "2026-09-18")]


def test_what_is_late_is_mentioned_once() -> None:
    late = owed(due=at(TODAY - timedelta(days=1), 23, 59))
    assert wanted(late) == [("late", "2026-09-14")]
    assert wanted(owed(due=late.due, nudged=frozenset({("late", "2026-09-14")}))) == []


def test_what_has_lapsed_is_not_mentioned() -> None:
    assert wanted(owed(lapses=NOW)) == []


def test_nobody_to_reach_is_never_late_but_is_mentioned_when_it_opens() -> None:
    nobody = owed(due=at(TODAY - timedelta(days=1), 23, 59), excuse=Excuse.NOBODY_TO_REACH)
    assert wanted(nobody) == [("opened", "2026-09-14")]


@pytest.mark.parametrize("hides", ["snoozed_until", "withheld_until"])
def test_what_is_hidden_is_not_mentioned(hides: str) -> None:
    assert wanted(owed(**{hides: NOW + timedelta(minutes=1), "due": at(TODAY, 23, 59)})) == []


@pytest.mark.parametrize("hides", ["snoozed_until", "withheld_until"])
def test_the_end_of_hiding_is_a_new_occurrence(hides: str) -> None:
    given_before = frozenset({("opened", "2026-09-14")})
    assert wanted(owed(**{hides: NOW, "nudged": given_before})) == [("opened", "2026-09-15")]


def test_a_put_off_follow_up_comes_back_even_when_its_lateness_was_mentioned() -> None:
    late = owed(
        due=at(TODAY - timedelta(days=2), 23, 59),
        snoozed_until=NOW,
        nudged=frozenset({("late", "2026-09-13")}),
    )
    assert wanted(late) == [("opened", "2026-09-15")]


def test_a_prompt_stands_for_the_opening_of_a_thank_you() -> None:
    prompted = owed(step=Step.THANK_YOU_EMAIL, nudged=frozenset({("prompt", "2026-09-14")}))
    assert wanted(prompted) == []


@unhurried
@given(zone=zones, now=moments, hours_open=st.integers(-48, 48), hours_due=st.integers(0, 400))
def test_a_nudge_that_was_given_is_never_wanted_again(
    zone: ZoneInfo, now: datetime, hours_open: int, hours_due: int
) -> None:
    opens = now + timedelta(hours=hours_open)
    due = opens + timedelta(hours=hours_due)
    before = Owed(Step.STATUS_INQUIRY, opens, opens, due, due + timedelta(days=1))
    until = now + timedelta(days=1)
    first = rules.wanted(before, now=now, until=until, zone=zone)
    after = Owed(Step.STATUS_INQUIRY, opens, opens, due, due + timedelta(days=1), nudged=frozenset((*first,)))
    assert rules.wanted(after, now=now, until=until, zone=zone) == ()


@unhurried
@given(zone=zones, start=moments, hour=hours, opens_in=st.integers(0, 400), due_in=st.integers(0, 400))
def test_nothing_falls_due_unmentioned(
    zone: ZoneInfo, start: datetime, hour: int, opens_in: int, due_in: int
) -> None:
    """Some daily look at the student's hour, before it is due, wants it mentioned."""
    opens = start + timedelta(hours=opens_in)
    due = opens + timedelta(hours=due_in)
    follow_up = Owed(Step.STATUS_INQUIRY, opens, opens, due, due + timedelta(days=30))
    day = rules.local_day(start, zone)
    looks = [rules.digest_at(day + timedelta(days=n), hour, zone) for n in range(40)]
    mentioned = [
        look
        for look, following in pairwise(looks)
        if look <= due and rules.wanted(follow_up, now=look, until=following, zone=zone)
    ]
    assert mentioned or due < looks[0]


# When


def test_the_digest_goes_at_the_students_hour() -> None:
    assert rules.digest_at(TODAY, 8, NEW_YORK) == datetime(2026, 9, 15, 12, tzinfo=UTC)


def test_an_hour_that_the_clock_change_skips_becomes_the_next() -> None:
    assert rules.digest_at(date(2026, 3, 8), 2, NEW_YORK).astimezone(NEW_YORK).hour == 3


@pytest.mark.parametrize(
    ("looked_on", "day"),
    [
        (None, TODAY),
        (TODAY - timedelta(days=3), TODAY),
        (TODAY, TODAY + timedelta(days=1)),
        (TODAY + timedelta(days=1), TODAY + timedelta(days=2)),  # they have moved west since
    ],
)
def test_a_student_is_looked_at_once_a_local_day(looked_on: date | None, day: date) -> None:
    look = rules.next_look(now=NOW, hour=8, zone=NEW_YORK, looked_on=looked_on)
    assert look == rules.digest_at(day, 8, NEW_YORK)


@unhurried
@given(zone=zones, now=moments, hour=hours)
def test_after_a_look_the_next_one_lies_ahead(zone: ZoneInfo, now: datetime, hour: int) -> None:
    look = rules.next_look(now=now, hour=hour, zone=zone, looked_on=rules.local_day(now, zone))
    assert now < look <= now + timedelta(hours=73)  # Apia skipped a whole day


@pytest.mark.parametrize(
    ("quiet", "hour", "is_quiet"),
    [
        (NIGHT, 20, False),
        (NIGHT, 21, True),
        (NIGHT, 3, True),
        (NIGHT, 7, False),
        (Quiet(time(12), time(14)), 13, True),
        (Quiet(time(12), time(14)), 14, False),
        (Quiet(time(12), time(12)), 12, False),
        (Quiet(None, time(7)), 3, False),
        (Quiet(time(21), None), 22, False),
    ],
)
def test_quiet_hours_may_run_over_midnight(quiet: Quiet, hour: int, is_quiet: bool) -> None:
    assert rules.is_quiet(at(TODAY, hour), NEW_YORK, quiet) is is_quiet


def test_what_comes_in_quiet_hours_waits_for_their_end() -> None:
    assert rules.when_quiet_ends(at(TODAY, 22), NEW_YORK, NIGHT) == at(TODAY + timedelta(days=1), 7)
    assert rules.when_quiet_ends(at(TODAY, 3), NEW_YORK, NIGHT) == at(TODAY, 7)
    assert rules.when_quiet_ends(at(TODAY, 15), NEW_YORK, NIGHT) == at(TODAY, 15)
    assert rules.when_quiet_ends(at(TODAY, 3), NEW_YORK, Quiet()) == at(TODAY, 3)


@unhurried
@given(zone=zones, now=moments, start=st.times(), end=st.times())
def test_quiet_hours_end_and_nothing_is_sent_in_them(
    zone: ZoneInfo, now: datetime, start: time, end: time
) -> None:
    quiet = Quiet(start, end)
    sent = rules.when_quiet_ends(now, zone, quiet)
    assert now <= sent <= now + timedelta(hours=50)
    assert not rules.is_quiet(sent, zone, quiet)


def test_quiet_hours_end_once_where_the_clock_shows_their_end_twice() -> None:
    second_one_fifteen = datetime(2026, 11, 1, 1, 15, tzinfo=NEW_YORK, fold=1).astimezone(UTC)
    sent = rules.when_quiet_ends(second_one_fifteen, NEW_YORK, Quiet(time(21), time(1, 30)))
    assert sent == second_one_fifteen + timedelta(minutes=15)


def test_a_digest_goes_in_the_hour_that_the_student_chose_even_if_it_is_quiet() -> None:
    early = at(TODAY, 6, 5)
    assert rules.digest_run_at(early, hour=6, zone=NEW_YORK, quiet=NIGHT) == early


def test_a_belated_digest_waits_for_the_end_of_quiet_hours_of_the_same_day() -> None:
    quiet = Quiet(time(12), time(14))
    assert rules.digest_run_at(at(TODAY, 13), hour=8, zone=NEW_YORK, quiet=quiet) == at(TODAY, 14)


def test_a_digest_that_could_only_go_tomorrow_does_not_go() -> None:
    assert rules.digest_run_at(at(TODAY, 22), hour=8, zone=NEW_YORK, quiet=NIGHT) is None


def test_a_digest_is_stale_after_its_local_day() -> None:
    assert rules.digest_not_after(NOW, NEW_YORK) == at(TODAY + timedelta(days=1), 0) - timedelta(seconds=1)


def test_remind_me_tomorrow_is_the_students_hour_of_the_next_local_day() -> None:
    late_evening = at(TODAY, 23)  # already tomorrow in UTC
    assert rules.remind_tomorrow_at(late_evening, hour=8, zone=NEW_YORK) == TOMORROW


def test_what_lapses_within_a_day_cannot_wait() -> None:
    assert rules.can_wait(lapses=NOW + timedelta(days=2), now=NOW)
    assert not rules.can_wait(lapses=NOW + timedelta(days=1), now=NOW)


def test_a_prompt_is_one_for_each_day_a_round_ended_on() -> None:
    assert rules.prompt_occurrence(at(TODAY, 23), NEW_YORK) == "2026-09-15"


# Ceilings


def days(*ago: int) -> tuple[date, ...]:
    return tuple(TODAY - timedelta(days=n) for n in ago)


def test_three_digests_a_week_are_enough() -> None:
    assert rules.may_send_digest(Week(days(1, 3), days(1, 3)), about_an_offer=False)
    assert not rules.may_send_digest(Week(days(1, 2, 3), days(1, 2, 3)), about_an_offer=False)


def test_an_offer_may_exceed_the_three_digests_but_not_the_five_emails() -> None:
    assert rules.may_send_digest(Week(days(1, 2, 3), days(1, 2, 3)), about_an_offer=True)
    assert not rules.may_send_digest(Week(days(1, 2, 3), days(1, 2, 3, 3, 4)), about_an_offer=True)


def test_a_prompt_may_exceed_the_three_digests_but_not_the_five_emails() -> None:
    assert rules.may_prompt(Week(days(1, 2, 3), days(1, 2, 3, 3)))
    assert not rules.may_prompt(Week(days(1, 2, 3), days(1, 2, 3, 3, 4)))


def test_only_the_last_seven_local_days_count() -> None:
    assert rules.week_before(TODAY, days(6, 7), days(0, 7)) == Week(days(6), days(0))


def test_the_look_ahead_reaches_to_the_next_day_that_the_ceilings_allow() -> None:
    assert rules.next_digest_day(Week(), TODAY) == TODAY + timedelta(days=1)
    assert rules.next_digest_day(Week(days(1, 3), days(1, 3)), TODAY) == TODAY + timedelta(days=4)
    assert rules.next_digest_day(Week(days(0, 0), days(0, 0)), TODAY) == TODAY + timedelta(days=7)


# What


def test_a_suspended_student_is_reminded_of_courtesies_only() -> None:
    assert rules.is_allowed(Step.THANK_YOU_EMAIL, suspended=True)
    assert not rules.is_allowed(Step.APPLICATION_FOLLOW_UP, suspended=True)
    assert rules.is_allowed(Step.APPLICATION_FOLLOW_UP, suspended=False)


def test_offers_head_the_digest_then_what_is_late_then_what_is_due_soonest() -> None:
    late, soon, nobody = TODAY - timedelta(days=2), TODAY, TODAY - timedelta(days=3)
    rows = [
        ("later today", Step.STATUS_INQUIRY, at(TODAY, 12), at(soon, 23), ""),
        ("nobody", Step.APPLICATION_FOLLOW_UP, NOW, at(nobody, 0), Excuse.NOBODY_TO_REACH),
        ("soon", Step.APPLICATION_FOLLOW_UP, NOW, at(soon, 23), ""),
        ("late", Step.APPLICATION_FOLLOW_UP, NOW, at(late, 23), ""),
        ("offer", Step.OFFER_REPLY, NOW, at(TODAY + timedelta(days=3), 23), ""),
    ]
    rows.sort(key=lambda row: rules.order_in_digest(row[1], opens=row[2], due=row[3], excuse=row[4], now=NOW))
    assert [row[0] for row in rows] == ["offer", "late", "soon", "nobody", "later today"]


@pytest.mark.parametrize(("hour", "part"), [(8, "morning"), (12, "afternoon"), (18, "evening")])
def test_the_greeting_fits_the_hour(hour: int, part: str) -> None:
    assert rules.part_of_day(at(TODAY, hour), NEW_YORK) == part
