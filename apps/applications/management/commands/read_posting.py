"""`manage.py read_posting FILE`: prints what the posting reader makes of a file, as JSON."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, cast

from django.core.management.base import BaseCommand, CommandError

from apps.applications.postings import Format, read_posting

_FORMATS = ("auto", "html", "text")
# Beyond this many control characters in a hundred, a file is no text in any encoding we decode.
_BINARY_PERCENT = 2


class Command(BaseCommand):
    """Reads one posting, or with --jsonl one `{"id", "format", "content"}` a line.

    Exit status 2 for input that cannot be read; with --jsonl the readings of the good lines are printed all
    the same.
    """

    help = "Read a job posting (text, HTML, mail, JSON) and print employer, role, dates and policies as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the file to read, or - for standard input")
        parser.add_argument("--format", choices=_FORMATS, default="auto")
        parser.add_argument("--jsonl", action="store_true", help='one {"id", "format", "content"} a line')

    def handle(self, *args: object, **options: Any) -> None:
        name: str = options["file"]
        content = _decoded(_bytes(name), name)
        if options["jsonl"]:
            self._read_lines(content, options["format"])
        else:
            reading = read_posting(content, format=cast(Format, options["format"]))
            self.stdout.write(json.dumps(reading.as_json(), ensure_ascii=False, indent=2))

    def _read_lines(self, content: str, default: str) -> None:
        unreadable = 0
        for number, line in enumerate(content.split("\n"), start=1):
            if not line.strip():
                continue
            try:
                entry = _entry(line)
            except ValueError as error:
                unreadable += 1
                self.stderr.write(f"line {number}: {error}")
                continue
            kind = _format(entry.get("format"), default)
            reading = read_posting(entry["content"], format=kind)
            self.stdout.write(json.dumps({"id": entry.get("id"), **reading.as_json()}, ensure_ascii=False))
        if unreadable:
            raise CommandError(f"{unreadable} unreadable line(s)", returncode=2)


def _bytes(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror or error}", returncode=2) from error


def _decoded(raw: bytes, name: str) -> str:
    if raw.startswith((b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")):
        raise CommandError(f"{name}: a document file; paste the posting's text instead", returncode=2)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = raw.decode("utf-16", errors="replace")
    else:
        try:
            content = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            content = raw.decode("cp1252", errors="replace")
    if not content.strip():
        raise CommandError(f"{name}: empty", returncode=2)
    control = sum(c < " " and c not in "\t\n\r\f\v" for c in content)
    if control * 100 > len(content) * _BINARY_PERCENT:
        raise CommandError(f"{name}: not a text file", returncode=2)
    return content


def _entry(line: str) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not JSON: {error}") from error
    if not isinstance(entry, dict) or not isinstance(entry.get("content"), str):
        raise ValueError('expected an object with "id", "format" and "content"')
    if not entry["content"].strip():
        raise ValueError(f"empty content (id {entry.get('id')!r})")
    return entry


def _format(named: object, default: str) -> Format:
    """The nearest of our formats to whatever the line calls it ("text/html", "plain text", "json")."""
    words = named.lower() if isinstance(named, str) else default
    if "html" in words:
        return "html"
    return "text" if words in {"text", "plain", "plain text", "text/plain", "txt"} else "auto"
