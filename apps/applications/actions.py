"""Everything that changes an application.

Each action writes an event and, in the same transaction, the follow-ups that the plan makes of it.
All take keyword arguments, ``by`` (the person who acts) and ``now`` (an aware instant). They lock the
student's row first, so that what is done to one of a student's applications waits for what is being
done to another (accepting here withdraws there; a call to an employer holds the next one back).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _

from apps.applications import rules
from apps.applications.models import (
    Application,
    Contact,
    Employer,
    Event,
    FollowUp,
    Interview,
    Interviewer,
    Posting,
    employer_key,
)
from apps.applications.planning import Story, facts_of, load_story, local_day, plan_for, settle
from apps.applications.vocabulary import (
    OPEN_STAGES,
    Channel,
    ContactPolicy,
    EventKind,
    FirstFollowUp,
    FollowUpStatus,
    InterviewKind,
    PhonePolicy,
    SkipReason,
)
from apps.students.models import Person, Student

LAPSE_BATCH = 2000
ABOUT_AN_ACCEPTANCE = frozenset({EventKind.ACCEPTED, EventKind.RESCINDED})
SETTLED_COLUMNS = [
    "occasion",
    "anchor_event",
    "anchor_at",
    "opens",
    "due",
    "lapses",
    "interview",
    "contact",
    "channel",
    "excuse",
    "withheld_until",
    "status",
    "reason",
    "done_at",
    "recorded_at",
    "on_time",
    "hours",
]
APPLICATION_STATE = [
    "stage",
    "stage_on",
    "close_reason",
    "applied_on",
    "decision_on",
    "offered",
    "offer_deadline",
    "rounds",
    "next_due_at",
    "first_follow_up",
    "first_follow_up_due",
]
INTERVIEW_STATE = ["takes_place", "starts_at", "ends_at", "kind", "time_zone", "place"]


@dataclass(frozen=True, kw_only=True, slots=True)
class PostingDraft:
    """What a student says of a posting: typed, or read from a paste and corrected."""

    employer: str
    role: str
    location: str = ""
    address: str = ""
    text: str = ""
    employment_type: str = ""
    posted_on: date | None = None
    closes_on: date | None = None
    phone_policy: str = PhonePolicy.NOT_STATED
    phone_evidence: str = ""
    contact_policy: str = ContactPolicy.OPEN
    contact_evidence: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""

    def as_posting(self) -> Posting:
        """Give the posting as it is kept, not saved yet."""
        return Posting(
            employer_name=self.employer.strip(),
            role=self.role.strip(),
            location=self.location,
            address=self.address,
            text=self.text,
            employment_type=self.employment_type,
            posted_on=self.posted_on,
            closes_on=self.closes_on,
            phone_policy=self.phone_policy,
            phone_evidence=self.phone_evidence,
            contact_policy=self.contact_policy,
            contact_evidence=self.contact_evidence,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Round:
    """When and how an interview takes place: aware instants, the zone it was entered in."""

    kind: str = InterviewKind.VIDEO
    starts_at: datetime
    ends_at: datetime | None = None
    time_zone: str
    place: str = ""

    def as_data(self) -> dict[str, Any]:
        """Give the round as an event keeps it."""
        return {
            "starts_at": self.starts_at.isoformat(),
            "ends_at": self.ends_at.isoformat() if self.ends_at else None,
            "time_zone": self.time_zone,
            "kind": self.kind,
            "place": self.place,
        }


def _lock(student_id: int) -> Student:
    return Student.objects.select_for_update().get(pk=student_id)


def _lock_application(application: Application) -> Application:
    student = _lock(application.student_id)
    fresh = Application.objects.with_story().select_related("plan_version").get(pk=application.pk)
    fresh.student = student
    return fresh


def replan(application: Application, *, now: datetime) -> Story:
    """Bring the stored follow-ups to what the facts say. Doing it again changes nothing."""
    story = load_story(application)
    old = list(story.follow_ups)
    before = {row.pk: _columns(row) for row in old}
    new = settle(story, plan_for(application), now=now)
    changed = [row for row in old if _columns(row) != before[row.pk]]
    if changed:
        FollowUp.objects.bulk_update(changed, SETTLED_COLUMNS)
    if new:
        FollowUp.objects.bulk_create(new)
    if story.interviews:
        Interview.objects.bulk_update(story.interviews, INTERVIEW_STATE)
    application.save(update_fields=APPLICATION_STATE)
    return story


def _columns(row: FollowUp) -> tuple[Any, ...]:
    return tuple(row.__dict__.get(name, row.__dict__.get(f"{name}_id")) for name in SETTLED_COLUMNS)


def refresh_student(student: Student, *, active_at: datetime | None = None) -> None:
    """Write a student's own current state: open applications, next due, last activity."""
    state = Application.objects.filter(student=student).aggregate(
        open=Count("pk", filter=Q(stage__in=OPEN_STAGES)), next=Min("next_due_at")
    )
    student.open_applications, student.next_due_at = state["open"], state["next"]
    columns = ["open_applications", "next_due_at"]
    if active_at is not None:
        student.last_activity_at = active_at
        columns.append("last_activity_at")
    student.save(update_fields=columns)


