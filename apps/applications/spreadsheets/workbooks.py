"""Workbooks (XLSX) to records: values as shown, within limits checked before anything is unpacked."""

import datetime as dt
import io
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from apps.applications.spreadsheets.text import (
    MAX_COLUMNS,
    MAX_ROWS,
    Record,
    UnreadableError,
    plain,
    refuse_too_many,
)

MAX_UNPACKED = 100 * 1024 * 1024
MAX_PARTS = 2000
MAX_SHEETS = 20
BLANK_ROWS = 1000  # gaps between rows are read through as far as this; formatted emptiness is not
ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
# All that a broken part of a workbook makes the library raise.
BROKEN = (
    BadZipFile,
    InvalidFileException,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, and its rows that hold anything."""

    name: str
    records: list[Record]


def sheets_of(content: bytes) -> list[Sheet]:
    """Read the visible sheets of a workbook. Raises ``UnreadableError``."""
    _refuse_bombs(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what the library leaves out (pictures, checks) is not asked for
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"][:MAX_SHEETS]
            sheets = [Sheet(sheet.title, list(_records(sheet))) for sheet in shown]
            book.close()
    except BROKEN as error:
        said = _("This workbook is damaged. Open it in your spreadsheet program and save it as XLSX again.")
        raise UnreadableError(said) from error
    return sheets


def _refuse_bombs(content: bytes) -> None:
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except BROKEN as error:
        raise UnreadableError(_("This file looks like a workbook, but it is cut off or damaged.")) from error
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise UnreadableError(_("This workbook is far larger than it looks. Save the one sheet as CSV."))
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise UnreadableError(_("This is not a workbook that we can read. Save the table as CSV or XLSX."))


def _records(sheet: Any) -> Iterator[Record]:
    sheet.reset_dimensions()  # what a sheet says of its own size is often wrong
    found = blank = 0
    rows = sheet.iter_rows(max_col=MAX_COLUMNS, max_row=MAX_ROWS * 3, values_only=True)
    for number, values in enumerate(rows, start=1):
        held = [index for index, value in enumerate(values, start=1) if value is not None]
        cells = ["" if value is None else shown(value) for value in values[: held[-1] if held else 0]]
        if any(cells):
            found, blank = found + 1, 0
            refuse_too_many(found)
            yield number, cells
        elif (blank := blank + 1) > BLANK_ROWS:
            return


def shown(value: object) -> str:
    """A cell's value as text; days as ISO writes them."""
    match value:
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer():
            return str(int(value))
        case dt.datetime():
            midnight = value.time() == dt.time()
            return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
        case dt.date() | dt.time():
            return value.isoformat()
    text = str(value).replace("\0", "")
    return "" if text in ERRORS else plain(text)
