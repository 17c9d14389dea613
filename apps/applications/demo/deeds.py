"""What somebody in the demo office does, as plain data, one line for each action of the product.

``at`` is the aware instant at which it is recorded; ``bid`` numbers the student's applications.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from apps.applications.actions import PostingDraft, Round
from apps.applications.plan import Step
from apps.applications.vocabulary import EventKind, SkipReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something recorded about one of a student's applications."""

    at: datetime
    bid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged(Deed):
    """An application was logged (``log_application``)."""

    posting: PostingDraft
    applied_on: date | None
    why_here: str = ""
    kept_private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(Deed):
    """Something happened (``record``)."""

    kind: EventKind
    on: date
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited(Deed):
    """An interview was set (``schedule_interview``); ``people``: names and emails, the lead first."""

    on: date
    round_: Round
    people: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed(Deed):
    """The last interview was moved, cancelled or missed (``change_interview``)."""

    on: date
    kind: EventKind
    round_: Round | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Deed):
    """More became known of somebody there (``save_contact``)."""

    name: str
    position: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Did(Deed):
    """A follow-up was done, if it is owed (``finish_follow_up``); no ``channel``: as planned.

    ``to``: the interviewer's name, where each gets one of their own.
    """

    step: Step
    done_at: datetime
    channel: str = ""
    note: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped(Deed):
    """A follow-up was skipped, if it is owed (``skip_follow_up``)."""

    step: Step
    reason: SkipReason


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentStory:
    """A student and all that they did, in the order in which it was recorded."""

    name: str
    email: str
    called: str = ""
    phone: str = ""
    time_zone: str = ""
    reminder_hour: int = 8
    is_never_quiet: bool = False
    deeds: tuple[Deed, ...] = ()


def in_order(deeds: Iterable[Deed], *, until: datetime) -> tuple[Deed, ...]:
    """The deeds up to an instant in the order in which they were recorded, their instants in UTC."""
    return tuple(sorted((_in_utc(deed) for deed in deeds if deed.at <= until), key=lambda deed: deed.at))


def _in_utc(deed: Deed) -> Deed:
    if isinstance(deed, Did):
        return replace(deed, at=deed.at.astimezone(UTC), done_at=deed.done_at.astimezone(UTC))
    return replace(deed, at=deed.at.astimezone(UTC))
