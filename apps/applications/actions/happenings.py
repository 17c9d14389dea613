"""What happened to an application, and undoing it."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from apps.applications import rules
from apps.applications.actions.carrying_out import (
    carry_out,
    lock_application,
    refresh_student,
    replan,
    write_event,
)
from apps.applications.models import (
    Application,
    Event,
)
from apps.applications.planning import facts_of, load_story, local_day
from apps.applications.vocabulary import (
    EventKind,
)
from apps.students.models import Person

ABOUT_AN_ACCEPTANCE = frozenset({EventKind.ACCEPTED, EventKind.RESCINDED})


@transaction.atomic
def record(
    *,
    application: Application,
    kind: EventKind,
    on: date,
    by: Person,
    now: datetime,
    data: dict[str, Any] | None = None,
) -> Event:
    """Record something that happened on a local day, and carry out what follows from it.

    ``data`` by kind: heard back ``decision_on`` (ISO date they gave) and ``note``; turned down ``by``
    (``TurnedDownBy``); offered ``deadline`` (ISO date); closed ``reason`` (``CloseReason``).
    Accepting writes ``accepted_elsewhere`` on each other open application of the student; an offer taken
    back undoes that.
    """
    application = lock_application(application)
    event = write_event(application, kind, on=on, by=by, now=now, data=data or {})
    carry_out(application, by=by, now=now)
    if kind in ABOUT_AN_ACCEPTANCE:
        _tell_the_others(application, by=by, now=now)
    return event


def _tell_the_others(application: Application, *, by: Person, now: datetime) -> None:
    """Write an acceptance that stands here on each other open application; undo it there if it does not."""
    accepted = rules.acceptance_that_stands(facts_of(load_story(application)))
    told = Event.objects.filter(
        application__student=application.student,
        kind=EventKind.ACCEPTED_ELSEWHERE,
        voided_by=None,
        data__application=application.pk,
    )
    if accepted is None:
        for event in told.select_related("application"):
            void(event=event, by=by, now=now)
        return
    others = Application.objects.filter(student=application.student).exclude(pk=application.pk).open()
    for other in others.exclude(events__in=told).with_story().select_related("plan_version"):
        other.student = application.student
        data = {"application": application.pk}
        write_event(other, EventKind.ACCEPTED_ELSEWHERE, on=accepted.on, by=by, now=now, data=data)
        replan(other, now=now)
    refresh_student(application.student)


@transaction.atomic
def void(*, event: Event, by: Person, now: datetime) -> Event:
    """Undo an event by writing another that voids it. Undoing twice is undoing once.

    Undoing an acceptance also undoes what it wrote on the student's other applications; undoing that the
    offer was taken back writes it again.
    """
    application = lock_application(event.application)
    known = Event.objects.filter(voids=event).first()
    if known is not None:
        return known
    today = local_day(now, application.student.zone)
    voiding = write_event(application, EventKind.VOIDED, on=today, by=by, now=now, voids=event)
    carry_out(application, by=by, now=now)
    if event.kind in ABOUT_AN_ACCEPTANCE:
        _tell_the_others(application, by=by, now=now)
    return voiding
