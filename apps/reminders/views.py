"""The pages behind links in emails, and a student's own settings.

A link shows on GET and acts on POST, twice is once, and nobody is logged in by it.
"""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from apps.applications import sentences
from apps.applications.follow_up_forms import FinishForm, SkipForm
from apps.applications.models import FollowUp
from apps.applications.views.access import for_students
from apps.applications.vocabulary import CAN_BE_DONE, FollowUpStatus
from apps.mail.links import BadLinkError
from apps.reminders.actions import change_settings, put_off, reopen
from apps.reminders.forms import PersonForm, ReminderForm
from apps.reminders.links import Link, read_link
from apps.reminders.rules import can_wait, is_put_off
from apps.reminders.vocabulary import LinkAction
from apps.students.models import Student

STILL_OPEN = {
    LinkAction.DONE: CAN_BE_DONE,
    LinkAction.LATER: {FollowUpStatus.OWED},
    LinkAction.SKIP: {FollowUpStatus.OWED},
}
UNDOES = {LinkAction.DONE: FollowUpStatus.DONE, LinkAction.SKIP: FollowUpStatus.SKIPPED}


@login_not_required
@csrf_exempt  # the signed address counts, not a cookie; without a referrer browsers hide the origin
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def action(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a link offers, and do it on POST; a link that is not ours (any more) answers 404."""
    now = timezone.now()
    try:
        link = read_link(token, now=now)
    except BadLinkError:
        response = render(request, "mail/link_gone.html", status=404)
    else:
        with translation.override(link.follow_up.student.person.language):
            response = (
                _act(request, token, link, now) if request.method == "POST" else _show(request, link, now)
            )
    response["Referrer-Policy"] = "no-referrer"
    return response


def _show(request: HttpRequest, link: Link, now: datetime) -> HttpResponse:
    if link.follow_up.status not in STILL_OPEN[link.action]:
        return _page(request, "closed", link, now, can_undo=_can_undo(link))
    match link.action:
        case LinkAction.DONE:
            return _page(request, "done", link, now, form=FinishForm(follow_up=link.follow_up, now=now))
        case LinkAction.SKIP:
            return _page(request, "skip", link, now, form=SkipForm(follow_up=link.follow_up, now=now))
    return _later(request, link, now)


def _act(request: HttpRequest, token: str, link: Link, now: datetime) -> HttpResponse:
    student = link.follow_up.student
    if "undo" in request.POST:
        if _can_undo(link):
            reopen(follow_up=link.follow_up, by=student.person, now=now)
    elif link.follow_up.status in STILL_OPEN[link.action]:
        if link.action == LinkAction.LATER:
            put_off(follow_up=link.follow_up, now=now)
        else:
            form_class = FinishForm if link.action == LinkAction.DONE else SkipForm
            form = form_class(request.POST, follow_up=link.follow_up, now=now)
            if not form.is_valid():
                return _page(request, link.action.value, link, now, status=422, form=form)
            form.save(by=student.person)
    return redirect("reminders:action", token)


def _later(request: HttpRequest, link: Link, now: datetime) -> HttpResponse:
    until = link.follow_up.snoozed_until
    today = now.astimezone(link.follow_up.student.zone).date()
    day = until.astimezone(link.follow_up.student.zone).date() if until else None
    return _page(
        request,
        "later",
        link,
        now,
        put_off_to=sentences.day_name(day, today=today) if day and is_put_off(until, now) else "",
        can_wait=can_wait(lapses=link.follow_up.lapses, now=now),
    )


def _can_undo(link: Link) -> bool:
    return link.follow_up.status == UNDOES.get(link.action)


def _page(
    request: HttpRequest, name: str, link: Link, now: datetime, *, status: int = 200, **context: Any
) -> HttpResponse:
    follow_up: FollowUp = link.follow_up
    context |= {
        "follow_up": follow_up,
        "title": sentences.title(follow_up, now=now),
        "due": sentences.due(follow_up, now=now),
        "still_possible": sentences.still_possible(follow_up, now=now),
    }
    return render(request, f"reminders/{name}.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_students
def settings(request: HttpRequest, student: Student) -> HttpResponse:
    """When the student is reminded, by which clock, and in which language."""
    before = str(student.zone)
    form = ReminderForm(request.POST or None, instance=student)
    person_form = PersonForm(request.POST or None, instance=student.person)
    if request.method == "POST" and form.is_valid() and person_form.is_valid():
        moved = str(student.zone) != before
        change_settings(student=student, person=student.person, moved=moved, now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("reminders:settings")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "person_form": person_form, "place": ""}
    return render(request, "reminders/settings.html", context, status=status)
