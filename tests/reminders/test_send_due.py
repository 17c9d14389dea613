import json
import subprocess
import sys
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.factories import NOW, make_application
from tests.smtp import SmtpServer


def send_due(now: str) -> dict[str, Any]:
    out = StringIO()
    call_command("send_due", "--now", now, stdout=out)
    told: dict[str, Any] = json.loads(out.getvalue())
    return told


@pytest.mark.django_db
def test_one_pass_reminds_delivers_and_says_so(smtp: SmtpServer) -> None:
    application = make_application(applied_on=date(2026, 9, 11), now=NOW - timedelta(days=1))
    told = send_due(NOW.isoformat())
    message = smtp.wait_for(1)[0]
    assert message["To"].addresses[0].addr_spec == application.student.person.email
    assert told["now"] == NOW.isoformat()
    assert told["reminders"]["digests"] == 1
    assert told["delivery"]["sent"] == 1
    (email,) = told["emails"]
    assert email["to"] == application.student.person.email
    assert (email["kind"], email["state"]) == ("digest", "sent")
    assert email["message_id"] == message["Message-ID"]


@pytest.mark.django_db
def test_a_second_pass_sends_nothing(smtp: SmtpServer) -> None:
    make_application(applied_on=date(2026, 9, 11), now=NOW - timedelta(days=1))
    send_due(NOW.isoformat())
    again = send_due((NOW + timedelta(minutes=1)).isoformat())
    assert again["emails"] == []
    assert again["reminders"]["given"] == 1


@pytest.mark.django_db
def test_a_server_that_refuses_loses_nothing(smtp: SmtpServer) -> None:
    make_application(applied_on=date(2026, 9, 11), now=NOW - timedelta(days=1))
    smtp.stop()
    assert send_due(NOW.isoformat())["emails"][0]["state"] == "scheduled"


@pytest.mark.django_db
def test_a_moment_without_an_offset_is_utc(smtp: SmtpServer) -> None:
    assert send_due("2026-09-15T14:00")["now"] == "2026-09-15T14:00:00+00:00"


def test_what_is_no_moment_is_refused_with_a_message() -> None:
    with pytest.raises(CommandError, match="“soon” is not a moment") as refused:
        call_command("send_due", "--now", "soon")
    assert refused.value.returncode == 2


@pytest.mark.parametrize("now", ["9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+00:00", "1969-12-31"])
def test_a_moment_of_another_age_is_refused_with_a_message(now: str) -> None:
    with pytest.raises(CommandError, match="is not between 1970 and 2200") as refused:
        call_command("send_due", "--now", now)
    assert refused.value.returncode == 2


@pytest.mark.django_db
@pytest.mark.parametrize("now", ["1970-01-01T00:00:00+14:00", "2200-12-31T23:59:59-12:00"])
def test_the_first_and_last_moments_have_nothing_to_remind_of(now: str) -> None:
    make_application(applied_on=date(2026, 9, 11), now=NOW - timedelta(days=1))
    assert send_due(now)["emails"] == []


def test_the_process_exits_with_2_for_what_is_no_moment() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "send_due", "--now", "soon"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "soon" in done.stderr
