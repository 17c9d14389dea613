"""How a caseload is read: whom to call first, whom to praise, in which order. Pure functions of counts.

Nobody is scored or labelled: the order follows from what is late and what is lost next, and every rate
keeps the number it was counted from.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from operator import itemgetter
from zoneinfo import ZoneInfo

from apps.dashboard.vocabulary import Only, Reason, Sort

SILENT_AFTER = timedelta(days=14)
INTERVIEWS_WITHIN = timedelta(days=7)
OFFER_IS_NEAR = timedelta(days=4)
THANK_YOU_IS_LAPSING = timedelta(days=2)
MUCH_IS_LATE = 3  # follow-ups late at once
CALLS = 3
PRAISED = 3
ENOUGH_TO_PRAISE = 5  # follow-ups done or lapsed this term
PRAISED_FROM = 0.9  # on time
FAR_FUTURE = 2**40  # seconds; later than any date


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many on time. ``base``: follow-ups done or lapsed, the excused ones left out."""

    on_time: int
    base: int

    @property
    def share(self) -> float | None:
        """From 0 to 1; None without a base."""
        return self.on_time / self.base if self.base else None

    @property
    def percent(self) -> int | None:
        """As people read it, rounded half up; None without a base."""
        return (200 * self.on_time + self.base) // (2 * self.base) if self.base else None


@dataclass(frozen=True, slots=True)
class Counts:
    """What one student owes and did, counted over the applications that staff may see.

    ``open, late, today``: follow-ups. The moments are aware instants: ``first_due`` of what is open,
    ``offer_until`` until when an offer can be answered, ``interview_ends`` of the next interview,
    ``thanks_until`` until when a late thank-you is still possible.
    """

    open: int = 0
    late: int = 0
    today: int = 0
    rate: Rate = Rate(0, 0)
    first_due: datetime | None = None
    offer_until: datetime | None = None
    interview_ends: datetime | None = None
    thanks_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One student of a caseload: who, when they last logged something, what is counted of them.

    ``waits``: an application that staff may see is open. ``active_at`` is None until they begin.
    """

    student: int
    cohort: int
    active_at: datetime | None
    counts: Counts
    waits: bool = True

    def is_silent(self, now: datetime) -> bool:
        """Nothing logged for 14 days while an application is open. Who never began is not silent."""
        return self.waits and self.active_at is not None and self.active_at < now - SILENT_AFTER


def term_begins(today: date, starts: Iterable[str]) -> date:
    """The first day of the term of ``today``; ``starts``: the days on which terms begin (*08-20*)."""
    days = [
        date.fromisoformat(f"{year}-{start}") for year in (today.year - 1, today.year) for start in starts
    ]
    return max(day for day in days if day <= today)


def day_ends(now: datetime, zone: ZoneInfo, *, days: int = 0) -> datetime:
    """The end of the local day of ``now``, or of the day so many days after it."""
    following = now.astimezone(zone).date() + timedelta(days=days + 1)
    return datetime.combine(following, time(), tzinfo=zone)


Key = tuple[int, ...]


def _seconds(moment: datetime | None) -> int:
    return int(moment.timestamp()) if moment else FAR_FUTURE


def place_of(entry: Entry, sort: Sort) -> Key:
    """Where a student stands in a list, as whole numbers: two students never share a place.

    *Needs you first*: most late, then most due today, then what is due soonest. *Best first*: the highest
    rate, then the larger base; who has no rate yet comes last.
    """
    counts = entry.counts
    if sort == Sort.BEST_FIRST:
        percent = counts.rate.percent
        return (-1 if percent is None else -percent - 2, -counts.rate.base, entry.student)
    return (-counts.late, -counts.today, _seconds(counts.first_due), entry.student)


def matches(entry: Entry, only: Only, now: datetime) -> bool:
    """Whether a student belongs to the list that a figure or a filter opens."""
    counts = entry.counts
    match only:
        case Only.LATE:
            return counts.late > 0
        case Only.TODAY:
            return counts.today > 0
        case Only.OPEN:
            return counts.open > 0
        case Only.SILENT:
            return entry.is_silent(now)
        case _:  # Only.INTERVIEW
            return counts.interview_ends is not None


def reason_to_call(entry: Entry, *, now: datetime, tomorrow_ends: datetime) -> tuple[Reason, int] | None:
    """Why to call this student, and what decides among those of one reason; None if nothing presses."""
    counts = entry.counts
    if counts.offer_until is not None and counts.offer_until <= now + OFFER_IS_NEAR:
        return Reason.OFFER, _seconds(counts.offer_until)
    if counts.interview_ends is not None and counts.interview_ends <= tomorrow_ends:
        return Reason.INTERVIEW, _seconds(counts.interview_ends)
    if counts.thanks_until is not None and counts.thanks_until <= now + THANK_YOU_IS_LAPSING:
        return Reason.THANK_YOU, _seconds(counts.thanks_until)
    if counts.late >= MUCH_IS_LATE:
        return Reason.VOLUME, -counts.late
    return None


def call_first(
    entries: Iterable[Entry], *, now: datetime, tomorrow_ends: datetime
) -> list[tuple[Entry, Reason]]:
    """Up to three students to call now: what is lost soonest comes first, volume last."""
    pressing = []
    for entry in entries:
        reason = reason_to_call(entry, now=now, tomorrow_ends=tomorrow_ends)
        if reason is not None:
            pressing.append(((*reason, -entry.counts.late, entry.student), entry))
    pressing.sort(key=itemgetter(0))
    return [(entry, Reason(urgency[0])) for urgency, entry in pressing[:CALLS]]


def doing_well(entries: Iterable[Entry], *, now: datetime) -> list[Entry]:
    """Up to three students to praise: nothing late, nearly everything on time, lately active."""
    found = [
        entry
        for entry in entries
        if entry.counts.late == 0
        and entry.counts.rate.base >= ENOUGH_TO_PRAISE
        and (entry.counts.rate.share or 0) >= PRAISED_FROM
        and entry.active_at is not None
        and entry.active_at >= now - SILENT_AFTER
    ]
    found.sort(key=lambda entry: place_of(entry, Sort.BEST_FIRST))
    return found[:PRAISED]


def page_after(
    entries: Sequence[Entry], *, sort: Sort, after: Key | None, size: int
) -> tuple[list[Entry], Key | None]:
    """The next ``size`` students behind ``after``, and the place to go on from (None: that was all).

    A place is a key, not a count: what changes between two pages never skips or repeats anybody else.
    """
    placed = sorted(((place_of(entry, sort), entry) for entry in entries), key=itemgetter(0))
    behind = [pair for pair in placed if after is None or pair[0] > after]
    page = behind[:size]
    return [entry for _place, entry in page], page[-1][0] if len(behind) > size else None
