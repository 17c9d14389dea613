"""The words of this app: roles, themes, standing, what was done with a record."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person may do here."""

    STUDENT = "student", _("Student")
    COUNSELOR = "counselor", _("Counselor")
    ADMINISTRATOR = "administrator", _("Office administrator")


class Theme(models.TextChoices):
    """How pages look to a person; ``DEVICE`` follows the device."""

    DEVICE = "device", _("As my device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Standing(models.TextChoices):
    """Which of the office's services a student has."""

    GOOD = "good", _("Good")
    WARNED = "warned", _("Warned")
    SUSPENDED = "suspended", _("Suspended")


class Access(models.TextChoices):
    """What a member of staff did with a student's record."""

    OPENED = "opened", _("Opened")
    EXPORTED = "exported", _("Exported")
    PRINTED = "printed", _("Printed")
