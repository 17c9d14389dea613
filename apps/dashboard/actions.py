"""What the office's pages write: who opened whose record."""

from datetime import datetime

from apps.students.models import AccessEvent, Person, Student
from apps.students.vocabulary import Access


def note_opening(*, student: Student, by: Person, page: str, now: datetime) -> AccessEvent:
    """Append to the access log that ``by`` opened this student's record at ``now``; ``page``: its address."""
    return AccessEvent.objects.create(student=student, by=by, what=Access.OPENED, page=page[:200], at=now)
