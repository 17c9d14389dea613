"""The words about a follow-up, in one place for pages, emails and the dashboard.

Every function takes rows fetched with their story (``FollowUp.objects.with_story()``) and an aware
``now``; days are the student's local ones. Reasons never claim what is not known.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.applications.models import Event, FollowUp
from apps.applications.plan import Step
from apps.applications.rules import is_late
from apps.applications.vocabulary import (
    CancelReason,
    Channel,
    CloseReason,
    EventKind,
    Excuse,
    FollowUpStatus,
    PhonePolicy,
    SkipReason,
)

DAYS_NAMED_BY_WEEKDAY = 6


class When(StrEnum):
    """What a due date means now."""

    LATE = "late"
    TODAY = "today"
    OPEN = "open"
    AHEAD = "ahead"
    WAITING = "waiting"
    DONE = "done"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Due:
    """A due date in words, and what it means now."""

    text: str
    when: When


def day_name(day: date, *, today: date) -> str:
    """A day as people speak of it: *today*, *tomorrow*, *yesterday*, else *Mon 30 Nov*."""
    match (day - today).days:
        case 0:
            return _("today")
        case 1:
            return _("tomorrow")
        case -1:
            return _("yesterday")
    return date_format(day, "D j M" if day.year == today.year else "D j M Y")


def short_day(day: date) -> str:
    """A day without its weekday: *13 Nov*."""
    return date_format(day, "j M")


def employer_of(follow_up: FollowUp) -> str:
    """The employer as the student spells it."""
    return follow_up.application.posting.employer_name


def is_unreachable(follow_up: FollowUp) -> bool:
    """Whether somebody to reach must be found first."""
    return follow_up.excuse == Excuse.NOBODY_TO_REACH and follow_up.status == FollowUpStatus.OWED


def _addressee(follow_up: FollowUp) -> str:
    return follow_up.contact.name if follow_up.contact and follow_up.contact.name else ""


def title(follow_up: FollowUp, *, now: datetime) -> str:
    """What to do, beginning with a verb: *Call Northline Transit about your application*."""
    employer, person = employer_of(follow_up), _addressee(follow_up)
    if is_unreachable(follow_up):
        return _title_without_anybody(follow_up, employer)
    match follow_up.step:
        case Step.APPLICATION_FOLLOW_UP:
            if follow_up.channel == Channel.PHONE:
                return _("Call %(employer)s about your application") % {"employer": employer}
            return _("Email %(employer)s to follow up") % {"employer": employer}
        case Step.THANK_YOU_EMAIL:
            return _("Thank %(person)s for %(interview)s") % {
                "person": person or _("your interviewers"),
                "interview": _the_interview(follow_up, now),
            }
        case Step.THANK_YOU_LETTER:
            return _("Post a thank-you letter to %(person)s") % {"person": person or employer}
        case Step.STATUS_INQUIRY:
            return _("Ask %(employer)s where things stand") % {"employer": employer}
        case Step.REJECTION_REPLY:
            return _("Thank %(employer)s for their answer") % {"employer": employer}
        case Step.KEEP_IN_TOUCH:
            return _("Check in with %(employer)s") % {"employer": employer}
        case Step.OFFER_REPLY:
            return _("Answer the offer from %(employer)s") % {"employer": employer}
        case _other:
            return _("Tell %(employer)s that you are withdrawing") % {"employer": employer}


def did(follow_up: FollowUp) -> str:
    """What was done, as a student would say it: *Thanked Priya Raghunathan*, *Called Castell & Rowe*."""
    employer, person = employer_of(follow_up), _addressee(follow_up)
    match follow_up.step:
        case Step.THANK_YOU_EMAIL:
            return _("Thanked %(person)s") % {"person": person or employer}
        case Step.THANK_YOU_LETTER:
            return _("Thanked %(person)s by letter") % {"person": person or employer}
        case Step.REJECTION_REPLY:
            return _("Answered %(employer)s") % {"employer": employer}
        case Step.OFFER_REPLY:
            return _("Answered the offer from %(employer)s") % {"employer": employer}
        case Step.WITHDRAWAL:
            return _("Told %(employer)s that you withdraw") % {"employer": employer}
    match follow_up.channel:
        case Channel.PHONE:
            return _("Called %(employer)s") % {"employer": employer}
        case Channel.POST:
            return _("Wrote to %(employer)s by post") % {"employer": employer}
    return _("Emailed %(employer)s") % {"employer": employer}


def _title_without_anybody(follow_up: FollowUp, employer: str) -> str:
    if follow_up.step == Step.THANK_YOU_LETTER:
        return _("Find a postal address for %(employer)s") % {"employer": employer}
    return _("Find somebody to write to at %(employer)s") % {"employer": employer}


def _the_interview(follow_up: FollowUp, now: datetime) -> str:
    zone = follow_up.student.zone
    held, today = follow_up.anchor_at.astimezone(zone).date(), now.astimezone(zone).date()
    match (today - held).days:
        case 0:
            return _("today’s interview")
        case 1:
            return _("yesterday’s interview")
        case -1:
            return _("tomorrow’s interview")
    return _("the interview on %(day)s") % {"day": day_name(held, today=today)}


def due(follow_up: FollowUp, *, now: datetime) -> Due:
    """When it is due, in words, and what that means now."""
    today = now.astimezone(follow_up.student.zone).date()
    match follow_up.status:
        case FollowUpStatus.DONE:
            return Due(_done_text(follow_up, today), When.DONE)
        case FollowUpStatus.SKIPPED:
            return Due(_("Skipped"), When.OVER)
        case FollowUpStatus.CANCELLED:
            return Due(_("No longer needed"), When.OVER)
        case FollowUpStatus.LAPSED:
            return Due(_("Not done by %(day)s") % {"day": _lapse_day(follow_up, today)}, When.OVER)
    return _due_while_owed(follow_up, now, today)


def _due_while_owed(follow_up: FollowUp, now: datetime, today: date) -> Due:
    zone = follow_up.student.zone
    local_due = follow_up.due.astimezone(zone)
    if follow_up.withheld_until and follow_up.withheld_until > now:
        waits = day_name(follow_up.withheld_until.astimezone(zone).date(), today=today)
        return Due(_("Waits until %(day)s") % {"day": waits}, When.WAITING)
    if is_late(due=follow_up.due, excuse=follow_up.excuse, now=now):
        return Due(_late_text(local_due, today), When.LATE)
    if follow_up.opens > now:
        opens = follow_up.opens.astimezone(zone).date()
        return Due(_("From %(day)s") % {"day": day_name(opens, today=today)}, When.AHEAD)
    if follow_up.excuse:
        return Due(_("When you can"), When.OPEN)
    if local_due.date() == today:
        return Due(_("Due today") if _ends_with_its_day(local_due) else _due_at(local_due), When.TODAY)
    if follow_up.step == Step.THANK_YOU_EMAIL:
        return Due(
            _("Aim for today, due tomorrow at %(time)s") % {"time": time_format(local_due.time(), "H:i")},
            When.TODAY,
        )
    return Due(_("By %(day)s") % {"day": day_name(local_due.date(), today=today)}, When.OPEN)


def _ends_with_its_day(moment: datetime) -> bool:
    return (moment + timedelta(seconds=1)).date() > moment.date()


def _due_at(moment: datetime) -> str:
    return _("Due today by %(time)s") % {"time": time_format(moment.time(), "H:i")}


def _late_text(local_due: datetime, today: date) -> str:
    days = (today - local_due.date()).days
    if days == 0:
        return _("Was due today at %(time)s") % {"time": time_format(local_due.time(), "H:i")}
    if days == 1:
        return _("Was due yesterday")
    return ngettext("%(n)d day late", "%(n)d days late", days) % {"n": days}


def _lapse_day(follow_up: FollowUp, today: date) -> str:
    return day_name(follow_up.lapses.astimezone(follow_up.student.zone).date(), today=today)


def _done_text(follow_up: FollowUp, today: date) -> str:
    if follow_up.done_at is None:
        return _("Done")
    day = day_name(follow_up.done_at.astimezone(follow_up.student.zone).date(), today=today)
    if follow_up.on_time:
        return _("Done %(day)s, on time") % {"day": day}
    return _("Done %(day)s, late") % {"day": day}


def still_possible(follow_up: FollowUp, *, now: datetime) -> str:
    """For what is late: until when it can still be done."""
    today = now.astimezone(follow_up.student.zone).date()
    return _("Still welcome until %(day)s.") % {"day": _lapse_day(follow_up, today)}


def why(follow_up: FollowUp) -> str:
    """The reason, in one or two short sentences of facts."""
    if is_unreachable(follow_up):
        return _why_find_somebody(follow_up)
    application = follow_up.application
    anchor = follow_up.anchor_at.astimezone(follow_up.student.zone).date()
    match follow_up.step:
        case Step.APPLICATION_FOLLOW_UP:
            applied = _("Applied %(day)s, no answer yet.") % {"day": short_day(anchor)}
            return f"{applied} {policy_sentence(follow_up)}".strip()
        case Step.THANK_YOU_EMAIL | Step.STATUS_INQUIRY if application.decision_on:
            day = date_format(application.decision_on, "D j M")
            return _("They said they decide by %(day)s.") % {"day": day}
        case Step.OFFER_REPLY if application.offer_deadline:
            day = date_format(application.offer_deadline, "D j M")
            return _("They want your answer by %(day)s.") % {"day": day}
        case Step.OFFER_REPLY:
            return _("They made the offer on %(day)s.") % {"day": short_day(anchor)}
        case Step.REJECTION_REPLY:
            said = _("They turned you down on %(day)s.") % {"day": short_day(anchor)}
            return f"{said} {_what_to_ask_after_a_rejection(follow_up)}"
    return _REASONS_WITHOUT_A_DATE[Step(follow_up.step)]()


_REASONS_WITHOUT_A_DATE: dict[Step, Callable[[], str]] = {
    Step.THANK_YOU_EMAIL: lambda: _("Thanks on the same day arrive while they still talk about you."),
    Step.THANK_YOU_LETTER: lambda: _("On résumé paper. The printed letter is what gets kept."),
    Step.STATUS_INQUIRY: lambda: _("No day was named; ten days after the interview is a fair time to ask."),
    Step.KEEP_IN_TOUCH: lambda: _("About a month after a rejection, some first choices have left again."),
    Step.WITHDRAWAL: lambda: _("You accepted another offer. Telling them keeps the door open."),
}


def _what_to_ask_after_a_rejection(follow_up: FollowUp) -> str:
    if follow_up.application.rounds:
        return _("Thank them, ask for feedback, and ask to be considered again.")
    return _("Thank them, and ask to be considered again.")


def _why_find_somebody(follow_up: FollowUp) -> str:
    if follow_up.step == Step.THANK_YOU_LETTER:
        return _("A printed letter gets kept. Their website or your invitation may name the street.")
    return _("No name or address is known yet. Their website, or somebody who works there, may tell.")


def policy_sentence(follow_up: FollowUp) -> str:
    """What the posting says about calls, as far as it matters for this channel."""
    match follow_up.application.posting.phone_policy:
        case PhonePolicy.NO_CALLS:
            return _("The posting asks for no calls.")
        case PhonePolicy.CALLS_WELCOME:
            return _("The posting welcomes calls.")
    return _("The posting doesn’t mention calls.") if follow_up.channel == Channel.PHONE else ""


def reach(follow_up: FollowUp) -> str:
    """By which channel, to whom, under which number or address: *By phone: Marta Kowalczyk, 555 0142*."""
    contact = follow_up.contact
    parts = [contact.name] if contact and contact.name else []
    if contact:
        detail = {Channel.PHONE: contact.phone, Channel.EMAIL: contact.email, Channel.POST: contact.address}
        parts += [" ".join(detail[Channel(follow_up.channel)].split())]
    by = {
        Channel.PHONE: _("By phone"),
        Channel.EMAIL: _("By email"),
        Channel.POST: _("By post"),
    }[Channel(follow_up.channel)]
    said = ", ".join(part for part in parts if part)
    return f"{by}: {said}" if said else by


def what_to_say(follow_up: FollowUp) -> str:
    """What belongs in it, in one sentence of the office's teaching."""
    match follow_up.step:
        case Step.APPLICATION_FOLLOW_UP:
            return _(
                "Say that you are interested; ask about their time frame, the hiring process and the"
                " technical qualifications they look for."
            )
        case Step.THANK_YOU_EMAIL:
            return _("Thank them, name one thing you talked about, and say how you fit.")
        case Step.THANK_YOU_LETTER:
            return _("A formal business letter: thanks, your reasons for wanting to work there, how you fit.")
        case Step.STATUS_INQUIRY:
            return _("Ask politely where they are in their decision, and say that you are still interested.")
        case Step.REJECTION_REPLY:
            return _("Be gracious and brief. Nothing about being disappointed.")
        case Step.KEEP_IN_TOUCH:
            return _("Two or three lines: what you have done since, and that you are still interested.")
        case Step.OFFER_REPLY:
            return _("Accept, decline with thanks, or ask for more time and say until when.")
        case _other:
            return _("Thank them for their time and withdraw, in two or three lines.")


