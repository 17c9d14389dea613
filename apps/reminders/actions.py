"""The tick: who needs a nudge now, and the one outbox row a student that gives it.

``compose_reminders`` may run at any time and any number of times at once: unique constraints, and the
clock that only one tick can move, make overlapping ticks harmless. It reads in batches, so that its memory
does not grow with the office, and by index, so that a tick with nothing to do costs next to nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from django.db import transaction
from django.db.models import Exists, OuterRef

from apps.applications.actions import lapse_follow_ups, snooze_follow_up, void
from apps.applications.models import Event, FollowUp, FollowUpQuerySet
from apps.applications.plan import Step
from apps.applications.vocabulary import EventKind
from apps.mail.actions import enqueue
from apps.mail.models import OutboxEmail, Suppression
from apps.mail.vocabulary import ENDED_UNSENT, EVERYTHING, Category, State
from apps.reminders import rules
from apps.reminders.emails import digest_key, prompt_key
from apps.reminders.models import ClockRound, DigestClock, Nudge
from apps.reminders.rules import Owed, Quiet, Week
from apps.reminders.vocabulary import MailKind, NudgeKind, NudgeState
from apps.students.models import Person, Student
from apps.students.vocabulary import Standing

BATCH = 500  # students, or nudges
ROUND = 2000  # students whose clocks are compared with their settings in one tick
Reason = tuple[FollowUp, NudgeKind, str]


@dataclass(slots=True)
class Tick:
    """What one call of ``compose_reminders`` did: follow-ups, nudges, students, emails."""

    lapsed: int = 0
    given: int = 0
    missed: int = 0
    looked_at: int = 0
    digests: int = 0
    prompts: int = 0

    def as_dict(self) -> dict[str, int]:
        """The figures, for JSON."""
        return asdict(self)


def compose_reminders(*, now: datetime) -> Tick:
    """Close what has lapsed, settle what was sent, and put what is wanted now into the outbox."""
    tick = Tick(lapsed=lapse_follow_ups(now=now))
    settle_nudges(tick, now=now)
    set_clocks(now=now)
    compose_prompts(tick, now=now)
    compose_digests(tick, now=now)
    return tick


# What became of the nudges


def settle_nudges(tick: Tick, *, now: datetime) -> None:
    """A nudge counts as given when its email ends sent, or perhaps sent; else a later tick gives it again.

    What was given is written down on the application, once for each follow-up and email.
    """
    while batch := _settle_batch(now):
        for nudge in batch:
            if nudge.state == NudgeState.GIVEN:
                tick.given += 1
            else:
                tick.missed += 1


@transaction.atomic
def _settle_batch(now: datetime) -> list[Nudge]:
    over = Nudge.objects.pending().filter(email__state__in=(State.SENT, *ENDED_UNSENT))
    nudges = list(
        over.select_for_update(skip_locked=True, of=("self",))
        .select_related("email", "follow_up", "student")
        .order_by("id")[:BATCH]
    )
    told: dict[tuple[int, int], Event] = {}
    for nudge in nudges:
        if nudge.email.state not in {State.SENT, State.UNKNOWN}:
            nudge.state = NudgeState.MISSED
            continue
        nudge.state = NudgeState.GIVEN
        at = nudge.email.sent_at or now
        told[nudge.follow_up_id, nudge.email_id] = Event(
            application_id=nudge.follow_up.application_id,
            follow_up=nudge.follow_up,
            kind=EventKind.REMINDED,
            on=rules.local_day(at, nudge.student.zone),
            at=at,
            recorded_at=now,
            data={"step": nudge.follow_up.step, "nudge": nudge.nudge},
        )
    Nudge.objects.bulk_update(nudges, ["state"])
    Event.objects.bulk_create(told.values())
    return nudges


# When to look at whom


def set_clocks(*, now: datetime) -> None:
    """Give new students a clock, and put right the clocks of those who changed their hour or time zone.

    Goes round the students, ``ROUND`` a tick (on at once where it meets new ones), so that a small office is
    seen whole at every tick, and a large one never all at once.
    """
    while _set_batch(now):
        pass


@transaction.atomic
def _set_batch(now: datetime) -> bool:
    """Whether there were new students among these, and more may follow."""
    position, _ = ClockRound.objects.select_for_update().get_or_create(pk=1)
    students = list(
        Student.objects.filter(pk__gt=position.after)
        .select_related("digest_clock")
        .only("time_zone", "reminder_hour", "digest_clock")
        .order_by("pk")[:ROUND]
    )
    new, moved = [], []
    for student in students:
        clock: DigestClock | None = getattr(student, "digest_clock", None)
        looked_on = clock.looked_on if clock else None
        next_at = rules.next_look(now=now, hour=student.reminder_hour, zone=student.zone, looked_on=looked_on)
        if clock is None:
            new.append(DigestClock(student=student, next_at=next_at))
        elif clock.next_at > now and clock.next_at != next_at:
            clock.next_at = next_at
            moved.append(clock)
    DigestClock.objects.bulk_create(new, ignore_conflicts=True)
    DigestClock.objects.bulk_update(moved, ["next_at"], batch_size=BATCH)
    is_last = len(students) < ROUND
    position.after = 0 if is_last else students[-1].pk
    position.save(update_fields=["after"])
    return bool(new) and not is_last


# Prompts


def compose_prompts(tick: Tick, *, now: datetime) -> None:
    """Right after an interview, by itself: thank the people you met; in quiet hours, when they end."""
    waiting = _unprompted(now).order_by("interview").values_list("interview", flat=True).distinct()
    for interviews in _batches(list(waiting)):
        rows = list(
            _unprompted(now)
            .filter(interview__in=interviews)
            .select_related("student__person")
            .order_by("interview", "id")
        )
        weeks = _weeks({row.student for row in rows}, now)
        closed = _closed_addresses((row.student for row in rows), Category.PROMPTS)
        by_interview = defaultdict(list)
        for row in rows:
            if row.student.person.email not in closed and not rules.is_hidden(_owed(row), now):
                by_interview[row.interview_id].append(row)
        for wanted in by_interview.values():
            student = wanted[0].student
            if student.person.is_active and rules.may_prompt(weeks[student.pk]):
                tick.prompts += _give_prompt(student, wanted, now)


def _unprompted(now: datetime) -> FollowUpQuerySet:
    prompted = Nudge.objects.filter(
        follow_up=OuterRef("pk"), nudge=NudgeKind.PROMPT, created_at__gte=OuterRef("opens")
    )
    return FollowUp.objects.open(now).filter(
        ~Exists(prompted), step=Step.THANK_YOU_EMAIL, opens__gt=now - rules.PROMPT_FOR
    )


@transaction.atomic
def _give_prompt(student: Student, rows: list[FollowUp], now: datetime) -> bool:
    occurrence = rules.prompt_occurrence(rows[0].anchor_at, student.zone)
    reference = f"{rows[0].interview_id}:{occurrence}"
    email = enqueue(
        kind=MailKind.PROMPT,
        reference=reference,
        to=student.person.email,
        run_at=rules.when_quiet_ends(now, student.zone, _quiet(student)),
        not_after=min(row.lapses for row in rows),
        dedupe_key=prompt_key(reference),
        now=now,
    )
    if Nudge.objects.filter(email=email).exists():  # who was named after the prompt comes with the digest
        return False
    _note([(row, NudgeKind.PROMPT, occurrence) for row in rows], email, now)
    return True


# Digests


def compose_digests(tick: Tick, *, now: datetime) -> None:
    """At each student's hour: one digest, on days with a new nudge only."""
    while clocks := list(DigestClock.objects.due(now).select_related("student__person")[:BATCH]):
        wants = _wants([clock.student for clock in clocks], now)
        idle = []
        for clock in clocks:
            reasons = wants.get(clock.student_id)
            if reasons:
                tick.digests += _give_digest(clock, reasons, now)
            else:
                idle.append(_moved_on(clock, now))
        DigestClock.objects.bulk_update(idle, ["next_at", "looked_on"])
        tick.looked_at += len(clocks)


