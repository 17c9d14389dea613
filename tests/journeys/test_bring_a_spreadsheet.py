"""Bringing a spreadsheet, in a real browser."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from time_machine import TimeMachineFixture

from apps.applications.models import Application
from apps.applications.vocabulary import Stage
from apps.students.models import Person, Student
from tests.browser import PHONE, check_accessibility
from tests.factories import NOW, make_application, make_student

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TRACKER = """My applications;;;;;
Company;Role;Sent;Where it stands;Link;Thoughts
Corvina Labs;Data curator;01/09/2026;Phone screen scheduled;https://corvina.example/7;met Jo at the fair
Tidewater Analytics;Analyst;03/09/2026;Rejected :(;;
Møller & Søn;Intern;05/08/2026;ghosted;;
شركة الميناء;محلل;06/08/2026;In the talent swamp;;
Old Mill;Clerk;07/08/2026;Applied;;
Old Mill;Clerk;07/08/2026;Applied;;
;Nobody;07/08/2026;Applied;;
"""


@pytest.fixture(autouse=True)
def _now(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW)


@pytest.fixture
def student(page: Page, login: Callable[[Page, Person], None]) -> Student:
    student = make_student(name="Leila Haddad")
    login(page, student.person)
    return student


def test_a_spreadsheet_is_looked_at_put_right_imported_and_undone(
    page: Page, student: Student, tmp_path: Path
) -> None:
    make_application(student=student, employer="Harbour Trust", role="Assistant")
    tracker = tmp_path / "my search.csv"
    tracker.write_text(TRACKER, encoding="utf-8-sig")
    page.goto("/today/")
    page.get_by_role("link", name="Bring a spreadsheet").click()
    check_accessibility(page)
    page.get_by_label("Your spreadsheet").set_input_files(tracker)
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check before anything is written")
    check_accessibility(page)
    page.get_by_text("Day first").click()
    page.get_by_label("in the talent swamp").select_option(label="Applied")
    page.get_by_role("button", name="Show what it would do now").click()
    expect(page.get_by_role("row", name="Corvina Labs")).to_contain_text("Interviewing")
    expect(page.get_by_role("row", name="Møller & Søn")).to_contain_text("Closed: no answer")
    expect(page.get_by_role("row", name="The same as row 7")).to_have_count(1)
    page.get_by_role("link", name="Refused").click()
    expect(page.get_by_role("row", name="No employer.")).to_have_count(1)
    assert Application.objects.count() == 1
    page.get_by_role("button", name="Import 5 rows").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Imported")
    check_accessibility(page)
    assert Application.objects.filter(stage=Stage.INTERVIEWING).count() == 1
    page.get_by_role("button", name="Undo the import").click()
    expect(page.get_by_text("Everything it had written is gone.")).to_be_visible()
    check_accessibility(page)
    assert Application.objects.get().posting.employer_name == "Harbour Trust"


def test_it_fits_a_phone_and_the_list_is_taken_along(
    new_page: Callable[..., Page], login: Callable[[Page, Person], None], tmp_path: Path
) -> None:
    student = make_student(name="Leila Haddad")
    make_application(student=student, employer="Harbour Trust", role="Assistant")
    page = new_page(viewport=PHONE)
    login(page, student.person)
    tracker = tmp_path / "my search.csv"
    tracker.write_text(TRACKER, encoding="utf-8")
    page.goto("/import/")
    page.get_by_label("Your spreadsheet").set_input_files(tracker)
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check before anything is written")
    check_accessibility(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto("/applications/")
    page.get_by_text("Export").click()
    check_accessibility(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert "Harbour Trust" in Path(download.value.path()).read_text(encoding="utf-8-sig")
