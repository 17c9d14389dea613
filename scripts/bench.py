"""Measure, on scratch databases, and print JSON: ``bench.py [--students 60 5000] [--emails 500]``.

pages: Today (of one student) and Caseload (of one counselor) in offices of each size: the median time in
milliseconds of a request through the whole of Django, and its queries.
mail: emails per second through the outbox to an SMTP server on loopback that throws them away, beside bare
smtplib sending the same bytes over one reused connection, in turns; *ratio* is the one over the other. Once
with an email that is composed already (the outbox alone), once with the demo office's own reminders.

SQLite, unless DATABASE_URL names a PostgreSQL server; there ``careerfollow_bench`` is made and dropped.
"""

import argparse
import json
import os
import platform
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

ROUNDS = 5  # of mail; each sends the same emails both ways
REQUESTS = 21  # of a page, after three that warm up


@contextmanager
def scratch_database() -> Iterator[str]:
    """Yield the address of an empty database, and forget it afterwards."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{folder}/bench.sqlite3"
        return
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS careerfollow_bench")
        connection.execute("CREATE DATABASE careerfollow_bench")
        try:
            yield f"{server.rpartition('/')[0]}/careerfollow_bench"
        finally:
            connection.execute("DROP DATABASE careerfollow_bench WITH (FORCE)")


@contextmanager
def sink() -> Iterator[int]:
    """Run an SMTP server that accepts and throws away, in a process of its own; its port."""
    from scripts.start import free_port  # noqa: PLC0415 - importing it sets Django up

    port = free_port()
    command = [sys.executable, "-m", "aiosmtpd", "--nosetuid", "--listen", f"127.0.0.1:{port}"]
    process = subprocess.Popen([*command, "--class", "aiosmtpd.handlers.Sink"])
    try:
        for _ in range(100):
            try:
                smtplib.SMTP("127.0.0.1", port, timeout=2).quit()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=10)


def in_an_office(what: str, students: int, emails: int) -> dict[str, Any]:
    """Run one measurement in a process and a database of its own; what it found."""
    with scratch_database() as database, sink() as port:
        environment = os.environ | {
            "DATABASE_URL": database,
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "REDIS_URL": "",
            "DEMO": "true",
            "LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "careerfollow.settings",
        }
        command = [sys.executable, __file__, "--inside", what, "--students", str(students)]
        done = subprocess.run(
            [*command, "--emails", str(emails)], cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE
        )
        found: dict[str, Any] = json.loads(done.stdout)
        return found


def make_office(students: int) -> float:
    """Make the demo office in the database of this process; how many seconds it took."""
    import django  # noqa: PLC0415 - the environment names the database
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    started = time.perf_counter()
    call_command("migrate", verbosity=0)
    call_command("demo", students=students, verbosity=0)
    return time.perf_counter() - started


def measure_pages(students: int, _emails: int) -> dict[str, Any]:
    """Measure Today and Caseload."""
    made_in = make_office(students)
    from django.db import connection  # noqa: PLC0415 - after django.setup()
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from apps.applications.models import Application, FollowUp  # noqa: PLC0415
    from apps.students.demo_logins import DEMO_LOGINS  # noqa: PLC0415
    from apps.students.models import Person  # noqa: PLC0415

    people = [Person.objects.get(email=email) for _, email in DEMO_LOGINS]

    def page(person: Person, path: str) -> dict[str, Any]:
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(person)
        times = []
        for _ in range(REQUESTS + 3):
            started = time.perf_counter()
            answer = client.get(path)
            times.append((time.perf_counter() - started) * 1000)
            if answer.status_code != 200:
                raise SystemExit(f"{path} answered {answer.status_code}")
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        return {
            "median_ms": round(median(times[3:]), 1),
            "queries": len(queries),
            "bytes": len(answer.content),
        }

    return {
        "students": students,
        "applications": Application.objects.count(),
        "follow_ups": FollowUp.objects.count(),
        "caseload": people[1].caseload.count(),
        "made_in_s": round(made_in, 1),
        "today": page(people[0], "/today/"),
        "caseload_page": page(people[1], "/office/"),
    }


def measure_mail(students: int, emails: int) -> dict[str, Any]:
    """Measure the outbox beside bare smtplib."""
    make_office(students)
    from django.conf import settings  # noqa: PLC0415 - after django.setup()
    from django.utils import timezone  # noqa: PLC0415

    from apps.mail.actions import enqueue  # noqa: PLC0415
    from apps.mail.delivery import deliver_outbox  # noqa: PLC0415
    from apps.mail.models import OutboxEmail  # noqa: PLC0415
    from apps.reminders.actions import compose_reminders  # noqa: PLC0415

    settings.MAIL_KINDS["bench"] = {
        "category": "reminders",
        "compose": "scripts.bench.composed_already",
        "still_wanted": "scripts.bench.always_wanted",
    }
    content = b"Subject: bench\r\n\r\n" + b"Write to them today, at the latest tomorrow.\r\n" * 60

    def seconds(work: Callable[[], object]) -> float:
        started = time.perf_counter()
        work()
        return time.perf_counter() - started

    def bare(count: int) -> None:
        with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT) as connection:
            for _ in range(count):
                connection.sendmail("office@campus.edu", ["student@campus.edu"], content)

    def outbox(expected: int) -> None:
        sent = deliver_outbox(clock=timezone.now).sent
        if sent != expected:
            raise SystemExit(f"{sent} of {expected} emails were sent")

    def fill(turn: int) -> None:
        now = timezone.now()
        for number in range(emails):
            enqueue(
                kind="bench",
                reference=str(number),
                to=f"student{number}@campus.edu",
                run_at=now,
                dedupe_key=f"bench:{turn}:{number}",
                now=now,
            )

    rates: dict[str, list[float]] = {"bare": [], "outbox": []}
    for turn in range(ROUNDS):
        fill(turn)
        rates["bare"].append(emails / seconds(lambda: bare(emails)))
        rates["outbox"].append(emails / seconds(lambda: outbox(emails)))
    compose_reminders(now=timezone.now())
    reminders = OutboxEmail.objects.due(timezone.now()).count()
    composing = reminders / seconds(lambda: outbox(reminders)) if reminders else None
    per_second = {name: round(median(found)) for name, found in rates.items()}
    return {
        "emails": emails,
        "rounds": ROUNDS,
        "bare_smtplib_per_s": per_second["bare"],
        "outbox_per_s": per_second["outbox"],
        "ratio": round(median(o / b for o, b in zip(rates["outbox"], rates["bare"], strict=True)), 2),
        "reminders": {"emails": reminders, "per_s": round(composing) if composing else None},
    }


def composed_already(reference: str, now: Any) -> Any:
    """Return an email about as long as a reminder, without composing it."""
    from apps.mail.kinds import Composed  # noqa: PLC0415 - after django.setup()

    return Composed(subject="bench", text="Write to them today, at the latest tomorrow.\n" * 60)


def always_wanted(reference: str, now: Any) -> bool:
    """Let every email go."""
    return True


def main() -> None:
    """Measure everything, or (``--inside``) one thing in this process."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--students", type=int, nargs="+", default=[60, 5000], help="sizes of the office")
    parser.add_argument("--emails", type=int, default=500, help="emails a round")
    parser.add_argument("--inside", choices=("pages", "mail"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        measure = {"pages": measure_pages, "mail": measure_mail}[options.inside]
        print(json.dumps(measure(options.students[0], options.emails)))
        return
    found = {
        "database": "PostgreSQL" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "SQLite",
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "pages": [in_an_office("pages", students, 0) for students in options.students],
        "mail": in_an_office("mail", options.students[0], options.emails),
    }
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
