"""Imports a spreadsheet: what each row would do, then all of it in one transaction, and its undoing."""

from apps.applications.importing.choices import Choices, Understanding, understand
from apps.applications.importing.preview import Planned, Preview, Verdict, preview_of
from apps.applications.importing.undo import undo_import
from apps.applications.importing.write import ChangedError, import_rows, keep_file, look_at, reconsider

__all__ = [
    "ChangedError",
    "Choices",
    "Planned",
    "Preview",
    "Understanding",
    "Verdict",
    "import_rows",
    "keep_file",
    "look_at",
    "preview_of",
    "reconsider",
    "understand",
    "undo_import",
]
