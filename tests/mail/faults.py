"""An SMTP server that misbehaves as told, and remembers every attempt."""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

from tests.smtp import SmtpServer

DROP_EARLY = "drop before the content"
DROP_LATE = "drop after the content, unaccepted"
ACCEPT_AND_DROP = "accept, then drop"


class FaultyServer(SmtpServer):
    """Does, for each attempt to write to a recipient, the next thing in ``script``; then accepts.

    A thing to do is a line to answer RCPT TO with, or one of the drops above. ``sender_answer``
    refuses the sender; ``on_content`` runs when content came, before it is accepted.
    """

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.script: dict[str, list[str]] = {}
        self.attempts: Counter[str] = Counter()
        self.sender_answer = ""
        self.hang_up_on_reset = False
        self._session: Any = None
        self.on_content: Callable[[int], None] = lambda count: None

    @property
    def message_ids(self) -> list[str]:
        return [str(message["Message-ID"]) for message in self.messages]

    def hang_up(self) -> None:
        """End the latest session without a word; return once that is done."""
        session = self._session

        async def _hang_up() -> None:
            session.transport.abort()
            await asyncio.sleep(0.01)  # the loop's next round closes the socket

        asyncio.run_coroutine_threadsafe(_hang_up(), session.loop).result()

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        self._session = server
        if self.sender_answer:
            return self.sender_answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RSET(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.hang_up_on_reset:
            server.transport.abort()
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        self.attempts[address] += 1
        todo = self.script.get(address, [])
        fault = todo.pop(0) if todo else ""
        envelope.fault = fault
        if fault == DROP_EARLY:
            server.transport.abort()
            return "451 gone"
        if fault and fault not in (DROP_LATE, ACCEPT_AND_DROP):
            return fault
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if envelope.fault == DROP_LATE:
            server.transport.abort()
            return "451 gone"
        await super().handle_DATA(server, session, envelope)
        self.on_content(len(self.messages))
        if envelope.fault == ACCEPT_AND_DROP:
            server.transport.abort()
            return "451 gone"
        return "250 2.0.0 Ok: queued as 4TZ7dQ0000"