def _carry_out(application: Application, *, by: Person | None, now: datetime) -> None:
    """Replan, with what the change means elsewhere at the same employer, and for the student."""
    replan(application, now=now)
    siblings = Application.objects.filter(student=application.student, employer=application.employer)
    for sibling in siblings.exclude(pk=application.pk).with_story().select_related("plan_version"):
        sibling.student = application.student
        replan(sibling, now=now)
    is_their_own = by is not None and by.pk == application.student.person_id
    refresh_student(application.student, active_at=now if is_their_own else None)


def _write(
    application: Application, kind: EventKind, *, on: date, by: Person | None, now: datetime, **fields: Any
) -> Event:
    return Event.objects.create(application=application, kind=kind, on=on, recorded_at=now, by=by, **fields)


# Logging


def get_employer(name: str) -> Employer:
    """The employer of this name, new or known. Raises ``ValidationError`` if the name is empty."""
    key = employer_key(name)
    if not key:
        raise ValidationError({"employer": _("Name the employer.")})
    return Employer.objects.get_or_create(key=key, defaults={"name": name.strip()})[0]


def get_contact(
    *, student: Student, employer: Employer, name: str, email: str = "", phone: str = "", now: datetime
) -> Contact | None:
    """The student's contact there with this email or name, made or completed; None if nothing is known."""
    name, email, phone = name.strip(), email.strip(), phone.strip()
    if not (name or email or phone):
        return None
    known = Contact.objects.filter(student=student, employer=employer)
    contact = (known.filter(email__iexact=email).first() if email else None) or (
        known.filter(name__iexact=name).first() if name else None
    )
    if contact is None:
        return Contact.objects.create(
            student=student, employer=employer, name=name, email=email, phone=phone, created_at=now
        )
    contact.name, contact.email = contact.name or name, contact.email or email
    contact.phone = contact.phone or phone
    contact.save(update_fields=["name", "email", "phone"])
    return contact


@transaction.atomic
def log_application(
    *,
    student: Student,
    posting: PostingDraft,
    applied_on: date | None,
    by: Person,
    now: datetime,
    why_here: str = "",
) -> Application:
    """Log an application (``applied_on``: a local day) or, without a day, a posting saved for later.

    Returns the application with its follow-ups planned. Raises ``ValidationError`` without an employer.
    """
    student = _lock(student.pk)
    employer = get_employer(posting.employer)
    contact = get_contact(
        student=student,
        employer=employer,
        name=posting.contact_name,
        email=posting.contact_email,
        phone=posting.contact_phone,
        now=now,
    )
    row = posting.as_posting()
    row.save()
    application = Application.objects.create(
        student=student,
        employer=employer,
        contact=contact,
        posting=row,
        why_here=why_here,
        created_at=now,
    )
    kind = EventKind.APPLIED if applied_on else EventKind.SAVED
    _write(application, kind, on=applied_on or local_day(now, student.zone), by=by, now=now)
    replan(application, now=now)
    refresh_student(student, active_at=now if by.pk == student.person_id else None)
    return application


