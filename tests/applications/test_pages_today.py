"""Today: what is overdue, due and coming, and what the week has seen."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from apps.applications.actions import finish_follow_up, snooze_follow_up
from apps.applications.pages.today import TodayPage, today_page
from apps.applications.vocabulary import EventKind, Stage
from apps.students.models import Student
from tests.factories import NOW, make_application, make_interview, make_student, tell, the_follow_up

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MaxQueries = Callable[..., AbstractContextManager[Any]]


def titles(tasks: Any) -> list[str]:
    return [task.title for task in tasks]


def today(student: Student, *, now: datetime = NOW) -> TodayPage:
    return today_page(Student.objects.get(pk=student.pk), now=now)


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
    assert titles(today(student).offers) == ["Answer the offer from Okafor Logistics"]
    assert titles(today(student).due) == ["Email Tidewater Analytics to follow up"]
    assert not today(student).nothing_is_due


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
