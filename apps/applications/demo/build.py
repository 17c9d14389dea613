"""Writes the demo office: people, caseloads and everybody's history, in bulk, a batch of students at a time.

Each batch is one transaction; memory does not grow with the office.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import ceil
from random import Random
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from apps.applications.calendars import business_days
from apps.applications.demo import names
from apps.applications.demo.deeds import StudentStory
from apps.applications.demo.leila import leilas_deeds
from apps.applications.demo.postings import person_name, phone_number
from apps.applications.demo.replay import Ledger, carry_out
from apps.applications.demo.stories import WEEKS, job_search
from apps.students.demo_logins import DEMO_PASSWORD
from apps.students.models import CaseloadMembership, Cohort, Person, Student
from apps.students.vocabulary import Role

STUDENTS_PER_BATCH = 100
STUDENTS_PER_COUNSELOR = 250
STUDENTS_PER_COHORT = 1250
LARGE_OFFICE = 10_000
APPLICATIONS, APPLICATIONS_IN_A_LARGE_OFFICE = 12.0, 22.0  # some stop when they accept an offer
QUIET_FROM, QUIET_UNTIL = time(21), time(7)
DOMAIN = "halden.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What kind of office to make: so many students, from this seed, as of ``now`` (an aware instant)."""

    students: int
    seed: int
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the office, and of nearly all its students."""
        return ZoneInfo(settings.OFFICE_TIME_ZONE)

    @property
    def applications(self) -> float:
        """How many applications a student has on average."""
        return APPLICATIONS_IN_A_LARGE_OFFICE if self.students > LARGE_OFFICE else APPLICATIONS

    def stream(self, who: str) -> Random:
        """Random numbers for somebody, the same whatever the size of the office."""
        return Random(f"{self.seed} {who}")  # noqa: S311 - stories, no secrets


def is_empty() -> bool:
    """Whether nobody has students here yet."""
    return not Student.objects.exists() and not Cohort.objects.exists()


class _Emails:
    """Gives each person an address of their own; the second of a name gets a number."""

    def __init__(self) -> None:
        self.given: Counter[str] = Counter()

    def __call__(self, name: str) -> str:
        login = names.login(name)
        self.given[login] += 1
        number = self.given[login]
        return f"{login}{number if number > 1 else ''}@{DOMAIN}"


def build(office: Office, *, progress: Callable[[int], object]) -> None:
    """Write an office into an empty database; ``progress`` is told how many students more are done."""
    password = make_password(DEMO_PASSWORD)  # slow on purpose, so once
    emails, ledger = _Emails(), Ledger()
    counselors = _staff(office, emails, password)
    cohorts = _cohorts(office)
    for first in range(0, office.students, STUDENTS_PER_BATCH):
        numbers = range(first, min(first + STUDENTS_PER_BATCH, office.students))
        stories = [student_story(office, number, emails) for number in numbers]
        with transaction.atomic():
            _write_students(office, stories, cohorts, counselors, password, ledger)
        progress(len(stories))


def _staff(office: Office, emails: _Emails, password: str) -> list[Person]:
    """The administrator and the counselors, who are returned; the demo's login first."""
    count = max(len(names.FIRST_COUNSELORS), ceil(office.students / STUDENTS_PER_COUNSELOR))
    rng = office.stream("staff")
    others = [person_name(rng) for _ in range(count - len(names.FIRST_COUNSELORS))]
    staff = [(names.ADMINISTRATOR, Role.ADMINISTRATOR)]
    staff += [(name, Role.COUNSELOR) for name in (*names.FIRST_COUNSELORS, *others)]
    people = Person.objects.bulk_create(
        Person(name=name, email=emails(name), role=role, password=password, phone=phone_number(rng))
        for name, role in staff
    )
    return people[1:]


def _cohorts(office: Office) -> list[Cohort]:
    """Four cohorts, or in a large office one for each thousand students or so."""
    count = min(40, max(4, ceil(office.students / STUDENTS_PER_COHORT)))
    first_class = office.now.year + 1
    return Cohort.objects.bulk_create(
        Cohort(
            programme=names.PROGRAMMES[number % len(names.PROGRAMMES)],
            class_of=first_class + number // len(names.PROGRAMMES),
        )
        for number in range(count)
    )


def student_story(office: Office, number: int, emails: Callable[[str], str]) -> StudentStory:
    """The story of the ``number``-th student; the first one is Leila Haddad."""
    if number == 0:
        return _leila(office, emails)
    rng = office.stream(f"student {number}")
    known = names.FIRST_STUDENTS[number - 1 : number]
    name = known[0] if known else person_name(rng)
    time_zone = rng.choices(["", "America/Chicago", "America/Los_Angeles", "Europe/Madrid"], (94, 3, 2, 1))[0]
    return StudentStory(
        name=name,
        email=emails(name),
        phone=phone_number(rng) if rng.random() < 0.8 else "",
        time_zone=time_zone,
        reminder_hour=rng.choice([7, 8, 8, 8, 8, 9, 12, 17]),
        deeds=job_search(
            rng,
            now=office.now,
            zone=ZoneInfo(time_zone or settings.OFFICE_TIME_ZONE),
            applications=office.applications,
        ),
    )


def _leila(office: Office, emails: Callable[[str], str]) -> StudentStory:
    """She is reminded at this very hour, which is not a quiet one for her."""
    hour = office.now.astimezone(office.zone).hour
    return StudentStory(
        name=names.LEILA,
        email=emails(names.LEILA),
        called=names.LEILA.split()[0],
        phone="555 0184",
        reminder_hour=hour,
        is_never_quiet=not QUIET_UNTIL.hour <= hour < QUIET_FROM.hour,
        deeds=leilas_deeds(
            now=office.now, zone=office.zone, is_business_day=business_days(settings.OFFICE_REGION)
        ),
    )


def _write_students(
    office: Office,
    stories: Sequence[StudentStory],
    cohorts: Sequence[Cohort],
    counselors: Sequence[Person],
    password: str,
    ledger: Ledger,
) -> None:
    """Write a batch of students with their histories: a few statements, however many rows."""
    people = Person.objects.bulk_create(
        Person(name=story.name, email=story.email, called=story.called, phone=story.phone, password=password)
        for story in stories
    )
    for story, person in zip(stories, people, strict=True):
        rng = office.stream(f"place of {story.email}")
        is_leila = story.name == names.LEILA
        counselor = counselors[0] if is_leila else _counselor(rng, counselors)
        student = Student(
            person=person,
            cohort=cohorts[1 % len(cohorts)] if is_leila else rng.choice(cohorts),
            counselor=counselor,
            time_zone=story.time_zone,
            reminder_hour=story.reminder_hour,
            quiet_from=None if story.is_never_quiet else QUIET_FROM,
            quiet_until=None if story.is_never_quiet else QUIET_UNTIL,
        )
        ledger.add(student)
        carry_out(student, story.deeds, ledger, now=office.now)
        if counselor is not None:
            since = office.now - timedelta(weeks=WEEKS)
            ledger.add(CaseloadMembership(student=student, counselor=counselor, since=since))
    ledger.write()


def _counselor(rng: Random, counselors: Sequence[Person]) -> Person | None:
    """Mostly somebody; the first ones of a small office have the larger caseloads."""
    return rng.choice(counselors) if rng.random() < 0.95 else None
