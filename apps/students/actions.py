"""What changes who follows whom, and who may read whose calendar.

Keyword arguments; ``now`` is an aware instant.
"""

from datetime import datetime
from secrets import token_urlsafe

from django.db import transaction

from apps.students.models import CaseloadMembership, Person, Student


@transaction.atomic
def assign(*, student: Student, counselor: Person | None, now: datetime) -> None:
    """Put a student on a counselor's caseload (None: on nobody's) and keep the history. Twice is once."""
    student = Student.objects.select_for_update().get(pk=student.pk)
    running = CaseloadMembership.objects.filter(student=student, until=None)
    if running.filter(counselor=counselor).exists() and student.counselor == counselor:
        return
    running.update(until=now)
    if counselor is not None:
        CaseloadMembership.objects.create(student=student, counselor=counselor, since=now)
    student.counselor = counselor
    student.save(update_fields=["counselor"])


def rotate_calendar(*, student: Student) -> str:
    """Give a student's calendar a new secret address; the one before stops working. Returns the secret."""
    student.calendar_token = token_urlsafe(24)
    student.save(update_fields=["calendar_token"])
    return student.calendar_token


def close_calendar(*, student: Student) -> None:
    """Take a student's calendar off the web."""
    student.calendar_token = None
    student.save(update_fields=["calendar_token"])
