"""One student, and the story of one application. Opening either is kept in the access log."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.applications.models import Application
from apps.dashboard.actions import note_opening
from apps.dashboard.records import forbidden_calls, read_record, read_story
from apps.dashboard.views.doors import office_only
from apps.students.models import Person, Student


@require_safe
@office_only
def student(request: HttpRequest, person: Person, student_id: int) -> HttpResponse:
    """What a student owes, did, and applied for."""
    now = timezone.localtime()
    shown = _open(person, student_id)
    record = read_record(shown, person, now=now)
    note_opening(student=shown, by=person, page=request.path, now=now)
    return render(request, "dashboard/student.html", {"place": "caseload", "now": now, "record": record})


@require_safe
@office_only
def application(request: HttpRequest, person: Person, student_id: int, application_id: int) -> HttpResponse:
    """The story of one application, as the student sees it; one that is kept private is not there."""
    now = timezone.localtime()
    shown = _open(person, student_id)
    applications = Application.objects.visible_to(person).filter(student=shown)
    told = get_object_or_404(applications.with_story(), pk=application_id)
    told.student = shown
    note_opening(student=shown, by=person, page=request.path, now=now)
    context = {
        "place": "caseload",
        "now": now,
        "student": shown,
        "page": read_story(told, now=now),
        "forbidden_calls": forbidden_calls(applications.filter(pk=told.pk)),
    }
    return render(request, "dashboard/application.html", context)


def _open(person: Person, student_id: int) -> Student:
    students = Student.objects.visible_to(person).select_related("person", "cohort", "counselor")
    return get_object_or_404(students, pk=student_id)
