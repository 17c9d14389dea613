"""``manage.py work``: the worker and its beat in one process, for an office without a broker server."""

import warnings
from typing import Any

from celery.beat import EmbeddedService, Scheduler
from celery.exceptions import SecurityWarning
from django.core.management.base import BaseCommand

from careerfollow.celery import app


class Command(BaseCommand):
    help = (
        "Run worker and beat in this one process: no broker server needed. One pass at once, "
        "then one every TICK_SECONDS. Ctrl-C ends it."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        # Celery warns root, as whom a container runs, of tasks that could carry code. Ours are JSON.
        warnings.simplefilter("ignore", SecurityWarning)
        # An in-process broker reaches only this process: so beat is a thread, and the pool is solo.
        for entry in app.conf.beat_schedule.values():
            app.send_task(entry["task"])
        EmbeddedService(app, thread=True, scheduler_cls=Scheduler).start()
        # Alone, a worker has nobody to greet or to beat its heart for; without those it also stops at once.
        alone = {"without_gossip": True, "without_mingle": True, "without_heartbeat": True}
        app.Worker(pool="solo", quiet=True, loglevel="WARNING", **alone).start()
