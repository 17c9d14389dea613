"""`manage.py import_applications`: what the page for bringing a spreadsheet does, without the page."""

import json
from argparse import ArgumentParser
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from apps.applications.importing import (
    Choices,
    Preview,
    Verdict,
    import_rows,
    keep_file,
    look_at,
    preview_of,
    reconsider,
)
from apps.applications.models import Import
from apps.applications.spreadsheets import Field, UnreadableError, read_table
from apps.applications.spreadsheets.dates import DMY, MDY
from apps.applications.spreadsheets.text import ENCODINGS
from apps.students.models import Student


class Command(BaseCommand):
    """Exit status 0: every row is in; 1: some were refused; 2: the file or the student was not."""

    help = "Import a student's applications from a CSV or XLSX file of any layout."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the student's login name")
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
        parser.add_argument("--json", action="store_true", help="say it as JSON")
        parser.add_argument(
            "--days", choices=(DMY, MDY), default="", help="what 3/4 means where the file does not show it"
        )
        parser.add_argument(
            "--missing-day", type=date.fromisoformat, help="the day applied, for rows that have none"
        )
        parser.add_argument(
            "--encoding", choices=tuple(ENCODINGS), default="", help="of a file that is not in UTF-8"
        )
        parser.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="N=FIELD",
            help="what column N (from 1) holds; N= leaves it out",
        )
        parser.add_argument(
            "--stage", action="append", default=[], metavar="WORDING=STAGE", help="what a wording means"
        )

    def handle(self, *args: object, **options: Any) -> None:
        student = (
            Student.objects.select_related("person").filter(person__email=options["email"].lower()).first()
        )
        if student is None:
            raise CommandError(f"No student signs in as {options['email']}.", returncode=2)
        try:
            content = options["file"].read_bytes()
            preview, upload = self._carry_out(student, content, options)
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror or error}", returncode=2) from error
        except UnreadableError as error:
            offers = "".join(f"\n  --encoding {one.encoding}: {one.sample}" for one in error.offers)
            raise CommandError(f"{error.message}{offers}", returncode=2) from error
        self._report(preview, upload, as_json=options["json"])
        if preview.counts[Verdict.REFUSE]:
            raise CommandError(f"{preview.counts[Verdict.REFUSE]} row(s) refused.", returncode=1)

    def _carry_out(
        self, student: Student, content: bytes, options: dict[str, Any]
    ) -> tuple[Preview, Import | None]:
        now = timezone.now()
        choices = Choices(
            columns={
                int(number) - 1: _field(name)
                for number, name in _pairs(options["column"])
                if number.isdecimal()
            },
            stages=dict(_pairs(options["stage"])),
            day_order=options["days"],
            missing_day=options["missing_day"],
            encoding=options["encoding"],
        )
        if options["dry_run"]:
            table = read_table(content, encoding=choices.encoding)
            return preview_of(student, table, choices, sha=sha256(content).hexdigest(), now=now), None
        read_table(content, encoding=choices.encoding)
        upload = keep_file(
            student=student, name=options["file"].name, content=content, encoding=choices.encoding, now=now
        )
        reconsider(upload=upload, choices=choices)
        preview = look_at(upload, now=now)
        with tqdm(
            total=preview.to_write, unit=" rows", disable=options["json"] or not options["verbosity"]
        ) as bar:
            upload = import_rows(
                upload=upload, shown=preview.digest, by=student.person, now=now, progress=bar.update
            )
        return preview, upload

    def _report(self, preview: Preview, upload: Import | None, *, as_json: bool) -> None:
        if as_json:
            rows = [
                {
                    "row": row.draft.number,
                    "verdict": row.verdict,
                    "employer": row.draft.employer,
                    "role": row.draft.role,
                    "stage": row.draft.stage,
                    "close_reason": row.draft.close_reason,
                    "applied_on": row.draft.applied_on and row.draft.applied_on.isoformat(),
                    "stage_on": row.draft.stage_on and row.draft.stage_on.isoformat(),
                    "why": list(row.why),
                    "changes": [list(change) for change in row.changes],
                }
                for row in preview.rows
            ]
            said = {
                "import": upload.pk if upload else None,
                "counts": dict(preview.counts),
                "columns": dict(
                    zip(
                        map(str, range(1, len(preview.understanding.columns) + 1)),
                        preview.understanding.columns,
                        strict=True,
                    )
                ),
                "stages": dict(preview.understanding.stages),
                "day_order": preview.understanding.day_order,
                "rows": rows,
            }
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=1))
            return
        for label, name in zip(preview.table.labels, preview.understanding.columns, strict=True):
            if name:
                self.stdout.write(f"{label or 'column'}: {Field(name).label}")
        for wording, meaning in preview.understanding.stages.items():
            self.stdout.write(f"“{wording}”: {meaning or 'unknown'}")
        for row in preview.rows:
            if row.why:
                self.stdout.write(f"row {row.draft.number}: {row.verdict}: {' '.join(row.why)}")
        done = "imported" if upload else "would import"
        counts = ", ".join(f"{count} {verdict}" for verdict, count in preview.counts.items())
        self.stdout.write(f"{done}: {counts}")


def _pairs(arguments: list[str]) -> list[tuple[str, str]]:
    return [
        (before.strip().casefold(), after.strip())
        for before, _sign, after in (one.rpartition("=") for one in arguments)
    ]


def _field(name: str) -> str:
    if name and name not in Field.values:
        raise CommandError(f"No such field: {name}. There are: {', '.join(Field.values)}.", returncode=2)
    return name