@transaction.atomic
def correct_application(
    *, application: Application, posting: PostingDraft, by: Person, now: datetime
) -> Application:
    """Correct what is known of the posting and whom to reach there; channels and dates follow."""
    application = _lock_application(application)
    row = application.posting
    row.employer_name, row.role = posting.employer.strip(), posting.role.strip()
    row.location, row.address, row.closes_on = posting.location, posting.address, posting.closes_on
    row.phone_policy, row.phone_evidence = posting.phone_policy, posting.phone_evidence
    row.contact_policy, row.contact_evidence = posting.contact_policy, posting.contact_evidence
    row.save()
    application.employer = get_employer(posting.employer)
    application.contact = _correct_contact(application, posting, now=now)
    application.save(update_fields=["employer", "contact"])
    today = local_day(now, application.student.zone)
    _write(application, EventKind.CORRECTED, on=today, by=by, now=now)
    _carry_out(application, by=by, now=now)
    return application


def _correct_contact(application: Application, posting: PostingDraft, *, now: datetime) -> Contact | None:
    """The contact as corrected: the same person's details change, another name is another person."""
    name, email, phone = (
        posting.contact_name.strip(),
        posting.contact_email.strip(),
        posting.contact_phone.strip(),
    )
    known = application.contact
    same_person = (
        known is not None
        and known.employer_id == application.employer_id
        and (not known.name or known.name.casefold() == name.casefold())
        and bool(name or email or phone)
    )
    if known is None or not same_person:
        return get_contact(
            student=application.student,
            employer=application.employer,
            name=name,
            email=email,
            phone=phone,
            now=now,
        )
    known.name, known.email, known.phone = name, email, phone
    known.save(update_fields=["name", "email", "phone"])
    return known


@transaction.atomic
def save_contact(*, application: Application, contact: Contact, by: Person, now: datetime) -> Contact:
    """Keep somebody at the employer of this application (new, or with details changed); channels follow.

    Whoever is added first is whom the application's follow-ups go to.
    """
    application = _lock_application(application)
    if not contact.pk:
        contact.student, contact.employer = application.student, application.employer
        contact.created_at = now
    contact.save()
    if application.contact is None:
        application.contact = contact
        application.save(update_fields=["contact"])
    _carry_out(application, by=by, now=now)
    return contact


# What happened


@transaction.atomic
def record(
    *,
    application: Application,
    kind: EventKind,
    on: date,
    by: Person,
    now: datetime,
    data: dict[str, Any] | None = None,
) -> Event:
    """Record something that happened on a local day, and carry out what follows from it.

    ``data`` by kind: heard back ``decision_on`` (ISO date they gave) and ``note``; turned down ``by``
    (``TurnedDownBy``); offered ``deadline`` (ISO date); closed ``reason`` (``CloseReason``).
    Accepting writes ``accepted_elsewhere`` on each other open application of the student; an offer taken
    back undoes that.
    """
    application = _lock_application(application)
    event = _write(application, kind, on=on, by=by, now=now, data=data or {})
    _carry_out(application, by=by, now=now)
    if kind in ABOUT_AN_ACCEPTANCE:
        _tell_the_others(application, by=by, now=now)
    return event


def _tell_the_others(application: Application, *, by: Person, now: datetime) -> None:
    """Write an acceptance that stands here on each other open application; undo it there if it does not."""
    accepted = rules.acceptance_that_stands(facts_of(load_story(application)))
    told = Event.objects.filter(
        application__student=application.student,
        kind=EventKind.ACCEPTED_ELSEWHERE,
        voided_by=None,
        data__application=application.pk,
    )
    if accepted is None:
        for event in told.select_related("application"):
            void(event=event, by=by, now=now)
        return
    others = Application.objects.filter(student=application.student).exclude(pk=application.pk).open()
    for other in others.exclude(events__in=told).with_story().select_related("plan_version"):
        other.student = application.student
        data = {"application": application.pk}
        _write(other, EventKind.ACCEPTED_ELSEWHERE, on=accepted.on, by=by, now=now, data=data)
        replan(other, now=now)
    refresh_student(application.student)


