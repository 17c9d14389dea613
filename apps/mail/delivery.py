"""The chained fence: from due rows to delivered emails, none lost, at most one doubled per killed sender.

A sender claims a batch under a lease. Then one commit a message finishes the previous row and fences the
next (``claimed`` to ``sending``), only if it is still to go; the email leaves after that commit, with no
transaction open. So at any moment each sender has at most one email whose fate is not on record, and whoever
finds its lease over sends that one again, under the same Message-ID. docs/delivery.md has the diagram and
the promises.
"""

import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from random import Random, SystemRandom
from threading import Event
from uuid import uuid4

from django.db import InterfaceError, OperationalError, connection, transaction

from apps.mail import rules
from apps.mail.actions import suppress
from apps.mail.emails import email_for
from apps.mail.kinds import kind_named
from apps.mail.models import DomainPause, OutboxEmail, Suppression
from apps.mail.rules import Answer, Meaning
from apps.mail.transport import Outgoing, RefusedError, Transport, open_transport
from apps.mail.vocabulary import State, SuppressionReason

logger = logging.getLogger(__name__)

POLL_SECONDS = 1.0
_DATABASE_AWAY = (OperationalError, InterfaceError)

# MATERIALIZED: the inner query runs once, so that no plan can claim more than the batch.
_CLAIM = """
WITH due AS MATERIALIZED (
    SELECT id FROM mail_outboxemail WHERE state = 'scheduled' AND run_at <= %s
    ORDER BY run_at, id LIMIT %s {lock}
)
UPDATE mail_outboxemail SET state = 'claimed', claim_token = %s, lease_until = %s
WHERE id IN (SELECT id FROM due) RETURNING *
"""


@dataclass
class DeliveryReport:
    """What one call of ``deliver_outbox`` did, in emails; ``refused``: the mail server would not have us."""

    sent: int = 0
    retried: int = 0
    failed: int = 0
    unknown: int = 0
    cancelled: int = 0
    suppressed: int = 0
    expired: int = 0
    held: int = 0
    recovered: int = 0
    refused: bool = False

    def count(self, outcome: str) -> None:
        """One more email with this outcome (the name of a field)."""
        setattr(self, outcome, getattr(self, outcome) + 1)

    def as_dict(self) -> dict[str, int | bool]:
        """The figures, for JSON."""
        return asdict(self)


@dataclass
class _Pass:
    """What one call of ``deliver_outbox`` holds in its hands."""

    clock: Callable[[], datetime]
    transport: Transport
    rng: Random
    stopping: Callable[[], bool]
    until: datetime | None
    report: DeliveryReport = field(default_factory=DeliveryReport)
    pauses: dict[str, DomainPause] = field(default_factory=dict)
    refusals: int = 0  # in a row

    def over(self) -> bool:
        return (
            self.report.refused or self.stopping() or (self.until is not None and self.clock() >= self.until)
        )


@dataclass(frozen=True)
class _Ending:
    """What becomes of a claimed row that does not go out now."""

    state: State
    reason: str = ""
    run_at: datetime | None = None


class _BrokenKindError(Exception):
    """A kind of mail raised where it was to say whether an email is still wanted."""


@dataclass(frozen=True)
class _Tried:
    """An email that left, and what the server said: not on record until it is settled."""

    row: OutboxEmail
    answer: Answer
    at: datetime


def deliver_outbox(
    *,
    clock: Callable[[], datetime],
    budget: timedelta | None = None,
    batch: int = 100,
    transport: Transport | None = None,
    stopping: Callable[[], bool] = lambda: False,
    rng: Random | None = None,
) -> DeliveryReport:
    """Deliver what is due, ``batch`` emails to a claim, until nothing is due or ``budget`` is used up.

    Stops early where the mail server refuses three connections in a row: what was not sent goes back, with no
    attempt counted. ``transport`` is used and left open where given. Safe to run any number of times at once.
    """
    run = _Pass(
        clock=clock,
        transport=transport or open_transport(),
        rng=rng or SystemRandom(),
        stopping=stopping,
        until=None if budget is None else clock() + budget,
    )
    try:
        while not run.over():
            run.report.recovered += hand_on_abandoned(now=clock())
            rows = claim(now=clock(), batch=batch)
            if not rows:
                break
            run.pauses = {pause.domain: pause for pause in DomainPause.objects.all()}
            _chain(run, rows)
    finally:
        if transport is None:
            run.transport.close()
    return run.report


