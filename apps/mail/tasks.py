"""What the clock calls: one delivery of the outbox a tick. Lost or doubled ticks lose and double nothing."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from apps.mail import delivery

BUDGET = timedelta(seconds=50)  # so that a tick is over before the next


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator]
def deliver_outbox() -> None:
    """Deliver what is due, within the tick's budget."""
    delivery.deliver_outbox(clock=timezone.now, budget=BUDGET)
