from collections.abc import Callable
from datetime import date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.applications.actions import finish_follow_up, name_interviewers, snooze_follow_up
from apps.applications.days import start_of_day
from apps.applications.models import Application, Event, FollowUp
from apps.applications.plan import Step
from apps.applications.vocabulary import EventKind, FollowUpStatus
from apps.mail.actions import suppress
from apps.mail.delivery import DeliveryReport
from apps.mail.models import OutboxEmail
from apps.mail.rules import Answer, Stage
from apps.mail.vocabulary import Category, State, SuppressionReason
from apps.reminders import actions
from apps.reminders.actions import Tick, change_settings, compose_reminders, put_off, reopen
from apps.reminders.models import DigestClock, Nudge
from apps.reminders.vocabulary import NudgeState
from apps.students.models import Student
from apps.students.vocabulary import Standing
from tests.factories import NOW, make_application, make_interview, make_student, tell, the_follow_up
from tests.reminders.conftest import KeepingTransport

RunTick = Callable[[datetime], tuple[Tick, DeliveryReport]]

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
EIGHT = NOW - timedelta(hours=2)  # 8:00 in New York, the student's hour, on Tuesday 15 September
FRIDAY = date(2026, 9, 11)  # applied then: open since Monday, due on Friday 18 September


def nudges() -> list[tuple[str, str, str]]:
    return list(Nudge.objects.order_by("id").values_list("nudge", "occurrence", "state"))


def subjects(post: KeepingTransport) -> list[str]:
    return [str(email.message.subject) for email in post.emails]


# Digests


def test_a_digest_goes_out_at_the_students_hour_and_not_before(tick: RunTick, post: KeepingTransport) -> None:
    make_application(applied_on=FRIDAY, now=EIGHT - DAY)
    tick(EIGHT - timedelta(minutes=1))
    assert subjects(post) == []
    tick(EIGHT)
    assert subjects(post) == ["Email Tidewater Analytics to follow up"]


def test_each_student_gets_it_at_the_hour_of_their_own_zone(tick: RunTick, post: KeepingTransport) -> None:
    paris = make_student(time_zone="Europe/Paris", reminder_hour=9)
    make_application(student=paris, applied_on=FRIDAY, now=EIGHT - DAY)
    nine_in_paris = EIGHT - timedelta(hours=5)
    tick(nine_in_paris - timedelta(minutes=1))
    assert subjects(post) == []
    tick(nine_in_paris)
    assert len(subjects(post)) == 1


def test_a_day_without_anything_new_has_no_digest(tick: RunTick, post: KeepingTransport) -> None:
    make_application(applied_on=FRIDAY, now=EIGHT - DAY)
    for days in range(3):  # Tuesday: the window has opened; Wednesday, Thursday: nothing new
        tick(EIGHT + days * DAY)
    assert len(post.emails) == 1
    assert nudges() == [("opened", "2026-09-14", NudgeState.GIVEN)]


def test_a_follow_up_is_mentioned_when_it_opens_on_its_due_morning_and_once_when_late(
    tick: RunTick, post: KeepingTransport
) -> None:
    make_application(applied_on=FRIDAY, now=EIGHT - DAY)
    for days in range(14):
        tick(EIGHT + days * DAY)
    assert [(nudge, occurrence) for nudge, occurrence, _state in nudges()] == [
        ("opened", "2026-09-14"),
        ("due", "2026-09-18"),
        ("late", "2026-09-18"),
    ]
    assert len(post.emails) == 3


def test_many_ticks_in_a_day_send_one_digest(tick: RunTick, post: KeepingTransport) -> None:
    student = make_student()
    make_application(student=student, applied_on=FRIDAY, now=EIGHT - DAY)
    tick(EIGHT)
    make_application(student=student, employer="Northline Transit", applied_on=FRIDAY, now=EIGHT)
    for minutes in range(1, 5):
        tick(EIGHT + timedelta(minutes=minutes))
    assert len(post.emails) == 1


def test_three_digests_a_week_and_nothing_falls_due_unmentioned(
    tick: RunTick, post: KeepingTransport
) -> None:
    student = make_student()
    for number in range(7):
        applied_on = FRIDAY + number * DAY
        make_application(
            student=student,
            employer=f"Employer {number}",
            applied_on=applied_on,
            now=EIGHT + (number - 4) * DAY,
        )
    for days in range(28):
        tick(EIGHT + days * DAY)
    sent = sorted(OutboxEmail.objects.filter(state=State.SENT).values_list("run_at", flat=True))
    assert all(later - earlier >= 7 * DAY for earlier, later in zip(sent, sent[3:], strict=False))
    for row in FollowUp.objects.all():
        assert Nudge.objects.filter(follow_up=row, email__sent_at__lt=row.due).exists(), row


