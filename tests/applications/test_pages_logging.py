"""Logging: what was read, what will follow, what was planned."""

from datetime import date
from typing import Any

import pytest

from apps.applications.pages.logged import logged
from apps.applications.pages.review import review_of, what_comes
from apps.applications.postings import read_posting
from apps.applications.vocabulary import Stage
from tests.factories import NOW, make_application, make_student

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize("typed", ["3M", "7-11", "12345", "  hello there\n", "x" * 80])
def test_a_short_line_that_says_nothing_else_is_the_employer(typed: str) -> None:
    review = review_of(read_posting(typed))
    assert review.initial["employer"] == typed.strip()
    assert (review.initial["text"], review.passages, review.proofs) == ("", (), {})


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "x" * 81,
        "https://corvina.example/3",
        "see www.corvina.example/3",
        "Data Curator",
        "3\n7",
    ],
)
def test_an_address_a_role_or_more_than_a_short_line_is_no_employer(typed: str) -> None:
    assert "employer" not in review_of(read_posting(typed)).initial


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
