"""Postings, applications, interviews, events, and follow-ups.

Current state lives on the row it is asked of (``Application.stage``, ``next_due_at``, the columns of
``FollowUp``), written by the actions in the transaction that writes the event (docs/adr/0007).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.applications.plan import Plan, Step
from apps.applications.vocabulary import (
    OPEN_STAGES,
    Channel,
    CloseReason,
    ContactPolicy,
    EventKind,
    Excuse,
    FirstFollowUp,
    FollowUpStatus,
    InterviewKind,
    LetterState,
    PhonePolicy,
    Stage,
)
from apps.students.models import Person, Student, validate_time_zone

EMPLOYER_NAME_LENGTH = 200


def employer_key(name: str) -> str:
    """What makes two spellings one employer: no case, accents' forms, punctuation, or legal form."""
    text = unicodedata.normalize("NFKC", name).casefold()
    words = re.findall(r"\w+", text)
    while len(words) > 1 and words[-1] in {"inc", "llc", "ltd", "gmbh", "co", "corp", "plc", "sa"}:
        words.pop()
    return " ".join(words)[:EMPLOYER_NAME_LENGTH]


class Employer(models.Model):
    """An organisation, shared by all students who apply there; each keeps their own spelling of its name."""

    key = models.CharField(max_length=EMPLOYER_NAME_LENGTH, unique=True)
    name = models.CharField(_("employer"), max_length=EMPLOYER_NAME_LENGTH)
    approved = models.BooleanField(_("approved by staff"), default=False)

    class Meta:
        verbose_name = _("employer")
        verbose_name_plural = _("employers")

    def __str__(self) -> str:
        return self.name


class ContactQuerySet(models.QuerySet["Contact"]):
    """Contacts, narrowed by adjectives."""

    def visible_to(self, person: Person | AnonymousUser) -> ContactQuerySet:
        """A student's own; a contact is private to the student."""
        return self.filter(student__person_id=person.pk) if person.pk else self.none()


class Contact(models.Model):
    """A person (or a desk with an address) at an employer, private to the student."""

    student = models.ForeignKey(Student, models.CASCADE, related_name="contacts")
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="contacts")
    name = models.CharField(_("name"), max_length=200, blank=True)
    position = models.CharField(_("position"), max_length=200, blank=True)
    email = models.EmailField(_("email"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    address = models.TextField(_("postal address"), blank=True, max_length=500)
    created_at = models.DateTimeField()

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self) -> str:
        return self.name or self.email or self.phone


class Posting(models.Model):
    """The advertisement as the student pasted or typed it, with what was read from it."""

    employer_name = models.CharField(_("Employer"), max_length=EMPLOYER_NAME_LENGTH)
    role = models.CharField(_("Position"), max_length=200)
    location = models.CharField(_("Place"), max_length=200, blank=True)
    address = models.CharField(_("Web address"), max_length=2000, blank=True)
    text = models.TextField(_("Posting"), blank=True)
    employment_type = models.CharField(_("Kind of employment"), max_length=100, blank=True)
    posted_on = models.DateField(_("Posted"), null=True, blank=True)
    closes_on = models.DateField(_("Closes"), null=True, blank=True)
    phone_policy = models.CharField(
        _("Phone"), max_length=20, choices=PhonePolicy.choices, default=PhonePolicy.NOT_STATED
    )
    phone_evidence = models.TextField(blank=True)
    contact_policy = models.CharField(
        _("Contact"), max_length=20, choices=ContactPolicy.choices, default=ContactPolicy.OPEN
    )
    contact_evidence = models.TextField(blank=True)

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")

    def __str__(self) -> str:
        return f"{self.role}, {self.employer_name}"


class PlanVersion(models.Model):
    """One version of the office's plan, for all programmes or one variant. Never edited once published."""

    variant = models.SlugField(_("variant"), default="standard")
    number = models.PositiveIntegerField(_("version"))
    steps = models.JSONField(_("steps"))
    published_at = models.DateTimeField(_("published"))
    published_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="plan_versions"
    )

    class Meta:
        verbose_name = _("plan version")
        verbose_name_plural = _("plan versions")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["variant", "number"], name="one_plan_per_variant_and_number")
        ]

    def __str__(self) -> str:
        return f"{self.variant} {self.number}"

    @property
    def plan(self) -> Plan:
        """The version as the rules want it."""
        return Plan.from_data(self.steps)


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Applications, narrowed by adjectives."""

    def visible_to(self, person: Person | AnonymousUser) -> ApplicationQuerySet:
        """A student's own; for staff those of the students they see, less what is kept private."""
        if isinstance(person, Person) and person.is_office:
            return self.filter(student__in=Student.objects.visible_to(person), kept_private=False)
        return self.filter(student__in=Student.objects.visible_to(person))

    def open(self) -> ApplicationQuerySet:
        """Those in which something can still happen."""
        return self.filter(stage__in=OPEN_STAGES)

    def with_story(self) -> ApplicationQuerySet:
        """Fetched with what a line about them shows."""
        return self.select_related("posting", "employer", "contact")


