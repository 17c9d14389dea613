"""Getting in and out, in a real browser."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from tests.browser import PHONE, Guard, check_accessibility
from tests.factories import PASSWORD, make_counselor, make_student

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_code_from_the_email_opens_the_door_on_a_phone(new_page: Callable[..., Page]) -> None:
    person = make_student().person
    page = new_page(viewport=PHONE)
    page.goto("/account/login/")
    page.get_by_role("link", name="Email me a code instead").click()
    check_accessibility(page)
    page.get_by_label("Email").fill(person.email)
    page.get_by_role("button", name="Email me a code").click()
    check_accessibility(page)
    code = re.match(r"(\S+) is your code", str(mail.outbox[0].subject))
    assert code
    page.get_by_label("Code").fill("not this")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_text("Incorrect code.")).to_be_visible()
    page.get_by_label("Code").fill(code[1])
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1, name="Welcome")).to_be_visible()


def test_a_password_opens_the_counselors_door_and_log_out_closes_it(page: Page) -> None:
    person = make_counselor(password=PASSWORD)
    page.goto("/")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password").fill("something else")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_text("not correct")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1, name="Your caseload")).to_be_visible()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_text("You are logged out.")).to_be_visible()
    page.goto("/office/")
    expect(page.get_by_role("heading", level=1, name="Log in")).to_be_visible()


def test_a_person_chooses_dark_and_every_page_follows(page: Page, login: Callable[..., None]) -> None:
    login(page, make_student().person)
    page.goto("/today/")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(251, 250, 248)"
    page.locator("summary", has_text="Person").click()
    page.get_by_role("button", name="Dark").click()
    expect(page).to_have_url(re.compile("/today/$"))
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(25, 24, 22)"


def test_a_menu_closes_on_escape_and_on_a_click_elsewhere(page: Page, login: Callable[..., None]) -> None:
    login(page, make_student().person)
    page.goto("/applications/")
    menu = page.locator("details.me")
    menu.locator("summary").click()
    expect(menu).to_have_attribute("open", "")
    page.get_by_role("heading", level=1).click()
    expect(menu).not_to_have_attribute("open", "")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()


def test_a_page_works_without_script(new_page: Callable[..., Page], login: Callable[..., None]) -> None:
    page = new_page(java_script_enabled=False)
    login(page, make_student().person)
    page.goto("/applications/")
    page.locator("details.me summary").click()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", level=1, name="Log in")).to_be_visible()


def test_a_part_that_breaks_says_so(page: Page, login: Callable[..., None], guard: Guard) -> None:
    login(page, make_student().person)
    page.goto("/applications/")
    page.route("**/breaks/", lambda route: route.abort())
    guard.expect("console error: htmx:")
    page.evaluate("htmx.ajax('POST', '/breaks/', 'h1').catch(() => {})")
    expect(page.get_by_role("alert")).to_contain_text("We cannot tell whether that went through")


def test_whoever_was_logged_out_meanwhile_is_led_to_the_login_page(
    page: Page, login: Callable[..., None]
) -> None:
    login(page, make_student().person)
    page.goto("/applications/")
    page.context.clear_cookies(name="careerfollow_session")
    page.evaluate("htmx.ajax('GET', '/today/', 'h1')")
    expect(page).to_have_url(re.compile(r"/account/login/\?next=/applications/$"))