def deliver_forever(*, clock: Callable[[], datetime], stop: Event) -> None:
    """Deliver what comes due until ``stop`` is set; outlive a mail server or a database that goes away."""
    transport = open_transport()
    refused = 0
    try:
        while not stop.is_set():
            try:
                report = deliver_outbox(clock=clock, transport=transport, stopping=stop.is_set)
                refused = refused + 1 if report.refused else 0
            except (*_DATABASE_AWAY, _BrokenKindError) as error:
                logger.warning("The database is away: %s", error)
                connection.close()
                refused += 1
            stop.wait(rules.pause_after(refused).total_seconds() if refused else POLL_SECONDS)
    finally:
        transport.close()


@transaction.atomic
def hand_on_abandoned(*, now: datetime) -> int:
    """Put back what senders hold whose lease is over; what was being sent may have arrived. How many."""
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


@transaction.atomic
def claim(*, now: datetime, batch: int) -> list[OutboxEmail]:
    """Take up to ``batch`` due rows that no other sender holds, for 60 seconds, the longest waiting first."""
    lock = "FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    adapt = connection.ops.adapt_datetimefield_value
    token = uuid4()
    params = [
        adapt(now),
        batch,
        token if connection.features.has_native_uuid_field else token.hex,
        adapt(now + rules.CLAIM_LEASE),
    ]
    rows = list(OutboxEmail.objects.raw(_CLAIM.format(lock=lock), params))
    return sorted(rows, key=lambda row: (row.run_at, row.pk))


def _chain(run: _Pass, rows: list[OutboxEmail]) -> None:
    """Send the claimed rows one by one; put back what is left where the pass has to stop."""
    tried: _Tried | None = None
    try:
        for row in rows:
            if run.over():
                break
            ready = _prepare(run, row)
            if isinstance(ready, Outgoing) and not _connected(run):
                break
            goes = _let_go(run, row, ready, tried)
            tried = None
            if goes and isinstance(ready, Outgoing):
                tried = _Tried(row, run.transport.send(ready), run.clock())
                _note_refusal(run, tried.answer)
    finally:
        if tried is not None:
            with transaction.atomic():
                outcome = _settle(run, tried)
            if outcome:
                run.report.count(outcome)
        _release(rows[0])


def _prepare(run: _Pass, row: OutboxEmail) -> Outgoing | _Ending:
    """The email of ``row``, rendered; or why it does not go out. Only a broken row fails: the rest go on."""
    now = run.clock()
    if early := _out_of_time(run, row, now):
        return early
    try:
        kind = kind_named(row.kind)
        composed = kind.compose(row.reference, now)
        return email_for(row, composed, kind, now=now) if composed else _Ending(State.CANCELLED)
    except Exception as error:
        if _database_is_away(error):
            raise
        logger.exception("Email %s (%s, %s) cannot be composed", row.pk, row.kind, row.reference)
        return _Ending(State.FAILED, _reason(error))


def _out_of_time(run: _Pass, row: OutboxEmail, now: datetime) -> _Ending | None:
    """Too late for ``row``, or too early for its domain."""
    if row.not_after is not None and row.not_after < now:
        return _Ending(State.EXPIRED)
    pause = run.pauses.get(rules.domain_of(row.to))
    return _Ending(State.SCHEDULED, run_at=pause.until) if pause and pause.until > now else None


def _connected(run: _Pass) -> bool:
    while run.refusals < rules.REFUSALS_TO_TRIP:
        try:
            run.transport.ready()
        except RefusedError as error:
            logger.warning("The mail server refused a connection: %s", error)
            run.refusals += 1
        else:
            return True
    run.report.refused = True
    return False


def _note_refusal(run: _Pass, answer: Answer) -> None:
    run.refusals = run.refusals + 1 if rules.meaning(answer) is Meaning.SERVER_REFUSES_US else 0
    run.report.refused = run.refusals >= rules.REFUSALS_TO_TRIP


def _let_go(run: _Pass, row: OutboxEmail, ready: Outgoing | _Ending, tried: _Tried | None) -> bool:
    """The one commit a message: finish the previous row, and fence this one. False where it does not go."""
    now = run.clock()
    fenced = False
    try:
        with transaction.atomic():
            outcomes = [_settle(run, tried)] if tried else []
            ending = ready if isinstance(ready, _Ending) else _obstacle(run, row, now)
            if ending is None:
                fenced = _fence(row, now)
            else:
                outcomes.append(_end(row, ending))
    except _BrokenKindError as broken:  # rolled back, as it may have spoilt the transaction
        if _database_is_away(broken.__cause__):
            raise
        logger.exception("Email %s (%s, %s): nobody can say if it is wanted", row.pk, row.kind, row.reference)
        return _let_go(run, row, _Ending(State.FAILED, str(broken)), tried)
    for outcome in filter(None, outcomes):
        run.report.count(outcome)
    return fenced


