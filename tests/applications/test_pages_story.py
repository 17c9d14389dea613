"""One application: its rounds, and what happened and is still to come."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from apps.applications.actions import finish_follow_up, void
from apps.applications.models import Application, FollowUp
from apps.applications.pages.story import StoryPage, story_page
from apps.applications.plan import Step
from apps.applications.vocabulary import EventKind
from tests.factories import NOW, make_application, make_interview, tell, the_follow_up

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MaxQueries = Callable[..., AbstractContextManager[Any]]


def story(application: Application, *, now: datetime = NOW) -> StoryPage:
    own = Application.objects.with_story().select_related("student__person").get(pk=application.pk)
    return story_page(own, now=now)


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
    assert story(interview.application).rounds[0].their_time == "16:00 Berlin time"


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
