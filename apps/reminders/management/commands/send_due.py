"""One pass without Celery: remind whom it is time to remind, deliver the outbox, say what was done."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.mail.delivery import deliver_outbox
from apps.mail.models import OutboxEmail
from apps.reminders.actions import compose_reminders

MOST_EMAILS_TOLD = 1000
FIRST_YEAR, LAST_YEAR = 1970, 2200  # beyond them, days before and after have no date any more


class Command(BaseCommand):
    """``manage.py send_due [--now ISO]``."""

    help = "Compose and deliver the reminders that are due, once, and print what was done as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--now", metavar="ISO", help="act as if it were this moment (UTC unless it names an offset)"
        )

    def handle(self, *_args: Any, now: str | None = None, **_options: Any) -> None:
        given = _moment(now) if now else None
        moment = given or timezone.now()
        reminders = compose_reminders(now=moment)
        due = OutboxEmail.objects.due(moment)
        touched = list(due.values_list("pk", flat=True)[:MOST_EMAILS_TOLD])
        report = deliver_outbox(clock=lambda: given or timezone.now())
        done = {
            "now": moment.isoformat(),
            "reminders": reminders.as_dict(),
            "delivery": report.as_dict(),
            "emails": [_told(email) for email in _emails(touched)],
        }
        self.stdout.write(json.dumps(done, indent=2))


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        message = f"“{text}” is not a moment. Write it like 2026-11-24T08:00:00-05:00."
        raise CommandError(message, returncode=2) from error
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise CommandError(f"“{text}” is not between {FIRST_YEAR} and {LAST_YEAR}.", returncode=2)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _emails(numbers: list[int]) -> Iterable[OutboxEmail]:
    return OutboxEmail.objects.filter(pk__in=numbers).order_by("run_at", "id")


def _told(email: OutboxEmail) -> dict[str, Any]:
    return {
        "to": email.to,
        "kind": email.kind,
        "reference": email.reference,
        "state": email.state,
        "message_id": email.message_id,
        "smtp_code": email.smtp_code,
        "error": email.last_error,
    }
