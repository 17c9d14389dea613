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

from django.db import InterfaceError, OperationalError, connection, transaction

from apps.mail import fence, rules
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
            run.report.recovered += fence.hand_on_abandoned(now=clock())
            rows = fence.claim(now=clock(), batch=batch)
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
        fence.release(rows[0])


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
    try:
        with transaction.atomic():
            outcomes = [_settle(run, tried)] if tried else []
            ending = ready if isinstance(ready, _Ending) else _fenced(run, row)
            if ending is not None:
                outcomes.append(_ended(row, ending))
    except _BrokenKindError as broken:  # rolled back, as it may have spoilt the transaction
        if _database_is_away(broken.__cause__):
            raise
        logger.exception("Email %s (%s, %s): nobody can say if it is wanted", row.pk, row.kind, row.reference)
        return _let_go(run, row, _Ending(State.FAILED, str(broken)), tried)
    for outcome in filter(None, outcomes):
        run.report.count(outcome)
    return ending is None


def _fenced(run: _Pass, row: OutboxEmail) -> _Ending | None:
    """None: ``row`` is fenced, and goes. Else what keeps it, as the database stands in this commit."""
    now = run.clock()
    if early := _out_of_time(run, row, now):
        return early
    kind = kind_named(row.kind)
    try:
        wanted = kind.still_wanted(row.reference, now)
    except Exception as error:
        raise _BrokenKindError(_reason(error)) from error
    if not wanted:
        return _Ending(State.CANCELLED)
    if fence.fence(row, kind.category.value, now=now):
        return None
    if Suppression.objects.covering(row.to, kind.category).exists():
        return _Ending(State.SUPPRESSED)
    return _Ending(State.SCHEDULED)  # our claim is over


def _ended(row: OutboxEmail, ending: _Ending) -> str:
    """End a claimed row, or give it back. The name of the outcome, if that is one."""
    state = fence.end(row, ending.state, reason=ending.reason, run_at=ending.run_at)
    if state is State.SCHEDULED:
        return "held" if ending.run_at else ""
    return state.value if state else ""


def _settle(run: _Pass, tried: _Tried) -> str:
    """Record what the server said, and what follows for address and domain. The name of the outcome."""
    row, answer = tried.row, tried.answer
    state = fence.finish(row, answer, at=tried.at, rng=run.rng)
    if state is None:
        return ""
    what, domain = rules.meaning(answer), rules.domain_of(row.to)
    if what is Meaning.NO_SUCH_ADDRESS:
        suppress(address=row.to, reason=SuppressionReason.BOUNCED, detail=str(answer), now=tried.at)
    elif what is Meaning.DOMAIN_REFUSES_US:
        run.pauses[domain] = _pause_domain(domain, tried)
    elif what is Meaning.ACCEPTED and domain in run.pauses:
        DomainPause.objects.filter(domain=domain).delete()
    return "retried" if state is State.SCHEDULED else state.value


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


def _database_is_away(error: BaseException | None) -> bool:
    return isinstance(error, _DATABASE_AWAY) and not connection.is_usable()


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]
