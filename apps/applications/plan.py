"""The office's policy as plain frozen data: which follow-up is owed when, and how.

This is the one place for the dates of a step. ``DEFAULT_PLAN`` is what an office starts with; its own
versions are stored as the same data (``Plan.from_data``/``as_data``) and handed to the rules.
Source of the default: the office's teaching (follow up 3 to 7 days after applying; after an interview
thank by email the same day and by letter; answer a rejection graciously, and keep the door open).
"""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

from apps.applications.vocabulary import Channel, LetterKind


class Anchor(StrEnum):
    """The fact from which a step's dates are counted."""

    APPLIED = "applied"
    INTERVIEW_ENDED = "interview_ended"
    DECISION_EXPECTED = "decision_expected"
    TURNED_DOWN = "turned_down"
    OFFERED = "offered"
    ACCEPTED_ELSEWHERE = "accepted_elsewhere"


class Per(StrEnum):
    """What gets a follow-up of its own."""

    APPLICATION = "application"
    INTERVIEW = "interview"
    INTERVIEWER = "interviewer"


class Unit(StrEnum):
    """How a distance from the anchor is counted."""

    HOURS = "hours"  # from the anchor's instant, never moved
    DAYS = "days"  # local days after the anchor's local day
    DAYS_AFTER_OPENING = "days_after_opening"  # local days after the day on which the step opens
    BUSINESS_DAYS = "business_days"  # local days after the anchor's, weekends and public holidays not counted


class Step(StrEnum):
    """The stable slugs of the steps."""

    APPLICATION_FOLLOW_UP = "application_follow_up"
    THANK_YOU_EMAIL = "thank_you_email"
    THANK_YOU_LETTER = "thank_you_letter"
    STATUS_INQUIRY = "status_inquiry"
    REJECTION_REPLY = "rejection_reply"
    KEEP_IN_TOUCH = "keep_in_touch"
    OFFER_REPLY = "offer_reply"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True)
