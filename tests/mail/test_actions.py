from datetime import timedelta

import pytest
from django.db import transaction

from apps.mail.actions import cancel, enqueue, enqueue_many, resend, suppress, unsuppress
from apps.mail.fence import claim
from apps.mail.kinds import NoSuchKindError
from apps.mail.models import OutboxEmail, Suppression
from apps.mail.vocabulary import ENDED_UNSENT, State, SuppressionReason
from tests.mail.conftest import Clock, Put

pytestmark = pytest.mark.django_db


def test_an_email_is_put_into_the_outbox_once_per_key(clock: Clock) -> None:
    first = enqueue(
        kind="note",
        reference="1",
        to="a@b.example",
        run_at=clock(),
        dedupe_key="student/1/today",
        now=clock(),
    )
    second = enqueue(
        kind="note",
        reference="2",
        to="c@d.example",
        run_at=clock(),
        dedupe_key="student/1/today",
        now=clock(),
    )
    assert second == first
    assert second.reference == "1"
    assert OutboxEmail.objects.count() == 1


def test_an_email_goes_only_if_what_caused_it_is_committed(put: Put) -> None:
    with transaction.atomic():
        put()
        transaction.set_rollback(True)
    assert not OutboxEmail.objects.exists()


def test_an_email_of_an_unknown_kind_is_refused(clock: Clock) -> None:
    with pytest.raises(NoSuchKindError):
        enqueue(kind="fax", reference="1", to="a@b.example", run_at=clock(), dedupe_key="1", now=clock())


def test_a_message_id_is_made_at_once_in_the_offices_domain(put: Put) -> None:
    first, second = put(), put()
    assert first.message_id.endswith("@halden.example>")
    assert first.message_id != second.message_id


@pytest.mark.parametrize("claimed", [False, True])
def test_an_email_that_has_not_been_let_go_can_be_cancelled(clock: Clock, put: Put, claimed: bool) -> None:
    email = put()
    if claimed:
        claim(now=clock(), batch=1)
    assert cancel(dedupe_key=email.dedupe_key)
    email.refresh_from_db()
    assert (email.state, email.claim_token, email.lease_until) == (State.CANCELLED, None, None)
    assert not cancel(dedupe_key=email.dedupe_key)


def test_an_email_that_is_being_sent_cannot_be_cancelled(clock: Clock, put: Put) -> None:
    email = put()
    claim(now=clock(), batch=1)
    OutboxEmail.objects.update(state=State.SENDING)
    assert not cancel(dedupe_key=email.dedupe_key)


def test_a_cancelled_email_that_may_have_arrived_ends_as_unknown(put: Put) -> None:
    email = put()
    OutboxEmail.objects.update(maybe_sent=True)
    assert cancel(dedupe_key=email.dedupe_key)
    email.refresh_from_db()
    assert email.state == State.UNKNOWN


@pytest.mark.parametrize("state", ENDED_UNSENT)
def test_what_ended_unsent_can_be_sent_again_under_its_message_id(
    clock: Clock, put: Put, state: State
) -> None:
    email = put(not_after=clock())
    OutboxEmail.objects.update(state=state, attempts=6, last_error="550 no", smtp_code=550)
    clock.advance(days=1)
    assert resend(email=email, now=clock())
    again = OutboxEmail.objects.due(clock()).get()
    assert (again.attempts, again.not_after, again.message_id) == (0, None, email.message_id)


def test_what_was_sent_is_not_sent_again(clock: Clock, put: Put) -> None:
    email = put()
    OutboxEmail.objects.update(state=State.SENT, sent_at=clock())
    assert not resend(email=email, now=clock() + timedelta(days=1))


def test_suppressing_twice_is_once_and_keeps_the_first_reason(clock: Clock) -> None:
    for reason in (SuppressionReason.BOUNCED, SuppressionReason.OFFICE):
        suppress(address="Ines@Halden.example", reason=reason, now=clock())
    assert Suppression.objects.get().reason == SuppressionReason.BOUNCED
    assert Suppression.objects.covering("ines@halden.EXAMPLE", "prompts").exists()


def test_one_category_is_started_again_without_the_others(clock: Clock) -> None:
    for category in ("reminders", "prompts"):
        suppress(address="i@h.example", category=category, reason=SuppressionReason.UNSUBSCRIBED, now=clock())
    assert unsuppress(address="I@h.example", category="reminders")
    assert not unsuppress(address="i@h.example", category="reminders")
    assert not Suppression.objects.covering("i@h.example", "reminders").exists()
    assert Suppression.objects.covering("i@h.example", "prompts").exists()


def test_many_emails_are_put_into_the_outbox_at_once_but_none_whose_key_is_taken(clock: Clock) -> None:
    def emails(*numbers: int) -> list[OutboxEmail]:
        return [
            OutboxEmail(
                kind="note",
                reference=str(number),
                to="a@b.example",
                run_at=clock(),
                dedupe_key=f"student/{number}/today",
                created_at=clock(),
            )
            for number in numbers
        ]

    assert len(enqueue_many(emails=emails(1, 2))) == 2
    assert [email.reference for email in enqueue_many(emails=emails(2, 3))] == ["3"]
    assert OutboxEmail.objects.scheduled().count() == 3


def test_many_emails_of_a_kind_that_nobody_composes_are_refused(clock: Clock) -> None:
    stray = OutboxEmail(
        kind="stray", reference="1", to="a@b.example", run_at=clock(), dedupe_key="1", created_at=clock()
    )
    with pytest.raises(NoSuchKindError):
        enqueue_many(emails=[stray])
    assert not OutboxEmail.objects.exists()
