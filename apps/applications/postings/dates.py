"""Calendar dates in the spellings that postings use; an ambiguous one is no date."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Order = Literal["dmy", "mdy"]

# The first letters decide: English, then Spanish, French and German where they differ.
MONTHS = {
    1: "january jan enero janvier januar jänner",
    2: "february feb febrero février fevrier februar",
    3: "march mar marzo mars märz maerz",
    4: "april apr abril avril",
    5: "may mayo mai",
    6: "june jun junio juin juni",
    7: "july jul julio juillet juli",
    8: "august aug agosto août aout",
    9: "september sept sep septiembre septembre",
    10: "october oct octubre octobre oktober",
    11: "november nov noviembre novembre",
    12: "december dec diciembre décembre decembre dezember",
}
_MONTH_NUMBERS = {name: number for number, names in MONTHS.items() for name in names.split()}
_MONTH = r"(?P<month>" + "|".join(sorted(_MONTH_NUMBERS, key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(?P<year>(?:19|20)\d{2}|['’]\d{2})(?!\d)"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th|er|º|\.)?(?![\d:])"

_SPELLINGS = tuple(
    re.compile(rf"(?<![\w.-]){spelling}", re.IGNORECASE)
    for spelling in (
        r"(?P<year>(?:19|20)\d{2})[-/.](?P<number>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)",
        rf"{_DAY}[\s-]{{0,3}}(?:of\s|de\s|day\sof\s)?{_MONTH},?[\s-]{{0,3}}(?:de\s|del\s)?{_YEAR}",
        rf"{_MONTH}[\s-]{{0,3}}(?:the\s)?{_DAY}(?:\s?,|\sof)?[\s-]{{0,3}}{_YEAR}",
        (
            r"(?P<first>\d{1,2})(?P<mark>[/.-])(?P<second>\d{1,2})(?P=mark)(?P<year>(?:19|20)\d{2}|"
            r"\d{2})(?![\d/-])"
        ),
        rf"{_DAY}\s?(?:of\s|de\s)?{_MONTH}(?!\s*['’]?\d)",
        rf"{_MONTH}\s(?:the\s)?{_DAY}(?!\s?,?\s*\d)",
    )
)
_MDY_SIGNS = re.compile(
    r"\(\d{3}\) ?\d{3}-\d{4}|\b[A-Z]{2},? \d{5}\b|\bU\.?S\.?A?\b|\bUnited States\b|\$\d|\b401\(?k\)?|"
    r", [A-Z]{2}\b(?= |,|\.|$)"
)
_DMY_SIGNS = re.compile(
    r"£\d?|€|\bU\.?K\.?\b|\bUnited Kingdom\b|\bGB\b|\+(?:44|61|64|353|49|33|34)\b|\bAustralia\b|"
    r"\bNew Zealand\b|"
    r"\bIreland\b|\bEngland\b|\bLondon\b|\bLtd\b|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"
)


@dataclass(frozen=True, slots=True)
class Dated:
    """One date and where it was written."""

    on: dt.date
    start: int
    end: int


def iso_date(text: str) -> dt.date | None:
    """The date of an ISO date or instant such as `2026-03-31T23:59:59Z`, as written (no zone applied)."""
    m = re.match(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)", text)
    return _date(int(m[1]), int(m[2]), int(m[3])) if m else None


def day_order(text: str) -> Order | None:
    """Whether this posting writes day or month first; None where it does not show.

    Shown by a date of its own that has only one reading, else by the country that its money, telephone
    numbers or places belong to.
    """
    for m in _SPELLINGS[3].finditer(text):
        first, second = int(m["first"]), int(m["second"])
        if first > 12 >= second:
            return "dmy"
        if second > 12 >= first:
            return "mdy"
    american, other = bool(_MDY_SIGNS.search(text)), bool(_DMY_SIGNS.search(text))
    if american == other:
        return None
    return "mdy" if american else "dmy"


def find_dates(text: str, order: Order | None = None, after: dt.date | None = None) -> Iterator[Dated]:
    """Every unambiguous date in `text`, by place.

    `order` settles 03/04/2026; a date without a year is the first such day from `after` on (the day the
    posting appeared) and is left out where that is not known.
    """
    found: list[Dated] = []
    for spelling in _SPELLINGS:
        matches = list(spelling.finditer(text))
        for m in matches:
            on = _read(m.groupdict(), order, after)
            if on:
                found.append(Dated(on, m.start(), m.end()))
        if matches:  # what one spelling took is not read again by a shorter one
            text = spelling.sub(lambda m: "\0" * len(m.group()), text)
    return iter(sorted(found, key=lambda d: d.start))


def _read(parts: dict[str, str | None], order: Order | None, after: dt.date | None) -> dt.date | None:
    year = _year(parts.get("year"))
    if parts.get("first"):
        first, second = int(parts["first"] or 0), int(parts["second"] or 0)
        if first > 12 or (order == "dmy" and second <= 12):
            return _date(year, second, first)
        if second > 12 or order == "mdy" or first == second:
            return _date(year, first, second)
        return None
    month = (
        int(parts["number"] or 0) if parts.get("number") else _MONTH_NUMBERS[(parts["month"] or "").lower()]
    )
    day = int(parts["day"] or 0)
    if year is not None:
        return _date(year, month, day)
    if after is None:
        return None
    this_year = _date(after.year, month, day)
    return this_year if this_year and this_year >= after else _date(after.year + 1, month, day)


def _year(digits: str | None) -> int | None:
    if digits is None:
        return None
    number = int(digits.lstrip("'’"))
    return number if number >= 100 else 2000 + number


def _date(year: int | None, month: int, day: int) -> dt.date | None:
    if year is None or not 1990 <= year <= 2100:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
