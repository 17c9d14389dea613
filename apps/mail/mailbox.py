"""Emails kept instead of sent: a Maildir that the pages at /mailbox/ read, for trying the software out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage as ParsedEmail
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from mailbox import Maildir
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class MailboxBackend(BaseEmailBackend):
    """An email backend of Django's that puts every email into the Maildir in settings.MAILBOX_DIR."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep the emails; how many."""
        maildir = _maildir()
        for email in email_messages:
            maildir.add(email.message().as_bytes())
        return len(email_messages)


@dataclass(frozen=True)
class KeptEmail:
    """One email of the mailbox, with the key that it is asked for by."""

    key: str
    kept_at: datetime
    headers: list[tuple[str, str]]
    text: str = ""
    html: str = ""
    raw: str = ""
    attachments: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """The subject, decoded."""
        return self._header("subject")

    @property
    def to(self) -> str:
        """To whom it is addressed, decoded."""
        return self._header("to")

    def _header(self, wanted: str) -> str:
        return next((value for name, value in self.headers if name.lower() == wanted), "")


def newest_emails(limit: int = 200) -> list[KeptEmail]:
    """The headers of the ``limit`` newest emails, the newest first."""
    parser = BytesHeaderParser(policy=policy.default)
    files = sorted(_files(), key=lambda file: file.stat().st_mtime_ns, reverse=True)[:limit]
    return [
        KeptEmail(_key(file), _kept_at(file), _headers(parser.parsebytes(file.read_bytes())))
        for file in files
    ]


def read_email(key: str) -> KeptEmail | None:
    """One email with all its parts; None where there is none of that key."""
    file = next((file for file in _files() if _key(file) == key), None)
    if file is None:
        return None
    content = file.read_bytes()
    parsed = BytesParser(policy=policy.default).parsebytes(content)
    return KeptEmail(
        key,
        _kept_at(file),
        _headers(parsed),
        text=_part(parsed, "plain"),
        html=_part(parsed, "html"),
        raw=content.decode("utf-8", "replace"),
        attachments=tuple(part.get_filename("") for part in parsed.iter_attachments()),
    )


def _maildir() -> Maildir:
    settings.MAILBOX_DIR.mkdir(parents=True, exist_ok=True)
    for folder in ("tmp", "new", "cur"):
        (settings.MAILBOX_DIR / folder).mkdir(exist_ok=True)
    return Maildir(settings.MAILBOX_DIR)


def _files() -> Iterator[Path]:
    for folder in ("new", "cur"):
        yield from (settings.MAILBOX_DIR / folder).glob("[!.]*")


def _key(file: Path) -> str:
    return file.name.partition(":")[0]  # after the colon stand a mail reader's flags


def _kept_at(file: Path) -> datetime:
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)


def _headers(parsed: Message) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, value in parsed.items()]


def _part(parsed: ParsedEmail, subtype: str) -> str:
    part = parsed.get_body((subtype,))
    return str(part.get_content()) if part is not None else ""