def _wants(students: list[Student], now: datetime) -> dict[int, list[Reason]]:
    """For each student who is to get a digest now: the reasons for it."""
    closed = _closed_addresses(students, Category.REMINDERS)
    open_to_email = [
        student for student in students if student.person.is_active and student.person.email not in closed
    ]
    rows = _owed_by_student(open_to_email, now)
    weeks = _weeks((student for student in open_to_email if student.pk in rows), now)
    wants = {}
    for student in open_to_email:
        if student.pk not in rows or _run_at(student, now) is None:
            continue
        reasons = _reasons(student, rows[student.pk], weeks[student.pk], now)
        about_an_offer = any(row.step == Step.OFFER_REPLY for row, _kind, _occurrence in reasons)
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
        by_student[row.student_id].append((row, _owed(row, frozenset(nudged[row.pk]))))
    return by_student


def _reasons(student: Student, rows: list[tuple[FollowUp, Owed]], week: Week, now: datetime) -> list[Reason]:
    zone = student.zone
    next_day = rules.next_digest_day(week, rules.local_day(now, zone))
    until = rules.digest_at(next_day, student.reminder_hour, zone)
    suspended = student.standing == Standing.SUSPENDED
    return [
        (row, kind, occurrence)
        for row, owed in rows
        if rules.is_allowed(row.step, suspended=suspended)
        for kind, occurrence in rules.wanted(owed, now=now, until=until, zone=zone)
    ]


