"""The rules of following up: pure functions of facts, the plan, and a given moment.

No models, no clock, no settings. Local days are the student's (``facts.zone``); all instants are
aware and in UTC. ``is_business_day`` tells whether a local day is neither a weekend nor a public
holiday of the region. The rules carry out the office's teaching; each says which sentence.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from apps.applications.days import (
    IsBusinessDay,
    add_business_days,
    end_of_day,
    next_business_day,
    previous_business_day,
    start_of_day,
)
from apps.applications.facts import ApplicationFacts, EventFact, InterviewFact
from apps.applications.plan import (
    DECISION_EXPECTED_AFTER_DAYS,
    EXEMPT_FROM_QUIET_DAYS,
    GRACE_HOURS_FOR_THANK_YOUS,
    INTERVIEW_MINUTES,
    QUIET_DAYS_PER_EMPLOYER,
    THANK_YOUS,
    After,
    Anchor,
    Per,
    Plan,
    PlanStep,
    Step,
    Unit,
)
from apps.applications.vocabulary import (
    CancelReason,
    Channel,
    ContactPolicy,
    EventKind,
    Excuse,
    PhonePolicy,
    TurnedDownBy,
)


@dataclass(frozen=True, slots=True)
class Window:
    """When a follow-up opens, when it is due (late after), when it lapses: aware instants in UTC."""

    opens: datetime
    due: datetime
    lapses: datetime


@dataclass(frozen=True, slots=True)
class PlannedFollowUp:
    """A follow-up that the plan makes of the facts; (step, occasion) is its identity."""

    step: Step
    occasion: str
    window: Window
    channel: Channel
    anchor_event: int
    anchor_at: datetime
    interview: int | None = None
    contact: int | None = None
    excuse: Excuse | None = None
    withheld_until: datetime | None = None
    cancelled: CancelReason | None = None


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something that a step answers: the anchor's day and instant, and when we learned of it."""

    key: str
    event: int
    on: date
    at: datetime
    learned_at: datetime
    interview: InterviewFact | None = None
    contact: int | None = None
    opens_on: date | None = None
    deadline: date | None = None


# --- When: days and instants ---


def interview_end(interview: InterviewFact) -> datetime:
    """When a round ends. Rule: no end given: start + 60 minutes."""
    return interview.ends_at or interview.starts_at + timedelta(minutes=INTERVIEW_MINUTES)


def window_of(step: PlanStep, occasion: Occasion, zone: ZoneInfo, is_business_day: IsBusinessDay) -> Window:
    """The dates of a step for one occasion, before grace for what was learned late.

    The 24-hour thank-you is counted in hours and never moved; every other due day that is no
    business day moves to the next one; a follow-up opens no earlier than its anchor, is due no
    earlier than it opens, and lapses at least a day after it is due.
    """

    def day_of(after: After, opening: date) -> date:
        if after.unit == Unit.BUSINESS_DAYS:
            return add_business_days(occasion.on, after.count, is_business_day)
        start = opening if after.unit == Unit.DAYS_AFTER_OPENING else occasion.on
        return start + timedelta(days=after.count)

    def instant_of(after: After) -> datetime:
        return occasion.at + timedelta(hours=after.count)

    opening = occasion.opens_on or day_of(step.opens, occasion.on)
    opens = instant_of(step.opens) if step.opens.unit == Unit.HOURS else start_of_day(opening, zone)
    if step.due.unit == Unit.HOURS:
        due = instant_of(step.due)
    elif occasion.deadline is not None:
        before = previous_business_day(occasion.deadline - timedelta(days=1), is_business_day)
        due = end_of_day(max(before, occasion.on), zone)
    else:
        due_day = day_of(step.due, opening)
        due = end_of_day(next_business_day(due_day, is_business_day) if step.move_due else due_day, zone)
    opens, lapse_day = max(opens, occasion.at), occasion.deadline or day_of(step.lapses, opening)
    due = max(due, opens)
    return Window(opens, due, max(end_of_day(lapse_day, zone), due + timedelta(days=1)))


