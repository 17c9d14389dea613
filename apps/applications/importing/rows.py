"""One row of a table as an application would have it, with what is wrong and what was left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from apps.applications.importing.choices import Understanding
from apps.applications.models import EMPLOYER_NAME_LENGTH, employer_key
from apps.applications.spreadsheets import LEAVE_OUT, Field, Row, Trouble, read_day, stage_key
from apps.applications.spreadsheets.columns import BOTH
from apps.applications.spreadsheets.stages import NOTHING
from apps.applications.vocabulary import Stage

NOTE_LENGTH = 4000
SHORT = 60  # characters of a cell that a message quotes
YES = frozenset({"yes", "y", "true", "1", "x", "✓", "✔", "✅", "oui", "ja", "si", "sí", "是"})
_REPLY = re.compile(r"^(?:(?:re|fwd?|aw|wg|tr)\s*:\s*)+", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(slots=True, kw_only=True)
class Draft:
    """What a row says. ``refusals`` keep it out; ``remarks`` say what was left out or taken instead.

    ``stage_on``: the local day of the stage, as far as anybody knows.
    """

    number: int
    employer: str = ""
    role: str = ""
    location: str = ""
    address: str = ""
    applied_on: date | None = None
    stage: str = Stage.SAVED
    close_reason: str = ""
    stage_on: date | None = None
    closes_on: date | None = None
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    reference: str = ""
    note: str = ""
    is_left_out: bool = False
    refusals: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str]:
        """What makes two rows the same position."""
        return employer_key(self.employer), self.role.casefold()


def quoted(text: str) -> str:
    """A cell in a message: not longer than a message should be."""
    return text if len(text) <= SHORT else f"{text[:SHORT]}…"


class Reader:
    """Reads rows as a file is understood; ``zone`` and ``today`` are the student's."""

    def __init__(self, understanding: Understanding, *, zone: ZoneInfo, today: date) -> None:
        self.understanding, self.zone, self.today = understanding, zone, today
        self.indexes = {wanted: understanding.indexes(wanted) for wanted in Field}

    def read(self, row: Row) -> Draft:
        """Read one row."""
        draft = Draft(number=row.number)
        self._employer_and_role(row, draft)
        self._stage_and_days(row, draft)
        self._particulars(row, draft)
        return draft

    def _cell(self, row: Row, wanted: Field) -> str:
        cells = (row.cells[index] for index in self.indexes[wanted])
        return _CONTROL.sub("", next((cell for cell in cells if cell), "")).strip()

    def _employer_and_role(self, row: Row, draft: Draft) -> None:
        draft.employer, role = self._cell(row, Field.EMPLOYER), self._cell(row, Field.ROLE)
        both = self._cell(row, Field.BOTH)
        if both and not draft.employer:
            match = BOTH.fullmatch(both)
            if match is None:
                said = _("We cannot tell the employer from the position in “%(text)s”.")
                draft.refusals.append(said % {"text": quoted(both)})
                return
            draft.employer, role = match["employer"].strip(), role or match["role"].strip()
            if match["day"] and not self._cell(row, Field.APPLIED_ON):
                draft.applied_on = self._day(match["day"], draft)
        role = _REPLY.sub("", role)
        end = f" at {draft.employer}"
        draft.role = role[: -len(end)] if role.casefold().endswith(end.casefold()) else role
        draft.refusals += _wrong_names(draft)

    def _stage_and_days(self, row: Row, draft: Draft) -> None:
        draft.applied_on = draft.applied_on or self._day(self._cell(row, Field.APPLIED_ON), draft)
        draft.stage_on = self._day(self._cell(row, Field.STAGE_ON), draft)
        meaning = self._meaning(row, draft)
        if meaning == LEAVE_OUT:
            draft.is_left_out = True
            return
        if not meaning:  # nothing says where it stands: with a day they applied, without one they saved it
            dated = draft.applied_on or self.understanding.missing_day
            meaning = Stage.APPLIED if dated else Stage.SAVED
        draft.stage, _colon, draft.close_reason = meaning.partition(":")
        if draft.stage == Stage.SAVED:
            draft.applied_on = draft.stage_on = None
            return
        if draft.applied_on is None and not draft.refusals:
            self._without_a_day(draft)
        if draft.applied_on is not None:
            draft.stage_on = max(draft.stage_on or draft.applied_on, draft.applied_on)

    def _meaning(self, row: Row, draft: Draft) -> str:
        """What the row says of its stage, as a value of ``STAGE_CHOICES``; "" if it says nothing."""
        if self._cell(row, Field.DECLINED).casefold() in YES:
            return Stage.DECLINED
        if self._cell(row, Field.TURNED_DOWN).casefold() in YES:
            return Stage.TURNED_DOWN
        text = self._cell(row, Field.STAGE)
        key = stage_key(text)
        if key in NOTHING:
            return ""
        meaning = self.understanding.stages.get(key, "")
        if not meaning:
            said = _("We do not know what “%(text)s” means: say so above.")
            draft.refusals.append(said % {"text": quoted(text)})
        return meaning

    def _without_a_day(self, draft: Draft) -> None:
        draft.applied_on = self.understanding.missing_day or draft.stage_on
        if draft.applied_on is None:
            draft.refusals.append(_("No day: say above which day to take for rows without one."))
        elif self.understanding.missing_day is None:
            draft.remarks.append(_("No day applied; we take that of the last change."))

    def _day(self, text: str, draft: Draft, *, may_be_ahead: bool = False) -> date | None:
        if stage_key(text) in NOTHING:
            return None
        day = read_day(text, order=self.understanding.day_order, zone=self.zone)
        if isinstance(day, date):
            if may_be_ahead or day <= self.today:
                return day
            draft.refusals.append(_("“%(text)s” is still to come.") % {"text": quoted(text)})
            return None
        said = {
            Trouble.AMBIGUOUS: _("“%(text)s” can be read in two ways: say above which."),
            Trouble.NO_SUCH_DAY: _("There is no such day as “%(text)s”."),
            Trouble.NO_YEAR: _("“%(text)s” has no year."),
            Trouble.NOT_A_DAY: _("“%(text)s” is not a day."),
        }[day]
        draft.refusals.append(said % {"text": quoted(text)})
        return None

    def _particulars(self, row: Row, draft: Draft) -> None:
        """What an application can do without: what is wrong about it is left out, and said."""
        draft.location = self._fitting(row, Field.LOCATION, draft, 200)
        draft.reference = self._fitting(row, Field.REFERENCE, draft, 100)
        draft.contact_name = self._fitting(row, Field.CONTACT_NAME, draft, 200)
        draft.contact_phone = self._fitting(row, Field.CONTACT_PHONE, draft, 40)
        draft.address = _web_address(self._fitting(row, Field.ADDRESS, draft, 2000), draft)
        draft.contact_email = _email(self._cell(row, Field.CONTACT_EMAIL), draft)
        trial = Draft(number=row.number)
        draft.closes_on = self._day(self._cell(row, Field.CLOSES_ON), trial, may_be_ahead=True)
        draft.remarks += [_("Apply by: %(what)s Left out.") % {"what": what} for what in trial.refusals]
        note = "\n".join(self._notes(row, draft))
        if len(note) > NOTE_LENGTH:
            draft.remarks.append(
                _("Only the first %(limit)d characters of the notes.") % {"limit": NOTE_LENGTH}
            )
        draft.note = note[:NOTE_LENGTH]

    def _fitting(self, row: Row, wanted: Field, draft: Draft, limit: int) -> str:
        text = self._cell(row, wanted)
        if len(text) <= limit:
            return text
        said = _("%(what)s has %(length)d characters; at most %(limit)d. Left out.")
        draft.remarks.append(said % {"what": wanted.label, "length": len(text), "limit": limit})
        return ""

    def _notes(self, row: Row, draft: Draft) -> Iterator[str]:
        if draft.reference:
            yield _("Reference: %(reference)s") % {"reference": draft.reference}
        for index in self.indexes[Field.NOTES]:
            if row.cells[index]:
                yield _CONTROL.sub("", row.cells[index])


