"""What the tests of the outbox share: kinds of mail, a clock that they move, a server that misbehaves."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Protocol

import pytest
from pytest_django import Settings

from apps.mail.actions import enqueue
from apps.mail.models import OutboxEmail
from tests.conftest import free_port
from tests.mail import kinds
from tests.mail.faults import FaultyServer


class Clock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


class Put(Protocol):
    def __call__(
        self,
        reference: str = "note:Northline",
        to: str = "",
        run_at: datetime | None = None,
        not_after: datetime | None = None,
    ) -> OutboxEmail: ...


@pytest.fixture(autouse=True)
def _kinds(settings: Settings) -> Iterator[None]:
    settings.MAIL_KINDS = kinds.MAIL_KINDS
    yield
    kinds.done.clear()
    kinds.meanwhile.clear()


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 9, 15, 14, 0, tzinfo=UTC))


@pytest.fixture
def put(clock: Clock) -> Put:
    """Put an email into the outbox, due now unless told otherwise."""

    def _put(
        reference: str = "note:Northline",
        to: str = "",
        run_at: datetime | None = None,
        not_after: datetime | None = None,
    ) -> OutboxEmail:
        number = OutboxEmail.objects.count()
        return enqueue(
            kind="note",
            reference=reference,
            to=to or f"student{number}@halden.example",
            run_at=run_at or clock(),
            dedupe_key=f"note/{number}",
            not_after=not_after,
            now=clock(),
        )

    return _put


@pytest.fixture
def server(settings: Settings) -> Iterator[FaultyServer]:
    """An SMTP server on loopback that does as it is told; emails go there."""
    with FaultyServer(free_port()) as faulty:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", faulty.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield faulty
