"""The counselor's and the administrator's pages, in a real browser."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from apps.applications.actions import finish_follow_up
from apps.applications.vocabulary import EventKind
from apps.mail.models import OutboxEmail, Suppression
from apps.mail.vocabulary import State, SuppressionReason
from apps.students.models import AccessEvent, Person
from tests.browser import PHONE, check_accessibility
from tests.factories import (
    make_administrator,
    make_application,
    make_cohort,
    make_counselor,
    make_interview,
    make_student,
    tell,
    the_follow_up,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDE = {"width": 1440, "height": 900}
DAY = timedelta(days=1)


@pytest.fixture
def counselor() -> Person:
    """Make a counselor whose students need them, each in a way of their own."""
    now = timezone.now()
    counselor = make_counselor(name="Ruben Castellanos")
    nursing = make_cohort(programme="BSN Nursing")
    offered = make_student(name="Tomasz Wójcik", counselor=counselor)
    offered.person.phone = "555 0119"
    offered.person.save()
    offer = make_application(student=offered, employer="Castellan Rail", now=now)
    tell(offer, EventKind.OFFERED, now=now, deadline=(now + 2 * DAY).date().isoformat())
    behind = make_student(name="Jonah Abernathy", counselor=counselor)
    for employer in ("Halvorsen Marine", "Northmoor Bank", "Lumen Grid"):
        then = now - 12 * DAY
        make_application(student=behind, employer=employer, applied_on=then.date(), now=then)
    meets = make_student(name="Farida Yusupova", counselor=counselor, cohort=nursing)
    make_interview(application=make_application(student=meets, employer="Ardent Press", now=now), now=now)
    well = make_student(name="Amina Diallo", counselor=counselor, cohort=nursing)
    for number in range(5):
        then = now - 5 * DAY
        application = make_application(
            student=well, employer=f"Ward {number}", applied_on=then.date(), now=then
        )
        finish_follow_up(
            follow_up=the_follow_up(application), done_at=now, channel="email", by=well.person, now=now
        )
    return counselor


def has_no_sideways_scroll(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_whom_to_call_and_the_table_stand_above_the_fold(
    new_page: Callable[..., Page], login: Callable[..., None], counselor: Person
) -> None:
    page = new_page(viewport=WIDE)
    login(page, counselor)
    page.goto("/office/")
    first = page.locator("#table tbody tr").first
    expect(first).to_contain_text("Jonah Abernathy")
    box = first.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < WIDE["height"]
    calls = page.locator(".calls > li")
    expect(calls).to_have_count(3)
    expect(calls.first).to_contain_text("Has an offer from Castellan Rail")
    expect(calls.first.get_by_role("link", name="555 0119")).to_have_attribute("href", "tel:5550119")
    expect(page.locator(".wells")).to_contain_text("5 of 5 on time this term.")
    check_accessibility(page)


def test_a_figure_opens_its_list_and_a_filter_can_be_dropped(
    page: Page, login: Callable[..., None], counselor: Person
) -> None:
    login(page, counselor)
    page.goto("/office/")
    page.locator(".figures").get_by_role("link", name="Late").click()
    rows = page.locator("#table tbody tr")
    expect(rows).to_have_count(1)
    expect(page.get_by_role("status")).to_contain_text("1 of 4 students.")
    page.get_by_role("link", name=re.compile("Has something late.*remove this filter")).click()
    expect(rows).to_have_count(4)
    page.get_by_label("Cohort").select_option("BSN Nursing 2027")
    page.get_by_role("searchbox").fill("amina")
    page.get_by_role("button", name="Find").click()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Amina Diallo")
    page.get_by_role("link", name="Show everybody").click()
    page.get_by_role("link", name="Best first").click()
    expect(rows.first).to_contain_text("Amina Diallo")


def test_one_student_and_one_story_are_opened_and_that_is_logged(
    page: Page, login: Callable[..., None], counselor: Person
) -> None:
    login(page, counselor)
    page.goto("/office/")
    page.locator("#table").get_by_role("link", name="Jonah Abernathy").click()
    expect(page.get_by_role("heading", level=1, name="Jonah Abernathy")).to_be_visible()
    expect(page.locator(".owed > li")).to_have_count(3)
    check_accessibility(page)
    page.get_by_role("table").get_by_role("link", name="Lumen Grid").click()
    expect(page.get_by_role("heading", level=1, name="Lumen Grid")).to_be_visible()
    expect(page.locator(".line")).to_contain_text("Applied")
    check_accessibility(page)
    assert [event.page for event in AccessEvent.objects.order_by("id")] == [
        page.url.rpartition("applications/")[0].removeprefix(page.url.partition("/office")[0]),
        page.url.removeprefix(page.url.partition("/office")[0]),
    ]


def test_the_offices_pages_become_lists_on_a_phone(
    new_page: Callable[..., Page], login: Callable[..., None], counselor: Person
) -> None:
    page = new_page(viewport=PHONE)
    login(page, counselor)
    page.goto("/office/")
    row = page.locator("#table tbody tr").first
    expect(row).to_contain_text("Jonah Abernathy")
    assert has_no_sideways_scroll(page)
    expect(page.get_by_role("searchbox")).to_be_hidden()
    page.locator("summary", has_text="Filter").click()
    expect(page.get_by_role("searchbox")).to_be_visible()
    check_accessibility(page)
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1, name="Jonah Abernathy")).to_be_visible()
    assert has_no_sideways_scroll(page)
    check_accessibility(page)


def test_an_administrator_sends_again_and_lifts(page: Page, login: Callable[..., None]) -> None:
    now = timezone.now()
    student = make_student(name="Gustav Hallgren")
    OutboxEmail.objects.create(
        dedupe_key="1",
        kind="digest",
        reference="1",
        to=student.person.email,
        run_at=now - DAY,
        created_at=now,
        state=State.FAILED,
        smtp_code=550,
        last_error="550 5.1.1 No such user",
        attempts=1,
    )
    Suppression.objects.create(address=student.person.email, reason=SuppressionReason.BOUNCED, created_at=now)
    login(page, make_administrator())
    page.goto("/office/outbox/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Reminders are running. Nothing is due.")
    expect(page.get_by_role("row", name="Gustav Hallgren")).to_contain_text("There is no such mailbox.")
    check_accessibility(page)
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("goes out again within a minute")).to_be_visible()
    page.get_by_role("button", name="Lift").click()
    expect(page.get_by_text("Every address may be written to.")).to_be_visible()
    check_accessibility(page)
