"""The list of applications."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.applications.forms import ShelfForm
from apps.applications.pages.shelf import ACTIVE, SHELVES, shelf_page
from apps.applications.views.access import for_students
from apps.students.models import Student


@require_safe
@for_students
def shelf(request: HttpRequest, student: Student) -> HttpResponse:
    """List the student's applications; the address says what is shown."""
    name = request.GET.get("shelf", ACTIVE)
    name = name if name in SHELVES else ACTIVE
    form = ShelfForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    q, stage = asked.get("q", ""), asked.get("stage", "")
    after = request.GET.get("after", "")
    page = shelf_page(student, shelf=name, q=q, stage=stage, after=after, now=timezone.now())
    kept = {key: value for key, value in {"shelf": name, "q": q, "stage": stage}.items() if value}
    context = {
        "page": page,
        "shelf": name,
        "q": q,
        "stage": stage,
        "is_deeper": bool(after),
        "next_page": urlencode(kept | {"after": page.after}),
        "first_page": urlencode(kept),
        "place": "applications",
    }
    return render(request, "applications/list.html", context)
