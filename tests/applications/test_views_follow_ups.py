"""Finishing, putting off and skipping: in place with htmx, on a small page without."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import TimeMachineFixture

from apps.applications.models import FollowUp
from apps.applications.vocabulary import EventKind, FollowUpStatus, SkipReason
from tests.factories import NOW, make_application, make_student, tell, the_follow_up

pytestmark = pytest.mark.django_db
DUE_DAY = NOW + timedelta(days=7)
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _on_the_due_day(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(DUE_DAY, tick=False)


@pytest.fixture
def follow_up() -> FollowUp:
    return the_follow_up(make_application())


@pytest.fixture
def student(client: Client, follow_up: FollowUp) -> Client:
    client.force_login(follow_up.student.person)
    return client


def address(name: str, follow_up: FollowUp) -> str:
    return reverse(f"applications:{name}", args=[follow_up.pk])


def test_the_form_comes_in_place_and_changes_nothing(student: Client, follow_up: FollowUp) -> None:
    for name in ("finish", "skip", "later"):
        part = student.get(address(name, follow_up), headers=HTMX)
        assert part.status_code == 200
        assert f'id="task-{follow_up.pk}"' in part.text
        assert "<html" not in part.text
        assert "<html" in student.get(address(name, follow_up)).text
    follow_up.refresh_from_db()
    assert follow_up.status == FollowUpStatus.OWED


def test_finishing_in_place_leaves_a_line_with_undo_and_the_new_week(
    student: Client, follow_up: FollowUp
) -> None:
    said = {"when": "now", "channel": "email", "note": "They will call on Monday"}
    part = student.post(address("finish", follow_up), said, headers=HTMX)
    assert part.status_code == 200
    assert "Emailed Tidewater Analytics." in part.text
    assert "Done today, on time" in part.text
    assert 'id="week" hx-swap-oob="true"' in part.text
    event = follow_up.events.get(kind=EventKind.FOLLOW_UP_DONE)
    assert event.data["note"] == "They will call on Monday"
    back = student.post(reverse("applications:undo", args=[event.pk]), headers=HTMX)
    assert "Email Tidewater Analytics to follow up" in back.text
    follow_up.refresh_from_db()
    assert follow_up.status == FollowUpStatus.OWED


def test_finishing_without_script_confirms_on_the_page_it_came_from(
    student: Client, follow_up: FollowUp
) -> None:
    here = reverse("applications:application", args=[follow_up.application_id])
    said = {"when": "yesterday", "channel": "email", "next": here}
    answer = student.post(address("finish", follow_up), said, follow=True)
    assert answer.redirect_chain == [(here, 302)]
    assert "Emailed Tidewater Analytics. Done yesterday, on time" in answer.text
    assert 'class="undo"' in answer.text


def test_an_answer_that_cannot_be_keeps_what_was_typed(student: Client, follow_up: FollowUp) -> None:
    said = {"when": "another_time", "on": "2027-01-01", "channel": "email", "note": "A long note"}
    part = student.post(address("finish", follow_up), said, headers=HTMX)
    assert part.status_code == 422
    assert "That moment is still to come." in part.text
    assert "A long note" in part.text
    assert student.post(address("skip", follow_up), {"note": "why"}).status_code == 422
    assert student.post(address("later", follow_up), {"until": "2020-01-01"}).status_code == 422
    follow_up.refresh_from_db()
    assert (follow_up.status, follow_up.snoozed_until) == (FollowUpStatus.OWED, None)


def test_putting_off_hides_it_and_undo_shows_it_again(student: Client, follow_up: FollowUp) -> None:
    part = student.post(address("later", follow_up), {"until": "2026-09-28"}, headers=HTMX)
    assert "Put off until Mon 28 Sep." in part.text
    follow_up.refresh_from_db()
    assert follow_up.snoozed_until is not None
    assert f"{follow_up.snoozed_until:%Y-%m-%d}" == "2026-09-28"
    back = student.post(address("later", follow_up), {"until": "now"}, headers=HTMX)
    assert "Done" in back.text
    follow_up.refresh_from_db()
    assert follow_up.snoozed_until == DUE_DAY


def test_putting_off_without_script_leads_back_to_today(student: Client, follow_up: FollowUp) -> None:
    answer = student.post(address("later", follow_up), {"until": "2026-09-23"}, follow=True)
    assert answer.redirect_chain == [(reverse("applications:today"), 302)]
    assert "Put off until tomorrow." in answer.text


def test_skipping_says_why(student: Client, follow_up: FollowUp) -> None:
    part = student.post(address("skip", follow_up), {"reason": SkipReason.ALREADY_IN_TOUCH}, headers=HTMX)
    assert "Skipped." in part.text
    follow_up.refresh_from_db()
    assert (follow_up.status, follow_up.reason) == (FollowUpStatus.SKIPPED, SkipReason.ALREADY_IN_TOUCH)


def test_a_cancelled_form_gives_way_to_the_task(student: Client, follow_up: FollowUp) -> None:
    part = student.get(address("follow_up", follow_up), headers=HTMX)
    assert "Email Tidewater Analytics to follow up" in part.text
    page = student.get(address("follow_up", follow_up))
    assert page.headers["Location"] == reverse("applications:application", args=[follow_up.application_id])


@pytest.mark.parametrize("name", ["finish", "skip", "later"])
def test_what_was_settled_elsewhere_says_so_and_stays(
    student: Client, follow_up: FollowUp, name: str
) -> None:
    tell(follow_up.application, EventKind.WITHDRAWN)
    said = {"when": "now", "channel": "email", "reason": "other", "until": "2026-09-28"}
    assert "No longer needed" in student.post(address(name, follow_up), said, headers=HTMX).text
    assert "No longer needed" in student.post(address(name, follow_up), said, follow=True).text
    follow_up.refresh_from_db()
    assert follow_up.status == FollowUpStatus.CANCELLED


@pytest.mark.parametrize("name", ["finish", "skip", "later", "follow_up"])
def test_another_students_follow_up_does_not_exist(client: Client, follow_up: FollowUp, name: str) -> None:
    client.force_login(make_student().person)
    assert client.get(address(name, follow_up)).status_code == 404
    if name != "follow_up":
        assert client.post(address(name, follow_up), {"until": "now"}).status_code == 404


def test_a_foreign_next_is_not_followed(student: Client, follow_up: FollowUp) -> None:
    said = {"when": "now", "channel": "email", "next": "https://elsewhere.example/"}
    answer = student.post(address("finish", follow_up), said)
    assert answer.headers["Location"] == reverse("applications:today")


def test_finishing_asks_few_queries(
    student: Client,
    follow_up: FollowUp,
    django_assert_max_num_queries: Callable[..., AbstractContextManager[Any]],
) -> None:
    with django_assert_max_num_queries(7):
        student.get(address("finish", follow_up), headers=HTMX)
