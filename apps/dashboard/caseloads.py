"""Reads a caseload: what stands on the counselor's first page, in a handful of queries.

Everything is counted from the current state on the rows (docs/adr/0007), over the applications that staff
may see: one that a student keeps private is not even counted. One pass over the follow-ups of the
caseload answers the figures, the order, whom to call and whom to praise; only the rows that are shown are
then read in full. So the cost follows the caseload, whatever the size of the office.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Min, Q, Value
from django.utils.safestring import SafeString

from apps.applications.models import Application, FollowUp
from apps.applications.plan import THANK_YOUS, Step
from apps.applications.rules import is_late
from apps.applications.sentences import due
from apps.applications.vocabulary import FollowUpStatus
from apps.dashboard import rules, sentences
from apps.dashboard.charts import rate_bar
from apps.dashboard.rules import Counts, Entry, Key, Rate
from apps.dashboard.vocabulary import Only, Reason, Sort
from apps.students.models import Person, Student, StudentQuerySet

PAGE = 25
# A caseload's students are named in the query, which then reads their index entries alone. Beyond so many,
# one pass over the whole table costs less.
NAMED_ONE_BY_ONE = 5000
Whose = StudentQuerySet | Collection[int]
LATE_COLUMNS: tuple[tuple[Step, ...], ...] = (
    (Step.APPLICATION_FOLLOW_UP,),
    (Step.THANK_YOU_EMAIL,),
    (Step.THANK_YOU_LETTER,),
    (Step.STATUS_INQUIRY,),
    (Step.REJECTION_REPLY,),
    (Step.OFFER_REPLY,),
    (Step.KEEP_IN_TOUCH, Step.WITHDRAWAL),
)
NOT_NEEDED = (
    "application__posting__text",
    "application__why_here",
    "application__why_me",
    "interview__notes",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """How a caseload is narrowed and read: all of it, needs first, from the top, unless said otherwise."""

    only: frozenset[Only] = frozenset()
    cohort: int | None = None
    counselor: int | None = None
    name: str = ""
    sort: Sort = Sort.NEEDS_FIRST
    after: Key | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """What is counted over the whole caseload: follow-ups open, late, due today; students silent."""

    students: int
    open: int
    late: int
    today: int
    silent: int
    rate: Rate


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    student: Student
    counts: Counts
    late_by_step: tuple[int, ...]
    bar: SafeString
    last_activity: str
    next_thing: str
    next_due: str


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody to call: why, and how to begin."""

    student: Student
    why: str
    say: str


@dataclass(frozen=True, slots=True)
class Praise:
    """Somebody to praise, and for what."""

    student: Student
    did: str
    rate: Rate


@dataclass(frozen=True, slots=True)
class Caseload:
    """What the page shows. ``found``: students that match; ``following``: the place to go on from."""

    figures: Figures
    calls: list[Call]
    praised: list[Praise]
    rows: list[Row]
    found: int
    following: Key | None
    cohorts: list[tuple[int, str]]


def read_caseload(person: Person, narrowed: Narrowed, *, now: datetime) -> Caseload:
    """A counselor's caseload, or an administrator's office, narrowed and sorted; ``now`` is aware."""
    now = now.astimezone(ZoneInfo(settings.OFFICE_TIME_ZONE))
    students = Student.objects.visible_to(person)
    if narrowed.counselor is not None:
        students = students.filter(counselor=narrowed.counselor)
    entries, cohorts = _read_entries(students, now=now)
    matching = _match(entries, narrowed, students, now)
    page, following = rules.page_after(matching, sort=narrowed.sort, after=narrowed.after, size=PAGE)
    calls = rules.call_first(entries, now=now, tomorrow_ends=_day_ends(now, days=1))
    called = {entry.student for entry, _reason in calls}
    praised = rules.doing_well([entry for entry in entries if entry.student not in called], now=now)
    shown = called | {entry.student for entry in [*page, *praised]}
    people = Student.objects.select_related("person", "cohort").in_bulk(shown)
    owed = _owed_by(people, now)
    figures = _add_up(entries, now)
    return Caseload(
        figures=figures,
        calls=[
            call
            for entry, reason in calls
            if (call := _call(entry, reason, people[entry.student], owed[entry.student], now))
        ],
        praised=_praise(praised, people, now),
        rows=[_row(entry, people[entry.student], owed[entry.student], figures.rate, now) for entry in page],
        found=len(matching),
        following=following,
        cohorts=sorted(cohorts.items(), key=lambda cohort: cohort[1]),
    )