def _obstacle(run: _Pass, row: OutboxEmail, now: datetime) -> _Ending | None:
    """What keeps ``row`` from going out, as the database stands in this commit. Raises _BrokenKindError."""
    if early := _out_of_time(run, row, now):
        return early
    kind = kind_named(row.kind)
    if Suppression.objects.covering(row.to, kind.category).exists():
        return _Ending(State.SUPPRESSED)
    try:
        return None if kind.still_wanted(row.reference, now) else _Ending(State.CANCELLED)
    except Exception as error:
        raise _BrokenKindError(_reason(error)) from error


def _fence(row: OutboxEmail, now: datetime) -> bool:
    """From ``claimed`` to ``sending``, while the claim lasts. False where another sender may have the row."""
    row.attempts += 1
    return bool(
        OutboxEmail.objects.held_by(row, State.CLAIMED)
        .filter(lease_until__gt=now)
        .update(state=State.SENDING, lease_until=now + rules.SENDING_LEASE, attempts=row.attempts)
    )


def _end(row: OutboxEmail, ending: _Ending) -> str:
    """A claimed row ends, or goes back to wait, untried. The name of the outcome, if it was still ours."""
    held = ending.state is State.SCHEDULED
    state = ending.state if held else rules.ended(ending.state, maybe_sent=row.maybe_sent)
    changed = OutboxEmail.objects.held_by(row, State.CLAIMED).update(
        state=state,
        claim_token=None,
        lease_until=None,
        run_at=ending.run_at or row.run_at,
        last_error=ending.reason or row.last_error,
    )
    return ("held" if held else state.value) if changed else ""


def _settle(run: _Pass, tried: _Tried) -> str:
    """Record what the server said, and what follows for address and domain. The name of the outcome."""
    row, answer = tried.row, tried.answer
    what = rules.meaning(answer)
    maybe_sent = row.maybe_sent or answer.ambiguous
    verdict = rules.judge(answer, attempts=row.attempts, maybe_sent=maybe_sent, rng=run.rng)
    changed = OutboxEmail.objects.held_by(row, State.SENDING).update(
        state=verdict.state,
        claim_token=None,
        lease_until=None,
        run_at=row.run_at if verdict.wait is None else tried.at + verdict.wait,
        maybe_sent=maybe_sent,
        sent_at=tried.at if verdict.state is State.SENT else None,
        smtp_code=answer.code,
        provider_id=answer.queue_id,
        last_error="" if answer.accepted else str(answer)[:500],
    )
    if not changed:  # our lease was over, and another sender has the row
        return ""
    domain = rules.domain_of(row.to)
    if what is Meaning.NO_SUCH_ADDRESS:
        suppress(address=row.to, reason=SuppressionReason.BOUNCED, detail=str(answer), now=tried.at)
    elif what is Meaning.DOMAIN_REFUSES_US:
        run.pauses[domain] = _pause_domain(domain, tried)
    elif what is Meaning.ACCEPTED and domain in run.pauses:
        DomainPause.objects.filter(domain=domain).delete()
    return "retried" if verdict.state is State.SCHEDULED else verdict.state.value


def _pause_domain(domain: str, tried: _Tried) -> DomainPause:
    """Leave a domain alone that refuses us, longer each time; the office sees the record."""
    pause, new = DomainPause.objects.get_or_create(
        domain=domain,
        defaults={
            "since": tried.at,
            "until": tried.at + rules.domain_pause_after(1),
            "answer": str(tried.answer)[:500],
        },
    )
    if not new and pause.until <= tried.at:
        pause.trips += 1
        pause.until = tried.at + rules.domain_pause_after(pause.trips)
        pause.answer = str(tried.answer)[:500]
        pause.save()
    logger.error("%s refuses email from us until %s: %s", domain, pause.until, pause.answer)
    return pause


def _release(row: OutboxEmail) -> None:
    """Put back what is still claimed of the batch that ``row`` was claimed with; no attempt is counted."""
    OutboxEmail.objects.filter(
        state=State.CLAIMED, claim_token=row.claim_token, lease_until=row.lease_until
    ).update(state=State.SCHEDULED, claim_token=None, lease_until=None)


def _database_is_away(error: BaseException | None) -> bool:
    return isinstance(error, _DATABASE_AWAY) and not connection.is_usable()


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]
