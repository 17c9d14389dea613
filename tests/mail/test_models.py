from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from apps.mail.fence import claim
from apps.mail.models import OutboxEmail, Suppression, new_message_id
from apps.mail.vocabulary import State, SuppressionReason
from tests.mail.conftest import Clock, Put

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "impossible",
    [
        {"state": State.SENT},
        {"state": State.CLAIMED},
        {"state": State.SENDING, "claim_token": uuid4()},
        {"claim_token": uuid4()},
        {"attempts": 7},
        {"state": "posted"},
    ],
)
def test_the_database_refuses_what_cannot_be(put: Put, impossible: dict[str, object]) -> None:
    email = put()
    with pytest.raises(IntegrityError), transaction.atomic():
        OutboxEmail.objects.filter(pk=email.pk).update(**impossible)


def test_two_emails_never_share_a_key_or_a_message_id(put: Put, clock: Clock) -> None:
    first, second = put(), put()
    for shared in ({"dedupe_key": first.dedupe_key}, {"message_id": first.message_id}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OutboxEmail.objects.filter(pk=second.pk).update(**shared)


def test_an_address_is_suppressed_once_per_category(clock: Clock) -> None:
    def add() -> None:
        Suppression.objects.create(address="a@b.example", reason=SuppressionReason.OFFICE, created_at=clock())

    add()
    with pytest.raises(IntegrityError), transaction.atomic():
        add()


def test_a_message_id_fits_an_international_office(settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Büro <hallo@büro.example>"
    assert new_message_id().endswith("@xn--bro-hoa.example>")


def test_what_troubles_the_office_is_what_failed_or_keeps_being_refused(put: Put) -> None:
    _, refused, failed = put(), put(), put()
    OutboxEmail.objects.filter(pk=refused.pk).update(attempts=1)
    OutboxEmail.objects.filter(pk=failed.pk).update(state=State.FAILED)
    assert set(OutboxEmail.objects.troubled()) == {refused, failed}


@pytest.mark.postgresql
def test_rows_are_claimed_by_the_due_index_and_finished_by_their_key(put: Put, clock: Clock) -> None:
    now = clock()
    OutboxEmail.objects.bulk_create(
        OutboxEmail(
            kind="note",
            reference=str(number),
            to=f"student{number}@halden.example",
            run_at=now + timedelta(minutes=number - 50),
            dedupe_key=str(number),
            created_at=now,
        )
        for number in range(5000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE mail_outboxemail")
    plans: list[str] = []

    def explain(
        execute: Callable[..., object], sql: str, params: object, many: bool, context: dict[str, Any]
    ) -> object:
        if sql.lstrip().startswith(("WITH", "UPDATE", "SELECT")):
            execute(f"EXPLAIN {sql}", params, many, context)
            plans.append("\n".join(line for (line,) in context["cursor"].fetchall()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        rows = claim(now=now, batch=20)
        OutboxEmail.objects.held_by(rows[0], State.CLAIMED).update(attempts=1)
        list(OutboxEmail.objects.abandoned(now).select_for_update(skip_locked=True))
    claimed, finished, leases = plans
    assert "outbox_due" in claimed
    assert "mail_outboxemail_pkey" in finished
    assert "outbox_leases" in leases
    for plan in plans:
        assert "Seq Scan on mail_outboxemail" not in plan
