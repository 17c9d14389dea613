"""What the clock calls: one look a tick at who needs a reminder. A lost or doubled tick does no harm."""

from celery import shared_task
from django.utils import timezone

from apps.reminders import actions


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator]
def compose_reminders() -> None:
    """Put what students need to be reminded of now into the outbox."""
    actions.compose_reminders(now=timezone.now())