def nothing_is_late_that_could_not_be_on_time(
    step: PlanStep, window: Window, learned_at: datetime, zone: ZoneInfo, is_business_day: IsBusinessDay
) -> Window | None:
    """Give the window that is fair to a student who told us at ``learned_at``, or None if it was over.

    Rule: a follow-up whose window was over when we learned of its anchor is not created; one still
    open is due no earlier than the end of the next business day (thank-yous: 4 hours).
    """
    if learned_at > window.lapses:
        return None
    if learned_at <= window.opens:
        return window
    if step.slug in THANK_YOUS:
        grace = learned_at + timedelta(hours=GRACE_HOURS_FOR_THANK_YOUS)
    else:
        today = learned_at.astimezone(zone).date()
        grace = end_of_day(add_business_days(today, 1, is_business_day), zone)
    due = max(window.due, grace)
    return replace(window, due=due, lapses=max(window.lapses, due + timedelta(days=1)))


def snooze_limit(lapses: datetime) -> datetime:
    """Rule: *Later* hides a follow-up until at most a day before it lapses."""
    return lapses - timedelta(days=1)


def is_late(*, due: datetime, excuse: str, now: datetime) -> bool:
    """Whether an owed follow-up is late. What is excused waits with its dates, and never counts late."""
    return now > due and not excuse


def was_on_time(*, done_at: datetime, due: datetime) -> bool:
    """Rule: on time is when it was sent, not when the box was ticked."""
    return done_at <= due


# --- Whether: channels and people ---


def may_call(phone_policy: PhonePolicy, events: Sequence[EventFact]) -> bool:
    """Whether the phone may be suggested. Rule: "they asked me to call" permits that call, and no other.

    ``events``: those that count, oldest first.
    """
    if phone_policy != PhonePolicy.NO_CALLS:
        return True
    latest_first = tuple(reversed(events))
    asked = next((event for event in latest_first if event.kind == EventKind.ASKED_TO_CALL), None)
    called = next((event for event in latest_first if event.data.get("channel") == Channel.PHONE), None)
    return asked is not None and (called is None or called.recorded_at < asked.recorded_at)


def no_calls_means_no_calls(channels: tuple[Channel, ...], facts: ApplicationFacts) -> tuple[Channel, ...]:
    """Leave out the phone where the posting forbids calls, unless they asked this student to call."""
    if not may_call(facts.phone_policy, facts.events):
        return tuple(channel for channel in channels if channel != Channel.PHONE) or (Channel.EMAIL,)
    return channels


def choose_channel(step: PlanStep, facts: ApplicationFacts, *, knows_contact: bool) -> tuple[Channel, bool]:
    """The first channel of the step by which somebody can be reached, and whether anybody can.

    Rule (nobody to reach): phone needs a number, email an address or a contact, post an address.
    """
    allowed = no_calls_means_no_calls(step.channels, facts)
    reachable = {
        Channel.PHONE: facts.reach.phone,
        Channel.EMAIL: facts.reach.email
        or knows_contact
        or facts.contact_policy == ContactPolicy.ONLY_THROUGH,
        Channel.POST: facts.reach.post,
    }
    for channel in allowed:
        if reachable[channel]:
            return channel, True
    return allowed[-1], False


def withheld_until(step: Step, window: Window, unanswered_contact_at: datetime | None) -> datetime | None:
    """Until when a follow-up waits because the student got in touch with this employer just now.

    Rule (too much is worse than none): at most one unanswered contact per employer in seven days;
    thank-yous, rejection and offer replies are exempt.
    """
    if unanswered_contact_at is None or step in EXEMPT_FROM_QUIET_DAYS:
        return None
    until = unanswered_contact_at + timedelta(days=QUIET_DAYS_PER_EMPLOYER)
    return until if until > window.opens else None


