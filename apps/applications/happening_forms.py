"""What the student says has happened: one small form per kind of event, each with its local day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.applications.actions import Round
from apps.applications.forms import (
    A_LONG_TIME,
    INVALID_DAY,
    check_day,
    check_past_day,
    day_input,
    max_length_message,
)
from apps.applications.models import Interview
from apps.applications.vocabulary import CloseReason, EventKind, InterviewKind, Stage, TurnedDownBy
from apps.students.models import TIME_ZONES

COMMON_ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Toronto",
    "America/Sao_Paulo",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Madrid",
    "Asia/Dubai",
    "Asia/Kolkata",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Australia/Sydney",
    "UTC",
)
INTERVIEWER_ROWS = 3


class HappenedForm(forms.Form):
    """On which local day something happened; nothing else is asked."""

    on = forms.DateField(label=_("When?"), widget=day_input(), error_messages=INVALID_DAY)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["on"].initial = today
        self.fields["on"].widget.attrs["max"] = today.isoformat()

    def clean_on(self) -> date:
        """Refuse a day to come."""
        return check_past_day(self.cleaned_data["on"], today=self.today)

    def event_data(self) -> dict[str, Any]:
        """What the event keeps besides its day."""
        return {}


class HeardBackForm(HappenedForm):
    """They wrote or called; perhaps they said by when they decide."""

    decision_on = forms.DateField(
        label=_("They decide by"),
        required=False,
        widget=day_input(),
        error_messages=INVALID_DAY,
        help_text=_("If they said so. We will not suggest asking before."),
    )
    note = forms.CharField(
        label=_("What they said"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean_decision_on(self) -> date | None:
        """Refuse a day years away."""
        day: date | None = self.cleaned_data["decision_on"]
        return check_day(day, today=self.today) if day else None

    def event_data(self) -> dict[str, Any]:
        """Give the promised day and the note."""
        day = self.cleaned_data["decision_on"]
        known = {"decision_on": day.isoformat() if day else "", "note": self.cleaned_data["note"]}
        return {name: value for name, value in known.items() if value}


class TurnedDownForm(HappenedForm):
    """Who turned the student down decides whether there is anybody to answer."""

    turned_down_by = forms.ChoiceField(
        label=_("Who wrote?"),
        choices=TurnedDownBy.choices,
        initial=TurnedDownBy.PERSON,
        widget=forms.RadioSelect,
    )

    def event_data(self) -> dict[str, Any]:
        """Give who it was."""
        return {"by": self.cleaned_data["turned_down_by"]}


class OfferedForm(HappenedForm):
    """An offer, and by when they want an answer."""

    deadline = forms.DateField(
        label=_("They want an answer by"), required=False, widget=day_input(), error_messages=INVALID_DAY
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a deadline before the offer, or years away."""
        data = super().clean() or self.cleaned_data
        deadline, on = data.get("deadline"), data.get("on")
        if deadline and on:
            if deadline < on:
                self.add_error("deadline", _("The deadline lies before the offer."))
            elif deadline > self.today + A_LONG_TIME:
                self.add_error("deadline", _("That is more than two years ahead. Is the year right?"))
        return data

    def event_data(self) -> dict[str, Any]:
        """Give the deadline."""
        deadline = self.cleaned_data["deadline"]
        return {"deadline": deadline.isoformat()} if deadline else {}


