"""The kinds of mail that settings.MAIL_KINDS names: who composes one, and who says if it is still wanted.

The two strings of each kind are the only ones in the house that point upward
(docs/adr/0002-one-staircase.md).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.core import checks
from django.utils.module_loading import import_string

from apps.mail.vocabulary import Category


@dataclass(frozen=True)
class Attachment:
    """A file that an email carries."""

    filename: str
    content: bytes
    mimetype: str


@dataclass(frozen=True)
class Composed:
    """What an email says. Names and subject are put on one line and shortened where needed."""

    subject: str
    text: str
    html: str = ""
    to_name: str = ""
    from_name: str = ""  # empty: the office's
    reply_to: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Kind:
    """One kind of mail.

    ``compose(reference, now)`` runs just before sending, outside any transaction; None: nothing is left to
    say. ``still_wanted(reference, now)`` runs in the commit that lets the email go; it only reads.
    """

    name: str
    category: Category
    compose: Callable[[str, datetime], Composed | None]
    still_wanted: Callable[[str, datetime], bool]


class NoSuchKindError(LookupError):
    """settings.MAIL_KINDS does not name this kind of mail."""


def kind_named(name: str) -> Kind:
    """The kind of that name. Raises NoSuchKindError, or ImportError where its strings lead nowhere."""
    if name not in settings.MAIL_KINDS:
        raise NoSuchKindError(f"settings.MAIL_KINDS has no kind {name!r}")
    conf = settings.MAIL_KINDS[name]
    return _kind(name, conf["category"], conf["compose"], conf["still_wanted"])


@cache
def _kind(name: str, category: str, compose: str, still_wanted: str) -> Kind:
    return Kind(name, Category(category), import_string(compose), import_string(still_wanted))


def check_mail_kinds(**_: Any) -> list[checks.CheckMessage]:
    """System check: every kind has a known category and two strings that import."""
    problems: list[checks.CheckMessage] = []
    for name in settings.MAIL_KINDS:
        try:
            kind_named(name)
        except (ImportError, KeyError, ValueError) as error:
            problems.append(checks.Error(f"MAIL_KINDS[{name!r}]: {error!r}", id="mail.E001"))
    return problems