def test_who_unsubscribed_gets_no_digest_and_no_nudge(tick: RunTick, post: KeepingTransport) -> None:
    application = make_application(applied_on=FRIDAY, now=EIGHT - DAY)
    suppress(
        address=application.student.person.email,
        category=Category.REMINDERS,
        reason=SuppressionReason.UNSUBSCRIBED,
        now=EIGHT,
    )
    tick(EIGHT)
    assert not post.emails
    assert not Nudge.objects.exists()


def test_who_may_not_sign_in_any_more_gets_nothing(tick: RunTick, post: KeepingTransport) -> None:
    application = make_application(applied_on=FRIDAY, now=EIGHT - DAY)
    application.student.person.is_active = False
    application.student.person.save()
    tick(EIGHT)
    assert not post.emails


def test_a_suspended_student_is_not_reminded_of_following_up(tick: RunTick, post: KeepingTransport) -> None:
    make_application(student=make_student(standing=Standing.SUSPENDED), applied_on=FRIDAY, now=EIGHT - DAY)
    tick(EIGHT)
    assert not post.emails


def test_a_late_start_of_the_day_still_sends_the_digest_but_not_at_night(
    tick: RunTick, post: KeepingTransport
) -> None:
    make_application(applied_on=FRIDAY, now=EIGHT - DAY)
    tick(EIGHT + timedelta(hours=14))  # 22:00, quiet until 7:00
    assert not post.emails
    tick(EIGHT + DAY + timedelta(hours=3))
    assert len(post.emails) == 1


def test_somebody_to_be_found_is_never_called_late(tick: RunTick) -> None:
    make_application(contact_name="", contact_email="", applied_on=FRIDAY, now=EIGHT - DAY)
    for days in range(14):
        tick(EIGHT + days * DAY)
    assert [nudge for nudge, _occurrence, _state in nudges()] == ["opened", "due"]


def test_what_was_put_off_is_mentioned_again_when_its_time_comes(
    tick: RunTick, post: KeepingTransport
) -> None:
    application = make_application(applied_on=FRIDAY, now=EIGHT - DAY)
    tick(EIGHT)
    put_off(follow_up=the_follow_up(application), now=EIGHT + timedelta(hours=4))
    tick(EIGHT + DAY - timedelta(minutes=1))
    assert len(post.emails) == 1
    tick(EIGHT + DAY)
    assert len(post.emails) == 2


def test_who_changes_their_hour_gets_the_next_digest_at_the_new_one(
    tick: RunTick, post: KeepingTransport
) -> None:
    student = make_student(reminder_hour=18)
    make_application(student=student, applied_on=FRIDAY, now=EIGHT - DAY)
    tick(EIGHT - DAY - timedelta(hours=2))
    Student.objects.update(reminder_hour=9)
    tick(EIGHT - timedelta(hours=1))
    tick(EIGHT + timedelta(hours=1))
    assert len(post.emails) == 1


def test_a_choice_of_another_hour_holds_at_once() -> None:
    student = make_student(reminder_hour=18)
    compose_reminders(now=EIGHT)
    student.reminder_hour = 11
    change_settings(student=student, person=student.person, moved=False, now=EIGHT)
    assert DigestClock.objects.get(student=student).next_at == EIGHT + timedelta(hours=3)


def test_moving_the_hour_after_the_days_digest_sends_no_second_one(
    tick: RunTick, post: KeepingTransport
) -> None:
    student = make_student()
    make_application(student=student, applied_on=FRIDAY, now=EIGHT - DAY)
    tick(EIGHT)
    Student.objects.update(reminder_hour=18)
    make_application(student=student, employer="Northline Transit", applied_on=FRIDAY, now=EIGHT)
    for hours in range(1, 15):
        tick(EIGHT + timedelta(hours=hours))
    assert len(post.emails) == 1


def test_new_students_get_a_clock_however_many_come_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "ROUND", 3)
    for _ in range(8):
        make_student()
    compose_reminders(now=EIGHT - timedelta(hours=5))
    assert DigestClock.objects.count() == 8


# Prompts


def just_interviewed(now: datetime = NOW, **options: object) -> Application:
    """An application whose interview has ended this moment."""
    application = make_application(now=now - 2 * DAY)
    make_interview(
        application=application,
        starts_at=now - timedelta(hours=1),
        ends_at=now,
        now=now - DAY,
        **options,  # type: ignore[arg-type]
    )
    return application


