"""What a student types: an application, and a person there."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from apps.applications.actions import PostingDraft
from apps.applications.models import EMPLOYER_NAME_LENGTH, Application, Contact, Posting, employer_key
from apps.applications.vocabulary import ContactPolicy, PhonePolicy, Stage
from apps.students.models import Student

PASTE_LENGTH = 200_000
ONE_DAY = timedelta(days=1)
A_LONG_TIME = timedelta(days=731)
INVALID_DAY = {"invalid": _("Write the day as 2026-12-04.")}
POSTING_FIELDS = (
    "location",
    "address",
    "text",
    "employment_type",
    "posted_on",
    "closes_on",
    "phone_policy",
    "phone_evidence",
    "contact_policy",
    "contact_evidence",
    "contact_name",
    "contact_email",
    "contact_phone",
)


def day_input(**attributes: str) -> forms.DateInput:
    """A date as browsers ask for it."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"} | attributes)


def max_length_message(thing: Promise | str, limit: int) -> dict[str, Any]:
    """Say how long something may be, and how long it is."""
    said = _("{thing}: at most {limit} characters, please. This has %(show_value)d.")
    return {"max_length": format_lazy(said, thing=thing, limit=limit)}


def check_day(day: date, *, today: date) -> date:
    """Refuse a local day that nobody can mean; returns it."""
    if day > today + A_LONG_TIME:
        raise ValidationError(_("That is more than two years ahead. Is the year right?"))
    if day < today - A_LONG_TIME:
        raise ValidationError(_("That is more than two years ago. Is the year right?"))
    return day


def check_past_day(day: date, *, today: date) -> date:
    """Refuse a local day that is still to come, or long gone; returns it."""
    if day > today:
        raise ValidationError(_("That day is still to come."))
    return check_day(day, today=today)


class PasteField(forms.CharField):
    """Text as it was pasted; NUL characters, which nobody types and no database keeps, are left out."""

    def to_python(self, value: Any) -> str:
        """Leave the NUL characters out."""
        return str(super().to_python(value)).replace("\0", "")


class QuickForm(forms.Form):
    """The box on Today: a pasted posting, an address, or the employer's name."""

    q = PasteField(
        label=_("Log an application"),
        error_messages={"required": _("Paste a posting, or type the employer’s name.")},
    )


