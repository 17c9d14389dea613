from datetime import UTC, datetime

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from pytest_django import Settings

from apps.mail.emails import email_for
from apps.mail.kinds import Composed, kind_named
from apps.mail.models import OutboxEmail
from apps.mail.rules import Stage
from apps.mail.transport import BackendTransport, Outgoing, RefusedError, SmtpTransport, open_transport
from tests.mail.faults import FaultyServer

NOW = datetime(2026, 9, 15, 14, 0, tzinfo=UTC)


class AwayBackend(BaseEmailBackend):
    """A provider that cannot be reached."""

    def open(self) -> bool:
        raise OSError("no route to the provider")


def outgoing(text: str) -> Outgoing:
    row = OutboxEmail(kind="note", reference="1", to="ines@halden.example", run_at=NOW)
    return email_for(row, Composed(subject="Hello", text=text), kind_named("note"), now=NOW)


@pytest.mark.parametrize("text", [".", "..\n.\n", ".hidden\nline\n.", "Grüße\n.\n名", "no end"])
def test_every_line_arrives_as_it_was_written(server: FaultyServer, text: str) -> None:
    transport = open_transport()
    transport.ready()
    assert transport.send(outgoing(text)).accepted
    transport.close()
    assert server.messages[0].get_content().splitlines() == text.splitlines()


def test_an_answer_tells_the_stage_and_the_words_of_the_server(server: FaultyServer) -> None:
    server.script["ines@halden.example"] = ["550-5.1.1 The mailbox\r\n550 5.1.1 does not exist"]
    transport = open_transport()
    transport.ready()
    answer = transport.send(outgoing("Hello"))
    assert (answer.stage, answer.code) == (Stage.RECIPIENT, 550)
    assert answer.text == "5.1.1 The mailbox 5.1.1 does not exist"
    assert transport.send(outgoing("Hello again")).accepted
    transport.close()
    assert server.connections == 1


def test_saying_goodbye_to_a_server_that_has_left_is_no_error(server: FaultyServer) -> None:
    transport = open_transport()
    transport.ready()
    transport.send(outgoing("Hello"))
    server.hang_up()
    transport.close()
    transport.close()


def test_a_server_that_leaves_while_it_is_asked_to_forget_is_asked_anew(server: FaultyServer) -> None:
    server.script["ines@halden.example"] = ["550 5.1.1 No such mailbox"]
    server.hang_up_on_reset = True
    transport = open_transport()
    transport.ready()
    assert transport.send(outgoing("Hello")).code == 550
    transport.ready()
    assert transport.send(outgoing("Hello again")).accepted
    transport.close()
    assert server.connections == 2


def test_nothing_is_sent_over_a_connection_that_was_never_made(server: FaultyServer) -> None:
    with pytest.raises(RuntimeError, match="ready"):
        open_transport().send(outgoing("Hello"))


def test_the_backend_in_the_settings_decides_the_way(settings: Settings) -> None:
    assert isinstance(open_transport(), BackendTransport)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert isinstance(open_transport(), SmtpTransport)
    settings.EMAIL_BACKEND = "tests.mail.test_transport.AwayBackend"
    with pytest.raises(RefusedError, match="no route"):
        open_transport().ready()
