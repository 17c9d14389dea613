"""What a start refuses, and why, in plain sentences.

Every process loads this (``careerfollow/apps.py``), so gunicorn, worker, beat and every command stop
before they do anything. An office that nobody can make sense of is refused always; what is only
unsafe, with ``PRODUCTION=true``. ``manage.py check`` shows the warnings.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured

from apps.applications.calendars import business_days

SECRET_KEY_LENGTH = 50  # characters, as Django's own advice
ORDINARY_YEAR = 2001  # without a 29 February: a term begins each year
EXAMPLE_DOMAINS = (
    ".example",
    ".example.com",
    ".example.org",
    ".example.net",
    ".localhost",
    ".invalid",
    ".test",
)


def configuration(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Tell ``manage.py check`` what ``problems`` finds in the settings."""
    return problems(settings)


def problems(chosen: Any) -> list[CheckMessage]:
    """List what is wrong (errors) or unwise (warnings) with these settings; what is unsafe, in production."""
    found: list[CheckMessage] = list(_office_errors(chosen))
    if chosen.PRODUCTION:
        found += [*_production_errors(chosen), *_production_warnings(chosen)]
    return found


def refuse_wrong_start(chosen: Any = settings) -> None:
    """Raise ``ImproperlyConfigured`` with every reason at once, so that they are mended in one go."""
    errors = [message for message in problems(chosen) if message.is_serious()]
    if errors:
        reasons = "\n".join(f"  - {error.msg}" for error in errors)
        where = " in production" if chosen.PRODUCTION else ""
        raise ImproperlyConfigured(f"careerfollow does not start{where} like this:\n{reasons}")


def _office_errors(chosen: Any) -> Iterator[Error]:
    if not _is_time_zone(chosen.OFFICE_TIME_ZONE):
        yield Error(
            f"OFFICE_TIME_ZONE is {chosen.OFFICE_TIME_ZONE}, which is no time zone. "
            "Write it like Europe/Vienna.",
            id="careerfollow.E009",
        )
    if not _has_holidays(chosen.OFFICE_REGION):
        yield Error(
            f"OFFICE_REGION is {chosen.OFFICE_REGION}, whose public holidays nobody here knows. "
            "Write a country or one of its parts, like US or DE-BY.",
            id="careerfollow.E010",
        )
    if not chosen.TERM_STARTS:
        yield Error(
            "TERM_STARTS is empty: write on which days terms begin, like 01-10,08-20.",
            id="careerfollow.E011",
        )
    for start in chosen.TERM_STARTS:
        if not _is_day_of_each_year(start):
            yield Error(
                f"TERM_STARTS has {start}, which is no day of each year. Write month and day, like 08-20.",
                id="careerfollow.E012",
            )


def _is_time_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, no name at all, or the name of a folder
        return False
    return bool(name)


def _has_holidays(region: str) -> bool:
    try:
        business_days(region)
    except NotImplementedError:
        return False
    return True


def _is_day_of_each_year(day: str) -> bool:
    try:
        date.fromisoformat(f"{ORDINARY_YEAR}-{day}")
    except ValueError:
        return False
    return True


def _production_errors(chosen: Any) -> Iterator[Error]:
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


def _production_warnings(chosen: Any) -> Iterator[checks.Warning]:
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