@transaction.atomic
def schedule_interview(
    *,
    application: Application,
    round_: Round,
    interviewers: list[tuple[str, str]],
    on: date,
    by: Person,
    now: datetime,
) -> Interview:
    """Note an interview and plan its thank-yous, which open at its end.

    ``interviewers``: (name, email) pairs, the first one the lead; may be empty.
    """
    application = _lock_application(application)
    interview = Interview.objects.create(
        application=application,
        kind=round_.kind,
        starts_at=round_.starts_at,
        ends_at=round_.ends_at,
        time_zone=round_.time_zone,
        place=round_.place,
    )
    _write(
        application,
        EventKind.INTERVIEW_SCHEDULED,
        on=on,
        at=now,
        by=by,
        now=now,
        interview=interview,
        data=round_.as_data(),
    )
    _name(interview, interviewers, now=now)
    _carry_out(application, by=by, now=now)
    return interview


def _name(interview: Interview, people: list[tuple[str, str]], *, now: datetime) -> None:
    application = interview.application
    has_lead = interview.interviewers.filter(lead=True).exists()
    for name, email in people:
        contact = get_contact(
            student=application.student, employer=application.employer, name=name, email=email, now=now
        )
        if contact is None or interview.interviewers.filter(contact=contact).exists():
            continue
        Interviewer.objects.create(interview=interview, contact=contact, lead=not has_lead, named_at=now)
        has_lead = True


@transaction.atomic
def name_interviewers(
    *, interview: Interview, people: list[tuple[str, str]], by: Person, now: datetime
) -> None:
    """Add interviewers (name, email) to a round; each is owed a thank-you of their own."""
    application = _lock_application(interview.application)
    interview.application = application
    _name(interview, people, now=now)
    _carry_out(application, by=by, now=now)


@transaction.atomic
def change_interview(
    *,
    interview: Interview,
    kind: EventKind,
    on: date,
    by: Person,
    now: datetime,
    round_: Round | None = None,
) -> Event:
    """Note that a round was moved (``round_`` says to when), cancelled, or missed."""
    application = _lock_application(interview.application)
    event = _write(
        application,
        kind,
        on=on,
        at=now,
        by=by,
        now=now,
        interview=interview,
        data=round_.as_data() if round_ else {},
    )
    _carry_out(application, by=by, now=now)
    return event


@transaction.atomic
def void(*, event: Event, by: Person, now: datetime) -> Event:
    """Undo an event by writing another that voids it. Undoing twice is undoing once.

    Undoing an acceptance also undoes what it wrote on the student's other applications; undoing that the
    offer was taken back writes it again.
    """
    application = _lock_application(event.application)
    known = Event.objects.filter(voids=event).first()
    if known is not None:
        return known
    today = local_day(now, application.student.zone)
    voiding = _write(application, EventKind.VOIDED, on=today, by=by, now=now, voids=event)
    _carry_out(application, by=by, now=now)
    if event.kind in ABOUT_AN_ACCEPTANCE:
        _tell_the_others(application, by=by, now=now)
    return voiding


# Follow-ups


def _lock_follow_up(follow_up: FollowUp) -> FollowUp:
    _lock(follow_up.student_id)
    return FollowUp.objects.select_related("application").get(pk=follow_up.pk)


