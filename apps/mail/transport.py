"""The way out: one reused connection that answers, for each email, what the server said and at which stage.

SMTP is driven stage by stage, because Django's backend does not tell a connection lost before the content
went out from one lost after it, and only the second may have delivered.
"""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from time import monotonic
from typing import Protocol

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

from apps.mail.rules import Answer, Stage

RENEW_AFTER = 100  # emails; some servers end a connection that stays too long
IDLE_SECONDS = 10  # after which the server is asked whether it is still there

_LOST = (smtplib.SMTPServerDisconnected, OSError)


class RefusedError(Exception):
    """The server cannot be reached, or does not let us in. No email has been tried."""


@dataclass(frozen=True)
class Outgoing:
    """An email with nothing left to decide: its envelope (bare ASCII addresses) and its bytes."""

    sender: str
    recipient: str
    content: bytes
    message: EmailMultiAlternatives


class Transport(Protocol):
    """A way out for emails, one at a time."""

    def ready(self) -> None:
        """Have a live connection. Raises RefusedError."""

    def send(self, email: Outgoing) -> Answer:
        """Send one email over the connection that ``ready`` left; what the server said."""

    def close(self) -> None:
        """Say goodbye, if there is anyone to say it to."""


def open_transport() -> SmtpTransport | BackendTransport:
    """A transport for settings.EMAIL_BACKEND, not connected yet."""
    backend = get_connection()
    return SmtpTransport(backend) if isinstance(backend, EmailBackend) else BackendTransport(backend)


class SmtpTransport:
    """Over the connection that Django's SMTP backend opens with the office's settings."""

    def __init__(self, backend: EmailBackend) -> None:
        self._backend = backend
        self._sent = 0
        self._used_at = 0.0

    def ready(self) -> None:
        """See Transport."""
        if self._sent >= RENEW_AFTER or (self._idle() and not self._alive()):
            self.close()
        try:
            if self._backend.open() and self._backend.connection is not None:
                self._backend.connection.ehlo_or_helo_if_needed()
                self._sent, self._used_at = 0, monotonic()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise RefusedError(str(error)) from error

    def send(self, email: Outgoing) -> Answer:
        """See Transport."""
        smtp = self._backend.connection
        if smtp is None:
            raise RuntimeError("ready() comes before send()")
        self._sent += 1
        stage = Stage.SENDER
        try:
            answer = Answer(stage, *_said(smtp.mail(email.sender, _options(smtp, email.content))))
            if answer.code == 250:
                stage = Stage.RECIPIENT
                answer = Answer(stage, *_said(smtp.rcpt(email.recipient)))
            if stage is Stage.RECIPIENT and answer.code in (250, 251):
                answer = Answer(stage, *_said(smtp.docmd("DATA")))
                if answer.code == 354:
                    stage = Stage.CONTENT
                    smtp.send(_dotted(email.content))
                    answer = Answer(stage, *_said(smtp.getreply()))
        except _LOST as error:
            self._drop()
            return Answer(stage, None, str(error) or "connection lost")
        self._used_at = monotonic()
        if answer.code in (421, -1):
            self._drop()
        elif not answer.accepted:
            self._reset(smtp)
        return answer

    def close(self) -> None:
        """See Transport."""
        try:
            self._backend.close()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _idle(self) -> bool:
        return self._backend.connection is not None and monotonic() - self._used_at > IDLE_SECONDS

    def _alive(self) -> bool:
        try:
            return self._backend.connection is not None and self._backend.connection.noop()[0] == 250
        except _LOST:
            return False

    def _reset(self, smtp: smtplib.SMTP) -> None:
        try:
            smtp.rset()
        except _LOST:
            self._drop()

    def _drop(self) -> None:
        """Forget the connection without a word: it is broken, or its server has said goodbye."""
        if self._backend.connection is not None:
            self._backend.connection.close()
            self._backend.connection = None


class BackendTransport:
    """Over any other backend of Django's: it takes an email, or raises and leaves open whether it took it."""

    def __init__(self, backend: BaseEmailBackend) -> None:
        self._backend = backend

    def ready(self) -> None:
        """See Transport."""
        try:
            self._backend.open()
        except OSError as error:
            raise RefusedError(str(error)) from error

    def send(self, email: Outgoing) -> Answer:
        """See Transport."""
        try:
            self._backend.send_messages([email.message])
        except Exception as error:  # noqa: BLE001 - backends raise what they like
            return Answer(Stage.CONTENT, None, f"{type(error).__name__}: {error}")
        return Answer(Stage.CONTENT, 250, "kept")

    def close(self) -> None:
        """See Transport."""
        self._backend.close()


def _said(reply: tuple[int, bytes]) -> tuple[int, str]:
    return reply[0], " ".join(reply[1].decode("utf-8", "replace").split())


def _options(smtp: smtplib.SMTP, content: bytes) -> list[str]:
    options = [f"SIZE={len(content)}"] if smtp.has_extn("size") else []
    if not content.isascii() and smtp.has_extn("8bitmime"):
        options.append("BODY=8BITMIME")
    return options


def _dotted(content: bytes) -> bytes:
    """``content`` as DATA wants it (RFC 5321 section 4.5.2): leading dots doubled, a lone dot at the end."""
    body = content.replace(b"\r\n.", b"\r\n..")
    if body.startswith(b"."):
        body = b"." + body
    return body + (b".\r\n" if body.endswith(b"\r\n") else b"\r\n.\r\n")
