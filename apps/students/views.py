"""A person's own settings, and what the office promises about them."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from apps.students.models import Person
from apps.students.vocabulary import Theme


def _back(request: HttpRequest) -> HttpResponseRedirect:
    here = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(here, allowed_hosts={request.get_host()}):
        return HttpResponseRedirect(here)
    return redirect("home")


@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Choose light, dark, or as the device does."""
    theme = request.POST.get("theme")
    if isinstance(request.user, Person) and theme in Theme.values:
        request.user.theme = theme
        request.user.save(update_fields=["theme"])
    return _back(request)


@login_not_required
def who_sees_what(request: HttpRequest) -> HttpResponse:
    """Say in plain words who sees what a student logs."""
    return render(request, "students/who_sees_what.html")
