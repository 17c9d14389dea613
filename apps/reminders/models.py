"""What students were reminded of, and when to look next at what each of them needs."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.applications.models import FollowUp
from apps.applications.vocabulary import FollowUpStatus
from apps.mail.models import OutboxEmail
from apps.reminders.rules import COURTESIES
from apps.reminders.vocabulary import NudgeKind, NudgeState
from apps.students.models import Student
from apps.students.vocabulary import Standing


class NudgeQuerySet(models.QuerySet["Nudge"]):
    """Nudges, narrowed by adjectives. ``now`` is an aware instant."""

    def pending(self) -> NudgeQuerySet:
        """Those whose email is on its way."""
        return self.filter(state=NudgeState.PENDING)

    def counted(self) -> NudgeQuerySet:
        """Given, or on their way: what need not be said again."""
        return self.exclude(state=NudgeState.MISSED)

    def in_email(self, dedupe_key: str) -> NudgeQuerySet:
        """Those that one email of the outbox gives."""
        return self.filter(email__dedupe_key=dedupe_key)

    def still_wanted(self, now: datetime) -> NudgeQuerySet:
        """Those whose follow-up is still owed and shown, of a student whom we may still remind of it."""
        shown = Q()
        for hidden_until in ("follow_up__snoozed_until", "follow_up__withheld_until"):
            shown &= Q(**{hidden_until: None}) | Q(**{f"{hidden_until}__lte": now})
        allowed = ~Q(student__standing=Standing.SUSPENDED) | Q(follow_up__step__in=COURTESIES)
        return self.filter(
            shown,
            allowed,
            follow_up__status=FollowUpStatus.OWED,
            follow_up__lapses__gt=now,
            student__person__is_active=True,
        )


class Nudge(models.Model):
    """One reason to remind a student of one follow-up, given by one email.

    ``occurrence``: the local day that the reason belongs to; a snooze or a moved window starts a new one.
    """

    follow_up = models.ForeignKey(FollowUp, models.CASCADE, related_name="nudges", db_index=False)
    student = models.ForeignKey(Student, models.CASCADE, related_name="nudges", db_index=False)
    nudge = models.CharField(max_length=12, choices=NudgeKind.choices)
    occurrence = models.CharField(max_length=40)
    email = models.ForeignKey(OutboxEmail, models.PROTECT, related_name="nudges")
    state = models.CharField(max_length=8, choices=NudgeState.choices, default=NudgeState.PENDING)
    created_at = models.DateTimeField()

    objects = NudgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("nudge")
        verbose_name_plural = _("nudges")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["follow_up", "nudge", "occurrence"], name="one_nudge_per_reason_and_occurrence"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["student", "created_at"], name="nudges_by_student"),
            models.Index(fields=["id"], condition=Q(state=NudgeState.PENDING), name="nudges_on_their_way"),
        ]

    def __str__(self) -> str:
        return f"{self.follow_up}: {self.nudge} {self.occurrence}"


class DigestClockQuerySet(models.QuerySet["DigestClock"]):
    """Clocks, narrowed by adjectives. ``now`` is an aware instant."""

    def due(self, now: datetime) -> DigestClockQuerySet:
        """Those of students whose hour has come, the longest waiting first."""
        return self.filter(next_at__lte=now).order_by("next_at", "student_id")


class DigestClock(models.Model):
    """When to look next at what a student needs (``next_at``), and the local day of the last look.

    Kept apart from ``Student``, because it is written every day. ``next_at`` follows the student's hour and
    time zone (``actions.set_clocks``).
    """

    student = models.OneToOneField(Student, models.CASCADE, primary_key=True, related_name="digest_clock")
    next_at = models.DateTimeField(db_index=True)
    looked_on = models.DateField(null=True, blank=True)

    objects = DigestClockQuerySet.as_manager()

    class Meta:
        verbose_name = _("digest clock")
        verbose_name_plural = _("digest clocks")

    def __str__(self) -> str:
        return f"{self.student_id}: {self.next_at:%Y-%m-%d %H:%M}"


class ClockRound(models.Model):
    """How far the round has come that compares the clocks with the students' settings: one row."""

    after = models.BigIntegerField(default=0)  # the number of the last student seen

    class Meta:
        verbose_name = _("round of the clocks")
        verbose_name_plural = _("rounds of the clocks")

    def __str__(self) -> str:
        return str(self.after)
