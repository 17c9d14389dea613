"""The tick: who needs a nudge now, and the one outbox row a student that gives it.

``compose_reminders`` may run at any time and any number of times at once: unique constraints, and a clock
for each student that one tick at a time holds, make overlapping ticks harmless. It reads in batches, so
that its memory does not grow with the office, and by index, so that an idle tick costs next to nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import islice

from django.db import transaction
from django.db.models import Exists, OuterRef

from apps.applications.actions import lapse_follow_ups, replan_student, snooze_follow_up, void
from apps.applications.models import Event, FollowUp, FollowUpQuerySet
from apps.applications.plan import Step
from apps.applications.vocabulary import EventKind
from apps.mail.actions import enqueue, enqueue_many
from apps.mail.models import OutboxEmail
from apps.mail.vocabulary import ENDED_UNSENT, Category, State
from apps.reminders import rules
from apps.reminders.emails import digest_key, prompt_key
from apps.reminders.models import ClockRound, DigestClock, Nudge
from apps.reminders.planning import (
    Reason,
    as_owed,
    closed_addresses,
    digests_wanted,
    quiet_of,
    run_at_of,
    weeks_of,
)
from apps.reminders.vocabulary import MailKind, NudgeKind, NudgeState
from apps.students.models import Person, Student

BATCH = 500  # students, or nudges
ROUND = 2000  # students whose clocks are compared with their settings in one tick


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
        next_at = _next_look(student, clock.looked_on if clock else None, now)
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


def _next_look(student: Student, looked_on: date | None, now: datetime) -> datetime:
    return rules.next_look(now=now, hour=student.reminder_hour, zone=student.zone, looked_on=looked_on)


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
        weeks = weeks_of({row.student for row in rows}, now)
        closed = closed_addresses((row.student for row in rows), Category.PROMPTS)
        by_interview = defaultdict(list)
        for row in rows:
            if row.student.person.email not in closed and not rules.is_hidden(as_owed(row), now):
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
        run_at=rules.when_quiet_ends(now, student.zone, quiet_of(student)),
        not_after=min(row.lapses for row in rows),
        dedupe_key=prompt_key(reference),
        now=now,
    )
    if Nudge.objects.filter(email=email).exists():  # who was named after the prompt comes with the digest
        return False
    _note(((Reason(row, NudgeKind.PROMPT, occurrence), email) for row in rows), now)
    return True


# Digests


def compose_digests(tick: Tick, *, now: datetime) -> None:
    """At each student's hour: one digest, on days with a new nudge only."""
    while looked_at := _digest_batch(tick, now):
        tick.looked_at += looked_at


@transaction.atomic
def _digest_batch(tick: Tick, now: datetime) -> int:
    """Look at the students whose hour has come, as far as no other tick is just doing it. How many."""
    due = DigestClock.objects.due(now).select_for_update(skip_locked=True, of=("self",))
    clocks = list(due.select_related("student__person")[:BATCH])
    if not clocks:
        return 0
    wants = digests_wanted([clock.student for clock in clocks], now)
    emails = []
    for clock in clocks:
        clock.looked_on = rules.local_day(now, clock.student.zone)
        clock.next_at = _next_look(clock.student, clock.looked_on, now)
        if clock.student_id in wants:
            emails.append(_digest(clock, now))
    DigestClock.objects.bulk_update(clocks, ["next_at", "looked_on"])
    put = enqueue_many(emails=emails)
    _note(((reason, email) for email in put for reason in wants[_student_in(email)]), now)
    tick.digests += len(put)
    return len(clocks)


def _digest(clock: DigestClock, now: datetime) -> OutboxEmail:
    student, reference = clock.student, f"{clock.student_id}:{clock.looked_on}"
    return OutboxEmail(
        kind=MailKind.DIGEST,
        reference=reference,
        to=student.person.email,
        run_at=run_at_of(student, now) or now,
        not_after=rules.digest_not_after(now, student.zone),
        dedupe_key=digest_key(reference),
        created_at=now,
    )


def _student_in(digest: OutboxEmail) -> int:
    return int(digest.reference.partition(":")[0])


# Both


def _note(reasons: Iterable[tuple[Reason, OutboxEmail]], now: datetime) -> None:
    """Write the nudges that emails give; one that was missed before points to its new email from now on."""
    Nudge.objects.bulk_create(
        [
            Nudge(
                follow_up=reason.follow_up,
                student_id=reason.follow_up.student_id,
                nudge=reason.nudge,
                occurrence=reason.occurrence,
                email=email,
                created_at=now,
            )
            for reason, email in reasons
        ],
        update_conflicts=True,
        unique_fields=["follow_up", "nudge", "occurrence"],
        update_fields=["email", "state", "created_at"],
    )


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


# What a student chooses


@transaction.atomic
def change_settings(*, student: Student, person: Person, moved: bool, now: datetime) -> None:
    """Save when and how a student wants to be reminded; the next look at them follows at once.

    Where their days moved to another time zone, what they owe is planned anew (done stays done).
    """
    person.save(update_fields=["called", "language"])
    student.save(update_fields=["reminder_hour", "quiet_from", "quiet_until", "time_zone"])
    clock = DigestClock.objects.select_for_update().filter(student=student).first()
    if clock is not None:
        clock.next_at = _next_look(student, clock.looked_on, now)
        clock.save(update_fields=["next_at"])
    if moved:
        replan_student(student=student, now=now)
