"""Stages in anybody's words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.applications.spreadsheets import STAGE_CHOICES, guess_stage, guess_stages
from apps.applications.vocabulary import Stage

NO_ANSWER = "closed:no_answer"


@pytest.mark.parametrize(
    ("wording", "meaning"),
    [
        ("Applied", Stage.APPLIED),
        ("application submitted ✅", Stage.APPLIED),
        ("In review", Stage.APPLIED),
        ("Candidature envoyée", Stage.APPLIED),
        ("Beworben", Stage.APPLIED),
        ("已投递", Stage.APPLIED),
        ("Not applied yet", Stage.SAVED),
        ("To apply", Stage.SAVED),
        ("wishlist", Stage.SAVED),
        ("Phone screen scheduled", Stage.INTERVIEWING),
        ("2nd round", Stage.INTERVIEWING),
        ("OA", Stage.INTERVIEWING),
        ("Onsite!!", Stage.INTERVIEWING),
        ("Entrevista", Stage.INTERVIEWING),
        ("二面", Stage.INTERVIEWING),
        ("Rejected :(", Stage.TURNED_DOWN),
        ("REJECTED after final interview", Stage.TURNED_DOWN),
        ("not selected", Stage.TURNED_DOWN),
        ("Absage", Stage.TURNED_DOWN),
        ("❌", Stage.TURNED_DOWN),
        ("ghosted", NO_ANSWER),
        ("👻", NO_ANSWER),
        ("never heard back", NO_ANSWER),
        ("no response", NO_ANSWER),
        ("Offer", Stage.OFFERED),
        ("verbal offer", Stage.OFFERED),
        ("Offer accepted", Stage.ACCEPTED),
        ("Signed 🎉", Stage.ACCEPTED),
        ("Declined offer", Stage.DECLINED),
        ("Offer declined", Stage.DECLINED),
        ("I withdrew", Stage.WITHDRAWN),
        ("Position filled", "closed:filled"),
        ("posting closed", "closed:posting_withdrawn"),
        ("Not interested anymore", "closed:my_choice"),
        ("", ""),
        ("n/a", ""),
        ("qwertz", ""),
    ],
)
def test_a_wording_has_a_guess_or_none(wording: str, meaning: str) -> None:
    assert guess_stage(wording) == meaning


@pytest.mark.parametrize(("value", "label"), STAGE_CHOICES[:-1])
def test_our_own_words_mean_what_they_say(value: str, label: str) -> None:
    assert guess_stage(str(label)) == value


def test_no_response_is_how_some_say_applied() -> None:
    assert guess_stages(["No response", "Interview"])["no response"] == Stage.APPLIED
    assert guess_stages(["No response", "Applied"])["no response"] == NO_ANSWER


def test_wordings_are_asked_about_once_the_most_frequent_first() -> None:
    assert list(guess_stages(["Offer!", "applied", "Applied ", "APPLIED."])) == ["applied", "offer"]


@given(st.text(max_size=60))
def test_no_wording_raises(wording: str) -> None:
    assert guess_stage(wording) in {"", *dict(STAGE_CHOICES)}
