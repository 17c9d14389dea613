"""Bytes to text to records: encodings that are known, not guessed, and the delimiter that fits."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 256
DELIMITERS = ",;\t|"
SAMPLE_RECORDS = 40
SAMPLE_LENGTH = 80
BINARY_SHARE = 0.01

Record = tuple[int, list[str]]  # its number in the file, counted from 1, and its cells

_MARKS = (  # the longer marks first: that of UTF-32 begins as that of UTF-16
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
# What may be offered where a file is not UTF-8, most likely first; never taken without being asked.
ENCODINGS = {
    "cp1252": "Windows, Western Europe",
    "mac_roman": "Macintosh",
    "gb18030": "中文 (GB 18030)",
    "shift_jis": "日本語 (Shift JIS)",
    "cp1251": "Windows, Cyrillic",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16, big-endian",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """An encoding in which the file could be read, and how a line of it would look."""

    encoding: str
    label: str
    sample: str


class UnreadableError(Exception):
    """A file that is no table, with what to do about it; ``offers`` where another encoding may help."""

    def __init__(self, message: str, offers: Sequence[Offer] = ()) -> None:
        super().__init__(message)
        self.message, self.offers = message, tuple(offers)


def decode(content: bytes, encoding: str = "") -> tuple[str, str]:
    """Decode a text file; returns the text and the encoding's name.

    ``encoding``: what was chosen from ``ENCODINGS``, if it was asked. Raises ``UnreadableError``.
    """
    _refuse_other_kinds(content)
    for mark, name, label in _MARKS:
        if content.startswith(mark):
            return content.decode(name, errors="replace").lstrip("\ufeff"), label
    if encoding in ENCODINGS:
        return content.decode(encoding, errors="replace"), ENCODINGS[encoding]
    if content.count(0) * 4 > len(content):  # every other byte: UTF-16 without its mark
        wide = ("utf-16-le", "utf-16-be")
        raise UnreadableError(
            _("This file does not say in which encoding it is."), list(_offers(content, wide))
        )
    try:
        text, label = content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        said = _("This file is not in UTF-8, and it does not say what it is in.")
        names = [name for name in ENCODINGS if not name.startswith("utf")]
        raise UnreadableError(said, list(_offers(content, names))) from error
    if sum(character < " " and character not in "\t\n\r\f\v\0" for character in text) > BINARY_SHARE * len(
        text
    ):
        raise UnreadableError(_("This is not a text file. Save the table as CSV or XLSX."))
    return text, label


def _refuse_other_kinds(content: bytes) -> None:
    kinds = {
        b"%PDF": _("This is a PDF, not a table. Save the spreadsheet itself as CSV or XLSX."),
        b"\xd0\xcf\x11\xe0": _(
            "This is a workbook of the old kind, or one with a password. Save it as XLSX without one."
        ),
        b"{\\rtf": _("This is a text document, not a table. Save the spreadsheet itself as CSV or XLSX."),
        b"\x89PNG": _("This is a picture, not a table."),
        b"\xff\xd8\xff": _("This is a picture, not a table."),
    }
    for mark, said in kinds.items():
        if content[:1024].lstrip().startswith(mark):
            raise UnreadableError(said)


def _offers(content: bytes, names: Sequence[str]) -> Iterator[Offer]:
    """The encodings that the bytes allow, each with the first line that tells them apart."""
    for name in names:
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        lines = (line.replace("\0", "").strip() for line in text.splitlines())
        telling = (line for line in lines if line and (not line.isascii() or name.startswith("utf")))
        sample = next(telling, "")
        if sample.isprintable() or "\t" in sample:
            yield Offer(name, ENCODINGS[name], sample[:SAMPLE_LENGTH])


def records_of_text(text: str) -> list[Record]:
    """Cut delimited text into records, blank ones left out. Raises ``UnreadableError``."""
    text = text.replace("\0", "")
    first, _newline, rest = text.partition("\n")
    if first.strip().casefold().startswith("sep=") and len(first.strip()) == len("sep=;"):
        return list(_records(rest, first.strip()[-1], 2))
    return list(_records(text, _delimiter(text), 1))


def _records(text: str, delimiter: str, first: int) -> Iterator[Record]:
    found = 0
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=delimiter != "\t"
    )
    try:
        for number, cells in enumerate(reader, start=first):
            clean = [plain(cell) for cell in cells[:MAX_COLUMNS]]
            if any(clean):
                found += 1
                refuse_too_many(found)
                yield number, clean
    except csv.Error as error:
        said = _("A quotation mark near line %(line)d is opened and not closed again.")
        raise UnreadableError(said % {"line": reader.line_num}) from error


def refuse_too_many(rows: int) -> None:
    """Raise ``UnreadableError`` if this is more than we read."""
    if rows > MAX_ROWS:
        said = _("This file has more than %(limit)d rows. Split it, and bring the parts one by one.")
        raise UnreadableError(said % {"limit": MAX_ROWS})


def plain(cell: str) -> str:
    """A cell without what only a spreadsheet needs: ``="0012"``, ``'+1 555``, a link's formula."""
    cell = " ".join(cell.split()) if "\n" not in cell.strip() else cell.strip()
    if cell.startswith(("'+", "'-", "'@")):
        return cell[1:]
    if cell.startswith("=") and cell.endswith(('"', '")')):
        name, _open, rest = cell[1:].partition("(")
        if name.startswith('"'):
            return name.strip('"').strip()
        if name.upper() == "HYPERLINK":
            return next(csv.reader([rest.removesuffix(")").replace(";", ",")], skipinitialspace=True))[-1]
    return cell


def _delimiter(text: str) -> str:
    """The one that gives most records the same number of cells, and more than one."""
    sample = "".join(islice(io.StringIO(text, newline=""), SAMPLE_RECORDS))
    return max(DELIMITERS, key=lambda delimiter: _fit(sample, delimiter))


def _fit(sample: str, delimiter: str) -> float:
    try:
        records = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, skipinitialspace=True)
        widths = Counter(len(cells) for cells in records if any(cells))
    except csv.Error:
        return 0
    width, times = max(widths.items(), key=lambda one: (one[1] * (one[0] > 1), one[0]), default=(0, 0))
    return width * times / widths.total() if width > 1 else 0
