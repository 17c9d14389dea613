"""Logging: the paste is read, shown to be corrected, and logged once."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import TimeMachineFixture

from apps.applications.forms import PASTE_LENGTH
from apps.applications.models import Application
from apps.applications.vocabulary import PhonePolicy, Stage
from apps.students.models import Student
from tests.factories import NOW, make_application, make_student

pytestmark = pytest.mark.django_db
LOG, LOG_IT, TODAY = (reverse(f"applications:{name}") for name in ("log", "log_it", "today"))
POSTING = """Corvina Labs

Data Curator (entry level)

Corvina Labs publishes open survey data on coastal towns.
Location: Port Halden
Write to Nkechi Adeyemi, n.adeyemi@corvinalabs.example.
Please, no phone calls or drop-ins about this position.
"""


@pytest.fixture(autouse=True)
def _now(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def student(client: Client) -> Student:
    student = make_student()
    client.force_login(student.person)
    return student


def corrected(**typed: Any) -> dict[str, Any]:
    return {
        "employer": "Corvina Labs",
        "role": "Data Curator (entry level)",
        "contact_name": "Nkechi Adeyemi",
        "contact_email": "n.adeyemi@corvinalabs.example",
        "phone_policy": "no_calls",
        "phone_evidence": "Please, no phone calls.",
        "contact_policy": "open",
        "applied": "today",
        "text": POSTING,
    } | typed


def test_a_paste_is_read_and_nothing_is_saved(client: Client, student: Student) -> None:
    page = client.post(LOG, {"q": POSTING})
    assert page.status_code == 200
    assert 'value="Corvina Labs"' in page.text
    assert 'value="n.adeyemi@corvinalabs.example"' in page.text
    assert "<mark>Please, no phone calls or drop-ins about this position.</mark>" in page.text
    assert "What happens next." in page.text
    assert not Application.objects.exists()


def test_a_typed_employer_is_enough(client: Client, student: Student) -> None:
    assert 'value="Corvina Labs"' in client.post(LOG, {"q": "Corvina Labs"}).text


def test_a_get_only_prefills(client: Client, student: Student) -> None:
    page = client.get(LOG, {"title": "Data curator at Corvina Labs", "url": "https://jobs.example/42"})
    assert page.status_code == 200
    assert 'value="https://jobs.example/42"' in page.text
    assert client.get(LOG).status_code == 200
    assert client.get(LOG_IT).status_code == 405
    assert not Application.objects.exists()


@pytest.mark.parametrize("paste", ["", "   \n "])
def test_an_empty_paste_is_answered_at_the_box(client: Client, student: Student, paste: str) -> None:
    page = client.post(LOG, {"q": paste})
    assert page.status_code == 422
    assert "Paste a posting, or type the employer’s name." in page.text


def test_a_paste_of_two_megabytes_is_read_as_far_as_we_keep_it(client: Client, student: Student) -> None:
    page = client.post(LOG, {"q": POSTING + "x " * 1_000_000})
    assert page.status_code == 200
    assert "We read and keep the first 200000." in page.text
    assert 'value="Corvina Labs"' in page.text
    again = client.post(LOG_IT, corrected(text="x" * (PASTE_LENGTH + 1)))
    assert again.status_code == 422


@pytest.mark.parametrize(
    "paste",
    [
        "<div><p>Corvina Labs<script>alert('hidden')</script><b>broken",
        "<<<>>> & &amp; &nosuch; \x00 \u202e",
        "<script>alert(1)</script>",
        "https://jobs.example/1",
    ],
)
def test_broken_or_hostile_markup_is_shown_escaped(client: Client, student: Student, paste: str) -> None:
    page = client.post(LOG, {"q": paste})
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_what_was_corrected_is_logged_and_planned(client: Client, student: Student) -> None:
    answer = client.post(LOG_IT, corrected(role="Data curator", why_here="Open data"), follow=True)
    assert answer.redirect_chain == [(TODAY, 302)]
    assert "Logged. Follow up from Fri 18 Sep." in answer.text
    application = Application.objects.select_related("posting", "contact").get()
    assert application.student == student
    assert application.posting.role == "Data curator"
    assert application.posting.text.replace("\r\n", "\n") == POSTING
    assert application.posting.phone_policy == PhonePolicy.NO_CALLS
    assert application.why_here == "Open data"
    assert application.follow_ups.get().channel == "email"


def test_a_posting_can_be_saved_for_later(client: Client, student: Student) -> None:
    client.post(LOG_IT, corrected(applied="no"))
    application = Application.objects.get()
    assert (application.stage, application.follow_ups.count()) == (Stage.SAVED, 0)


def test_an_application_can_be_dated_back(client: Client, student: Student) -> None:
    client.post(LOG_IT, corrected(applied="other", applied_on="2026-09-10"))
    assert Application.objects.get().applied_on == date(2026, 9, 10)


def test_mistakes_are_shown_and_nothing_typed_is_lost(client: Client, student: Student) -> None:
    page = client.post(LOG_IT, corrected(employer="x" * 1000, why_here="My reason"))
    assert page.status_code == 422
    assert "at most 200 characters" in page.text
    assert "x" * 1000 in page.text
    assert "My reason" in page.text
    assert "publishes open survey data" in page.text
    assert not Application.objects.exists()


def test_a_second_one_for_the_same_position_is_asked_about(client: Client, student: Student) -> None:
    known = make_application(student=student, employer="Corvina Labs", role="Data curator (entry level)")
    page = client.post(LOG_IT, corrected())
    assert page.status_code == 422
    assert "You have this one already." in page.text
    assert reverse("applications:application", args=[known.pk]) in page.text
    assert Application.objects.count() == 1
    client.post(LOG_IT, corrected(again="1"))
    assert Application.objects.count() == 2


def test_correcting_changes_the_posting_and_its_contact(client: Client, student: Student) -> None:
    application = make_application(student=student)
    address = reverse("applications:correct", args=[application.pk])
    assert 'value="Tidewater Analytics"' in client.get(address).text
    typed = {
        "employer": "Tidewater Analytics",
        "role": "Analyst",
        "contact_name": "Priya Raghunathan",
        "contact_email": "priya@tidewater.example",
        "contact_phone": "555 0142",
        "phone_policy": "calls_welcome",
        "contact_policy": "open",
    }
    answer = client.post(address, typed, follow=True)
    assert "Corrected." in answer.text
    application = Application.objects.select_related("posting", "contact").get()
    assert application.posting.role == "Analyst"
    assert application.contact is not None
    assert application.contact.email == "priya@tidewater.example"
    assert student.contacts.count() == 1
    assert application.follow_ups.get().channel == "phone"
    assert client.post(address, typed | {"employer": ""}).status_code == 422


def test_another_name_is_another_person(client: Client, student: Student) -> None:
    application = make_application(student=student)
    typed = {
        "employer": "Tidewater Analytics",
        "role": "Analyst",
        "contact_name": "Tomasz Wiśniewski",
        "phone_policy": "not_stated",
        "contact_policy": "open",
    }
    client.post(reverse("applications:correct", args=[application.pk]), typed)
    assert sorted(student.contacts.values_list("name", flat=True)) == [
        "Priya Raghunathan",
        "Tomasz Wiśniewski",
    ]
