"""The emails that we send: one named function each, called just before the email leaves.

``reference`` is what the outbox keeps: a student and a local day, or an interview and its occurrence.
Each speaks the language of the person it goes to; times are the student's local ones.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any

import css_inline
from django.conf import settings
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.applications import sentences
from apps.applications.models import FollowUp
from apps.applications.plan import Step
from apps.applications.sentences import Due, When
from apps.applications.vocabulary import PhonePolicy
from apps.mail.kinds import Composed
from apps.mail.links import absolute, unsubscribe_url
from apps.mail.vocabulary import Category
from apps.reminders.links import action_url
from apps.reminders.models import Nudge, NudgeQuerySet
from apps.reminders.rules import SHOWN_IN_FULL, is_allowed, order_in_digest, part_of_day
from apps.reminders.vocabulary import LinkAction, MailKind
from apps.students.models import Student
from apps.students.vocabulary import Standing


@dataclass(frozen=True, slots=True)
class Item:
    """A follow-up as an email shows it."""

    title: str
    due: Due
    still_possible: str
    role: str
    employer: str
    no_calls: bool
    why: str
    reach: str
    what_to_say: str
    page: str
    is_unreachable: bool
    done: str
    later: str
    skip: str
    is_offer: bool

    @property
    def when(self) -> str:
        """When it is due, as a sentence."""
        return self.due.text if self.due.text.endswith(".") else f"{self.due.text}."

    @property
    def is_late(self) -> bool:
        """Whether it is past due, and counted so."""
        return self.due.when == When.LATE

    @property
    def heading(self) -> str:
        """Under which heading of a digest it stands."""
        if self.is_offer:
            return _("An offer to answer")
        if self.is_late:
            return _("Overdue")
        if self.due.when == When.TODAY:
            return _("Due today")
        return _("Coming up") if self.due.when == When.AHEAD else _("Open now")


@dataclass(frozen=True, slots=True)
class Section:
    """The items of a digest that stand under one heading."""

    heading: str
    items: list[Item]

    @property
    def is_late(self) -> bool:
        """Whether all of it is past due."""
        return all(item.is_late for item in self.items)


# Digest


def compose_digest(reference: str, now: datetime) -> Composed | None:
    """The email of the day: what is new, then what else is open; None if nothing new is still wanted."""
    nudges = Nudge.objects.in_email(digest_key(reference)).still_wanted(now)
    new = list(nudges.values_list("follow_up_id", flat=True))
    if not new:
        return None
    student = _student(reference)
    with translation.override(student.person.language):
        items = [_item(row, now) for row in _to_show(student, new, now)]
        context = _frame(student, Category.REMINDERS, now) | _digest(student, items, now)
        return _composed("mail/digest", student, context)


def digest_still_wanted(reference: str, now: datetime) -> bool:
    """Whether anything that the digest was made for is still owed, and not hidden meanwhile."""
    return Nudge.objects.in_email(digest_key(reference)).still_wanted(now).exists()


def digest_key(reference: str) -> str:
    """What makes a digest one: the student and the local day."""
    return f"{MailKind.DIGEST}:{reference}"


def _to_show(student: Student, new: Sequence[int], now: datetime) -> list[FollowUp]:
    """What is open and shown, and what is new in this digest (it may open later today), in its order."""
    rows = (
        FollowUp.objects.for_student(student)
        .owed()
        .shown(now)
        .with_story()
        .filter(Q(opens__lte=now) | Q(pk__in=new), lapses__gt=now)
    )
    suspended = student.standing == Standing.SUSPENDED
    allowed = [row for row in rows if is_allowed(row.step, suspended=suspended)]
    for row in allowed:
        row.student = student
    return sorted(
        allowed,
        key=lambda row: order_in_digest(row.step, opens=row.opens, due=row.due, excuse=row.excuse, now=now),
    )


def _digest(student: Student, items: list[Item], now: datetime) -> dict[str, Any]:
    full = items[:SHOWN_IN_FULL]
    greeting = {"morning": _("Good morning"), "afternoon": _("Good afternoon"), "evening": _("Good evening")}
    return {
        "items": items,
        "others": len(items) - 1,
        "greeting": greeting[part_of_day(now, student.zone)],
        "today": date_format(now.astimezone(student.zone).date(), "l, j F"),
        "sections": [
            Section(heading, list(group)) for heading, group in groupby(full, key=lambda item: item.heading)
        ],
        "rest": items[SHOWN_IN_FULL:],
        "hour": f"{student.reminder_hour}:00",
    }


# Prompt


def compose_prompt(reference: str, now: datetime) -> Composed | None:
    """Right after an interview: thank the people you met; None if no thank-you is still wanted."""
    nudges = _prompt_nudges(reference).still_wanted(now)
    rows = list(FollowUp.objects.filter(nudges__in=nudges).with_story().order_by("pk").distinct())
    if not rows:
        return None
    student = _student(str(rows[0].student_id))
    letter = (
        FollowUp.objects.owed()
        .with_story()
        .filter(application=rows[0].application, interview=rows[0].interview, step=Step.THANK_YOU_LETTER)
        .first()
    )
    with translation.override(student.person.language):
        for row in (*rows, *([letter] if letter else [])):
            row.student = student
        context = _frame(student, Category.PROMPTS, now) | _prompt(rows, letter, now)
        return _composed("mail/prompt", student, context)


def prompt_still_wanted(reference: str, now: datetime) -> bool:
    """Whether a thank-you that the prompt was made for is still owed, and not hidden meanwhile."""
    return _prompt_nudges(reference).still_wanted(now).exists()


def prompt_key(reference: str) -> str:
    """What makes a prompt one: the interview and the day on which it ended."""
    return f"{MailKind.PROMPT}:{reference}"


def _prompt_nudges(reference: str) -> NudgeQuerySet:
    return Nudge.objects.in_email(prompt_key(reference))


def _prompt(rows: list[FollowUp], letter: FollowUp | None, now: datetime) -> dict[str, Any]:
    items = [_item(row, now) for row in rows]
    return {
        "items": items,
        "employer": items[0].employer,
        "letter": _item(letter, now) if letter else None,
    }


# Both


def _student(reference: str) -> Student:
    pk = int(reference.partition(":")[0])
    return Student.objects.select_related("person", "counselor").get(pk=pk)


def _item(row: FollowUp, now: datetime) -> Item:
    posting = row.application.posting
    return Item(
        title=sentences.title(row, now=now),
        due=sentences.due(row, now=now),
        still_possible=sentences.still_possible(row, now=now),
        role=posting.role,
        employer=posting.employer_name,
        no_calls=posting.phone_policy == PhonePolicy.NO_CALLS,
        why=sentences.why(row),
        reach=sentences.reach(row),
        what_to_say=sentences.what_to_say(row),
        page=absolute(reverse(_page_name(row), args=[row.application_id])),
        is_unreachable=sentences.is_unreachable(row),
        done=action_url(row, LinkAction.DONE, now=now),
        later=action_url(row, LinkAction.LATER, now=now),
        skip=action_url(row, LinkAction.SKIP, now=now),
        is_offer=row.step == Step.OFFER_REPLY,
    )


def _page_name(row: FollowUp) -> str:
    return "applications:add_contact" if sentences.is_unreachable(row) else "applications:application"


def _frame(student: Student, category: Category, now: datetime) -> dict[str, Any]:
    return {
        "language": student.person.language,
        "called": student.person.get_short_name(),
        "counselor": student.counselor,
        "home": absolute(reverse("home")),
        "settings": absolute(reverse("reminders:settings")),
        "stop": unsubscribe_url(student.person.email, category, now=now),
        "office_name": settings.OFFICE_NAME,
        "office_address": settings.OFFICE_ADDRESS,
    }


def _composed(folder: str, student: Student, context: dict[str, Any]) -> Composed:
    subject = render_to_string(f"{folder}/subject.txt", context).strip()
    context |= {"subject": subject}
    return Composed(
        subject=subject,
        text=_text(render_to_string(f"{folder}/body.txt", context)),
        html=_inliner().inline(render_to_string(f"{folder}/body.html", context)),
        to_name=student.person.name,
        reply_to=student.counselor.email if student.counselor else None,
    )


def _text(rendered: str) -> str:
    """Without the runs of empty lines that template tags leave behind."""
    return re.sub(r"\n{3,}", "\n\n", rendered.strip()) + "\n"


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