def test_a_prompt_comes_right_after_the_interview_and_once(tick: RunTick, post: KeepingTransport) -> None:
    just_interviewed()
    tick(NOW - timedelta(minutes=1))
    assert not post.emails
    for minutes in range(3):
        tick(NOW + timedelta(minutes=minutes))
    assert subjects(post) == ["Thank Tomasz Wiśniewski for today’s interview"]


def test_one_prompt_speaks_of_all_interviewers(tick: RunTick, post: KeepingTransport) -> None:
    people = [("Tomasz Wiśniewski", "t@tidewater.example"), ("Priya Raghunathan", "p@tidewater.example")]
    just_interviewed(interviewers=people)
    tick(NOW - timedelta(minutes=1))
    tick(NOW)
    assert subjects(post) == ["Thank your interviewers at Tidewater Analytics"]
    assert Nudge.objects.filter(nudge="prompt").count() == 2


def test_who_is_named_after_the_prompt_comes_with_the_digest(tick: RunTick, post: KeepingTransport) -> None:
    application = just_interviewed()
    tick(NOW - timedelta(minutes=1))
    tick(NOW)
    name_interviewers(
        interview=application.interviews.get(),
        people=[("Dr. Priya Raghunathan", "")],
        by=application.student.person,
        now=NOW + timedelta(minutes=1),
    )
    tick(NOW + timedelta(minutes=2))
    assert len(post.emails) == 1
    tick(EIGHT + DAY)
    assert "Thank Dr. Priya Raghunathan" in str(post.emails[-1].message.body)


def test_in_quiet_hours_a_prompt_waits_for_their_end(tick: RunTick, post: KeepingTransport) -> None:
    ended = NOW + timedelta(hours=12)  # 22:00
    just_interviewed(ended)
    tick(ended)
    tick(ended + timedelta(hours=8, minutes=59))
    assert not post.emails
    tick(ended + timedelta(hours=9))
    assert len(post.emails) == 1


def test_an_interview_of_days_ago_is_the_digests_matter(tick: RunTick, post: KeepingTransport) -> None:
    just_interviewed(NOW - timedelta(hours=25))
    tick(NOW)
    assert OutboxEmail.objects.get().kind == "digest"


def test_who_is_thanked_already_needs_no_prompt(tick: RunTick, post: KeepingTransport) -> None:
    application = just_interviewed()
    thanks = the_follow_up(application, Step.THANK_YOU_EMAIL)
    tick(NOW - timedelta(minutes=1))
    compose_reminders(now=NOW)
    finish_follow_up(follow_up=thanks, done_at=NOW, channel="email", by=application.student.person, now=NOW)
    tick(NOW)
    assert not post.emails
    assert OutboxEmail.objects.get(kind="prompt").state == State.CANCELLED


def test_who_wants_no_prompts_gets_the_thank_you_in_the_digest(tick: RunTick, post: KeepingTransport) -> None:
    application = just_interviewed()
    suppress(
        address=application.student.person.email,
        category=Category.PROMPTS,
        reason=SuppressionReason.UNSUBSCRIBED,
        now=NOW,
    )
    tick(NOW)
    tick(EIGHT + DAY)
    assert OutboxEmail.objects.filter(kind="prompt").count() == 0
    assert any("Thank Tomasz" in subject for subject in subjects(post))


def test_five_emails_a_week_are_enough(tick: RunTick, post: KeepingTransport) -> None:
    student = make_student(reminder_hour=23, quiet_from=None, quiet_until=None)
    for number in range(7):
        application = make_application(student=student, employer=f"Employer {number}", now=NOW - DAY)
        ends = NOW + timedelta(hours=number)
        make_interview(
            application=application, starts_at=ends - timedelta(hours=1), ends_at=ends, now=NOW - DAY
        )
    for hours in range(8):
        tick(NOW + timedelta(hours=hours))
    assert len(post.emails) == 5


# What became of them


def test_a_reminder_that_was_sent_is_written_down_on_the_application_once(tick: RunTick) -> None:
    application = make_application(applied_on=FRIDAY, now=EIGHT - DAY)
    for minutes in range(3):
        tick(EIGHT + timedelta(minutes=minutes))
    reminded = Event.objects.get(kind=EventKind.REMINDED)
    assert reminded.application == application
    assert reminded.follow_up == the_follow_up(application)
    assert reminded.at == EIGHT
    assert reminded.data == {"step": "application_follow_up", "nudge": "opened"}


