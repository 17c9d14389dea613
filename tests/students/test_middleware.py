"""Pages in a person's language and hours."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone, translation

from apps.students.middleware import PersonMiddleware
from apps.students.models import Person
from tests.factories import make_counselor, make_person, make_student

pytestmark = pytest.mark.django_db


def spoken(user: Person | AnonymousUser) -> tuple[str, str]:
    """Return the language and the zone in which a page for ``user`` is written."""

    def answer(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(f"{translation.get_language()} {timezone.get_current_timezone_name()}")

    request = RequestFactory().get("/")
    request.user = user
    with translation.override("en"), timezone.override("UTC"):
        language, zone = PersonMiddleware(answer)(request).content.decode().split()
    return language, zone


def test_a_student_reads_their_own_language_and_hours() -> None:
    student = make_student(time_zone="Asia/Tokyo")
    student.person.language = "es"
    assert spoken(student.person) == ("es", "Asia/Tokyo")


def test_staff_read_the_offices_hours() -> None:
    assert spoken(make_counselor()) == ("en", "America/New_York")


def test_who_is_not_signed_in_reads_what_the_browser_asked_for() -> None:
    assert spoken(AnonymousUser()) == ("en", "America/New_York")


def test_an_account_without_a_student_record_has_the_offices_hours() -> None:
    assert spoken(make_person()) == ("en", "America/New_York")
