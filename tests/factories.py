"""People and applications for tests, made as the product makes them: through the real actions.

``NOW`` is a Tuesday morning in the office's zone, far from public holidays and clock changes.
"""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from apps.applications.actions import PostingDraft, Round, log_application, record, schedule_interview
from apps.applications.models import Application, Contact, Event, FollowUp, Interview
from apps.applications.plan import Step
from apps.applications.planning import local_day
from apps.applications.vocabulary import EventKind, InterviewKind, Stage
from apps.students.models import CaseloadMembership, Cohort, Person, Student
from apps.students.vocabulary import Role

NOW = datetime(2026, 9, 15, 14, 0, tzinfo=UTC)  # 10:00 in New York
PASSWORD = "a quiet harbour at noon"

_number = count(1)


def make_person(
    *, name: str = "", email: str = "", role: str = Role.STUDENT, password: str | None = None, **fields: Any
) -> Person:
    """Make somebody who may sign in; without a password, by code alone."""
    number = next(_number)
    return Person.objects.create_user(
        email or f"person{number}@halden.example",
        password,
        name=name or f"Person {number}",
        role=role,
        **fields,
    )


def make_counselor(*, name: str = "", **fields: Any) -> Person:
    """Make a counselor, without students yet."""
    return make_person(name=name, role=Role.COUNSELOR, **fields)


def make_administrator(*, name: str = "", **fields: Any) -> Person:
    """Make an office administrator."""
    return make_person(name=name, role=Role.ADMINISTRATOR, **fields)


def make_cohort(*, programme: str = "BA Economics", class_of: int = 2027) -> Cohort:
    """Find or make a cohort."""
    return Cohort.objects.get_or_create(programme=programme, class_of=class_of)[0]


def make_student(
    *,
    name: str = "",
    email: str = "",
    password: str | None = None,
    counselor: Person | None = None,
    cohort: Cohort | None = None,
    now: datetime = NOW,
    **fields: Any,
) -> Student:
    """Make a student with their login, in a cohort and, with ``counselor``, on that caseload."""
    student = Student.objects.create(
        person=make_person(name=name, email=email, password=password),
        cohort=cohort or make_cohort(),
        counselor=counselor,
        **fields,
    )
    if counselor is not None:
        CaseloadMembership.objects.create(student=student, counselor=counselor, since=now)
    return student


def make_application(
    *,
    student: Student | None = None,
    employer: str = "Tidewater Analytics",
    role: str = "Data analyst",
    applied_on: date | None = None,
    stage: str = Stage.APPLIED,
    contact_name: str = "Priya Raghunathan",
    contact_email: str = "p.raghunathan@tidewater.example",
    by: Person | None = None,
    now: datetime = NOW,
    kept_private: bool = False,
    **posting: Any,
) -> Application:
    """Log an application (by default today, the student's); ``stage=Stage.SAVED`` only saves it."""
    student = student or make_student(now=now)
    draft = PostingDraft(
        employer=employer, role=role, contact_name=contact_name, contact_email=contact_email, **posting
    )
    day = None if stage == Stage.SAVED else applied_on or local_day(now, student.zone)
    application = log_application(
        student=student, posting=draft, applied_on=day, by=by or student.person, now=now
    )
    if kept_private:
        application.kept_private = True
        application.save(update_fields=["kept_private"])
    return application


def make_contact(
    *,
    application: Application,
    name: str = "",
    email: str = "",
    phone: str = "",
    address: str = "",
    now: datetime = NOW,
) -> Contact:
    """Make a contact at an application's employer (follow-ups learn of it when they are planned again)."""
    return Contact.objects.create(
        student=application.student,
        employer=application.employer,
        name=name,
        email=email,
        phone=phone,
        address=address,
        created_at=now,
    )


def make_interview(
    *,
    application: Application | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    kind: str = InterviewKind.VIDEO,
    interviewers: list[tuple[str, str]] | None = None,
    on: date | None = None,
    by: Person | None = None,
    now: datetime = NOW,
) -> Interview:
    """Schedule an interview (default: tomorrow at this hour, with one named interviewer)."""
    application = application or make_application(now=now)
    student = application.student
    return schedule_interview(
        application=application,
        round_=Round(
            kind=kind,
            starts_at=starts_at or now + timedelta(days=1),
            ends_at=ends_at,
            time_zone=str(student.zone),
        ),
        interviewers=[("Tomasz Wiśniewski", "t.wisniewski@tidewater.example")]
        if interviewers is None
        else interviewers,
        on=on or local_day(now, student.zone),
        by=by or student.person,
        now=now,
    )


def tell(
    application: Application,
    kind: EventKind,
    *,
    on: date | None = None,
    recorded_by: Person | None = None,
    now: datetime = NOW,
    **data: Any,
) -> Event:
    """Record what happened (by default today, the student's); ``data`` as ``record`` has it."""
    student = application.student
    return record(
        application=application,
        kind=kind,
        on=on or local_day(now, student.zone),
        by=recorded_by or student.person,
        now=now,
        data=data,
    )


def the_follow_up(application: Application, step: str = Step.APPLICATION_FOLLOW_UP) -> FollowUp:
    """The one follow-up of this step; raises unless there is exactly one."""
    return FollowUp.objects.with_story().get(application=application, step=step)
