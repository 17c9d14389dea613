"""Logging an application: read the paste, let it be corrected, log it; and correcting it later."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.applications.actions import correct_application, log_application
from apps.applications.forms import PASTE_LENGTH, LogForm, PostingForm, QuickForm, initial_of, open_twin
from apps.applications.pages.logged import logged
from apps.applications.pages.review import Review, review_of, what_comes
from apps.applications.planning import local_day
from apps.applications.postings import read_posting
from apps.applications.views.access import for_students, own_application
from apps.applications.views.today import show_today
from apps.students.models import Student


@require_http_methods(["GET", "HEAD", "POST"])
@for_students
def log(request: HttpRequest, student: Student) -> HttpResponse:
    """Read what was pasted, or handed over as ``?url=&title=&text=``, to be corrected. Saves nothing."""
    if request.method != "POST":
        title, text, address = (request.GET.get(name, "").strip() for name in ("title", "text", "url"))
        paste = "\n\n".join(part for part in (title, text) if part) or address
        return _read(request, student, paste, address)
    quick = QuickForm(request.POST)
    if not quick.is_valid():
        return show_today(request, student, quick)
    return _read(request, student, quick.cleaned_data["q"])


def _read(request: HttpRequest, student: Student, paste: str, address: str = "") -> HttpResponse:
    if len(paste) > PASTE_LENGTH:
        said = _("That is %(length)d characters long. We read and keep the first %(limit)d.")
        messages.warning(request, said % {"length": len(paste), "limit": PASTE_LENGTH})
    review, now = review_of(read_posting(paste[:PASTE_LENGTH])), timezone.now()
    review.initial["address"] = review.initial["address"] or address
    form = LogForm(initial=review.initial, today=local_day(now, student.zone))
    return _show(request, form, review, what_comes(student, review.initial, now=now) if paste else "")


@require_POST
@for_students
def log_it(request: HttpRequest, student: Student) -> HttpResponse:
    """Log the application as corrected, unless it is logged already and the student did not insist."""
    now = timezone.now()
    form = LogForm(request.POST, today=local_day(now, student.zone))
    read = review_of(read_posting(request.POST.get("text", "")[:PASTE_LENGTH]))
    review = read.still_true_of(request.POST)
    if not form.is_valid():
        return _show(request, form, review)
    draft = form.draft()
    twin = open_twin(student=student, employer=draft.employer, role=draft.role)
    if twin is not None and "again" not in request.POST:
        return _show(request, form, review, twin=twin)
    application = log_application(
        student=student,
        posting=draft,
        applied_on=form.cleaned_data["applied_on"],
        why_here=form.cleaned_data["why_here"],
        by=student.person,
        now=now,
    )
    said = {"application": application, "text": logged(application, now=now)}
    messages.success(request, render_to_string("applications/_logged.html", said, request))
    return redirect("applications:today")


def _show(
    request: HttpRequest, form: LogForm, review: Review, comes: str = "", twin: object = None
) -> HttpResponse:
    context = {"form": form, "review": review, "comes": comes, "twin": twin, "place": "today"}
    return render(request, "applications/log.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_students
def correct(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """Correct what is known of the posting and of whom to reach there."""
    application, now = own_application(student, pk), timezone.now()
    form = PostingForm(
        request.POST or None, initial=initial_of(application), today=local_day(now, student.zone)
    )
    if request.method == "POST" and form.is_valid():
        correct_application(application=application, posting=form.draft(), by=student.person, now=now)
        messages.success(request, _("Corrected. The follow-ups are planned anew."))
        return redirect("applications:application", pk)
    context = {"form": form, "application": application, "place": "applications"}
    return render(request, "applications/correct.html", context, status=422 if form.is_bound else 200)
