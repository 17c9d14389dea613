"""When and of what we remind a student: pure functions of what is owed and a given moment.

No models, no clock, no settings. ``now`` and all instants are aware; days and hours are the student's
local ones. Source: design, *From due to delivered*; each rule carries out the sentence in its docstring.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from apps.applications.days import end_of_day
from apps.applications.plan import THANK_YOUS, Step
from apps.applications.rules import is_late, snooze_limit
from apps.reminders.vocabulary import NudgeKind

SHOWN_IN_FULL = 3
WEEK = 7  # days
MOST_DIGESTS_A_WEEK = 3
MOST_EMAILS_A_WEEK = 5
PROMPT_FOR = timedelta(hours=24)  # after which a thank-you is the digest's matter
COURTESIES = THANK_YOUS | {Step.REJECTION_REPLY}
EARLY_AFTERNOON, EARLY_EVENING = 12, 18  # local hours


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which a student gets no email; over midnight where ``start`` is after ``end``."""

    start: time | None = None
    end: time | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """What these rules know of an owed follow-up; ``nudged``: (nudge, occurrence) given or on their way."""

    step: str
    anchor_at: datetime
    opens: datetime
    due: datetime
    lapses: datetime
    snoozed_until: datetime | None = None
    withheld_until: datetime | None = None
    excuse: str = ""
    nudged: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Week:
    """The local days of the last week on which a student got emails: digests, and all in all."""

    digests: tuple[date, ...] = ()
    emails: tuple[date, ...] = ()


# When


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The local day of an aware instant."""
    return moment.astimezone(zone).date()


def digest_at(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """When the digest of a local day goes out, in UTC; an hour that a clock change skips becomes the next."""
    return datetime.combine(day, time(hour), zone).astimezone(UTC)


def next_look(*, now: datetime, hour: int, zone: ZoneInfo, looked_on: date | None) -> datetime:
    """When to look next at what a student needs: once a local day, at their hour; past if that was missed."""
    today = local_day(now, zone)
    day = today if looked_on is None else max(today, looked_on + timedelta(days=1))
    return digest_at(day, hour, zone)


def is_quiet(moment: datetime, zone: ZoneInfo, quiet: Quiet) -> bool:
    """Whether the student's clock shows a quiet hour at this instant."""
    if quiet.start is None or quiet.end is None:
        return False
    shown = moment.astimezone(zone).time()
    if quiet.start <= quiet.end:
        return quiet.start <= shown < quiet.end
    return shown >= quiet.start or shown < quiet.end


def when_quiet_ends(now: datetime, zone: ZoneInfo, quiet: Quiet) -> datetime:
    """``now`` if it is not quiet, else the first end of quiet hours after it, in UTC.

    Rule: in quiet hours nothing is sent; what was to go then goes when they end. An end that a clock change
    repeats or skips is taken at the first of its instants that is still ahead and not quiet.
    """
    if quiet.end is None or not is_quiet(now, zone, quiet):
        return now
    today = local_day(now, zone)
    ends = (
        datetime.combine(today + timedelta(days=days), quiet.end, zone).replace(fold=fold).astimezone(UTC)
        for days in range(4)
        for fold in (0, 1)
    )
    return next((end for end in ends if end > now and not is_quiet(end, zone, quiet)), now)


def digest_run_at(now: datetime, *, hour: int, zone: ZoneInfo, quiet: Quiet) -> datetime | None:
    """When a digest looked at now goes out: at once in the hour they chose, else not in quiet hours.

    None if that would be the next day: a stale digest is not sent, the next one says it all.
    """
    if now.astimezone(zone).hour == hour:
        return now
    run_at = when_quiet_ends(now, zone, quiet)
    return run_at if local_day(run_at, zone) == local_day(now, zone) else None


def digest_not_after(now: datetime, zone: ZoneInfo) -> datetime:
    """Rule: a digest of yesterday is not sent; the end of the local day, in UTC."""
    return end_of_day(local_day(now, zone), zone)


def remind_tomorrow_at(now: datetime, *, hour: int, zone: ZoneInfo) -> datetime:
    """*Remind me tomorrow*: the next local day, at the student's hour."""
    return digest_at(local_day(now, zone) + timedelta(days=1), hour, zone)


def can_wait(*, lapses: datetime, now: datetime) -> bool:
    """Whether *Later* is still possible: it hides a follow-up at most until a day before it lapses."""
    return snooze_limit(lapses) > now


# Whether


