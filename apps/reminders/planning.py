"""Between rows and rules: read what students owe and were told, and ask what they are to be reminded of now.

Each function reads for a batch of students, in a few queries whatever its size.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from apps.applications.models import FollowUp
from apps.applications.plan import Step
from apps.mail.models import Suppression
from apps.mail.vocabulary import EVERYTHING, Category
from apps.reminders import rules
from apps.reminders.models import Nudge
from apps.reminders.rules import Owed, Quiet, Week
from apps.reminders.vocabulary import MailKind, NudgeKind
from apps.students.models import Student
from apps.students.vocabulary import Standing


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a student is to be reminded: the follow-up, the kind of nudge, and its occurrence."""

    follow_up: FollowUp
    nudge: NudgeKind
    occurrence: str


def digests_wanted(students: list[Student], now: datetime) -> dict[int, list[Reason]]:
    """For each student who is to get a digest now: the reasons for it."""
    closed = closed_addresses(students, Category.REMINDERS)
    open_to_email = [
        student for student in students if student.person.is_active and student.person.email not in closed
    ]
    rows = _owed_by_student(open_to_email, now)
    weeks = weeks_of((student for student in open_to_email if student.pk in rows), now)
    wants = {}
    for student in open_to_email:
        if student.pk not in rows or run_at_of(student, now) is None:
            continue
        reasons = _reasons(student, rows[student.pk], weeks[student.pk], now)
        about_an_offer = any(reason.follow_up.step == Step.OFFER_REPLY for reason in reasons)
        if reasons and rules.may_send_digest(weeks[student.pk], about_an_offer=about_an_offer):
            wants[student.pk] = reasons
    return wants


def _owed_by_student(students: list[Student], now: datetime) -> dict[int, list[tuple[FollowUp, Owed]]]:
    horizon = now + timedelta(days=rules.WEEK + 1)
    rows = list(FollowUp.objects.owed().filter(student__in=students, opens__lte=horizon, lapses__gt=now))
    nudged = defaultdict(set)
    counted = Nudge.objects.counted().filter(follow_up__in=rows)
    for follow_up, nudge, occurrence in counted.values_list("follow_up_id", "nudge", "occurrence"):
        nudged[follow_up].add((nudge, occurrence))
    by_student = defaultdict(list)
    for row in rows:
        by_student[row.student_id].append((row, as_owed(row, frozenset(nudged[row.pk]))))
    return by_student


def _reasons(student: Student, rows: list[tuple[FollowUp, Owed]], week: Week, now: datetime) -> list[Reason]:
    zone = student.zone
    next_day = rules.next_digest_day(week, rules.local_day(now, zone))
    until = rules.digest_at(next_day, student.reminder_hour, zone)
    suspended = student.standing == Standing.SUSPENDED
    return [
        Reason(row, kind, occurrence)
        for row, owed in rows
        if rules.is_allowed(row.step, suspended=suspended)
        for kind, occurrence in rules.wanted(owed, now=now, until=until, zone=zone)
    ]


def run_at_of(student: Student, now: datetime) -> datetime | None:
    """When a digest looked at now goes out, an instant; None if not today any more."""
    return rules.digest_run_at(now, hour=student.reminder_hour, zone=student.zone, quiet=quiet_of(student))


def as_owed(row: FollowUp, nudged: frozenset[tuple[str, str]] = frozenset()) -> Owed:
    """Give a follow-up as the rules want it, with the nudges that count."""
    return Owed(
        step=row.step,
        anchor_at=row.anchor_at,
        opens=row.opens,
        due=row.due,
        lapses=row.lapses,
        snoozed_until=row.snoozed_until,
        withheld_until=row.withheld_until,
        excuse=row.excuse,
        nudged=nudged,
    )


def quiet_of(student: Student) -> Quiet:
    """The student's quiet hours."""
    return Quiet(student.quiet_from, student.quiet_until)


def closed_addresses(students: Iterable[Student], category: Category) -> set[str]:
    """Those of these students' addresses that are not written to in this category."""
    addresses = [student.person.email for student in students]
    closed = Suppression.objects.filter(address__in=addresses, category__in=(EVERYTHING, category))
    return set(closed.values_list("address", flat=True))


def weeks_of(students: Iterable[Student], now: datetime) -> dict[int, Week]:
    """The emails of each student's last week, by their local days."""
    known = {student.pk: student for student in students}
    since = now - timedelta(days=rules.WEEK + 1)
    emails: dict[int, list[tuple[str, date]]] = {pk: [] for pk in known}
    sent = Nudge.objects.counted().filter(student__in=known, created_at__gt=since)
    for pk, _email, kind, at in sent.values_list(
        "student_id", "email_id", "email__kind", "email__run_at"
    ).distinct():
        emails[pk].append((kind, rules.local_day(at, known[pk].zone)))
    return {
        pk: rules.week_before(
            rules.local_day(now, known[pk].zone),
            [day for kind, day in got if kind == MailKind.DIGEST],
            [day for _kind, day in got],
        )
        for pk, got in emails.items()
    }
