"""Between rows and rules: load an application's facts, and write what the plan makes of them.

``settle`` works on instances alone, so that one application (an action) and a hundred thousand (an
import, the demo) go through the same rules.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from apps.applications import rules
from apps.applications.calendars import business_days
from apps.applications.facts import (
    ApplicationFacts,
    EventFact,
    InterviewFact,
    Reach,
    read_history,
    stage_of,
)
from apps.applications.facts import Interviewer as InterviewerFact
from apps.applications.models import (
    Application,
    Contact,
    Event,
    FollowUp,
    Interview,
    Interviewer,
    PlanVersion,
)
from apps.applications.plan import DEFAULT_PLAN, EXEMPT_FROM_QUIET_DAYS, Plan, Step
from apps.applications.vocabulary import (
    Channel,
    ContactPolicy,
    EventKind,
    FirstFollowUp,
    FollowUpStatus,
    InterviewKind,
    LetterState,
    PhonePolicy,
)

ANSWERS = (EventKind.HEARD_BACK, EventKind.INTERVIEW_SCHEDULED, EventKind.OFFERED, EventKind.TURNED_DOWN)
SECONDS_PER_HOUR = 3600


@dataclass(slots=True)
class Story:
    """The rows of one application that its follow-ups are made from."""

    application: Application
    events: list[Event]
    interviews: list[Interview]
    interviewers: list[Interviewer]
    contacts: list[Contact]
    follow_ups: list[FollowUp]
    unanswered_contact_at: datetime | None = None


def plan_for(application: Application) -> Plan:
    """The plan that an application follows: the version it is pinned to, the newest, or the default."""
    version = (
        application.plan_version or PlanVersion.objects.filter(variant="standard").order_by("-number").first()
    )
    return version.plan if version else DEFAULT_PLAN


def load_story(application: Application) -> Story:
    """Read the rows of one application (a handful of queries, whatever the size of the office)."""
    interviews = list(application.interviews.all())
    interviewers = list(Interviewer.objects.filter(interview__application=application)) if interviews else []
    return Story(
        application=application,
        events=list(application.events.all()),
        interviews=interviews,
        interviewers=interviewers,
        contacts=list(Contact.objects.filter(student=application.student, employer=application.employer)),
        follow_ups=list(application.follow_ups.all()),
        unanswered_contact_at=unanswered_contact_at(application),
    )


def unanswered_contact_at(application: Application) -> datetime | None:
    """When the student last got in touch with this employer, if nobody has answered since.

    Thank-yous, rejection and offer replies do not count (design: too much is worse than none).
    """
    there = {"application__student": application.student, "application__employer": application.employer}
    last = (
        Event.objects.filter(**there, kind=EventKind.FOLLOW_UP_DONE, voided_by=None)
        .exclude(follow_up__step__in=EXEMPT_FROM_QUIET_DAYS)
        .order_by("-at")
        .values_list("at", flat=True)
        .first()
    )
    if last is None:
        return None
    since = last.astimezone(application.student.zone).date()
    answered = Event.objects.filter(**there, kind__in=ANSWERS, on__gte=since, voided_by=None).exists()
    return None if answered else last


def may_call(application: Application, events: Iterable[Event] | None = None) -> bool:
    """Whether the phone may be suggested to this employer; ``events`` are read where they are not given."""
    policy = PhonePolicy(application.posting.phone_policy)
    if events is None:
        events = application.events.all() if policy == PhonePolicy.NO_CALLS else ()
    return rules.may_call(policy, read_history(_event_fact(event) for event in events))


def may_be_by_phone(follow_up: FollowUp) -> bool:
    """Whether a call may be offered for a follow-up: its step names the phone, no posting forbids it."""
    application = follow_up.application
    by_phone = {step.slug for step in plan_for(application).steps if Channel.PHONE in step.channels}
    return follow_up.step in by_phone and may_call(application)


def facts_of(story: Story) -> ApplicationFacts:
    """Turn an application's rows into what the rules are handed."""
    application, posting = story.application, story.application.posting
    history = read_history(_event_fact(event) for event in story.events)
    named = application.contact_id is not None or bool(story.interviewers)
    return ApplicationFacts(
        zone=application.student.zone,
        phone_policy=PhonePolicy(posting.phone_policy),
        contact_policy=ContactPolicy(posting.contact_policy),
        reach=Reach(
            phone=any(contact.phone for contact in story.contacts),
            email=named or any(contact.email for contact in story.contacts),
            post=any(contact.address for contact in story.contacts),
        ),
        contact=application.contact_id,
        events=history,
        interviews=tuple(_interview_facts(story, history)),
        unanswered_contact_at=story.unanswered_contact_at,
        letters_begun=frozenset(
            (row.step, row.occasion) for row in story.follow_ups if row.letter_state != LetterState.NONE
        ),
    )


