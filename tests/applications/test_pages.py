"""What the student's pages show, read as data."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from apps.applications.actions import finish_follow_up, snooze_follow_up, void
from apps.applications.models import Application, FollowUp
from apps.applications.pages.logged import logged
from apps.applications.pages.review import review_of, what_comes
from apps.applications.pages.shelf import PAGE, shelf_page
from apps.applications.pages.story import StoryPage, story_page
from apps.applications.pages.tasks import Task, later_days, next_step, web_address
from apps.applications.pages.today import TodayPage, today_page
from apps.applications.plan import Step
from apps.applications.postings import read_posting
from apps.applications.vocabulary import EventKind, Stage
from apps.students.models import Student
from tests.factories import NOW, make_application, make_interview, make_student, tell, the_follow_up

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MaxQueries = Callable[..., AbstractContextManager[Any]]


def titles(tasks: Any) -> list[str]:
    return [task.title for task in tasks]


def story(application: Application, *, now: datetime = NOW) -> StoryPage:
    own = Application.objects.with_story().select_related("student__person").get(pk=application.pk)
    return story_page(own, now=now)


def today(student: Student, *, now: datetime = NOW) -> TodayPage:
    return today_page(Student.objects.get(pk=student.pk), now=now)


# Today


def test_the_first_day_is_before_anything_was_logged() -> None:
    student = make_student()
    assert today(student).is_first_day
    make_application(student=student, stage=Stage.SAVED)
    assert not today(student).is_first_day


def test_a_follow_up_comes_up_then_is_due_then_overdue() -> None:
    student = make_student()
    make_application(student=student)
    assert titles(today(student).coming) == ["Email Tidewater Analytics to follow up"]
    assert today(student).next_opens is not None
    due_day = today(student, now=NOW + 7 * DAY)
    assert titles(due_day.due) == ["Email Tidewater Analytics to follow up"]
    assert not due_day.coming
    late = today(student, now=NOW + 9 * DAY)
    assert titles(late.overdue) == ["Email Tidewater Analytics to follow up"]
    assert "Still welcome until" in late.overdue[0].why


def test_thank_yous_are_for_today_as_soon_as_the_interview_is_over() -> None:
    interview = make_interview()
    student = interview.application.student
    before, after = today(student), today(student, now=interview.starts_at + timedelta(minutes=61))
    assert titles(before.due) == []
    assert not before.coming[0].has_a_reason
    assert "Thank Tomasz Wiśniewski for today’s interview" in titles(after.due)
    assert titles(after.find) == ["Find a postal address for Tidewater Analytics"]


def test_thank_yous_of_an_interview_to_come_share_a_row() -> None:
    interview = make_interview(interviewers=[("Ada", "ada@x.example"), ("Ken", "ken@x.example")])
    student = interview.application.student
    first = today(student).coming[0]
    assert (first.title, first.more) == (
        "Thank Ada for tomorrow’s interview",
        1,
    )
    assert len(today(student, now=NOW + DAY + timedelta(hours=1)).due) == 2


def test_an_open_offer_heads_the_day_however_far_its_deadline() -> None:
    student = make_student()
    make_application(student=student, applied_on=date(2026, 9, 8), now=NOW - 7 * DAY)
    offer = make_application(student=student, employer="Okafor Logistics")
    tell(offer, EventKind.OFFERED, deadline="2026-09-30")
    assert titles(today(student).due) == [
        "Answer the offer from Okafor Logistics",
        "Email Tidewater Analytics to follow up",
    ]


def test_what_nobody_can_be_reached_for_stands_apart_and_is_never_late() -> None:
    student = make_student()
    application = make_application(student=student, contact_name="", contact_email="")
    page = today(student, now=NOW + 10 * DAY)
    assert titles(page.find) == ["Find somebody to write to at Tidewater Analytics"]
    assert page.overdue == []
    assert page.week.left == 0
    tell(application, EventKind.NOBODY_TO_REACH)
    assert today(student, now=NOW + 10 * DAY).find == []


def test_what_was_put_off_says_until_when_and_comes_back() -> None:
    student = make_student()
    application = make_application(student=student)
    snooze_follow_up(follow_up=the_follow_up(application), until=NOW + 10 * DAY, now=NOW + 7 * DAY)
    page = today(student, now=NOW + 8 * DAY)
    assert page.overdue == []
    assert [task.due.text for task in page.coming] == ["Put off until Fri 25 Sep"]
    assert titles(today(student, now=NOW + 10 * DAY).overdue) == ["Email Tidewater Analytics to follow up"]


def test_the_week_counts_what_is_done_and_what_is_left_of_it() -> None:
    student = make_student()
    first = make_application(student=student, applied_on=date(2026, 9, 9), now=NOW - 6 * DAY)
    make_application(
        student=student, employer="Corvina Labs", applied_on=date(2026, 9, 10), now=NOW - 5 * DAY
    )
    follow_up = the_follow_up(first)
    finish_follow_up(follow_up=follow_up, done_at=NOW, channel="email", by=student.person, now=NOW)
    week = today(student).week
    assert [(one.line, one.day) for one in week.done] == [("Emailed Tidewater Analytics", "today")]
    assert (week.left, week.total, week.marks) == (1, 2, [True, False])


def test_today_costs_the_same_with_many_applications(django_assert_max_num_queries: MaxQueries) -> None:
    student = make_student()
    for number in range(12):
        application = make_application(student=student, employer=f"Employer {number}")
        make_interview(application=application)
    with django_assert_max_num_queries(5):
        page = today(student)
        names = [str(one.contact) for interview in page.interviews for one in interview.interviewers.all()]
    assert len(page.coming) > 12
    assert names == ["Tomasz Wiśniewski"] * 3


# One task


def step_for(**posting: Any) -> tuple[str, str]:
    application = make_application(**posting)
    row = the_follow_up(application)
    found = next_step(row)
    return found.label, found.href


def test_an_email_opens_with_address_and_subject() -> None:
    label, href = step_for()
    assert label == "Write email"
    assert href == "mailto:p.raghunathan@tidewater.example?subject=My%20application%3A%20Data%20analyst"


def test_an_address_cannot_smuggle_headers_into_the_email() -> None:
    _label, href = step_for(contact_email="a?bcc=x&y@tidewater.example")
    assert href.startswith("mailto:a%3Fbcc%3Dx%26y@tidewater.example?subject=")


def test_a_call_shows_the_number() -> None:
    assert step_for(contact_email="", contact_phone="(555) 0142") == ("Call (555) 0142", "tel:5550142")


def test_no_calls_never_shows_a_number() -> None:
    label, href = step_for(contact_phone="555 0142", phone_policy="no_calls")
    assert label == "Write email"
    assert "tel:" not in href


def test_somebody_without_an_address_is_completed_first() -> None:
    assert step_for(contact_email="")[0] == "Add their email"


def test_only_the_web_is_followed_as_a_link() -> None:
    assert web_address("https://jobs.example/1") == "https://jobs.example/1"
    assert web_address("javascript:alert(1)") == ""


def test_later_offers_tomorrow_and_the_first_business_day_of_next_week() -> None:
    row = the_follow_up(make_application())
    assert [(one.label, one.day) for one in later_days(row, now=NOW)] == [
        ("Tomorrow", date(2026, 9, 16)),
        ("Next week", date(2026, 9, 21)),
    ]


def test_later_names_the_holiday() -> None:
    now = datetime.fromisoformat("2026-11-24T15:00:00+00:00")
    row = the_follow_up(make_application(now=now))
    assert [(one.label, one.day) for one in later_days(row, now=now)][1] == (
        "After the holiday",
        date(2026, 11, 30),
    )


def test_nothing_can_wait_on_its_last_days() -> None:
    row = the_follow_up(make_application())
    assert not Task(row, row.lapses - timedelta(hours=20)).later


# One application


def test_a_story_puts_what_comes_above_today_and_what_was_below() -> None:
    interview = make_interview()
    page = story(interview.application)
    assert [entry.text for entry in page.past] == ["Interview set", "Applied"]
    assert [entry.text for entry in page.ahead][-1] == "Interview, round 1"
    after = story(interview.application, now=interview.starts_at + timedelta(hours=2))
    assert "Interview, round 1" in [entry.text for entry in after.past]


def test_a_story_leaves_out_what_was_undone() -> None:
    application = make_application()
    event = tell(application, EventKind.WITHDRAWN)
    assert story(application).past[0].text == "Withdrawn"
    void(event=event, by=application.student.person, now=NOW)
    assert [entry.text for entry in story(application).past] == ["Applied"]


def test_only_the_latest_facts_offer_to_be_undone() -> None:
    application = make_application()
    for kind in (EventKind.HEARD_BACK, EventKind.ASKED_TO_CALL, EventKind.OFFERED, EventKind.DECLINED):
        tell(application, kind)
    undoable = [entry.text for entry in story(application).past if entry.undo]
    assert sorted(undoable) == ["Declined", "Offered", "They asked me to call"]


def test_facts_of_one_day_stand_in_the_order_in_which_they_were_told() -> None:
    application = make_application(applied_on=date(2026, 9, 10), now=NOW - 5 * DAY)
    student = application.student
    finish_follow_up(
        follow_up=the_follow_up(application), done_at=NOW, channel="email", by=student.person, now=NOW
    )
    tell(application, EventKind.WITHDRAWN, now=NOW + timedelta(hours=1))
    page = story(application, now=NOW + timedelta(hours=2))
    assert [entry.text for entry in page.past] == ["Withdrawn", "Emailed Tidewater Analytics", "Applied"]


def test_a_late_follow_up_stands_where_it_was_due_in_red() -> None:
    application = make_application()
    page = story(application, now=NOW + 9 * DAY)
    assert (page.past[0].look, page.past[0].mark) == ("late", "2 days late")
    lapsed = story(application, now=NOW + 40 * DAY)
    assert lapsed.past[0].text == "Follow-up on the application: not done in time"
    assert lapsed.next_task is None


def test_what_is_done_tells_how_and_whether_on_time() -> None:
    application = make_application(phone_policy="calls_welcome", contact_phone="555 0142")
    finish_follow_up(
        follow_up=the_follow_up(application),
        done_at=NOW + 5 * DAY,
        channel="phone",
        note="She asked for a writing sample",
        by=application.student.person,
        now=NOW + 5 * DAY,
    )
    entry = story(application, now=NOW + 6 * DAY).past[0]
    assert (entry.text, entry.mark, entry.small) == (
        "Called Tidewater Analytics",
        "on time",
        "She asked for a writing sample",
    )


def test_a_round_shows_how_each_thank_you_stands() -> None:
    interview = make_interview(interviewers=[("Ada Okafor", "ada@x.example"), ("Ken", "")])
    application = interview.application
    now = interview.starts_at + timedelta(hours=2)
    ada = FollowUp.objects.get(application=application, step=Step.THANK_YOU_EMAIL, contact__name="Ada Okafor")
    finish_follow_up(follow_up=ada, done_at=now, channel="email", by=application.student.person, now=now)
    (round_,) = story(application, now=now).rounds
    first, second = round_.seats
    assert first.email
    assert second.email
    assert first.letter
    assert (first.email.text, second.email.when) == ("Done today, on time", "today")
    assert (first.letter.text, second.letter) == ("Needs an address", None)
    assert round_.is_over


def test_a_round_in_another_zone_tells_both_hours() -> None:
    interview = make_interview()
    assert story(interview.application).rounds[0].their_time == ""
    interview.time_zone = "Europe/Berlin"
    interview.save()
    assert story(interview.application).rounds[0].their_time == "16:00 Europe/Berlin time"


def test_a_round_that_is_off_says_so_and_one_that_was_undone_is_gone() -> None:
    interview = make_interview(interviewers=[])
    application = interview.application
    (round_,) = story(application).rounds
    assert round_.seats[0].contact is None
    tell_off = interview.events.create(
        application=application,
        kind=EventKind.INTERVIEW_CANCELLED,
        on=NOW.date(),
        recorded_at=NOW,
    )
    assert story(application).rounds[0].called_off == "Interview cancelled"
    void(event=tell_off, by=application.student.person, now=NOW)
    set_ = interview.events.get(kind=EventKind.INTERVIEW_SCHEDULED)
    void(event=set_, by=application.student.person, now=NOW)
    assert story(application).rounds == []


def test_one_application_costs_the_same_with_a_long_story(django_assert_max_num_queries: MaxQueries) -> None:
    application = make_application()
    for number in range(6):
        make_interview(application=application, starts_at=NOW + number * DAY)
        tell(application, EventKind.HEARD_BACK)
    own = Application.objects.with_story().select_related("student__person").get(pk=application.pk)
    with django_assert_max_num_queries(5):
        story_page(own, now=NOW + 3 * DAY)


# The list


def test_the_list_pages_through_everything_once_most_urgent_first() -> None:
    student = make_student()
    for number in range(PAGE):
        make_application(student=student, employer=f"Employer {number}", now=NOW - (number % 3) * DAY)
    for number in range(4):
        make_application(student=student, employer=f"Saved {number}", stage=Stage.SAVED)
    seen: list[int] = []
    after = ""
    while True:
        page = shelf_page(student, shelf="active", after=after, now=NOW)
        seen += [row.application.pk for row in page.rows]
        if not page.after:
            break
        after = page.after
    assert len(seen) == len(set(seen)) == PAGE + 4
    dues = [Application.objects.get(pk=pk).next_due_at for pk in seen]
    known = [due for due in dues if due is not None]
    assert known == sorted(known)
    assert dues[-4:] == [None] * 4


@pytest.mark.parametrize("after", ["", "nonsense", "2026-13-45T00:00:00+00:00~1", "~", "~x"])
def test_an_unreadable_place_is_not_an_error(after: str) -> None:
    student = make_student()
    make_application(student=student, stage=Stage.SAVED)
    assert len(shelf_page(student, shelf="active", after=after, now=NOW).rows) in {0, 1}


def test_shelves_count_and_filters_narrow() -> None:
    student = make_student()
    make_application(student=student, employer="Corvina Labs", role="Data curator")
    tell(make_application(student=student, employer="Alder & Finch"), EventKind.WITHDRAWN)
    make_application(employer="Somebody else’s")
    page = shelf_page(student, shelf="active", now=NOW)
    assert page.counts == {"active": 1, "ended": 1, "all": 2}
    assert [row.application.posting.employer_name for row in page.rows] == ["Corvina Labs"]
    for wanted in ({"q": "CURATOR"}, {"q": "corvina"}, {"stage": "applied"}):
        assert len(shelf_page(student, shelf="all", now=NOW, **wanted).rows) == 1
    ended = shelf_page(student, shelf="ended", now=NOW)
    assert [row.task for row in ended.rows] == [None]


# Logging


def test_a_review_numbers_what_was_read_where_it_stands() -> None:
    text = "Corvina Labs\nData Curator\n\nWrite to Nkechi Adeyemi, n@corvina.example. No phone calls please."
    review = review_of(read_posting(text))
    assert review.initial["employer"] == "Corvina Labs"
    assert review.initial["phone_policy"] == "no_calls"
    assert review.initial["phone_evidence"] == "No phone calls please."
    assert "".join(passage.text for passage in review.passages) == text
    marked = {passage.number: passage.text for passage in review.passages if passage.number}
    number = review.proofs["phone_policy"].number
    assert number is not None
    assert marked[number] == "No phone calls please."


def test_a_corrected_value_loses_its_proof() -> None:
    text = "Corvina Labs\nData Curator\n\nApply by 4 December 2026. No phone calls please."
    review = review_of(read_posting(text))
    typed = {
        "employer": "Corvina",
        "role": "Data Curator",
        "closes_on": "2026-12-04",
        "phone_policy": "no_calls",
    }
    assert set(review.still_true_of(typed).proofs) == {"role", "closes_on", "phone_policy"}


def test_a_typed_employer_is_no_posting() -> None:
    review = review_of(read_posting("Corvina Labs"))
    assert review.initial["employer"] == "Corvina Labs"
    assert (review.initial["text"], review.passages, review.proofs) == ("", (), {})


def test_what_will_follow_is_said_before_it_is_logged() -> None:
    student = make_student()

    def said(**initial: str) -> str:
        return what_comes(student, initial, now=NOW)

    assert said(contact_name="Nkechi").startswith("Email them between Fri 18 Sep and Tue 22 Sep.")
    assert said(contact_phone="555").startswith("Call them between")
    assert said(contact_phone="555", contact_name="N", phone_policy="no_calls").startswith("Email them")
    assert said().startswith("Nobody to write to is known yet.")
    assert said(contact_policy="no_contact").startswith("The posting asks for no contact")


def test_the_confirmation_says_what_was_planned() -> None:
    student = make_student()

    def said(**posting: Any) -> str:
        return logged(make_application(student=student, **posting), now=NOW)

    assert said(employer="A") == "Logged. Follow up from Fri 18 Sep."
    assert said(employer="B", stage=Stage.SAVED).startswith("Logged. Tell us when you have applied")
    assert said(employer="C", contact_name="", contact_email="").startswith("Logged. Nobody to write to")
    assert said(employer="D", contact_policy="no_contact").startswith(
        "Logged. The posting asks for no contact"
    )
    assert said(employer="E", applied_on=date(2026, 8, 1)).startswith("Logged. The time to follow up")
    assert said(employer="F", applied_on=date(2026, 9, 10)) == "Logged. Follow up by Thu 17 Sep."
    assert "is past" in said(employer="G", closes_on=date(2026, 9, 1))
