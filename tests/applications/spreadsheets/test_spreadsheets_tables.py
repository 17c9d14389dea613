"""Files of every kind become a table or a message; never an exception of another kind."""

import io
from contextlib import suppress
from datetime import date, datetime, time
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from apps.applications.spreadsheets import MAX_BYTES, Table, UnreadableError, guess_columns, read_table
from apps.applications.spreadsheets.text import MAX_COLUMNS, MAX_ROWS, plain
from apps.applications.spreadsheets.workbooks import shown

A_DAY = datetime(2026, 3, 4)  # noqa: DTZ001 - cells have no zone
A_MORNING = datetime(2026, 3, 4, 9, 30)  # noqa: DTZ001
PLAIN = "Company,Role,Applied\nCorvina Labs,Curator,2026-09-01\nMøller & Søn,Analyst,2026-09-02\n"


def xlsx(*rows: list[object], title: str = "Sheet", merge: str = "") -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def cells(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


@pytest.mark.parametrize(
    ("content", "source"),
    [
        (PLAIN.encode(), "UTF-8"),
        (PLAIN.encode("utf-8-sig"), "UTF-8"),
        (PLAIN.encode("utf-16"), "UTF-16"),
        ("\ufeff".encode("utf-16-be") + PLAIN.encode("utf-16-be"), "UTF-16"),
        (PLAIN.encode("utf-32"), "UTF-32"),
        (PLAIN.replace(",", ";").encode(), "UTF-8"),
        (PLAIN.replace(",", "\t").encode(), "UTF-8"),
        (PLAIN.replace(",", "|").replace("\n", "\r\n").encode(), "UTF-8"),
        (PLAIN.replace("\n", "\r").encode(), "UTF-8"),
        (("sep=;\n" + PLAIN.replace(",", ";")).encode(), "UTF-8"),
        (PLAIN.replace("Curator", "Cu\0rator").encode(), "UTF-8"),
    ],
)
def test_a_text_table_is_read_whatever_its_marks(content: bytes, source: str) -> None:
    table = read_table(content)
    assert table.labels == ("Company", "Role", "Applied")
    assert cells(table) == [
        ("Corvina Labs", "Curator", "2026-09-01"),
        ("Møller & Søn", "Analyst", "2026-09-02"),
    ]
    assert source in table.source


def test_an_unknown_encoding_is_offered_with_a_sample_and_never_taken() -> None:
    content = PLAIN.encode("cp1252")
    with pytest.raises(UnreadableError) as refused:
        read_table(content)
    offers = {offer.encoding: offer.sample for offer in refused.value.offers}
    assert offers["cp1252"] == "Møller & Søn,Analyst,2026-09-02"
    assert offers["mac_roman"] != offers["cp1252"]
    assert cells(read_table(content, encoding="cp1252"))[1][0] == "Møller & Søn"


def test_utf_16_without_its_mark_is_asked_about() -> None:
    with pytest.raises(UnreadableError) as refused:
        read_table(PLAIN.encode("utf-16-le"))
    assert "utf-16-le" in {offer.encoding for offer in refused.value.offers}
    assert len(cells(read_table(PLAIN.encode("utf-16-le"), encoding="utf-16-le"))) == 2


def bomb() -> bytes:
    content = io.BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (101 * 1024 * 1024))
    return content.getvalue()


