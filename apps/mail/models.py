"""The outbox, one row per email, written in the transaction that caused it; and whom not to write to."""

from __future__ import annotations

from datetime import datetime
from email.utils import parseaddr
from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.encoding import punycode
from django.utils.translation import gettext_lazy as _

from apps.mail.rules import MAX_ATTEMPTS
from apps.mail.vocabulary import EVERYTHING, IN_HAND, State, SuppressionReason


def new_message_id() -> str:
    """A Message-ID that is nobody else's, in the office's own domain."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{uuid4().hex}@{punycode(domain) or 'localhost'}>"


class OutboxQuerySet(models.QuerySet["OutboxEmail"]):
    """Emails, by where they stand."""

    def scheduled(self) -> OutboxQuerySet:
        """Waiting for their time."""
        return self.filter(state=State.SCHEDULED)

    def due(self, now: datetime) -> OutboxQuerySet:
        """Scheduled for now or earlier, the longest waiting first: the order in which they go out."""
        return self.scheduled().filter(run_at__lte=now).order_by("run_at", "id")

    def in_hand(self) -> OutboxQuerySet:
        """Held by a sender."""
        return self.filter(state__in=IN_HAND)

    def abandoned(self, now: datetime) -> OutboxQuerySet:
        """Held by a sender whose lease is over, so by nobody."""
        return self.in_hand().filter(lease_until__lte=now)

    def held_by(self, email: OutboxEmail, state: State) -> OutboxQuerySet:
        """The row of ``email``, as long as the sender that claimed ``email`` still holds it in ``state``."""
        return self.filter(pk=email.pk, claim_token=email.claim_token, state=state)

    def troubled(self) -> OutboxQuerySet:
        """Failed, perhaps sent, or refused so far and waiting to be tried again."""
        return self.filter(
            Q(state__in=(State.FAILED, State.UNKNOWN)) | Q(state=State.SCHEDULED, attempts__gt=0)
        )

    def newest_first(self) -> OutboxQuerySet:
        """Ordered by when they are due."""
        return self.order_by("-run_at", "-id")


class OutboxEmail(models.Model):
    """One email to be delivered. What it says is composed just before, from ``kind`` and ``reference``."""

    dedupe_key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=40)  # a key of settings.MAIL_KINDS
    reference = models.CharField(max_length=200)  # what the kind's composer understands
    to = models.EmailField()
    run_at = models.DateTimeField()
    not_after = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.SCHEDULED)
    attempts = models.PositiveSmallIntegerField(default=0)
    claim_token = models.UUIDField(null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    message_id = models.CharField(max_length=200, unique=True, default=new_message_id, editable=False)
    maybe_sent = models.BooleanField(default=False)  # an attempt was lost, and may have arrived
    provider_id = models.CharField(max_length=100, blank=True)  # the accepting server's name for it
    sent_at = models.DateTimeField(null=True, blank=True)
    smtp_code = models.PositiveSmallIntegerField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()

    objects = OutboxQuerySet.as_manager()

    class Meta:
        db_table = "mail_outboxemail"  # named in delivery.py
        verbose_name = _("email")
        verbose_name_plural = _("outbox")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["run_at", "id"], condition=Q(state=State.SCHEDULED), name="outbox_due"),
            # The rows in hand, by the constraint below. Said without their state, so that no plan finds a
            # row by its state here that can be found by its key.
            models.Index(
                fields=["lease_until"], condition=Q(lease_until__isnull=False), name="outbox_leases"
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state=State.SENT, sent_at__isnull=False)
                | (~Q(state=State.SENT) & Q(sent_at__isnull=True)),
                name="outbox_sent_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=IN_HAND, claim_token__isnull=False, lease_until__isnull=False)
                | (~Q(state__in=IN_HAND) & Q(claim_token__isnull=True, lease_until__isnull=True)),
                name="outbox_in_hand_has_a_lease",
            ),
            models.CheckConstraint(condition=Q(attempts__lte=MAX_ATTEMPTS), name="outbox_attempts_are_few"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="outbox_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to} ({self.state})"


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    """Suppressions, by whom they hold for and why."""

    def covering(self, address: str, category: str) -> SuppressionQuerySet:
        """What keeps emails of ``category`` from ``address``."""
        return self.filter(address=address.lower(), category__in=(EVERYTHING, category))

    def bounced(self) -> SuppressionQuerySet:
        """Because the server said that there is no such address."""
        return self.filter(reason=SuppressionReason.BOUNCED)

    def for_address(self, address: str) -> SuppressionQuerySet:
        """Of one address, in any category."""
        return self.filter(address=address.lower())


class Suppression(models.Model):
    """An address that is not written to, in one category or (empty) in all."""

    address = models.EmailField()  # lower case
    category = models.CharField(max_length=20, blank=True, default=EVERYTHING)
    reason = models.CharField(max_length=12, choices=SuppressionReason)
    detail = models.CharField(max_length=500, blank=True)  # the server's words, or the office's
    created_at = models.DateTimeField()

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suppression")
        verbose_name_plural = _("suppressions")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["address", "category"], name="suppression_once_per_category"),
            models.CheckConstraint(
                condition=Q(reason__in=SuppressionReason.values), name="suppression_reason_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address} ({self.category or 'everything'}): {self.reason}"


class DomainPauseQuerySet(models.QuerySet["DomainPause"]):
    """Pauses, by whether they last."""

    def in_force(self, now: datetime) -> DomainPauseQuerySet:
        """Not over yet."""
        return self.filter(until__gt=now)


class DomainPause(models.Model):
    """A receiving domain that refuses us as a sender (5.7.x). Its row goes when it accepts an email again."""

    domain = models.CharField(max_length=253, unique=True)  # lower case
    until = models.DateTimeField()
    trips = models.PositiveSmallIntegerField(default=1)  # refusals without an acceptance between them
    since = models.DateTimeField()
    answer = models.CharField(max_length=500)

    objects = DomainPauseQuerySet.as_manager()

    class Meta:
        verbose_name = _("domain that refuses us")
        verbose_name_plural = _("domains that refuse us")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="domain_pause_lasts"),
        ]

    def __str__(self) -> str:
        return f"{self.domain} until {self.until}"
