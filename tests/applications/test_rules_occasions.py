"""What the rules make of a history: who is thanked, when to ask, what makes a follow-up moot."""

from dataclasses import replace
from datetime import datetime

import pytest

from apps.applications import rules
from apps.applications.days import end_of_day, start_of_day
from apps.applications.facts import ApplicationFacts, EventFact, InterviewFact
from apps.applications.plan import DEFAULT_PLAN, Per, Plan, Step
from apps.applications.vocabulary import CancelReason, EventKind, TurnedDownBy
from tests.applications.histories import (
    NEW_YORK,
    at,
    day,
    event,
    history,
    planned,
    round_of_talks,
    somebody,
    step_of,
    the,
)

APPLIED = event(EventKind.APPLIED, day(1))
INVITED = event(EventKind.INTERVIEW_SCHEDULED, day(5))
OFFERED = event(EventKind.OFFERED, day(18), deadline="2026-09-28")
TURNED_DOWN = event(EventKind.TURNED_DOWN, day(18), by=TurnedDownBy.PERSON)
ANSWERED = event(EventKind.FOLLOW_UP_DONE, day(19), step=Step.REJECTION_REPLY)
TALKS = round_of_talks(at(10, 16), somebody(7, lead=True), somebody(8))


def thanked(facts: ApplicationFacts, plan: Plan = DEFAULT_PLAN) -> dict[str, list[tuple[str, int | None]]]:
    """Occasion and contact of each thank-you, by step."""
    found: dict[str, list[tuple[str, int | None]]] = {}
    for one in planned(facts, plan).values():
        if one.step in {Step.THANK_YOU_EMAIL, Step.THANK_YOU_LETTER}:
            found.setdefault(str(one.step), []).append((one.occasion, one.contact))
    return found


def plan_with(**changes: object) -> Plan:
    """The default plan with a changed thank-you letter."""
    letter = replace(step_of(Step.THANK_YOU_LETTER), **changes)  # type: ignore[arg-type]
    return Plan(tuple(letter if step.slug == letter.slug else step for step in DEFAULT_PLAN.steps))


# --- Thank-yous ---


def test_each_interviewer_is_thanked_by_email_and_the_lead_by_letter() -> None:
    assert thanked(history(interviews=(TALKS,))) == {
        "thank_you_email": [("interview:12/contact:7", 7), ("interview:12/contact:8", 8)],
        "thank_you_letter": [("interview:12", 7)],
    }


def test_the_office_may_ask_for_a_letter_to_each() -> None:
    letters = thanked(history(interviews=(TALKS,)), plan_with(per=Per.INTERVIEWER))["thank_you_letter"]
    assert letters == [("interview:12/contact:7", 7), ("interview:12/contact:8", 8)]


def test_without_a_lead_the_letter_goes_to_whom_we_knew_first() -> None:
    talks = round_of_talks(at(10), somebody(8), somebody(7))
    assert thanked(history(interviews=(talks,)))["thank_you_letter"] == [("interview:12", 7)]


def test_with_nobody_named_your_interviewers_are_thanked_once() -> None:
    assert thanked(history(interviews=(round_of_talks(at(10)),))) == {
        "thank_you_email": [("interview:12/contact:0", None)],
        "thank_you_letter": [("interview:12", None)],
    }


@pytest.mark.parametrize("per", [Per.INTERVIEW, Per.INTERVIEWER])
def test_a_phone_screen_owes_no_letter(per: Per) -> None:
    talks = replace(TALKS, is_phone_screen=True)
    assert set(thanked(history(interviews=(talks,)), plan_with(per=per))) == {"thank_you_email"}


def test_thank_yous_are_planned_when_an_interview_is_scheduled() -> None:
    talks = round_of_talks(at(25, 16), somebody(7), learned_at=at(1))
    assert the(Step.THANK_YOU_EMAIL, history(interviews=(talks,))).window.opens == at(25, 16)


