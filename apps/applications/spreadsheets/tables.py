"""Records to a table: where its header is, if it has one, and what its columns are called."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.applications.spreadsheets.columns import looks_like_value, names_a_column
from apps.applications.spreadsheets.text import (
    MAX_BYTES,
    Record,
    UnreadableError,
    decode,
    records_of_text,
)
from apps.applications.spreadsheets.workbooks import sheets_of

HEADER_WITHIN = 10  # records: titles and remarks may stand above a header
LABEL_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet shows it, and as many cells as there are labels."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """What was read. ``labels`` are empty where a column has no name; ``source`` says how it was read."""

    labels: tuple[str, ...]
    rows: tuple[Row, ...]
    source: str
    has_header: bool

    def column(self, index: int) -> list[str]:
        """The cells of a column that are not empty."""
        return [row.cells[index] for row in self.rows if row.cells[index]]


def read_table(content: bytes, *, encoding: str = "") -> Table:
    """Read a CSV or XLSX file of any layout.

    ``encoding``: what the student chose where a text file does not say. Raises ``UnreadableError`` with a
    message for them, and with encodings to choose from where that would help.
    """
    if len(content) > MAX_BYTES:
        said = _("This file is larger than %(limit)d MB.")
        raise UnreadableError(said % {"limit": MAX_BYTES // 1024 // 1024})
    if content.startswith(b"PK\x03\x04"):
        sheets = [sheet for sheet in sheets_of(content) if sheet.records]
        best = max(
            sheets, key=lambda sheet: (_best_header(sheet.records)[1], len(sheet.records)), default=None
        )
        if best is None:
            raise UnreadableError(_("There is nothing in this file."))
        return table_of(best.records, _("sheet “%(name)s”") % {"name": best.name})
    text, encoding_name = decode(content, encoding)
    return table_of(records_of_text(text), _("read as %(encoding)s") % {"encoding": encoding_name})


def table_of(records: Sequence[Record], source: str) -> Table:
    """Find the header, one row or two, and give each row the same width. Raises ``UnreadableError``."""
    if not records:
        raise UnreadableError(_("There is nothing in this file."))
    records = [(number, _without_blank_end(cells)) for number, cells in records]
    position, score = _best_header(records)
    has_header = score > 0 or _first_row_is_unlike_the_rest(records)
    width = max(len(cells) for _number, cells in records)
    if not has_header:
        return Table(
            ("",) * width, tuple(_row(record, width) for record in records), source, has_header=False
        )
    own = _padded(records[position][1], width)
    labels, body = _with_groups(own, records[:position]), records[position + 1 :]
    if body and _is_second_header(own, _padded(body[0][1], width)):
        labels = [
            " ".join(filter(None, pair)) for pair in zip(labels, _padded(body[0][1], width), strict=True)
        ]
        body = body[1:]
    repeated = [record for record in body if _padded(record[1], width) != own]  # printed again on each page
    return Table(
        tuple(" ".join(label.split())[:LABEL_LENGTH] for label in labels),
        tuple(_row(record, width) for record in repeated),
        source,
        has_header=True,
    )


def _row(record: Record, width: int) -> Row:
    return Row(record[0], tuple(_padded(record[1], width)))


def _without_blank_end(cells: Sequence[str]) -> list[str]:
    return list(cells[: max((index for index, cell in enumerate(cells, start=1) if cell), default=0)])


def _padded(cells: Sequence[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]


def _best_header(records: Sequence[Record]) -> tuple[int, int]:
    """Which of the first records names the most columns, and how many."""
    scores = [
        0 if any(looks_like_value(cell) for cell in cells) else sum(names_a_column(cell) for cell in cells)
        for _number, cells in records[:HEADER_WITHIN]
    ]
    best = max(range(len(scores)), key=lambda position: (scores[position], -position))
    return best, scores[best] if scores[best] > 1 or len(records[best][1]) == 1 or best == 0 else 0


def _first_row_is_unlike_the_rest(records: Sequence[Record]) -> bool:
    """Names that nobody knows still differ from what stands below: days, addresses, numbers."""
    first, rest = records[0][1], records[1:HEADER_WITHIN]
    if not rest or any(looks_like_value(cell) for cell in first) or len(set(first)) < len(first):
        return False
    return any(looks_like_value(cell) for _number, cells in rest for cell in cells)


def _with_groups(own: list[str], above: Sequence[Record]) -> list[str]:
    """Names with those of merged cells above them; a lone title above the table is none."""
    groups = _padded(above[-1][1], len(own)) if above else []
    if sum(map(bool, groups)) < 2 or any(map(looks_like_value, groups)):
        return own
    labels, group = [], ""
    for name, above_it in zip(own, groups, strict=False):
        group = above_it or group
        labels.append(name if names_a_column(name) else f"{group} {name}")
    return labels


def _is_second_header(own: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a row says more of the names above it: nothing below the named ones, words below the rest."""
    if any(map(looks_like_value, below)):
        return False
    under = [name for name, more in zip(own, below, strict=True) if more]
    unnamed = all(not name or own.count(name) > 1 for name in under)
    return bool(under) and unnamed
