"""Days in any unambiguous spelling; where day and month could change places, somebody has to say."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from zoneinfo import ZoneInfo

from apps.applications.postings.dates import find_dates

DMY, MDY = "dmy", "mdy"
FIRST_YEAR, LAST_YEAR = 2000, 2100
SHORT_YEARS = range(2010, 2060)  # what 26 can mean
LONGEST = 60  # characters: more is prose

_ISO = re.compile(
    r"(?P<y>\d{4})\s?[-/.年]\s?(?P<m>\d{1,2})\s?[-/.月]\s?(?P<d>\d{1,2})(?!\d)日?"
    r"(?:[T\s]\s?(?P<time>\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s?(?P<zone>Z|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(?P<y>20\d{2})(?P<m>[01]\d)(?P<d>[0-3]\d)")
_NUMBERS = re.compile(r"(?<![\d.])(\d{1,2})\s?([/.\-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?!\d)")
_SHORT_YEAR = re.compile(
    r"(\d{1,2}[-\s.]{1,2}[^\W\d]{3,})[-\s.]{1,2}(\d{2})$"
)  # 4-Mar-26, as Excel writes it
_WITHOUT_YEAR = re.compile(r"\d{1,2}[/.\-]\d{1,2}\.?")
ANY_DAY = dt.date(2024, 1, 1)  # of a leap year


class Trouble(Enum):
    """Why a cell gives no day."""

    AMBIGUOUS = "ambiguous"
    NO_SUCH_DAY = "no_such_day"
    NO_YEAR = "no_year"
    NOT_A_DAY = "not_a_day"


@dataclass(frozen=True, slots=True)
class DayOrder:
    """What a file's days say of their order.

    ``order`` is ``dmy`` or ``mdy`` where the file shows it by ``shown_by``, a day with one reading; empty
    where it does not. ``ambiguous``: how many cells depend on it, ``example`` being the first.
    """

    order: str
    shown_by: str
    ambiguous: int
    example: str


def read_day(text: str, *, order: str, zone: ZoneInfo) -> dt.date | Trouble:
    """Read a cell as a day. ``order`` settles 03/04/2026; an instant with an offset is a day in ``zone``."""
    found = _read(text.strip()[: LONGEST + 1])
    if isinstance(found, dt.datetime):
        return found.astimezone(zone).date()
    if isinstance(found, tuple):
        return dict(found).get(order, Trouble.AMBIGUOUS)
    return found


def day_order(values: Iterable[str]) -> DayOrder:
    """What the days of a file, all columns together, say of their order."""
    shown: dict[str, str] = {}
    ambiguous, example = 0, ""
    for text in values:
        found = _read(text.strip()[: LONGEST + 1])
        if isinstance(found, tuple):
            ambiguous, example = ambiguous + 1, example or text
            continue
        numbers = _NUMBERS.search(text) if isinstance(found, dt.date) and not _ISO.match(text) else None
        if numbers and numbers[1] != numbers[3]:
            shown.setdefault(DMY if int(numbers[1]) > 12 else MDY, text)
    order, shown_by = next(iter(shown.items())) if len(shown) == 1 else ("", "")
    return DayOrder(order, shown_by, ambiguous, example)


@lru_cache(maxsize=4096)
def _read(text: str) -> dt.date | dt.datetime | tuple[tuple[str, dt.date], ...] | Trouble:
    """A day, an instant with an offset, the readings by order where there are two, or what is wrong."""
    if not text or len(text) > LONGEST:
        return Trouble.NOT_A_DAY
    iso = _ISO.match(text) or _COMPACT.fullmatch(text)
    if iso is not None:
        return _from_iso(iso.groupdict())
    numbers = _NUMBERS.search(text)
    if numbers is not None:
        return _from_numbers(int(numbers[1]), int(numbers[3]), numbers[4])
    text = _SHORT_YEAR.sub(r"\1 20\2", text)
    spelled = {found.on for found in find_dates(text)}
    if len(spelled) == 1:
        return spelled.pop()
    if _WITHOUT_YEAR.fullmatch(text) or any(find_dates(text, after=ANY_DAY)):
        return Trouble.NO_YEAR
    return Trouble.NOT_A_DAY


def _from_iso(parts: dict[str, str | None]) -> dt.date | dt.datetime | Trouble:
    day = _day(int(parts["y"] or 0), int(parts["m"] or 0), int(parts["d"] or 0))
    if day is None:
        return Trouble.NO_SUCH_DAY
    zone, time = parts.get("zone"), parts.get("time")
    if not zone or not time:
        return day
    hour, _colon, rest = time.partition(":")
    try:
        return dt.datetime.fromisoformat(f"{day}T{hour:0>2}:{rest}{zone.upper()}")
    except ValueError:
        return day


def _from_numbers(
    first: int, second: int, digits: str
) -> dt.date | tuple[tuple[str, dt.date], ...] | Trouble:
    if len(digits) == 4:
        year = int(digits)
        readings = {DMY: _day(year, second, first), MDY: _day(year, first, second)}
    else:
        year = 2000 + int(digits)
        readings = {
            DMY: _day(year, second, first),
            MDY: _day(year, first, second),
            "ymd": _day(2000 + first, second, int(digits)),
        }
        readings = {order: day for order, day in readings.items() if day and day.year in SHORT_YEARS}
    known = {order: day for order, day in readings.items() if day is not None}
    if not known:
        return Trouble.NO_SUCH_DAY
    days = set(known.values())
    return days.pop() if len(days) == 1 else tuple(known.items())


def _day(year: int, month: int, day: int) -> dt.date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