def test_each_round_has_thank_yous_of_its_own() -> None:
    second = round_of_talks(at(14, 16), somebody(7), id=13)
    emails = thanked(history(interviews=(TALKS, second)))["thank_you_email"]
    assert [occasion for occasion, _ in emails] == [
        "interview:12/contact:7",
        "interview:12/contact:8",
        "interview:13/contact:7",
    ]


# --- Asking where things stand ---


def test_without_a_date_they_are_asked_ten_days_after_the_last_interview() -> None:
    second = round_of_talks(at(14, 16), somebody(7), id=13)
    inquiry = the(Step.STATUS_INQUIRY, history(interviews=(second, TALKS)))
    assert inquiry.occasion == "interview:13"
    assert inquiry.anchor_at == start_of_day(day(24), NEW_YORK)
    assert inquiry.window.opens == start_of_day(day(25), NEW_YORK)


@pytest.mark.parametrize(
    ("events", "asked_about"),
    [
        ([event(EventKind.HEARD_BACK, day(12), decision_on="2026-09-30")], 30),
        (
            [
                event(EventKind.HEARD_BACK, day(11), decision_on="2026-09-30"),
                event(EventKind.HEARD_BACK, day(12), decision_on="2026-09-22"),
            ],
            22,
        ),
        ([event(EventKind.HEARD_BACK, day(12))], 22),  # ten days after we heard from them
        ([event(EventKind.HEARD_BACK, day(9))], 20),  # before the interview: nothing changes
        ([event(EventKind.HEARD_BACK, day(5), decision_on="2026-09-08")], 20),  # a round since then
        (
            [
                event(EventKind.HEARD_BACK, day(11), decision_on="2026-09-12"),
                event(EventKind.HEARD_BACK, day(14)),  # heard from them after their own date
            ],
            24,
        ),
    ],
)
def test_hearing_back_dates_the_status_inquiry_anew(events: list[EventFact], asked_about: int) -> None:
    inquiry = the(Step.STATUS_INQUIRY, history(*events, interviews=(TALKS,)))
    assert inquiry.anchor_at == start_of_day(day(asked_about), NEW_YORK)


def test_a_date_they_gave_is_asked_about_without_an_interview_too() -> None:
    facts = history(event(EventKind.HEARD_BACK, day(12), decision_on="2026-09-30"))
    assert the(Step.STATUS_INQUIRY, facts).occasion == "application"


def test_without_a_date_or_an_interview_nobody_asks() -> None:
    late = [
        event(EventKind.HEARD_BACK, day(5), decision_on="2026-09-08"),
        event(EventKind.HEARD_BACK, day(9)),
    ]
    assert planned(history(*late)) == {}
    assert planned(history(event(EventKind.HEARD_BACK, day(5)))) == {}
    off = replace(TALKS, takes_place=False)
    assert Step.STATUS_INQUIRY not in {one.step for one in planned(history(interviews=(off,))).values()}


# --- After a rejection, an offer, an acceptance elsewhere ---


@pytest.mark.parametrize(
    ("events", "interviews", "steps"),
    [
        ([TURNED_DOWN], (), {Step.REJECTION_REPLY}),
        ([event(EventKind.TURNED_DOWN, day(18))], (), {Step.REJECTION_REPLY}),
        ([event(EventKind.TURNED_DOWN, day(18), by=TurnedDownBy.NO_REPLY)], (TALKS,), set()),
        ([TURNED_DOWN], (TALKS,), {Step.REJECTION_REPLY}),
        ([TURNED_DOWN, ANSWERED], (), {Step.REJECTION_REPLY}),
        ([TURNED_DOWN, ANSWERED], (TALKS,), {Step.REJECTION_REPLY, Step.KEEP_IN_TOUCH}),
        ([TURNED_DOWN, ANSWERED], (replace(TALKS, takes_place=False),), {Step.REJECTION_REPLY}),
    ],
)
def test_a_rejection_by_a_person_is_answered_and_after_an_interview_the_door_kept_open(
    events: list[EventFact], interviews: tuple[InterviewFact, ...], steps: set[Step]
) -> None:
    facts = history(*events, interviews=interviews)
    after = {Step.REJECTION_REPLY, Step.KEEP_IN_TOUCH}
    assert {one.step for one in planned(facts).values()} & after == steps


