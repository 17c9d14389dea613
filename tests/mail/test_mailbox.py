import os
from mailbox import Maildir
from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives, send_mail
from pytest_django import Settings

from apps.mail.mailbox import newest_emails, read_email


@pytest.fixture
def box(settings: Settings) -> Path:
    settings.EMAIL_BACKEND = "apps.mail.mailbox.MailboxBackend"
    return Path(settings.MAILBOX_DIR)


def test_a_mailbox_that_nothing_came_to_is_empty(box: Path) -> None:
    assert newest_emails() == []
    assert read_email("nothing") is None


def test_what_is_sent_is_kept_whole_and_can_be_read(box: Path) -> None:
    email = EmailMultiAlternatives(
        "Grüße", "Call them.", "careers@halden.example", ["Zoë <zoe@halden.example>"]
    )
    email.attach_alternative("<p>Call <b>them</b>.</p>", "text/html")
    email.attach("interview.ics", "BEGIN:VCALENDAR", "text/calendar")
    assert email.send() == 1
    (listed,) = newest_emails()
    assert (listed.subject, listed.to) == ("Grüße", "Zoë <zoe@halden.example>")
    kept = read_email(listed.key)
    assert kept is not None
    assert kept.text.strip() == "Call them."
    assert kept.html.strip() == "<p>Call <b>them</b>.</p>"
    assert kept.attachments == ("interview.ics",)
    assert "BEGIN:VCALENDAR" in kept.raw


def test_the_newest_email_comes_first_and_the_list_has_an_end(box: Path) -> None:
    for number in range(4):
        send_mail(f"Number {number}", "text", None, ["ines@halden.example"])
    for file in (box / "new").iterdir():
        number = int(file.read_text().partition("Subject: Number ")[2][0])
        os.utime(file, (1_800_000_000 + number, 1_800_000_000 + number))
    assert [email.subject for email in newest_emails(limit=3)] == ["Number 3", "Number 2", "Number 1"]


def test_emails_that_another_program_put_there_or_read_are_listed_too(box: Path) -> None:
    maildir = Maildir(box)
    key = maildir.add(b"Subject: From elsewhere\n\nHello")
    message = maildir[key]
    message.set_subdir("cur")
    message.add_flag("S")
    maildir[key] = message
    (listed,) = newest_emails()
    assert (listed.key, listed.subject) == (key, "From elsewhere")
    assert read_email(key) is not None


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe no headers at all", b"To: a@b\nSubject: =?utf-9?b?x?=\n\nx"]
)
def test_an_email_that_makes_no_sense_is_shown_as_far_as_it_goes(box: Path, content: bytes) -> None:
    key = Maildir(box).add(content)
    assert len(newest_emails()) == 1
    assert read_email(key) is not None


def test_a_key_never_leads_out_of_the_mailbox(box: Path) -> None:
    send_mail("Hello", "text", None, ["ines@halden.example"])
    (box / "secret").write_text("not an email")
    for key in ("../secret", "secret", "", ".", "..", "new"):
        assert read_email(key) is None
