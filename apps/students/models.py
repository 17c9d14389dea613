"""People, cohorts, caseloads, and the log of who opened whose record."""

from __future__ import annotations

from typing import Any, ClassVar
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from apps.students.vocabulary import Access, Role, Standing, Theme

TIME_ZONES = frozenset(available_timezones())


def languages() -> list[tuple[str, Any]]:
    """The languages that the office's pages speak: those that the settings name."""
    return list(settings.LANGUAGES)


def validate_time_zone(value: str) -> None:
    """Raise ``ValidationError`` unless ``value`` is a name of the IANA time zone database."""
    if value not in TIME_ZONES:
        raise ValidationError(_("“%(zone)s” is not a time zone we know."), params={"zone": value})


class PersonManager(BaseUserManager["Person"]):
    """Makes people; an email address is their login name, compared without case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """Create a person with this login name; without a password they sign in by a code."""
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """Create technical staff, who see Django's admin."""
        fields |= {"is_staff": True, "is_superuser": True}
        fields.setdefault("role", Role.ADMINISTRATOR)
        return self.create_user(email, password, **fields)

    def get_by_natural_key(self, email: str | None) -> Person:
        """Find a person by login name, whatever its case."""
        return self.get(email=(email or "").lower())


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in: a student, a counselor, or an office administrator."""

    email = models.EmailField(_("email"), unique=True)
    name = models.CharField(_("name"), max_length=200, help_text=_("As they write it themselves."))
    called = models.CharField(_("called"), max_length=100, blank=True, help_text=_("What emails call them."))
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.STUDENT)
    language = models.CharField(_("language"), max_length=10, choices=languages, default="en")
    theme = models.CharField(_("look"), max_length=10, choices=Theme.choices, default=Theme.DEVICE)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("technical staff"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="person_email_is_lower_case"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        """Keep the login name in lower case, so that two spellings are never two people."""
        super().clean()
        self.email = self.email.strip().lower()

    def get_short_name(self) -> str:
        """What an email calls them: what they chose, else the whole name; never a guess at a first name."""
        return self.called or self.name

    @property
    def is_student(self) -> bool:
        """Whether the student's pages are theirs."""
        return self.role == Role.STUDENT

    @property
    def is_counselor(self) -> bool:
        """Whether they have a caseload of their own."""
        return self.role == Role.COUNSELOR

    @property
    def is_administrator(self) -> bool:
        """Whether they see the whole office."""
        return self.role == Role.ADMINISTRATOR

    @property
    def is_office(self) -> bool:
        """Whether the office's pages are theirs."""
        return self.role in {Role.COUNSELOR, Role.ADMINISTRATOR}


class Cohort(models.Model):
    """A group of students by programme and class, such as *BA Economics 2027*."""

    programme = models.CharField(_("programme"), max_length=120)
    class_of = models.PositiveSmallIntegerField(_("class of"))

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ("programme", "class_of")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["programme", "class_of"], name="one_cohort_per_programme_and_class"
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.class_of}"


class StudentQuerySet(models.QuerySet["Student"]):
    """Students, narrowed by adjectives."""

    def visible_to(self, person: Person | AnonymousUser) -> StudentQuerySet:
        """Those whom ``person`` may see: oneself, one's caseload, or (administrators) everybody."""
        if not isinstance(person, Person) or not person.is_active:
            return self.none()
        if person.is_administrator:
            return self.all()
        if person.is_counselor:
            return self.filter(counselor=person)
        return self.filter(person=person)


class Student(models.Model):
    """Somebody who is followed: the person, where they belong, how and when we may write to them.

    ``last_activity_at``, ``open_applications`` and ``next_due_at`` are current state, written by the
    actions that change an application so that a caseload is read without counting (scale).
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="student")
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="students")
    counselor = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="caseload", db_index=False
    )
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, validators=[validate_time_zone])
    reminder_hour = models.PositiveSmallIntegerField(_("hour of the daily email"), default=8)
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True, default="21:00")
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True, default="07:00")
    calendar_token = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    standing = models.CharField(_("standing"), max_length=12, choices=Standing.choices, default=Standing.GOOD)
    last_activity_at = models.DateTimeField(null=True, blank=True)
    open_applications = models.PositiveIntegerField(default=0)
    next_due_at = models.DateTimeField(null=True, blank=True)

    objects = StudentQuerySet.as_manager()

    class Meta:
        verbose_name = _("student")
        verbose_name_plural = _("students")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(reminder_hour__lt=24), name="reminder_hour_is_an_hour"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["counselor"],
                include=["id", "last_activity_at", "open_applications", "next_due_at"],
                name="student_caseload",
            )
        ]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which this student's days begin and end (default: the office's)."""
        return ZoneInfo(self.time_zone or settings.OFFICE_TIME_ZONE)


class CaseloadMembership(models.Model):
    """Who followed a student, from when to when (``until`` null: still)."""

    student = models.ForeignKey(Student, models.CASCADE, related_name="caseload_history")
    counselor = models.ForeignKey(Person, models.PROTECT, related_name="caseload_history")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("caseload membership")
        verbose_name_plural = _("caseload memberships")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["student"], condition=models.Q(until=None), name="one_counselor_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.student} – {self.counselor}"


class AccessEvent(models.Model):
    """A member of staff opened, exported or printed a student's record. Append-only."""

    student = models.ForeignKey(Student, models.CASCADE, related_name="access_events")
    by = models.ForeignKey(Person, models.PROTECT, related_name="access_events")
    what = models.CharField(max_length=12, choices=Access.choices)
    page = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("access event")
        verbose_name_plural = _("access events")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["student", "-at"], name="access_by_student")
        ]

    def __str__(self) -> str:
        return f"{self.by} {self.what} {self.student}"
