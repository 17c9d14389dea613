"""The demo office: believable, the same for the same seed, and made by the rules of the real actions."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import models
from pytest_django import Settings

from apps.applications import actions
from apps.applications.demo import deeds as told
from apps.applications.demo.build import Office, is_empty, student_story
from apps.applications.demo.names import login
from apps.applications.demo.postings import invent_posting
from apps.applications.demo.replay import Ledger, carry_out
from apps.applications.models import Application, Contact, Event, FollowUp, Interview, Interviewer
from apps.applications.plan import Step
from apps.applications.postings import read_posting
from apps.applications.vocabulary import FollowUpStatus, PhonePolicy, Stage
from apps.students.demo_logins import DEMO_LOGINS, DEMO_PASSWORD
from apps.students.models import Cohort, Person, Student
from apps.students.vocabulary import Role
from tests.factories import make_student

NOW = datetime(2026, 11, 24, 14, 12, tzinfo=UTC)  # a Tuesday morning in New York


def enact(student: Student, story: Iterable[told.Deed], *, now: datetime) -> None:
    """Do by the real actions what a story tells, and let lapse what is over at ``now``."""
    applications: dict[int, Application] = {}
    for deed in story:
        by = student.person
        if isinstance(deed, told.Logged):
            application = actions.log_application(
                student=student,
                posting=deed.posting,
                applied_on=deed.applied_on,
                by=by,
                now=deed.at,
                why_here=deed.why_here,
            )
            Application.objects.filter(pk=application.pk).update(kept_private=deed.kept_private)
            applications[deed.bid] = application
            continue
        application = applications[deed.bid]
        match deed:
            case told.Told():
                actions.record(
                    application=application,
                    kind=deed.kind,
                    on=deed.on,
                    by=by,
                    now=deed.at,
                    data=dict(deed.data),
                )
            case told.Invited():
                actions.schedule_interview(
                    application=application,
                    round_=deed.round_,
                    interviewers=list(deed.people),
                    on=deed.on,
                    by=by,
                    now=deed.at,
                )
            case told.Changed():
                actions.change_interview(
                    interview=Interview.objects.filter(application=application).latest("id"),
                    kind=deed.kind,
                    on=deed.on,
                    by=by,
                    now=deed.at,
                    round_=deed.round_,
                )
            case told.Found():
                find(application, deed)
            case told.Did() | told.Skipped():
                follow_up(application, deed)
    actions.lapse_follow_ups(now=now)


def find(application: Application, deed: told.Found) -> None:
    student = application.student
    there = Contact.objects.filter(student=student, employer=application.employer)
    contact = there.filter(name=deed.name).first() or Contact(name=deed.name)
    contact.position, contact.address = deed.position, deed.address or contact.address
    contact.phone = deed.phone or contact.phone
    actions.save_contact(application=application, contact=contact, by=student.person, now=deed.at)


def follow_up(application: Application, deed: told.Did | told.Skipped) -> None:
    owed = FollowUp.objects.owed().filter(application=application, step=deed.step).order_by("due", "id")
    if isinstance(deed, told.Did) and deed.to:
        owed = owed.filter(contact__name=deed.to)
    row, by = owed.first(), application.student.person
    if row is None:
        return
    if isinstance(deed, told.Skipped):
        actions.skip_follow_up(follow_up=row, reason=deed.reason, by=by, now=deed.at)
    else:
        actions.finish_follow_up(
            follow_up=row,
            done_at=deed.done_at,
            channel=deed.channel or row.channel,
            by=by,
            now=deed.at,
            note=deed.note,
        )


KEYS = (
    "id",
    "student",
    "person",
    "application",
    "posting",
    "employer",
    "contact",
    "interview",
    "follow_up",
    "by",
)


def columns(row: models.Model, *others: str) -> dict[str, Any]:
    """What a row says, without the keys that differ from one database to the next."""
    left_out = {*KEYS, "anchor_event", "voids", "occasion", "last_activity_at", *others}
    return {field.name: getattr(row, field.name) for field in row._meta.fields if field.name not in left_out}


def told_of(student: Student) -> list[Any]:
    """All that the database knows of a student, in an order that does not depend on keys."""
    state: list[Any] = [columns(student, "cohort", "counselor"), student.last_activity_at]
    for application in student.applications.with_story().order_by("created_at", "id"):
        rows: list[models.Model | None] = [application, application.posting, application.contact]
        rows += Interview.objects.filter(application=application).order_by("id")
        rows += [
            one.contact
            for one in Interviewer.objects.filter(interview__application=application).order_by("id")
        ]
        state.append([application.employer.key, *(row and columns(row) for row in rows)])
        state += [
            columns(event, "data") | {"data": plain(event)} for event in application.events.order_by("id")
        ]
        for row in application.follow_ups.select_related("contact", "anchor_event").order_by("step", "id"):
            contact = row.contact.name if row.contact else None
            state.append(columns(row) | {"to": contact, "anchor": columns(row.anchor_event, "data")})
    return state


def plain(event: Event) -> dict[str, Any]:
    return {name: value for name, value in event.data.items() if name != "application"}


@pytest.mark.django_db
@pytest.mark.parametrize("numbers", [range(1), range(1, 4), range(21, 24)], ids=str)
def test_the_bulk_path_writes_what_the_actions_write(numbers: range) -> None:
    office = Office(students=60, seed=7, now=NOW)
    for number in numbers:
        story = student_story(office, number, login)
        by_hand = make_student(time_zone=story.time_zone)
        enact(by_hand, story.deeds, now=NOW)
        by_hand.refresh_from_db()

        person = Person.objects.create_user(f"bulk{number}@halden.example", None, name="In bulk")
        in_bulk = Student(person=person, cohort=by_hand.cohort, time_zone=story.time_zone)
        ledger = Ledger()
        ledger.add(in_bulk)
        carry_out(in_bulk, story.deeds, ledger, now=NOW)
        ledger.write()
        in_bulk.refresh_from_db()

        for bulk, by_actions in zip(told_of(in_bulk), told_of(by_hand), strict=True):
            assert bulk == by_actions


def make_office(**options: Any) -> None:
    call_command("demo", students=12, now=NOW.isoformat(), verbosity=0, **options)


def counts() -> list[int]:
    return [model.objects.count() for model in (Student, Application, Event, FollowUp, Interview, Contact)]


@pytest.mark.django_db
def test_the_same_seed_makes_the_same_office() -> None:
    office = Office(students=60, seed=7, now=NOW)
    other = Office(students=60, seed=8, now=NOW)
    assert student_story(office, 5, login) == student_story(office, 5, login)
    assert student_story(office, 5, login).deeds != student_story(other, 5, login).deeds


@pytest.mark.django_db
def test_an_office_of_sixty_is_believable() -> None:
    call_command("demo", students=60, now=NOW.isoformat(), verbosity=0)

    assert Student.objects.count() == 60
    assert Cohort.objects.count() == 4
    assert Person.objects.filter(role=Role.COUNSELOR).count() == 3
    assert Person.objects.filter(role=Role.ADMINISTRATOR).count() == 1
    assert 600 <= Application.objects.count() <= 800
    assert set(Application.objects.values_list("stage", flat=True)) == set(Stage.values)
    assert set(FollowUp.objects.values_list("status", flat=True)) == set(FollowUpStatus.values)
    settled = FollowUp.objects.filter(status__in=[FollowUpStatus.DONE, FollowUpStatus.LAPSED], excuse="")
    assert 0.6 < settled.filter(on_time=True).count() / settled.count() < 0.85
    assert FollowUp.objects.late(NOW).count() >= 10
    assert Interview.objects.filter(starts_at__gt=NOW, takes_place=True).count() >= 5
    flagged = Event.objects.filter(data__against_no_calls=True).select_related("application__posting")
    assert 1 <= len(flagged) <= 6
    assert {event.application.posting.phone_policy for event in flagged} == {PhonePolicy.NO_CALLS}
    assert Application.objects.filter(kept_private=True).exists()
    assert Student.objects.filter(applications=None).exists()
    assert Student.objects.filter(counselor__name="Ruben Castellanos").count() >= 20
    assert Student.objects.filter(counselor=None).exists()


@pytest.mark.django_db
def test_nothing_in_the_office_lies_ahead_of_now() -> None:
    make_office()
    assert not Event.objects.filter(recorded_at__gt=NOW).exists()
    assert not FollowUp.objects.filter(done_at__gt=NOW).exists()
    assert not FollowUp.objects.owed().filter(lapses__lt=NOW).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "now",
    [
        NOW,
        datetime(2026, 11, 22, 22, 0, tzinfo=UTC),  # a Sunday evening
        datetime(2026, 11, 23, 5, 10, tzinfo=UTC),  # just after midnight on Monday, in New York
        datetime(2026, 11, 28, 4, 50, tzinfo=UTC),  # before midnight on the Friday after Thanksgiving
        datetime(2027, 1, 4, 13, 0, tzinfo=UTC),  # the first Monday of a year
    ],
    ids=str,
)
def test_leila_has_something_overdue_something_due_and_an_interview_behind_her(now: datetime) -> None:
    call_command("demo", students=1, now=now.isoformat(), verbosity=0)
    leila = Student.objects.get(person__email=DEMO_LOGINS[0][1])
    hers = FollowUp.objects.for_student(leila)

    assert set(hers.late(now).values_list("step", flat=True)) == {
        Step.THANK_YOU_EMAIL,
        Step.APPLICATION_FOLLOW_UP,
    }
    just_opened = hers.open(now).filter(opens__gt=now - timedelta(minutes=10))
    assert just_opened.filter(step=Step.THANK_YOU_EMAIL).exists(), "a thank-you opened minutes ago"
    assert hers.open(now).filter(due__gt=now).count() >= 5
    assert hers.filter(done_at__gt=now - timedelta(days=7)).count() >= 2
    assert Interview.objects.filter(application__student=leila, starts_at__gt=now).exists()
    local = now.astimezone(leila.zone)
    assert leila.reminder_hour == local.hour
    quiet_from, quiet_until = leila.quiet_from, leila.quiet_until
    assert quiet_from is None or quiet_until is None or quiet_until <= local.time() < quiet_from


@pytest.mark.django_db
def test_the_logins_of_the_demo_work() -> None:
    make_office()
    for _, email in DEMO_LOGINS:
        assert Person.objects.get(email=email).check_password(DEMO_PASSWORD)


@pytest.mark.django_db
def test_a_second_run_changes_nothing_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    make_office()
    before = counts()
    with pytest.raises(CommandError, match="already") as refused:
        make_office()
    assert refused.value.returncode == 2
    make_office(if_empty=True)
    assert "already" in capsys.readouterr().out
    assert counts() == before


@pytest.mark.django_db
def test_production_refuses_a_demo_office(settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        make_office()
    assert is_empty()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "options", [{"now": "yesterday"}, {"now": "2026-11-24T09:12"}, {"students": 0}], ids=str
)
def test_options_that_make_no_sense_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(CommandError):
        call_command("demo", verbosity=0, **options)
    assert is_empty()


@pytest.mark.parametrize("policy", [PhonePolicy.NO_CALLS, PhonePolicy.CALLS_WELCOME])
def test_our_reader_finds_the_phone_policy_of_invented_postings(policy: PhonePolicy) -> None:
    rng = Office(students=1, seed=3, now=NOW).stream("postings")
    for _ in range(20):
        posting = invent_posting(rng, day=NOW.date(), phone_policy=policy)
        assert posting.phone_evidence in posting.text
        assert read_posting(posting.text, format="text").phone_policy.value == policy, posting.text
