from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.applications.actions import snooze_follow_up
from apps.applications.models import Event, FollowUp
from apps.applications.vocabulary import Channel, EventKind, FollowUpStatus
from apps.reminders.links import action_url
from apps.reminders.vocabulary import LinkAction
from tests.factories import NOW, make_application, make_interview, tell, the_follow_up

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
JUST_NOW = {"when": "now", "channel": "email"}


def visit(client: Client, row: FollowUp, action: LinkAction = LinkAction.DONE) -> str:
    return action_url(row, action, now=NOW).removeprefix("http://127.0.0.1:8000")


def owed(**options: object) -> FollowUp:
    """A follow-up that opened today, due on Monday."""
    application = make_application(applied_on=(NOW - 4 * DAY).date(), now=NOW - 4 * DAY, **options)  # type: ignore[arg-type]
    return the_follow_up(application)


def again(row: FollowUp) -> FollowUp:
    return FollowUp.objects.get(pk=row.pk)


def page(response: Any) -> str:
    text: str = response.content.decode()
    return text


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.mark.parametrize("action", list(LinkAction))
def test_looking_at_a_link_changes_nothing(client: Client, action: LinkAction) -> None:
    row = owed()
    address = visit(client, row, action)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
        assert client.head(address).status_code == 200
    assert not [q for q in captured if not q["sql"].startswith("SELECT")]


def test_done_notes_when_and_how(client: Client) -> None:
    row = owed()
    answer = client.post(visit(client, row), JUST_NOW | {"note": "Wrote to Priya."}, follow=True)
    assert "It is done" in page(answer)
    row = again(row)
    assert (row.status, row.done_at, row.on_time) == (FollowUpStatus.DONE, NOW, True)
    event = Event.objects.get(kind=EventKind.FOLLOW_UP_DONE)
    assert event.by == row.student.person
    assert event.data["note"] == "Wrote to Priya."


def test_twice_is_once(client: Client) -> None:
    row = owed()
    for _ in range(2):
        client.post(visit(client, row), JUST_NOW)
    assert Event.objects.filter(kind=EventKind.FOLLOW_UP_DONE).count() == 1


def test_a_used_link_says_so_and_can_be_undone(client: Client) -> None:
    row = owed()
    address = visit(client, row)
    client.post(address, JUST_NOW)
    assert "Undo" in page(client.get(address))
    for _ in range(2):
        client.post(address, {"undo": "1"})
    assert again(row).status == FollowUpStatus.OWED
    assert "Mark as done?" in page(client.get(address))


def test_nobody_is_logged_in_by_a_link(client: Client) -> None:
    row = owed()
    client.post(visit(client, row), JUST_NOW, follow=True)
    assert "_auth_user_id" not in client.session
    assert client.get("/today/").status_code == 302


def test_another_persons_login_does_not_matter(client: Client) -> None:
    row, other = owed(), owed()
    client.force_login(other.student.person)
    client.post(visit(client, row), JUST_NOW)
    assert Event.objects.get(kind=EventKind.FOLLOW_UP_DONE).by == row.student.person


def test_a_link_of_31_days_ago_is_politely_gone(client: Client, clock: time_machine.Traveller) -> None:
    row = owed()
    address = visit(client, row)
    clock.move_to(NOW + 31 * DAY)
    for answer in (client.get(address), client.post(address, JUST_NOW)):
        assert answer.status_code == 404
        assert "no longer works" in page(answer)
    assert again(row).status == FollowUpStatus.OWED


def test_a_damaged_link_is_politely_gone(client: Client) -> None:
    address = visit(client, owed())
    assert client.get(address[:-5] + "xxxx/").status_code == 404
    assert client.get("/r/nonsense/").status_code == 404


def test_a_link_to_what_is_no_longer_theirs_is_gone(client: Client) -> None:
    row = owed()
    address = visit(client, row)
    row.student.person.is_active = False
    row.student.person.save()
    assert client.get(address).status_code == 404
    FollowUp.objects.all().delete()
    assert client.get(address).status_code == 404


def test_the_page_tells_nobody_where_the_reader_came_from_and_is_not_kept(client: Client) -> None:
    answer = client.get(visit(client, owed()))
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]


def test_no_cookie_is_needed_to_act() -> None:
    row = owed()
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(visit(strict, row), JUST_NOW, headers={"origin": "null"}).status_code == 302
    assert again(row).status == FollowUpStatus.DONE