class ImportQuerySet(models.QuerySet["Import"]):
    """Imports, narrowed by adjectives."""

    def visible_to(self, person: Person | AnonymousUser) -> ImportQuerySet:
        """A student's own."""
        return self.filter(student__person_id=person.pk) if person.pk else self.none()

    def waiting(self) -> ImportQuerySet:
        """Files that are looked at and not imported yet."""
        return self.filter(imported_at=None)

    def forgotten(self, now: datetime) -> ImportQuerySet:
        """Files that have waited for more than a day."""
        return self.waiting().filter(created_at__lt=now - timedelta(days=1))


class Import(models.Model):
    """A spreadsheet that a student brings: kept until it is imported, or for a day.

    ``choices``: what the student says of its columns. ``counts``: how many rows were created, updated,
    skipped and refused. ``filled``: what was filled in on postings that were there already, as
    ``[posting, field, value]``, so that it can be taken out again.
    """

    student = models.ForeignKey(Student, models.CASCADE, related_name="imports")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(null=True)
    choices = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    filled = models.JSONField(default=list)
    created_at = models.DateTimeField()
    imported_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(imported_at=None, content__isnull=False)
                | Q(imported_at__isnull=False, content=None),
                name="a_file_is_kept_until_it_is_imported",
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class Application(models.Model):
    """One student's bid for one posting."""

    student = models.ForeignKey(Student, models.CASCADE, related_name="applications", db_index=False)
    posting = models.OneToOneField(Posting, models.PROTECT, related_name="application")
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="applications")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="applications")
    plan_version = models.ForeignKey(
        PlanVersion, models.PROTECT, null=True, blank=True, related_name="applications"
    )
    stage = models.CharField(_("Stage"), max_length=16, choices=Stage.choices, default=Stage.SAVED)
    stage_on = models.DateField(null=True, blank=True)
    close_reason = models.CharField(max_length=20, choices=CloseReason.choices, blank=True)
    applied_on = models.DateField(_("Applied"), null=True, blank=True)
    decision_on = models.DateField(_("They decide by"), null=True, blank=True)
    offer_deadline = models.DateField(_("Answer the offer by"), null=True, blank=True)
    rounds = models.PositiveSmallIntegerField(default=0)
    offered = models.BooleanField(default=False)
    first_follow_up = models.CharField(
        max_length=10, choices=FirstFollowUp.choices, default=FirstFollowUp.UNSETTLED
    )
    first_follow_up_due = models.DateTimeField(null=True, blank=True)
    next_due_at = models.DateTimeField(null=True, blank=True)
    why_here = models.TextField(_("Why this organisation"), blank=True, max_length=4000)
    why_me = models.TextField(_("How I fit"), blank=True, max_length=4000)
    kept_private = models.BooleanField(_("Keep this from my counselor"), default=False)
    imported_by = models.ForeignKey(
        Import, models.SET_NULL, null=True, blank=True, related_name="applications", db_index=False
    )
    created_at = models.DateTimeField()

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["student", "-applied_on", "-id"],
                include=["stage", "rounds", "offered", "first_follow_up", "next_due_at"],
                name="application_by_student",
            ),
            models.Index(
                fields=["imported_by"], condition=Q(imported_by__isnull=False), name="application_by_import"
            ),
            models.Index(fields=["student"], condition=Q(kept_private=True), name="kept_private_by_student"),
        ]

    def __str__(self) -> str:
        return f"{self.student}: {self.posting}"

    @property
    def is_open(self) -> bool:
        """Whether something can still happen."""
        return self.stage in OPEN_STAGES


