"""Bringing a spreadsheet: the file, and what its columns, wordings and days mean."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from apps.applications.forms import INVALID_DAY, day_input
from apps.applications.importing import Choices, Understanding
from apps.applications.spreadsheets import MAX_BYTES, STAGE_CHOICES, Field
from apps.applications.spreadsheets.dates import DMY, MDY

WORDINGS_SHOWN = 60


class UploadForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=_("Your spreadsheet"),
        allow_empty_file=True,  # answered with the other unreadable ones
        error_messages={"required": _("Choose a file first.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse what is too large to read at once."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise ValidationError(
                _("This file is larger than %(limit)d MB.") % {"limit": MAX_BYTES // 1024 // 1024}
            )
        return file


def _name_of(wording: str) -> str:
    return f"stage_{sha256(wording.encode()).hexdigest()[:12]}"


class ChoicesForm(forms.Form):
    """What each column holds, what each wording of a stage means, and how days are written."""

    day_order = forms.ChoiceField(
        label=_("How does this file write its days?"),
        choices=[(DMY, _("Day first: 3/4 is 3 April")), (MDY, _("Month first: 3/4 is 4 March"))],
        required=False,
        widget=forms.RadioSelect,
    )
    missing_day = forms.DateField(
        label=_("Day applied, for rows that have none"),
        required=False,
        widget=day_input(),
        error_messages=INVALID_DAY,
    )

    def __init__(self, data: Any, *, understanding: Understanding, choices: Choices) -> None:
        initial = {"day_order": understanding.day_order, "missing_day": understanding.missing_day}
        super().__init__(data, initial=initial)
        self.understanding, self.choices = understanding, choices
        self.wordings = list(understanding.stages)[:WORDINGS_SHOWN]
        for index, name in enumerate(understanding.columns):
            options = [("", _("Leave out")), *Field.choices]
            self.fields[f"column_{index}"] = forms.ChoiceField(choices=options, required=False, initial=name)
        for wording in self.wordings:
            self.fields[_name_of(wording)] = forms.ChoiceField(
                label=wording,
                choices=[("", _("Choose …")), *STAGE_CHOICES],
                required=False,
                initial=understanding.stages[wording],
            )
        for name, field in self.fields.items():
            if name.startswith(("column_", "stage_")):
                field.widget.attrs["class"] = "form-select form-select-sm"

    def column(self, index: int) -> BoundField:
        """The question what a column holds."""
        return self[f"column_{index}"]

    def stages(self) -> Iterator[tuple[str, BoundField]]:
        """The wordings, each with the question what it means."""
        for wording in self.wordings:
            yield wording, self[_name_of(wording)]

    def chosen(self) -> Choices:
        """What the student says."""
        data = self.cleaned_data
        return Choices(
            columns={index: data[f"column_{index}"] for index in range(len(self.understanding.columns))},
            stages={**self.choices.stages, **{one: data[_name_of(one)] for one in self.wordings}},
            day_order=data["day_order"],
            missing_day=data["missing_day"],
            encoding=self.choices.encoding,
        )
