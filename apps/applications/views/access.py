"""Whose pages these are, and where an answer leads."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme

from apps.applications.models import Application, Event, FollowUp
from apps.students.models import Person, Student

Arguments = ParamSpec("Arguments")
StudentView = Callable[Concatenate[HttpRequest, Student, Arguments], HttpResponse]
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponse]


def for_students(view: StudentView[Arguments]) -> View[Arguments]:
    """Hand the view the student who asks; staff are led to pages of their own."""

    @wraps(view)
    def for_this_student(
        request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> HttpResponse:
        person = request.user
        if isinstance(person, Person) and person.is_student and hasattr(person, "student"):
            return view(request, person.student, *args, **kwargs)
        if isinstance(person, Person) and person.is_office:
            return redirect("home")
        raise Http404

    return for_this_student


def own_application(student: Student, pk: int) -> Application:
    """The student's application, or 404."""
    found = Application.objects.visible_to(student.person).with_story()
    application = get_object_or_404(found, pk=pk)
    application.student = student
    return application


def own_follow_up(student: Student, pk: int) -> FollowUp:
    """The student's follow-up with its story, or 404."""
    follow_up = get_object_or_404(FollowUp.objects.visible_to(student.person).with_story(), pk=pk)
    follow_up.student = follow_up.application.student = student
    return follow_up


def is_htmx(request: HttpRequest) -> bool:
    """Whether only a part of a page is asked for."""
    return request.headers.get("HX-Request") == "true"


def way_back(request: HttpRequest, default: str) -> str:
    """Where the student came from on this site, else ``default``."""
    here = request.POST.get("next") or request.GET.get("next") or ""
    return here if url_has_allowed_host_and_scheme(here, allowed_hosts={request.get_host()}) else default


def go_back(request: HttpRequest, to: str | Application) -> HttpResponseRedirect:
    """Lead back to where the student came from, else to a page or an application."""
    place = ("applications:application", to.pk) if isinstance(to, Application) else (to,)
    return HttpResponseRedirect(way_back(request, resolve_url(*place)))


def say_with_undo(request: HttpRequest, text: str, event: Event, *, default: str = "") -> None:
    """Confirm what was recorded, with the button that undoes it and leads back to where one was."""
    said = {"text": text, "event": event, "next": way_back(request, default)}
    messages.success(request, render_to_string("applications/_said.html", said, request))