def term_began(now: datetime) -> datetime:
    """The first moment of this term; ``now`` in the office's zone."""
    return datetime.combine(rules.term_begins(now.date(), settings.TERM_STARTS), time(), tzinfo=now.tzinfo)


def _day_ends(now: datetime, *, days: int = 0) -> datetime:
    return rules.day_ends(now, ZoneInfo(settings.OFFICE_TIME_ZONE), days=days)


def seen_by_staff(students: Whose) -> Q:
    """Follow-ups of these students, less those kept private (they are few: so listed, not joined)."""
    private = Application.objects.filter(student__in=students, kept_private=True)
    return Q(student__in=students) & ~Q(application__in=private)


def counted(now: datetime) -> dict[str, Count | Min]:
    """What is counted in one pass over follow-ups; ``now`` in the office's zone."""
    owed = Q(status=FollowUpStatus.OWED)
    is_open = owed & Q(opens__lte=now, lapses__gt=now)
    late = is_open & Q(due__lt=now, excuse="")
    ended = Q(status__in=(FollowUpStatus.DONE, FollowUpStatus.LAPSED), excuse="", due__gte=term_began(now))
    soon = Q(opens__gt=now, opens__lte=now + rules.INTERVIEWS_WITHIN)
    return {
        "open": Count(Value(1), filter=is_open),
        "late": Count(Value(1), filter=late),
        "today": Count(Value(1), filter=is_open & Q(due__gte=now, due__lt=_day_ends(now), excuse="")),
        "on_time": Count(Value(1), filter=ended & Q(on_time=True)),
        "base": Count(Value(1), filter=ended),
        "first_due": Min("due", filter=is_open & Q(excuse="")),
        "offer_until": Min("lapses", filter=is_open & Q(step=Step.OFFER_REPLY)),
        # An interview's thank-yous are planned with it and open at its end.
        "interview_ends": Min("opens", filter=owed & soon & Q(step=Step.THANK_YOU_EMAIL)),
        "thanks_until": Min("lapses", filter=late & Q(step__in=THANK_YOUS)),
    }


def counts_by_student(students: Whose, *, now: datetime) -> dict[int, Counts]:
    """What is counted of each student who has any follow-up; ``now`` in the office's zone."""
    rows = (
        FollowUp.objects.filter(seen_by_staff(students)).order_by().values("student").annotate(**counted(now))
    )
    return {row["student"]: counts_from(row) for row in rows}


def counts_from(row: Mapping[str, Any]) -> Counts:
    """The counts of one row that was annotated by ``counted``."""
    return Counts(
        open=row["open"],
        late=row["late"],
        today=row["today"],
        rate=Rate(row["on_time"], row["base"]),
        first_due=row["first_due"],
        offer_until=row["offer_until"],
        interview_ends=row["interview_ends"],
        thanks_until=row["thanks_until"],
    )


NOTHING = Counts()


def _read_entries(students: StudentQuerySet, *, now: datetime) -> tuple[list[Entry], dict[int, str]]:
    """Everybody on the caseload with what is counted of them, and the cohorts they belong to."""
    people = list(
        students.order_by().values_list(
            "pk", "cohort", "cohort__programme", "cohort__class_of", "last_activity_at"
        )
    )
    named = [pk for pk, *_rest in people]
    counts = counts_by_student(named if len(named) <= NAMED_ONE_BY_ONE else students, now=now)
    quiet = [pk for pk, *_cohort, active_at in people if active_at and active_at < now - rules.SILENT_AFTER]
    waiting = set(
        Application.objects.open()
        .filter(student__in=quiet, kept_private=False)
        .values_list("student", flat=True)
    )
    entries = [
        Entry(pk, cohort, active_at, counts.get(pk, NOTHING), waits=pk in waiting)
        for pk, cohort, _programme, _class_of, active_at in people
    ]
    return entries, {cohort: f"{programme} {year}" for _pk, cohort, programme, year, _active_at in people}