# --- What makes a follow-up moot ---


def _after(event: EventFact | None, occasion: Occasion) -> bool:
    return event is not None and event.on >= occasion.on


def what_ends_everything(facts: ApplicationFacts) -> CancelReason | None:
    """Withdrawn, closed, declined or accepted ends all but thank-yous; so does accepting elsewhere."""
    if acceptance_that_stands(facts) is not None:
        return CancelReason.ACCEPTED
    for kind, reason in (
        (EventKind.ACCEPTED_ELSEWHERE, CancelReason.ACCEPTED),
        (EventKind.WITHDRAWN, CancelReason.WITHDRAWN),
        (EventKind.CLOSED, CancelReason.CLOSED),
        (EventKind.DECLINED, CancelReason.ANSWERED),
    ):
        if facts.last(kind) is not None:
            return reason
    return None


def offer_that_stands(facts: ApplicationFacts) -> EventFact | None:
    """The last offer that was not taken back."""
    return _unless_rescinded(facts.last(EventKind.OFFERED), facts)


def acceptance_that_stands(facts: ApplicationFacts) -> EventFact | None:
    """The last acceptance that stands. Rule: offer rescinded restores what it cancelled."""
    return _unless_rescinded(facts.last(EventKind.ACCEPTED), facts)


def _unless_rescinded(event: EventFact | None, facts: ApplicationFacts) -> EventFact | None:
    rescinded = facts.last(EventKind.RESCINDED)
    if event is not None and rescinded is not None and rescinded.on >= event.on:
        return None
    return event


def cancelled_by(step: PlanStep, occasion: Occasion, facts: ApplicationFacts) -> CancelReason | None:
    """What, if anything, makes this follow-up moot (design: Cancelling)."""
    if step.slug in THANK_YOUS:
        return _cancels_a_thank_you(step, occasion, facts)
    if step.slug == Step.WITHDRAWAL:
        gone = facts.last(EventKind.WITHDRAWN, EventKind.CLOSED, EventKind.TURNED_DOWN, EventKind.DECLINED)
        return CancelReason.WITHDRAWN if gone is not None else None
    ended = what_ends_everything(facts)
    if ended is not None:
        return ended
    if step.slug in {Step.APPLICATION_FOLLOW_UP, Step.STATUS_INQUIRY}:
        return _cancels_a_question(step, occasion, facts)
    return None


def _cancels_a_question(step: PlanStep, occasion: Occasion, facts: ApplicationFacts) -> CancelReason | None:
    """A rejection or an offer answers both questions; any answer, the one about the application."""
    if facts.last(EventKind.TURNED_DOWN) is not None:
        return CancelReason.TURNED_DOWN
    if offer_that_stands(facts) is not None:
        return CancelReason.OFFERED
    if step.slug == Step.APPLICATION_FOLLOW_UP:
        if facts.last(EventKind.INTERVIEW_SCHEDULED) is not None:
            return CancelReason.INVITED
        if _after(facts.last(EventKind.HEARD_BACK), occasion):
            return CancelReason.HEARD_BACK
    return None


def _cancels_a_thank_you(step: PlanStep, occasion: Occasion, facts: ApplicationFacts) -> CancelReason | None:
    if occasion.interview is not None and not occasion.interview.takes_place:
        return CancelReason.INTERVIEW_OFF
    begun = (str(step.slug), occasion.key) in facts.letters_begun
    if _after(facts.last(EventKind.TURNED_DOWN), occasion) and not begun:
        return CancelReason.TURNED_DOWN
    return None


