"""What every test can ask for: an SMTP server, a browser, and an honest account of what could not run.

Sockets are refused but for loopback (``--allow-hosts`` in pyproject.toml), warnings are errors, and
with ``STRICT=1`` whatever this machine cannot run is a failure.
"""

import os

# Playwright keeps an event loop running in the test's own thread; the ORM is used from there all the same.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

import socket
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from hypothesis import settings as hypothesis_settings
from pytest_django import Settings

from tests.flags import CHROMIUM
from tests.smtp import SmtpServer

COULD_NOT_RUN = pytest.StashKey[dict[str, int]]()

pytest_plugins = ["tests.browser"]

# The same examples in every run, however busy the machine is.
hypothesis_settings.register_profile("steady", deadline=None, derandomize=True)
hypothesis_settings.load_profile("steady")


def missing_parts() -> dict[str, str]:
    """For each marker that this machine cannot serve: why, and what would help."""
    missing = {}
    if not CHROMIUM.exists():
        missing["browser"] = f"browser journeys: no {CHROMIUM} (install chromium, or set CHROMIUM)"
    if "postgresql" not in django_settings.DATABASES["default"]["ENGINE"]:
        missing["postgresql"] = "PostgreSQL only: set DATABASE_URL=postgres://…"
    if not django_settings.REDIS_URL:
        missing["redis"] = "Redis only: set REDIS_URL=redis://…"
    return missing


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the browser last; set aside, and count, what this machine cannot run."""
    missing = missing_parts()
    could_not_run: dict[str, int] = {}
    kept = []
    for item in sorted(items, key=lambda item: item.get_closest_marker("browser") is not None):
        lacking = next((why for marker, why in missing.items() if item.get_closest_marker(marker)), None)
        if lacking is None or os.environ.get("STRICT") == "1":
            kept.append(item)
        else:
            could_not_run[lacking] = could_not_run.get(lacking, 0) + 1
    config.stash[COULD_NOT_RUN] = could_not_run
    items[:] = kept


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what this machine could not run, so that a green line never hides it."""
    for why, count in config.stash.get(COULD_NOT_RUN, {}).items():
        terminalreporter.write_line(f"could not run here: {count} tests · {why}", yellow=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    tmp_path_factory: pytest.TempPathFactory, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """Keep SQLite's test database in a file, as the real one is: each thread has its own connection."""
    database = django_settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(autouse=True)
def _isolated(settings: Settings, tmp_path: Path) -> None:
    """Give each test a cache and a mailbox of its own, and passwords that are quick to check."""
    settings.CACHES = {"default": {**django_settings.CACHES["default"], "KEY_PREFIX": uuid.uuid4().hex}}
    settings.MAILBOX_DIR = tmp_path / "mailbox"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def free_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture
def smtp(settings: Settings) -> Iterator[SmtpServer]:
    """Run a real SMTP server on loopback; emails go there, and are kept in ``smtp.messages``."""
    with SmtpServer(free_port()) as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_URL = server.url
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield server
