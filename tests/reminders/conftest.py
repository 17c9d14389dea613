"""What the tests of the reminders share."""

from collections.abc import Callable
from datetime import datetime

import pytest

from apps.mail.delivery import DeliveryReport, deliver_outbox
from apps.mail.rules import Answer, Stage
from apps.mail.transport import Outgoing
from apps.reminders.actions import Tick, compose_reminders


class KeepingTransport:
    """Takes every email and keeps it, or answers as told."""

    def __init__(self) -> None:
        self.emails: list[Outgoing] = []
        self.answer: Answer | None = None

    def ready(self) -> None:
        """Be always connected."""

    def send(self, email: Outgoing) -> Answer:
        """Keep the email unless told to refuse."""
        if self.answer is not None:
            return self.answer
        self.emails.append(email)
        return Answer(Stage.CONTENT, 250, "2.0.0 Ok: queued as 1")

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def post() -> KeepingTransport:
    """Return where delivered emails are kept."""
    return KeepingTransport()


@pytest.fixture
def tick(post: KeepingTransport) -> Callable[[datetime], tuple[Tick, DeliveryReport]]:
    """Return one tick of the clock: compose, then deliver."""

    def run(now: datetime) -> tuple[Tick, DeliveryReport]:
        composed = compose_reminders(now=now)
        return composed, deliver_outbox(clock=lambda: now, transport=post)

    return run
