"""Who sees what, what the database refuses, and the adjectives of querysets."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from apps.applications.actions import snooze_follow_up
from apps.applications.models import (
    Application,
    Contact,
    Event,
    FollowUp,
    Interview,
    PlanVersion,
    employer_key,
)
from apps.applications.plan import DEFAULT_PLAN, Step
from apps.applications.vocabulary import EventKind, Excuse, FollowUpStatus, Stage
from apps.students.models import Person
from tests.factories import (
    NOW,
    make_administrator,
    make_application,
    make_contact,
    make_counselor,
    make_interview,
    make_student,
    tell,
    the_follow_up,
)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Castell & Rowe", "castell rowe"),
        ("  CASTELL & Rowe, Inc. ", "castell rowe"),
        ("Castell-Rowe GmbH", "castell rowe"),
        ("Sólheimar Energy", "sólheimar energy"),
        ("So\u0301lheimar Energy", "sólheimar energy"),
        ("Inc.", "inc"),
        ("–", ""),
        ("x" * 500, "x" * 200),
    ],
)
def test_what_makes_two_spellings_one_employer(name: str, key: str) -> None:
    assert employer_key(name) == key


# --- Who sees what ---


@pytest.mark.django_db
def test_who_sees_which_application() -> None:
    counselor = make_counselor()
    student = make_student(counselor=counselor)
    own = make_application(student=student)
    private = make_application(student=student, employer="Varga Optics", kept_private=True)
    others = make_application()

    def seen(person: Person | AnonymousUser) -> set[Application]:
        applications = set(Application.objects.visible_to(person))
        assert {row.application for row in FollowUp.objects.visible_to(person)} == applications
        return applications

    assert seen(student.person) == {own, private}
    assert seen(counselor) == {own}
    assert seen(make_administrator()) == {own, others}
    assert seen(make_counselor()) == set()
    assert seen(AnonymousUser()) == set()


@pytest.mark.django_db
def test_somebody_who_may_not_sign_in_sees_nothing() -> None:
    application = make_application()
    person = application.student.person
    person.is_active = False
    assert not Application.objects.visible_to(person).exists()


@pytest.mark.django_db
def test_contacts_are_private_to_the_student() -> None:
    counselor = make_counselor()
    student = make_student(counselor=counselor)
    contact = make_contact(application=make_application(student=student), name="Marta Kowalczyk")
    assert contact in Contact.objects.visible_to(student.person)
    for person in (counselor, make_administrator(), make_student().person, AnonymousUser()):
        assert not Contact.objects.visible_to(person).exists()


# --- Adjectives ---


@pytest.mark.django_db
def test_upcoming_open_late_and_over_follow_from_the_dates_and_now() -> None:
    follow_up = the_follow_up(make_application())

    def states(now: Any) -> set[str]:
        found = FollowUp.objects
        return {
            name
            for name, rows in (
                ("upcoming", found.upcoming(now)),
                ("open", found.open(now)),
                ("late", found.late(now)),
            )
            if rows.exists()
        }

    second = timedelta(seconds=1)
    assert states(follow_up.opens - second) == {"upcoming"}
    assert states(follow_up.opens) == states(follow_up.due) == {"open"}
    assert states(follow_up.due + second) == {"open", "late"}
    assert states(follow_up.lapses) == set()
    assert FollowUp.objects.owed().for_student(follow_up.student).get() == follow_up


@pytest.mark.django_db
def test_what_is_excused_or_settled_is_never_late() -> None:
    follow_up = the_follow_up(make_application())
    late = follow_up.due + timedelta(days=1)
    for change in ({"excuse": Excuse.WITHHELD}, {"status": FollowUpStatus.SKIPPED}):
        FollowUp.objects.update(**{"excuse": "", "status": FollowUpStatus.OWED} | change)
        assert not FollowUp.objects.late(late).exists()


@pytest.mark.django_db
def test_what_was_put_off_is_not_shown_until_then() -> None:
    follow_up = the_follow_up(make_application())
    until = NOW + timedelta(days=5)
    snooze_follow_up(follow_up=follow_up, until=until, now=NOW)
    assert not FollowUp.objects.shown(until - timedelta(seconds=1)).exists()
    assert FollowUp.objects.shown(until).exists()


@pytest.mark.django_db
def test_open_applications_are_those_in_which_something_can_happen() -> None:
    application = make_application()
    make_application(student=application.student, stage=Stage.SAVED)
    tell(make_application(student=application.student), EventKind.CLOSED)
    assert Application.objects.open().count() == 2
    assert application.is_open


# --- What the database refuses ---


def refuses(**changes: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUp.objects.filter(step=Step.APPLICATION_FOLLOW_UP).update(**changes)


@pytest.mark.django_db
def test_a_follow_up_is_done_if_and_only_if_it_says_when() -> None:
    make_application()
    refuses(status=FollowUpStatus.DONE)
    refuses(done_at=NOW)


@pytest.mark.django_db
def test_a_window_runs_from_anchor_to_opening_to_due_to_lapse() -> None:
    follow_up = the_follow_up(make_application())
    second = timedelta(seconds=1)
    refuses(opens=follow_up.anchor_at - second)
    refuses(due=follow_up.opens - second)
    refuses(lapses=follow_up.due + timedelta(days=1) - second)


@pytest.mark.django_db
def test_there_is_one_follow_up_per_step_and_occasion() -> None:
    follow_up = the_follow_up(make_application())
    follow_up.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        follow_up.save()


@pytest.mark.django_db
def test_voiding_names_what_it_voids_once() -> None:
    event = tell(make_application(), EventKind.HEARD_BACK)
    fields = {"application": event.application, "on": event.on, "recorded_at": NOW}
    for kind, voids in ((EventKind.VOIDED, None), (EventKind.CLOSED, event)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Event.objects.create(kind=kind, voids=voids, **fields)
    Event.objects.create(kind=EventKind.VOIDED, voids=event, **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.create(kind=EventKind.VOIDED, voids=event, **fields)


@pytest.mark.django_db
def test_an_interview_ends_after_it_starts() -> None:
    interview = make_interview()
    with pytest.raises(IntegrityError), transaction.atomic():
        Interview.objects.update(ends_at=interview.starts_at)


@pytest.mark.django_db
def test_a_round_has_one_lead_and_nobody_twice() -> None:
    interview = make_interview()
    lead = interview.interviewers.get()
    other = make_contact(application=interview.application, name="Aiko Tanaka")
    for contact, is_lead in ((other, True), (lead.contact, False)):
        with pytest.raises(IntegrityError), transaction.atomic():
            interview.interviewers.create(contact=contact, lead=is_lead, named_at=NOW)


@pytest.mark.django_db
def test_a_plan_version_reads_as_a_plan() -> None:
    version = PlanVersion.objects.create(number=1, steps=DEFAULT_PLAN.as_data(), published_at=NOW)
    version.refresh_from_db()
    assert version.plan == DEFAULT_PLAN
    assert str(version) == "standard 1"


@pytest.mark.django_db
def test_rows_say_what_they_are() -> None:
    student = make_student(name="Leila Haddad")
    application = make_application(student=student)
    interview = make_interview(application=application)
    follow_up = the_follow_up(application)
    assert str(application) == "Leila Haddad: Data analyst, Tidewater Analytics"
    assert str(application.employer) == "Tidewater Analytics"
    assert str(interview) == "Video 2026-09-16 14:00"
    assert str(interview.interviewers.get()) == "Tomasz Wiśniewski"
    assert str(follow_up) == "application_follow_up application"
    assert str(follow_up.anchor_event) == "Applied 2026-09-15"
    assert str(Contact(email="jobs@varga.example")) == "jobs@varga.example"