class ClosedForm(HappenedForm):
    """Why the student closes an application."""

    reason = forms.ChoiceField(
        label=_("Why?"), choices=CloseReason.choices, initial=CloseReason.NO_ANSWER, widget=forms.RadioSelect
    )

    def event_data(self) -> dict[str, Any]:
        """Give the reason."""
        return {"reason": self.cleaned_data["reason"]}


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that can happen to an application: how the student says it, and what it asks.

    ``said`` is the confirmation; ``asks`` tells whether more than the day is needed, so that the menu
    opens the form instead of recording it at one click; ``warns`` is what else will follow.
    """

    kind: EventKind
    label: Promise
    said: Promise
    form: type[HappenedForm] = HappenedForm
    warns: Promise | None = None

    @property
    def asks(self) -> bool:
        """Whether the form must be seen first."""
        return self.form is not HappenedForm or self.warns is not None


HAPPENINGS = {
    happening.kind: happening
    for happening in (
        Happening(EventKind.APPLIED, _("I applied"), _("Noted: you applied.")),
        Happening(EventKind.HEARD_BACK, _("They wrote or called"), _("Noted: they answered."), HeardBackForm),
        Happening(EventKind.ASKED_TO_CALL, _("They asked me to call"), _("Noted: they asked you to call.")),
        Happening(
            EventKind.TURNED_DOWN, _("They turned me down"), _("Noted: they turned you down."), TurnedDownForm
        ),
        Happening(
            EventKind.OFFERED, _("They made an offer"), _("Noted: they made you an offer."), OfferedForm
        ),
        Happening(EventKind.RESCINDED, _("They took the offer back"), _("Noted: they took the offer back.")),
        Happening(
            EventKind.ACCEPTED,
            _("I accepted the offer"),
            _("Noted: you accepted. Congratulations."),
            warns=_("Each of your other open applications will ask you to tell them that you withdraw."),
        ),
        Happening(EventKind.DECLINED, _("I declined the offer"), _("Noted: you declined.")),
        Happening(EventKind.WITHDRAWN, _("I withdrew"), _("Noted: you withdrew.")),
        Happening(EventKind.CLOSED, _("Close it"), _("The application is closed."), ClosedForm),
    )
}


class RoundForm(HappenedForm):
    """When and how an interview takes place: a local day and times in the zone they named."""

    kind = forms.ChoiceField(label=_("Kind"), choices=InterviewKind.choices, initial=InterviewKind.VIDEO)
    day = forms.DateField(label=_("Day"), widget=day_input(), error_messages=INVALID_DAY)
    starts = forms.TimeField(
        label=_("From"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": _("Write the time as 14:30.")},
    )
    ends = forms.TimeField(
        label=_("To"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": _("Write the time as 14:30.")},
        help_text=_("Left empty: an hour."),
    )
    time_zone = forms.ChoiceField(label=_("Time zone they named"))
    place = forms.CharField(
        label=_("Place or link"),
        required=False,
        max_length=500,
        error_messages=max_length_message(_("The place"), 500),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = _("When did they tell you?")
        known = self.initial.get("time_zone", zone)
        often = list(dict.fromkeys((known, zone, *COMMON_ZONES)))
        self.fields["time_zone"].choices = [  # type: ignore[attr-defined]
            (_("Often used"), [(name, name.replace("_", " ")) for name in often]),
            (_("All"), [(name, name.replace("_", " ")) for name in sorted(TIME_ZONES.difference(often))]),
        ]
        self.fields["time_zone"].initial = known

    def clean_day(self) -> date:
        """Refuse a day years away."""
        return check_day(self.cleaned_data["day"], today=self.today)

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the start, and a time that the clocks leave out that night."""
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        zone = ZoneInfo(data["time_zone"])
        starts, ends = data["starts"], data["ends"]
        if ends and ends <= starts:
            self.add_error("ends", _("It ends before it begins."))
            return data
        data["starts_at"] = self._instant(data["day"], starts, zone)
        data["ends_at"] = self._instant(data["day"], ends, zone) if ends else None
        return data

    @staticmethod
    def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
        moment = datetime.combine(day, at, zone).astimezone(UTC)
        if moment.astimezone(zone).time() != at:
            raise ValidationError(_("The clocks skip that hour on this day. Look at their invitation again."))
        return moment

    def round(self) -> Round:
        """The round as the actions want it."""
        data = self.cleaned_data
        return Round(
            kind=data["kind"],
            starts_at=data["starts_at"],
            ends_at=data["ends_at"],
            time_zone=data["time_zone"],
            place=data["place"],
        )


def initial_of_round(interview: Interview) -> dict[str, Any]:
    """What the form for a moved interview begins with, in the zone it was entered in."""
    zone = ZoneInfo(interview.time_zone)
    starts = interview.starts_at.astimezone(zone)
    return {
        "kind": interview.kind,
        "day": starts.date(),
        "starts": starts.time(),
        "ends": interview.ends_at.astimezone(zone).time() if interview.ends_at else None,
        "time_zone": interview.time_zone,
        "place": interview.place,
    }


class InterviewerForm(forms.Form):
    """Somebody who takes part in an interview."""

    name = forms.CharField(
        label=_("Name"), required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    email = forms.EmailField(
        label=_("Email"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )


Interviewers = forms.formset_factory(
    InterviewerForm, extra=INTERVIEWER_ROWS, max_num=INTERVIEWER_ROWS, absolute_max=4 * INTERVIEWER_ROWS
)


def people_in(rows: "forms.BaseFormSet[InterviewerForm]") -> list[tuple[str, str]]:
    """The (name, email) pairs that were filled in, the lead first."""
    given = ((row.cleaned_data.get("name", ""), row.cleaned_data.get("email", "")) for row in rows.forms)
    return [(name, email) for name, email in given if name or email]


INTERVIEW_CHANGES = {
    "moved": Happening(
        EventKind.INTERVIEW_MOVED,
        _("The interview was moved"),
        _("Noted: the interview was moved."),
        RoundForm,
    ),
    "cancelled": Happening(
        EventKind.INTERVIEW_CANCELLED,
        _("The interview was cancelled"),
        _("Noted: the interview was cancelled."),
    ),
    "missed": Happening(
        EventKind.INTERVIEW_MISSED, _("I missed the interview"), _("Noted: you missed the interview.")
    ),
}
_ONLY_WITH_AN_OFFER = {EventKind.RESCINDED, EventKind.ACCEPTED, EventKind.DECLINED}


def happenings_for(stage: str) -> list[Happening]:
    """What can happen at this stage, as the menu lists it."""
    has_offer = stage in {Stage.OFFERED, Stage.ACCEPTED}
    return [
        happening
        for kind, happening in HAPPENINGS.items()
        if (has_offer or kind not in _ONLY_WITH_AN_OFFER)
        and (stage == Stage.SAVED or kind != EventKind.APPLIED)
    ]
