"""``manage.py deliver``: deliver what is due, once or for ever, without Celery or a broker."""

import json
import signal
from argparse import ArgumentParser
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from apps.mail.delivery import deliver_forever, deliver_outbox


class Command(BaseCommand):
    help = "Deliver the emails of the outbox that are due, and print what was done as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--once", action="store_true", help="one pass, until nothing is due (the default)")
        how.add_argument("--loop", action="store_true", help="go on until SIGTERM or SIGINT")

    def handle(self, *_: Any, loop: bool, **__: Any) -> None:
        if not loop:
            self.stdout.write(json.dumps(deliver_outbox(clock=timezone.now).as_dict()))
            return
        stop = Event()
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, lambda *_: stop.set())
        deliver_forever(clock=timezone.now, stop=stop)
