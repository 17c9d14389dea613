"""Reads one student's record as their counselor may see it: what is kept private is not even counted."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.safestring import SafeString

from apps.applications.models import Application, ApplicationQuerySet, Event, FollowUp
from apps.applications.pages.story import StoryPage, story_page
from apps.applications.rules import is_late
from apps.applications.sentences import Due, due, still_possible
from apps.applications.vocabulary import EventKind
from apps.dashboard import sentences
from apps.dashboard.caseloads import NOT_NEEDED, NOTHING, counts_by_student
from apps.dashboard.charts import rate_bar
from apps.dashboard.rules import Counts
from apps.students.models import Person, Student

LISTED = 200  # applications; the newest of them, beyond what anybody writes in a search


@dataclass(frozen=True, slots=True)
class Owed:
    """A follow-up that is open or late, or the next to come."""

    follow_up: FollowUp
    what: str
    due: Due
    until: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One application in the list: what is late or open, and what comes next."""

    application: Application
    late: int
    open: int
    coming: Owed | None


@dataclass(frozen=True, slots=True)
class Record:
    """What the page of one student shows. ``forbidden_calls``: calls logged to employers who want none."""

    student: Student
    counts: Counts
    bar: SafeString
    last_activity: str
    coming: Owed | None
    owed: list[Owed]
    running: list[Line]
    ended: list[Line]
    forbidden_calls: list[Event]


def read_record(student: Student, person: Person, *, now: datetime) -> Record:
    """One student (fetched with person, cohort, counselor) as ``person`` may see them; ``now`` is aware."""
    now = now.astimezone(ZoneInfo(settings.OFFICE_TIME_ZONE))
    counts = counts_by_student(Student.objects.filter(pk=student.pk), now=now).get(student.pk, NOTHING)
    applications = list(
        Application.objects.visible_to(person)
        .filter(student=student)
        .with_story()
        .defer("posting__text", "why_here", "why_me")
        .order_by("-applied_on", "-pk")[:LISTED]
    )
    follow_ups = FollowUp.objects.visible_to(person).for_student(student).owed().filter(lapses__gt=now)
    by_application = defaultdict(list)
    coming: list[Owed] = []
    for follow_up in follow_ups.with_story().defer(*NOT_NEEDED).order_by("due", "pk"):
        follow_up.student = student
        owed = _owed(follow_up, now)
        coming.append(owed)
        by_application[follow_up.application_id].append(owed)
    lines = [_line(application, by_application[application.pk], now) for application in applications]
    return Record(
        student=student,
        counts=counts,
        bar=SafeString() if counts.rate.share is None else rate_bar(counts.rate.share, None),
        last_activity=sentences.last_activity(student.last_activity_at, now=now),
        coming=_next(coming),
        owed=[owed for owed in coming if owed.follow_up.opens <= now],
        running=[line for line in lines if line.application.is_open],
        ended=[line for line in lines if not line.application.is_open],
        forbidden_calls=forbidden_calls(Application.objects.visible_to(person).filter(student=student)),
    )


def _owed(follow_up: FollowUp, now: datetime) -> Owed:
    late = is_late(due=follow_up.due, excuse=follow_up.excuse, now=now)
    return Owed(
        follow_up=follow_up,
        what=sentences.next_thing(follow_up),
        due=due(follow_up, now=now),
        until=still_possible(follow_up, now=now) if late else "",
        is_late=late,
    )


def _next(owed: list[Owed]) -> Owed | None:
    return next((one for one in owed if not one.follow_up.excuse), None)


def _line(application: Application, owed: list[Owed], now: datetime) -> Line:
    return Line(
        application=application,
        late=sum(one.is_late for one in owed),
        open=sum(one.follow_up.opens <= now for one in owed),
        coming=_next(owed),
    )


def read_story(application: Application, *, now: datetime) -> StoryPage:
    """An application (fetched with its story and student) as the student sees it, with nothing to undo."""
    page = story_page(application, now=now)
    return replace(
        page,
        ahead=[replace(entry, undo=None) for entry in page.ahead],
        past=[replace(entry, undo=None) for entry in page.past],
    )


def forbidden_calls(applications: ApplicationQuerySet) -> list[Event]:
    """Calls that were logged although the posting says no calls, newest first."""
    return list(
        Event.objects.filter(
            application__in=applications,
            kind=EventKind.FOLLOW_UP_DONE,
            data__against_no_calls=True,
            voided_by=None,
        )
        .select_related("application__posting")
        .defer("application__posting__text")
        .order_by("-on", "-pk")
    )