def _match(entries: list[Entry], narrowed: Narrowed, students: StudentQuerySet, now: datetime) -> list[Entry]:
    named = None
    if narrowed.name:
        named = set(students.filter(person__name__icontains=narrowed.name).values_list("pk", flat=True))
    return [
        entry
        for entry in entries
        if (narrowed.cohort is None or entry.cohort == narrowed.cohort)
        and (named is None or entry.student in named)
        and all(rules.matches(entry, only, now) for only in narrowed.only)
    ]


def _add_up(entries: Collection[Entry], now: datetime) -> Figures:
    return Figures(
        students=len(entries),
        open=sum(entry.counts.open for entry in entries),
        late=sum(entry.counts.late for entry in entries),
        today=sum(entry.counts.today for entry in entries),
        silent=sum(entry.is_silent(now) for entry in entries),
        rate=Rate(
            sum(entry.counts.rate.on_time for entry in entries),
            sum(entry.counts.rate.base for entry in entries),
        ),
    )


def _owed_by(people: Mapping[int, Student], now: datetime) -> dict[int, list[FollowUp]]:
    """What the shown students owe or will owe, soonest due first, without anybody's notes."""
    owed = (
        FollowUp.objects.owed()
        .filter(seen_by_staff(list(people)), lapses__gt=now)
        .with_story()
        .defer(*NOT_NEEDED)
        .order_by("due", "pk")
    )
    found = defaultdict(list)
    for follow_up in owed:
        follow_up.student = people[follow_up.student_id]
        found[follow_up.student_id].append(follow_up)
    return found


def _row(entry: Entry, student: Student, owed: list[FollowUp], whole: Rate, now: datetime) -> Row:
    late = Counter(follow_up.step for follow_up in owed if _is_late(follow_up, now))
    coming = next((follow_up for follow_up in owed if not follow_up.excuse), None)
    share = entry.counts.rate.share
    return Row(
        student=student,
        counts=entry.counts,
        late_by_step=tuple(sum(late[step] for step in steps) for steps in LATE_COLUMNS),
        bar=rate_bar(share, whole.share) if share is not None else SafeString(),
        last_activity=sentences.last_activity(entry.active_at, now=now),
        next_thing=sentences.next_thing(coming) if coming else "",
        next_due=due(coming, now=now).text if coming else "",
    )


def _is_late(follow_up: FollowUp, now: datetime) -> bool:
    return is_late(due=follow_up.due, excuse=follow_up.excuse, now=now)


def _call(entry: Entry, reason: Reason, student: Student, owed: list[FollowUp], now: datetime) -> Call | None:
    """The call in words; None if what pressed was settled since it was counted."""
    pressing = [follow_up for follow_up in owed if _presses(follow_up, reason, now)]
    if not pressing:
        return None
    subject = min(pressing, key=attrgetter("due" if reason == Reason.VOLUME else "lapses"))
    return Call(student, sentences.why_call(reason, subject, entry, now=now), sentences.how_to_begin(reason))


def _presses(follow_up: FollowUp, reason: Reason, now: datetime) -> bool:
    """Whether ``counted`` has found this follow-up for the reason."""
    match reason:
        case Reason.OFFER:
            return follow_up.step == Step.OFFER_REPLY and follow_up.opens <= now
        case Reason.INTERVIEW:
            return follow_up.step == Step.THANK_YOU_EMAIL and follow_up.opens > now
        case Reason.THANK_YOU:
            return follow_up.step in THANK_YOUS and _is_late(follow_up, now)
        case Reason.VOLUME:
            return _is_late(follow_up, now)


def _praise(praised: list[Entry], people: Mapping[int, Student], now: datetime) -> list[Praise]:
    """Whom to praise, with the last thing they did on time."""
    done = (
        FollowUp.objects.filter(
            seen_by_staff([entry.student for entry in praised]),
            status=FollowUpStatus.DONE,
            on_time=True,
            done_at__gte=now - rules.SILENT_AFTER,
        )
        .with_story()
        .defer(*NOT_NEEDED)
        .order_by("done_at", "pk")
    )
    last = {follow_up.student_id: follow_up for follow_up in done} if praised else {}
    found = []
    for entry in praised:
        student, deed = people[entry.student], last.get(entry.student)
        if deed is not None:
            deed.student = student
        did = sentences.what_they_did(deed, now=now) if deed else ""
        found.append(Praise(student, did, entry.counts.rate))
    return found