def test_after_the_due_time_the_page_asks_when_it_was_sent(
    client: Client, clock: time_machine.Traveller
) -> None:
    row = owed()
    address = visit(client, row)
    assert page(client.get(address)).count(" checked") == 2  # now, and the channel
    clock.move_to(row.due + timedelta(hours=10))
    assert page(client.get(address)).count(" checked") == 1
    answer = client.post(address, {"channel": "email"})
    assert answer.status_code == 422
    client.post(address, {"when": "yesterday", "channel": "email"})
    assert again(row).on_time is True


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"when": "another_time"}, "Say on which day."),
        ({"when": "another_time", "on": "2026-09-16", "at": "09:00"}, "still to come"),
        ({"when": "another_time", "on": "2026-09-10", "at": "09:00"}, "before you applied"),
        ({"when": "another_time", "on": "the day before"}, "valid date"),
        ({"when": "now", "channel": "pigeon"}, "pigeon"),
    ],
)
def test_what_cannot_be_is_refused_beside_the_field_and_nothing_typed_is_lost(
    client: Client, typed: dict[str, str], complaint: str
) -> None:
    row = owed()
    answer = client.post(visit(client, row), {"channel": "email", "note": "With my thanks."} | typed)
    assert answer.status_code == 422
    assert complaint in page(answer)
    assert "With my thanks." in page(answer)
    assert again(row).status == FollowUpStatus.OWED


def test_thanks_from_before_the_interview_ended_are_refused(client: Client) -> None:
    application = make_application(now=NOW - 3 * DAY)
    make_interview(
        application=application,
        starts_at=NOW - timedelta(hours=3),
        ends_at=NOW - timedelta(hours=2),
        now=NOW - DAY,
    )
    row = the_follow_up(application, "thank_you_email")
    early = {"when": "another_time", "on": "2026-09-15", "at": "07:30", "channel": "email"}
    answer = client.post(visit(client, row), early)
    assert "before the interview ended" in page(answer)


def test_no_calls_offers_no_phone_but_a_call_can_be_logged_and_is_flagged(client: Client) -> None:
    row = owed(phone_policy="no_calls")
    address = visit(client, row)
    assert 'value="phone"' not in page(client.get(address))
    assert client.post(address, JUST_NOW | {"channel": "phone"}).status_code == 422
    client.post(address, JUST_NOW | {"called": "on"})
    event = Event.objects.get(kind=EventKind.FOLLOW_UP_DONE)
    assert event.data["channel"] == Channel.PHONE
    assert event.data["against_no_calls"] is True


def test_where_calls_are_welcome_the_phone_is_offered(client: Client) -> None:
    row = owed(phone_policy="calls_welcome", contact_phone="555 0142")
    assert 'value="phone"' in page(client.get(visit(client, row)))


def test_remind_me_tomorrow_hides_it_until_the_students_hour(client: Client) -> None:
    row = owed()
    address = visit(client, row, LinkAction.LATER)
    assert "Remind you tomorrow?" in page(client.get(address))
    for _ in range(2):
        answer = client.post(address, follow=True)
        assert "Put off until tomorrow" in page(answer)
    assert again(row).snoozed_until == NOW + timedelta(hours=22)
    assert again(row).due == row.due


def test_what_cannot_wait_says_so(client: Client, clock: time_machine.Traveller) -> None:
    row = owed()
    address = visit(client, row, LinkAction.LATER)
    clock.move_to(row.lapses - timedelta(hours=5))
    assert "can’t wait" in page(client.get(address))
    client.post(address)
    assert FollowUp.objects.shown(row.lapses - timedelta(hours=5)).filter(pk=row.pk).exists()


def test_not_needed_asks_why(client: Client) -> None:
    row = owed()
    address = visit(client, row, LinkAction.SKIP)
    assert client.post(address, {"note": "They wrote."}).status_code == 422
    answer = client.post(address, {"reason": "already_in_touch"}, follow=True)
    assert "It is left out" in page(answer)
    assert (again(row).status, again(row).reason) == (FollowUpStatus.SKIPPED, "already_in_touch")
    client.post(address, {"undo": "1"})
    assert again(row).status == FollowUpStatus.OWED


def test_one_links_action_is_not_undone_by_another(client: Client) -> None:
    row = owed()
    client.post(visit(client, row), JUST_NOW)
    later = visit(client, row, LinkAction.LATER)
    assert "Undo" not in page(client.get(later))
    client.post(later, {"undo": "1"})
    assert again(row).status == FollowUpStatus.DONE


def test_what_became_moot_says_so(client: Client) -> None:
    row = owed()
    tell(row.application, EventKind.WITHDRAWN, now=NOW)
    answer = client.post(visit(client, row), JUST_NOW, follow=True)
    assert "It is no longer needed" in page(answer)
    assert not Event.objects.filter(kind=EventKind.FOLLOW_UP_DONE).exists()


def test_what_was_put_off_can_be_done_all_the_same(client: Client) -> None:
    row = owed()
    snooze_follow_up(follow_up=row, until=NOW + DAY, now=NOW)
    client.post(visit(client, row), JUST_NOW)
    assert again(row).status == FollowUpStatus.DONE


def test_the_page_speaks_the_students_language(client: Client) -> None:
    row = owed()
    row.student.person.language = "es"
    row.student.person.save()
    assert '<html lang="es">' in page(client.get(visit(client, row)))
