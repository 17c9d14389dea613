"""What happened: each form asks for its local day, and for what that kind of event needs."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from apps.applications.happening_forms import (
    HAPPENINGS,
    ClosedForm,
    HappenedForm,
    HeardBackForm,
    Interviewers,
    OfferedForm,
    RoundForm,
    TurnedDownForm,
    happenings_for,
    initial_of_round,
    people_in,
)
from apps.applications.vocabulary import EventKind, Stage
from tests.factories import make_interview

TODAY = date(2026, 9, 15)
ROUND: dict[str, Any] = {
    "on": "2026-09-15",
    "kind": "video",
    "day": "2026-09-21",
    "starts": "14:00",
    "ends": "15:30",
    "time_zone": "America/New_York",
}


def round_form(**typed: str) -> RoundForm:
    return RoundForm(ROUND | typed, today=TODAY, zone="America/New_York")


def test_a_day_to_come_has_not_happened() -> None:
    assert HappenedForm({"on": "2026-09-01"}, today=TODAY).is_valid()
    form = HappenedForm({"on": "2026-09-16"}, today=TODAY)
    assert not form.is_valid()
    assert "still to come" in form.errors["on"][0]


def test_heard_back_keeps_the_day_they_named() -> None:
    form = HeardBackForm({"on": "2026-09-15", "decision_on": "2026-10-01", "note": ""}, today=TODAY)
    assert form.is_valid()
    assert form.event_data() == {"decision_on": "2026-10-01"}


def test_a_rejection_keeps_who_wrote_it() -> None:
    form = TurnedDownForm({"on": "2026-09-15", "turned_down_by": "no_reply"}, today=TODAY)
    assert form.is_valid()
    assert form.event_data() == {"by": "no_reply"}


def test_an_offer_keeps_a_deadline_that_can_be_met() -> None:
    form = OfferedForm({"on": "2026-09-15", "deadline": "2026-09-25"}, today=TODAY)
    assert form.is_valid()
    assert form.event_data() == {"deadline": "2026-09-25"}
    assert OfferedForm({"on": "2026-09-15"}, today=TODAY).is_valid()
    for deadline in ("2026-09-14", "2036-09-15"):
        refused = OfferedForm({"on": "2026-09-15", "deadline": deadline}, today=TODAY)
        assert not refused.is_valid()
        assert list(refused.errors) == ["deadline"]


def test_closing_says_why() -> None:
    form = ClosedForm({"on": "2026-09-15", "reason": "filled"}, today=TODAY)
    assert form.is_valid()
    assert form.event_data() == {"reason": "filled"}


def test_a_round_is_read_in_the_zone_they_named() -> None:
    form = round_form(time_zone="Europe/Berlin")
    assert form.is_valid(), form.errors
    assert form.round().starts_at == datetime(2026, 9, 21, 12, 0, tzinfo=UTC)
    assert form.round().ends_at == datetime(2026, 9, 21, 13, 30, tzinfo=UTC)
    assert form.round().time_zone == "Europe/Berlin"


def test_a_round_may_leave_its_end_open() -> None:
    form = round_form(ends="")
    assert form.is_valid()
    assert form.round().ends_at is None


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"ends": "13:00"}, "ends before it begins"),
        ({"day": "2036-01-01"}, "more than two years ahead"),
        ({"starts": "two"}, "Write the time as"),
        ({"time_zone": "Middle/Earth"}, "not one of the available choices"),
        ({"day": "2027-03-14", "starts": "02:30", "ends": ""}, "clocks skip that hour"),
    ],
)
def test_a_round_that_cannot_be_is_refused(typed: dict[str, str], message: str) -> None:
    form = round_form(**typed)
    assert not form.is_valid()
    assert message in str(form.errors)


@pytest.mark.django_db
def test_moving_a_round_begins_with_how_it_stands() -> None:
    interview = make_interview(ends_at=datetime(2026, 9, 16, 15, 0, tzinfo=UTC))
    initial = initial_of_round(interview)
    assert (initial["day"], f"{initial['starts']:%H:%M}", f"{initial['ends']:%H:%M}") == (
        date(2026, 9, 16),
        "10:00",
        "11:00",
    )


def test_interviewers_are_the_rows_that_were_filled_in() -> None:
    typed = {"people-TOTAL_FORMS": "3", "people-INITIAL_FORMS": "0"}
    typed |= {"people-0-name": "Ada Okafor", "people-0-email": "ada@okafor.example", "people-2-name": "Ken"}
    people = Interviewers(typed, prefix="people")
    assert people.is_valid()
    assert people_in(people) == [("Ada Okafor", "ada@okafor.example"), ("Ken", "")]
    assert not Interviewers(typed | {"people-1-email": "nowhere"}, prefix="people").is_valid()


def test_the_menu_offers_what_can_happen_at_a_stage() -> None:
    saved = {happening.kind for happening in happenings_for(Stage.SAVED)}
    applied = {happening.kind for happening in happenings_for(Stage.APPLIED)}
    offered = {happening.kind for happening in happenings_for(Stage.OFFERED)}
    assert EventKind.APPLIED in saved
    assert EventKind.APPLIED not in applied
    assert EventKind.ACCEPTED not in applied
    assert {EventKind.ACCEPTED, EventKind.DECLINED, EventKind.RESCINDED} <= offered


def test_only_what_asks_nothing_more_is_one_click() -> None:
    one_click = {kind for kind, happening in HAPPENINGS.items() if not happening.asks}
    assert one_click == {
        EventKind.APPLIED,
        EventKind.ASKED_TO_CALL,
        EventKind.RESCINDED,
        EventKind.DECLINED,
        EventKind.WITHDRAWN,
    }
