from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from pytest_django import Settings

from apps.mail.emails import email_for, one_line
from apps.mail.kinds import Attachment, Composed, kind_named
from apps.mail.links import read_unsubscribe
from apps.mail.models import OutboxEmail
from apps.mail.transport import Outgoing

NOW = datetime(2026, 9, 15, 14, 0, tzinfo=UTC)


def outgoing(composed: Composed, to: str = "ines@halden.example") -> Outgoing:
    row = OutboxEmail(kind="note", reference="1", to=to, run_at=NOW)
    return email_for(row, composed, kind_named("note"), now=NOW)


def parsed(email: Outgoing) -> EmailMessage:
    message = message_from_bytes(email.content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def note(**more: object) -> Composed:
    return Composed(**{"subject": "Call Northline", "text": "Call them today.", **more})  # type: ignore[arg-type]


def test_an_email_says_what_it_is_and_how_to_stop_it() -> None:
    message = parsed(outgoing(note(to_name="Ines Okafor", reply_to="counselor@halden.example")))
    assert message["From"] == "Halden University Career Services <careers@halden.example>"
    assert message["To"] == "Ines Okafor <ines@halden.example>"
    assert message["Reply-To"] == "counselor@halden.example"
    assert message["Date"].datetime == NOW
    assert message["Message-ID"].endswith("@halden.example>")
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = str(message["List-Unsubscribe"]).removeprefix("<").removesuffix(">")
    assert read_unsubscribe(url.rstrip("/").rpartition("/")[2], now=NOW) == (
        "ines@halden.example",
        "reminders",
    )


def test_a_mailbox_for_unsubscribing_is_named_beside_the_link(settings: Settings) -> None:
    settings.UNSUBSCRIBE_EMAIL = "stop@halden.example"
    header = str(parsed(outgoing(note()))["List-Unsubscribe"])
    assert header.endswith(">, <mailto:stop@halden.example?subject=stop%20reminders>")


def test_the_address_of_the_link_stands_on_the_line_of_its_header() -> None:
    assert b"\r\nList-Unsubscribe: <http" in outgoing(note()).content


def test_the_text_part_stands_alone_or_before_the_html() -> None:
    assert parsed(outgoing(note())).get_content_type() == "text/plain"
    both = parsed(outgoing(note(html="<p>Call them.</p>")))
    assert [part.get_content_type() for part in both.iter_parts()] == ["text/plain", "text/html"]


def test_a_file_is_attached_with_its_type() -> None:
    invitation = Attachment("interview.ics", b"BEGIN:VCALENDAR", "text/calendar; method=REQUEST")
    (attached,) = parsed(outgoing(note(attachments=(invitation,)))).iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == ("interview.ics", "text/calendar")
    assert attached.get_param("method") == "REQUEST"


@pytest.mark.parametrize(
    "trick", ["Ines\r\nBcc: all@halden.example", "Ines\n\n<script>", "Ines\x00\x0b\u2028Okafor"]
)
def test_a_line_break_in_a_name_or_subject_becomes_a_space(trick: str) -> None:
    message = parsed(outgoing(note(subject=trick, to_name=trick, from_name=trick)))
    assert message["Bcc"] is None
    assert message["Subject"] == one_line(trick, 200)
    assert message["To"].addresses[0].display_name == one_line(trick, 120)
    assert message["From"].addresses[0].addr_spec == "careers@halden.example"


def test_a_line_break_in_another_header_or_address_is_refused() -> None:
    for broken in (
        note(reply_to="a@b.example\r\nBcc: c@d.example"),
        note(headers={"X-Kind": "a\nBcc: c@d.example"}),
    ):
        with pytest.raises(ValueError, match="newline"):
            outgoing(broken)


@pytest.mark.parametrize(
    "address",
    [
        "nobody",
        "@halden.example",
        "ines@",
        "a b@halden.example",
        "a@b.example\r\nc@d.example",
        "ìnes@b.example",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="cannot write to"):
        outgoing(note(), to=address)


def test_an_international_domain_travels_in_ascii() -> None:
    email = outgoing(note(to_name="Zoë"), to="zoe@müller-söhne.example")
    assert email.recipient == "zoe@xn--mller-shne-kcb9d.example"
    assert parsed(email)["To"].addresses[0].addr_spec == email.recipient


def test_names_quotes_and_commas_survive() -> None:
    message = parsed(outgoing(note(to_name='Okafor, Ines "Inky" Zoë \\ <x>')))
    (address,) = message["To"].addresses
    assert address.display_name == 'Okafor, Ines "Inky" Zoë \\ <x>'
    (address,) = parsed(outgoing(note(to_name='Okafor, Ines "Inky"')))["To"].addresses
    assert address.display_name == 'Okafor, Ines "Inky"'


@pytest.mark.parametrize("letter", ["x", "é", "名"])
def test_ten_thousand_letters_keep_every_line_within_998(letter: str) -> None:
    long = letter * 10_000
    email = outgoing(note(subject=long, text=long, html=f"<p>{long}</p>", to_name=long, from_name=long))
    assert max(len(line) for line in email.content.split(b"\r\n")) <= 998
    body = parsed(email).get_body(("plain",))
    assert body is not None
    assert body.get_content().strip() == long


def test_bare_line_feeds_never_leave() -> None:
    content = outgoing(note(text="one\ntwo\r\nthree\rfour\n", html="<p>\n</p>")).content
    assert b"\n" not in content.replace(b"\r\n", b"")