@transaction.atomic
def finish_follow_up(
    *,
    follow_up: FollowUp,
    done_at: datetime,
    channel: str,
    by: Person | None,
    now: datetime,
    note: str = "",
) -> FollowUp:
    """The student did a follow-up at ``done_at`` (an aware instant, not after ``now``) by this channel.

    Doing it twice is doing it once; one that became moot or lapsed meanwhile was done all the same.
    A call under *no calls* is kept and flagged (``data["against_no_calls"]``), unless they asked for it.
    Raises ``ValidationError`` if ``done_at`` lies ahead.
    """
    follow_up = _lock_follow_up(follow_up)
    if follow_up.status == FollowUpStatus.DONE:
        return follow_up
    if done_at > now:
        raise ValidationError({"done_at": _("That moment is still to come.")})
    application = _lock_application(follow_up.application)
    forbidden = channel == Channel.PHONE and not rules.may_call(facts_of(load_story(application)))
    _write(
        application,
        EventKind.FOLLOW_UP_DONE,
        on=local_day(done_at, application.student.zone),
        at=done_at,
        by=by,
        now=now,
        follow_up=follow_up,
        data={
            "step": follow_up.step,
            "channel": channel,
            "note": note,
            "against_no_calls": forbidden,
        },
    )
    _carry_out(application, by=by, now=now)
    return FollowUp.objects.get(pk=follow_up.pk)


@transaction.atomic
def skip_follow_up(
    *, follow_up: FollowUp, reason: SkipReason, by: Person | None, now: datetime, note: str = ""
) -> FollowUp:
    """The student will not do a follow-up, and says why; it leaves the base of their rates.

    Only what is owed can be skipped: what has lapsed stays lapsed.
    """
    follow_up = _lock_follow_up(follow_up)
    if follow_up.status != FollowUpStatus.OWED:
        return follow_up
    application = _lock_application(follow_up.application)
    _write(
        application,
        EventKind.FOLLOW_UP_SKIPPED,
        on=local_day(now, application.student.zone),
        by=by,
        now=now,
        follow_up=follow_up,
        data={"step": follow_up.step, "reason": reason, "note": note},
    )
    _carry_out(application, by=by, now=now)
    return FollowUp.objects.get(pk=follow_up.pk)


@transaction.atomic
def snooze_follow_up(*, follow_up: FollowUp, until: datetime, now: datetime) -> FollowUp:
    """*Later*: hide an owed follow-up until then, at most until a day before it lapses. Due stays due."""
    follow_up = _lock_follow_up(follow_up)
    if follow_up.status == FollowUpStatus.OWED:
        follow_up.snoozed_until = max(now, min(until, rules.snooze_limit(follow_up.lapses)))
        follow_up.save(update_fields=["snoozed_until"])
    return follow_up


@transaction.atomic
def replan_student(*, student: Student, now: datetime) -> None:
    """Plan anew what a student owes, everywhere: after a move to another time zone, or a new plan."""
    student = _lock(student.pk)
    for application in student.applications.with_story().select_related("plan_version"):
        application.student = student
        replan(application, now=now)
    refresh_student(student)


def lapse_follow_ups(*, now: datetime) -> int:
    """Close the owed follow-ups whose time is over; returns how many. Safe to run at any time, by anybody."""
    lapsed = 0
    while batch := _lapse_batch(now):
        lapsed += batch
    return lapsed


@transaction.atomic
def _lapse_batch(now: datetime) -> int:
    over = FollowUp.objects.owed().filter(lapses__lt=now).order_by("lapses")
    ids = list(over.values_list("pk", flat=True)[:LAPSE_BATCH])
    if not ids:
        return 0
    FollowUp.objects.owed().filter(pk__in=ids).update(status=FollowUpStatus.LAPSED)
    applications = Application.objects.filter(follow_ups__in=ids).distinct()
    for application in applications.select_related("student"):
        rows = application.follow_ups.owed().filter(excuse="").aggregate(next=Min("due"))
        application.next_due_at = rows["next"]
        missed = FollowUp.objects.filter(pk__in=ids, application=application, step="application_follow_up")
        if missed.filter(excuse="").exists():
            application.first_follow_up = FirstFollowUp.MISSED
        application.save(update_fields=["next_due_at", "first_follow_up"])
    for student in Student.objects.filter(follow_ups__in=ids).distinct():
        refresh_student(student)
    return len(ids)
