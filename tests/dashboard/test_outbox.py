"""The outbox as the office reads it."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from apps.dashboard.outbox import duration, kind_name, read_outbox, what_was_said
from apps.mail.models import DomainPause, OutboxEmail, Suppression
from apps.mail.vocabulary import State, SuppressionReason
from tests.factories import NOW, make_student

pytestmark = pytest.mark.django_db


def email(
    to: str = "gustav@halden.example", *, waited: timedelta = timedelta(0), **fields: object
) -> OutboxEmail:
    number = OutboxEmail.objects.count()
    return OutboxEmail.objects.create(
        dedupe_key=str(number),
        kind="digest",
        reference="1",
        to=to,
        run_at=NOW - waited,
        created_at=NOW,
        **fields,
    )


def test_an_empty_outbox_runs() -> None:
    outbox = read_outbox(now=NOW)
    assert outbox.sentence == "Reminders are running. Nothing is due."
    assert outbox.healthy
    assert outbox.states == [("sent", 0)]
    assert outbox.troubles == []


def test_the_sentence_says_how_long_the_oldest_has_waited() -> None:
    email(waited=timedelta(seconds=40))
    assert read_outbox(now=NOW).sentence == "Reminders are running. Oldest due: 40 s."
    email(waited=timedelta(minutes=12))
    outbox = read_outbox(now=NOW)
    assert outbox.sentence == "Reminders are behind. Oldest due: 12 min."
    assert not outbox.healthy
    assert outbox.waiting == 2


def test_what_failed_is_listed_with_the_name_and_the_servers_answer() -> None:
    student = make_student(name="Gustav Hallgren", email="gustav@halden.example")
    email(state=State.FAILED, smtp_code=550, last_error="550 5.1.1 No such user", attempts=1)
    email(
        "nobody@elsewhere.example",
        state=State.SCHEDULED,
        smtp_code=421,
        last_error="421 4.7.0 Later",
        attempts=2,
    )
    email(state=State.SENT, sent_at=NOW)
    outbox = read_outbox(now=NOW)
    by_state = {trouble.email.state: trouble for trouble in outbox.troubles}
    assert set(by_state) == {State.FAILED, State.SCHEDULED}
    failed, waiting = by_state[State.FAILED], by_state[State.SCHEDULED]
    assert failed.person == student.person
    assert (failed.said, failed.tag, failed.can_go_again) == ("There is no such mailbox.", "stop", True)
    assert waiting.person is None
    assert (waiting.said, waiting.tag, waiting.can_go_again) == (
        "Their server asks us to wait.",
        "due",
        False,
    )
    assert outbox.states == [("sent", 1), ("failed", 1)]


@pytest.mark.parametrize(
    ("code", "answer", "said"),
    [
        (552, "552 5.2.2 Over quota", "The mailbox is full."),
        (550, "550 5.7.1 Blocked", "Their server refuses emails from us."),
        (550, "550 5.1.8 Bad sender", "Our own mail server does not let us send."),
        (554, "554 Not this one", "Their server did not take it."),
        (None, "BrokenPipeError", "It could not be handed over."),
    ],
)
def test_an_answer_is_put_in_plain_words(code: int | None, answer: str, said: str) -> None:
    assert what_was_said(OutboxEmail(smtp_code=code, last_error=answer)) == said


def test_what_may_have_arrived_is_not_called_failed() -> None:
    lost = OutboxEmail(smtp_code=None, maybe_sent=True, state=State.UNKNOWN)
    assert what_was_said(lost) == "The connection was lost."


def test_addresses_not_written_to_and_domains_that_refuse_us_are_told() -> None:
    Suppression.objects.create(address="a@b.example", reason=SuppressionReason.BOUNCED, created_at=NOW)
    DomainPause.objects.create(
        domain="post.example",
        since=NOW - timedelta(hours=1),
        until=NOW + timedelta(hours=1),
        answer="550 5.7.1",
    )
    outbox = read_outbox(now=NOW)
    assert [suppression.address for suppression in outbox.suppressions] == ["a@b.example"]
    assert [domain["domain"] for domain in outbox.refusing] == ["post.example"]


@pytest.mark.parametrize(
    ("waited", "said"),
    [
        (timedelta(seconds=59), "59 s"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=47), "47 h"),
        (timedelta(days=2), "2 days"),
    ],
)
def test_a_wait_is_told_in_its_largest_unit(waited: timedelta, said: str) -> None:
    assert duration(waited) == said


@pytest.mark.parametrize(
    ("kind", "read"), [("digest", "Daily email"), ("prompt", "Thank-you prompt"), ("of_old", "of_old")]
)
def test_kinds_of_email_read_as_words(kind: str, read: str) -> None:
    assert kind_name(kind) == read


def test_every_kind_of_email_has_a_name(settings: Settings) -> None:
    for kind in settings.MAIL_KINDS:
        assert kind_name(kind) != kind
