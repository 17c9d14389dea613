"""What every action does: lock the student, write the event, and carry out what follows from it."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Min, Q

from apps.applications.models import (
    Application,
    Event,
    FollowUp,
    Interview,
)
from apps.applications.planning import Story, load_story, plan_for, settle
from apps.applications.vocabulary import (
    OPEN_STAGES,
    EventKind,
)
from apps.students.models import Person, Student

SETTLED_COLUMNS = [
    "occasion",
    "anchor_event",
    "anchor_at",
    "opens",
    "due",
    "lapses",
    "interview",
    "contact",
    "channel",
    "excuse",
    "withheld_until",
    "status",
    "reason",
    "done_at",
    "recorded_at",
    "on_time",
    "hours",
]
APPLICATION_STATE = [
    "stage",
    "stage_on",
    "close_reason",
    "applied_on",
    "decision_on",
    "offered",
    "offer_deadline",
    "rounds",
    "next_due_at",
    "first_follow_up",
    "first_follow_up_due",
]
INTERVIEW_STATE = ["takes_place", "starts_at", "ends_at", "kind", "time_zone", "place"]


def lock_student(student_id: int) -> Student:
    """The student's row, locked until the transaction ends: whatever else is done to it waits."""
    return Student.objects.select_for_update().get(pk=student_id)


def lock_application(application: Application) -> Application:
    """The application as it stands now, its student's row locked."""
    student = lock_student(application.student_id)
    fresh = Application.objects.with_story().select_related("plan_version").get(pk=application.pk)
    fresh.student = student
    return fresh


def write_event(
    application: Application, kind: EventKind, *, on: date, by: Person | None, now: datetime, **fields: Any
) -> Event:
    """Write one fact of a local day into the history. Whoever calls carries out what follows from it."""
    return Event.objects.create(application=application, kind=kind, on=on, recorded_at=now, by=by, **fields)


def replan(application: Application, *, now: datetime) -> Story:
    """Bring the stored follow-ups to what the facts say. Doing it again changes nothing."""
    story = load_story(application)
    old = list(story.follow_ups)
    before = {row.pk: _columns(row) for row in old}
    new = settle(story, plan_for(application), now=now)
    changed = [row for row in old if _columns(row) != before[row.pk]]
    if changed:
        FollowUp.objects.bulk_update(changed, SETTLED_COLUMNS)
    if new:
        FollowUp.objects.bulk_create(new)
    if story.interviews:
        Interview.objects.bulk_update(story.interviews, INTERVIEW_STATE)
    application.save(update_fields=APPLICATION_STATE)
    return story


def _columns(row: FollowUp) -> tuple[Any, ...]:
    return tuple(row.__dict__.get(name, row.__dict__.get(f"{name}_id")) for name in SETTLED_COLUMNS)


def refresh_student(student: Student, *, active_at: datetime | None = None) -> None:
    """Write a student's own current state: open applications, next due, last activity."""
    state = Application.objects.filter(student=student).aggregate(
        open=Count("pk", filter=Q(stage__in=OPEN_STAGES)), next=Min("next_due_at")
    )
    student.open_applications, student.next_due_at = state["open"], state["next"]
    columns = ["open_applications", "next_due_at"]
    if active_at is not None:
        student.last_activity_at = active_at
        columns.append("last_activity_at")
    student.save(update_fields=columns)


def carry_out(application: Application, *, by: Person | None, now: datetime) -> None:
    """Replan, with what the change means elsewhere at the same employer, and for the student."""
    replan(application, now=now)
    siblings = Application.objects.filter(student=application.student, employer=application.employer)
    for sibling in siblings.exclude(pk=application.pk).with_story().select_related("plan_version"):
        sibling.student = application.student
        replan(sibling, now=now)
    is_their_own = by is not None and by.pk == application.student.person_id
    refresh_student(application.student, active_at=now if is_their_own else None)


@transaction.atomic
def replan_student(*, student: Student, now: datetime) -> None:
    """Plan anew what a student owes, everywhere: after a move to another time zone, or a new plan."""
    student = lock_student(student.pk)
    for application in student.applications.with_story().select_related("plan_version"):
        application.student = student
        replan(application, now=now)
    refresh_student(student)
