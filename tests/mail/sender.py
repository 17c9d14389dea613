"""A sender in a process of its own: says "ready", waits for a line, delivers, prints its report."""

import json
import os
import sys

import django
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerfollow.settings")
    django.setup()

    from apps.mail.delivery import deliver_outbox
    from tests.mail.kinds import MAIL_KINDS

    settings.MAIL_KINDS = MAIL_KINDS
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    if "--loop" in sys.argv:
        call_command("deliver", loop=True)
    else:
        sys.stdout.write(json.dumps(deliver_outbox(clock=timezone.now, batch=int(sys.argv[1])).as_dict()))
