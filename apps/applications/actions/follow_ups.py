"""What becomes of a follow-up: done, skipped, put off, lapsed."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from apps.applications import rules
from apps.applications.actions.carrying_out import (
    carry_out,
    lock_application,
    lock_student,
    refresh_student,
    write_event,
)
from apps.applications.models import (
    Application,
    FollowUp,
)
from apps.applications.plan import Step
from apps.applications.planning import local_day, may_call
from apps.applications.vocabulary import (
    Channel,
    EventKind,
    FirstFollowUp,
    FollowUpStatus,
    SkipReason,
)
from apps.students.models import Person, Student

LAPSE_BATCH = 2000


def _lock_follow_up(follow_up: FollowUp) -> FollowUp:
    lock_student(follow_up.student_id)
    return FollowUp.objects.select_related("application").get(pk=follow_up.pk)


@transaction.atomic
def finish_follow_up(
    *,
    follow_up: FollowUp,
    done_at: datetime,
    channel: str,
    by: Person | None,
    now: datetime,
    note: str = "",
) -> FollowUp:
    """The student did a follow-up at ``done_at`` (an aware instant, not after ``now``) by this channel.

    Doing it twice is doing it once; one that became moot or lapsed meanwhile was done all the same.
    A call under *no calls* is kept and flagged (``data["against_no_calls"]``), unless they asked for it.
    Raises ``ValidationError`` if ``done_at`` lies ahead.
    """
    follow_up = _lock_follow_up(follow_up)
    if follow_up.status == FollowUpStatus.DONE:
        return follow_up
    if done_at > now:
        raise ValidationError({"done_at": _("That moment is still to come.")})
    application = lock_application(follow_up.application)
    forbidden = channel == Channel.PHONE and not may_call(application)
    write_event(
        application,
        EventKind.FOLLOW_UP_DONE,
        on=local_day(done_at, application.student.zone),
        at=done_at,
        by=by,
        now=now,
        follow_up=follow_up,
        data={
            "step": follow_up.step,
            "channel": channel,
            "note": note,
            "against_no_calls": forbidden,
        },
    )
    carry_out(application, by=by, now=now)
    return FollowUp.objects.get(pk=follow_up.pk)


@transaction.atomic
def skip_follow_up(
    *, follow_up: FollowUp, reason: SkipReason, by: Person | None, now: datetime, note: str = ""
) -> FollowUp:
    """The student will not do a follow-up, and says why; it leaves the base of their rates.

    Only what is owed can be skipped: what has lapsed stays lapsed.
    """
    follow_up = _lock_follow_up(follow_up)
    if follow_up.status != FollowUpStatus.OWED:
        return follow_up
    application = lock_application(follow_up.application)
    write_event(
        application,
        EventKind.FOLLOW_UP_SKIPPED,
        on=local_day(now, application.student.zone),
        by=by,
        now=now,
        follow_up=follow_up,
        data={"step": follow_up.step, "reason": reason, "note": note},
    )
    carry_out(application, by=by, now=now)
    return FollowUp.objects.get(pk=follow_up.pk)


@transaction.atomic
def snooze_follow_up(*, follow_up: FollowUp, until: datetime, now: datetime) -> FollowUp:
    """*Later*: hide an owed follow-up until then, at most until a day before it lapses. Due stays due."""
    follow_up = _lock_follow_up(follow_up)
    if follow_up.status == FollowUpStatus.OWED:
        follow_up.snoozed_until = max(now, min(until, rules.snooze_limit(follow_up.lapses)))
        follow_up.save(update_fields=["snoozed_until"])
    return follow_up


def lapse_follow_ups(*, now: datetime) -> int:
    """Close the owed follow-ups whose time is over; returns how many. Safe to run at any time, by anybody."""
    lapsed = 0
    while batch := _lapse_batch(now):
        lapsed += batch
    return lapsed


@transaction.atomic
def _lapse_batch(now: datetime) -> int:
    over = FollowUp.objects.owed().filter(lapses__lt=now).order_by("lapses")
    ids = list(over.values_list("pk", flat=True)[:LAPSE_BATCH])
    if not ids:
        return 0
    FollowUp.objects.owed().filter(pk__in=ids).update(status=FollowUpStatus.LAPSED)
    applications = Application.objects.filter(follow_ups__in=ids).distinct()
    for application in applications.select_related("student"):
        rows = application.follow_ups.owed().filter(excuse="").aggregate(next=Min("due"))
        application.next_due_at = rows["next"]
        missed = FollowUp.objects.filter(pk__in=ids, application=application, step=Step.APPLICATION_FOLLOW_UP)
        if missed.filter(excuse="").exists():
            application.first_follow_up = FirstFollowUp.MISSED
        application.save(update_fields=["next_due_at", "first_follow_up"])
    for student in Student.objects.filter(follow_ups__in=ids).distinct():
        refresh_student(student)
    return len(ids)
