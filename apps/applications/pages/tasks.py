"""A follow-up as a task on a page: its words, its one next action, and the days it can be put off to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.applications import sentences
from apps.applications.calendars import business_days
from apps.applications.days import add_business_days
from apps.applications.models import Contact, FollowUp
from apps.applications.planning import local_day
from apps.applications.rules import snooze_limit
from apps.applications.sentences import Due, When
from apps.applications.vocabulary import Channel, FollowUpStatus, PhonePolicy

WEEK = timedelta(days=7)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class NextStep:
    """Where the row's button leads; ``label`` says what will open."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class LaterDay:
    """A local day to which a task can be put off, and what that day is called."""

    label: str
    day: date


@dataclass(frozen=True)
class Task:
    """A follow-up (fetched with its story and student) and what its row says, put into words when asked.

    ``more``: how many like it this row stands for besides.
    """

    follow_up: FollowUp
    now: datetime
    more: int = 0

    @cached_property
    def due(self) -> Due:
        """When it is due, or until when it was put off."""
        return _due(self.follow_up, now=self.now)

    @property
    def title(self) -> str:
        """What to do, beginning with a verb."""
        return sentences.title(self.follow_up, now=self.now)

    @property
    def why(self) -> str:
        """The reason; for what is late also until when it is still welcome."""
        why = sentences.why(self.follow_up)
        return f"{why} {sentences.still_possible(self.follow_up, now=self.now)}" if self.is_late else why

    @property
    def what_to_say(self) -> str:
        """What belongs in it."""
        return sentences.what_to_say(self.follow_up)

    @property
    def reach(self) -> str:
        """By which channel, to whom."""
        return sentences.reach(self.follow_up)

    @property
    def icon(self) -> str:
        """The symbol of its channel."""
        return sentences.icon(self.follow_up)

    @cached_property
    def next_step(self) -> NextStep:
        """Where the row's button leads."""
        return next_step(self.follow_up)

    @cached_property
    def later(self) -> tuple[LaterDay, ...]:
        """The days to which it can be put off; none when it can wait no longer."""
        return tuple(later_days(self.follow_up, now=self.now))

    @property
    def is_late(self) -> bool:
        """Whether it stands under *Overdue*."""
        return self.due.when == When.LATE

    @property
    def has_a_reason(self) -> bool:
        """Whether what it answers has happened; nobody is thanked before the interview."""
        return self.follow_up.anchor_at <= self.now

    @property
    def no_calls(self) -> bool:
        """Whether the posting forbids calls."""
        return self.follow_up.application.posting.phone_policy == PhonePolicy.NO_CALLS


def is_put_off(follow_up: FollowUp, *, now: datetime) -> bool:
    """Whether *Later* hides it at this moment."""
    return (
        follow_up.status == FollowUpStatus.OWED
        and follow_up.snoozed_until is not None
        and follow_up.snoozed_until > now
    )


def _due(follow_up: FollowUp, *, now: datetime) -> Due:
    if follow_up.snoozed_until is not None and is_put_off(follow_up, now=now):
        zone = follow_up.student.zone
        back = sentences.day_name(local_day(follow_up.snoozed_until, zone), today=local_day(now, zone))
        return Due(_("Put off until %(day)s") % {"day": back}, When.WAITING)
    return sentences.due(follow_up, now=now)


def next_step(follow_up: FollowUp) -> NextStep:
    """The one next action: write, call, or look up how; the channel already obeys *no calls*.

    A call is offered only where the plan chose the phone, which it never does under *no calls*.
    """
    contact = _whom(follow_up)
    page = reverse("applications:application", args=[follow_up.application_id])
    if sentences.is_unreachable(follow_up):
        return _find_somebody(follow_up)
    match follow_up.channel:
        case Channel.EMAIL if contact and contact.email:
            subject = quote(_subject(follow_up))
            return NextStep(_("Write email"), f"mailto:{quote(contact.email, safe='@')}?subject={subject}")
        case Channel.PHONE if contact and contact.phone:
            digits = "".join(sign for sign in contact.phone if sign.isdigit() or sign == "+")
            return NextStep(_("Call %(number)s") % {"number": contact.phone}, f"tel:{digits}")
        case Channel.POST:
            return NextStep(_("See the address"), f"{page}#contacts")
        case Channel.EMAIL if contact:
            return NextStep(_("Add their email"), _contact_page(follow_up, contact))
    address = web_address(follow_up.application.posting.address)
    if address:
        return NextStep(_("Open the posting"), address)
    return NextStep(_("Who to write to"), f"{page}#contacts")


def _find_somebody(follow_up: FollowUp) -> NextStep:
    contact = _whom(follow_up)
    if contact is not None:
        return NextStep(_("Add the address"), _contact_page(follow_up, contact))
    return NextStep(_("Add a person"), reverse("applications:add_contact", args=[follow_up.application_id]))


def _contact_page(follow_up: FollowUp, contact: Contact) -> str:
    return reverse("applications:edit_contact", args=[follow_up.application_id, contact.pk])


def _whom(follow_up: FollowUp) -> Contact | None:
    return follow_up.contact or follow_up.application.contact


def _subject(follow_up: FollowUp) -> str:
    role = follow_up.application.posting.role or follow_up.application.posting.employer_name
    if follow_up.step in {"thank_you_email", "rejection_reply"}:
        return _("Thank you: %(role)s") % {"role": role}
    return _("My application: %(role)s") % {"role": role}


def web_address(address: str) -> str:
    """The address if a browser may follow it as a link, else nothing."""
    return address if address.startswith(("https://", "http://")) else ""


def later_days(follow_up: FollowUp, *, now: datetime) -> Iterator[LaterDay]:
    """*Tomorrow*, and next week's first business day, as far as it can wait until then."""
    zone = follow_up.student.zone
    today = local_day(now, zone)
    limit = local_day(snooze_limit(follow_up.lapses), zone)
    is_business_day = business_days(settings.OFFICE_REGION)
    sunday = today + timedelta(days=6 - today.weekday())
    next_week = add_business_days(sunday, 1, is_business_day)
    between = (today + timedelta(days=n) for n in range(1, (next_week - today).days))
    holiday = any(not is_business_day(day) for day in between if day.weekday() < SATURDAY)
    tomorrow = today + timedelta(days=1)
    if tomorrow <= limit:
        yield LaterDay(_("Tomorrow"), tomorrow)
    if tomorrow < next_week <= limit:
        yield LaterDay(_("After the holiday") if holiday else _("Next week"), next_week)
