from datetime import date, datetime, timedelta

import pytest

from apps.applications.actions import snooze_follow_up
from apps.applications.follow_up_forms import FinishForm, SkipForm
from apps.applications.models import FollowUp
from apps.applications.vocabulary import EventKind, FollowUpStatus
from tests.factories import NOW, make_application, make_interview, make_student, tell, the_follow_up

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def owed(**options: object) -> FollowUp:
    """A follow-up on an application of Friday, open since Monday, due in three days."""
    application = make_application(
        applied_on=date(2026, 9, 11),
        now=NOW - 4 * DAY,
        **options,  # type: ignore[arg-type]
    )
    return the_follow_up(application)


def thanks(**options: object) -> FollowUp:
    """A thank-you for an interview that ended yesterday at 16:00 in New York."""
    application = make_application(now=NOW - 3 * DAY, **options)  # type: ignore[arg-type]
    ended = NOW - 18 * HOUR
    make_interview(application=application, starts_at=ended - HOUR, ends_at=ended, now=NOW - 2 * DAY)
    return the_follow_up(application, "thank_you_email")


def done_at(row: FollowUp, now: datetime = NOW, **typed: str) -> datetime | None:
    form = FinishForm({"channel": "email"} | typed, follow_up=row, now=now)
    return form.cleaned_data["done_at"] if form.is_valid() else None


def channels(row: FollowUp) -> list[str]:
    return [value for value, _label in FinishForm(follow_up=row, now=NOW).fields["channel"].choices]  # type: ignore[attr-defined]


def test_just_now_is_now() -> None:
    assert done_at(owed(), when="now") == NOW


def test_yesterday_is_its_local_noon() -> None:
    row = owed()
    assert done_at(row, when="yesterday") == NOW - DAY + 2 * HOUR
    tokyo = owed(student=make_student(time_zone="Asia/Tokyo"))
    assert done_at(tokyo, when="yesterday") == NOW - DAY - 11 * HOUR


def test_yesterday_is_never_before_the_interview_ended_yesterday() -> None:
    row = thanks()
    assert done_at(row, when="yesterday") == row.anchor_at


def test_another_time_is_read_on_the_students_clock() -> None:
    assert done_at(owed(), when="another_time", on="2026-09-14", at="09:30") == NOW - DAY - HOUR / 2


def test_a_day_without_a_time_is_noon_or_what_is_over_of_it() -> None:
    assert done_at(owed(), when="another_time", on="2026-09-14") == NOW - DAY + 2 * HOUR
    assert done_at(owed(), when="another_time", on="2026-09-15") == NOW


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"when": "another_time"}, "on", "Say on which day."),
        ({"when": "another_time", "on": "2026-09-16"}, "on", "That moment is still to come."),
        ({"when": "another_time", "on": "2026-09-15", "at": "10:01"}, "on", "That moment is still to come."),
        ({"when": "another_time", "on": "2026-09-09"}, "on", "That is before you applied (Fri 11 Sep)."),
        ({"when": "another_time", "on": "0001-01-01"}, "on", "That is before you applied (Fri 11 Sep)."),
        ({}, "when", "This field is required."),
        ({"when": "now", "channel": ""}, "channel", "This field is required."),
        ({"when": "now", "note": "x" * 1001}, "note", "at most 1000 characters"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(typed: dict[str, str], field: str, message: str) -> None:
    form = FinishForm({"channel": "email"} | typed, follow_up=owed(), now=NOW)
    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert message in form.errors[field][0]


@pytest.mark.parametrize(
    ("day", "message"), [("0001-01-01", "before you applied"), ("9999-12-31", "to come")]
)
def test_days_at_the_ends_of_the_calendar_are_refused_like_others(day: str, message: str) -> None:
    row = owed(student=make_student(time_zone="Asia/Tokyo"))
    form = FinishForm({"channel": "email", "when": "another_time", "on": day}, follow_up=row, now=NOW)
    assert message in form.errors["on"][0]


def test_thanks_cannot_be_older_than_the_end_of_the_interview() -> None:
    form = FinishForm(
        {"channel": "email", "when": "another_time", "on": "2026-09-14", "at": "15:59"},
        follow_up=thanks(),
        now=NOW,
    )
    assert form.errors["on"] == ["That is before the interview ended (Mon 14 Sep, 16:00)."]


def test_an_answer_cannot_be_older_than_what_it_answers() -> None:
    application = make_application(now=NOW - 9 * DAY)
    tell(application, EventKind.TURNED_DOWN, on=date(2026, 9, 14), now=NOW)
    row = the_follow_up(application, "rejection_reply")
    form = FinishForm(
        {"channel": "email", "when": "another_time", "on": "2026-09-13"}, follow_up=row, now=NOW
    )
    assert form.errors["on"] == ["That is before there was something to answer (Mon 14 Sep)."]


def test_before_the_due_time_now_is_presumed_and_after_it_nothing_is() -> None:
    row = owed()
    assert FinishForm(follow_up=row, now=NOW)["when"].value() == "now"
    assert FinishForm(follow_up=row, now=row.due + HOUR)["when"].value() is None


def test_the_channel_of_the_plan_is_presumed() -> None:
    row = owed(phone_policy="calls_welcome", contact_phone="555 0142")
    assert FinishForm(follow_up=row, now=NOW)["channel"].value() == "phone"


def test_the_phone_is_offered_unless_the_posting_forbids_calls() -> None:
    assert channels(owed()) == ["phone", "email", "post"]
    assert channels(owed(phone_policy="no_calls")) == ["email", "post"]


def test_who_was_asked_to_call_may_say_that_they_did() -> None:
    row = owed(phone_policy="no_calls")
    tell(row.application, EventKind.ASKED_TO_CALL, now=NOW)
    assert "phone" in channels(row)


def test_a_thank_you_is_never_offered_by_phone() -> None:
    assert channels(thanks(phone_policy="calls_welcome")) == ["email", "post"]


def test_a_call_that_was_not_offered_can_be_logged_and_is_flagged() -> None:
    row = owed(phone_policy="no_calls")
    form = FinishForm({"when": "now", "channel": "email", "called": "on"}, follow_up=row, now=NOW)
    assert form.is_valid()
    assert form.save(by=row.student.person).status == FollowUpStatus.DONE
    event = row.events.get(kind=EventKind.FOLLOW_UP_DONE)
    assert (event.data["channel"], event.data["against_no_calls"]) == ("phone", True)


def test_several_forms_stand_on_one_page_without_sharing_ids() -> None:
    first, second = owed(), owed()
    ids = {form["note"].auto_id for row in (first, second) for form in (FinishForm(follow_up=row, now=NOW),)}
    ids |= {SkipForm(follow_up=first, now=NOW)["note"].auto_id}
    assert len(ids) == 3


def test_skipping_asks_for_a_reason() -> None:
    row = owed()
    assert SkipForm({}, follow_up=row, now=NOW).errors["reason"] == ["This field is required."]
    form = SkipForm({"reason": "asked_not_to", "note": "By letter."}, follow_up=row, now=NOW)
    assert form.is_valid()
    skipped = form.save(by=row.student.person)
    assert (skipped.status, skipped.reason) == (FollowUpStatus.SKIPPED, "asked_not_to")
    assert row.events.get(kind=EventKind.FOLLOW_UP_SKIPPED).data["note"] == "By letter."


def test_what_was_put_off_can_be_finished() -> None:
    row = snooze_follow_up(follow_up=owed(), until=NOW + DAY, now=NOW)
    assert done_at(row, when="now") == NOW