class After:
    """A distance from the anchor: ``After(3, Unit.DAYS)`` is the third local day after it."""

    count: int
    unit: Unit = Unit.DAYS


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One rule of the plan.

    ``opens`` begins with its day, ``due`` and ``lapses`` end with theirs (hours are instants).
    ``channels`` are tried in order. ``move_due``: a due day on a weekend or public holiday becomes the
    next business day. ``taught``: part of the office's teaching (the others are its own additions).
    """

    slug: Step
    anchor: Anchor
    per: Per
    opens: After
    due: After
    lapses: After
    channels: tuple[Channel, ...]
    letters: tuple[LetterKind, ...]
    move_due: bool = True
    taught: bool = True

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        """Read a step from JSON data; raises ``KeyError``, ``TypeError`` or ``ValueError`` if amiss."""
        return cls(
            slug=Step(data["slug"]),
            anchor=Anchor(data["anchor"]),
            per=Per(data["per"]),
            opens=After(int(data["opens"]["count"]), Unit(data["opens"]["unit"])),
            due=After(int(data["due"]["count"]), Unit(data["due"]["unit"])),
            lapses=After(int(data["lapses"]["count"]), Unit(data["lapses"]["unit"])),
            channels=tuple(Channel(name) for name in data["channels"]),
            letters=tuple(LetterKind(name) for name in data["letters"]),
            move_due=bool(data["move_due"]),
            taught=bool(data["taught"]),
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """All steps that an office asks for."""

    steps: tuple[PlanStep, ...]

    def step(self, slug: str) -> PlanStep:
        """The step of this slug; raises ``KeyError`` if the plan has none."""
        for step in self.steps:
            if step.slug == slug:
                return step
        raise KeyError(slug)

    @classmethod
    def from_data(cls, data: list[dict[str, Any]]) -> Self:
        """Read a stored plan; raises like ``PlanStep.from_data``."""
        return cls(tuple(PlanStep.from_data(step) for step in data))

    def as_data(self) -> list[dict[str, Any]]:
        """Give the plan as JSON data."""
        return [asdict(step) for step in self.steps]


DEFAULT_PLAN = Plan(
    (
        PlanStep(
            slug=Step.APPLICATION_FOLLOW_UP,
            anchor=Anchor.APPLIED,
            per=Per.APPLICATION,
            opens=After(3),
            due=After(7),
            lapses=After(21),
            channels=(Channel.PHONE, Channel.EMAIL),
            letters=(LetterKind.PHONE_SCRIPT, LetterKind.APPLICATION_FOLLOW_UP),
        ),
        PlanStep(
            slug=Step.THANK_YOU_EMAIL,
            anchor=Anchor.INTERVIEW_ENDED,
            per=Per.INTERVIEWER,
            opens=After(0, Unit.HOURS),
            due=After(24, Unit.HOURS),
            lapses=After(3),
            channels=(Channel.EMAIL,),
            letters=(LetterKind.THANK_YOU_EMAIL,),
            move_due=False,
        ),
        PlanStep(
            slug=Step.THANK_YOU_LETTER,
            anchor=Anchor.INTERVIEW_ENDED,
            per=Per.INTERVIEW,
            opens=After(0, Unit.HOURS),
            due=After(2, Unit.BUSINESS_DAYS),
            lapses=After(10),
            channels=(Channel.POST,),
            letters=(LetterKind.THANK_YOU_LETTER,),
        ),
        PlanStep(
            slug=Step.STATUS_INQUIRY,
            anchor=Anchor.DECISION_EXPECTED,
            per=Per.APPLICATION,
            opens=After(1, Unit.BUSINESS_DAYS),
            due=After(3, Unit.DAYS_AFTER_OPENING),
            lapses=After(14, Unit.DAYS_AFTER_OPENING),
            channels=(Channel.EMAIL,),
            letters=(LetterKind.STATUS_INQUIRY,),
            taught=False,
        ),
        PlanStep(
            slug=Step.REJECTION_REPLY,
            anchor=Anchor.TURNED_DOWN,
            per=Per.APPLICATION,
            opens=After(0),
            due=After(2),
            lapses=After(10),
            channels=(Channel.EMAIL,),
            letters=(LetterKind.REJECTION_THANK_YOU,),
        ),
        PlanStep(
            slug=Step.KEEP_IN_TOUCH,
            anchor=Anchor.TURNED_DOWN,
            per=Per.APPLICATION,
            opens=After(30),
            due=After(45),
            lapses=After(90),
            channels=(Channel.EMAIL,),
            letters=(LetterKind.KEEP_IN_TOUCH,),
            taught=False,
        ),
        PlanStep(
            slug=Step.OFFER_REPLY,
            anchor=Anchor.OFFERED,
            per=Per.APPLICATION,
            opens=After(0),
            due=After(3),
            lapses=After(14),
            channels=(Channel.PHONE, Channel.EMAIL),
            letters=(LetterKind.OFFER_REPLY, LetterKind.MORE_TIME_REQUEST),
            taught=False,
        ),
        PlanStep(
            slug=Step.WITHDRAWAL,
            anchor=Anchor.ACCEPTED_ELSEWHERE,
            per=Per.APPLICATION,
            opens=After(0),
            due=After(2),
            lapses=After(10),
            channels=(Channel.EMAIL,),
            letters=(LetterKind.WITHDRAWAL,),
            taught=False,
        ),
    )
)

# Days after the last interview when no decision date was given (office's addition).
DECISION_EXPECTED_AFTER_DAYS = 10
# An interview without an end is taken to last this long.
INTERVIEW_MINUTES = 60
# At most one unanswered contact per employer in so many days; these steps are exempt.
QUIET_DAYS_PER_EMPLOYER = 7
EXEMPT_FROM_QUIET_DAYS = frozenset(
    {Step.THANK_YOU_EMAIL, Step.THANK_YOU_LETTER, Step.REJECTION_REPLY, Step.OFFER_REPLY}
)
# Thank-yous learned of late get this many hours; other steps the end of the next business day.
GRACE_HOURS_FOR_THANK_YOUS = 4
THANK_YOUS = frozenset({Step.THANK_YOU_EMAIL, Step.THANK_YOU_LETTER})
