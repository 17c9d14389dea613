"""What a student records, and what follows from it in the database."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from pytest_django import DjangoAssertNumQueries

from apps.applications import actions
from apps.applications.actions import PostingDraft, Round
from apps.applications.models import Application, Contact, Employer, Event, FollowUp, Interview, PlanVersion
from apps.applications.plan import DEFAULT_PLAN, Step
from apps.applications.planning import may_be_by_phone, may_call
from apps.applications.vocabulary import (
    CancelReason,
    Channel,
    EventKind,
    Excuse,
    FirstFollowUp,
    FollowUpStatus,
    PhonePolicy,
    SkipReason,
    Stage,
    TurnedDownBy,
)
from apps.students.models import Student
from tests.factories import (
    NOW,
    make_application,
    make_counselor,
    make_interview,
    make_student,
    tell,
    the_follow_up,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def finish(
    follow_up: FollowUp, *, now: datetime = NOW, done_at: datetime | None = None, **fields: str
) -> FollowUp:
    return actions.finish_follow_up(
        follow_up=follow_up,
        done_at=done_at or now,
        channel=fields.pop("channel", Channel.EMAIL),
        by=follow_up.student.person,
        now=now,
        **fields,
    )


def skip(follow_up: FollowUp, *, now: datetime = NOW) -> FollowUp:
    return actions.skip_follow_up(
        follow_up=follow_up, reason=SkipReason.OTHER, by=follow_up.student.person, now=now
    )


def void(event: Event, *, now: datetime = NOW) -> Event:
    return actions.void(event=event, by=event.application.student.person, now=now)


def fresh(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


# --- Logging ---


def test_logging_writes_an_event_and_plans_the_follow_up() -> None:
    application = make_application()
    assert application.stage == Stage.APPLIED
    assert [event.kind for event in application.events.all()] == [EventKind.APPLIED]
    follow_up = the_follow_up(application)
    assert follow_up.status == FollowUpStatus.OWED
    assert fresh(application).next_due_at == follow_up.due
    student = Student.objects.get()
    assert (student.open_applications, student.next_due_at) == (1, follow_up.due)
    assert student.last_activity_at == NOW


def test_what_staff_log_is_no_activity_of_the_student() -> None:
    make_application(by=make_counselor())
    assert Student.objects.get().last_activity_at is None


def test_a_posting_saved_for_later_owes_nothing() -> None:
    application = make_application(stage=Stage.SAVED)
    assert application.stage == Stage.SAVED
    assert not application.follow_ups.exists()
    tell(application, EventKind.APPLIED)
    assert the_follow_up(application).status == FollowUpStatus.OWED


def test_an_employer_is_the_same_in_other_spellings() -> None:
    student = make_student()
    for name in ("Castell & Rowe", "castell & rowe, Inc.", "Castell  & ROWE"):
        make_application(student=student, employer=name)
    assert Employer.objects.get().name == "Castell & Rowe"
    assert Contact.objects.count() == 1


def test_an_employer_needs_a_name() -> None:
    with pytest.raises(ValidationError):
        make_application(employer=" – ")


def test_what_more_is_learned_of_a_contact_completes_it() -> None:
    student = make_student()
    make_application(student=student, contact_email="")
    make_application(student=student, contact_name="PRIYA raghunathan", contact_phone="555 0101")
    contact = Contact.objects.get()
    assert (contact.email, contact.phone) == ("p.raghunathan@tidewater.example", "555 0101")


def test_without_anybody_known_the_follow_up_waits_for_a_person() -> None:
    application = make_application(contact_name="", contact_email="")
    assert the_follow_up(application).excuse == Excuse.NOBODY_TO_REACH
    assert fresh(application).next_due_at is None
    actions.save_contact(
        application=application,
        contact=Contact(name="Marta", phone="555 0142"),
        by=application.student.person,
        now=NOW,
    )
    assert the_follow_up(application).excuse == ""
    assert the_follow_up(application).channel == Channel.PHONE
    assert fresh(application).contact == Contact.objects.get()


def test_logging_costs_the_same_in_any_office(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    student = make_student()
    for number in range(8):
        make_application(student=student, employer=f"Employer {number}")
    with django_assert_max_num_queries(23):
        make_application(student=student, employer="Employer 99")


def test_an_application_follows_the_newest_plan_unless_pinned_to_one() -> None:
    slow = DEFAULT_PLAN.as_data()
    slow[0]["opens"]["count"], slow[0]["due"]["count"] = 5, 9
    version = PlanVersion.objects.create(number=1, steps=slow, published_at=NOW)
    PlanVersion.objects.create(number=2, steps=DEFAULT_PLAN.as_data(), published_at=NOW)
    application = make_application()
    assert the_follow_up(application).opens.date() == date(2026, 9, 18)
    Application.objects.update(plan_version=version)
    actions.replan_student(student=application.student, now=NOW)
    assert the_follow_up(application).opens.date() == date(2026, 9, 20)


def test_a_move_to_another_time_zone_moves_what_is_owed_alone() -> None:
    student = make_student()
    done, owed = make_application(student=student), make_application(student=student, employer="Varga Optics")
    finish(the_follow_up(done))
    before = the_follow_up(done).due
    Student.objects.update(time_zone="America/Los_Angeles")
    actions.replan_student(student=student, now=NOW)
    assert the_follow_up(done).due == before
    assert the_follow_up(owed).due == before + timedelta(hours=3)


def test_correcting_the_phone_policy_turns_the_channel_to_email() -> None:
    application = make_application(contact_phone="555 0142")
    assert the_follow_up(application).channel == Channel.PHONE
    actions.correct_application(
        application=application,
        posting=PostingDraft(
            employer="Tidewater Analytics",
            role="Data analyst",
            phone_policy=PhonePolicy.NO_CALLS,
            contact_name="Priya Raghunathan",
            contact_email="p@tidewater.example",
        ),
        by=application.student.person,
        now=NOW,
    )
    assert the_follow_up(application).channel == Channel.EMAIL
    assert Contact.objects.get().email == "p@tidewater.example"


def test_a_correction_may_name_another_person_or_nobody() -> None:
    application = make_application()
    by = application.student.person
    for name, people in (("Marta Kowalczyk", 2), ("", 2)):
        draft = PostingDraft(employer="Tidewater Analytics", role="Data analyst", contact_name=name)
        application = actions.correct_application(application=application, posting=draft, by=by, now=NOW)
        assert (application.contact.name if application.contact else "") == name
        assert Contact.objects.count() == people


def test_a_contact_known_already_is_changed_in_place() -> None:
    application = make_application()
    contact = Contact.objects.get()
    contact.address = "3 Quayside\nPort Halden"
    actions.save_contact(application=application, contact=contact, by=application.student.person, now=NOW)
    assert Contact.objects.get().address == "3 Quayside\nPort Halden"
    assert fresh(application).contact == contact


# --- What happened ---


def test_an_interview_owes_its_thanks_before_it_took_place() -> None:
    interview = make_interview(interviewers=[("Priya Raghunathan", ""), ("Tomasz Wiśniewski", "")])
    application = fresh(interview.application)
    assert (application.stage, application.rounds) == (Stage.INTERVIEWING, 1)
    thanks = FollowUp.objects.filter(step=Step.THANK_YOU_EMAIL).order_by("id")
    assert [row.contact and row.contact.name for row in thanks] == ["Priya Raghunathan", "Tomasz Wiśniewski"]
    assert the_follow_up(application, Step.THANK_YOU_LETTER).contact == thanks[0].contact
    assert interview.interviewers.get(lead=True).contact.name == "Priya Raghunathan"


def test_staff_may_record_what_a_student_told_them() -> None:
    application = make_application()
    counselor = make_counselor()
    event = tell(application, EventKind.HEARD_BACK, recorded_by=counselor, now=NOW + DAY)
    assert event.by == counselor
    assert Student.objects.get().last_activity_at == NOW


def test_interviewers_named_later_are_thanked_too_and_nobody_twice() -> None:
    interview = make_interview(interviewers=[])
    people = [("Aiko Tanaka", ""), ("", ""), ("Aiko Tanaka", "a@castell.example"), ("Mehmet Şahin", "")]
    actions.name_interviewers(
        interview=interview, people=people, by=interview.application.student.person, now=NOW + DAY
    )
    assert [one.contact.name for one in interview.interviewers.all()] == ["Aiko Tanaka", "Mehmet Şahin"]
    assert FollowUp.objects.filter(step=Step.THANK_YOU_EMAIL, status=FollowUpStatus.OWED).count() == 2


def test_an_interview_can_be_moved_and_called_off() -> None:
    interview = make_interview()
    by = interview.application.student.person
    moved = Round(starts_at=NOW + 5 * DAY, time_zone="America/New_York", place="Room 4")
    actions.change_interview(
        interview=interview, kind=EventKind.INTERVIEW_MOVED, on=NOW.date(), by=by, now=NOW, round_=moved
    )
    interview = Interview.objects.get()
    assert (interview.starts_at, interview.place) == (NOW + 5 * DAY, "Room 4")
    actions.change_interview(
        interview=interview, kind=EventKind.INTERVIEW_CANCELLED, on=NOW.date() + DAY, by=by, now=NOW + DAY
    )
    assert not Interview.objects.get().takes_place
    assert the_follow_up(interview.application, Step.THANK_YOU_EMAIL).status == FollowUpStatus.CANCELLED
    assert the_follow_up(interview.application).reason == CancelReason.INVITED


def test_accepting_here_asks_to_withdraw_elsewhere_and_undoing_it_does_not() -> None:
    student = make_student()
    here, there = (
        make_application(student=student),
        make_application(student=student, employer="Varga Optics"),
    )
    ended = make_application(student=student, employer="Kestrel Biologics")
    tell(ended, EventKind.WITHDRAWN)
    tell(here, EventKind.OFFERED)
    accepted = tell(here, EventKind.ACCEPTED)
    assert the_follow_up(there, Step.WITHDRAWAL).status == FollowUpStatus.OWED
    assert the_follow_up(there).reason == CancelReason.ACCEPTED
    assert not ended.follow_ups.filter(step=Step.WITHDRAWAL).exists()
    assert not here.follow_ups.filter(step=Step.WITHDRAWAL).exists()

    void(accepted)
    assert the_follow_up(there, Step.WITHDRAWAL).status == FollowUpStatus.CANCELLED
    assert the_follow_up(there).status == FollowUpStatus.OWED
    assert fresh(here).stage == Stage.OFFERED


def test_an_offer_taken_back_restores_what_accepting_it_cancelled_everywhere() -> None:
    student = make_student()
    here, there = (
        make_application(student=student),
        make_application(student=student, employer="Varga Optics"),
    )
    tell(here, EventKind.OFFERED)
    tell(here, EventKind.ACCEPTED)
    rescinded = tell(here, EventKind.RESCINDED, now=NOW + DAY)
    assert the_follow_up(there).status == FollowUpStatus.OWED
    assert the_follow_up(there, Step.WITHDRAWAL).status == FollowUpStatus.CANCELLED
    assert the_follow_up(here, Step.OFFER_REPLY).reason == CancelReason.RESCINDED
    assert fresh(here).stage == Stage.APPLIED

    void(rescinded, now=NOW + DAY)
    assert the_follow_up(there).reason == CancelReason.ACCEPTED
    assert the_follow_up(there, Step.WITHDRAWAL).status == FollowUpStatus.OWED
    assert there.events.filter(kind=EventKind.ACCEPTED_ELSEWHERE, voided_by=None).count() == 1


def test_undoing_a_rejection_cancels_the_reply_that_it_asked_for() -> None:
    application = make_application()
    rejected = tell(application, EventKind.TURNED_DOWN, by=TurnedDownBy.PERSON)
    reply = the_follow_up(application, Step.REJECTION_REPLY)
    assert reply.status == FollowUpStatus.OWED
    void(rejected)
    reply.refresh_from_db()
    assert (reply.status, reply.reason) == (FollowUpStatus.CANCELLED, CancelReason.NOT_TURNED_DOWN)
    assert the_follow_up(application).status == FollowUpStatus.OWED


def test_undoing_twice_is_undoing_once() -> None:
    event = tell(make_application(), EventKind.CLOSED)
    assert void(event) == void(event)
    assert Event.objects.filter(kind=EventKind.VOIDED).count() == 1


# --- Follow-ups ---


def test_finishing_keeps_when_it_was_sent_and_when_we_were_told() -> None:
    follow_up = the_follow_up(make_application())
    sent, told = NOW + 4 * DAY, NOW + 9 * DAY
    done = finish(follow_up, done_at=sent, now=told, note="Short and polite.")
    assert (done.status, done.done_at, done.recorded_at, done.on_time) == (
        FollowUpStatus.DONE,
        sent,
        told,
        True,
    )
    assert fresh(done.application).first_follow_up == FirstFollowUp.ON_TIME
    assert fresh(done.application).next_due_at is None
    event = Event.objects.get(kind=EventKind.FOLLOW_UP_DONE)
    assert (event.at, event.data["note"], event.data["against_no_calls"]) == (
        sent,
        "Short and polite.",
        False,
    )


def test_doing_it_twice_is_doing_it_once() -> None:
    follow_up = the_follow_up(make_application())
    first = finish(follow_up, now=NOW + 4 * DAY)
    again = finish(follow_up, now=NOW + 6 * DAY)
    assert again.done_at == first.done_at
    assert Event.objects.filter(kind=EventKind.FOLLOW_UP_DONE).count() == 1


def test_nothing_is_done_in_the_future() -> None:
    follow_up = the_follow_up(make_application())
    with pytest.raises(ValidationError):
        finish(follow_up, done_at=NOW + DAY)
    assert not Event.objects.filter(kind=EventKind.FOLLOW_UP_DONE).exists()


def test_what_lapsed_was_done_all_the_same() -> None:
    follow_up = the_follow_up(make_application())
    actions.lapse_follow_ups(now=NOW + 40 * DAY)
    done = finish(follow_up, done_at=NOW + 5 * DAY, now=NOW + 40 * DAY)
    assert (done.status, done.on_time) == (FollowUpStatus.DONE, True)


@pytest.mark.parametrize(("asked", "flagged"), [(False, True), (True, False)])
def test_a_call_under_no_calls_is_kept_and_flagged_unless_they_asked(asked: bool, flagged: bool) -> None:
    application = make_application(phone_policy=PhonePolicy.NO_CALLS, contact_phone="555 0142")
    assert the_follow_up(application).channel == Channel.EMAIL
    if asked:
        tell(application, EventKind.ASKED_TO_CALL)
        assert the_follow_up(application).channel == Channel.PHONE
    finish(the_follow_up(application), channel=Channel.PHONE)
    assert Event.objects.get(kind=EventKind.FOLLOW_UP_DONE).data["against_no_calls"] is flagged


def test_undoing_that_it_was_done_makes_it_owed_again() -> None:
    follow_up = finish(the_follow_up(make_application()))
    void(Event.objects.get(kind=EventKind.FOLLOW_UP_DONE))
    follow_up.refresh_from_db()
    assert (follow_up.status, follow_up.done_at) == (FollowUpStatus.OWED, None)
    assert fresh(follow_up.application).next_due_at == follow_up.due


def test_a_contact_holds_back_the_next_one_to_the_same_employer() -> None:
    student = make_student()
    first, second = make_application(student=student), make_application(student=student, role="Planner")
    elsewhere = make_application(student=student, employer="Varga Optics")
    called = NOW + 4 * DAY
    finish(the_follow_up(first), now=called)
    assert the_follow_up(second).withheld_until == called + 7 * DAY
    assert the_follow_up(second).excuse == Excuse.WITHHELD
    assert the_follow_up(second) not in FollowUp.objects.shown(called + 6 * DAY)
    assert the_follow_up(second) in FollowUp.objects.shown(called + 7 * DAY)
    assert the_follow_up(elsewhere).withheld_until is None

    tell(first, EventKind.HEARD_BACK, now=called + DAY)
    assert the_follow_up(second).withheld_until is None, "they answered"


def test_thanks_hold_nothing_back() -> None:
    student = make_student()
    application = make_interview(application=make_application(student=student)).application
    other = make_application(student=student, role="Planner")
    finish(the_follow_up(application, Step.THANK_YOU_EMAIL), now=NOW + 2 * DAY)
    assert the_follow_up(other).withheld_until is None


def test_finishing_settles_the_application_itself_in_one_go() -> None:
    application = make_application()
    tell(application, EventKind.HEARD_BACK, decision_on="2026-09-30", now=NOW - DAY, on=NOW.date() - DAY)
    finish(the_follow_up(application), now=NOW + 2 * DAY)
    before = list(FollowUp.objects.order_by("id").values())
    actions.replan_student(student=application.student, now=NOW + 2 * DAY)
    assert list(FollowUp.objects.order_by("id").values()) == before


def test_skipping_says_why_and_leaves_what_is_done_or_over_alone() -> None:
    skipped = skip(the_follow_up(make_application()))
    assert (skipped.status, skipped.reason) == (FollowUpStatus.SKIPPED, SkipReason.OTHER)
    assert skip(skipped).status == FollowUpStatus.SKIPPED
    assert Event.objects.filter(kind=EventKind.FOLLOW_UP_SKIPPED).count() == 1

    done = finish(the_follow_up(make_application()))
    assert skip(done).status == FollowUpStatus.DONE
    lapsed = the_follow_up(make_application())
    actions.lapse_follow_ups(now=NOW + 40 * DAY)
    assert skip(lapsed, now=NOW + 40 * DAY).status == FollowUpStatus.LAPSED


def test_what_was_skipped_can_be_done_after_all() -> None:
    follow_up = the_follow_up(make_application())
    skip(follow_up)
    assert finish(follow_up).status == FollowUpStatus.DONE


def test_later_hides_until_then_at_most_until_a_day_before_it_lapses() -> None:
    follow_up = the_follow_up(make_application())
    later = actions.snooze_follow_up(follow_up=follow_up, until=NOW + 5 * DAY, now=NOW)
    assert (later.snoozed_until, later.due) == (NOW + 5 * DAY, follow_up.due)
    too_late = actions.snooze_follow_up(follow_up=follow_up, until=NOW + 60 * DAY, now=NOW)
    assert too_late.snoozed_until == follow_up.lapses - DAY
    skip(follow_up)
    assert actions.snooze_follow_up(follow_up=follow_up, until=NOW + DAY, now=NOW).snoozed_until == (
        follow_up.lapses - DAY
    )


def test_what_is_over_lapses_once_for_all() -> None:
    student = make_student()
    applications = [make_application(student=student, employer=f"Employer {number}") for number in range(3)]
    nobody = make_application(student=student, employer="Nobody there", contact_name="", contact_email="")
    finish(the_follow_up(applications[0]))
    over = max(FollowUp.objects.values_list("lapses", flat=True)) + timedelta(seconds=1)

    assert actions.lapse_follow_ups(now=over) == 3
    assert actions.lapse_follow_ups(now=over) == 0
    outcomes = [fresh(one).first_follow_up for one in (*applications, nobody)]
    assert outcomes == [
        FirstFollowUp.ON_TIME,
        FirstFollowUp.MISSED,
        FirstFollowUp.MISSED,
        FirstFollowUp.UNSETTLED,
    ]
    assert {fresh(one).next_due_at for one in applications} == {None}
    student.refresh_from_db()
    assert student.next_due_at is None


def test_lapsing_and_settling_agree() -> None:
    application = make_application()
    over = NOW + 40 * DAY
    actions.lapse_follow_ups(now=over)
    lapsed = (FollowUp.objects.values().get(), Application.objects.values().get())
    actions.replan_student(student=application.student, now=over)
    assert (FollowUp.objects.values().get(), Application.objects.values().get()) == lapsed


def test_many_that_are_over_lapse_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    student = make_student()
    for number in range(5):
        make_application(student=student, employer=f"Employer {number}")
    monkeypatch.setattr("apps.applications.actions.follow_ups.LAPSE_BATCH", 2)
    assert actions.lapse_follow_ups(now=datetime(2027, 1, 1, tzinfo=UTC)) == 5


def test_somebody_who_can_be_reached_takes_the_place_of_somebody_who_cannot() -> None:
    application = make_application(contact_name="Nameless Nora", contact_email="")
    eve = actions.save_contact(
        application=application,
        contact=Contact(name="Eve Mail", email="eve@quince.example"),
        by=application.student.person,
        now=NOW,
    )
    application.refresh_from_db()
    assert application.contact == eve


def test_two_people_of_one_name_are_told_apart_by_their_addresses() -> None:
    application = make_application(contact_name="Kim Lee", contact_email="kim@quince.example")
    both: dict[str, Any] = {
        "student": application.student,
        "employer": application.employer,
        "name": "Kim Lee",
        "now": NOW,
    }
    other = actions.get_contact(email="kim.lee@quince.example", **both)
    assert other != application.contact
    assert actions.get_contact(email="", **both) == application.contact


def test_whom_the_posting_names_is_not_thanked_for_an_interview_with_nobody_named() -> None:
    application = make_application(contact_name="Hanna Hart", contact_email="hr@quince.example")
    make_interview(application=application, interviewers=[])
    thanks = FollowUp.objects.filter(step__in=(Step.THANK_YOU_EMAIL, Step.THANK_YOU_LETTER))
    assert [row.contact for row in thanks] == [None, None]


def test_a_call_they_asked_for_is_offered_once() -> None:
    application = make_application(phone_policy=PhonePolicy.NO_CALLS, contact_phone="555 0100")
    assert not may_call(application)
    tell(application, EventKind.ASKED_TO_CALL)
    row = the_follow_up(application, Step.APPLICATION_FOLLOW_UP)
    assert may_be_by_phone(row)
    later = NOW + timedelta(days=4)
    actions.finish_follow_up(
        follow_up=row, done_at=later, channel=Channel.PHONE, by=application.student.person, now=later
    )
    assert not may_call(application)
