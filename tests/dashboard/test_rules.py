"""How a caseload is read: order, calls, praise, pages."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.dashboard.rules import (
    Counts,
    Entry,
    Key,
    Rate,
    call_first,
    day_ends,
    doing_well,
    matches,
    page_after,
    place_of,
    term_begins,
)
from apps.dashboard.vocabulary import Only, Reason, Sort

NOW = datetime(2026, 9, 15, 14, 0, tzinfo=UTC)
TOMORROW_ENDS = datetime(2026, 9, 17, 4, 0, tzinfo=UTC)
STARTS = ("01-10", "05-20", "08-20")
DAY = timedelta(days=1)


def entry(
    student: int = 1, *, active_days_ago: int | None = 1, waits: bool = True, **counts: object
) -> Entry:
    active_at = None if active_days_ago is None else NOW - active_days_ago * DAY
    return Entry(student, 1, active_at, Counts(**counts), waits)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("today", "begins"),
    [
        (date(2026, 9, 15), date(2026, 8, 20)),
        (date(2026, 8, 20), date(2026, 8, 20)),
        (date(2026, 8, 19), date(2026, 5, 20)),
        (date(2026, 1, 9), date(2025, 8, 20)),
        (date(2026, 1, 10), date(2026, 1, 10)),
    ],
)
def test_a_term_begins_on_the_last_of_its_days(today: date, begins: date) -> None:
    assert term_begins(today, STARTS) == begins


def test_a_day_ends_at_local_midnight_whatever_the_clocks_do() -> None:
    zone = ZoneInfo("America/New_York")
    before_the_change = datetime(2026, 10, 31, 16, 0, tzinfo=UTC)
    assert day_ends(NOW, zone).isoformat() == "2026-09-16T00:00:00-04:00"
    assert day_ends(before_the_change, zone, days=1).isoformat() == "2026-11-02T00:00:00-05:00"


def test_a_rate_has_no_percentage_without_a_base() -> None:
    assert Rate(0, 0).percent is None
    assert Rate(0, 0).share is None
    assert Rate(1, 3).percent == 33
    assert Rate(1, 8).percent == 13
    assert Rate(0, 4).percent == 0


def test_nobody_is_silent_who_never_began_or_has_nothing_open() -> None:
    assert entry(active_days_ago=15).is_silent(NOW)
    assert not entry(active_days_ago=14).is_silent(NOW)
    assert not entry(active_days_ago=None).is_silent(NOW)
    assert not entry(active_days_ago=15, waits=False).is_silent(NOW)


def test_each_filter_asks_for_what_its_name_says() -> None:
    assert matches(entry(late=1), Only.LATE, NOW)
    assert matches(entry(today=1), Only.TODAY, NOW)
    assert matches(entry(open=1), Only.OPEN, NOW)
    assert matches(entry(active_days_ago=20), Only.SILENT, NOW)
    assert matches(entry(interview_ends=NOW), Only.INTERVIEW, NOW)
    assert not any(matches(entry(), only, NOW) for only in Only)


def test_what_is_lost_soonest_is_called_first() -> None:
    entries = [
        entry(1, late=9),
        entry(2, thanks_until=NOW + DAY, late=1),
        entry(3, interview_ends=NOW + DAY),
        entry(4, offer_until=NOW + 2 * DAY),
        entry(5, offer_until=NOW + DAY),
    ]
    called = call_first(entries, now=NOW, tomorrow_ends=TOMORROW_ENDS)
    assert [(one.student, reason) for one, reason in called] == [
        (5, Reason.OFFER),
        (4, Reason.OFFER),
        (3, Reason.INTERVIEW),
    ]
    assert [reason for _one, reason in call_first(entries[:2], now=NOW, tomorrow_ends=TOMORROW_ENDS)] == [
        Reason.THANK_YOU,
        Reason.VOLUME,
    ]


def test_nobody_is_called_for_what_can_wait() -> None:
    calm = [
        entry(1, late=2),
        entry(2, thanks_until=NOW + 3 * DAY, late=1),
        entry(3, interview_ends=NOW + 4 * DAY),
        entry(4, offer_until=NOW + 9 * DAY),
    ]
    assert call_first(calm, now=NOW, tomorrow_ends=TOMORROW_ENDS) == []


def test_praise_goes_to_those_with_a_base_and_nothing_late() -> None:
    well = entry(1, rate=Rate(9, 10))
    best = entry(2, rate=Rate(7, 7))
    others = [
        entry(3, rate=Rate(4, 4)),
        entry(4, rate=Rate(20, 20), late=1),
        entry(5, rate=Rate(8, 10)),
        entry(6, rate=Rate(9, 9), active_days_ago=20),
        entry(7, rate=Rate(9, 9), active_days_ago=None),
    ]
    assert doing_well([well, *others, best], now=NOW) == [best, well]


def test_needs_first_is_late_then_due_today_then_due_soonest() -> None:
    order = [
        entry(1, late=3),
        entry(2, late=1, today=1),
        entry(3, late=1),
        entry(4, today=1),
        entry(5, first_due=NOW),
        entry(6, first_due=NOW + DAY),
        entry(7),
        entry(8),
    ]
    backwards = order[::-1]
    assert sorted(backwards, key=lambda one: place_of(one, Sort.NEEDS_FIRST)) == order


def test_best_first_ends_with_those_who_have_no_rate() -> None:
    order = [
        entry(1, rate=Rate(9, 9)),
        entry(2, rate=Rate(2, 2)),
        entry(3, rate=Rate(1, 2)),
        entry(4, rate=Rate(0, 1)),
        entry(5),
    ]
    backwards = order[::-1]
    assert sorted(backwards, key=lambda one: place_of(one, Sort.BEST_FIRST)) == order


some_counts = st.builds(
    Counts,
    late=st.integers(0, 3),
    today=st.integers(0, 1),
    rate=st.tuples(st.integers(0, 5), st.integers(0, 5)).map(lambda pair: Rate(min(pair), max(pair))),
)


@given(
    st.lists(some_counts, max_size=30),
    st.sampled_from(Sort),
    st.integers(1, 7),
)
def test_pages_show_everybody_once_and_in_order(many: list[Counts], sort: Sort, size: int) -> None:
    entries = [Entry(number, 1, None, counts) for number, counts in enumerate(many)]
    seen: list[Entry] = []
    after: Key | None = None
    while True:
        page, after = page_after(entries, sort=sort, after=after, size=size)
        seen += page
        if after is None:
            break
        assert len(page) == size
    assert seen == sorted(entries, key=lambda one: place_of(one, sort))


def test_a_page_goes_on_from_its_place_when_somebody_before_it_has_gone() -> None:
    entries = [entry(number, late=5 - number) for number in range(5)]
    _page, after = page_after(entries, sort=Sort.NEEDS_FIRST, after=None, size=2)
    page, _after = page_after(entries[1:], sort=Sort.NEEDS_FIRST, after=after, size=2)
    assert [one.student for one in page] == [2, 3]
