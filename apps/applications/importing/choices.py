"""What a student says of a file, and what the file itself says where they have not spoken."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from apps.applications.spreadsheets import (
    ColumnGuess,
    DayOrder,
    Field,
    Table,
    day_order,
    guess_columns,
    guess_stages,
)
from apps.applications.spreadsheets.columns import DAYS


@dataclass(frozen=True, slots=True)
class Choices:
    """What the student chose; empty is "as guessed".

    ``columns``: by index, a ``Field`` or "" for none. ``stages``: by wording, a value of
    ``STAGE_CHOICES``. ``missing_day``: the day for rows that have none.
    """

    columns: Mapping[int, str] = field(default_factory=dict)
    stages: Mapping[str, str] = field(default_factory=dict)
    day_order: str = ""
    missing_day: date | None = None
    encoding: str = ""

    def as_data(self) -> dict[str, Any]:
        """As the database keeps it."""
        return {
            "columns": {str(index): name for index, name in self.columns.items()},
            "stages": dict(self.stages),
            "day_order": self.day_order,
            "missing_day": self.missing_day.isoformat() if self.missing_day else "",
            "encoding": self.encoding,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Choices":
        """As it was kept."""
        day = data.get("missing_day")
        return cls(
            columns={int(index): name for index, name in data.get("columns", {}).items()},
            stages=dict(data.get("stages", {})),
            day_order=data.get("day_order", ""),
            missing_day=date.fromisoformat(day) if day else None,
            encoding=data.get("encoding", ""),
        )


@dataclass(frozen=True, slots=True)
class Understanding:
    """How a file is read: each guess with where it comes from, and what was chosen instead.

    ``columns``: what each column holds. ``stages``: each wording with its meaning, "" if nobody knows.
    ``day_order``: "" if it matters and nobody has said.
    """

    guesses: tuple[ColumnGuess, ...]
    columns: tuple[str, ...]
    stages: Mapping[str, str]
    days: DayOrder
    day_order: str
    missing_day: date | None

    def indexes(self, wanted: Field) -> list[int]:
        """The columns that hold this."""
        return [index for index, name in enumerate(self.columns) if name == wanted]


def understand(table: Table, choices: Choices) -> Understanding:
    """Read a table as its columns, wordings and days suggest, unless the student says otherwise."""
    guesses = tuple(guess_columns(table.labels, table.column))
    columns = tuple(choices.columns.get(index, str(guess.field or "")) for index, guess in enumerate(guesses))
    stages: dict[str, str] = {}
    days: list[str] = []
    for index, name in enumerate(columns):
        if name == Field.STAGE:
            guessed = guess_stages(table.column(index))
            stages |= {key: choices.stages.get(key, guess) for key, guess in guessed.items()}
        elif name in DAYS:
            days += table.column(index)
    found = day_order(days)
    return Understanding(
        guesses=guesses,
        columns=columns,
        stages=stages,
        days=found,
        day_order=choices.day_order or found.order,
        missing_day=choices.missing_day,
    )
