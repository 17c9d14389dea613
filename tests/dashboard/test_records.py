"""One student's record, and the story of one application."""

from datetime import timedelta

import pytest

from apps.applications.actions import finish_follow_up, void
from apps.applications.models import Application, Event
from apps.applications.vocabulary import Channel, EventKind
from apps.dashboard.records import Record, forbidden_calls, read_record, read_story
from apps.dashboard.rules import Rate
from apps.students.models import Student
from tests.factories import NOW, make_application, make_counselor, make_student, tell, the_follow_up

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def student() -> Student:
    """Make a student on a caseload."""
    return make_student(counselor=make_counselor())


def record_of(student: Student) -> Record:
    assert student.counselor is not None
    return read_record(student, student.counselor, now=NOW)


def applied(student: Student, employer: str, *, days_ago: int, **fields: object) -> Application:
    then = NOW - days_ago * DAY
    return make_application(
        student=student,
        employer=employer,
        applied_on=then.date(),
        now=then,
        **fields,  # type: ignore[arg-type]
    )


def test_a_record_lists_what_is_late_open_and_next(student: Student) -> None:
    applied(student, "Ardent Press", days_ago=12)
    applied(student, "Lumen Grid", days_ago=5)
    applied(student, "Radio Harrow", days_ago=0)
    record = record_of(student)
    assert [(owed.what, owed.is_late) for owed in record.owed] == [
        ("Follow up with Ardent Press", True),
        ("Follow up with Lumen Grid", False),
    ]
    assert record.owed[0].until.startswith("Still welcome until")
    assert record.coming is record.owed[0]
    assert [(line.application.employer.name, line.late, line.open) for line in record.running] == [
        ("Radio Harrow", 0, 0),
        ("Lumen Grid", 0, 1),
        ("Ardent Press", 1, 1),
    ]
    assert record.running[0].coming is not None
    assert (record.counts.late, record.counts.open, record.counts.rate) == (1, 2, Rate(0, 0))


def test_what_has_ended_stands_apart(student: Student) -> None:
    tell(applied(student, "Ardent Press", days_ago=5), EventKind.WITHDRAWN)
    record = record_of(student)
    assert record.running == []
    assert [line.application.employer.name for line in record.ended] == ["Ardent Press"]
    assert record.owed == []


def test_what_is_kept_private_is_neither_listed_nor_counted(student: Student) -> None:
    private = applied(student, "Secret Ltd", days_ago=12, kept_private=True, phone_policy="no_calls")
    follow_up = the_follow_up(private)
    finish_follow_up(follow_up=follow_up, done_at=NOW, channel=Channel.PHONE, by=student.person, now=NOW)
    applied_too = applied(student, "Hidden Inc", days_ago=12, kept_private=True)
    record = record_of(student)
    assert record.running == record.ended == []
    assert record.owed == []
    assert record.coming is None
    assert record.counts.rate == Rate(0, 0)
    assert record.forbidden_calls == []
    assert applied_too.kept_private


def test_a_call_to_an_employer_who_wants_none_is_flagged_until_it_is_undone(student: Student) -> None:
    application = applied(student, "Orrin & Vale", days_ago=5, phone_policy="no_calls")
    finish_follow_up(
        follow_up=the_follow_up(application),
        done_at=NOW,
        channel=Channel.PHONE,
        by=student.person,
        now=NOW,
    )
    (call,) = record_of(student).forbidden_calls
    assert call.application == application
    void(event=Event.objects.get(pk=call.pk), by=student.person, now=NOW)
    assert record_of(student).forbidden_calls == []


def test_a_call_where_calls_are_welcome_is_not_flagged(student: Student) -> None:
    application = applied(student, "Orrin & Vale", days_ago=5, phone_policy="calls_welcome")
    finish_follow_up(
        follow_up=the_follow_up(application),
        done_at=NOW,
        channel=Channel.PHONE,
        by=student.person,
        now=NOW,
    )
    assert forbidden_calls(Application.objects.all()) == []
    assert record_of(student).counts.rate == Rate(1, 1)


def test_staff_read_the_story_but_cannot_undo_it(student: Student) -> None:
    application = applied(student, "Ardent Press", days_ago=5)
    tell(application, EventKind.HEARD_BACK)
    story = read_story(Application.objects.with_story().get(pk=application.pk), now=NOW)
    assert [entry.text for entry in story.past] == ["Heard back", "Applied"]
    assert all(entry.undo is None for entry in [*story.past, *story.ahead])
