"""Finishing and skipping a follow-up: the forms behind Today, an application's page, and the links in emails.

Both take ``follow_up`` (fetched ``with_story``) and ``now`` (an aware instant). Days and times that are
typed are the student's local ones.
"""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.applications.actions import finish_follow_up, skip_follow_up
from apps.applications.days import end_of_day, start_of_day
from apps.applications.models import FollowUp
from apps.applications.plan import Step
from apps.applications.planning import may_be_by_phone
from apps.applications.vocabulary import Channel, SkipReason
from apps.students.models import Person

NOTE_LENGTH = 1000
NOW, YESTERDAY, ANOTHER_TIME = "now", "yesterday", "another_time"
WHEN = [
    (NOW, gettext_lazy("Just now")),
    (YESTERDAY, gettext_lazy("Yesterday")),
    (ANOTHER_TIME, gettext_lazy("Another time")),
]


class FinishForm(forms.Form):
    """When a follow-up was sent (on time is when it was sent), by which channel, and a note.

    Once the due time is past, nothing is presumed: the form asks when it was sent. Where calls are not
    offered, ``called`` still lets one be logged; it is flagged. ``cleaned_data["done_at"]`` is the instant.
    """

    when = forms.ChoiceField(
        label=gettext_lazy("When did you send it?"), choices=WHEN, widget=forms.RadioSelect
    )
    on = forms.DateField(
        label=gettext_lazy("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    at = forms.TimeField(
        label=gettext_lazy("Time, if you remember"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    channel = forms.ChoiceField(label=gettext_lazy("How?"), choices=Channel.choices, widget=forms.RadioSelect)
    called = forms.BooleanField(label=gettext_lazy("I called instead"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Note (optional)"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, follow_up: FollowUp, now: datetime, **kwargs: Any) -> None:
        """Offer what fits the follow-up; ids carry its number, so that several forms stand on one page."""
        kwargs.setdefault("auto_id", f"id_{follow_up.pk}_%s")
        super().__init__(*args, **kwargs)
        self.follow_up, self.now = follow_up, now
        self.zone: ZoneInfo = follow_up.student.zone
        self.is_past_due = now > follow_up.due
        offered = [(Channel.EMAIL, _("Email")), (Channel.POST, _("Post"))]
        if may_be_by_phone(follow_up):
            offered.insert(0, (Channel.PHONE, _("Phone")))
            del self.fields["called"]
        channel = self.fields["channel"]
        assert isinstance(channel, forms.ChoiceField)  # noqa: S101 - tells the type checker
        channel.choices = [(str(value), label) for value, label in offered]
        channel.initial = follow_up.channel
        if not self.is_past_due:
            self.fields["when"].initial = NOW
        today = now.astimezone(self.zone).date()
        self.fields["on"].widget.attrs["max"] = today.isoformat()

    def clean(self) -> dict[str, Any]:
        """Work out the instant; refuse one still to come, or from before there was a reason to write."""
        data = super().clean() or {}
        if data.get("called"):
            data["channel"] = Channel.PHONE
        if "when" not in data or "on" not in data or "at" not in data:
            return data
        field = "on" if data["when"] == ANOTHER_TIME else "when"
        try:
            data["done_at"] = self._done_at(data["when"], data["on"], data["at"])
        except ValidationError as error:
            self.add_error(field, error)
        return data

    def _done_at(self, when: str, on: date | None, at: time | None) -> datetime:
        today = self.now.astimezone(self.zone).date()
        if when == NOW:
            moment = self.now
        elif when == YESTERDAY:
            moment = self._some_time_on(today - timedelta(days=1))
        elif on is None:
            raise ValidationError(_("Say on which day."))
        elif on > today:  # judged as days: the first and the last year have no instants
            raise ValidationError(_("That moment is still to come."))
        elif on < self.follow_up.anchor_at.astimezone(self.zone).date():
            raise ValidationError(self._too_early())
        elif at is None:
            moment = self._some_time_on(on)
        else:
            moment = datetime.combine(on, at, self.zone)
        if moment > self.now:
            raise ValidationError(_("That moment is still to come."))
        if moment < self.follow_up.anchor_at:
            raise ValidationError(self._too_early())
        return moment

    def _some_time_on(self, day: date) -> datetime:
        """A day stands for its noon, or for what of the day lies after the anchor and before now."""
        first, last = start_of_day(day, self.zone), end_of_day(day, self.zone)
        noon = first + timedelta(hours=12)
        latest = min(noon, self.now) if first <= self.now else noon
        return max(latest, self.follow_up.anchor_at) if self.follow_up.anchor_at <= last else latest

    def _too_early(self) -> str:
        anchor = self.follow_up.anchor_at.astimezone(self.zone)
        day = date_format(anchor.date(), "D j M")
        if self.follow_up.interview_id and self.follow_up.step != Step.STATUS_INQUIRY:
            time_ = time_format(anchor.time(), "H:i")
            return _("That is before the interview ended (%(day)s, %(time)s).") % {"day": day, "time": time_}
        if self.follow_up.step == Step.APPLICATION_FOLLOW_UP:
            return _("That is before you applied (%(day)s).") % {"day": day}
        return _("That is before there was something to answer (%(day)s).") % {"day": day}

    def save(self, *, by: Person) -> FollowUp:
        """Note that it was done; call it on a valid form only."""
        return finish_follow_up(
            follow_up=self.follow_up,
            done_at=self.cleaned_data["done_at"],
            channel=self.cleaned_data["channel"],
            note=self.cleaned_data["note"],
            by=by,
            now=self.now,
        )


class SkipForm(forms.Form):
    """Why the student will not do a follow-up."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why is it not needed?"), choices=SkipReason.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=gettext_lazy("Note (optional)"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, follow_up: FollowUp, now: datetime, **kwargs: Any) -> None:
        """Ids carry the follow-up's number, so that several forms stand on one page."""
        kwargs.setdefault("auto_id", f"id_{follow_up.pk}_skip_%s")
        super().__init__(*args, **kwargs)
        self.follow_up, self.now = follow_up, now

    def save(self, *, by: Person) -> FollowUp:
        """Note that it is skipped; call it on a valid form only."""
        return skip_follow_up(
            follow_up=self.follow_up,
            reason=SkipReason(self.cleaned_data["reason"]),
            note=self.cleaned_data["note"],
            by=by,
            now=self.now,
        )