def archive_of(**parts: str) -> bytes:
    content = io.BytesIO()
    with ZipFile(content, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_x", ".x"), text)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "nothing in this file"),
        (b"\n\n,,,\n", "nothing in this file"),
        (b"%PDF-1.7\n1 0 obj", "a PDF"),
        (b"  \n%PDF-1.4", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "of the old kind"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"{\\rtf1 x", "a text document"),
        (b"\x01\x02\x03\x04" * 50, "not a text file"),
        (b"x" * (MAX_BYTES + 1), "larger than 10 MB"),
        (b"PK\x03\x04 and no more", "cut off or damaged"),
        (bomb(), "far larger than it looks"),
        (
            archive_of(mimetype="application/vnd.oasis.opendocument.spreadsheet"),
            "not a workbook that we can read",
        ),
        (archive_of(xl__workbook_xml="<broken"), "damaged"),
        (xlsx(), "nothing in this file"),
        (("a,b\n" * (MAX_ROWS + 2)).encode(), f"more than {MAX_ROWS} rows"),
        (b'Company,Role\n"Corvina' + b" Labs" * 40_000, "is opened and not closed"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_table_says_what_it_is(content: bytes, said: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_table(content)
    assert said in refused.value.message
    assert not refused.value.offers


def test_a_workbook_gives_what_it_shows() -> None:
    rows: list[list[object]] = [
        ["Company", "Role", "Applied", "Reference"],
        ["Corvina Labs", "Curator", A_DAY, 42.0],
        ["Tidewater", None, date(2026, 3, 5), "#REF!"],
    ]
    table = read_table(xlsx(*rows, title="Tracker"))
    assert cells(table) == [
        ("Corvina Labs", "Curator", "2026-03-04", "42"),
        ("Tidewater", "", "2026-03-05", ""),
    ]
    assert "Tracker" in table.source


def test_the_sheet_that_names_its_columns_is_the_one() -> None:
    book = Workbook()
    first = book.active
    assert first is not None
    first.append(["How to use this tracker"])
    second = book.create_sheet("Applications")
    second.append(["Employer", "Position"])
    second.append(["Corvina Labs", "Curator"])
    hidden = book.create_sheet("Lists")
    hidden.sheet_state = "hidden"
    for _ in range(9):
        hidden.append(["Employer", "Position", "Stage"])
    content = io.BytesIO()
    book.save(content)
    assert cells(read_table(content.getvalue())) == [("Corvina Labs", "Curator")]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "yes"),
        (False, "no"),
        (1.5, "1.5"),
        (A_MORNING, "2026-03-04 09:30:00"),
        (time(9, 30), "09:30:00"),
        ("#N/A", ""),
        (" spaced \n out ", "spaced \n out"),
    ],
)
def test_values_become_text(value: object, text: str) -> None:
    assert shown(value) == text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('="0042"', "0042"),
        ('=HYPERLINK("https://jobs.example/1","Curator")', "Curator"),
        ('=HYPERLINK("https://jobs.example/1";"Curator")', "Curator"),
        ("'+1 555 0142", "+1 555 0142"),
        ("=1+1", "=1+1"),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
    ],
)
def test_what_only_spreadsheets_need_is_taken_off(cell: str, text: str) -> None:
    assert plain(cell) == text


def test_two_rows_of_names_and_merged_cells_above_them() -> None:
    rows: list[list[object]] = [
        ["My search 2026"],
        ["About the job", None, "Dates", None],
        ["Company", "Role", "sent", "answer"],
        ["Corvina Labs", "Curator", "2026-09-01", "2026-09-05"],
    ]
    table = read_table(xlsx(*rows, merge="A2:B2"))
    assert table.labels == ("Company", "Role", "Dates sent", "Dates answer")
    assert [row.number for row in table.rows] == [4]


def test_names_over_two_rows_are_read_together() -> None:
    table = read_table(b"Company,Role,Date,Date\n,,applied,of response\nCorvina Labs,Curator,2026-09-01,\n")
    assert table.labels == ("Company", "Role", "Date applied", "Date of response")
    assert len(table.rows) == 1


def test_without_a_row_of_names_the_first_row_is_a_row() -> None:
    table = read_table(b"Corvina Labs,https://jobs.example/1\nTidewater,https://jobs.example/2\n")
    assert not table.has_header
    assert len(table.rows) == 2


def test_strange_names_are_names_where_values_stand_below_them() -> None:
    table = read_table(b"Qzx,Wvu\nCorvina Labs,2026-09-01\n")
    assert table.has_header
    assert table.labels == ("Qzx", "Wvu")


def test_names_printed_again_on_every_page_are_no_rows() -> None:
    table = read_table(b"Company,Role\nCorvina Labs,Curator\nCompany,Role\nTidewater,Analyst\n")
    assert [row.number for row in table.rows] == [2, 4]


def test_two_hundred_columns_and_ragged_rows_are_read() -> None:
    wide = ",".join(f"Column {n}" for n in range(1, 201))
    table = read_table(f"Company,Role,{wide}\nCorvina Labs\nTidewater,Analyst{',x' * 300}\n".encode())
    assert len(table.labels) == MAX_COLUMNS
    assert table.rows[0].cells[:2] == ("Corvina Labs", "")


@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_else(content: bytes) -> None:
    with suppress(UnreadableError):
        table = read_table(content)
        assert len(guess_columns(table.labels, table.column)) == len(table.labels)


@given(
    st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=5), min_size=1, max_size=8),
    st.sampled_from(",;\t|"),
)
def test_no_text_raises_and_every_cell_stands_in_the_file(rows: list[list[str]], delimiter: str) -> None:
    text = "\n".join(delimiter.join(row) for row in rows)
    try:
        table = read_table(text.encode("utf-8", "ignore"))
    except UnreadableError:
        return
    squeezed = "".join(text.split()).replace('"', "").replace("\0", "")
    for row in table.rows:
        for cell in row.cells:
            assert "".join(cell.split()).replace('"', "") in squeezed
