"""What each row of a file would do, row by row, before anything is written."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.applications.importing.choices import Choices, Understanding, understand
from apps.applications.importing.rows import Draft, Reader
from apps.applications.models import Application
from apps.applications.planning import local_day
from apps.applications.spreadsheets import Field, Table
from apps.applications.vocabulary import Stage
from apps.students.models import Student

# How far along an application is; what has ended stays ended.
_PROGRESS = {Stage.SAVED: 0, Stage.APPLIED: 1, Stage.INTERVIEWING: 2, Stage.OFFERED: 3}
_ENDED = 4
FILLED_IN = ("location", "address", "closes_on")


class Verdict(StrEnum):
    """What becomes of a row."""

    CREATE = "create"
    UPDATE = "update"
    SKIP = "skip"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Planned:
    """A row with its verdict, and why. ``application``: which one would be updated.

    ``changes``: what it would change there, as (what, from, to); ``fills``: the fields among them.
    """

    draft: Draft
    verdict: Verdict
    why: tuple[str, ...] = ()
    application: Application | None = None
    changes: tuple[tuple[str, str, str], ...] = ()
    fills: tuple[str, ...] = ()
    new_stage: bool = False
    new_day: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """All rows of a file with their verdicts.

    ``digest`` stands for the file, the choices and what they would do: what was shown is imported.
    """

    table: Table
    understanding: Understanding
    rows: Sequence[Planned]
    counts: Mapping[str, int]
    digest: str

    @property
    def to_write(self) -> int:
        """How many rows would create or update something."""
        return self.counts[Verdict.CREATE] + self.counts[Verdict.UPDATE]


def preview_of(student: Student, table: Table, choices: Choices, *, sha: str, now: datetime) -> Preview:
    """Say for each row what it would do among the student's applications. Writes nothing."""
    understanding = understand(table, choices)
    reader = Reader(understanding, zone=student.zone, today=local_day(now, student.zone))
    judge = _Judge(student)
    rows = [judge.judge(reader.read(row)) for row in table.rows]
    counts = Counter(row.verdict for row in rows)
    digest = sha256(f"{sha} {choices.as_data()}".encode())
    for row in rows:
        target = row.application.pk if row.application else 0
        digest.update(f"{row.draft.number} {row.verdict} {target} {row.changes} {row.draft}\n".encode())
    return Preview(
        table=table,
        understanding=understanding,
        rows=rows,
        counts={verdict.value: counts[verdict] for verdict in Verdict},
        digest=digest.hexdigest(),
    )


class _Judge:
    """Compares rows with each other and with what the student has; each application answers for one row."""

    def __init__(self, student: Student) -> None:
        self.seen: dict[tuple[object, ...], int] = {}
        self.known: dict[tuple[str, str], list[Application]] = defaultdict(list)
        for application in Application.objects.filter(student=student).with_story().order_by("pk"):
            key = application.employer.key, application.posting.role.casefold()
            self.known[key].append(application)

    def judge(self, draft: Draft) -> Planned:
        if draft.is_left_out:
            return Planned(draft, Verdict.SKIP, (_("Left out, as you said."),))
        if draft.refusals:
            return Planned(draft, Verdict.REFUSE, tuple(draft.refusals))
        identity = (*draft.key, draft.applied_on, draft.address, draft.reference)
        first = self.seen.setdefault(identity, draft.number)
        if first != draft.number:
            return Planned(draft, Verdict.SKIP, (_("The same as row %(row)d.") % {"row": first},))
        known = self._known(draft)
        if known is None:
            return Planned(draft, Verdict.CREATE, tuple(draft.remarks))
        return _update(draft, known)

    def _known(self, draft: Draft) -> Application | None:
        """The application that this row is about, if there is one: same position, same day if known."""
        candidates = self.known.get(draft.key, [])
        fitting = [one for one in candidates if one.applied_on == draft.applied_on] or [
            one for one in candidates if one.applied_on is None or draft.applied_on is None
        ]
        if not fitting:
            return None
        candidates.remove(fitting[0])
        return fitting[0]


def _update(draft: Draft, known: Application) -> Planned:
    """What the row adds: a later stage, and what is blank. Nothing is overwritten."""
    new_day = known.applied_on is None and draft.applied_on is not None
    new_stage = _progress(draft.stage) > _progress(known.stage)
    fills = tuple(name for name in FILLED_IN if getattr(draft, name) and not getattr(known.posting, name))
    changes = []
    if new_stage:
        changes.append((_("Stage"), known.get_stage_display(), str(Stage(draft.stage).label)))
    if new_day:
        changes.append((_("Applied"), "", _shown(draft.applied_on)))
    changes += [(str(Field(name).label), "", _shown(getattr(draft, name))) for name in fills]
    if not changes:
        return Planned(draft, Verdict.SKIP, (_("You have this one already."),), known)
    why = tuple(draft.remarks)
    return Planned(draft, Verdict.UPDATE, why, known, tuple(changes), fills, new_stage, new_day)


def _shown(value: str | date | None) -> str:
    return date_format(value, "j M Y") if isinstance(value, date) else value or ""


def _progress(stage: str) -> int:
    return _PROGRESS.get(Stage(stage), _ENDED)
