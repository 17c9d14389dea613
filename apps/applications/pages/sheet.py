"""A spreadsheet that is looked at: its columns, its wordings, and what each row would do."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.applications.import_forms import ChoicesForm
from apps.applications.importing import Planned, Preview, Verdict
from apps.applications.spreadsheets import STAGE_CHOICES, stage_key
from apps.applications.spreadsheets.columns import Field

ROWS = 50
EXAMPLES, EXAMPLE_LENGTH = 3, 40
VERDICTS = {
    Verdict.CREATE: (gettext_lazy("New"), "tag-done"),
    Verdict.UPDATE: (gettext_lazy("Changed"), "tag-due"),
    Verdict.SKIP: (gettext_lazy("Skipped"), ""),
    Verdict.REFUSE: (gettext_lazy("Refused"), "tag-late"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, what stands in it, what it holds and what says so."""

    name: str
    examples: str
    question: BoundField
    by: str
    is_used: bool


@dataclass(frozen=True, slots=True)
class Wording:
    """A stage in the file's words: how many rows use it, and what it means."""

    text: str
    times: int
    question: BoundField


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the preview."""

    number: int
    verdict: str
    look: str
    employer: str
    role: str
    stage: str
    applied_on: date | None
    changes: tuple[tuple[str, str, str], ...]
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows have a verdict."""

    verdict: str
    label: str
    count: int
    look: str


@dataclass(frozen=True, slots=True)
class SheetPage:
    """The page of a file that is not imported yet. ``before`` and ``after`` are pages, 0 for none."""

    columns: Sequence[Column]
    wordings: Sequence[Wording]
    lines: Sequence[Line]
    tallies: Sequence[Tally]
    asks_for_order: bool
    asks_for_day: bool
    before: int
    after: int


def sheet_page(preview: Preview, form: ChoicesForm, *, show: str, page: int) -> SheetPage:
    """Lay out a preview; ``show`` is a verdict or "", ``page`` counts from 1."""
    shown = [row for row in preview.rows if not show or row.verdict == show]
    pages = max(1, -(-len(shown) // ROWS))
    page = min(max(page, 1), pages)
    needs_day = any(row.draft.applied_on is None for row in preview.rows)
    return SheetPage(
        columns=list(_columns(preview, form)),
        wordings=list(_wordings(preview, form)),
        lines=[_line(row) for row in shown[(page - 1) * ROWS : page * ROWS]],
        tallies=[
            Tally(verdict, str(label), preview.counts[verdict], look)
            for verdict, (label, look) in VERDICTS.items()
        ],
        asks_for_order=bool(preview.understanding.days.ambiguous),
        asks_for_day=needs_day or preview.understanding.missing_day is not None,
        before=page - 1,
        after=page + 1 if page < pages else 0,
    )


def _columns(preview: Preview, form: ChoicesForm) -> Iterator[Column]:
    said = {"name": _("by its name"), "values": _("by what stands in it")}
    for index, label in enumerate(preview.table.labels):
        guess, holds = preview.understanding.guesses[index], preview.understanding.columns[index]
        by = said[guess.by] if guess.by and holds == (guess.field or "") else ""
        examples = list(dict.fromkeys(preview.table.column(index)[:ROWS]))[:EXAMPLES]
        shown = " · ".join(
            one if len(one) <= EXAMPLE_LENGTH else f"{one[:EXAMPLE_LENGTH]}…" for one in examples
        )
        name = label or _("Column %(number)d") % {"number": index + 1}
        yield Column(name, shown, form.column(index), by, bool(holds))


def _wordings(preview: Preview, form: ChoicesForm) -> Iterator[Wording]:
    times: Counter[str] = Counter()
    for index in preview.understanding.indexes(Field.STAGE):
        times.update(map(stage_key, preview.table.column(index)))
    for wording, question in form.stages():
        yield Wording(wording, times[wording], question)


def _line(row: Planned) -> Line:
    label, look = VERDICTS[row.verdict]
    draft = row.draft
    value = f"{draft.stage}:{draft.close_reason}" if draft.close_reason else draft.stage
    return Line(
        number=draft.number,
        verdict=str(label),
        look=look,
        employer=draft.employer,
        role=draft.role,
        stage=str(dict(STAGE_CHOICES).get(value, "")) if row.verdict != Verdict.REFUSE else "",
        applied_on=draft.applied_on,
        changes=row.changes,
        why=row.why,
    )
