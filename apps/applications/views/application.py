"""The page of one application."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from apps.applications.actions import keep_private
from apps.applications.happening_forms import happenings_for
from apps.applications.pages.story import story_page
from apps.applications.pages.tasks import web_address
from apps.applications.planning import local_day
from apps.applications.views.access import for_students, own_application
from apps.students.models import Student


@require_safe
@for_students
def application(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """Show one application: next action first, then its rounds and its story."""
    own, now = own_application(student, pk), timezone.now()
    context = {
        "page": story_page(own, now=now),
        "application": own,
        "posting": own.posting,
        "web_address": web_address(own.posting.address),
        "happenings": happenings_for(own.stage),
        "today": local_day(now, student.zone),
        "place": "applications",
    }
    return render(request, "applications/application.html", context)


@require_POST
@for_students
def private(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """Keep an application from the counselor, or show it to them again."""
    keep_private(application=own_application(student, pk), private=request.POST.get("private") == "yes")
    return redirect("applications:application", pk)
