"""The calendar as strict parsers and a real client read it."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from apps.applications.actions import change_interview, finish_follow_up
from apps.applications.calendar_feed import calendar_of
from apps.applications.models import FollowUp
from apps.applications.vocabulary import EventKind
from apps.students.actions import close_calendar, rotate_calendar
from apps.students.models import Student
from tests.factories import NOW, make_application, make_interview, make_student

pytestmark = pytest.mark.django_db


@pytest.fixture
def student() -> Student:
    student = make_student()
    application = make_application(
        student=student, employer="Castell & Rowe; Söhne, 株式会社", role="Analyst"
    )
    make_interview(
        application=application,
        starts_at=NOW + timedelta(days=3),
        interviewers=[("Aiko Tanaka", "a@c.example")],
    )
    return student


def entries(student: Student) -> dict[str, dict[str, object]]:
    calendar = Calendar.from_ical(calendar_of(student, now=NOW))
    return {str(event["uid"]): dict(event) for event in calendar.walk("VEVENT")}


def test_interviews_have_their_zone_and_follow_ups_take_a_whole_day(student: Student) -> None:
    calendar = Calendar.from_ical(calendar_of(student, now=NOW))
    zones = {str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")}
    by_kind: dict[str, Any] = {str(event["uid"]).split("-")[0]: event for event in calendar.walk("VEVENT")}
    assert zones == {"America/New_York"}
    assert by_kind["interview"]["dtstart"].dt == NOW + timedelta(days=3)
    assert by_kind["follow"]["dtend"].dt - by_kind["follow"]["dtstart"].dt == timedelta(days=1)
    assert not any(error for event in calendar.walk() for error in event.errors)


def test_a_moved_interview_keeps_its_uid_and_raises_its_sequence(student: Student) -> None:
    before = next(entry for uid, entry in entries(student).items() if uid.startswith("interview"))
    interview = student.applications.get().interviews.get()
    change_interview(
        interview=interview, kind=EventKind.INTERVIEW_CANCELLED, on=NOW.date(), by=student.person, now=NOW
    )
    after = next(entry for uid, entry in entries(student).items() if uid.startswith("interview"))
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]  # type: ignore[operator]
    assert after["STATUS"] == "CANCELLED"


def test_what_is_done_leaves_the_calendar(student: Student) -> None:
    letter = FollowUp.objects.get(step="thank_you_email")
    assert any(uid.startswith(f"follow-up-{letter.pk}@") for uid in entries(student))
    later = NOW + timedelta(days=3, hours=3)
    finish_follow_up(follow_up=letter, done_at=later, channel="email", by=student.person, now=later)
    assert not any(uid.startswith(f"follow-up-{letter.pk}@") for uid in entries(student))


def test_the_same_content_is_the_same_bytes_and_answers_304(student: Student, client: Client) -> None:
    address = reverse("applications:calendar_feed", args=[rotate_calendar(student=student)])
    first = client.get(address)
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


def test_a_new_address_ends_the_old_one_and_a_closed_calendar_has_none(
    student: Student, client: Client
) -> None:
    old = rotate_calendar(student=student)
    new = rotate_calendar(student=student)
    assert client.get(reverse("applications:calendar_feed", args=[old])).status_code == 404
    assert client.get(reverse("applications:calendar_feed", args=[new])).status_code == 200
    close_calendar(student=student)
    assert client.get(reverse("applications:calendar_feed", args=[new])).status_code == 404
    assert client.get(reverse("applications:calendar_feed", args=["None"])).status_code == 404


def test_only_the_student_can_fetch_the_file_of_an_interview(student: Student, client: Client) -> None:
    interview = student.applications.get().interviews.get()
    address = reverse("applications:interview_file", args=[interview.pk])
    client.force_login(make_student().person)
    assert client.get(address).status_code == 404
    client.force_login(student.person)
    assert b"BEGIN:VEVENT" in client.get(address).content


def test_the_page_makes_and_closes_the_address(student: Student, client: Client) -> None:
    client.force_login(student.person)
    page = reverse("applications:calendar")
    assert b"Make the address" in client.get(page).content
    assert b"/calendar/" in client.post(reverse("applications:rotate_calendar"), follow=True).content
    student.refresh_from_db()
    assert str(student.calendar_token) in client.get(page).content.decode()
    client.post(reverse("applications:rotate_calendar"), {"close": "1"})
    student.refresh_from_db()
    assert student.calendar_token is None


def test_khal_imports_the_calendar_and_lists_it(student: Student, tmp_path: Path) -> None:
    (tmp_path / "feed.ics").write_bytes(calendar_of(student, now=NOW))
    (tmp_path / "home").mkdir()
    (tmp_path / "config").write_text(
        f"[calendars]\n[[job]]\npath = {tmp_path / 'home'}\n[locale]\nlocal_timezone = America/New_York\n"
        "default_timezone = America/New_York\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\n"
        "longdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
        f"[sqlite]\npath = {tmp_path / 'khal.db'}\n"
    )

    def khal(*words: str) -> str:
        command = [str(Path(sys.executable).with_name("khal")), "-c", str(tmp_path / "config"), *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    khal("import", "--batch", "-a", "job", str(tmp_path / "feed.ics"))
    listed = khal("list", "2026-09-18", "2d")
    assert "Video at Castell & Rowe; Söhne, 株式会社" in listed
    assert "10:00-11:00" in listed
