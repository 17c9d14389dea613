"""What a production start refuses, and why, in plain sentences.

With ``PRODUCTION=true`` every process loads this (``careerfollow/apps.py``), so gunicorn, worker,
beat and every command stop before they do anything; ``manage.py check`` shows the warnings.
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured

SECRET_KEY_LENGTH = 50  # characters, as Django's own advice
EXAMPLE_DOMAINS = (
    ".example",
    ".example.com",
    ".example.org",
    ".example.net",
    ".localhost",
    ".invalid",
    ".test",
)


def production(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Tell ``manage.py check`` what ``problems`` finds in the settings."""
    return problems(settings)


def problems(chosen: Any) -> list[CheckMessage]:
    """List what makes these settings unsafe (errors) or unwise (warnings); nothing outside production."""
    return [*_errors(chosen), *_warnings(chosen)] if chosen.PRODUCTION else []


def refuse_unsafe_production(chosen: Any = settings) -> None:
    """Raise ``ImproperlyConfigured`` with every reason at once, so that they are mended in one go."""
    errors = [message for message in problems(chosen) if message.is_serious()]
    if errors:
        reasons = "\n".join(f"  - {error.msg}" for error in errors)
        raise ImproperlyConfigured(f"careerfollow does not start in production like this:\n{reasons}")


def _errors(chosen: Any) -> Iterator[Error]:
    if chosen.SECRET_KEY == chosen.TRYOUT_SECRET_KEY:
        yield Error(
            "SECRET_KEY is the published one. Set SECRET_KEY or SECRET_KEY_FILE.", id="careerfollow.E001"
        )
    elif len(chosen.SECRET_KEY) < SECRET_KEY_LENGTH:
        yield Error(
            f"SECRET_KEY is too short to be secret: it needs at least {SECRET_KEY_LENGTH} characters.",
            id="careerfollow.E002",
        )
    if chosen.DEBUG:
        yield Error("DEBUG is on: error pages would show secrets and students' data.", id="careerfollow.E003")
    if chosen.DEMO:
        yield Error("DEMO is on: everybody could sign in with the demo's password.", id="careerfollow.E004")
    if not chosen.BASE_URL.startswith("https://"):
        yield Error(
            f"BASE_URL is {chosen.BASE_URL}: links in emails and cookies need an https:// address.",
            id="careerfollow.E005",
        )
    if "*" in chosen.ALLOWED_HOSTS:
        yield Error("ALLOWED_HOSTS has a wildcard: name the office's hosts.", id="careerfollow.E006")
    if not chosen.EMAIL_URL:
        yield Error(
            "EMAIL_URL is missing: reminders would be kept here and reach nobody.", id="careerfollow.E007"
        )
    if f".{_domain(chosen.DEFAULT_FROM_EMAIL)}".endswith(EXAMPLE_DOMAINS):
        yield Error(
            f"FROM_EMAIL is {chosen.DEFAULT_FROM_EMAIL}: set the office's own address.",
            id="careerfollow.E008",
        )


def _warnings(chosen: Any) -> Iterator[checks.Warning]:
    if chosen.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
        yield checks.Warning(
            "The database is SQLite: enough for a small office on one machine, no more. Set DATABASE_URL.",
            id="careerfollow.W001",
        )
    if not chosen.REDIS_URL:
        yield checks.Warning(
            "REDIS_URL is missing: worker and beat must be the one process `manage.py work`, "
            "and each web process counts login attempts by itself.",
            id="careerfollow.W002",
        )


def _domain(address: str) -> str:
    """Return the host of an email address, with or without a display name, in lower case."""
    return address.rpartition("@")[2].rstrip(">").strip().lower()
