"""A student's own settings: the hour, the quiet, the clock, the language."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from apps.applications.models import FollowUp
from apps.students.models import Student
from tests.factories import NOW, make_application, make_student

pytestmark = pytest.mark.django_db
CHOICES = {
    "reminder_hour": "7",
    "quiet_from": "22:00",
    "quiet_until": "06:30",
    "time_zone": "America/New_York",
    "called": "Lei",
}


@pytest.fixture
def student(client: Client) -> Student:
    student = make_student()
    client.force_login(student.person)
    return student


def save(client: Client, **changed: str) -> int:
    return client.post(reverse("reminders:settings"), CHOICES | changed).status_code


def test_what_is_chosen_is_kept(student: Student, client: Client) -> None:
    assert client.get(reverse("reminders:settings")).status_code == 200
    assert save(client) == 302
    student = Student.objects.select_related("person").get(pk=student.pk)
    assert (student.reminder_hour, str(student.quiet_until)) == (7, "06:30:00")
    assert student.person.called == "Lei"


def test_one_language_is_no_choice(student: Student, client: Client) -> None:
    assert 'name="language"' not in client.get(reverse("reminders:settings")).content.decode()
    assert save(client, language="es") == 302
    assert Student.objects.get(pk=student.pk).person.language == "en"


def test_of_two_languages_one_is_chosen(student: Student, client: Client, settings: Settings) -> None:
    settings.LANGUAGES = [("en", "English"), ("es", "Spanish")]
    assert 'name="language"' in client.get(reverse("reminders:settings")).content.decode()
    assert save(client, language="tlh") == 422
    assert save(client, language="es") == 302
    assert Student.objects.get(pk=student.pk).person.language == "es"


def test_no_language_is_offered_without_its_catalogue(settings: Settings) -> None:
    folder = settings.LOCALE_PATHS[0]
    assert settings.LANGUAGES[0][0] == "en"  # what the strings are written in
    for code, _name in settings.LANGUAGES[1:]:
        assert (folder / code / "LC_MESSAGES" / "django.po").is_file()


def test_moving_to_another_zone_moves_the_days_of_what_is_owed(student: Student, client: Client) -> None:
    make_application(student=student, applied_on=date(2026, 9, 15), now=NOW)
    before = FollowUp.objects.get().due
    assert save(client, time_zone="Europe/Madrid") == 302
    assert before - FollowUp.objects.get().due == timedelta(hours=6)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"quiet_until": ""}, "Give both times, or leave both empty."),
        ({"time_zone": "Mars/Olympus"}, "Mars/Olympus"),
        ({"reminder_hour": "25"}, "25"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    student: Student, client: Client, changed: dict[str, str], said: str
) -> None:
    answer = client.post(reverse("reminders:settings"), CHOICES | changed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Student.objects.get(pk=student.pk).reminder_hour == 8
