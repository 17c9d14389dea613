"""Senders as real processes: several at once, killed at the worst moment, stopped beyond their leases."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection
from django.utils import timezone

from apps.mail.delivery import DeliveryReport, deliver_outbox
from apps.mail.models import OutboxEmail
from apps.mail.tasks import deliver_outbox as deliver_task
from apps.mail.vocabulary import State
from tests.mail.faults import FaultyServer

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).absolute().parents[2]


def database_url() -> str:
    """The address of the test database, for a process of its own."""
    conf = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{conf['NAME']}"
    who = (
        f"{quote(conf['USER'])}:{quote(conf['PASSWORD'])}@" if conf["PASSWORD"] else f"{quote(conf['USER'])}@"
    )
    return f"postgres://{who}{conf['HOST']}:{conf['PORT'] or 5432}/{conf['NAME']}"


@contextmanager
def senders(server: FaultyServer, count: int, *args: str) -> Iterator[list[subprocess.Popen[str]]]:
    """That many processes, ready to send, waiting for ``go``."""
    env = {**os.environ, "DATABASE_URL": database_url(), "EMAIL_URL": server.url}
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.mail.sender", *args],
            cwd=ROOT,
            env=env,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _ in range(count)
    ]
    try:
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def put_due(count: int) -> None:
    now = timezone.now()
    OutboxEmail.objects.bulk_create(
        OutboxEmail(
            kind="note",
            reference=f"note:{number}",
            to=f"student{number}@halden.example",
            run_at=now,
            dedupe_key=f"note/{number}",
            created_at=now,
        )
        for number in range(count)
    )


def deliver_as_if_later(seconds: float) -> DeliveryReport:
    def clock() -> datetime:
        return timezone.now() + timedelta(seconds=seconds)

    return deliver_outbox(clock=clock)


def doubled(server: FaultyServer) -> list[str]:
    return [message_id for message_id, count in Counter(server.message_ids).items() if count > 1]


def assert_none_lost(server: FaultyServer) -> None:
    rows = OutboxEmail.objects.values_list("message_id", "state")
    assert {state for _, state in rows} == {State.SENT}
    assert {message_id for message_id, _ in rows} == set(server.message_ids)


def test_two_senders_share_300_emails_and_neither_lose_nor_double_one(server: FaultyServer) -> None:
    put_due(300)
    with senders(server, 2, "20") as both:
        for sender in both:
            go(sender)
        reports = [json.loads(sender.communicate(timeout=60)[0]) for sender in both]
    assert sum(report["sent"] for report in reports) == 300
    assert all(report["sent"] for report in reports)
    assert_none_lost(server)
    assert doubled(server) == []


def test_four_overlapping_ticks_neither_lose_nor_double_one(server: FaultyServer) -> None:
    put_due(80)

    def tick() -> None:
        try:
            deliver_task()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        for future in [pool.submit(tick) for _ in range(4)]:
            future.result()
    assert_none_lost(server)
    assert doubled(server) == []


def test_senders_killed_at_the_worst_moment_lose_none_and_double_one_each(server: FaultyServer) -> None:
    put_due(60)
    with senders(server, 2, "20") as (first, second):
        # The worst moment: the server has the email, and the sender has not heard so.
        victims = {10: first, 25: second}
        server.on_content = lambda count: victims[count].kill() if count in victims else None
        for victim in (first, second):
            go(victim)
            assert victim.wait(timeout=60) == -signal.SIGKILL
    assert len(set(server.message_ids)) == 25
    report = deliver_as_if_later(121)
    assert (report.sent, report.recovered) == (37, 17)  # two of them sent before, fifteen only claimed
    assert_none_lost(server)
    assert len(doubled(server)) == 2


@pytest.mark.parametrize(("asleep", "most_doubled"), [(61, 0), (121, 1)], ids=["claim", "sending"])
def test_a_sender_stopped_beyond_its_lease_doubles_none_or_the_one_in_its_hands(
    server: FaultyServer, asleep: int, most_doubled: int
) -> None:
    put_due(30)
    with senders(server, 1, "100") as (sleeper,):
        server.on_content = lambda count: sleeper.send_signal(signal.SIGSTOP) if count == 5 else None
        go(sleeper)
        server.wait_for(5, seconds=60)
        report = deliver_as_if_later(asleep)
        assert report.sent >= 25
        sleeper.send_signal(signal.SIGCONT)
        own = json.loads(sleeper.communicate(timeout=60)[0])
    assert own["sent"] + report.sent >= 30
    assert_none_lost(server)
    assert len(doubled(server)) <= most_doubled


def test_a_looping_sender_needs_no_tick_and_ends_at_sigterm_with_nothing_in_hand(
    server: FaultyServer,
) -> None:
    with senders(server, 1, "--loop") as (looping,):
        go(looping)
        put_due(3)
        server.wait_for(3, seconds=60)
        looping.send_signal(signal.SIGTERM)
        assert looping.wait(timeout=30) == 0
    assert_none_lost(server)
    assert not OutboxEmail.objects.in_hand().exists()
