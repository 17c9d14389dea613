"""What a student types: refused with a clear message, or turned into facts."""

from datetime import date, timedelta
from typing import Any

import pytest

from apps.applications.forms import ContactForm, LogForm, PutOffForm, check_day, initial_of, open_twin
from apps.applications.vocabulary import EventKind
from tests.factories import make_application, make_student, tell

TODAY = date(2026, 9, 15)
TYPED: dict[str, Any] = {
    "employer": "Corvina Labs",
    "role": "Data curator",
    "phone_policy": "not_stated",
    "contact_policy": "open",
    "applied": "today",
}


def log_form(**typed: Any) -> LogForm:
    return LogForm(TYPED | typed, today=TODAY)


def test_employer_and_role_are_enough() -> None:
    form = log_form()
    assert form.is_valid(), form.errors
    assert form.cleaned_data["applied_on"] == TODAY
    draft = form.draft()
    assert (draft.employer, draft.role, draft.contact_name) == ("Corvina Labs", "Data curator", "")


@pytest.mark.parametrize(
    ("answer", "day"),
    [("today", TODAY), ("yesterday", TODAY - timedelta(days=1)), ("no", None)],
)
def test_the_day_of_applying_follows_from_the_answer(answer: str, day: date | None) -> None:
    form = log_form(applied=answer, applied_on="2026-09-01")
    assert form.is_valid()
    assert form.cleaned_data["applied_on"] == day


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"employer": ""}, "employer", "Name the employer."),
        ({"employer": "  … "}, "employer", "Name the employer."),
        ({"employer": "x" * 1000}, "employer", "at most 200 characters, please. This has 1000."),
        ({"closes_on": "2029-01-01"}, "closes_on", "more than two years ahead"),
        ({"closes_on": "soon"}, "closes_on", "Write the day as"),
        ({"applied": "other"}, "applied_on", "Say on which day"),
        ({"applied": "other", "applied_on": "2026-09-16"}, "applied_on", "still to come"),
        ({"applied": "other", "applied_on": "1926-09-16"}, "applied_on", "more than two years ago"),
        ({"contact_email": "not an address"}, "contact_email", "valid email"),
        ({"address": "javascript:alert(1)"}, "address", "begins with https://"),
        ({"phone_policy": "shout"}, "phone_policy", "not one of the available choices"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(typed: dict[str, str], field: str, message: str) -> None:
    form = log_form(**typed)
    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert message in form.errors[field][0]


def test_a_closing_day_that_is_past_is_allowed() -> None:
    assert log_form(closes_on="2026-09-01").is_valid()


def test_a_web_address_without_its_scheme_gets_one() -> None:
    form = log_form(address="jobs.example/42")
    assert form.is_valid()
    assert form.cleaned_data["address"] == "https://jobs.example/42"


def test_a_day_two_years_away_is_still_a_day() -> None:
    assert check_day(date(2028, 9, 1), today=TODAY) == date(2028, 9, 1)


def test_later_ends_a_day_before_the_follow_up_lapses() -> None:
    limit = date(2026, 9, 20)
    assert PutOffForm({"until": "2026-09-20"}, today=TODAY, limit=limit).is_valid()
    late = PutOffForm({"until": "2026-09-21"}, today=TODAY, limit=limit)
    assert not late.is_valid()
    assert "Sun 20 Sep" in late.errors["until"][0]
    assert not PutOffForm({"until": "2026-09-15"}, today=TODAY, limit=limit).is_valid()


def test_a_contact_needs_something_to_be_known_by() -> None:
    assert ContactForm({"address": "3 Quay Street"}).is_valid()
    form = ContactForm({"position": "Head of analytics"})
    assert not form.is_valid()
    assert "one is enough" in form.non_field_errors()[0]


@pytest.mark.django_db
def test_an_open_application_for_the_same_position_is_a_twin() -> None:
    application = make_application(employer="Corvina Labs, Inc.", role="Data Curator")
    student = application.student
    assert open_twin(student=student, employer="corvina labs", role=" data curator") == application
    assert open_twin(student=student, employer="Corvina Labs", role="Librarian") is None
    assert open_twin(student=make_student(), employer="Corvina Labs", role="Data curator") is None
    tell(application, EventKind.WITHDRAWN)
    assert open_twin(student=student, employer="Corvina Labs", role="Data curator") is None


@pytest.mark.django_db
def test_correcting_begins_with_what_is_known() -> None:
    application = make_application(contact_phone="555 0142", phone_policy="no_calls")
    initial = initial_of(application)
    assert initial["employer"] == "Tidewater Analytics"
    assert initial["contact_phone"] == "555 0142"
    assert initial["phone_policy"] == "no_calls"
    assert initial_of(make_application(contact_name="", contact_email=""))["contact_name"] == ""
