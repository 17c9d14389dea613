"""Between rows and rules: what settling does to an application's rows, without a database."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from apps.applications.models import Application, Contact, Event, FollowUp, Interview, Interviewer, Posting
from apps.applications.plan import DEFAULT_PLAN, Plan, Step
from apps.applications.planning import Story, outcome_of_first, settle
from apps.applications.vocabulary import (
    CancelReason,
    Channel,
    EventKind,
    Excuse,
    FirstFollowUp,
    FollowUpStatus,
    SkipReason,
    Stage,
    TurnedDownBy,
)
from apps.students.models import Student

START = datetime(2026, 9, 1, 14, tzinfo=UTC)  # a Tuesday, 10:00 in New York


class Telling:
    """One application as it is told, day by day; settled after each word."""

    def __init__(self) -> None:
        student = Student(pk=1, person_id=1, cohort_id=1)
        application = Application(pk=1, student=student, posting=Posting(pk=1), contact_id=1, employer_id=1)
        contact = Contact(
            pk=1, name="Priya Raghunathan", email="p@tidewater.example", phone="555 0101", address="x"
        )
        self.story = Story(application, [], [], [], [contact], [])
        self.now = START
        self.keys = 0

    def key(self) -> int:
        self.keys += 1
        return self.keys

    def on(self, days: int) -> date:
        return START.date() + timedelta(days=days)

    def write(self, kind: EventKind, on: date | None = None, **fields: Any) -> Event:
        event = Event(
            pk=self.key(),
            application=self.story.application,
            kind=kind,
            on=on or self.now.date(),
            recorded_at=self.now,
            **fields,
        )
        self.story.events.append(event)
        self.settle()
        return event

    def settle(self, plan: Plan = DEFAULT_PLAN) -> None:
        for row in settle(self.story, plan, now=self.now):
            row.pk = self.key()

    def wait(self, days: float) -> None:
        self.now += timedelta(days=days)
        self.settle()

    def invite(self, *people: int, days_ahead: float = 1) -> Interview:
        starts_at = self.now + timedelta(days=days_ahead)
        interview = Interview(pk=self.key(), application=self.story.application, starts_at=starts_at)
        self.story.interviews.append(interview)
        self.name(interview, *people)
        data = {"starts_at": starts_at.isoformat(), "ends_at": None}
        self.write(EventKind.INTERVIEW_SCHEDULED, interview=interview, at=self.now, data=data)
        return interview

    def name(self, interview: Interview, *people: int) -> None:
        for person in people:
            one = Interviewer(pk=self.key(), interview=interview, contact_id=person, named_at=self.now)
            self.story.interviewers.append(one)

    def do(self, row: FollowUp, kind: EventKind = EventKind.FOLLOW_UP_DONE, **data: Any) -> Event:
        data = {"step": row.step, "channel": Channel.EMAIL, "reason": SkipReason.OTHER} | data
        return self.write(kind, at=self.now, follow_up=row, data=data)

    def rows(self, step: Step) -> list[FollowUp]:
        return [row for row in self.story.follow_ups if row.step == step]

    def row(self, step: Step = Step.APPLICATION_FOLLOW_UP) -> FollowUp:
        (row,) = self.rows(step)
        return row

    def columns(self) -> list[dict[str, Any]]:
        names = [field.attname for field in FollowUp._meta.fields]
        return [{name: getattr(row, name) for name in names} for row in self.story.follow_ups]


def applied() -> Telling:
    told = Telling()
    told.write(EventKind.APPLIED)
    return told


def test_what_happens_makes_and_cancels_rows() -> None:
    told = applied()
    assert told.row().status == FollowUpStatus.OWED
    told.wait(2)
    told.write(EventKind.HEARD_BACK)
    assert (told.row().status, told.row().reason) == (FollowUpStatus.CANCELLED, CancelReason.HEARD_BACK)


def test_what_would_be_moot_at_once_is_never_made() -> None:
    told = applied()
    told.write(EventKind.WITHDRAWN)
    told.invite(2)
    assert told.rows(Step.STATUS_INQUIRY) == []


def test_a_follow_up_lapses_when_its_time_is_over_and_returns_if_it_is_not() -> None:
    told = applied()
    told.wait(22)
    assert told.row().status == FollowUpStatus.LAPSED
    assert told.story.application.first_follow_up == FirstFollowUp.MISSED
    told.wait(-22)
    assert told.row().status == FollowUpStatus.OWED


def test_done_is_kept_with_when_it_was_sent_and_when_we_were_told() -> None:
    told = applied()
    told.wait(5)
    told.do(told.row(), channel=Channel.PHONE)
    row = told.row()
    assert (row.status, row.channel, row.done_at, row.recorded_at) == (
        FollowUpStatus.DONE,
        Channel.PHONE,
        told.now,
        told.now,
    )
    assert row.on_time is True
    assert row.hours == (told.now - row.opens).total_seconds() / 3600
    assert told.story.application.first_follow_up == FirstFollowUp.ON_TIME


def test_late_is_late_unless_it_was_excused() -> None:
    told = applied()
    told.wait(12)
    told.do(told.row())
    assert told.row().on_time is False

    excused = applied()
    excused.story.unanswered_contact_at = excused.now + timedelta(days=5)
    excused.wait(12)
    assert excused.row().excuse == Excuse.WITHHELD
    excused.do(excused.row())
    assert excused.row().on_time is True


def test_voiding_that_it_was_done_makes_it_owed_again() -> None:
    told = applied()
    told.wait(5)
    done = told.do(told.row())
    told.write(EventKind.VOIDED, voids=done)
    row = told.row()
    assert row.status == FollowUpStatus.OWED
    assert (row.done_at, row.recorded_at, row.on_time, row.hours) == (None, None, None, None)


def test_what_is_done_stays_done_whatever_the_employer_does() -> None:
    told = applied()
    told.wait(5)
    told.do(told.row())
    told.write(EventKind.TURNED_DOWN, data={"by": TurnedDownBy.PERSON})
    assert told.row().status == FollowUpStatus.DONE


def test_a_skip_says_why_and_doing_it_after_all_counts() -> None:
    told = applied()
    told.wait(4)
    told.do(told.row(), EventKind.FOLLOW_UP_SKIPPED, reason=SkipReason.ALREADY_IN_TOUCH)
    assert (told.row().status, told.row().reason) == (FollowUpStatus.SKIPPED, SkipReason.ALREADY_IN_TOUCH)
    assert told.story.application.first_follow_up == FirstFollowUp.NOT_OWED
    told.do(told.row())
    assert told.row().status == FollowUpStatus.DONE


def test_the_thank_you_to_your_interviewers_becomes_the_first_named_persons() -> None:
    told = applied()
    interview = told.invite()
    (unnamed,) = told.rows(Step.THANK_YOU_EMAIL)
    assert unnamed.occasion == f"interview:{interview.pk}/contact:0"
    told.wait(1.1)
    told.do(unnamed)
    told.name(interview, 7, 8)
    told.settle()
    first, second = told.rows(Step.THANK_YOU_EMAIL)
    assert first is unnamed
    assert first.occasion == f"interview:{interview.pk}/contact:7"
    assert [first.status, second.status] == [FollowUpStatus.DONE, FollowUpStatus.OWED]


def test_whom_we_learn_of_when_it_is_too_late_to_thank_inherits_nothing() -> None:
    told = applied()
    interview = told.invite()
    told.wait(9)
    assert told.row(Step.THANK_YOU_EMAIL).status == FollowUpStatus.LAPSED
    told.name(interview, 7)
    told.settle()
    assert told.row(Step.THANK_YOU_EMAIL).occasion.endswith("/contact:0")
    assert told.row(Step.THANK_YOU_EMAIL).status == FollowUpStatus.LAPSED


def test_an_interview_that_moves_takes_its_thank_yous_with_it() -> None:
    told = applied()
    interview = told.invite(7)
    later = (told.now + timedelta(days=9)).isoformat()
    told.write(EventKind.INTERVIEW_MOVED, interview=interview, data={"starts_at": later, "ends_at": later})
    assert told.row(Step.THANK_YOU_EMAIL).opens == told.now + timedelta(days=9)
    assert interview.starts_at == interview.ends_at == told.now + timedelta(days=9)


def test_the_last_word_on_an_interview_counts() -> None:
    told = applied()
    interview = told.invite(7, days_ahead=2)
    told.wait(1)
    told.write(EventKind.INTERVIEW_CANCELLED, interview=interview)
    assert told.row(Step.THANK_YOU_EMAIL).reason == CancelReason.INTERVIEW_OFF
    assert not interview.takes_place
    assert told.story.application.stage == Stage.APPLIED
    told.wait(1)
    data = {"starts_at": (told.now + timedelta(days=3)).isoformat(), "ends_at": None}
    told.write(EventKind.INTERVIEW_MOVED, interview=interview, data=data)
    assert told.row(Step.THANK_YOU_EMAIL).status == FollowUpStatus.OWED
    assert interview.takes_place


def test_an_interview_noted_by_mistake_leaves_nothing_owed() -> None:
    told = applied()
    interview = told.invite(7)
    (noted,) = [event for event in told.story.events if event.kind == EventKind.INTERVIEW_SCHEDULED]
    told.write(EventKind.VOIDED, voids=noted)
    assert not interview.takes_place
    assert {row.status for row in told.story.follow_ups} == {FollowUpStatus.CANCELLED, FollowUpStatus.OWED}
    assert told.row().status == FollowUpStatus.OWED


def test_a_step_taken_out_of_the_plan_cancels_what_is_owed_and_keeps_what_is_done() -> None:
    empty = Plan(())
    told, other = applied(), applied()
    other.wait(5)
    other.do(other.row())
    told.settle(empty)
    other.settle(empty)
    assert (told.row().status, told.row().reason) == (FollowUpStatus.CANCELLED, CancelReason.NOT_IN_PLAN)
    assert other.row().status == FollowUpStatus.DONE


def test_the_state_of_an_application_stands_on_its_row() -> None:
    told = applied()
    told.invite(7)
    application = told.story.application
    assert (application.stage, application.applied_on, application.rounds) == (
        Stage.INTERVIEWING,
        told.on(0),
        1,
    )
    assert application.next_due_at == min(row.due for row in told.story.follow_ups if row.status == "owed")
    told.wait(3)
    told.write(EventKind.HEARD_BACK, data={"decision_on": "2026-09-18"})
    told.write(EventKind.OFFERED, data={"deadline": "2026-09-30"})
    assert (application.decision_on, application.offer_deadline) == (date(2026, 9, 18), date(2026, 9, 30))
    assert application.offered
    told.write(EventKind.CLOSED, data={"reason": "my_choice"})
    assert application.close_reason == "my_choice"


def test_the_outcome_of_the_first_follow_up() -> None:
    assert outcome_of_first(None) == FirstFollowUp.NOT_OWED
    assert outcome_of_first(FollowUp(status="owed")) == FirstFollowUp.UNSETTLED
    assert outcome_of_first(FollowUp(status="cancelled")) == FirstFollowUp.NOT_OWED
    assert outcome_of_first(FollowUp(status="done", on_time=True)) == FirstFollowUp.ON_TIME
    assert outcome_of_first(FollowUp(status="done", on_time=False)) == FirstFollowUp.LATE
    assert outcome_of_first(FollowUp(status="lapsed")) == FirstFollowUp.MISSED
    assert outcome_of_first(FollowUp(status="lapsed", excuse="withheld")) == FirstFollowUp.UNSETTLED


# --- Whatever happens ---

WORDS = st.sampled_from(
    [
        ("write", EventKind.HEARD_BACK, {"decision_on": "2026-09-25"}),
        ("write", EventKind.TURNED_DOWN, {"by": TurnedDownBy.PERSON}),
        ("write", EventKind.OFFERED, {"deadline": "2026-10-05"}),
        ("write", EventKind.RESCINDED, {}),
        ("write", EventKind.ACCEPTED, {}),
        ("write", EventKind.ACCEPTED_ELSEWHERE, {}),
        ("write", EventKind.WITHDRAWN, {}),
        ("write", EventKind.CLOSED, {}),
        ("invite", EventKind.INTERVIEW_SCHEDULED, {}),
        ("cancel", EventKind.INTERVIEW_CANCELLED, {}),
        ("do", EventKind.FOLLOW_UP_DONE, {}),
        ("do", EventKind.FOLLOW_UP_SKIPPED, {}),
        ("wait", EventKind.REMINDED, {}),
    ]
)


def tell(told: Telling, word: tuple[str, EventKind, dict[str, str]]) -> None:
    verb, kind, data = word
    owed = [row for row in told.story.follow_ups if row.status == FollowUpStatus.OWED]
    match verb:
        case "invite":
            told.invite(7, 8)
        case "cancel" if told.story.interviews:
            told.write(kind, interview=told.story.interviews[-1])
        case "do" if owed:
            told.do(owed[0], kind)
        case "write":
            told.write(kind, data=data)
    told.wait(1.5)


@given(st.lists(WORDS, max_size=8))
def test_settling_again_changes_nothing(words: list[tuple[str, EventKind, dict[str, str]]]) -> None:
    told = applied()
    for word in words:
        tell(told, word)
        before, how_many = told.columns(), len(told.story.follow_ups)
        told.settle()
        assert told.columns() == before
        assert len(told.story.follow_ups) == how_many


@given(st.lists(WORDS, max_size=10))
def test_nothing_done_is_undone_but_by_voiding_it(words: list[tuple[str, EventKind, dict[str, str]]]) -> None:
    told = applied()
    done: dict[int, tuple[object, ...]] = {}
    for word in words:
        tell(told, word)
        for row in told.story.follow_ups:
            outcome = (row.status, row.done_at, row.on_time, row.channel)
            if row.pk in done:
                assert outcome == done[row.pk]
            elif row.status == FollowUpStatus.DONE:
                done[row.pk] = outcome
    for event in [event for event in told.story.events if event.kind == EventKind.FOLLOW_UP_DONE]:
        told.write(EventKind.VOIDED, voids=event)
    assert not any(row.status == FollowUpStatus.DONE for row in told.story.follow_ups)


@given(st.lists(WORDS, max_size=10))
def test_a_row_is_done_if_and_only_if_it_says_when(
    words: list[tuple[str, EventKind, dict[str, str]]],
) -> None:
    told = applied()
    for word in words:
        tell(told, word)
    for row in told.story.follow_ups:
        assert (row.status == FollowUpStatus.DONE) == (row.done_at is not None)
        assert row.anchor_at <= row.opens <= row.due <= row.lapses - timedelta(days=1)
        if row.status == FollowUpStatus.OWED:
            assert row.lapses >= told.now