def why_no_longer_planned(step: str, facts: ApplicationFacts, plan: Plan) -> CancelReason:
    """Why a follow-up that was owed is planned no more: its occasion is gone, or its step."""
    if step in {one.slug for one in plan.steps}:
        if step in {Step.REJECTION_REPLY, Step.KEEP_IN_TOUCH} and facts.last(EventKind.TURNED_DOWN) is None:
            return CancelReason.NOT_TURNED_DOWN
        if step == Step.OFFER_REPLY and facts.last(EventKind.RESCINDED) is not None:
            return CancelReason.RESCINDED
        if step == Step.STATUS_INQUIRY and facts.interviews:
            return CancelReason.INVITED
        if step in THANK_YOUS:
            return CancelReason.INTERVIEW_OFF
    return CancelReason.NOT_IN_PLAN


# --- What the plan asks for ---


def occasions(step: PlanStep, facts: ApplicationFacts) -> Iterator[Occasion]:
    """Everything in the history that this step answers. Keys are stable identities, never dates."""
    match step.anchor:
        case Anchor.APPLIED:
            yield from _per_application(facts, facts.last(EventKind.APPLIED))
        case Anchor.ACCEPTED_ELSEWHERE:
            yield from _per_application(facts, facts.last(EventKind.ACCEPTED_ELSEWHERE))
        case Anchor.TURNED_DOWN:
            yield from _rejections(step, facts)
        case Anchor.OFFERED:
            yield from _offers(facts)
        case Anchor.DECISION_EXPECTED:
            yield from _expected_decisions(facts)
        case _:  # the end of an interview
            for interview in facts.interviews:
                yield from _thank_yous(step, interview, facts.zone)


def _per_application(facts: ApplicationFacts, event: EventFact | None) -> Iterator[Occasion]:
    if event is not None:
        yield Occasion(
            "application", event.id, event.on, start_of_day(event.on, facts.zone), event.recorded_at
        )


def _rejections(step: PlanStep, facts: ApplicationFacts) -> Iterator[Occasion]:
    """Rejections by a person; the door is kept open only after an interview and an answer.

    An automated rejection from a no-reply address creates nothing.
    """
    event = facts.last(EventKind.TURNED_DOWN)
    if event is None or event.data.get("by") == TurnedDownBy.NO_REPLY:
        return
    learned_at = event.recorded_at
    if step.slug == Step.KEEP_IN_TOUCH:
        answered = next(
            (
                done
                for done in facts.events
                if done.kind == EventKind.FOLLOW_UP_DONE and done.data.get("step") == Step.REJECTION_REPLY
            ),
            None,
        )
        if answered is None or not facts.was_interviewed:
            return
        learned_at = max(learned_at, answered.recorded_at)
    yield Occasion("application", event.id, event.on, start_of_day(event.on, facts.zone), learned_at)


def _offers(facts: ApplicationFacts) -> Iterator[Occasion]:
    offer = offer_that_stands(facts)
    if offer is not None:
        deadline = offer.data.get("deadline")
        yield Occasion(
            f"offer:{offer.id}",
            offer.id,
            offer.on,
            start_of_day(offer.on, facts.zone),
            offer.recorded_at,
            deadline=date.fromisoformat(deadline) if deadline else None,
        )


def _expected_decisions(facts: ApplicationFacts) -> Iterator[Occasion]:
    """The decision date they gave, else ten days after the last interview.

    Rule: heard back re-dates the status inquiry. So does a new round after the date that they gave.
    """
    held = [interview for interview in facts.interviews if interview.takes_place]
    last = max(held, key=interview_end, default=None)
    last_day = interview_end(last).astimezone(facts.zone).date() if last else None
    key = f"interview:{last.id}" if last else "application"
    heard = facts.last(EventKind.HEARD_BACK)
    promised = next((event for event in reversed(facts.events) if event.data.get("decision_on")), None)
    if promised is not None:
        on = date.fromisoformat(promised.data["decision_on"])
        if (last_day is None or last_day <= on) and (heard is None or heard.on <= on):
            yield Occasion(key, promised.id, on, start_of_day(on, facts.zone), promised.recorded_at)
            return
    if last is None or last_day is None:
        return
    event, since, learned_at = last.scheduled_event, last_day, last.learned_at
    if heard is not None and heard.on > last_day:
        event, since, learned_at = heard.id, heard.on, heard.recorded_at
    on = since + timedelta(days=DECISION_EXPECTED_AFTER_DAYS)
    yield Occasion(key, event, on, start_of_day(on, facts.zone), learned_at, interview=last)


