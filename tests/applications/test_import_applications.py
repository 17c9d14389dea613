"""``manage.py import_applications`` does what the page does."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from time_machine import TimeMachineFixture

from apps.applications.models import Application, Import
from apps.students.models import Student
from tests.factories import NOW, make_student

pytestmark = pytest.mark.django_db
TRACKER = """Company,Role,Date applied,Status
Corvina Labs,Curator,2026-09-01,Applied
Tidewater,Analyst,2026-09-02,ghosted
"""


@pytest.fixture(autouse=True)
def _now(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def student() -> Student:
    return make_student(email="leila@halden.example")


@pytest.fixture
def tracker(tmp_path: Path) -> Path:
    path = tmp_path / "tracker.csv"
    path.write_text(TRACKER)
    return path


def run(path: Path, *options: str, email: str = "Leila@halden.example") -> None:
    call_command("import_applications", email, str(path), *options)


def test_a_file_is_imported(student: Student, tracker: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(tracker)
    assert set(Application.objects.values_list("posting__employer_name", flat=True)) == {
        "Corvina Labs",
        "Tidewater",
    }
    said = capsys.readouterr().out
    assert "“ghosted”: closed:no_answer" in said
    assert "imported: 2 create, 0 update, 0 skip, 0 refuse" in said


def test_a_dry_run_writes_nothing(
    student: Student, tracker: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(tracker, "--dry-run", "--json")
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert said["import"] is None
    assert said["counts"] == {"create": 2, "update": 0, "skip": 0, "refuse": 0}
    assert said["columns"] == {"1": "employer", "2": "role", "3": "applied_on", "4": "stage"}
    assert said["rows"][1]["close_reason"] == "no_answer"
    assert not Application.objects.exists()
    assert not Import.objects.exists()


def test_refused_rows_are_told_and_the_rest_goes_in(
    student: Student, tracker: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tracker.write_text(TRACKER + ",Nobody,2026-09-03,Applied\n")
    with pytest.raises(CommandError, match=r"1 row\(s\) refused") as refused:
        run(tracker)
    assert refused.value.returncode == 1
    assert "row 4: refuse: No employer." in capsys.readouterr().out
    assert Application.objects.count() == 2


def test_what_the_page_asks_can_be_said_by_options(student: Student, tracker: Path) -> None:
    text = "A;B;C;D\nCurator;Møller & Søn;03/04/2026;meh\nIntern;Tidewater;;qwertz\n"
    tracker.write_bytes(text.encode("cp1252"))
    run(
        tracker,
        *("--encoding", "cp1252", "--days", "dmy", "--missing-day", "2026-09-01", "--json"),
        *("--column", "1=role", "--column", "2=employer", "--column", "3=applied_on", "--column", "4=stage"),
        *("--stage", "meh=interviewing", "--stage", "qwertz=applied"),
    )
    rows = Application.objects.order_by("pk").values_list("posting__employer_name", "stage", "applied_on")
    assert [(name, stage, day.isoformat()) for name, stage, day in rows if day] == [
        ("Møller & Søn", "interviewing", "2026-04-03"),
        ("Tidewater", "applied", "2026-09-01"),
    ]


def test_an_unknown_encoding_is_told_with_what_to_say(student: Student, tracker: Path) -> None:
    tracker.write_bytes("Company,Role\nMøller & Søn,Intern\n".encode("cp1252"))
    with pytest.raises(CommandError, match="--encoding cp1252: Møller & Søn,Intern") as refused:
        run(tracker)
    assert refused.value.returncode == 2
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    ("options", "email", "said"),
    [
        (["--column", "1=nonsense"], "leila@halden.example", "No such field: nonsense"),
        ([], "nobody@halden.example", "No student signs in"),
    ],
)
def test_what_cannot_be_is_told(
    student: Student, tracker: Path, options: list[str], email: str, said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        run(tracker, *options, email=email)


def test_a_file_that_is_not_there_is_told(student: Student, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "none.csv")
