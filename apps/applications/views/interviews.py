"""Interviews: setting one, moving it, calling it off, naming who takes part."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.applications.actions import change_interview, name_interviewers, schedule_interview
from apps.applications.happening_forms import (
    INTERVIEW_CHANGES,
    HappenedForm,
    Happening,
    Interviewers,
    RoundForm,
    initial_of_round,
    people_in,
)
from apps.applications.models import Application, Interview
from apps.applications.planning import local_day
from apps.applications.views.access import for_students, own_application, say_with_undo
from apps.applications.vocabulary import EventKind
from apps.students.models import Student


def _own_interview(student: Student, pk: int) -> Interview:
    own = Interview.objects.filter(application__in=Application.objects.visible_to(student.person))
    return get_object_or_404(own.select_related("application__posting"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_students
def add_interview(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """Ask when and how they meet and with whom, and plan the thank-yous."""
    application, now = own_application(student, pk), timezone.now()
    form = RoundForm(request.POST or None, today=local_day(now, student.zone), zone=str(student.zone))
    people = Interviewers(request.POST or None, prefix="people")
    if request.method == "POST" and form.is_valid() and people.is_valid():
        interview = schedule_interview(
            application=application,
            round_=form.round(),
            interviewers=people_in(people),
            on=form.cleaned_data["on"],
            by=student.person,
            now=now,
        )
        ahead = interview.starts_at > now
        said = (
            _("The interview is set. Thank-yous open when it ends.")
            if ahead
            else _("The interview is noted.")
        )
        say_with_undo(request, said, interview.events.latest("pk"))
        return redirect("applications:application", pk)
    context = {"form": form, "people": people, "application": application, "place": "applications"}
    return render(request, "applications/interview.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_students
def changed(request: HttpRequest, student: Student, pk: int, kind: str) -> HttpResponse:
    """Note that an interview was moved (to when), cancelled, or missed."""
    change = INTERVIEW_CHANGES.get(kind)
    if change is None:
        raise Http404
    interview, now = _own_interview(student, pk), timezone.now()
    form = _form_for(change, interview, student, request.POST or None, now)
    if request.method == "POST" and form.is_valid():
        event = change_interview(
            interview=interview,
            kind=change.kind,
            on=form.cleaned_data["on"],
            round_=form.round() if isinstance(form, RoundForm) else None,
            by=student.person,
            now=now,
        )
        say_with_undo(request, str(change.said), event)
        return redirect("applications:application", interview.application_id)
    application = interview.application
    context = {"form": form, "happening": change, "application": application, "place": "applications"}
    return render(request, "applications/happened.html", context, status=422 if form.is_bound else 200)


def _form_for(
    change: Happening, interview: Interview, student: Student, typed: QueryDict | None, now: datetime
) -> HappenedForm:
    today = local_day(now, student.zone)
    if change.kind == EventKind.INTERVIEW_MOVED:
        return RoundForm(typed, initial=initial_of_round(interview), today=today, zone=str(student.zone))
    return change.form(typed, today=today)


@require_http_methods(["GET", "HEAD", "POST"])
@for_students
def name_people(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """Add the interviewers' names: each is owed a thank-you of their own."""
    interview = _own_interview(student, pk)
    people = Interviewers(request.POST or None, prefix="people")
    if request.method == "POST" and people.is_valid() and people_in(people):
        name_interviewers(
            interview=interview, people=people_in(people), by=student.person, now=timezone.now()
        )
        messages.success(request, _("Noted. Each of them is thanked by name."))
        return redirect("applications:application", interview.application_id)
    application = interview.application
    context = {"people": people, "application": application, "place": "applications"}
    return render(request, "applications/interviewers.html", context, status=422 if people.is_bound else 200)