@transaction.atomic
def _give_digest(clock: DigestClock, reasons: list[Reason], now: datetime) -> bool:
    student, seen_at = clock.student, clock.next_at
    moved = _moved_on(clock, now)
    mine = DigestClock.objects.filter(pk=clock.pk, next_at=seen_at).update(
        next_at=moved.next_at, looked_on=moved.looked_on
    )
    if not mine:  # another tick was here first
        return False
    reference = f"{student.pk}:{moved.looked_on}"
    email = enqueue(
        kind=MailKind.DIGEST,
        reference=reference,
        to=student.person.email,
        run_at=_run_at(student, now) or now,
        not_after=rules.digest_not_after(now, student.zone),
        dedupe_key=digest_key(reference),
        now=now,
    )
    _note(reasons, email, now)
    return True


def _moved_on(clock: DigestClock, now: datetime) -> DigestClock:
    student = clock.student
    clock.looked_on = rules.local_day(now, student.zone)
    clock.next_at = rules.next_look(
        now=now, hour=student.reminder_hour, zone=student.zone, looked_on=clock.looked_on
    )
    return clock


def _run_at(student: Student, now: datetime) -> datetime | None:
    return rules.digest_run_at(now, hour=student.reminder_hour, zone=student.zone, quiet=_quiet(student))


# Both


def _note(reasons: list[Reason], email: OutboxEmail, now: datetime) -> None:
    """Write the nudges that an email gives; one that was missed before points to this email from now on."""
    Nudge.objects.bulk_create(
        (
            Nudge(
                follow_up=row,
                student_id=row.student_id,
                nudge=kind,
                occurrence=occurrence,
                email=email,
                created_at=now,
            )
            for row, kind, occurrence in reasons
        ),
        update_conflicts=True,
        unique_fields=["follow_up", "nudge", "occurrence"],
        update_fields=["email", "state", "created_at"],
    )


def _owed(row: FollowUp, nudged: frozenset[tuple[str, str]] = frozenset()) -> Owed:
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


def _quiet(student: Student) -> Quiet:
    return Quiet(student.quiet_from, student.quiet_until)


def _closed_addresses(students: Iterable[Student], category: Category) -> set[str]:
    """Those of these students' addresses that are not written to in this category."""
    addresses = [student.person.email for student in students]
    closed = Suppression.objects.filter(address__in=addresses, category__in=(EVERYTHING, category))
    return set(closed.values_list("address", flat=True))


def _weeks(students: Iterable[Student], now: datetime) -> dict[int, Week]:
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


def _batches(ids: list[int]) -> Iterator[list[int]]:
    """The same numbers, ``BATCH`` at a time."""
    rest = iter(ids)
    while batch := list(islice(rest, BATCH)):
        yield batch


# What the links in emails do


def put_off(*, follow_up: FollowUp, now: datetime) -> FollowUp:
    """*Remind me tomorrow*: hide it until the student's hour of the next day, or a day before it lapses."""
    student = follow_up.student
    until = rules.remind_tomorrow_at(now, hour=student.reminder_hour, zone=student.zone)
    return snooze_follow_up(follow_up=follow_up, until=until, now=now)


def what_closed(follow_up: FollowUp) -> Event | None:
    """The event that says that a follow-up was done, or skipped, if it still counts."""
    kinds = (EventKind.FOLLOW_UP_DONE, EventKind.FOLLOW_UP_SKIPPED)
    return follow_up.events.filter(kind__in=kinds, voided_by=None).order_by("-id").first()


def reopen(*, follow_up: FollowUp, by: Person, now: datetime) -> bool:
    """Undo that it was done, or skipped. False where there is nothing to undo."""
    closed = what_closed(follow_up)
    if closed is not None:
        void(event=closed, by=by, now=now)
    return closed is not None