def how(follow_up: FollowUp) -> str:
    """Channel and contact, then what to say."""
    return f"{reach(follow_up)}. {what_to_say(follow_up)}"


def icon(follow_up: FollowUp) -> str:
    """The symbol of the channel, as it is called in the sprite."""
    if is_unreachable(follow_up):
        return "search"
    icons = {Channel.PHONE: "phone", Channel.EMAIL: "mail", Channel.POST: "mailbox"}
    return icons[Channel(follow_up.channel)]


def step_name(slug: str) -> str:
    """A step as staff and students call it."""
    return {
        Step.APPLICATION_FOLLOW_UP: _("Follow-up on the application"),
        Step.THANK_YOU_EMAIL: _("Thank-you email"),
        Step.THANK_YOU_LETTER: _("Thank-you letter"),
        Step.STATUS_INQUIRY: _("Asking where things stand"),
        Step.REJECTION_REPLY: _("Answer to the rejection"),
        Step.KEEP_IN_TOUCH: _("Keeping the door open"),
        Step.OFFER_REPLY: _("Answer to the offer"),
        Step.WITHDRAWAL: _("Withdrawal"),
    }[Step(slug)]


def reason_text(follow_up: FollowUp) -> str:
    """Why it was skipped or cancelled, in the words of the choice."""
    for choices in (CancelReason, SkipReason):
        if follow_up.reason in choices.values:
            return str(choices(follow_up.reason).label)
    return ""


def event_line(event: Event) -> str:
    """One line of a timeline for something that happened."""
    data = event.data
    match event.kind:
        case EventKind.HEARD_BACK if data.get("decision_on"):
            day = date_format(date.fromisoformat(data["decision_on"]), "D j M")
            return _("Heard back: they decide by %(day)s") % {"day": day}
        case EventKind.OFFERED if data.get("deadline"):
            day = date_format(date.fromisoformat(data["deadline"]), "D j M")
            return _("Offered, answer by %(day)s") % {"day": day}
        case EventKind.CLOSED if data.get("reason"):
            return _("Closed: %(reason)s") % {"reason": str(CloseReason(data["reason"]).label)}
        case EventKind.TURNED_DOWN if data.get("by") == "no_reply":
            return _("Turned down by an automatic message")
        case EventKind.FOLLOW_UP_DONE if data.get("step"):
            by = str(Channel(data["channel"]).label)
            return _("%(step)s done, %(channel)s") % {"step": step_name(data["step"]), "channel": by.lower()}
        case EventKind.FOLLOW_UP_SKIPPED if data.get("step"):
            return _("%(step)s skipped") % {"step": step_name(data["step"])}
    return str(EventKind(event.kind).label)
