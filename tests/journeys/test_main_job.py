"""The main job, end to end: what the product is for, on real parts."""

import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from apps.mail.delivery import deliver_outbox
from apps.reminders.actions import compose_reminders
from tests.browser import PHONE, check_accessibility
from tests.factories import PASSWORD, make_counselor, make_student
from tests.smtp import SmtpServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

POSTING = """Planning Intern
Northline Transit, Riverton

Northline Transit is hiring a planning intern to help our schedulers plan buses and trams for the region.

How to apply: send your application to Marta Kowalczyk, marta.kowalczyk@northline.example.
No phone calls, please.
"""


def log_in(page: Page, email: str) -> None:
    page.goto("/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def log_out(page: Page) -> None:
    page.context.clear_cookies()


def link_in(message: EmailMessage, words: str) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    found = re.search(rf"^{words} (http\S+)", body.get_content(), re.MULTILINE)
    assert found, body.get_content()
    return found[1]


def test_a_reminder_is_answered_from_the_email_and_the_counselor_sees_it_on_time(
    page: Page, new_page: Callable[..., Page], smtp: SmtpServer
) -> None:
    now = timezone.now()
    counselor = make_counselor(name="Dana Whitfield", password=PASSWORD)
    student = make_student(
        name="Leila Haddad",
        counselor=counselor,
        password=PASSWORD,
        quiet_from=None,
        quiet_until=None,
        now=now,
    )
    student.reminder_hour = now.astimezone(student.zone).hour
    student.save()

    # She logs an application of five days ago by pasting its posting.
    log_in(page, student.person.email)
    page.get_by_label("Log an application").fill(POSTING)
    page.get_by_role("button", name="Log it").click()
    expect(page.get_by_label("Employer")).to_have_value("Northline Transit")
    expect(page.get_by_label("Position")).to_have_value("Planning Intern")
    page.get_by_label("Another day").check()
    five_days_ago = now.astimezone(student.zone).date() - timedelta(days=5)
    page.locator("[name=applied_on]").fill(five_days_ago.isoformat())
    page.get_by_role("button", name="Log application").click()
    page.goto("/today/")
    expect(page.get_by_text("Email Northline Transit to follow up").first).to_be_visible()
    log_out(page)

    # At her hour the reminder leaves by SMTP, and says it without a word of calling.
    compose_reminders(now=timezone.now())
    deliver_outbox(clock=timezone.now)
    compose_reminders(now=timezone.now())  # the next tick writes down that she was reminded
    message = smtp.wait_for(1)[0]
    assert message["From"].addresses[0].display_name == "Halden University Career Services"
    assert message["Reply-To"].addresses[0].addr_spec == counselor.email
    assert message["Subject"] == "Email Northline Transit to follow up"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    # She follows its link on her phone, where she is not signed in, and says that it is done.
    phone = new_page(viewport=PHONE)
    phone.goto(link_in(message, "Done:"))
    check_accessibility(phone)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Mark as done?")
    phone.get_by_role("textbox", name="Note").fill("Asked about the time frame.")
    phone.get_by_role("button", name="Mark as done").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("It is done")
    check_accessibility(phone)
    phone.goto("/today/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Log in")

    # Her counselor sees that we reminded her, and that it was done on time.
    log_in(page, counselor.email)
    row = page.get_by_role("row", name=re.compile("Leila Haddad"))
    expect(row).to_contain_text("100 %")
    row.get_by_role("link", name="Leila Haddad").click()
    page.get_by_role("link", name=re.compile("Northline Transit")).first.click()
    story = page.get_by_role("listitem").filter(has_text=re.compile("Northline|Reminded|Applied"))
    expect(story).to_contain_text(
        [
            re.compile("Emailed Northline Transit, on time.*Asked about the time frame", re.DOTALL),
            "Reminded by email",
            "Applied",
        ]
    )
