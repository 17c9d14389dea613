"""The one page that belongs to no app: the front door."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from apps.students.models import Person


def home(request: HttpRequest) -> HttpResponse:
    """Lead each person to their own first page: students to Today, staff to the caseload."""
    if isinstance(request.user, Person) and request.user.is_office:
        return redirect("dashboard:caseload")
    return redirect("applications:today")
