"""Taking along: nothing runs, nothing is lost, nothing of others."""

import csv
import io
import json
from datetime import date
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from time_machine import TimeMachineFixture

from apps.applications.exporting import FORMULA_STARTS, harmless
from apps.applications.importing import keep_file, look_at
from apps.applications.vocabulary import CloseReason, EventKind
from apps.students.actions import rotate_calendar
from apps.students.models import Student
from tests.factories import NOW, make_application, make_interview, make_student, tell

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def student(client: Client) -> Student:
    student = make_student(name="Leila Haddad", password="a long quiet evening")
    client.force_login(student.person)
    make_application(employer="Canary Works")  # another student's
    make_application(
        student=student, employer="=Evil()", role="+Curator", contact_name="@jo", applied_on=date(2026, 9, 1)
    )
    closed = make_application(
        student=student, employer="Møller & Søn", role="Intern 🚀", applied_on=date(2026, 8, 1)
    )
    tell(closed, EventKind.CLOSED, on=date(2026, 9, 1), reason=CloseReason.NO_ANSWER)
    make_interview(application=make_application(student=student, employer="Tidewater"))
    return student


def export(client: Client, kind: str) -> bytes:
    answer = client.get(reverse("applications:export"), {"as": kind})
    assert answer.status_code == 200
    assert f'filename="applications-2026-09-15.{kind}"' in answer["Content-Disposition"]
    return answer.getvalue()


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_no_cell_is_taken_for_a_formula(start: str) -> None:
    assert harmless(f"{start}1+1") == f"'{start}1+1"
    assert harmless(f"1{start}") == f"1{start}"


def test_the_list_as_csv(client: Client, student: Student) -> None:
    content = export(client, "csv")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [row["Employer"] for row in rows] == ["Tidewater", "Møller & Søn", "'=Evil()"]
    assert rows[1]["Stage"] == "Closed: No answer"
    assert rows[2] | {"Position": "'+Curator", "Contact": "'@jo", "Date applied": "2026-09-01"} == rows[2]


def test_the_list_as_a_workbook(client: Client, student: Student) -> None:
    sheet = load_workbook(io.BytesIO(export(client, "xlsx"))).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["Employer", "Tidewater", "Møller & Søn", "'=Evil()"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_was_exported_can_be_brought_back(client: Client, student: Student, kind: str) -> None:
    upload = keep_file(student=student, name=f"x.{kind}", content=export(client, kind), now=NOW)
    preview = look_at(upload, now=NOW)
    assert [row.verdict for row in preview.rows[:2]] == ["skip", "skip"]
    other = keep_file(student=make_student(), name=f"x.{kind}", content=export(client, kind), now=NOW)
    rows = [row.draft for row in look_at(other, now=NOW).rows]
    assert (rows[1].employer, rows[1].role) == ("Møller & Søn", "Intern 🚀")
    assert (rows[1].stage, rows[1].close_reason) == ("closed", "no_answer")
    assert (rows[1].applied_on, rows[1].stage_on) == (date(2026, 8, 1), date(2026, 9, 1))


def test_the_list_as_json_tells_all_that_happened(client: Client, student: Student) -> None:
    applications = json.loads(export(client, "json"))
    assert [one["posting"]["employer_name"] for one in applications] == [
        "Tidewater",
        "Møller & Søn",
        "=Evil()",
    ]
    assert {event["kind"] for event in applications[0]["events"]} == {"applied", "interview_scheduled"}
    assert applications[0]["interviewers"]
    assert applications[0]["follow_ups"]


def test_an_empty_list_is_a_list(client: Client) -> None:
    client.force_login(make_student().person)
    assert json.loads(export(client, "json")) == []
    assert len(export(client, "csv").splitlines()) == 1


def test_there_is_no_other_kind(client: Client, student: Student) -> None:
    assert client.get(reverse("applications:export"), {"as": "exe"}).status_code == 404


def test_the_archive_holds_everything_about_oneself_but_secrets(client: Client, student: Student) -> None:
    secret = rotate_calendar(student=student)
    answer = client.get(reverse("applications:archive"))
    assert answer["Content-Type"] == "application/zip"
    with ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    assert set(files) == {"about-me.json", "applications.json", "applications.csv"}
    about = json.loads(files["about-me.json"])
    assert about["person"]["name"] == "Leila Haddad"
    assert len(about["contacts"]) == 4
    everything = "".join(files.values())
    student.person.refresh_from_db()
    for hidden in (secret, student.person.password, "Canary"):
        assert hidden not in everything
