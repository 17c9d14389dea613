"""What the office's pages say."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from apps.applications.models import FollowUp
from apps.applications.plan import Step
from apps.applications.vocabulary import Channel, FollowUpStatus
from apps.dashboard.rules import Counts, Entry
from apps.dashboard.sentences import last_activity, next_thing, what_they_did, why_call
from apps.dashboard.vocabulary import Reason
from tests.factories import NOW, make_application, the_follow_up

OFFICE = ZoneInfo("America/New_York")


@pytest.fixture
def follow_up(db: None) -> FollowUp:
    """Fetch the follow-up on an application to Ardent Press."""
    return the_follow_up(make_application(employer="Ardent Press"))


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (None, "not begun"),
        (NOW - timedelta(hours=2), "today 08:00"),
        (NOW - timedelta(hours=11), "yesterday"),
        (NOW - timedelta(days=19), "19 days ago"),
    ],
)
def test_last_activity_is_told_in_days_of_the_office(at: datetime | None, said: str) -> None:
    assert last_activity(at, now=NOW.astimezone(OFFICE)) == said


@pytest.mark.parametrize("channel", Channel.values)
@pytest.mark.parametrize("step", Step)
def test_every_step_has_words_for_what_comes_and_for_what_was_done(
    follow_up: FollowUp, step: Step, channel: str
) -> None:
    follow_up.step, follow_up.channel = step, channel
    follow_up.status, follow_up.done_at = FollowUpStatus.DONE, NOW - timedelta(days=1)
    assert "Ardent Press" in next_thing(follow_up)
    assert what_they_did(follow_up, now=NOW).endswith(" yesterday.")


def test_a_posting_without_calls_is_never_said_to_be_called(follow_up: FollowUp) -> None:
    follow_up.channel = Channel.EMAIL
    assert next_thing(follow_up) == "Follow up with Ardent Press"
    assert what_they_did(follow_up, now=NOW).startswith("Followed up with Ardent Press")


def test_what_else_is_late_and_how_long_nothing_was_logged_is_added(follow_up: FollowUp) -> None:
    silent = Entry(1, 1, NOW - timedelta(days=19), Counts(late=3))
    said = why_call(Reason.OFFER, follow_up, silent, now=NOW)
    assert said.endswith("not answered yet. 3 follow-ups are late. Nothing logged for 19 days.")
    busy = Entry(1, 1, NOW, Counts(late=1))
    assert why_call(Reason.OFFER, follow_up, busy, now=NOW).endswith("not answered yet. 1 follow-up is late.")
    calm = Entry(1, 1, None, Counts())
    assert why_call(Reason.OFFER, follow_up, calm, now=NOW).endswith("not answered yet.")


def test_the_thank_you_that_presses_is_not_counted_among_the_others(follow_up: FollowUp) -> None:
    follow_up.step = Step.THANK_YOU_EMAIL
    alone = Entry(1, 1, NOW, Counts(late=1))
    assert "late" not in why_call(Reason.THANK_YOU, follow_up, alone, now=NOW)
    more = Entry(1, 1, NOW, Counts(late=3))
    assert why_call(Reason.THANK_YOU, follow_up, more, now=NOW).endswith("2 other follow-ups are late.")


def test_days_are_those_of_the_student(follow_up: FollowUp) -> None:
    follow_up.student.time_zone = "Asia/Tokyo"
    follow_up.lapses = datetime(2026, 9, 17, 16, 0, tzinfo=UTC)
    said = why_call(Reason.OFFER, follow_up, Entry(1, 1, NOW, Counts()), now=NOW)
    assert "runs until Fri 18 Sep" in said
