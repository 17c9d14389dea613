"""The words of the outbox: where an email stands, what a student can stop, whom not to write to."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where an email of the outbox stands. docs/delivery.md has the diagram."""

    SCHEDULED = "scheduled", _("scheduled")
    CLAIMED = "claimed", _("claimed by a sender")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    UNKNOWN = "unknown", _("perhaps sent")
    CANCELLED = "cancelled", _("no longer wanted")
    SUPPRESSED = "suppressed", _("held back: the address is not written to")
    EXPIRED = "expired", _("too late to be of use")


IN_HAND = (State.CLAIMED, State.SENDING)
"""A sender holds these rows, under a claim token and a lease."""

ENDED_UNSENT = (State.FAILED, State.UNKNOWN, State.CANCELLED, State.SUPPRESSED, State.EXPIRED)
"""Nothing more happens to these rows unless someone sends them again."""


class Category(TextChoices):
    """What one unsubscribe link stops. The empty category, in a suppression, stops everything."""

    REMINDERS = "reminders", _("Reminder emails")
    PROMPTS = "prompts", _("Thank-you and deadline prompts")


EVERYTHING = ""
"""The category of a suppression that holds for every kind of email."""


class SuppressionReason(TextChoices):
    """Why an address is not written to."""

    BOUNCED = "bounced", _("emails to it bounce")
    UNSUBSCRIBED = "unsubscribed", _("unsubscribed")
    OFFICE = "office", _("stopped by the office")