def is_put_off(until: datetime | None, now: datetime) -> bool:
    """Whether something hidden until then is hidden now."""
    return until is not None and until > now


def is_hidden(owed: Owed, now: datetime) -> bool:
    """Whether *Later*, or a contact with this employer just now, keeps it from being shown."""
    return is_put_off(owed.snoozed_until, now) or is_put_off(owed.withheld_until, now)


def wanted(
    owed: Owed, *, now: datetime, until: datetime, zone: ZoneInfo
) -> tuple[tuple[NudgeKind, str], ...]:
    """The nudges, with their occurrences, that a follow-up wants now; the next email may go at ``until``.

    Rules: one when the window opens (or when what hid the follow-up is over: a new occurrence), one on the
    due morning, one when it is late. What would fall due before the next email may go is mentioned now.
    What is excused, or has nobody to reach, is never late; what is hidden wants nothing.
    """
    if owed.lapses <= now or is_hidden(owed, now):
        return ()
    shown_since = max(filter(None, (owed.opens, owed.snoozed_until, owed.withheld_until)))
    reasons: list[tuple[NudgeKind, str]] = []
    if is_late(due=owed.due, excuse=owed.excuse, now=now):
        reasons.append((NudgeKind.LATE, _day(owed.due, zone)))
    elif now <= owed.due <= until:
        reasons.append((NudgeKind.DUE, _day(owed.due, zone)))
    elif shown_since <= now and not _prompted(owed):
        reasons.append((NudgeKind.OPENED, _day(shown_since, zone)))
    if owed.opens < shown_since:
        reasons.append((NudgeKind.OPENED, _day(shown_since, zone)))
    return tuple(reason for reason in dict.fromkeys(reasons) if reason not in owed.nudged)


def _day(moment: datetime, zone: ZoneInfo) -> str:
    return local_day(moment, zone).isoformat()


def _prompted(owed: Owed) -> bool:
    return any(nudge == NudgeKind.PROMPT for nudge, _occurrence in owed.nudged)


def prompt_occurrence(anchor_at: datetime, zone: ZoneInfo) -> str:
    """One prompt a round; a round moved to another day is prompted again."""
    return _day(anchor_at, zone)


def may_prompt(week: Week) -> bool:
    """Rule: five emails a week in all; thank-you prompts may exceed the three digests."""
    return len(week.emails) < MOST_EMAILS_A_WEEK


def may_send_digest(week: Week, *, about_an_offer: bool) -> bool:
    """Rule: at most three digests and five emails a week in all; offers may exceed the three."""
    if len(week.emails) >= MOST_EMAILS_A_WEEK:
        return False
    return about_an_offer or len(week.digests) < MOST_DIGESTS_A_WEEK


def week_before(today: date, digests: Sequence[date], emails: Sequence[date]) -> Week:
    """What counts of a student's emails on ``today``: those of the last seven local days."""
    first = today - timedelta(days=WEEK)
    return Week(tuple(day for day in digests if day > first), tuple(day for day in emails if day > first))


def next_digest_day(week: Week, today: date) -> date:
    """The first day after today on which the ceilings allow another digest, if one goes today.

    Rule: looking ahead, so that nothing falls due unmentioned.
    """
    digests, emails = (*week.digests, today), (*week.emails, today)
    days = (today + timedelta(days=ahead) for ahead in range(1, WEEK))
    return next(
        (day for day in days if may_send_digest(week_before(day, digests, emails), about_an_offer=False)),
        today + timedelta(days=WEEK),
    )


def is_allowed(step: str, *, suspended: bool) -> bool:
    """Rule: while a student is suspended, only what they owe by courtesy is still reminded of."""
    return not suspended or step in COURTESIES


# What


def order_in_digest(
    step: str, *, opens: datetime, due: datetime, excuse: str, now: datetime
) -> tuple[bool, bool, bool, bool, datetime]:
    """The sorting key of a digest: offers first, then late, then due soonest.

    After these what has no hurry, because nobody to reach is known; what opens later comes last.
    """
    late = is_late(due=due, excuse=excuse, now=now)
    return (opens > now, step != Step.OFFER_REPLY, not late, excuse != "", due)


def part_of_day(moment: datetime, zone: ZoneInfo) -> str:
    """Whether to wish a good ``morning``, ``afternoon`` or ``evening``."""
    hour = moment.astimezone(zone).hour
    if hour < EARLY_AFTERNOON:
        return "morning"
    return "afternoon" if hour < EARLY_EVENING else "evening"