class Interview(models.Model):
    """One round of one application, as it stands (its events tell how it came to this)."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="interviews")
    kind = models.CharField(
        _("Kind"), max_length=20, choices=InterviewKind.choices, default=InterviewKind.VIDEO
    )
    starts_at = models.DateTimeField(_("Starts"))
    ends_at = models.DateTimeField(_("Ends"), null=True, blank=True)
    time_zone = models.CharField(_("Time zone"), max_length=64, validators=[validate_time_zone])
    place = models.CharField(_("Place or link"), max_length=500, blank=True)
    takes_place = models.BooleanField(default=True)
    notes = models.TextField(_("It went like this"), blank=True, max_length=10000)

    class Meta:
        verbose_name = _("interview")
        verbose_name_plural = _("interviews")
        ordering = ("starts_at", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="interview_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.starts_at:%Y-%m-%d %H:%M}"


class Interviewer(models.Model):
    """Somebody who takes part in a round; one of them is the lead."""

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="interviewers")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="interviewed")
    lead = models.BooleanField(_("lead"), default=False)
    named_at = models.DateTimeField()

    class Meta:
        verbose_name = _("interviewer")
        verbose_name_plural = _("interviewers")
        ordering = ("-lead", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["interview", "contact"], name="nobody_interviews_twice_in_a_round"
            ),
            models.UniqueConstraint(fields=["interview"], condition=Q(lead=True), name="one_lead_per_round"),
        ]

    def __str__(self) -> str:
        return str(self.contact)


class Event(models.Model):
    """One fact in an application's history. Append-only; a correction voids another event."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=24, choices=EventKind.choices)
    on = models.DateField()
    at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    voids = models.OneToOneField("self", models.CASCADE, null=True, blank=True, related_name="voided_by")
    interview = models.ForeignKey(Interview, models.CASCADE, null=True, blank=True, related_name="events")
    follow_up = models.ForeignKey("FollowUp", models.CASCADE, null=True, blank=True, related_name="events")
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("on", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(kind=EventKind.VOIDED, voids__isnull=False)
                | (~Q(kind=EventKind.VOIDED) & Q(voids__isnull=True)),
                name="voiding_names_what_it_voids",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    """Follow-ups, narrowed by adjectives. ``now`` is an aware instant."""

    def visible_to(self, person: Person | AnonymousUser) -> FollowUpQuerySet:
        """Those of the applications that ``person`` may see."""
        visible = self.filter(student__in=Student.objects.visible_to(person))
        if isinstance(person, Person) and person.is_office:
            return visible.filter(application__kept_private=False)
        return visible

    def for_student(self, student: Student) -> FollowUpQuerySet:
        """One student's."""
        return self.filter(student=student)

    def owed(self) -> FollowUpQuerySet:
        """Neither done nor moot, whenever they are due."""
        return self.filter(status=FollowUpStatus.OWED)

    def upcoming(self, now: datetime) -> FollowUpQuerySet:
        """Owed, and their window has not opened yet."""
        return self.owed().filter(opens__gt=now)

    def open(self, now: datetime) -> FollowUpQuerySet:
        """Owed, their window open, not over."""
        return self.owed().filter(opens__lte=now, lapses__gt=now)

    def shown(self, now: datetime) -> FollowUpQuerySet:
        """Not hidden by *Later*, nor withheld because of a contact just now."""
        return self.filter(
            Q(snoozed_until=None) | Q(snoozed_until__lte=now),
            Q(withheld_until=None) | Q(withheld_until__lte=now),
        )

    def late(self, now: datetime) -> FollowUpQuerySet:
        """Open past their due time; what is excused never is."""
        return self.open(now).filter(due__lt=now, excuse="")

    def with_story(self) -> FollowUpQuerySet:
        """Fetched with what a line about them shows."""
        return self.select_related(
            "application__posting", "application__contact", "interview", "contact", "anchor_event"
        )


class FollowUp(models.Model):
    """What the student owes an employer under a step of the plan, once per occasion.

    ``opens``, ``due``, ``lapses``, ``anchor_at``, ``done_at`` are aware instants; ``done_at`` is when it
    was sent, ``recorded_at`` when the student told us. ``hours``: from ``opens`` to ``done_at``.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="follow_ups", db_index=False)
    student = models.ForeignKey(Student, models.CASCADE, related_name="follow_ups", db_index=False)
    step = models.CharField(max_length=32, choices=[(step.value, step.value) for step in Step])
    occasion = models.CharField(max_length=64)
    anchor_event = models.ForeignKey(Event, models.CASCADE, related_name="anchored", db_index=False)
    interview = models.ForeignKey(
        Interview, models.CASCADE, null=True, blank=True, related_name="follow_ups", db_index=False
    )
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="follow_ups", db_index=False
    )
    anchor_at = models.DateTimeField()
    opens = models.DateTimeField()
    due = models.DateTimeField()
    lapses = models.DateTimeField()
    snoozed_until = models.DateTimeField(null=True, blank=True)
    withheld_until = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=FollowUpStatus.choices, default=FollowUpStatus.OWED)
    reason = models.CharField(max_length=20, blank=True)
    excuse = models.CharField(max_length=20, choices=Excuse.choices, blank=True)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    letter_state = models.CharField(max_length=10, choices=LetterState.choices, default=LetterState.NONE)
    done_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    on_time = models.BooleanField(null=True, blank=True)
    hours = models.FloatField(null=True, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["application", "step", "occasion"], name="one_follow_up_per_step_and_occasion"
            ),
            models.CheckConstraint(
                condition=Q(status=FollowUpStatus.DONE, done_at__isnull=False)
                | (~Q(status=FollowUpStatus.DONE) & Q(done_at__isnull=True)),
                name="done_if_and_only_if_done_at",
            ),
            models.CheckConstraint(
                condition=Q(anchor_at__lte=F("opens"), opens__lte=F("due")), name="anchor_then_opens_then_due"
            ),
            models.CheckConstraint(
                condition=Q(lapses__gte=F("due") + timedelta(days=1)), name="lapses_a_day_after_due"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["student", "due"],
                condition=Q(status=FollowUpStatus.OWED),
                name="owed_by_student_and_due",
            ),
            models.Index(fields=["opens"], condition=Q(status=FollowUpStatus.OWED), name="owed_by_opening"),
            models.Index(fields=["lapses"], condition=Q(status=FollowUpStatus.OWED), name="owed_by_lapsing"),
            # Everything that a caseload counts, so that it reads index entries alone.
            models.Index(
                fields=["student", "status"],
                include=["application", "step", "opens", "due", "lapses", "excuse", "on_time"],
                name="counted_by_student",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.occasion}"
