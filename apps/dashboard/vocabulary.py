"""The words of the office's pages: how a caseload is read, and why somebody is called first."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sort(models.TextChoices):
    """In which order a caseload is read."""

    NEEDS_FIRST = "needs", _("Needs you first")
    BEST_FIRST = "best", _("Best first")


class Only(models.TextChoices):
    """Which students of a caseload are listed."""

    LATE = "late", _("Has something late")
    TODAY = "today", _("Due today")
    OPEN = "open", _("Has something open")
    SILENT = "silent", _("Silent for 14 days")
    INTERVIEW = "interview", _("Interview this week")


class Reason(models.IntegerChoices):
    """Why to call somebody first; the order is that of what is lost soonest."""

    OFFER = 1, _("An offer’s deadline is near")
    INTERVIEW = 2, _("An interview is near")
    THANK_YOU = 3, _("A thank-you is about to lapse")
    VOLUME = 4, _("Much is late")