def _thank_yous(step: PlanStep, interview: InterviewFact, zone: ZoneInfo) -> Iterator[Occasion]:
    """One thank-you to each interviewer, or one per interview to the lead; unnamed, to "your interviewers".

    Planned when the interview is scheduled, open at its end. The formal letter is not owed after a
    phone screen.
    """
    if step.slug == Step.THANK_YOU_LETTER and interview.is_phone_screen:
        return
    named = interview.interviewers
    if step.per == Per.INTERVIEW:
        named = tuple(sorted(named, key=lambda one: (not one.lead, one.contact))[:1])
    ended = interview_end(interview)
    on = ended.astimezone(zone).date()
    base = Occasion(
        f"interview:{interview.id}",
        interview.scheduled_event,
        on,
        ended,
        interview.learned_at,
        interview=interview,
    )
    if step.per == Per.INTERVIEW:
        yield replace(base, contact=named[0].contact if named else None)
    elif not named:
        yield replace(base, key=f"{base.key}/contact:0")
    else:
        for one in named:
            yield replace(
                base,
                key=f"{base.key}/contact:{one.contact}",
                contact=one.contact,
                learned_at=max(base.learned_at, one.named_at),
            )


def plan_follow_ups(
    facts: ApplicationFacts, plan: Plan, is_business_day: IsBusinessDay
) -> tuple[PlannedFollowUp, ...]:
    """Every follow-up that the plan makes of the facts, moot ones with what made them so.

    A function of its arguments alone: planning again gives the same, and so does any order in which
    the same facts were recorded.
    """
    return tuple(_plan(facts, plan, is_business_day))


def _plan(facts: ApplicationFacts, plan: Plan, is_business_day: IsBusinessDay) -> Iterator[PlannedFollowUp]:
    for step in plan.steps:
        for occasion in occasions(step, facts):
            window = nothing_is_late_that_could_not_be_on_time(
                step,
                window_of(step, occasion, facts.zone, is_business_day),
                occasion.learned_at,
                facts.zone,
                is_business_day,
            )
            if window is None:
                continue
            yield _with_people(step, occasion, window, facts)


def _with_people(
    step: PlanStep, occasion: Occasion, window: Window, facts: ApplicationFacts
) -> PlannedFollowUp:
    knows_contact = occasion.contact is not None or step.slug == Step.THANK_YOU_EMAIL
    channel, reachable = choose_channel(step, facts, knows_contact=knows_contact)
    until = withheld_until(step.slug, window, facts.unanswered_contact_at)
    excuse = None
    cancelled = cancelled_by(step, occasion, facts)
    if not reachable:
        excuse = Excuse.NOBODY_TO_REACH
        if facts.last(EventKind.NOBODY_TO_REACH) is not None:
            cancelled = cancelled or CancelReason.NOBODY_TO_REACH
    elif until is not None and until > window.due:
        excuse = Excuse.WITHHELD
    if facts.contact_policy == ContactPolicy.NO_CONTACT and step.slug not in THANK_YOUS:
        cancelled = cancelled or CancelReason.NO_CONTACT
    return PlannedFollowUp(
        step=step.slug,
        occasion=occasion.key,
        window=window,
        channel=channel,
        anchor_event=occasion.event,
        anchor_at=occasion.at,
        interview=occasion.interview.id if occasion.interview else None,
        # Whom the posting names was not there: nobody named yet is thanked as "your interviewers".
        contact=occasion.contact or (None if step.slug in THANK_YOUS else facts.contact),
        excuse=excuse,
        withheld_until=until,
        cancelled=cancelled,
    )
