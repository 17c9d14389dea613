"""``manage.py work``: the worker and its beat in one process, for an office without a broker server."""

import threading
from typing import Any

from celery.apps.worker import Worker
from celery.beat import EmbeddedService, Scheduler
from django.core.management.base import BaseCommand

from careerfollow.celery import app


class Command(BaseCommand):
    help = (
        "Run worker and beat in this one process: no broker server needed. One pass at once, "
        "then one every TICK_SECONDS. Ctrl-C ends it."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        # An in-process broker only reaches this process: so beat is a thread, and the pool is solo.
        for entry in app.conf.beat_schedule.values():
            app.send_task(entry["task"])
        beat = EmbeddedService(app, thread=True, scheduler_cls=Scheduler)
        beat.start()
        worker = app.Worker(pool="solo", quiet=True, loglevel="WARNING")
        worker.start()
        beat.stop()
