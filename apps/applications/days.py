"""Local days as instants, and which days business is done on.

A day is the student's local one; instants are aware and in UTC.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

IsBusinessDay = Callable[[date], bool]


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a local day, in UTC."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The last second of a local day, in UTC."""
    return start_of_day(day + timedelta(days=1), zone) - timedelta(seconds=1)


def next_business_day(day: date, is_business_day: IsBusinessDay) -> date:
    """``day`` itself, or the first business day after it.

    Rule: a due day on a weekend or public holiday moves to the next business day.
    """
    while not is_business_day(day):
        day += timedelta(days=1)
    return day


def previous_business_day(day: date, is_business_day: IsBusinessDay) -> date:
    """``day`` itself, or the last business day before it.

    Rule: dates that employers gave move, if at all, to the business day before.
    """
    while not is_business_day(day):
        day -= timedelta(days=1)
    return day


def add_business_days(day: date, count: int, is_business_day: IsBusinessDay) -> date:
    """The ``count``-th business day after ``day``."""
    for _ in range(count):
        day = next_business_day(day + timedelta(days=1), is_business_day)
    return day
