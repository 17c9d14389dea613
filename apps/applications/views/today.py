"""Today: the student's home."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.applications.forms import QuickForm
from apps.applications.pages.today import today_page
from apps.applications.views.access import for_students
from apps.students.models import Student


@require_safe
@for_students
def today(request: HttpRequest, student: Student) -> HttpResponse:
    """Show what is overdue, due and coming."""
    return show_today(request, student, QuickForm())


def show_today(request: HttpRequest, student: Student, quick: QuickForm) -> HttpResponse:
    """Show Today, with what is wrong about the quick box if something is."""
    page = today_page(student, now=timezone.now())
    context = {"page": page, "student": student, "quick": quick, "place": "today"}
    return render(request, "applications/today.html", context, status=422 if quick.errors else 200)
