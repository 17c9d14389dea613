"""Finishing a follow-up, putting it off, skipping it: in place if the browser can, else on a small page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.applications.actions import snooze_follow_up
from apps.applications.days import start_of_day
from apps.applications.follow_up_forms import FinishForm, SkipForm
from apps.applications.forms import PutOffForm
from apps.applications.models import FollowUp
from apps.applications.pages.tasks import Task
from apps.applications.pages.today import this_week
from apps.applications.planning import local_day
from apps.applications.rules import snooze_limit
from apps.applications.sentences import day_name, did, due
from apps.applications.views.access import (
    for_students,
    go_back,
    is_htmx,
    own_follow_up,
    say_with_undo,
    way_back,
)
from apps.applications.vocabulary import CAN_BE_DONE, FollowUpStatus
from apps.students.models import Student


@require_safe
@for_students
def follow_up(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """Show one task by itself: what a cancelled form gives way to."""
    return show_task(request, own_follow_up(student, pk))


def show_task(request: HttpRequest, row: FollowUp) -> HttpResponse:
    """Show a task as its row on Today; without script, lead to where it is listed."""
    if not is_htmx(request):
        return go_back(request, row.application)
    now = timezone.now()
    context = {"task": Task(row, now), "week": this_week(row.student, now=now)}
    return render(request, "applications/_task_again.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_students
def finish(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """Ask when it was sent and how, and note that it is done."""
    row, now = own_follow_up(student, pk), timezone.now()
    if row.status not in CAN_BE_DONE:
        return _settled(request, row)
    form = FinishForm(request.POST or None, follow_up=row, now=now)
    if request.method == "POST" and form.is_valid():
        form.save(by=student.person)
        row = own_follow_up(student, pk)
        return _say(request, row, f"{did(row)}.", due(row, now=now).text)
    return _ask(request, "finish", row, form)


@require_http_methods(["GET", "HEAD", "POST"])
@for_students
def skip(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """Ask why it is not needed, and note that."""
    row, now = own_follow_up(student, pk), timezone.now()
    if row.status != FollowUpStatus.OWED:
        return _settled(request, row)
    form = SkipForm(request.POST or None, follow_up=row, now=now)
    if request.method == "POST" and form.is_valid():
        form.save(by=student.person)
        return _say(request, own_follow_up(student, pk), _("Skipped."), _("It does not count."))
    return _ask(request, "skip", row, form)


@require_http_methods(["GET", "HEAD", "POST"])
@for_students
def later(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """Hide a follow-up until a day that the student picks, or show it again now (``until=now``)."""
    row, now = own_follow_up(student, pk), timezone.now()
    if row.status != FollowUpStatus.OWED:
        return _settled(request, row)
    if request.POST.get("until") == "now":
        snooze_follow_up(follow_up=row, until=now, now=now)
        return show_task(request, own_follow_up(student, pk))
    today, limit = local_day(now, student.zone), local_day(snooze_limit(row.lapses), student.zone)
    form = PutOffForm(request.POST or None, today=today, limit=limit)
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["until"]
        snooze_follow_up(follow_up=row, until=start_of_day(day, student.zone), now=now)
        return _say_put_off(request, row, _("Put off until %(day)s.") % {"day": day_name(day, today=today)})
    return _ask(request, "later", row, form)


def _ask(
    request: HttpRequest, what: str, row: FollowUp, form: FinishForm | SkipForm | PutOffForm
) -> HttpResponse:
    task: Task = Task(row, timezone.now())
    template = "applications/_ask_in_place.html" if is_htmx(request) else "applications/ask.html"
    context = {"task": task, "form": form, "what": what, "next": way_back(request, ""), "place": "today"}
    return render(request, template, context, status=422 if form.is_bound else 200)


def _say(request: HttpRequest, row: FollowUp, text: str, more: str) -> HttpResponse:
    event = row.events.filter(voided_by=None).latest("pk")
    if not is_htmx(request):
        say_with_undo(request, f"{text} {more}", event, default=reverse("applications:today"))
        return go_back(request, "applications:today")
    week = this_week(row.student, now=timezone.now())
    context = {"follow_up": row, "text": text, "more": more, "event": event, "week": week}
    return render(request, "applications/_task_settled.html", context)


def _say_put_off(request: HttpRequest, row: FollowUp, text: str) -> HttpResponse:
    if not is_htmx(request):
        messages.success(request, text)
        return go_back(request, "applications:today")
    task = Task(row, timezone.now())
    context = {"follow_up": row, "text": task.title, "more": text, "put_off": True, "week": None}
    return render(request, "applications/_task_settled.html", context)


def _settled(request: HttpRequest, row: FollowUp) -> HttpResponse:
    """Somebody was quicker (another window, a link in an email): say how it stands, change nothing."""
    said = due(row, now=timezone.now()).text
    if not is_htmx(request):
        messages.info(request, said)
        return go_back(request, row.application)
    return render(request, "applications/_task_settled.html", {"follow_up": row, "text": said, "week": None})
