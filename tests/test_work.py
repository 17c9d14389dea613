"""``manage.py work``: worker and beat in one process, as ``make run`` starts it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from apps.mail.models import OutboxEmail
from apps.mail.vocabulary import State

ROOT = Path(__file__).resolve().parent.parent
FAR_AWAY = "3600"  # seconds to the second tick: what happens in these tests, the first one did


def address_of_test_database() -> str:
    """Return the address of the database that the tests use, for a process of its own."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    login = f"{database['USER']}:{database['PASSWORD']}".rstrip(":")
    return f"postgres://{login}@{database['HOST']}:{database['PORT']}/{database['NAME']}"


@pytest.fixture
def working(transactional_db: None, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Start the worker on the tests' database, with the in-process broker."""
    environment = os.environ | {
        "DATABASE_URL": address_of_test_database(),
        "REDIS_URL": "",
        "TICK_SECONDS": FAR_AWAY,
        "MAILBOX_DIR": str(tmp_path / "mailbox"),
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", "work"],
        cwd=ROOT,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    yield process
    process.kill()
    process.communicate()


def outbox_moves(email: OutboxEmail, within: float) -> bool:
    """Wait until somebody has dealt with ``email``; False if nobody has, ``within`` seconds."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        email.refresh_from_db()
        if email.state not in {State.SCHEDULED, State.CLAIMED, State.SENDING}:
            return True
        time.sleep(0.1)
    return False


def test_it_ticks_at_once_and_ends_when_told_to(working: subprocess.Popen[str]) -> None:
    now = timezone.now()
    email = OutboxEmail.objects.create(
        dedupe_key="of yesterday",
        kind="digest",
        reference="0",
        to="leila@campus.edu",
        run_at=now - timedelta(days=1),
        not_after=now - timedelta(hours=1),
        created_at=now,
    )
    assert outbox_moves(email, within=40)
    assert email.state == State.EXPIRED
    working.send_signal(signal.SIGTERM)
    output, _ = working.communicate(timeout=10)
    assert working.returncode == 0, output
    assert "Traceback" not in output
    assert "superuser" not in output  # Celery's warning to root, as whom containers run
