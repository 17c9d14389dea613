"""The office's policy as data."""

import json
from typing import Any

import pytest

from apps.applications.plan import DEFAULT_PLAN, THANK_YOUS, Plan, Step
from apps.applications.vocabulary import Channel


def test_a_stored_plan_reads_back_as_it_was() -> None:
    stored = json.loads(json.dumps(DEFAULT_PLAN.as_data()))
    assert Plan.from_data(stored) == DEFAULT_PLAN


def test_the_default_plan_has_every_step_once() -> None:
    assert sorted(step.slug for step in DEFAULT_PLAN.steps) == sorted(Step)


def test_a_step_is_found_by_its_slug() -> None:
    assert DEFAULT_PLAN.step("rejection_reply").slug == Step.REJECTION_REPLY
    with pytest.raises(KeyError):
        DEFAULT_PLAN.step("send_flowers")


def test_thank_yous_are_never_by_phone() -> None:
    for slug in THANK_YOUS:
        assert Channel.PHONE not in DEFAULT_PLAN.step(slug).channels


def test_the_offices_own_additions_are_marked() -> None:
    assert {step.slug for step in DEFAULT_PLAN.steps if not step.taught} == {
        Step.STATUS_INQUIRY,
        Step.KEEP_IN_TOUCH,
        Step.OFFER_REPLY,
        Step.WITHDRAWAL,
    }


@pytest.mark.parametrize(
    "change",
    [
        {"slug": "send_flowers"},
        {"due": {"count": "soon", "unit": "days"}},
        {"channels": ["pigeon"]},
        {"opens": None},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_stored_step_that_makes_no_sense_is_refused(change: dict[str, Any]) -> None:
    stored = json.loads(json.dumps(DEFAULT_PLAN.as_data()))
    with pytest.raises((KeyError, TypeError, ValueError)):
        Plan.from_data([stored[0] | change])


def test_a_stored_step_without_a_part_is_refused() -> None:
    stored = json.loads(json.dumps(DEFAULT_PLAN.as_data()))
    del stored[0]["lapses"]
    with pytest.raises(KeyError):
        Plan.from_data(stored)
