"""A sender in a process of its own, for tests that stop or kill one: says "ready", waits for a line, delivers."""

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
    print("ready", flush=True)
    sys.stdin.readline()
    if "--loop" in sys.argv:
        call_command("deliver", loop=True)
    else:
        print(json.dumps(deliver_outbox(clock=timezone.now, batch=int(sys.argv[1])).as_dict()))
