"""The list of applications: shelves with counts, filters, and pages that cost the same however deep."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q
from django.utils.dateparse import parse_datetime

from apps.applications.models import Application, ApplicationQuerySet, FollowUp
from apps.applications.pages.tasks import Task
from apps.applications.sentences import is_unreachable
from apps.applications.vocabulary import OPEN_STAGES, Stage
from apps.students.models import Student

PAGE = 25
ACTIVE, ENDED, ALL = "active", "ended", "all"
SHELVES = (ACTIVE, ENDED, ALL)


@dataclass(frozen=True, slots=True)
class Row:
    """An application with its next follow-up, and how many more it asks for."""

    application: Application
    task: Task | None
    more: int


@dataclass(frozen=True, slots=True)
class ShelfPage:
    """One page of the list. ``after`` is where the next one begins, empty on the last."""

    rows: Sequence[Row]
    counts: dict[str, int]
    stages: Sequence[tuple[str, str, int]]
    after: str


def shelf_page(
    student: Student, *, shelf: str, q: str = "", stage: str = "", after: str = "", now: datetime
) -> ShelfPage:
    """Read one page of a student's applications, most urgent first, then newest first (three queries)."""
    by_stage = dict(
        Application.objects.filter(student=student).values_list("stage").annotate(Count("pk")).order_by()
    )
    listed = _after(_narrowed(student, shelf, q, stage), after).with_story()
    found = list(listed.defer("posting__text", "why_here", "why_me")[: PAGE + 1])
    page, rest = found[:PAGE], found[PAGE:]
    return ShelfPage(
        rows=list(_rows(student, page, now=now)),
        counts={
            ACTIVE: sum(n for name, n in by_stage.items() if name in OPEN_STAGES),
            ENDED: sum(n for name, n in by_stage.items() if name not in OPEN_STAGES),
            ALL: sum(by_stage.values()),
        },
        stages=[(value, str(label), by_stage[value]) for value, label in Stage.choices if value in by_stage],
        after=_place(page[-1]) if rest else "",
    )


def _narrowed(student: Student, shelf: str, q: str, stage: str) -> ApplicationQuerySet:
    found = Application.objects.filter(student=student)
    if stage:
        found = found.filter(stage=stage)
    elif shelf == ACTIVE:
        found = found.open()
    elif shelf == ENDED:
        found = found.exclude(stage__in=OPEN_STAGES)
    if q:
        found = found.filter(Q(posting__employer_name__icontains=q) | Q(posting__role__icontains=q))
    return found.order_by(F("next_due_at").asc(nulls_last=True), "-id")


def _place(application: Application) -> str:
    due = application.next_due_at.isoformat() if application.next_due_at else ""
    return f"{due}~{application.pk}"


def _after(found: ApplicationQuerySet, place: str) -> ApplicationQuerySet:
    """Those that come after a place in the order; an unreadable place is the beginning."""
    due, _tilde, pk = place.partition("~")
    if not pk.isdecimal():
        return found
    moment = _moment(due)
    if moment is None:
        return found.filter(next_due_at=None, pk__lt=int(pk))
    same = Q(next_due_at=moment, pk__lt=int(pk))
    return found.filter(Q(next_due_at__gt=moment) | same | Q(next_due_at=None))


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def _rows(student: Student, page: Sequence[Application], *, now: datetime) -> Iterator[Row]:
    owed: dict[int, list[FollowUp]] = {}
    rows = FollowUp.objects.for_student(student).owed().filter(application__in=page, lapses__gt=now)
    for follow_up in rows.with_story().defer("application__posting__text").order_by("due"):
        follow_up.student = student
        owed.setdefault(follow_up.application_id, []).append(follow_up)
    for application in page:
        own = sorted(owed.get(application.pk, []), key=is_unreachable)
        yield Row(application, Task(own[0], now) if own else None, max(0, len(own) - 1))
