"""Undoes an import as a whole: what nobody has touched since goes, the rest stays and is listed."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from apps.applications.actions import refresh_student, void
from apps.applications.models import (
    Application,
    ApplicationQuerySet,
    Contact,
    Event,
    FollowUp,
    Import,
    Posting,
)
from apps.applications.vocabulary import EventKind, LetterState
from apps.students.models import Person, Student

BATCH = 500
# What other people's or our own doings write on an application; nobody touched it by them.
NOT_A_TOUCH = (EventKind.REMINDED, EventKind.ACCEPTED_ELSEWHERE)


@transaction.atomic
def undo_import(*, upload: Import, by: Person, now: datetime) -> Sequence[Application]:
    """Undo an import; returns the applications that stay because somebody touched them since.

    What it created and nobody touched is deleted; what it told of applications that were there before is
    voided, and what it filled in on them is taken out where it still stands. Undoing twice is undoing once.
    """
    student = Student.objects.select_for_update().get(pk=upload.student_id)
    upload = Import.objects.select_for_update().get(pk=upload.pk)
    if upload.imported_at is None or upload.undone_at is not None:
        return []
    own = Application.objects.filter(student=student, imported_by=upload)
    kept = list(_touched(own, upload.imported_at).with_story())
    _delete(own.exclude(pk__in=[application.pk for application in kept]))
    _take_back(upload, student, kept, by=by, now=now)
    unused = Contact.objects.filter(student=student, created_at=upload.imported_at)
    unused.filter(applications=None, interviewed=None, follow_ups=None).delete()
    upload.undone_at = now
    upload.counts |= {"kept": len(kept)}
    upload.save(update_fields=["undone_at", "counts"])
    refresh_student(student, active_at=now if by.pk == student.person_id else None)
    return kept


def _touched(own: ApplicationQuerySet, since: datetime) -> ApplicationQuerySet:
    """Those with an event, a letter, a reason or a person of their own since the import."""
    here = {"application": OuterRef("pk")}
    told = Event.objects.filter(**here, recorded_at__gt=since).exclude(kind__in=NOT_A_TOUCH)
    handled = FollowUp.objects.filter(
        ~Q(letter_state=LetterState.NONE) | Q(snoozed_until__isnull=False), **here
    )
    return own.filter(
        Exists(told)
        | Exists(handled)
        | ~Q(why_here="")
        | ~Q(why_me="")
        | Q(kept_private=True)
        | Q(contact__created_at__gt=since)
    )


def _delete(applications: ApplicationQuerySet) -> None:
    rows = list(applications.values_list("pk", "posting_id"))
    for first in range(0, len(rows), BATCH):
        batch = rows[first : first + BATCH]
        Application.objects.filter(pk__in=[pk for pk, _posting in batch]).delete()
        Posting.objects.filter(pk__in=[posting for _pk, posting in batch]).delete()


def _take_back(
    upload: Import, student: Student, kept: Sequence[Application], *, by: Person, now: datetime
) -> None:
    """Void what the import told elsewhere, unless what it follows from stays; blank what it filled in."""
    stays = {application.pk for application in kept}
    told = Event.objects.filter(application__student=student, data__import=upload.pk, voided_by=None)
    for event in told.exclude(application__imported_by=upload).select_related("application"):
        if event.data.get("application") not in stays:
            void(event=event, by=by, now=now)
    for posting, name, value in upload.filled:
        Posting.objects.filter(pk=posting, **{name: value}).update(
            **{name: None if name == "closes_on" else ""}
        )
