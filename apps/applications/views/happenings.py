"""Something happened: recording an event, and undoing one."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.applications.actions import record, void
from apps.applications.happening_forms import HAPPENINGS, happenings_for
from apps.applications.models import Application, Event
from apps.applications.pages.story import NOT_TO_UNDO
from apps.applications.planning import local_day
from apps.applications.views.access import (
    for_students,
    go_back,
    is_htmx,
    own_application,
    own_follow_up,
    say_with_undo,
)
from apps.applications.views.follow_ups import show_task
from apps.applications.vocabulary import EventKind
from apps.students.models import Student


@require_http_methods(["GET", "HEAD", "POST"])
@for_students
def happened(request: HttpRequest, student: Student, pk: int, kind: str) -> HttpResponse:
    """Ask for what belongs to this kind of event, its day first, and record it."""
    happening = HAPPENINGS.get(EventKind(kind)) if kind in EventKind.values else None
    if happening is None:
        raise Http404
    application, now = own_application(student, pk), timezone.now()
    if happening not in happenings_for(application.stage):
        messages.info(request, _("That does not fit this application any more."))
        return go_back(request, application)
    form = happening.form(request.POST or None, today=local_day(now, student.zone))
    if request.method == "POST" and form.is_valid():
        event = record(
            application=application,
            kind=happening.kind,
            on=form.cleaned_data["on"],
            data=form.event_data(),
            by=student.person,
            now=now,
        )
        say_with_undo(request, str(happening.said), event)
        return go_back(request, application)
    context = {"form": form, "happening": happening, "application": application, "place": "applications"}
    return render(request, "applications/happened.html", context, status=422 if form.is_bound else 200)


@require_POST
@for_students
def nobody_to_reach(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """Note that nobody can be found at this employer: what waits for a person is settled."""
    application, now = own_application(student, pk), timezone.now()
    event = record(
        application=application,
        kind=EventKind.NOBODY_TO_REACH,
        on=local_day(now, student.zone),
        by=student.person,
        now=now,
    )
    said = _("Noted: there is nobody to be found at %(employer)s.")
    say_with_undo(request, said % {"employer": application.posting.employer_name}, event)
    return go_back(request, "applications:today")


@require_POST
@for_students
def undo(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """Void an event; what followed from it is planned anew."""
    events = Event.objects.filter(application__in=Application.objects.visible_to(student.person))
    event = get_object_or_404(events.exclude(kind__in=NOT_TO_UNDO).select_related("application"), pk=pk)
    void(event=event, by=student.person, now=timezone.now())
    if is_htmx(request) and event.follow_up_id:
        return show_task(request, own_follow_up(student, event.follow_up_id))
    messages.info(request, _("Undone."))
    return go_back(request, event.application)
