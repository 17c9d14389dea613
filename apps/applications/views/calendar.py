"""The student's calendar: the secret feed, one interview as a file, and the page that explains both."""

from hashlib import sha256

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.applications.calendar_feed import calendar_of, calendar_of_interview
from apps.applications.models import Application, Interview
from apps.applications.views.access import for_students
from apps.mail.links import absolute
from apps.students.actions import close_calendar, rotate_calendar
from apps.students.models import Student

CALENDAR = "text/calendar; charset=utf-8"


@require_safe
@for_students
def calendar(request: HttpRequest, student: Student) -> HttpResponse:
    """Say what the calendar is for, show its secret address, and let it be changed."""
    address = (
        absolute(reverse("applications:calendar_feed", args=[student.calendar_token]))
        if student.calendar_token
        else ""
    )
    return render(request, "applications/calendar.html", {"address": address})


@require_POST
@for_students
def rotate(request: HttpRequest, student: Student) -> HttpResponse:
    """Make a new secret address, or close the calendar."""
    if "close" in request.POST:
        close_calendar(student=student)
        messages.success(request, _("Your calendar is closed. Its address no longer works."))
    else:
        rotate_calendar(student=student)
        messages.success(request, _("This is the address. An older one no longer works."))
    return redirect("applications:calendar")


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The feed behind a secret address: unchanged content answers 304; an unknown secret is not there."""
    student = (
        Student.objects.select_related("person").filter(calendar_token=token, person__is_active=True).first()
    )
    if student is None:
        raise Http404
    content = calendar_of(student, now=timezone.now())
    etag = quote_etag(sha256(content).hexdigest()[:32])
    response = HttpResponse(content, content_type=CALENDAR)
    response["ETag"] = etag
    response["Cache-Control"] = "private, max-age=300"
    response["X-Robots-Tag"] = "noindex"
    answer = get_conditional_response(request, etag=etag, response=response)
    return answer if answer is not None else response


@require_safe
@for_students
def interview_file(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """One interview as a file."""
    own = Application.objects.visible_to(student.person)
    interview = get_object_or_404(Interview, pk=pk, application__in=own)
    response = HttpResponse(calendar_of_interview(interview), content_type=CALENDAR)
    response["Content-Disposition"] = f'attachment; filename="interview-{pk}.ics"'
    return response
