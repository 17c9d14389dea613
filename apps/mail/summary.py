"""How the outbox stands, in figures: for ``manage.py outbox`` and the office's outbox page."""

from datetime import datetime
from typing import Any

from django.db.models import Count

from apps.mail.models import DomainPause, OutboxEmail, Suppression
from apps.mail.vocabulary import State

_TOLD = ("id", "kind", "reference", "to", "state", "attempts", "run_at", "smtp_code", "last_error")


def outbox_summary(*, now: datetime, failures: int) -> dict[str, Any]:
    """Emails by state, how many are due and since when, the latest ``failures``, domains that refuse us."""
    counts = dict(OutboxEmail.objects.order_by().values_list("state").annotate(Count("id")))
    due = OutboxEmail.objects.due(now)
    oldest = due.first()
    return {
        "states": {state.value: counts.get(state.value, 0) for state in State},
        "due": due.count(),
        "oldest_due": oldest.run_at if oldest else None,
        "oldest_due_seconds": int((now - oldest.run_at).total_seconds()) if oldest else 0,
        "failures": list(OutboxEmail.objects.troubled().newest_first().values(*_TOLD)[:failures]),
        "suppressed_addresses": Suppression.objects.values("address").distinct().count(),
        "domains_refusing_us": list(
            DomainPause.objects.in_force(now)
            .order_by("domain")
            .values("domain", "since", "until", "trips", "answer")
        ),
    }
