import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from apps.mail.actions import enqueue, suppress
from apps.mail.models import DomainPause, OutboxEmail
from apps.mail.vocabulary import State, SuppressionReason
from tests.mail.conftest import Clock, Put
from tests.mail.faults import FaultyServer

pytestmark = pytest.mark.django_db


def test_deliver_sends_what_is_due_and_prints_what_it_did(server: FaultyServer) -> None:
    now = timezone.now()
    enqueue(kind="note", reference="1", to="ines@halden.example", run_at=now, dedupe_key="1", now=now)
    out = StringIO()
    call_command("deliver", once=True, stdout=out)
    assert json.loads(out.getvalue())["sent"] == 1
    assert len(server.messages) == 1


def test_outbox_prints_how_the_outbox_stands(clock: Clock, put: Put) -> None:
    put()
    failed = put()
    OutboxEmail.objects.filter(pk=failed.pk).update(
        state=State.FAILED, attempts=1, smtp_code=550, last_error="550 5.1.1 No such mailbox"
    )
    suppress(address=failed.to, reason=SuppressionReason.BOUNCED, now=clock())
    now = timezone.now()
    DomainPause.objects.create(
        domain="strict.example", since=now, until=now + timedelta(hours=1), answer="550 5.7.1 Blocked"
    )
    out = StringIO()
    call_command("outbox", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["states"]["scheduled"], told["states"]["failed"], told["states"]["sent"]) == (1, 1, 0)
    assert (told["due"], told["suppressed_addresses"]) == (1, 1)
    assert told["oldest_due"].startswith("2026-09-15 14:00")
    assert told["oldest_due_seconds"] > 0
    (failure,) = told["failures"]
    assert (failure["to"], failure["smtp_code"]) == (failed.to, 550)
    assert failure["last_error"] == "550 5.1.1 No such mailbox"
    assert told["domains_refusing_us"][0]["domain"] == "strict.example"


def test_an_empty_outbox_is_told_as_such() -> None:
    out = StringIO()
    call_command("outbox", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["due"], told["oldest_due"], told["failures"]) == (0, None, [])


@pytest.mark.parametrize("failures", ["-1", "many", ""])
def test_a_number_of_failures_that_is_none_is_refused_with_a_message(failures: str) -> None:
    with pytest.raises(CommandError, match=f"“{failures}” is not how many: write 0 or more"):
        call_command("outbox", f"--failures={failures}")