def _event_fact(event: Event) -> EventFact:
    return EventFact(
        id=event.pk,
        kind=EventKind(event.kind),
        on=event.on,
        recorded_at=event.recorded_at,
        at=event.at,
        voids=event.voids_id,
        interview=event.interview_id,
        follow_up=event.follow_up_id,
        data=event.data,
    )


def _interview_facts(story: Story, history: Sequence[EventFact]) -> Iterable[InterviewFact]:
    """Each round as its last word has it: set, moved, cancelled or missed."""
    people = defaultdict(list)
    for one in story.interviewers:
        people[one.interview_id].append(InterviewerFact(one.contact_id, one.lead, one.named_at))
    for interview in story.interviews:
        own = [event for event in history if event.interview == interview.pk]
        dated = [
            event for event in own if event.kind in {EventKind.INTERVIEW_SCHEDULED, EventKind.INTERVIEW_MOVED}
        ]
        if not dated:
            continue
        word = dated[-1]
        ends_at = word.data.get("ends_at")
        yield InterviewFact(
            id=interview.pk,
            is_phone_screen=word.data.get("kind", interview.kind) == InterviewKind.PHONE_SCREEN,
            starts_at=datetime.fromisoformat(word.data["starts_at"]),
            ends_at=datetime.fromisoformat(ends_at) if ends_at else None,
            scheduled_event=word.id,
            learned_at=word.recorded_at,
            interviewers=tuple(people[interview.pk]),
            takes_place=word is own[-1] and dated[0].kind == EventKind.INTERVIEW_SCHEDULED,
        )


def settle(story: Story, plan: Plan, *, now: datetime) -> list[FollowUp]:
    """Bring an application's rows to what its facts say; instances are changed, nothing is saved.

    Returns the follow-ups that are new. Owed, cancelled and lapsed rows are recomputed; done and
    skipped ones change only when their event is voided.
    """
    facts = facts_of(story)
    planned = rules.plan_follow_ups(facts, plan, business_days(settings.OFFICE_REGION))
    rows = {(row.step, row.occasion): row for row in story.follow_ups}
    _name_the_unnamed(rows, planned)
    settled = {
        event.follow_up: event
        for kind in (EventKind.FOLLOW_UP_SKIPPED, EventKind.FOLLOW_UP_DONE)  # what was done is done
        for event in facts.events
        if event.kind == kind
    }
    new: list[FollowUp] = []
    for wanted in planned:
        row = rows.pop((str(wanted.step), wanted.occasion), None)
        if row is None:
            if wanted.cancelled or now > wanted.window.lapses:
                continue
            row = FollowUp(
                application=story.application,
                student=story.application.student,
                step=wanted.step,
                occasion=wanted.occasion,
            )
            new.append(row)
        outcome = settled.get(row.pk) if row.pk else None
        if outcome is None:
            _owe(row, wanted, now)
        else:
            _close(row, outcome)
    for row in rows.values():
        outcome = settled.get(row.pk)
        if outcome is None:
            _reopen(row, FollowUpStatus.CANCELLED, rules.why_no_longer_planned(row.step, facts, plan))
        else:
            _close(row, outcome)
    story.follow_ups.extend(new)
    _write_state(story, facts)
    return new


def _name_the_unnamed(
    rows: dict[tuple[str, str], FollowUp], planned: Sequence[rules.PlannedFollowUp]
) -> None:
    """Rule: one thank-you "to your interviewers" becomes the first named person's.

    One that was over before anybody was named stays as it is: naming somebody late undoes no lapse.
    """
    wanted = {(str(one.step), one.occasion) for one in planned}
    for key in [key for key in rows if key[1].endswith("/contact:0") and key not in wanted]:
        prefix = key[1].removesuffix("0")
        heir = next((one for one in planned if one.step == key[0] and one.occasion.startswith(prefix)), None)
        if heir is None and rows[key].status == FollowUpStatus.LAPSED:
            del rows[key]
        elif heir is not None and (key[0], heir.occasion) not in rows:
            row = rows.pop(key)
            row.occasion = heir.occasion
            rows[(key[0], heir.occasion)] = row


