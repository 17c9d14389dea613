"""The house around the apps: what production refuses, how health answers, what the deployment holds."""

import json
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone

from apps.mail.models import OutboxEmail
from careerfollow import checks
from careerfollow.health import STUCK_AFTER

ROOT = Path(__file__).resolve().parent.parent
MINUTE = timedelta(minutes=1)
SAFE: dict[str, Any] = {
    "PRODUCTION": True,
    "TRYOUT_SECRET_KEY": django_settings.TRYOUT_SECRET_KEY,
    "SECRET_KEY": "k" * 64,
    "DEBUG": False,
    "DEMO": False,
    "BASE_URL": "https://careers.campus.edu",
    "ALLOWED_HOSTS": ["careers.campus.edu"],
    "EMAIL_URL": "smtp://smtp.campus.edu",
    "DEFAULT_FROM_EMAIL": "Career Services <careers@campus.edu>",
    "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}},
    "REDIS_URL": "redis://redis:6379/0",
    "OFFICE_TIME_ZONE": "Europe/Vienna",
    "OFFICE_REGION": "DE-BY",
    "TERM_STARTS": ["03-01", "10-01"],
}


# What production refuses


def chosen(**changes: Any) -> SimpleNamespace:
    """Return the settings of a safe production with these changes."""
    return SimpleNamespace(**(SAFE | changes))


def say(settings: SimpleNamespace) -> list[str]:
    """Return what the checks say about these settings, by id."""
    return [message.id or "" for message in checks.problems(settings)]


def test_a_safe_production_starts() -> None:
    assert say(chosen()) == []
    checks.refuse_wrong_start(chosen())


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"SECRET_KEY": django_settings.TRYOUT_SECRET_KEY}, "careerfollow.E001"),
        ({"SECRET_KEY": "short"}, "careerfollow.E002"),
        ({"DEBUG": True}, "careerfollow.E003"),
        ({"DEMO": True}, "careerfollow.E004"),
        ({"BASE_URL": "http://careers.campus.edu"}, "careerfollow.E005"),
        ({"ALLOWED_HOSTS": ["careers.campus.edu", "*"]}, "careerfollow.E006"),
        ({"EMAIL_URL": ""}, "careerfollow.E007"),
        ({"DEFAULT_FROM_EMAIL": "careers@halden.example"}, "careerfollow.E008"),
        ({"DEFAULT_FROM_EMAIL": "Careers <careers@Example.com>"}, "careerfollow.E008"),
    ],
)
def test_an_unsafe_production_is_refused_and_says_why(changes: dict[str, Any], told: str) -> None:
    assert say(chosen(**changes)) == [told]
    with pytest.raises(ImproperlyConfigured, match=r"does not start in production like this:\n  - \S"):
        checks.refuse_wrong_start(chosen(**changes))


def test_a_domain_that_only_ends_alike_is_no_example() -> None:
    assert say(chosen(DEFAULT_FROM_EMAIL="careers@myexample.com")) == []
    assert say(chosen(DEFAULT_FROM_EMAIL="careers@latest.edu")) == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3"}}}, "careerfollow.W001"),
        ({"REDIS_URL": ""}, "careerfollow.W002"),
    ],
)
def test_a_small_production_starts_with_a_warning(changes: dict[str, Any], told: str) -> None:
    assert say(chosen(**changes)) == [told]
    checks.refuse_wrong_start(chosen(**changes))


def test_django_is_told_what_is_found() -> None:
    assert checks.configuration() == checks.problems(django_settings)


def test_outside_production_nothing_is_refused() -> None:
    assert say(chosen(PRODUCTION=False, DEBUG=True, DEMO=True, EMAIL_URL="")) == []


