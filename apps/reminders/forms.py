"""When a student wants to be reminded, in which language, and by which clock."""

from datetime import time
from typing import Any, ClassVar

from django import forms
from django.utils.formats import time_format
from django.utils.translation import gettext_lazy as _

from apps.students.models import TIME_ZONES, Person, Student, languages

EARLIEST, LATEST = 5, 22  # local hours; what is sent at night is not read


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """What our emails call the student, and in which language."""

    class Meta:
        model = Person
        fields = ("called", "language")
        labels: ClassVar[dict[str, Any]] = {"called": _("What emails call you")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for the language only where there is more than one to choose from."""
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = languages()  # type: ignore[attr-defined]
        if len(languages()) == 1:
            del self.fields["language"]


class ReminderForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """The hour of the daily email, quiet hours, and the clock that both follow."""

    time_zone = forms.ChoiceField(label=_("Time zone"))
    reminder_hour = forms.TypedChoiceField(label=_("The daily email comes at"), coerce=int)

    class Meta:
        model = Student
        fields = ("reminder_hour", "quiet_from", "quiet_until", "time_zone")
        labels: ClassVar[dict[str, Any]] = {
            "quiet_from": _("No emails from"),
            "quiet_until": _("until"),
        }
        widgets: ClassVar[dict[str, Any]] = {
            "quiet_from": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            "quiet_until": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer hours and zones; a student who never chose sees the zone that counts, the office's."""
        super().__init__(*args, **kwargs)
        hours = sorted({*range(EARLIEST, LATEST + 1), self.instance.reminder_hour})
        self.fields["reminder_hour"].choices = [  # type: ignore[attr-defined]
            (hour, time_format(time(hour))) for hour in hours
        ]
        self.fields["time_zone"].choices = [  # type: ignore[attr-defined]
            (zone, zone.replace("_", " ")) for zone in sorted(TIME_ZONES)
        ]
        self.initial["time_zone"] = str(self.instance.zone)

    def clean(self) -> dict[str, Any]:
        """Quiet hours have a beginning and an end, or neither."""
        data = super().clean() or {}
        start, end = data.get("quiet_from"), data.get("quiet_until")
        if (start is None) != (end is None) and not self.errors:
            missing = "quiet_until" if end is None else "quiet_from"
            self.add_error(missing, _("Give both times, or leave both empty."))
        return data
