"""Every outcome of an attempt, against a real SMTP server that misbehaves as told."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from threading import Event

import pytest
from django.core.mail import get_connection
from django.db import OperationalError, connection
from pytest_django import Settings

from apps.mail.actions import cancel, suppress
from apps.mail.delivery import DeliveryReport, deliver_forever, deliver_outbox
from apps.mail.fence import claim, hand_on_abandoned
from apps.mail.models import DomainPause, OutboxEmail, Suppression
from apps.mail.rules import Answer
from apps.mail.transport import BackendTransport, Outgoing
from apps.mail.vocabulary import State, SuppressionReason
from tests.mail import kinds
from tests.mail.conftest import Clock, Put
from tests.mail.faults import ACCEPT_AND_DROP, DROP_EARLY, DROP_LATE, FaultyServer

pytestmark = pytest.mark.django_db


def deliver(clock: Clock, batch: int = 100) -> DeliveryReport:
    return deliver_outbox(clock=clock, batch=batch, rng=Random(1))  # noqa: S311 - jitter is no secret


def fresh(email: OutboxEmail) -> OutboxEmail:
    email.refresh_from_db()
    return email


def test_what_is_due_is_sent_once_and_put_on_record(server: FaultyServer, clock: Clock, put: Put) -> None:
    email, later = put(), put(run_at=clock() + timedelta(minutes=1))
    assert deliver(clock).as_dict() == {**DeliveryReport().as_dict(), "sent": 1}
    assert deliver(clock) == DeliveryReport()
    assert (fresh(email).state, email.sent_at, email.attempts) == (State.SENT, clock(), 1)
    assert (email.smtp_code, email.provider_id, email.last_error) == (250, "4TZ7dQ0000", "")
    assert server.message_ids == [email.message_id]
    assert fresh(later).state == State.SCHEDULED


def test_one_connection_carries_a_batch_and_is_renewed_every_hundred(
    server: FaultyServer, clock: Clock, put: Put
) -> None:
    for _ in range(101):
        put()
    assert deliver(clock, batch=30).sent == 101
    assert server.connections == 2


@pytest.mark.parametrize(
    ("fault", "state", "smtp_code"),
    [
        ("451 4.7.1 Greylisted", State.SCHEDULED, 451),
        ("421 4.3.2 Shutting down", State.SCHEDULED, 421),
        (DROP_EARLY, State.SCHEDULED, None),
        (DROP_LATE, State.SCHEDULED, None),
        (ACCEPT_AND_DROP, State.SCHEDULED, None),
        ("552 5.2.2 Mailbox full", State.SCHEDULED, 552),
        ("550 5.7.1 Blocked", State.SCHEDULED, 550),
        ("550 5.1.1 No such mailbox", State.FAILED, 550),
        ("550 Rejected", State.FAILED, 550),
        ("554 5.6.0 Cannot be read", State.FAILED, 554),
    ],
)
def test_an_answer_decides_over_its_own_email_only(
    server: FaultyServer, clock: Clock, put: Put, fault: str, state: State, smtp_code: int | None
) -> None:
    before, struck, after = put(), put(to="struck@elsewhere.example"), put()
    server.script["struck@elsewhere.example"] = [fault]
    report = deliver(clock)
    assert report.sent == 2
    assert fresh(before).state == fresh(after).state == State.SENT
    assert (fresh(struck).state, struck.attempts, struck.smtp_code) == (state, 1, smtp_code)
    assert struck.last_error
    assert (report.retried, report.failed) == ((1, 0) if state is State.SCHEDULED else (0, 1))
    assert struck.run_at > clock() if state is State.SCHEDULED else struck.run_at == clock()


@pytest.mark.parametrize("fault", ["451 later", DROP_EARLY, "421 shutting down", "552 5.2.2 full"])
def test_what_was_refused_for_now_arrives_once_at_a_later_attempt(
    server: FaultyServer, clock: Clock, put: Put, fault: str
) -> None:
    email = put()
    server.script[email.to] = [fault, fault]
    for _ in range(3):
        deliver(clock)
        clock.advance(days=2)
    assert (fresh(email).state, email.attempts) == (State.SENT, 3)
    assert server.message_ids == [email.message_id]


def test_an_email_accepted_without_our_hearing_comes_twice_under_one_message_id(
    server: FaultyServer, clock: Clock, put: Put
) -> None:
    email = put()
    server.script[email.to] = [ACCEPT_AND_DROP]
    deliver(clock)
    assert fresh(email).maybe_sent
    clock.advance(minutes=2)
    deliver(clock)
    assert fresh(email).state == State.SENT
    assert server.message_ids == [email.message_id] * 2


@pytest.mark.parametrize(
    ("fault", "end"), [("451 later", State.FAILED), (DROP_EARLY, State.FAILED), (DROP_LATE, State.UNKNOWN)]
)
def test_nobody_is_tried_more_than_six_times(
    server: FaultyServer, clock: Clock, put: Put, fault: str, end: State
) -> None:
    email = put()
    server.script[email.to] = [fault] * 20
    for _ in range(10):
        deliver(clock)
        clock.advance(hours=2)
    assert (fresh(email).state, email.attempts) == (end, 6)
    assert server.attempts[email.to] == 6


def test_what_may_have_arrived_is_never_called_failed_or_cancelled(
    server: FaultyServer, clock: Clock, put: Put
) -> None:
    refused, late = put(), put(not_after=clock() + timedelta(minutes=1))
    server.script[refused.to] = [DROP_LATE, "550 5.1.1 No such mailbox"]
    server.script[late.to] = [DROP_LATE]
    deliver(clock)
    clock.advance(minutes=10)
    assert deliver(clock).unknown == 2
    assert fresh(refused).state == fresh(late).state == State.UNKNOWN


def test_a_wrong_address_is_not_written_to_again(server: FaultyServer, clock: Clock, put: Put) -> None:
    put(to="Gone@halden.example")
    server.script["Gone@halden.example"] = ["550 5.1.1 No such mailbox"]
    deliver(clock)
    suppression = Suppression.objects.bounced().for_address("gone@HALDEN.example").get()
    assert (suppression.category, suppression.detail) == ("", "550 5.1.1 No such mailbox")
    second = put(to="gone@halden.example")
    assert deliver(clock).suppressed == 1
    assert fresh(second).state == State.SUPPRESSED
    assert server.messages == []


@pytest.mark.parametrize("fault", ["552 5.2.2 Mailbox full", "550 5.7.1 Blocked", "550 Rejected"])
def test_no_other_refusal_suppresses_an_address(
    server: FaultyServer, clock: Clock, put: Put, fault: str
) -> None:
    email = put()
    server.script[email.to] = [fault]
    deliver(clock)
    assert not Suppression.objects.exists()


def test_a_domain_that_refuses_us_is_left_alone_for_a_while_and_others_are_not(
    server: FaultyServer, clock: Clock, put: Put
) -> None:
    struck, next_there, elsewhere = put(to="a@strict.example"), put(to="b@Strict.example"), put()
    server.script["a@strict.example"] = ["550 5.7.1 Blocked by policy"]
    report = deliver(clock)
    assert (report.retried, report.held, report.sent) == (1, 1, 1)
    pause = DomainPause.objects.in_force(clock()).get()
    assert (pause.domain, pause.answer) == ("strict.example", "550 5.7.1 Blocked by policy")
    assert (fresh(next_there).attempts, next_there.run_at) == (0, pause.until)
    assert fresh(elsewhere).state == State.SENT

    clock.advance(minutes=6)
    assert deliver(clock).sent == 1
    assert fresh(next_there).state == State.SENT
    assert not DomainPause.objects.exists()
    assert fresh(struck).state == State.SCHEDULED


def test_a_domain_that_goes_on_refusing_is_left_alone_longer(
    server: FaultyServer, clock: Clock, put: Put
) -> None:
    for name in "ab":
        put(to=f"{name}@strict.example")
        server.script[f"{name}@strict.example"] = ["550 5.7.1 Blocked"]
    deliver(clock)
    clock.advance(minutes=6)
    deliver(clock)
    pause = DomainPause.objects.get()
    assert (pause.trips, pause.until) == (2, clock() + timedelta(minutes=10))


def test_a_server_that_refuses_connections_costs_three_tries_and_no_attempt(
    server: FaultyServer, clock: Clock, put: Put, settings: Settings
) -> None:
    emails = [put() for _ in range(5)]
    server.stop()
    report = deliver(clock)
    assert report.as_dict() == {**DeliveryReport().as_dict(), "refused": True}
    for email in emails:
        assert (fresh(email).state, email.attempts, email.claim_token) == (State.SCHEDULED, 0, None)


def test_a_login_that_is_refused_costs_no_attempt_either(
    server: FaultyServer, clock: Clock, put: Put, settings: Settings
) -> None:
    email = put()
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "office", "this server knows no logins"
    assert deliver(clock).refused
    assert (fresh(email).state, email.attempts) == (State.SCHEDULED, 0)


def test_our_own_server_refusing_the_sender_stops_the_pass_after_three(
    server: FaultyServer, clock: Clock, put: Put
) -> None:
    emails = [put() for _ in range(5)]
    server.sender_answer = "550 5.7.1 Sender address rejected"
    report = deliver(clock)
    assert (report.retried, report.refused) == (3, True)
    assert sorted(fresh(email).attempts for email in emails) == [0, 0, 1, 1, 1]
    assert not DomainPause.objects.exists()


@pytest.mark.parametrize(
    ("reference", "state"),
    [
        ("moot", State.CANCELLED),
        ("unwanted", State.CANCELLED),
        ("broken", State.FAILED),
        ("undecided", State.FAILED),
        ("spoilt", State.FAILED),
    ],
)
def test_what_is_unwanted_or_broken_is_not_sent_and_the_rest_go_out(
    server: FaultyServer, clock: Clock, put: Put, reference: str, state: State
) -> None:
    before, struck, after = put(), put(reference), put()
    deliver(clock)
    assert (fresh(struck).state, struck.attempts) == (state, 0)
    assert fresh(before).state == fresh(after).state == State.SENT
    assert server.message_ids == [before.message_id, after.message_id]
    assert bool(struck.last_error) == (state is State.FAILED)


@pytest.mark.parametrize(
    ("happens", "state"),
    [
        (lambda email, now: kinds.done.add(email.reference), State.CANCELLED),
        (lambda email, now: cancel(dedupe_key=email.dedupe_key), State.CANCELLED),
        (
            lambda email, now: suppress(
                address=email.to, category="reminders", reason=SuppressionReason.UNSUBSCRIBED, now=now
            ),
            State.SUPPRESSED,
        ),
    ],
    ids=["done", "cancelled", "unsubscribed"],
)
def test_what_happens_between_claim_and_fence_still_counts(
    server: FaultyServer,
    clock: Clock,
    put: Put,
    happens: Callable[[OutboxEmail, datetime], object],
    state: State,
) -> None:
    before, struck, after = put(), put("note:struck"), put()
    kinds.meanwhile["note:struck"] = lambda: happens(struck, clock())
    deliver(clock)
    assert (fresh(struck).state, struck.attempts) == (state, 0)
    assert server.message_ids == [before.message_id, after.message_id]


def test_a_kind_of_mail_that_is_gone_fails_its_rows_alone(
    server: FaultyServer, clock: Clock, put: Put
) -> None:
    gone, other = put(), put()
    OutboxEmail.objects.filter(pk=gone.pk).update(kind="newsletter")
    deliver(clock)
    assert (fresh(gone).state, fresh(other).state) == (State.FAILED, State.SENT)
    assert "newsletter" in gone.last_error


def test_an_email_too_late_to_be_of_use_expires(server: FaultyServer, clock: Clock, put: Put) -> None:
    email = put(not_after=clock() + timedelta(hours=1))
    clock.advance(hours=2)
    assert deliver(clock).expired == 1
    assert fresh(email).state == State.EXPIRED
    assert server.messages == []


def test_an_unsubscribed_category_leaves_the_others(server: FaultyServer, clock: Clock, put: Put) -> None:
    email = put()
    suppress(address=email.to, category="prompts", reason=SuppressionReason.UNSUBSCRIBED, now=clock())
    assert deliver(clock).sent == 1


def test_a_claim_takes_the_longest_waiting_and_leaves_the_rest(clock: Clock, put: Put) -> None:
    second, first, third = put(), put(run_at=clock() - timedelta(minutes=5)), put()
    assert claim(now=clock(), batch=2) == [first, second]
    assert claim(now=clock(), batch=2) == [third]
    assert claim(now=clock(), batch=2) == []
    assert fresh(first).lease_until == clock() + timedelta(seconds=60)


def test_a_claim_that_is_over_is_handed_on_without_an_attempt(
    server: FaultyServer, clock: Clock, put: Put
) -> None:
    email = put()
    claim(now=clock(), batch=10)
    assert deliver(clock) == DeliveryReport()
    clock.advance(seconds=60)
    report = deliver(clock)
    assert (report.recovered, report.sent) == (1, 1)
    assert (fresh(email).attempts, email.maybe_sent) == (1, False)


def test_an_email_left_in_sending_is_sent_again_as_an_attempt_that_may_have_arrived(
    server: FaultyServer, clock: Clock, put: Put
) -> None:
    email = put()
    claim(now=clock(), batch=10)
    OutboxEmail.objects.filter(pk=email.pk).update(state=State.SENDING, attempts=1)
    clock.advance(seconds=121)
    assert deliver(clock).sent == 1
    assert (fresh(email).attempts, email.maybe_sent, email.state) == (2, True, State.SENT)


def test_an_email_left_in_sending_for_the_sixth_time_is_given_up_as_unknown(clock: Clock, put: Put) -> None:
    email = put()
    claim(now=clock(), batch=10)
    OutboxEmail.objects.filter(pk=email.pk).update(state=State.SENDING, attempts=6)
    clock.advance(seconds=121)
    assert hand_on_abandoned(now=clock()) == 1
    assert fresh(email).state == State.UNKNOWN


def test_a_sender_that_outslept_its_claim_does_not_send_what_another_has(
    server: FaultyServer, clock: Clock, put: Put
) -> None:
    first, second = put(), put("note:second")

    def sleep_while_another_takes_over() -> None:
        clock.advance(seconds=61)
        hand_on_abandoned(now=clock())
        assert claim(now=clock(), batch=10) == [second]

    kinds.meanwhile["note:second"] = sleep_while_another_takes_over
    assert deliver(clock).sent == 1
    assert server.message_ids == [first.message_id]
    assert (fresh(second).state, second.attempts) == (State.CLAIMED, 0)


def test_a_sender_that_outslept_its_sending_lease_leaves_the_row_to_the_other(clock: Clock, put: Put) -> None:
    email = put()

    class SleepyTransport(BackendTransport):
        def send(self, email: Outgoing) -> Answer:
            clock.advance(seconds=121)
            hand_on_abandoned(now=clock())
            claim(now=clock(), batch=10)
            return super().send(email)

    report = deliver_outbox(clock=clock, transport=SleepyTransport(get_connection()))
    assert report == DeliveryReport()
    assert (fresh(email).state, email.sent_at) == (State.CLAIMED, None)


def test_a_sender_whose_claim_ran_out_unnoticed_claims_again(
    server: FaultyServer, clock: Clock, put: Put
) -> None:
    emails = [put(), put()]
    server.on_content = lambda count: clock.advance(seconds=61)
    assert deliver(clock).sent == 2
    assert server.message_ids == [email.message_id for email in emails]


def test_a_budget_that_is_used_up_gives_the_rest_back(server: FaultyServer, clock: Clock, put: Put) -> None:
    emails = [put() for _ in range(4)]
    server.on_content = lambda count: clock.advance(seconds=10)
    report = deliver_outbox(clock=clock, budget=timedelta(seconds=15))
    assert report.sent == 2
    assert [fresh(email).state for email in emails] == [State.SENT] * 2 + [State.SCHEDULED] * 2


def test_no_transaction_is_open_while_the_server_is_spoken_to(
    server: FaultyServer, clock: Clock, put: Put, transactional_db: None
) -> None:
    put()
    open_then: list[bool] = []
    server.on_content = lambda count: open_then.append(connection.in_atomic_block)
    assert deliver(clock).sent == 1
    assert open_then == [False]


def test_a_backend_other_than_smtp_is_asked_once(settings: Settings, clock: Clock, put: Put) -> None:
    email = put()
    settings.EMAIL_BACKEND = "apps.mail.mailbox.MailboxBackend"
    assert deliver(clock).sent == 1
    assert fresh(email).state == State.SENT


def test_a_backend_that_raises_leaves_open_whether_it_sent(
    settings: Settings, clock: Clock, put: Put
) -> None:
    email = put()
    settings.EMAIL_BACKEND = "apps.mail.mailbox.MailboxBackend"
    settings.MAILBOX_DIR.write_text("a file stands where the folder should be")
    assert deliver(clock).retried == 1
    assert fresh(email).maybe_sent


class Recorded(Event):
    """An event that notes how long it is waited for, and is set after so many waits; nobody really waits."""

    def __init__(self, waits: int, on_wait: Callable[[int], object] = lambda number: None) -> None:
        super().__init__()
        self.waits: list[float | None] = []
        self._most, self._on_wait = waits, on_wait

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout)
        self._on_wait(len(self.waits))
        if len(self.waits) >= self._most:
            self.set()
        return self.is_set()


def test_a_looping_sender_leaves_a_refusing_server_alone_longer_and_longer(
    server: FaultyServer, clock: Clock, put: Put
) -> None:
    email = put()
    server.stop()
    stop = Recorded(7)
    deliver_forever(clock=clock, stop=stop)
    assert stop.waits == [30, 60, 120, 240, 480, 600, 600]
    assert (fresh(email).state, email.attempts) == (State.SCHEDULED, 0)


def test_a_looping_sender_goes_on_over_one_connection_and_asks_after_it_when_idle(
    server: FaultyServer, clock: Clock, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.mail.transport.IDLE_SECONDS", 0)
    put()
    deliver_forever(clock=clock, stop=Recorded(3, on_wait=lambda number: put()))
    assert len(server.messages) == 3
    assert server.connections == 1


def test_a_connection_that_died_while_idle_is_renewed_without_an_attempt(
    server: FaultyServer, clock: Clock, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.mail.transport.IDLE_SECONDS", 0)
    put()

    def hang_up_and_put_another(number: int) -> None:
        if number == 1:
            server.hang_up()
            put()

    deliver_forever(clock=clock, stop=Recorded(2, on_wait=hang_up_and_put_another))
    assert list(OutboxEmail.objects.values_list("state", "attempts")) == [(State.SENT, 1)] * 2
    assert server.connections == 2


def test_a_looping_sender_outlives_a_database_that_goes_away(
    server: FaultyServer, clock: Clock, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    put()
    answers = iter([OperationalError("the server closed the connection"), None])

    def hand_on(*, now: datetime) -> int:
        error = next(answers, None)
        if error is not None:
            raise error
        return 0

    monkeypatch.setattr("apps.mail.fence.hand_on_abandoned", hand_on)
    monkeypatch.setattr("django.db.connection.close", lambda: None)
    stop = Recorded(2)
    deliver_forever(clock=clock, stop=stop)
    assert stop.waits == [30, 1.0]
    assert len(server.messages) == 1


@pytest.mark.parametrize("reference", ["away:compose", "away:still-wanted"])
def test_a_database_that_goes_away_fails_no_email(
    server: FaultyServer, clock: Clock, put: Put, monkeypatch: pytest.MonkeyPatch, reference: str
) -> None:
    sent, waiting = put(), put(reference)
    monkeypatch.setattr("django.db.connection.is_usable", lambda: False)
    with pytest.raises(Exception, match="the server closed the connection"):
        deliver(clock)
    assert fresh(sent).state == State.SENT
    assert (fresh(waiting).state, waiting.attempts) == (State.SCHEDULED, 0)