def _wrong_names(draft: Draft) -> Iterator[str]:
    """What keeps a row out because of its employer or position."""
    for what, text, limit in (
        (Field.EMPLOYER, draft.employer, EMPLOYER_NAME_LENGTH),
        (Field.ROLE, draft.role, 200),
    ):
        if len(text) > limit:
            said = _("%(what)s has %(length)d characters; at most %(limit)d.")
            yield said % {"what": what.label, "length": len(text), "limit": limit}
        elif text.startswith("="):
            yield _("%(what)s is a formula: “%(text)s”.") % {"what": what.label, "text": quoted(text)}
    if not draft.employer:
        yield _("No employer.")
    elif not employer_key(draft.employer):
        yield _("“%(text)s” is no employer’s name.") % {"text": quoted(draft.employer)}


def _web_address(text: str, draft: Draft) -> str:
    if not text or re.match(r"https?://\S+$", text, re.IGNORECASE):
        return text
    if re.match(r"[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?$", text):
        return f"https://{text}"
    draft.remarks.append(_("“%(text)s” is no web address. Left out.") % {"text": quoted(text)})
    return ""


def _email(text: str, draft: Draft) -> str:
    text = text.removeprefix("mailto:")
    if not text:
        return ""
    try:
        validate_email(text)
    except ValidationError:
        draft.remarks.append(_("“%(text)s” is no email address. Left out.") % {"text": quoted(text)})
        return ""
    return text