def _owe(row: FollowUp, wanted: rules.PlannedFollowUp, now: datetime) -> None:
    row.anchor_event_id, row.anchor_at = wanted.anchor_event, wanted.anchor_at
    row.opens, row.due, row.lapses = wanted.window.opens, wanted.window.due, wanted.window.lapses
    row.interview_id, row.contact_id = wanted.interview, wanted.contact
    row.channel = wanted.channel
    row.excuse = wanted.excuse or ""
    row.withheld_until = wanted.withheld_until
    if wanted.cancelled:
        _reopen(row, FollowUpStatus.CANCELLED, wanted.cancelled)
    elif now > row.lapses:
        _reopen(row, FollowUpStatus.LAPSED)
    else:
        _reopen(row, FollowUpStatus.OWED)


def _reopen(row: FollowUp, status: FollowUpStatus, reason: str = "") -> None:
    row.status, row.reason = status, reason
    row.done_at = row.recorded_at = row.on_time = row.hours = None


def _close(row: FollowUp, outcome: EventFact) -> None:
    if outcome.kind == EventKind.FOLLOW_UP_SKIPPED:
        _reopen(row, FollowUpStatus.SKIPPED, outcome.data.get("reason", ""))
        row.recorded_at = outcome.recorded_at
        return
    row.status, row.reason = FollowUpStatus.DONE, ""
    sent_at = outcome.at or outcome.recorded_at
    row.done_at, row.recorded_at = sent_at, outcome.recorded_at
    row.channel = outcome.data.get("channel", row.channel)
    row.on_time = rules.was_on_time(done_at=sent_at, due=row.due) or bool(row.excuse)
    row.hours = (sent_at - row.opens).total_seconds() / SECONDS_PER_HOUR


def _write_state(story: Story, facts: ApplicationFacts) -> None:
    """Write current state onto the rows that are asked for it (docs/adr/0007)."""
    application = story.application
    application.stage, application.stage_on = stage_of(facts)
    closed, offer = facts.last(EventKind.CLOSED), rules.offer_that_stands(facts)
    applied = facts.last(EventKind.APPLIED)
    application.close_reason = closed.data.get("reason", "") if closed else ""
    application.applied_on = applied.on if applied else None
    application.decision_on = _last_day(facts, "decision_on")
    application.offered = facts.last(EventKind.OFFERED) is not None
    deadline = offer.data.get("deadline") if offer else None
    application.offer_deadline = date.fromisoformat(deadline) if deadline else None
    application.rounds = sum(interview.takes_place for interview in facts.interviews)
    application.next_due_at = min(
        (row.due for row in story.follow_ups if row.status == FollowUpStatus.OWED and not row.excuse),
        default=None,
    )
    first = next((row for row in story.follow_ups if row.step == Step.APPLICATION_FOLLOW_UP), None)
    application.first_follow_up = outcome_of_first(first)
    application.first_follow_up_due = first.due if first else None
    standing = {interview.id: interview for interview in facts.interviews}
    for interview in story.interviews:
        fact = standing.get(interview.pk)
        interview.takes_place = fact is not None and fact.takes_place
        if fact is not None:
            interview.starts_at, interview.ends_at = fact.starts_at, fact.ends_at
            word = next(event.data for event in facts.events if event.id == fact.scheduled_event)
            for name in ("kind", "time_zone", "place"):
                setattr(interview, name, word.get(name, getattr(interview, name)))


def _last_day(facts: ApplicationFacts, name: str) -> date | None:
    value = next((event.data[name] for event in reversed(facts.events) if event.data.get(name)), None)
    return date.fromisoformat(value) if value else None


def outcome_of_first(row: FollowUp | None) -> FirstFollowUp:
    """What became of the follow-up on the application."""
    if row is None or row.status in {FollowUpStatus.CANCELLED, FollowUpStatus.SKIPPED}:
        return FirstFollowUp.NOT_OWED
    if row.status == FollowUpStatus.DONE:
        return FirstFollowUp.ON_TIME if row.on_time else FirstFollowUp.LATE
    if row.status == FollowUpStatus.LAPSED and not row.excuse:
        return FirstFollowUp.MISSED
    return FirstFollowUp.UNSETTLED


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The local day of an aware instant."""
    return moment.astimezone(zone).date()