class PostingForm(forms.Form):
    """What is known of a posting and of whom to reach there."""

    employer = forms.CharField(
        label=_("Employer"),
        max_length=EMPLOYER_NAME_LENGTH,
        error_messages=max_length_message(_("The employer’s name"), EMPLOYER_NAME_LENGTH)
        | {"required": _("Name the employer.")},
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    role = forms.CharField(
        label=_("Position"),
        max_length=200,
        required=False,
        error_messages=max_length_message(_("The position"), 200),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    location = forms.CharField(
        label=_("Place"),
        max_length=200,
        required=False,
        error_messages=max_length_message(_("The place"), 200),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    closes_on = forms.DateField(
        label=_("Apply by"),
        required=False,
        widget=day_input(),
        error_messages=INVALID_DAY,
    )
    contact_name = forms.CharField(
        label=_("Contact"),
        max_length=200,
        required=False,
        error_messages=max_length_message(_("The name"), 200),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    contact_email = forms.EmailField(
        label=_("Contact’s email"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    contact_phone = forms.CharField(
        label=_("Contact’s phone"),
        max_length=40,
        required=False,
        error_messages=max_length_message(_("The number"), 40),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
    address = forms.CharField(
        label=_("Web address"),
        max_length=2000,
        required=False,
        error_messages=max_length_message(_("The web address"), 2000),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
    )
    phone_policy = forms.ChoiceField(
        label=_("May you call them?"),
        choices=[
            (PhonePolicy.NO_CALLS, _("No calls")),
            (PhonePolicy.CALLS_WELCOME, _("Calls welcome")),
            (PhonePolicy.NOT_STATED, _("Not stated")),
        ],
        initial=PhonePolicy.NOT_STATED,
        widget=forms.RadioSelect,
    )
    contact_policy = forms.ChoiceField(
        label=_("May you write to them?"),
        choices=[
            (ContactPolicy.OPEN, _("Yes, or not stated")),
            (ContactPolicy.ONLY_THROUGH, _("Only as they say")),
            (ContactPolicy.NO_CONTACT, _("No contact wanted")),
        ],
        initial=ContactPolicy.OPEN,
        widget=forms.RadioSelect,
    )
    phone_evidence = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    contact_evidence = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_employer(self) -> str:
        """Refuse a name without a letter or digit."""
        name: str = self.cleaned_data["employer"]
        if not employer_key(name):
            raise ValidationError(_("Name the employer."))
        return name

    def clean_closes_on(self) -> date | None:
        """Refuse a closing day years away; a past one is allowed."""
        day: date | None = self.cleaned_data["closes_on"]
        return check_day(day, today=self.today) if day else None

    def clean_address(self) -> str:
        """Keep only what a browser may follow, with its scheme."""
        address: str = self.cleaned_data["address"].strip()
        if not address or address.startswith(("https://", "http://")):
            return address
        if ":" in address.split("/", maxsplit=1)[0] or "." not in address or " " in address:
            raise ValidationError(_("A web address begins with https://"))
        return f"https://{address}"

    def draft(self) -> PostingDraft:
        """The posting as the student says it is."""
        data = self.cleaned_data
        known = {name: data[name] for name in POSTING_FIELDS if name in data}
        return PostingDraft(employer=data["employer"], role=data["role"], **known)


class LogForm(PostingForm):
    """What was read from a paste, to be corrected; and whether the student applied already."""

    TODAY, YESTERDAY, OTHER, NOT_YET = "today", "yesterday", "other", "no"

    applied = forms.ChoiceField(
        label=_("Did you apply already?"),
        choices=[
            (TODAY, _("Today")),
            (YESTERDAY, _("Yesterday")),
            (OTHER, _("Another day")),
            (NOT_YET, _("Not yet, just save it")),
        ],
        initial=TODAY,
        widget=forms.RadioSelect,
    )
    applied_on = forms.DateField(
        label=_("Which day?"),
        required=False,
        widget=day_input(),
        error_messages=INVALID_DAY,
    )
    why_here = forms.CharField(
        label=_("Why this one?"),
        required=False,
        max_length=4000,
        error_messages=max_length_message(_("Your reason"), 4000),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    text = PasteField(required=False, max_length=PASTE_LENGTH, strip=False, widget=forms.HiddenInput)
    employment_type = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    posted_on = forms.DateField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Turn *yesterday* and *another day* into a local day; none at all means saved for later."""
        data = super().clean() or self.cleaned_data
        match data.get("applied"):
            case self.TODAY:
                data["applied_on"] = self.today
            case self.YESTERDAY:
                data["applied_on"] = self.today - ONE_DAY
            case self.NOT_YET:
                data["applied_on"] = None
            case self.OTHER if data.get("applied_on"):
                try:
                    check_past_day(data["applied_on"], today=self.today)
                except ValidationError as error:
                    self.add_error("applied_on", error)
            case self.OTHER if "applied_on" not in self.errors:
                self.add_error("applied_on", _("Say on which day you applied."))
        return data


def open_twin(*, student: Student, employer: str, role: str) -> Application | None:
    """The student's open application for the same position at the same employer, if there is one."""
    return (
        Application.objects.filter(
            student=student, employer__key=employer_key(employer), posting__role__iexact=role.strip()
        )
        .open()
        .with_story()
        .first()
    )


def initial_of(application: Application) -> dict[str, Any]:
    """What the correcting form begins with."""
    posting: Posting = application.posting
    contact: Contact | None = application.contact
    return {
        "employer": posting.employer_name,
        "role": posting.role,
        "location": posting.location,
        "address": posting.address,
        "closes_on": posting.closes_on,
        "phone_policy": posting.phone_policy,
        "phone_evidence": posting.phone_evidence,
        "contact_policy": posting.contact_policy,
        "contact_evidence": posting.contact_evidence,
        "contact_name": contact.name if contact else "",
        "contact_email": contact.email if contact else "",
        "contact_phone": contact.phone if contact else "",
    }


class ContactForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """Somebody at an employer, or a desk with an address."""

    class Meta:
        model = Contact
        fields = ("name", "position", "email", "phone", "address")
        labels: ClassVar = {
            "name": _("Name"),
            "position": _("What they do there"),
            "email": _("Email"),
            "phone": _("Phone"),
            "address": _("Postal address"),
        }
        widgets: ClassVar = {
            "name": forms.TextInput(attrs={"autocomplete": "off"}),
            "position": forms.TextInput(attrs={"autocomplete": "off"}),
            "email": forms.EmailInput(attrs={"autocomplete": "off"}),
            "phone": forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
            "address": forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        }

    def clean(self) -> dict[str, Any]:
        """Ask for something to reach them by, or at least a name."""
        data = super().clean() or self.cleaned_data
        if not self.errors and not any(data.get(name) for name in ("name", "email", "phone", "address")):
            raise ValidationError(_("Give a name, an email, a number or an address: one is enough."))
        return data


class PutOffForm(forms.Form):
    """Until which local day a follow-up is hidden; its due time stays."""

    until = forms.DateField(label=_("Until which day?"), widget=day_input(), error_messages=INVALID_DAY)

    def __init__(self, *args: Any, today: date, limit: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.limit = today, limit
        self.fields["until"].widget.attrs |= {"min": (today + ONE_DAY).isoformat(), "max": limit.isoformat()}

    def clean_until(self) -> date:
        """Refuse today and earlier, and a day on which it would be too late."""
        day: date = self.cleaned_data["until"]
        if day <= self.today:
            raise ValidationError(_("Pick a day to come."))
        if day > self.limit:
            said = _("It can wait until %(day)s at the latest; after that it is too late for it.")
            raise ValidationError(said % {"day": date_format(self.limit, "D j M")})
        return day


class ShelfForm(forms.Form):
    """Which applications the list shows."""

    q = forms.CharField(required=False, max_length=100)
    stage = forms.ChoiceField(required=False, choices=[("", _("Any stage")), *Stage.choices])
