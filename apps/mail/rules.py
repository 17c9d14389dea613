"""What an SMTP server's answer means for an email, its address and its domain; and how long to wait.

Sources: RFC 5321 section 4.2 (4xx is for now, 5xx is for good), RFC 3463 (enhanced codes: 5.1 the address,
5.2 the mailbox, 5.7 policy), design section 5.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from random import Random

from apps.mail.vocabulary import State

MAX_ATTEMPTS = 6
CLAIM_LEASE = timedelta(seconds=60)
SENDING_LEASE = timedelta(seconds=120)  # well over the SMTP timeout
REFUSALS_TO_TRIP = 3
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=10)
FIRST_DOMAIN_PAUSE, LONGEST_DOMAIN_PAUSE = timedelta(minutes=5), timedelta(hours=4)
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 60))
LONG_WAITS = tuple(timedelta(hours=hours) for hours in (2, 6, 12, 24, 24))
# A wait is lengthened by up to this share: what failed together does not come back together.
JITTER = 0.2

_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_QUEUED_AS = re.compile(r"(?:queued as|id=)\s*([\w.@-]+)", re.IGNORECASE)


class Stage(Enum):
    """How far an email got with the server before the answer came."""

    SENDER = "MAIL FROM"
    RECIPIENT = "RCPT TO"
    CONTENT = "DATA"


@dataclass(frozen=True)
class Answer:
    """What the server said last. ``code`` is None where the connection was lost instead."""

    stage: Stage
    code: int | None
    text: str

    @property
    def accepted(self) -> bool:
        """The server has taken the email, and answers for it from now on."""
        return self.stage is Stage.CONTENT and self.code is not None and 200 <= self.code < 300

    @property
    def ambiguous(self) -> bool:
        """The connection was lost once the content was under way: it may have been accepted, unheard."""
        return self.stage is Stage.CONTENT and self.code is None

    @property
    def enhanced(self) -> tuple[int, int, int] | None:
        """The RFC 3463 code, where the server gave one: (5, 1, 1) for 5.1.1."""
        match = _ENHANCED.match(self.text)
        return (int(match[1]), int(match[2]), int(match[3])) if match else None

    @property
    def queue_id(self) -> str:
        """The accepting server's name for the email, where it told: to ask its postmaster with."""
        match = _QUEUED_AS.search(self.text) if self.accepted else None
        return match[1][:100] if match else ""

    def __str__(self) -> str:
        return f"{self.code} {self.text}".strip() if self.code else f"{self.text} ({self.stage.value})"


class Meaning(Enum):
    """What an answer is about."""

    ACCEPTED = "it was taken"
    LOST = "it may have been taken"
    LATER = "not now"
    NO_SUCH_ADDRESS = "the address is wrong"
    MAILBOX_FULL = "the mailbox is full"
    DOMAIN_REFUSES_US = "the domain's policy is against us as a sender"
    SERVER_REFUSES_US = "our own mail server does not let us send"
    NEVER = "not this email"


def meaning(answer: Answer) -> Meaning:
    """What the server's answer is about, by stage, code and enhanced code."""
    if answer.accepted:
        return Meaning.ACCEPTED
    if answer.ambiguous:
        return Meaning.LOST
    if answer.code is None or answer.code < 500:
        return Meaning.LATER
    _, subject, detail = answer.enhanced or (5, 0, 0)
    too_large = subject == 3 or (answer.code == 552 and subject == 0 and answer.stage is Stage.SENDER)
    if answer.stage is Stage.SENDER:
        return Meaning.NEVER if too_large else Meaning.SERVER_REFUSES_US
    if subject == 1 and detail in (7, 8):  # 5.1.7 and 5.1.8 are about the sender's address, not the student's
        return Meaning.SERVER_REFUSES_US
    if subject == 1:
        return Meaning.NO_SUCH_ADDRESS
    if (subject, detail) == (2, 2) or (answer.code == 552 and subject == 0):
        return Meaning.MAILBOX_FULL
    if subject == 7:
        return Meaning.DOMAIN_REFUSES_US
    return Meaning.NEVER


@dataclass(frozen=True)
class Verdict:
    """What becomes of an email after an attempt: its next state; for ``scheduled``, after what wait."""

    state: State
    wait: timedelta | None = None


def judge(answer: Answer, *, attempts: int, maybe_sent: bool, rng: Random) -> Verdict:
    """What becomes of an email after its ``attempts``-th attempt was answered.

    ``maybe_sent``: this or an earlier attempt was lost after its content went out, so it may have arrived.
    """
    what = meaning(answer)
    if what is Meaning.ACCEPTED:
        return Verdict(State.SENT)
    if what in (Meaning.NEVER, Meaning.NO_SUCH_ADDRESS) or attempts >= MAX_ATTEMPTS:
        return Verdict(ended(State.FAILED, maybe_sent=maybe_sent))
    patient = what in (Meaning.MAILBOX_FULL, Meaning.DOMAIN_REFUSES_US, Meaning.SERVER_REFUSES_US)
    waits = LONG_WAITS if patient else WAITS
    return Verdict(State.SCHEDULED, waits[attempts - 1] * (1 + JITTER * rng.random()))


def ended(state: State, *, maybe_sent: bool) -> State:
    """The end state ``state``, unless the email may have arrived before: then nobody can say."""
    return State.UNKNOWN if maybe_sent else state


def pause_after(trips: int) -> timedelta:
    """How long to leave the mail server alone when it refused us ``trips`` times in a row."""
    return min(FIRST_PAUSE * (1 << min(trips - 1, 10)), LONGEST_PAUSE)


def domain_pause_after(trips: int) -> timedelta:
    """How long to leave a domain alone when it refused us ``trips`` times in a row."""
    return min(FIRST_DOMAIN_PAUSE * (1 << min(trips - 1, 10)), LONGEST_DOMAIN_PAUSE)


def domain_of(address: str) -> str:
    """The receiving domain of an address, in lower case."""
    return address.rpartition("@")[2].lower()