def test_a_nudge_whose_email_was_not_sent_is_given_again_on_another_day(
    tick: RunTick, post: KeepingTransport
) -> None:
    make_application(applied_on=FRIDAY, now=EIGHT - DAY)
    post.answer = Answer(Stage.CONTENT, 554, "5.6.0 Not like this")
    tick(EIGHT)
    post.answer = None
    for minutes in range(1, 4):
        tick(EIGHT + timedelta(minutes=minutes))
    assert nudges() == [("opened", "2026-09-14", NudgeState.MISSED)]
    tick(EIGHT + DAY)
    tick(EIGHT + DAY + timedelta(minutes=1))
    assert len(post.emails) == 1
    assert nudges() == [("opened", "2026-09-14", NudgeState.GIVEN)]


def test_a_prompt_that_was_not_sent_is_made_up_for_by_the_digest(
    tick: RunTick, post: KeepingTransport
) -> None:
    just_interviewed()
    post.answer = Answer(Stage.CONTENT, 554, "5.6.0 Not like this")
    tick(NOW)
    post.answer = None
    tick(NOW + timedelta(minutes=1))
    assert not post.emails
    tick(EIGHT + DAY)
    assert len(post.emails) == 1


def test_a_digest_that_could_not_leave_all_day_is_not_sent_the_next_day(
    tick: RunTick, post: KeepingTransport
) -> None:
    make_application(applied_on=FRIDAY, now=EIGHT - DAY)
    compose_reminders(now=EIGHT)
    tick(EIGHT + DAY)
    tick(EIGHT + DAY + timedelta(minutes=1))
    states = OutboxEmail.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == [State.EXPIRED]
    tick(EIGHT + 2 * DAY)
    assert len(post.emails) == 1


def test_what_lapsed_is_closed_first(tick: RunTick, post: KeepingTransport) -> None:
    application = make_application(applied_on=FRIDAY, now=EIGHT - DAY)
    row = the_follow_up(application)
    composed, _delivered = tick(row.lapses + timedelta(hours=12))
    assert composed.lapsed == 1
    assert the_follow_up(application).status == FollowUpStatus.LAPSED
    assert not post.emails


def test_what_became_moot_before_sending_is_not_sent(tick: RunTick, post: KeepingTransport) -> None:
    application = make_application(applied_on=FRIDAY, now=EIGHT - DAY)
    compose_reminders(now=EIGHT)
    tell(application, EventKind.WITHDRAWN, now=EIGHT)
    tick(EIGHT)
    assert not post.emails
    assert OutboxEmail.objects.get().state == State.CANCELLED


# Links


def test_reopening_undoes_what_was_done_and_only_once() -> None:
    application = make_application(applied_on=FRIDAY, now=EIGHT - DAY)
    row = the_follow_up(application)
    person = application.student.person
    finish_follow_up(follow_up=row, done_at=NOW, channel="email", by=person, now=NOW)
    assert reopen(follow_up=row, by=person, now=NOW)
    assert not reopen(follow_up=row, by=person, now=NOW)
    assert the_follow_up(application).status == FollowUpStatus.OWED


def test_putting_off_hides_until_tomorrow_and_due_stays_due() -> None:
    row = the_follow_up(make_application(applied_on=FRIDAY, now=EIGHT - DAY))
    assert put_off(follow_up=row, now=NOW).snoozed_until == EIGHT + DAY
    assert put_off(follow_up=row, now=NOW).due == row.due


# Scale


def test_a_tick_with_nothing_to_do_asks_the_same_few_questions_whatever_the_size_of_the_office() -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            compose_reminders(now=NOW + timedelta(minutes=2))
        return len(captured)

    make_application(applied_on=FRIDAY, now=EIGHT - DAY)
    compose_reminders(now=NOW)
    few = queries()
    for _ in range(10):
        make_application(applied_on=FRIDAY, now=EIGHT - DAY)
    compose_reminders(now=NOW + timedelta(minutes=1))
    assert queries() == few <= 16


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_send_one_email() -> None:
    make_application(applied_on=FRIDAY, now=EIGHT - DAY)
    just_interviewed()
    ready = Barrier(2)

    def run() -> None:
        ready.wait()
        compose_reminders(now=NOW)
        connection.close()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(OutboxEmail.objects.values_list("kind", flat=True)) == ["digest", "digest", "prompt"]


def test_a_snooze_until_the_limit_is_over_a_day_before_the_lapse(tick: RunTick) -> None:
    row = the_follow_up(make_application(applied_on=FRIDAY, now=EIGHT - DAY))
    until = start_of_day(date(2026, 12, 1), row.student.zone)
    snooze_follow_up(follow_up=row, until=until, now=NOW)
    for days in range(1, 20):
        tick(EIGHT + days * DAY)
    assert Nudge.objects.filter(follow_up=row, created_at__gt=row.lapses - 2 * DAY).exists()
