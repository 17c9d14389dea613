"""A student's stories on their own pages, in a real browser."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from time_machine import TimeMachineFixture

from apps.applications.models import Application, FollowUp
from apps.applications.vocabulary import FollowUpStatus, PhonePolicy
from apps.students.models import Person, Student
from tests.browser import PHONE, check_accessibility
from tests.factories import NOW, make_application, make_counselor, make_interview, make_student, the_follow_up

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Login = Callable[[Page, Person], None]
POSTING = """Corvina Labs

Data Curator (entry level)

Corvina Labs publishes open survey data on coastal towns.
Location: Port Halden, hybrid

Send a résumé to Nkechi Adeyemi, n.adeyemi@corvinalabs.example, 555 0142.
Please, no phone calls or drop-ins about this position.
<script>alert("from a posting")</script>
"""


@pytest.fixture(autouse=True)
def _now(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW)


@pytest.fixture
def student(page: Page, login: Login) -> Student:
    student = make_student(name="Leila Haddad", counselor=make_counselor(name="Ruben Castellanos"))
    login(page, student.person)
    return student


def test_a_first_posting_is_pasted_corrected_and_planned(page: Page, student: Student) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome, Leila Haddad")
    check_accessibility(page)
    page.get_by_label("Log an application").fill(POSTING)
    page.get_by_role("button", name="Log it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check what we read")
    expect(page.get_by_label("Contact’s email")).to_have_value("n.adeyemi@corvinalabs.example")
    expect(page.get_by_role("radio", name="No calls")).to_be_checked()
    expect(page.locator(".evidence")).to_have_text("Please, no phone calls or drop-ins about this position.")
    check_accessibility(page)
    page.get_by_label("Employer").fill("Corvina Labs")
    page.get_by_label("Position").fill("Data curator")
    page.get_by_role("button", name="Log application").click()
    expect(page.get_by_role("status")).to_contain_text("Logged. Follow up from Fri 18 Sep.")
    expect(page.locator(".tasks")).to_contain_text("Email Corvina Labs to follow up")
    check_accessibility(page)
    page.get_by_role("link", name="Open Corvina Labs").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Corvina Labs")
    application = Application.objects.select_related("posting").get()
    assert application.posting.role == "Data curator"
    assert application.posting.phone_policy == PhonePolicy.NO_CALLS


def test_a_follow_up_is_finished_in_place_and_undone(
    page: Page, student: Student, time_machine: TimeMachineFixture
) -> None:
    follow_up = the_follow_up(make_application(student=student))
    time_machine.move_to(NOW + timedelta(days=7))
    page.goto("/today/")
    address = page.url
    row = page.locator(f"#task-{follow_up.pk}")
    row.get_by_role("link", name="Done").click()
    expect(row.get_by_role("radio", name="Just now")).to_be_checked()
    row.get_by_text("Another time").click()
    row.get_by_label("Day", exact=True).fill("2026-09-22")
    row.get_by_label("Time, if you remember").fill("23:30")
    row.get_by_label("Note (optional)").fill("They decide next week")
    row.get_by_role("button", name="It is done").click()
    expect(row).to_contain_text("That moment is still to come.")
    expect(row.get_by_label("Note (optional)")).to_have_value("They decide next week")
    check_accessibility(page)
    row.get_by_text("Yesterday").click()
    row.get_by_role("button", name="It is done").click()
    expect(row).to_contain_text("Emailed Tidewater Analytics.")
    expect(row).to_contain_text("Done yesterday, on time")
    expect(page.locator("#week")).to_contain_text("1 of 1 done this week")
    expect(page.get_by_role("heading", name="Today 0")).to_be_visible()
    assert page.url == address
    check_accessibility(page)
    row.get_by_role("button", name="Undo").click()
    expect(row.get_by_role("link", name="Done")).to_be_visible()
    expect(page.locator("#week")).to_contain_text("0 of 1 done this week")
    assert FollowUp.objects.get().status == FollowUpStatus.OWED


def test_a_follow_up_is_put_off_by_keyboard_alone(
    page: Page, student: Student, time_machine: TimeMachineFixture
) -> None:
    follow_up = the_follow_up(make_application(student=student))
    time_machine.move_to(NOW + timedelta(days=7))
    page.goto("/today/")
    row = page.locator(f"#task-{follow_up.pk}")
    later = row.locator("summary", has_text="Later")
    later.focus()
    page.keyboard.press("Enter")
    expect(row.get_by_role("button", name="Tomorrow")).to_be_visible()
    page.keyboard.press("Escape")
    expect(row.get_by_role("button", name="Tomorrow")).to_be_hidden()
    expect(later).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(row).to_contain_text("Put off until tomorrow.")
    row.get_by_role("button", name="Undo").press("Enter")
    expect(row.get_by_role("link", name="Done")).to_be_visible()


def test_thank_yous_appear_when_the_interview_is_over(
    page: Page, student: Student, time_machine: TimeMachineFixture
) -> None:
    application = make_application(student=student)
    page.goto(f"/applications/{application.pk}/")
    page.get_by_text("Something happened").click()
    page.get_by_role("link", name="They invited me to an interview").click()
    check_accessibility(page)
    page.get_by_label("Kind").select_option("panel")
    page.get_by_role("textbox", name="Day", exact=True).fill("2026-09-15")
    page.get_by_role("textbox", name="From", exact=True).fill("14:00")
    page.get_by_role("textbox", name="To", exact=True).fill("15:30")
    first, second = (page.get_by_role("group", name=f"Interviewer {number}") for number in (1, 2))
    first.get_by_label("Name").fill("Ada Okafor")
    first.get_by_label("Email").fill("ada@okafor.example")
    second.get_by_label("Name").fill("Mehmet Şahin")
    page.get_by_role("button", name="Set the interview").click()
    expect(page.get_by_role("status")).to_contain_text("The interview is set.")
    expect(page.locator(".sub")).to_contain_text("Interviewing")
    expect(page.locator(".people")).to_contain_text("Ada Okafor")
    check_accessibility(page)
    page.goto("/today/")
    expect(page.get_by_role("heading", name="Nothing is due.")).to_be_visible()
    time_machine.move_to(datetime(2026, 9, 15, 19, 31, tzinfo=UTC))
    page.reload()
    today = page.get_by_role("region", name=re.compile("^Today"))
    expect(today).to_contain_text("Thank Ada Okafor for today’s interview")
    expect(today).to_contain_text("Thank Mehmet Şahin for today’s interview")
    check_accessibility(page)
    page.goto(f"/applications/{application.pk}/")
    expect(
        page.get_by_role("link", name=re.compile("Write email ?: Thank Ada Okafor")).first
    ).to_have_attribute("href", re.compile("^mailto:ada@okafor.example"))


def test_a_no_calls_posting_never_suggests_the_phone(
    page: Page, student: Student, time_machine: TimeMachineFixture
) -> None:
    application = make_application(
        student=student,
        contact_phone="555 0142",
        phone_policy="no_calls",
        phone_evidence="Please, no phone calls.",
    )
    for days in (0, 3, 7, 9):
        time_machine.move_to(NOW + timedelta(days=days))
        for address in ("/today/", "/applications/", f"/applications/{application.pk}/"):
            page.goto(address)
            expect(page.locator("main")).to_contain_text("No calls")
            assert page.locator("main a[href^='tel:']").count() == 0
            assert page.locator("main use[href$='#phone']").count() == 0
            assert "555 0142" not in page.locator("main").inner_text()
    page.goto("/today/")
    page.get_by_role("link", name="Done").click()
    expect(page.get_by_role("radio", name="Email")).to_be_checked()
    expect(page.get_by_role("radio", name="Phone")).to_have_count(0)


def test_what_happened_by_mistake_is_undone(page: Page, student: Student) -> None:
    application = make_application(student=student)
    page.goto(f"/applications/{application.pk}/")
    page.get_by_text("Something happened").click()
    page.get_by_role("button", name="I withdrew").click()
    expect(page.get_by_role("status")).to_contain_text("Noted: you withdrew.")
    expect(page.locator(".sub")).to_contain_text("Withdrawn")
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(page.locator(".sub")).to_contain_text("Applied")
    expect(page.get_by_role("heading", name="Email Tidewater Analytics to follow up")).to_be_visible()


def test_everything_works_without_script(new_page: Callable[..., Page], login: Login) -> None:
    student = make_student()
    make_application(
        student=student, applied_on=(NOW - timedelta(days=5)).date(), now=NOW - timedelta(days=5)
    )
    page = new_page(java_script_enabled=False)
    login(page, student.person)
    page.goto("/today/")
    page.get_by_role("link", name="Done").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mark as done")
    page.get_by_role("button", name="It is done").click()
    expect(page.get_by_role("status")).to_contain_text("Emailed Tidewater Analytics.")
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    page.goto("/today/")
    page.locator("summary", has_text="Later").click()
    page.get_by_role("button", name="Tomorrow").click()
    expect(page.get_by_role("status")).to_contain_text("Put off until tomorrow.")
    page.get_by_label("Log an application").fill("Corvina Labs")
    page.get_by_role("button", name="Log it").click()
    page.get_by_role("button", name="Log application").click()
    expect(page.get_by_role("status")).to_contain_text("Logged.")


def test_every_page_is_clean_on_a_phone(new_page: Callable[..., Page], login: Login) -> None:
    student = make_student(counselor=make_counselor())
    interview = make_interview(
        application=make_application(student=student, text=POSTING, now=NOW - timedelta(days=9)),
        starts_at=NOW - timedelta(days=2),
        now=NOW - timedelta(days=4),
    )
    make_application(student=student, employer="Ferrous Works", contact_name="", contact_email="")
    for number in range(4):
        make_application(student=student, employer=f"Hoshino Instruments {number}", phone_policy="no_calls")
    application = interview.application
    assert application.contact is not None
    phone = new_page(viewport=PHONE)
    login(phone, student.person)
    here = f"/applications/{application.pk}"
    for address in (
        "/today/",
        "/applications/",
        f"{here}/",
        f"{here}/correct/",
        f"{here}/happened/offered/",
        f"{here}/interviews/",
        f"{here}/contacts/{application.contact.pk}/",
        f"/interviews/{interview.pk}/people/",
        f"/interviews/{interview.pk}/moved/",
        "/log/?text=Corvina%20Labs",
    ):
        phone.goto(address)
        check_accessibility(phone)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390, address
    phone.goto("/today/")
    phone.get_by_text("Show 2 more").click()
    expect(phone.get_by_role("heading", name="Email Hoshino Instruments 3 to follow up")).to_be_visible()
