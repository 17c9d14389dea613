"""Random offices for recounts: rows of every kind, written without the rules."""

from datetime import datetime, timedelta
from random import Random

from apps.applications.models import Application, Employer, Event, FollowUp, Posting
from apps.applications.plan import Step
from apps.applications.vocabulary import Channel, EventKind, Excuse, FollowUpStatus, Stage
from apps.students.models import Person, Student
from tests.factories import make_cohort, make_counselor, make_student

HOUR = timedelta(hours=1)


def random_office(seed: int, *, now: datetime, students: int = 12) -> list[Person]:
    """Make two counselors with some students each; returns the counselors."""
    random = Random(seed)  # noqa: S311 - nothing secret
    counselors = [make_counselor(name=f"Counselor {seed}.{number}") for number in range(2)]
    cohorts = [make_cohort(programme=programme) for programme in ("BA Economics", "BSN Nursing")]
    employer = Employer.objects.get_or_create(key=f"employer {seed}", name=f"Employer {seed}")[0]
    for _number in range(students):
        active = random.choice([None, now - random.randint(0, 40 * 24) * HOUR])
        student = make_student(
            counselor=random.choice(counselors), cohort=random.choice(cohorts), last_activity_at=active
        )
        for _application in range(random.randint(0, 4)):
            _apply(random, student, employer, now)
    return counselors


def _apply(random: Random, student: Student, employer: Employer, now: datetime) -> None:
    application = Application.objects.create(
        student=student,
        employer=employer,
        posting=Posting.objects.create(employer_name=employer.name, role="Analyst"),
        stage=random.choice(Stage.values),
        kept_private=random.random() < 0.25,
        created_at=now,
    )
    event = Event.objects.create(
        application=application, kind=EventKind.APPLIED, on=now.date(), recorded_at=now
    )
    for number in range(random.randint(0, 5)):
        _owe(random, application, event, f"occasion:{number}", now)


def _owe(random: Random, application: Application, event: Event, occasion: str, now: datetime) -> None:
    opens = now + random.randint(-60 * 24, 12 * 24) * HOUR
    due = opens + random.choice([3, 24, 96]) * HOUR
    lapses = due + random.randint(24, 20 * 24) * HOUR
    status = random.choice(FollowUpStatus.values)
    done = status == FollowUpStatus.DONE
    FollowUp.objects.create(
        application=application,
        student=application.student,
        step=random.choice(list(Step)),
        occasion=occasion,
        anchor_event=event,
        anchor_at=opens,
        opens=opens,
        due=due,
        lapses=lapses,
        status=status,
        excuse=random.choice(["", "", "", *Excuse.values]),
        channel=Channel.EMAIL,
        done_at=opens if done else None,
        on_time=random.random() < 0.6 if done else None,
        snoozed_until=random.choice([None, now + HOUR]),
    )
