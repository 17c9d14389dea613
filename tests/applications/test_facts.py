"""Reading a history, and where it leaves an application."""

from dataclasses import replace
from datetime import date

import pytest

from apps.applications.facts import EventFact, read_history, stage_of
from apps.applications.vocabulary import EventKind, Stage
from tests.applications.histories import at, day, event, history, round_of_talks

APPLIED = event(EventKind.APPLIED, day(15))
INVITED = replace(event(EventKind.INTERVIEW_SCHEDULED, day(17)), interview=12)
OFFERED = event(EventKind.OFFERED, day(18))


def voiding(one: EventFact) -> EventFact:
    return replace(event(EventKind.VOIDED, day(20)), voids=one.id)


def test_a_voided_pair_does_not_count() -> None:
    assert read_history([APPLIED, OFFERED, voiding(OFFERED)]) == (APPLIED,)


def test_events_count_in_the_order_in_which_they_happened() -> None:
    typed_late = event(EventKind.APPLIED, day(10))
    assert read_history([OFFERED, typed_late]) == (typed_late, OFFERED)


def test_on_one_day_what_comes_first_in_life_comes_first() -> None:
    rejected, answered = event(EventKind.TURNED_DOWN, day(15)), event(EventKind.FOLLOW_UP_DONE, day(15))
    assert read_history([answered, rejected, APPLIED]) == (APPLIED, rejected, answered)


def test_the_last_of_several_kinds_is_the_latest() -> None:
    facts = history(APPLIED, OFFERED)
    assert facts.last(EventKind.APPLIED, EventKind.OFFERED) == OFFERED
    assert facts.last(EventKind.CLOSED) is None


def test_an_interview_called_off_is_no_interview() -> None:
    talks = round_of_talks(at(17))
    assert history(interviews=(talks,)).was_interviewed
    assert not history(interviews=(replace(talks, takes_place=False),)).was_interviewed


@pytest.mark.parametrize(
    ("events", "stage", "since"),
    [
        ([], Stage.SAVED, None),
        ([event(EventKind.SAVED, day(14))], Stage.SAVED, day(14)),
        ([APPLIED], Stage.APPLIED, day(15)),
        ([APPLIED, event(EventKind.HEARD_BACK, day(16))], Stage.APPLIED, day(15)),
        ([APPLIED, INVITED], Stage.INTERVIEWING, day(17)),
        ([APPLIED, INVITED, OFFERED], Stage.OFFERED, day(18)),
        ([APPLIED, OFFERED, event(EventKind.ACCEPTED, day(19))], Stage.ACCEPTED, day(19)),
        ([APPLIED, OFFERED, event(EventKind.DECLINED, day(19))], Stage.DECLINED, day(19)),
        ([APPLIED, event(EventKind.TURNED_DOWN, day(19))], Stage.TURNED_DOWN, day(19)),
        ([APPLIED, event(EventKind.WITHDRAWN, day(19))], Stage.WITHDRAWN, day(19)),
        ([APPLIED, event(EventKind.CLOSED, day(19))], Stage.CLOSED, day(19)),
        ([APPLIED, INVITED, OFFERED, event(EventKind.RESCINDED, day(19))], Stage.INTERVIEWING, day(17)),
        (
            [APPLIED, OFFERED, event(EventKind.ACCEPTED, day(19)), event(EventKind.RESCINDED, day(19))],
            Stage.APPLIED,
            day(15),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_the_stage_follows_from_what_happened(
    events: list[EventFact], stage: Stage, since: date | None
) -> None:
    assert stage_of(history(*events)) == (stage, since)


def test_an_interview_called_off_leaves_the_application_where_it_was() -> None:
    off = round_of_talks(at(20), takes_place=False)
    assert stage_of(history(APPLIED, INVITED, interviews=(off,))) == (Stage.APPLIED, day(15))
