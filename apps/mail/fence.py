"""How a row of the outbox changes hands: claimed, fenced, finished, handed on, given back.

The three statements that run once per email are written out: compiling them anew each time cost half of all
processor time. Each finds its row by the primary key (``tests/mail/test_models.py`` reads their plans).
"""

from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from apps.mail import rules
from apps.mail.models import OutboxEmail
from apps.mail.rules import Answer
from apps.mail.vocabulary import State

# MATERIALIZED: the inner query runs once, so that no plan can claim more than the batch.
_CLAIM = """
WITH due AS MATERIALIZED (
    SELECT id FROM mail_outboxemail WHERE state = 'scheduled' AND run_at <= %s
    ORDER BY run_at, id LIMIT %s {lock}
)
UPDATE mail_outboxemail SET state = 'claimed', claim_token = %s, lease_until = %s
WHERE id IN (SELECT id FROM due) RETURNING *
"""
_FENCE = """
UPDATE mail_outboxemail SET state = 'sending', attempts = %s, lease_until = %s
WHERE id = %s AND claim_token = %s AND state = 'claimed' AND NOT EXISTS (
    SELECT 1 FROM mail_suppression WHERE address = %s AND category IN ('', %s)
)
"""
_FINISH = """
UPDATE mail_outboxemail SET state = %s, claim_token = NULL, lease_until = NULL, run_at = %s, maybe_sent = %s,
    sent_at = %s, smtp_code = %s, provider_id = %s, last_error = %s
WHERE id = %s AND claim_token = %s AND state = 'sending'
"""


@transaction.atomic
def claim(*, now: datetime, batch: int) -> list[OutboxEmail]:
    """Take up to ``batch`` due rows that no other sender holds, for 60 seconds, the longest waiting first."""
    lock = "FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    params = _adapted(now, batch, uuid4(), now + rules.CLAIM_LEASE)
    rows = list(OutboxEmail.objects.raw(_CLAIM.format(lock=lock), params))
    return sorted(rows, key=lambda row: (row.run_at, row.pk))


def fence(row: OutboxEmail, category: str, *, now: datetime) -> bool:
    """From ``claimed`` to ``sending``, counting the attempt, for 120 seconds.

    False where the claim is over, so that another sender may have the row, or where the address is not to be
    written to in this category.
    """
    if row.lease_until is None or row.lease_until <= now:
        return False
    row.attempts += 1
    return _changed(
        _FENCE,
        *(row.attempts, now + rules.SENDING_LEASE, row.pk, row.claim_token, row.to.lower(), category),
    )


def finish(row: OutboxEmail, answer: Answer, *, at: datetime, rng: Random) -> State | None:
    """From ``sending`` to what the server's answer makes of it; None where another sender has the row."""
    maybe_sent = row.maybe_sent or answer.ambiguous
    verdict = rules.judge(answer, attempts=row.attempts, maybe_sent=maybe_sent, rng=rng)
    run_at = row.run_at if verdict.wait is None else at + verdict.wait
    sent_at = at if verdict.state is State.SENT else None
    last_error = "" if answer.accepted else str(answer)[:500]
    ours = _changed(
        _FINISH,
        *(verdict.state.value, run_at, maybe_sent, sent_at, answer.code, answer.queue_id, last_error),
        *(row.pk, row.claim_token),
    )
    return verdict.state if ours else None


def end(row: OutboxEmail, state: State, *, reason: str = "", run_at: datetime | None = None) -> State | None:
    """From ``claimed`` to an end, or back to ``scheduled`` at ``run_at``, untried; None if it is not ours."""
    if state is not State.SCHEDULED:
        state = rules.ended(state, maybe_sent=row.maybe_sent)
    ours = OutboxEmail.objects.held_by(row, State.CLAIMED).update(
        state=state,
        claim_token=None,
        lease_until=None,
        run_at=run_at or row.run_at,
        last_error=reason or row.last_error,
    )
    return state if ours else None


def release(row: OutboxEmail) -> None:
    """Give back what is still claimed of the batch that ``row`` was claimed with; no attempt is counted."""
    batch = OutboxEmail.objects.filter(claim_token=row.claim_token, lease_until=row.lease_until)
    batch.filter(state=State.CLAIMED).update(state=State.SCHEDULED, claim_token=None, lease_until=None)


@transaction.atomic
def hand_on_abandoned(*, now: datetime) -> int:
    """Give back what senders hold whose lease is over; what was being sent may have arrived. How many."""
    rows = list(OutboxEmail.objects.abandoned(now).select_for_update(skip_locked=True))
    for row in rows:
        if row.state == State.SENDING:
            row.maybe_sent = True
            row.last_error = "the sender stopped while sending"
        used_up = row.attempts >= rules.MAX_ATTEMPTS
        row.state = rules.ended(State.FAILED, maybe_sent=row.maybe_sent) if used_up else State.SCHEDULED
        row.claim_token = row.lease_until = None
        row.save(update_fields=["state", "claim_token", "lease_until", "maybe_sent", "last_error"])
    return len(rows)


def _changed(sql: str, *params: object) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, _adapted(*params))
        return bool(cursor.rowcount)


def _adapted(*params: object) -> list[Any]:
    """Parameters as the database at hand takes them: SQLite has neither time zones nor UUIDs."""
    if connection.vendor == "postgresql":
        return list(params)
    return [
        connection.ops.adapt_datetimefield_value(param)
        if isinstance(param, datetime)
        else param.hex
        if isinstance(param, UUID)
        else param
        for param in params
    ]
