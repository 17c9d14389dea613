"""What can be done to the outbox and to the list of addresses not to write to."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from apps.mail.kinds import kind_named
from apps.mail.models import OutboxEmail, Suppression
from apps.mail.vocabulary import ENDED_UNSENT, EVERYTHING, State, SuppressionReason


@transaction.atomic
def enqueue(
    *,
    kind: str,
    reference: str,
    to: str,
    run_at: datetime,
    dedupe_key: str,
    now: datetime,
    not_after: datetime | None = None,
) -> OutboxEmail:
    """Put an email into the outbox, due at ``run_at``, useless after ``not_after``, if the caller commits.

    ``reference`` is what the kind's composer understands; no text is stored. Where ``dedupe_key`` is taken,
    the email that has it is returned unchanged. Raises NoSuchKindError.
    """
    kind_named(kind)
    email, _ = OutboxEmail.objects.get_or_create(
        dedupe_key=dedupe_key,
        defaults={
            "kind": kind,
            "reference": reference,
            "to": to,
            "run_at": run_at,
            "not_after": not_after,
            "created_at": now,
        },
    )
    return email


@transaction.atomic
def enqueue_many(*, emails: Sequence[OutboxEmail]) -> list[OutboxEmail]:
    """Put many new emails into the outbox at once, as ``enqueue`` does one; gives those that were put there.

    An email whose ``dedupe_key`` is taken is left out. Raises NoSuchKindError.
    """
    for kind in {email.kind for email in emails}:
        kind_named(kind)
    OutboxEmail.objects.bulk_create(emails, ignore_conflicts=True)
    return list(OutboxEmail.objects.filter(message_id__in=[email.message_id for email in emails]))


@transaction.atomic
def cancel(*, dedupe_key: str) -> bool:
    """Withdraw an email that no sender has let go yet. False where it is too late, or there is none."""
    waiting = OutboxEmail.objects.filter(dedupe_key=dedupe_key, state__in=(State.SCHEDULED, State.CLAIMED))
    return _end_waiting(waiting.filter(maybe_sent=False), State.CANCELLED) or _end_waiting(
        waiting, State.UNKNOWN
    )


@transaction.atomic
def resend(*, email: OutboxEmail, now: datetime) -> bool:
    """Send an email again that ended unsent: six new attempts, from now on, under its old Message-ID.

    Under the same Message-ID, a mailbox that did get it the first time can tell. False where it has not
    ended, or was sent.
    """
    return bool(
        OutboxEmail.objects.filter(pk=email.pk, state__in=ENDED_UNSENT).update(
            state=State.SCHEDULED, run_at=now, not_after=None, attempts=0, smtp_code=None, last_error=""
        )
    )


@transaction.atomic
def suppress(
    *, address: str, category: str = EVERYTHING, reason: SuppressionReason, now: datetime, detail: str = ""
) -> Suppression:
    """Write no more to ``address`` in ``category`` (empty: in any). Twice is once: the first reason stays."""
    suppression, _ = Suppression.objects.get_or_create(
        address=address.lower(),
        category=category,
        defaults={"reason": reason, "detail": detail[:500], "created_at": now},
    )
    return suppression


@transaction.atomic
def unsuppress(*, address: str, category: str = EVERYTHING) -> bool:
    """Write to ``address`` again in ``category``. False where nothing stopped it."""
    deleted, _ = Suppression.objects.filter(address=address.lower(), category=category).delete()
    return bool(deleted)


def _end_waiting(waiting: QuerySet[OutboxEmail], state: State) -> bool:
    return bool(waiting.update(state=state, claim_token=None, lease_until=None))
