"""One task: where its button leads, and how long it can wait."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from apps.applications.pages.tasks import Task, later_days, next_step, web_address
from tests.factories import NOW, make_application, the_follow_up

pytestmark = pytest.mark.django_db


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
