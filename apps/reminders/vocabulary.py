"""The words of this app, as they are stored, with their labels."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NudgeKind(models.TextChoices):
    """One reason to remind a student of a follow-up."""

    OPENED = "opened", _("Its window opened")
    DUE = "due", _("It is due")
    LATE = "late", _("It is late")
    PROMPT = "prompt", _("The interview has just ended")


class NudgeState(models.TextChoices):
    """What became of a nudge: it counts as given once its email was sent, as far as is known."""

    PENDING = "pending", _("On its way")
    GIVEN = "given", _("Given")
    MISSED = "missed", _("Its email was not sent")


class MailKind(models.TextChoices):
    """The kinds of mail that this app composes, as ``settings.MAIL_KINDS`` names them."""

    DIGEST = "digest", _("Daily email")
    PROMPT = "prompt", _("Thank-you prompt")


class LinkAction(models.TextChoices):
    """What a link in an email offers to do with a follow-up."""

    DONE = "done", _("Done")
    LATER = "later", _("Remind me tomorrow")
    SKIP = "skip", _("Not needed")
