"""``manage.py outbox``: the state of the outbox as JSON, for the office's IT and its monitoring."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from apps.mail.summary import outbox_summary


class Command(BaseCommand):
    help = "Print the outbox as JSON: emails by state, the oldest due, the latest failures and why."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--failures", type=_number, default=20, help="how many failures to list (20)")

    def handle(self, *_: Any, failures: int, **__: Any) -> None:
        summary = outbox_summary(now=timezone.now(), failures=failures)
        self.stdout.write(json.dumps(summary, indent=2, default=str))


def _number(text: str) -> int:
    if not text.isdecimal():
        raise ArgumentTypeError(f"“{text}” is not how many: write 0 or more.")
    return int(text)
