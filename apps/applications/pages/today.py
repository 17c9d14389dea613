"""Today: what is overdue, due and coming, and what this week has seen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Prefetch, Q

from apps.applications import sentences
from apps.applications.days import end_of_day, start_of_day
from apps.applications.models import Application, FollowUp, Interview, Interviewer
from apps.applications.pages.tasks import Task, is_put_off
from apps.applications.plan import INTERVIEW_MINUTES, THANK_YOUS, Step
from apps.applications.planning import local_day
from apps.applications.sentences import When
from apps.applications.vocabulary import FollowUpStatus
from apps.students.models import Student

COMING_UP_AT_ONCE = 3
COMING_UP_AT_MOST = 8
INTERVIEWS = 3
NOON, EVENING = 12, 17
AN_HOUR = timedelta(minutes=INTERVIEW_MINUTES)


@dataclass(frozen=True, slots=True)
class Done:
    """A follow-up done this week, in words."""

    follow_up: FollowUp
    line: str
    day: str


@dataclass(frozen=True, slots=True)
class Week:
    """What is done of what this week (Monday to Sunday, local days) asks for."""

    done: tuple[Done, ...]
    left: int

    @property
    def total(self) -> int:
        """How many follow-ups this week asks for."""
        return len(self.done) + self.left

    @property
    def marks(self) -> list[bool]:
        """One mark per follow-up of the week, true where it is done."""
        return [True] * len(self.done) + [False] * self.left


@dataclass(frozen=True, slots=True)
class TodayPage:
    """Everything that Today shows; ``day`` is the student's local day."""

    day: date
    offers: Sequence[Task]
    overdue: Sequence[Task]
    due: Sequence[Task]
    coming: Sequence[Task]
    find: Sequence[Task]
    week: Week
    interviews: Sequence[Interview]
    is_first_day: bool
    part_of_day: str

    @property
    def nothing_is_due(self) -> bool:
        """Whether there is nothing to do today."""
        return not (self.offers or self.overdue or self.due)

    @property
    def coming_first(self) -> Sequence[Task]:
        """Those of *Coming up* that are never folded away."""
        return self.coming[:COMING_UP_AT_ONCE]

    @property
    def coming_more(self) -> Sequence[Task]:
        """Those that a phone folds away."""
        return self.coming[COMING_UP_AT_ONCE:COMING_UP_AT_MOST]

    @property
    def coming_beyond(self) -> int:
        """How many more there are than the page lists."""
        return max(0, len(self.coming) - COMING_UP_AT_MOST)

    @property
    def next_opens(self) -> datetime | None:
        """When the next follow-up can be done, if nothing is due now."""
        ahead = [task.follow_up.opens for task in self.coming if task.due.when == When.AHEAD]
        return min(ahead, default=None)


def today_page(student: Student, *, now: datetime) -> TodayPage:
    """Read a student's Today in four to six queries, whatever the number of applications."""
    owed = _owed(student, now=now)
    tasks = [Task(follow_up, now) for follow_up in owed]
    today = local_day(now, student.zone)
    overdue = [task for task in tasks if task.due.when == When.LATE]
    due = [task for task in tasks if _is_for_today(task)]
    offers = [task for task in (*overdue, *due) if task.follow_up.step == Step.OFFER_REPLY]
    find = [task for task in tasks if _is_to_find(task)]
    placed = {task.follow_up.pk for task in (*overdue, *due, *find)}
    coming = _one_row_per_interview([task for task in tasks if task.follow_up.pk not in placed])
    week = this_week(student, now=now, owed=owed)
    return TodayPage(
        day=today,
        offers=offers,
        overdue=sorted(
            (task for task in overdue if task not in offers), key=lambda task: task.follow_up.lapses
        ),
        due=[task for task in due if task not in offers],
        coming=coming,
        find=[task for task in find if task.due.when == When.OPEN],
        week=week,
        interviews=_interviews(student, now=now),
        is_first_day=not tasks and not week.done and not _has_logged(student),
        part_of_day=_part_of_day(now.astimezone(student.zone).hour),
    )


def _part_of_day(hour: int) -> str:
    return "morning" if hour < NOON else "afternoon" if hour < EVENING else "evening"


def _owed(student: Student, *, now: datetime) -> list[FollowUp]:
    own = FollowUp.objects.for_student(student).owed().filter(lapses__gt=now)
    rows = list(own.with_story().defer("application__posting__text").order_by("due"))
    for row in rows:
        row.student = student
    return rows


def _has_logged(student: Student) -> bool:
    return Application.objects.filter(student=student).exists()


def _is_for_today(task: Task) -> bool:
    """Due today, or an offer, or a thank-you that can be sent now: those are best on the same day."""
    if task.due.when == When.TODAY:
        return not task.follow_up.excuse
    return task.due.when == When.OPEN and task.follow_up.step == Step.OFFER_REPLY


def _is_to_find(task: Task) -> bool:
    return sentences.is_unreachable(task.follow_up) and task.due.when != When.WAITING


def _one_row_per_interview(tasks: Sequence[Task]) -> list[Task]:
    """The thank-yous of an interview that is still to come share a row: they open together."""
    rows: dict[object, Task] = {}
    for task in tasks:
        row = task.follow_up
        together = not task.has_a_reason and row.step in THANK_YOUS
        key = ("interview", row.interview_id) if together else row.pk
        first = rows.get(key)
        rows[key] = task if first is None else replace(first, more=first.more + 1)
    return list(rows.values())


def this_week(student: Student, *, now: datetime, owed: Sequence[FollowUp] | None = None) -> Week:
    """What the week has seen: done follow-ups, newest first, and how many are left until Sunday."""
    today = local_day(now, student.zone)
    monday = today - timedelta(days=today.weekday())
    sunday_night = end_of_day(monday + timedelta(days=6), student.zone)
    rows = (
        FollowUp.objects.for_student(student)
        .filter(status=FollowUpStatus.DONE, done_at__gte=start_of_day(monday, student.zone))
        .with_story()
        .defer("application__posting__text")
        .order_by("-done_at")
    )
    done = []
    for row in rows:
        row.student = student
        done.append(Done(row, sentences.did(row), _day_of(row, today)))
    owed = _owed(student, now=now) if owed is None else owed
    left = sum(row.due <= sunday_night and not row.excuse and not is_put_off(row, now=now) for row in owed)
    return Week(tuple(done), left)


def _day_of(row: FollowUp, today: date) -> str:
    return sentences.day_name(local_day(row.done_at or row.due, row.student.zone), today=today)


def _interviews(student: Student, *, now: datetime) -> list[Interview]:
    return list(
        Interview.objects.filter(
            Q(ends_at__gt=now) | Q(ends_at=None, starts_at__gt=now - AN_HOUR),
            application__student=student,
            takes_place=True,
        )
        .select_related("application__posting")
        .prefetch_related(Prefetch("interviewers", Interviewer.objects.select_related("contact")))
        .order_by("starts_at")[:INTERVIEWS]
    )