@pytest.mark.parametrize(
    "command",
    [
        [sys.executable, "manage.py", "check"],
        [sys.executable, "manage.py", "work"],
        [sys.executable, "-m", "gunicorn", "--check-config", "careerfollow.wsgi"],
        [sys.executable, "-m", "celery", "--app", "careerfollow", "worker"],
        [sys.executable, "-m", "celery", "--app", "careerfollow", "beat"],
    ],
    ids=["check", "work", "gunicorn", "worker", "beat"],
)
def test_every_process_of_an_unsafe_production_refuses_to_start(command: list[str]) -> None:
    environment = {k: v for k, v in os.environ.items() if k not in {"SECRET_KEY", "EMAIL_URL", "BASE_URL"}}
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment | {"PRODUCTION": "true", "DEMO": "true"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert "DEMO is on: everybody could sign in with the demo's password." in done.stderr
    assert "SECRET_KEY is the published one." in done.stderr


# What every start refuses


@pytest.mark.parametrize(
    ("changes", "told", "words"),
    [
        ({"OFFICE_TIME_ZONE": "Mars/Base"}, "careerfollow.E009", "Mars/Base, which is no time zone"),
        ({"OFFICE_TIME_ZONE": "America"}, "careerfollow.E009", "no time zone"),
        ({"OFFICE_TIME_ZONE": ""}, "careerfollow.E009", "no time zone"),
        ({"OFFICE_REGION": "ZZ"}, "careerfollow.E010", "ZZ, whose public holidays"),
        ({"OFFICE_REGION": "DE-ZZ"}, "careerfollow.E010", "DE-ZZ, whose public holidays"),
        ({"OFFICE_REGION": ""}, "careerfollow.E010", "whose public holidays"),
        ({"TERM_STARTS": []}, "careerfollow.E011", "TERM_STARTS is empty"),
        ({"TERM_STARTS": ["01-10", "hello"]}, "careerfollow.E012", "hello, which is no day"),
        ({"TERM_STARTS": ["02-29"]}, "careerfollow.E012", "02-29, which is no day of each year"),
    ],
)
@pytest.mark.parametrize("production", [True, False])
def test_an_office_that_makes_no_sense_is_refused_everywhere(
    changes: dict[str, Any], told: str, words: str, production: bool
) -> None:
    wrong = chosen(PRODUCTION=production, **changes)
    assert say(wrong) == [told]
    with pytest.raises(ImproperlyConfigured, match=words):
        checks.refuse_wrong_start(wrong)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("OFFICE_TIME_ZONE", "Mars/Base", "OFFICE_TIME_ZONE is Mars/Base, which is no time zone."),
        ("DATABASE_URL", "nonsense", "DATABASE_URL is no address of a PostgreSQL or SQLite database."),
        ("DATABASE_URL", "postgres://x:hidden@h:port/d", "DATABASE_URL is no address"),
    ],
)
@pytest.mark.parametrize("command", ["check", "send_due"])
def test_a_wrong_setting_is_told_in_a_sentence(name: str, value: str, said: str, command: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", command],
        cwd=ROOT,
        env=os.environ | {name: value},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "hidden" not in done.stderr


# Health


def test_alive_is_told_to_anybody(client: Client) -> None:
    assert client.get("/health/live").content == b"alive\n"


@pytest.mark.django_db(transaction=True)
def test_ready_asks_database_cache_and_outbox(client: Client) -> None:
    answer = client.get("/health/ready", headers={"accept": "application/json"})
    assert answer.status_code == 200
    asked = json.loads(answer.content)
    assert len(asked) == 3
    assert set(asked.values()) == {"OK"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("waited", "status"),
    [(STUCK_AFTER - timedelta(minutes=1), 200), (STUCK_AFTER + timedelta(minutes=1), 500)],
)
def test_an_outbox_that_does_not_move_is_not_ready(client: Client, waited: timedelta, status: int) -> None:
    now = timezone.now()
    OutboxEmail.objects.create(
        dedupe_key="1",
        kind="digest",
        reference="1",
        to="leila@campus.edu",
        run_at=now - waited,
        created_at=now,
    )
    assert client.get("/health/ready").status_code == status


# The deployment


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


OURS = ("migrate", "web", "worker", "beat")


def test_compose_starts_the_whole_topology(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {*OURS, "postgres", "redis", "mailpit"}
    assert [name for name, service in compose["services"].items() if "profiles" in service] == ["mailpit"]
    assert len({compose["services"][name]["image"] for name in OURS}) == 1


def test_every_container_is_locked_down(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert name == "migrate" or "healthcheck" in service, name
    for name in OURS:
        assert compose["services"][name]["user"] == "10001:10001"


def test_secrets_come_from_files_alone(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        for variable, value in service.get("environment", {}).items():
            secret = re.search(r"SECRET|PASSWORD|DATABASE_URL|EMAIL_URL", variable)
            assert not secret or (variable.endswith("_FILE") and value.startswith("/run/secrets/")), (
                name,
                variable,
            )
        for secret in service.get("secrets", []):
            assert secret in compose["secrets"]


def test_nothing_starts_before_the_database_is_migrated(compose: dict[str, Any]) -> None:
    for name in ("web", "worker", "beat"):
        depends = compose["services"][name]["depends_on"]
        assert depends["migrate"] == {"condition": "service_completed_successfully"}
        assert depends["postgres"] == {"condition": "service_healthy"}
    assert compose["services"]["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}


def test_the_environment_of_compose_is_a_production_that_starts(
    compose: dict[str, Any], tmp_path: Path
) -> None:
    secrets = {
        "SECRET_KEY_FILE": "k" * 64 + "\n",
        "DATABASE_URL_FILE": "postgres://careerfollow:p@postgres:5432/careerfollow\n",
        "EMAIL_URL_FILE": "smtp+tls://name:p@smtp.campus.edu:587\n",
    }
    environment = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "EMAIL_URL", "REDIS_URL"}}
    host = {"CAREERFOLLOW_HOST": "careers.campus.edu", "FROM_EMAIL": "careers@campus.edu"}
    for variable, value in compose["services"]["web"]["environment"].items():
        if variable in secrets:
            (tmp_path / variable).write_text(secrets[variable])
            environment[variable] = str(tmp_path / variable)
        else:
            environment[variable] = re.sub(
                r"\$\{(\w+)(?::[-?]([^}]*))?\}", lambda m: host.get(m[1], m[2] or ""), value
            )
    program = (
        "import django; django.setup(); from django.conf import settings as s; import json; "
        "print(json.dumps([s.BASE_URL, s.DATABASES['default']['HOST'], "
        "s.EMAIL_PORT, s.EMAIL_USE_TLS, s.DEFAULT_FROM_EMAIL]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment | {"DJANGO_SETTINGS_MODULE": "careerfollow.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [
        "https://careers.campus.edu",
        "postgres",
        587,
        True,
        "careers@campus.edu",
    ]


def test_the_image_runs_as_nobody_special_from_hashed_requirements() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert "--require-hashes" in dockerfile
    last_stage = dockerfile.rsplit("\nFROM ", 1)[1]
    assert re.search(r"^USER 10001:10001$", last_stage, re.MULTILINE)
    assert last_stage.index("USER ") < last_stage.index("CMD ")


def test_what_the_image_copies_exists_and_is_what_the_settings_read() -> None:
    copied = set(re.findall(r"^COPY (?!--from)(\S+) ", (ROOT / "Dockerfile").read_text(), re.MULTILINE))
    assert all((ROOT / name).exists() for name in copied)
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert copied == allowed
    templates: Any = django_settings.TEMPLATES[0]["DIRS"]
    folders = (*django_settings.STATICFILES_DIRS, *django_settings.LOCALE_PATHS, *templates)
    read = [Path(folder) for folder in folders]
    assert {str(path.relative_to(ROOT)) for path in read if path.exists()} <= copied


def test_no_lock_names_a_host() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        assert "://" not in lock.read_text(), lock.name
