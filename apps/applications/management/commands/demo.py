"""`manage.py demo`: makes a believable office in an empty database."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from tqdm import tqdm

from apps.applications.demo.build import Office, build, is_empty
from apps.students.demo_logins import DEMO_LOGINS, DEMO_PASSWORD


class Command(BaseCommand):
    """Makes the demo office. Exit status 2 if there is an office already (0 with --if-empty)."""

    help = "Make a believable office of invented people, relative to today, in an empty database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--students", type=int, default=60, help="how many (default: 60)")
        parser.add_argument("--seed", type=int, default=7, help="the same seed makes the same office")
        parser.add_argument(
            "--now", help="as of this moment (ISO 8601 with an offset) instead of the clock's"
        )
        parser.add_argument("--if-empty", action="store_true", help="leave an office that is there alone")

    def handle(self, *args: object, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo office is not made in production.", returncode=2)
        if options["students"] < 1:
            raise CommandError("An office needs at least one student.", returncode=2)
        if not is_empty():
            message = "There is an office here already; nothing was changed."
            if not options["if_empty"]:
                raise CommandError(message, returncode=2)
            self.stdout.write(message)
            return
        office = Office(students=options["students"], seed=options["seed"], now=_moment(options["now"]))
        with tqdm(
            total=office.students, unit=" students", disable=not options["verbosity"], desc="Demo office"
        ) as bar:
            build(office, progress=bar.update)
        if options["verbosity"]:
            self._say_who_signs_in(office)

    def _say_who_signs_in(self, office: Office) -> None:
        self.stdout.write(f"The demo office has {office.students} students. Sign in with {DEMO_PASSWORD}:")
        for who, email in DEMO_LOGINS:
            self.stdout.write(f"  {email}  ({who})")


def _moment(text: str | None) -> datetime:
    if text is None:
        return timezone.now()
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None or timezone.is_naive(moment):
        raise CommandError(
            "--now wants a moment with an offset, such as 2026-11-24T09:12-05:00.", returncode=2
        )
    return moment
