"""A student's applications as CSV, XLSX and JSON, and everything we keep about them as one archive.

Tables open in spreadsheet programs, so no cell of them can be taken for a formula; they can be brought
back as they are (``importing``).
"""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from apps.applications.models import Application, Contact, Event, FollowUp, Import, Interview, Interviewer
from apps.applications.vocabulary import Stage
from apps.mail.models import OutboxEmail
from apps.students.models import AccessEvent, CaseloadMembership, Student

BATCH = 500
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
SECRETS = frozenset({"password", "calendar_token", "content"})


def harmless(text: str) -> str:
    """A cell that no spreadsheet program takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _header() -> list[str]:
    return [
        _("Employer"),
        _("Position"),
        _("Stage"),
        _("Date applied"),
        _("Last change"),
        _("Place"),
        _("Web address"),
        _("Apply by"),
        _("Contact"),
        _("Contact’s email"),
        _("Contact’s phone"),
        _("Why this organisation"),
        _("How I fit"),
    ]


def _rows(student: Student) -> Iterator[list[str]]:
    """One application a row, the newest first; days as ISO writes them."""
    for application in _applications(student).iterator(BATCH):
        posting, contact = application.posting, application.contact
        stage = str(Stage(application.stage).label)
        reason = application.get_close_reason_display() if application.stage == Stage.CLOSED else ""
        yield [
            harmless(cell)
            for cell in (
                posting.employer_name,
                posting.role,
                f"{stage}: {reason}" if reason else stage,
                _iso(application.applied_on),
                _iso(application.stage_on),
                posting.location,
                posting.address,
                _iso(posting.closes_on),
                contact.name if contact else "",
                contact.email if contact else "",
                contact.phone if contact else "",
                application.why_here,
                application.why_me,
            )
        ]


def _applications(student: Student) -> Any:
    return Application.objects.filter(student=student).with_story().order_by("-pk")


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


class _Line:
    """Hands over what is written to it, so that a table can be sent as it is made."""

    def write(self, text: str) -> str:
        return text


def csv_lines(student: Student) -> Iterator[str]:
    """The applications as CSV, line by line, with the mark by which spreadsheet programs know UTF-8."""
    writer: Any = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(_header())
    for row in _rows(student):
        yield writer.writerow(row)


def workbook(student: Student) -> bytes:
    """The applications as XLSX."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Applications"))
    for row in (_header(), *_rows(student)):
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("", cell) for cell in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def json_lines(student: Student) -> Iterator[str]:
    """The applications with all that happened, as one JSON list, piece by piece."""
    before = "[\n"
    for application in _applications(student).iterator(BATCH):
        yield before + _json(_whole(application))
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _whole(application: Application) -> dict[str, Any]:
    return _plain(application) | {
        "employer": str(application.employer),
        "posting": _plain(application.posting),
        "contact": _plain(application.contact) if application.contact else None,
        "interviews": _all(Interview.objects.filter(application=application)),
        "interviewers": _all(Interviewer.objects.filter(interview__application=application)),
        "events": _all(Event.objects.filter(application=application)),
        "follow_ups": _all(FollowUp.objects.filter(application=application).order_by("pk")),
    }


def _plain(row: Model) -> dict[str, Any]:
    """All columns of a row, but for secrets."""
    columns = [field for field in row._meta.concrete_fields if field.name not in SECRETS]  # noqa: SLF001
    return {field.name: field.value_from_object(row) for field in columns}


def _all(rows: Any) -> list[dict[str, Any]]:
    return [_plain(row) for row in rows]


def _json(value: object) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


def archive(student: Student, *, now: datetime) -> bytes:
    """Everything that is kept about a student as one ZIP: their record, and the applications as two files."""
    person = student.person
    record = {
        "made_at": now,
        "person": _plain(person),
        "student": _plain(student) | {"cohort": str(student.cohort)},
        "counselors": _all(CaseloadMembership.objects.filter(student=student)),
        "opened_by_staff": _all(AccessEvent.objects.filter(student=student)),
        "contacts": _all(Contact.objects.filter(student=student)),
        "imports": _all(Import.objects.filter(student=student).defer("content")),
        "emails": _all(OutboxEmail.objects.filter(to=person.email)),
    }
    content = io.BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as files:
        files.writestr("about-me.json", _json(record))
        for name, pieces in (
            ("applications.json", json_lines(student)),
            ("applications.csv", csv_lines(student)),
        ):
            with files.open(name, "w") as file:
                for piece in pieces:
                    file.write(piece.encode())
    return content.getvalue()
