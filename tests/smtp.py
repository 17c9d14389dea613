"""A real SMTP server on loopback that keeps what it is given, and refuses when told to."""

import threading
import time
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller


class SmtpServer:
    """Keeps each delivered message; answers as told.

    ``answers`` maps a recipient (or ``"*"``) to the line that refuses it, such as
    ``"550 5.1.1 No such mailbox"``.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.messages: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.answers: dict[str, str] = {}
        self.connections = 0
        self._arrived = threading.Condition()
        self._controller = Controller(self, hostname="127.0.0.1", port=port)

    @property
    def url(self) -> str:
        """The address of this server as EMAIL_URL takes it."""
        return f"smtp://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._controller.start()
        self.connections = 0  # the controller has knocked once to see that it is up
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop listening: from here on connections are refused."""
        if self._controller.server is not None:
            self._controller.stop()

    def wait_for(self, count: int, seconds: float = 10) -> list[EmailMessage]:
        """Return the messages once there are ``count`` of them; fail after ``seconds``."""
        deadline = time.monotonic() + seconds
        with self._arrived:
            while len(self.messages) < count:
                if not self._arrived.wait(deadline - time.monotonic()):
                    raise AssertionError(f"{len(self.messages)} of {count} emails came within {seconds} s")
            return list(self.messages)

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        """Count the connections that really speak SMTP."""
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Accept a recipient unless told to refuse."""
        refusal = self.answers.get(address) or self.answers.get("*")
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep the message and wake up whoever waits for it."""
        message = BytesParser(EmailMessage, policy=policy.default).parsebytes(envelope.content)
        with self._arrived:
            self.messages.append(message)
            self.recipients.append(list(envelope.rcpt_tos))
            self._arrived.notify_all()
        return "250 Message accepted for delivery"
