"""Reads the outbox for the office: whether reminders are running, what failed, who is not written to."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.mail.models import OutboxEmail, Suppression
from apps.mail.rules import Answer, Meaning, Stage, meaning
from apps.mail.summary import outbox_summary
from apps.mail.vocabulary import IN_HAND, State
from apps.reminders.vocabulary import MailKind
from apps.students.models import Person

SLOW_AFTER = timedelta(minutes=5)
LISTED = 50


@dataclass(frozen=True, slots=True)
class Trouble:
    """An email that was not delivered so far: to whom, what their server said, what can be done."""

    email: OutboxEmail
    person: Person | None
    kind: str
    said: str

    @property
    def tag(self) -> str:
        """How its state is drawn."""
        return {State.FAILED: "stop", State.UNKNOWN: "warned"}.get(State(self.email.state), "due")

    @property
    def can_go_again(self) -> bool:
        """Whether it has ended, so that somebody may send it anew."""
        return self.email.state != State.SCHEDULED


@dataclass(frozen=True, slots=True)
class Outbox:
    """What the page shows. ``healthy``: nothing has been due for longer than five minutes."""

    sentence: str
    healthy: bool
    waiting: int
    in_hand: int
    states: list[tuple[str, int]]
    troubles: list[Trouble]
    suppressions: list[Suppression]
    refusing: list[dict[str, Any]]


def read_outbox(*, now: datetime) -> Outbox:
    """The outbox as it stands at ``now``, the newest fifty troubles and suppressions."""
    summary = outbox_summary(now=now, failures=0)
    waited = timedelta(seconds=summary["oldest_due_seconds"])
    emails = list(OutboxEmail.objects.troubled().newest_first()[:LISTED])
    people = {
        person.email: person for person in Person.objects.filter(email__in={email.to for email in emails})
    }
    states = summary["states"]
    return Outbox(
        sentence=_sentence(summary["due"], waited),
        healthy=waited <= SLOW_AFTER,
        waiting=states[State.SCHEDULED],
        in_hand=sum(states[state] for state in IN_HAND),
        states=[
            (str(state.label), states[state])
            for state in State
            if state not in {State.SCHEDULED, *IN_HAND} and (states[state] or state == State.SENT)
        ],
        troubles=[
            Trouble(email, people.get(email.to), kind_name(email.kind), what_was_said(email))
            for email in emails
        ],
        suppressions=list(Suppression.objects.order_by("-created_at", "-pk")[:LISTED]),
        refusing=summary["domains_refusing_us"],
    )


def _sentence(due: int, waited: timedelta) -> str:
    if not due:
        return _("Reminders are running. Nothing is due.")
    words = {"waited": duration(waited)}
    if waited <= SLOW_AFTER:
        return _("Reminders are running. Oldest due: %(waited)s.") % words
    return _("Reminders are behind. Oldest due: %(waited)s.") % words


def duration(waited: timedelta) -> str:
    """A wait in its largest unit: *40 s*, *12 min*, *5 h*, *3 days*."""
    seconds = int(waited.total_seconds())
    if seconds < 60:
        return _("%(n)d s") % {"n": seconds}
    if seconds < 3600:
        return _("%(n)d min") % {"n": seconds // 60}
    if seconds < 2 * 86400:
        return _("%(n)d h") % {"n": seconds // 3600}
    return ngettext("%(n)d day", "%(n)d days", waited.days) % {"n": waited.days}


def kind_name(kind: str) -> str:
    """A kind of email as people read it; one that nobody composes any more keeps its stored word."""
    return str(MailKind(kind).label) if kind in MailKind.values else kind


def what_was_said(email: OutboxEmail) -> str:
    """What became of an email, in plain words; the server's own stand beside it."""
    if email.smtp_code is None:
        return _("The connection was lost.") if email.maybe_sent else _("It could not be handed over.")
    code, _space, text = email.last_error.partition(" ")
    said = Answer(
        Stage.RECIPIENT, email.smtp_code, text if code == str(email.smtp_code) else email.last_error
    )
    return {
        Meaning.NO_SUCH_ADDRESS: _("There is no such mailbox."),
        Meaning.MAILBOX_FULL: _("The mailbox is full."),
        Meaning.DOMAIN_REFUSES_US: _("Their server refuses emails from us."),
        Meaning.SERVER_REFUSES_US: _("Our own mail server does not let us send."),
        Meaning.LATER: _("Their server asks us to wait."),
    }.get(meaning(said), _("Their server did not take it."))
