"""Moving students between caseloads."""

from datetime import timedelta

import pytest

from apps.students.actions import assign
from apps.students.models import CaseloadMembership, Student
from tests.factories import NOW, make_counselor, make_student

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def test_a_student_changes_caseload_and_the_history_is_kept() -> None:
    first, second = make_counselor(), make_counselor()
    student = make_student(counselor=first)
    assign(student=student, counselor=second, now=LATER)
    student.refresh_from_db()
    assert student.counselor == second
    assert list(CaseloadMembership.objects.order_by("since").values_list("counselor", "since", "until")) == [
        (first.pk, NOW, LATER),
        (second.pk, LATER, None),
    ]


def test_assigning_twice_is_assigning_once() -> None:
    counselor = make_counselor()
    student = make_student(counselor=counselor)
    assign(student=student, counselor=counselor, now=LATER)
    assert CaseloadMembership.objects.get().until is None


def test_a_student_can_be_taken_off_every_caseload() -> None:
    student = make_student(counselor=make_counselor())
    assign(student=student, counselor=None, now=LATER)
    assert Student.objects.get().counselor is None
    assert CaseloadMembership.objects.get().until == LATER
