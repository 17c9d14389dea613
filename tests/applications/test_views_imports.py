"""Bringing a spreadsheet through the pages."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from time_machine import TimeMachineFixture

from apps.applications.importing import keep_file
from apps.applications.models import Application, Import
from apps.applications.spreadsheets import MAX_BYTES
from apps.applications.vocabulary import Stage
from apps.students.models import Student
from tests.factories import NOW, make_application, make_student

pytestmark = pytest.mark.django_db
BRING = reverse("applications:import")
TRACKER = """Company,Role,Date applied,Status
Corvina Labs,Curator,03/04/2026,Applied
Tidewater,Analyst,05/04/2026,Rejected :(
Møller & Søn,Intern,07/04/2026,qwertz
,Nobody,09/04/2026,Applied
"""


@pytest.fixture(autouse=True)
def _now(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def student(client: Client) -> Student:
    student = make_student()
    client.force_login(student.person)
    return student


def bring(client: Client, content: bytes | str = TRACKER, name: str = "tracker.csv") -> str:
    """Upload a file; returns the address of its page."""
    data = content.encode() if isinstance(content, str) else content
    answer = client.post(BRING, {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.text
    return answer["Location"]


def fields(page: str) -> dict[str, str]:
    """What a browser would send of the form as it is shown."""
    sent = {}
    for name, inside in re.findall(r'<select name="(\w+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inside)
        sent[name] = chosen[1] if chosen else ""
    order = re.search(r'name="day_order" value="(\w+)"[^>]* checked', page)
    return sent | ({"day_order": order[1]} if order else {})


def digest(page: str) -> str:
    found = re.search(r'name="import" value="(\w+)"', page)
    assert found, page
    return found[1]


def test_a_file_is_shown_row_by_row_and_nothing_is_written(client: Client, student: Student) -> None:
    page = client.get(bring(client))
    assert page.status_code == 200
    assert "can be read in two ways" in page.text
    assert "We do not know what “qwertz” means" in page.text
    assert "No employer." in page.text
    assert "No row can be imported as it stands." in page.text
    assert not Application.objects.exists()


def test_the_order_of_days_is_said_once_and_then_imported_and_undone(
    client: Client, student: Student
) -> None:
    address = bring(client)
    sent = fields(client.get(address).text) | {"day_order": "dmy"}
    page = client.post(address, sent | {"again": "1"}, follow=True)
    assert "Import 2 rows" in page.text
    done = client.post(address, fields(page.text) | {"import": digest(page.text)}, follow=True)
    assert done.status_code == 200
    assert "Undo the import" in done.text
    assert Application.objects.get(stage=Stage.TURNED_DOWN).posting.employer_name == "Tidewater"
    undone = client.post(f"{address}undo/", follow=True)
    assert "Everything it had written is gone." in undone.text
    assert not Application.objects.exists()
    assert "undone" in client.get(BRING).text


def test_a_wording_can_be_given_a_meaning(client: Client, student: Student) -> None:
    address = bring(client)
    page = client.get(address).text
    name = next(name for name, value in fields(page).items() if name.startswith("stage_") and value == "")
    sent = fields(page) | {"day_order": "dmy", name: "interviewing"}
    assert "Import 3 rows" in client.post(address, sent, follow=True).text


def test_a_changed_choice_is_shown_before_it_is_imported(client: Client, student: Student) -> None:
    address = bring(client, "Company,Role,Date applied\nCorvina Labs,Curator,2026-09-01\n")
    page = client.get(address).text
    sent = fields(page) | {"column_0": "role", "column_1": "employer", "import": digest(page)}
    again = client.post(address, sent, follow=True)
    assert "You changed something" in again.text
    assert not Application.objects.exists()
    client.post(address, fields(again.text) | {"import": digest(again.text)})
    assert Application.objects.get().employer.name == "Curator"


def test_what_changed_meanwhile_is_shown_before_it_is_imported(client: Client, student: Student) -> None:
    address = bring(client, "Company,Role,Date applied\nCorvina Labs,Curator,2026-09-01\n")
    page = client.get(address).text
    make_application(student=student, employer="Corvina Labs", role="Curator", stage=Stage.SAVED)
    again = client.post(address, fields(page) | {"import": digest(page)}, follow=True)
    assert "changed meanwhile" in again.text
    assert Application.objects.get().stage == Stage.SAVED


def test_a_file_in_another_encoding_is_asked_about_by_a_line_of_it(client: Client, student: Student) -> None:
    address = bring(client, TRACKER.encode("cp1252"))
    page = client.get(address)
    assert page.status_code == 422
    assert "Møller &amp; Søn,Intern" in page.text
    shown = client.post(address, {"encoding": "cp1252"}, follow=True)
    assert shown.status_code == 200
    assert "Windows, Western Europe" in shown.text
    assert "Møller &amp; Søn" in shown.text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "There is nothing in this file."),
        (b"%PDF-1.4 not a table", "This is a PDF"),
        (b"PK\x03\x04broken", "cut off or damaged"),
        (b"\0" * 500, "nothing in this file"),
        (b"x" * (MAX_BYTES + 1), "larger than 10 MB"),
    ],
)
def test_what_is_no_table_is_answered_beside_the_field(
    client: Client, student: Student, content: bytes, said: str
) -> None:
    answer = client.post(BRING, {"file": SimpleUploadedFile("tracker.csv", content)})
    if answer.status_code == 302:  # kept, to be asked about
        answer = client.get(answer["Location"])
    assert answer.status_code == 422
    assert said in answer.text or "does not say in which encoding" in answer.text
    assert not Application.objects.exists()


def test_no_file_is_answered_beside_the_field(client: Client, student: Student) -> None:
    answer = client.post(BRING, {})
    assert answer.status_code == 422
    assert "Choose a file first." in answer.text


def test_markup_in_a_file_is_shown_escaped(client: Client, student: Student) -> None:
    content = "Company,<script>alert(1)</script>,Status\n<img src=x>,y,<b>odd</b>\n"
    page = client.get(bring(client, content, name="<i>.csv")).text
    for markup in ("<script>alert", "<img src=x", "<b>odd", "<i>"):
        assert markup not in page


def test_two_hundred_columns_and_a_thousand_rows_are_shown_in_pages(client: Client, student: Student) -> None:
    wide = ",".join(f"Column {n}" for n in range(198))
    rows = "\n".join(f"Employer {n},Analyst{',x' * 198}" for n in range(120))
    address = bring(client, f"Company,Role,{wide}\n{rows}\n")
    page = client.get(address)
    assert page.text.count("<tr>") == 51
    assert "Employer 119" in client.get(address, {"page": "3"}).text
    assert client.get(address, {"page": "99", "show": "create"}).status_code == 200
    assert "There is no such row." in client.get(address, {"show": "refuse"}).text
    assert client.get(address, {"page": "x", "show": "nonsense"}).status_code == 200


def test_a_file_can_be_thrown_away(client: Client, student: Student) -> None:
    answer = client.post(bring(client), {"discard": "1"}, follow=True)
    assert "Nothing was imported." in answer.text
    assert not Import.objects.exists()


def test_a_wrong_choice_is_answered_and_changes_nothing(client: Client, student: Student) -> None:
    address = bring(client)
    answer = client.post(address, {"column_0": "nonsense", "missing_day": "31/02/2026"})
    assert answer.status_code == 422
    assert "Write the day as 2026-12-04." in answer.text


def test_anothers_file_is_not_there(client: Client, student: Student) -> None:
    other = keep_file(student=make_student(), name="x.csv", content=TRACKER.encode(), now=NOW)
    for address in (f"{BRING}{other.pk}/", f"{BRING}{other.pk}/undo/"):
        assert client.post(address, {"discard": "1"}).status_code == 404
    assert client.get(f"{BRING}{other.pk}/").status_code == 404
    assert Import.objects.filter(pk=other.pk).exists()


def test_what_stays_after_undoing_is_listed(client: Client, student: Student) -> None:
    address = bring(client, "Company,Role,Date applied\nCorvina Labs,Curator,2026-09-01\n")
    page = client.get(address).text
    client.post(address, fields(page) | {"import": digest(page)})
    Application.objects.update(why_here="Open data")
    answer = client.post(f"{address}undo/", follow=True)
    assert "1 application stays" in answer.text
    assert "Corvina Labs" in answer.text


def test_every_imported_stage_has_a_page(client: Client, student: Student) -> None:
    stages = [
        "Applied",
        "Wishlist",
        "Phone screen",
        "Offer",
        "Accepted",
        "Declined",
        "Rejected",
        "Withdrew",
        "ghosted",
    ]
    rows = "".join(f"Employer {n},Analyst,2026-09-1{n % 4},{stage}\n" for n, stage in enumerate(stages))
    address = bring(client, f"Company,Role,Date applied,Status\n{rows}")
    page = client.get(address).text
    client.post(address, fields(page) | {"import": digest(page)})
    assert set(Application.objects.values_list("stage", flat=True)) == set(Stage.values)
    for application in Application.objects.all():
        assert client.get(reverse("applications:application", args=[application.pk])).status_code == 200
    assert client.get(reverse("applications:today")).status_code == 200
    assert client.get(reverse("applications:list"), {"shelf": "all"}).text.count('class="who"') == len(stages)


def test_today_and_the_list_lead_to_it(client: Client, student: Student) -> None:
    for name in ("applications:today", "applications:list"):
        assert f'href="{BRING}"' in client.get(reverse(name)).text