def test_each_offer_is_an_occasion_of_its_own() -> None:
    again = event(EventKind.OFFERED, day(20))
    facts = history(OFFERED, event(EventKind.RESCINDED, day(19)), again)
    assert list(planned(facts)) == [("offer_reply", f"offer:{again.id}")]


def test_an_offer_taken_back_needs_no_answer() -> None:
    assert planned(history(OFFERED, event(EventKind.RESCINDED, day(19)))) == {}


def test_accepting_elsewhere_asks_to_withdraw_here() -> None:
    facts = history(event(EventKind.ACCEPTED_ELSEWHERE, day(18)))
    assert the(Step.WITHDRAWAL, facts).cancelled is None


# --- Cancelling ---

ALL = frozenset(Step)
THANKS = frozenset({Step.THANK_YOU_EMAIL, Step.THANK_YOU_LETTER})
BEFORE_AN_ANSWER = frozenset({Step.APPLICATION_FOLLOW_UP, Step.STATUS_INQUIRY})


@pytest.mark.parametrize(
    ("happened", "moot"),
    [
        (None, {}),
        (event(EventKind.HEARD_BACK, day(18)), {Step.APPLICATION_FOLLOW_UP: CancelReason.HEARD_BACK}),
        (INVITED, {Step.APPLICATION_FOLLOW_UP: CancelReason.INVITED}),
        (TURNED_DOWN, dict.fromkeys(BEFORE_AN_ANSWER | THANKS, CancelReason.TURNED_DOWN)),
        (OFFERED, dict.fromkeys(BEFORE_AN_ANSWER, CancelReason.OFFERED)),
        (event(EventKind.ACCEPTED, day(18)), dict.fromkeys(BEFORE_AN_ANSWER, CancelReason.ACCEPTED)),
        (
            event(EventKind.ACCEPTED_ELSEWHERE, day(18)),
            dict.fromkeys(BEFORE_AN_ANSWER, CancelReason.ACCEPTED),
        ),
        (event(EventKind.WITHDRAWN, day(18)), dict.fromkeys(BEFORE_AN_ANSWER, CancelReason.WITHDRAWN)),
        (event(EventKind.CLOSED, day(18)), dict.fromkeys(BEFORE_AN_ANSWER, CancelReason.CLOSED)),
        (event(EventKind.DECLINED, day(18)), dict.fromkeys(BEFORE_AN_ANSWER, CancelReason.ANSWERED)),
    ],
    ids=lambda value: str(getattr(value, "kind", "")),
)
def test_what_happens_makes_moot_what_it_answers(
    happened: EventFact | None, moot: dict[Step, CancelReason]
) -> None:
    events = [APPLIED, happened] if happened else [APPLIED]
    found = planned(history(*events, interviews=(TALKS,))).values()
    assert {one.step: one.cancelled for one in found if one.cancelled} == moot


@pytest.mark.parametrize(
    "ending",
    [
        EventKind.ACCEPTED,
        EventKind.WITHDRAWN,
        EventKind.CLOSED,
        EventKind.DECLINED,
        EventKind.ACCEPTED_ELSEWHERE,
    ],
)
@pytest.mark.parametrize("step", [Step.REJECTION_REPLY, Step.KEEP_IN_TOUCH, Step.OFFER_REPLY])
def test_the_end_of_an_application_ends_every_reply_that_is_owed(ending: EventKind, step: Step) -> None:
    facts = history(TURNED_DOWN, ANSWERED, OFFERED, event(ending, day(20)), interviews=(TALKS,))
    assert the(step, facts).cancelled is not None


def test_hearing_back_before_applying_again_cancels_nothing() -> None:
    facts = history(event(EventKind.HEARD_BACK, day(1)), event(EventKind.APPLIED, day(15)))
    assert the(Step.APPLICATION_FOLLOW_UP, facts).cancelled is None


