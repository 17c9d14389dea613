"""People at an employer, private to the student."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.applications.actions import save_contact
from apps.applications.forms import ContactForm
from apps.applications.models import Application, Contact
from apps.applications.views.access import for_students, go_back, own_application, way_back
from apps.students.models import Student


@require_http_methods(["GET", "HEAD", "POST"])
@for_students
def add_contact(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """Add somebody whom the student can write to."""
    return _edit(request, own_application(student, pk), Contact(), student)


@require_http_methods(["GET", "HEAD", "POST"])
@for_students
def edit_contact(request: HttpRequest, student: Student, pk: int, contact_pk: int) -> HttpResponse:
    """Correct what is known of somebody."""
    application = own_application(student, pk)
    known = Contact.objects.visible_to(student.person).filter(employer=application.employer)
    return _edit(request, application, get_object_or_404(known, pk=contact_pk), student)


def _edit(request: HttpRequest, application: Application, contact: Contact, student: Student) -> HttpResponse:
    form = ContactForm(request.POST or None, instance=contact)
    if request.method == "POST" and form.is_valid():
        save_contact(
            application=application, contact=form.save(commit=False), by=student.person, now=timezone.now()
        )
        messages.success(request, _("Saved. The follow-ups know how to reach them now."))
        return go_back(request, application)
    back = way_back(request, "")
    context = {"form": form, "application": application, "next": back, "place": "applications"}
    return render(request, "applications/contact.html", context, status=422 if form.is_bound else 200)
