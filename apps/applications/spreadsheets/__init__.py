"""Reads somebody's own spreadsheet: bytes in, a table with guesses and their evidence out. Writes nothing."""

from apps.applications.spreadsheets.columns import ColumnGuess, Field, guess_columns
from apps.applications.spreadsheets.dates import DayOrder, Trouble, day_order, read_day
from apps.applications.spreadsheets.stages import (
    LEAVE_OUT,
    STAGE_CHOICES,
    guess_stage,
    guess_stages,
    stage_key,
)
from apps.applications.spreadsheets.tables import Row, Table, read_table
from apps.applications.spreadsheets.text import MAX_BYTES, Offer, UnreadableError

__all__ = [
    "LEAVE_OUT",
    "MAX_BYTES",
    "STAGE_CHOICES",
    "ColumnGuess",
    "DayOrder",
    "Field",
    "Offer",
    "Row",
    "Table",
    "Trouble",
    "UnreadableError",
    "day_order",
    "guess_columns",
    "guess_stage",
    "guess_stages",
    "read_day",
    "read_table",
    "stage_key",
]