def test_an_interview_called_off_needs_no_thanks() -> None:
    found = planned(history(interviews=(replace(TALKS, takes_place=False),))).values()
    assert {one.cancelled for one in found if one.step in THANKS} == {CancelReason.INTERVIEW_OFF}


def test_thank_yous_that_were_begun_are_still_wanted_after_a_rejection() -> None:
    begun = frozenset({("thank_you_email", "interview:12/contact:7")})
    found = planned(history(TURNED_DOWN, interviews=(TALKS,), letters_begun=begun))
    assert found["thank_you_email", "interview:12/contact:7"].cancelled is None
    assert found["thank_you_email", "interview:12/contact:8"].cancelled == CancelReason.TURNED_DOWN


def test_an_interview_after_a_rejection_is_thanked_for() -> None:
    earlier = event(EventKind.TURNED_DOWN, day(9))
    found = planned(history(earlier, interviews=(TALKS,))).values()
    assert {one.cancelled for one in found if one.step in THANKS} == {None}


@pytest.mark.parametrize(
    "gone", [EventKind.WITHDRAWN, EventKind.CLOSED, EventKind.TURNED_DOWN, EventKind.DECLINED]
)
def test_who_has_left_need_not_withdraw(gone: EventKind) -> None:
    facts = history(event(EventKind.ACCEPTED_ELSEWHERE, day(18)), event(gone, day(19)))
    assert the(Step.WITHDRAWAL, facts).cancelled == CancelReason.WITHDRAWN


def test_an_offer_taken_back_restores_what_it_cancelled() -> None:
    rescinded = event(EventKind.RESCINDED, day(20))
    for events in ([OFFERED], [OFFERED, event(EventKind.ACCEPTED, day(19))]):
        facts = history(*events, rescinded, interviews=(TALKS,))
        assert the(Step.STATUS_INQUIRY, facts).cancelled is None


def test_an_offer_accepted_and_taken_back_on_one_day_does_not_stand() -> None:
    accepted, rescinded = event(EventKind.ACCEPTED, day(18)), event(EventKind.RESCINDED, day(18))
    assert rules.acceptance_that_stands(history(OFFERED, rescinded, accepted)) is None
    assert rules.offer_that_stands(history(OFFERED, rescinded)) is None


@pytest.mark.parametrize(
    ("step", "facts", "reason"),
    [
        (Step.REJECTION_REPLY, history(), CancelReason.NOT_TURNED_DOWN),
        (Step.KEEP_IN_TOUCH, history(), CancelReason.NOT_TURNED_DOWN),
        (Step.KEEP_IN_TOUCH, history(TURNED_DOWN), CancelReason.NOT_IN_PLAN),
        (Step.OFFER_REPLY, history(event(EventKind.RESCINDED, day(18))), CancelReason.RESCINDED),
        (Step.OFFER_REPLY, history(), CancelReason.NOT_IN_PLAN),
        (Step.STATUS_INQUIRY, history(interviews=(TALKS,)), CancelReason.INVITED),
        (Step.STATUS_INQUIRY, history(), CancelReason.NOT_IN_PLAN),
        (Step.THANK_YOU_EMAIL, history(), CancelReason.INTERVIEW_OFF),
        (Step.APPLICATION_FOLLOW_UP, history(), CancelReason.NOT_IN_PLAN),
        ("a_step_of_an_older_plan", history(), CancelReason.NOT_IN_PLAN),
    ],
)
def test_a_follow_up_that_is_planned_no_more_says_why(
    step: str, facts: ApplicationFacts, reason: CancelReason
) -> None:
    assert rules.why_no_longer_planned(step, facts, DEFAULT_PLAN) == reason


def test_learned_at_of_keeping_in_touch_is_the_answer() -> None:
    answered_late = event(
        EventKind.FOLLOW_UP_DONE, day(19), recorded_at=at(20, month=10), step=Step.REJECTION_REPLY
    )
    found = the(Step.KEEP_IN_TOUCH, history(TURNED_DOWN, answered_late, interviews=(TALKS,)))
    due: datetime = found.window.due
    assert due == end_of_day(day(2, month=11), NEW_YORK)
