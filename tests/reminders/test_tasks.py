from datetime import timedelta

import pytest
import time_machine

from apps.mail.models import OutboxEmail
from apps.reminders.tasks import compose_reminders
from tests.factories import NOW, make_application


@pytest.mark.django_db
def test_the_task_is_one_tick_at_the_time_of_the_clock() -> None:
    make_application(applied_on=(NOW - timedelta(days=4)).date(), now=NOW - timedelta(days=1))
    with time_machine.travel(NOW, tick=False):
        compose_reminders()
    assert OutboxEmail.objects.get().run_at == NOW
