"""Start careerfollow in one terminal: ``start.py tryout`` or ``start.py services``.

tryout: web, one worker with its beat, and a loopback SMTP server whose emails are read at /mailbox/.
services: the processes of production (docker-compose.yml) on PostgreSQL and Redis, without containers.

Whatever stands in the environment is respected: DATABASE_URL, REDIS_URL, EMAIL_URL, PORT.
"""

import os
import socket
import sys
from io import StringIO
from pathlib import Path

import django
import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from honcho.environ import parse_procfile
from honcho.manager import Manager

ROOT = Path(__file__).resolve().parent.parent
INTERRUPTED = 130  # honcho's exit code after Ctrl-C


def free_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def refuse_taken_port(port: int) -> None:
    """Raise ``SystemExit`` if another program listens on ``port``."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise SystemExit(
                f"Port {port} is taken by another program. Choose another: make run PORT={port + 1}"
            ) from None


def prepare_environment(kind: str) -> None:
    """Set what the processes need and the caller has not set."""
    port = int(os.environ.get("PORT", "8000"))
    refuse_taken_port(port)
    defaults = {
        "PORT": str(port),
        "BASE_URL": f"http://127.0.0.1:{port}",
        "DEMO": "true",
        "TICK_SECONDS": "15",
        "MAILBOX_DIR": str(ROOT / "var" / "mailbox"),
        "PYTHONUNBUFFERED": "1",
        "DJANGO_SETTINGS_MODULE": "careerfollow.settings",
    }
    if "EMAIL_URL" not in os.environ:
        smtp_port = str(free_port())
        defaults |= {"SMTP_PORT": smtp_port, "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}"}
    if kind == "services":
        defaults["REDIS_URL"] = "redis://127.0.0.1:6379/0"
        if "DATABASE_URL" not in os.environ:
            defaults["DATABASE_URL"] = local_postgresql("careerfollow")
    for name, value in defaults.items():
        os.environ.setdefault(name, value)
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"


def local_postgresql(name: str) -> str:
    """Return the address of the local database ``name``, made first where there is none."""
    server = "postgres://postgres@127.0.0.1:5432"
    try:
        with psycopg.connect(f"{server}/postgres", autocommit=True, connect_timeout=3) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                connection.execute(f'CREATE DATABASE "{name}"')
    except psycopg.OperationalError as error:
        raise SystemExit(f"No PostgreSQL at {server}; say where it is with DATABASE_URL.\n{error}") from None
    return f"{server}/{name}"


def prepare_database() -> None:
    """Bring the database up to date; make the demo office in a new one."""
    print("Preparing the database and, in a new one, the demo office ...", flush=True)
    call_command("migrate", verbosity=0)
    call_command("demo", if_empty=True, stdout=StringIO())  # announce() says who can sign in


def announce() -> None:
    """Print where it is, who can sign in, and where its emails are read."""
    from apps.students.demo_logins import DEMO_LOGINS, DEMO_PASSWORD  # noqa: PLC0415 - needs the settings set up

    address = os.environ["BASE_URL"]
    print(f"\n  careerfollow   {address}/\n\n  Sign in as")
    for who, email in DEMO_LOGINS:
        print(f"    {who!s:24} {email}")
    print(f"  with the password  {DEMO_PASSWORD}\n")
    kept = "SMTP_PORT" in os.environ
    print(f"  Its emails     {address}/mailbox/" if kept else f"  Its emails     {os.environ['EMAIL_URL']}")
    print("  Stop it        Ctrl-C\n", flush=True)


def run(kind: str) -> int:
    """Run the processes of ``Procfile.<kind>`` until Ctrl-C or until one of them ends; the exit code."""
    manager = Manager()
    for name, command in parse_procfile((ROOT / f"Procfile.{kind}").read_text()).processes.items():
        if name != "smtp" or "SMTP_PORT" in os.environ:
            manager.add_process(name, command, env=dict(os.environ), cwd=str(ROOT))
    manager.loop()
    return 0 if manager.returncode == INTERRUPTED else int(manager.returncode or 0)


if __name__ == "__main__":
    kind = sys.argv[1]
    sys.path.insert(0, str(ROOT))
    try:
        prepare_environment(kind)
        django.setup()
        prepare_database()
        announce()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    sys.exit(run(kind))
