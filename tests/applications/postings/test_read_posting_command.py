"""`manage.py read_posting`: JSON on success, a message and status 2 for what cannot be read."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

_POSTING = "Data Analyst at Elm Ltd\n\nPlease, no phone calls.\n"
_KEYS = {
    *(
        "employer",
        "role",
        "location",
        "contact_name",
        "contact_email",
        "contact_phone",
        "posted_on",
        "closes_on",
    ),
    *("employment_type", "phone_policy", "contact_policy", "address", "sources"),
}


def _run(path: Path | str, *options: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("read_posting", str(path), *options, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def _file(tmp_path: Path, content: bytes | str) -> Path:
    path = tmp_path / "posting"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_file_is_printed_as_json(tmp_path: Path) -> None:
    out, err = _run(_file(tmp_path, _POSTING))
    read = json.loads(out)
    assert set(read) == _KEYS
    assert (read["employer"], read["role"], err) == ("Elm Ltd", "Data Analyst", "")
    policy = read["phone_policy"]
    assert policy["value"] == "no_calls"
    assert _POSTING[policy["start"] : policy["end"]] == policy["evidence"] == "Please, no phone calls."


def test_standard_input_is_a_dash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(_POSTING.encode())))
    assert json.loads(_run("-")[0])["employer"] == "Elm Ltd"


def test_the_format_can_be_said(tmp_path: Path) -> None:
    path = _file(tmp_path, "<title>Cook at Elm Ltd</title>")
    assert json.loads(_run(path, "--format", "html")[0])["role"] == "Cook"
    assert json.loads(_run(path, "--format", "text")[0])["role"] != "Cook"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_other_encodings_are_decoded(tmp_path: Path, encoding: str) -> None:
    path = _file(tmp_path, "Title: Chef pâtissier\n".encode(encoding))
    assert json.loads(_run(path)[0])["role"] == "Chef pâtissier"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"%PDF-1.7 ...", "a document file"),
        (b"PK\x03\x04...", "a document file"),
        (bytes(range(32)) * 8, "not a text file"),
    ],
)
def test_what_is_no_text_exits_2_with_a_message(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(CommandError, match=message) as refused:
        _run(_file(tmp_path, content))
    assert refused.value.returncode == 2


def test_a_missing_file_exits_2_with_a_message(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file") as refused:
        _run(tmp_path / "nowhere")
    assert refused.value.returncode == 2


def test_lines_are_read_one_by_one_and_keep_their_id(tmp_path: Path) -> None:
    entries = [
        {"id": "a", "format": "text", "content": _POSTING},
        {"id": 2, "format": "text/html", "content": "<title>Cook at Elm Ltd</title>"},
        {"content": '{"title": "Cook", "organization": "Elm Ltd"}', "format": "json"},
        {"id": None, "format": 7, "content": "Cook at Elm Ltd"},
    ]
    out, _ = _run(_file(tmp_path, "\n".join(json.dumps(e) for e in entries) + "\n\n"), "--jsonl")
    readings = [json.loads(line) for line in out.splitlines()]
    assert [r["id"] for r in readings] == ["a", 2, None, None]
    assert {r["employer"] for r in readings} == {"Elm Ltd"}
    assert all(set(r) == _KEYS | {"id"} for r in readings)


def test_bad_lines_are_named_and_the_good_ones_printed(tmp_path: Path) -> None:
    lines = [
        '{"id": 1, "content": "Cook at Elm Ltd"}',
        "{",
        "[]",
        '{"id": 4, "content": " "}',
        '{"id": 5, "content": "Cook"}',
    ]
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError, match="3 unreadable") as refused:
        call_command(
            "read_posting", str(_file(tmp_path, "\n".join(lines))), "--jsonl", stdout=out, stderr=err
        )
    assert refused.value.returncode == 2
    assert [json.loads(line)["id"] for line in out.getvalue().splitlines()] == [1, 5]
    assert [line.split(":")[0] for line in err.getvalue().splitlines()] == ["line 2", "line 3", "line 4"]
