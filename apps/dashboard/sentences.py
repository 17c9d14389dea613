"""What the office's pages say about students, in plain words: facts with their reasons, no labels.

Follow-ups come fetched with their story and with their student; days are the student's local ones.
"""

from datetime import datetime, timedelta

from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.applications.models import FollowUp
from apps.applications.plan import Step
from apps.applications.sentences import day_name, employer_of, step_name
from apps.applications.vocabulary import Channel
from apps.dashboard.rules import Entry
from apps.dashboard.vocabulary import Reason

QUIET_IS_WORTH_SAYING = timedelta(days=7)


def next_thing(follow_up: FollowUp) -> str:
    """What comes next, as staff say it: *Thank Halvorsen Marine by email*."""
    words = {"employer": employer_of(follow_up)}
    match follow_up.step:
        case Step.APPLICATION_FOLLOW_UP if follow_up.channel == Channel.PHONE:
            return _("Call %(employer)s to follow up") % words
        case Step.APPLICATION_FOLLOW_UP:
            return _("Follow up with %(employer)s") % words
        case Step.THANK_YOU_EMAIL:
            return _("Thank %(employer)s by email") % words
        case Step.THANK_YOU_LETTER:
            return _("Thank-you letter to %(employer)s") % words
        case Step.STATUS_INQUIRY:
            return _("Ask %(employer)s where things stand") % words
        case Step.REJECTION_REPLY:
            return _("Answer the rejection from %(employer)s") % words
        case Step.KEEP_IN_TOUCH:
            return _("Check in with %(employer)s") % words
        case Step.OFFER_REPLY:
            return _("Answer the offer from %(employer)s") % words
        case _other:
            return _("Withdraw at %(employer)s") % words


def last_activity(at: datetime | None, *, now: datetime) -> str:
    """When a student last logged something: *today 08:51*, *19 days ago*; in the zone of ``now``."""
    if at is None:
        return _("not begun")
    local = at.astimezone(now.tzinfo)
    days = (now.date() - local.date()).days
    if days <= 0:
        return _("today %(time)s") % {"time": time_format(local.time(), "H:i")}
    if days == 1:
        return _("yesterday")
    return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}


def _day(moment: datetime, follow_up: FollowUp, now: datetime) -> str:
    zone = follow_up.student.zone
    return day_name(moment.astimezone(zone).date(), today=now.astimezone(zone).date())


def why_call(reason: Reason, subject: FollowUp, entry: Entry, *, now: datetime) -> str:
    """Why to call a student, in short sentences; ``subject`` is the follow-up that presses."""
    pressing, others, quiet = _pressing(reason, subject, now), _late(reason, entry), _quiet(entry, now)
    in_order = (others, pressing, quiet) if reason == Reason.VOLUME else (pressing, others, quiet)
    return " ".join(part for part in in_order if part)


def _pressing(reason: Reason, subject: FollowUp, now: datetime) -> str:
    words = {"employer": employer_of(subject), "step": step_name(subject.step).lower()}
    match reason:
        case Reason.OFFER:
            until = _day(subject.lapses, subject, now)
            return _("Has an offer from %(employer)s that runs until %(until)s, not answered yet.") % (
                words | {"until": until}
            )
        case Reason.INTERVIEW:
            starts = subject.interview.starts_at if subject.interview else subject.anchor_at
            local = starts.astimezone(subject.student.zone)
            return _("Has an interview with %(employer)s %(day)s at %(time)s.") % (
                words | {"day": _day(starts, subject, now), "time": time_format(local.time(), "H:i")}
            )
        case Reason.THANK_YOU:
            days = {
                "held": _day(subject.anchor_at, subject, now),
                "until": _day(subject.lapses, subject, now),
            }
            return _("Interviewed with %(employer)s %(held)s. The %(step)s can still go until %(until)s.") % (
                words | days
            )
        case Reason.VOLUME:
            return _("The oldest (%(step)s, %(employer)s) was due %(day)s.") % (
                words | {"day": _day(subject.due, subject, now)}
            )


def _late(reason: Reason, entry: Entry) -> str:
    others = entry.counts.late - (reason == Reason.THANK_YOU)
    if others < 1:
        return ""
    if reason == Reason.THANK_YOU:
        return ngettext("%(n)d other follow-up is late.", "%(n)d other follow-ups are late.", others) % {
            "n": others
        }
    return ngettext("%(n)d follow-up is late.", "%(n)d follow-ups are late.", others) % {"n": others}


def _quiet(entry: Entry, now: datetime) -> str:
    if entry.active_at is None or now - entry.active_at < QUIET_IS_WORTH_SAYING:
        return ""
    days = (now - entry.active_at).days
    return ngettext("Nothing logged for %(n)d day.", "Nothing logged for %(n)d days.", days) % {"n": days}


def how_to_begin(reason: Reason) -> str:
    """A first question for the call."""
    return {
        Reason.OFFER: _("Ask what they need to decide; more time can be asked for."),
        Reason.INTERVIEW: _("Ask how they are preparing, and whom they will meet."),
        Reason.THANK_YOU: _("Ask first how the interview went."),
        Reason.VOLUME: _("Ask what gets in the way, and choose one to do today."),
    }[reason]


def what_they_did(follow_up: FollowUp, *, now: datetime) -> str:
    """A follow-up that was done, as praise needs it: *Answered Pryce Analytics’s rejection on Mon 16 Nov*."""
    day = _day(follow_up.done_at or follow_up.due, follow_up, now)
    words = {"employer": employer_of(follow_up), "day": day}
    match follow_up.step:
        case Step.APPLICATION_FOLLOW_UP if follow_up.channel == Channel.PHONE:
            return _("Called %(employer)s to follow up %(day)s.") % words
        case Step.APPLICATION_FOLLOW_UP:
            return _("Followed up with %(employer)s %(day)s.") % words
        case Step.THANK_YOU_EMAIL:
            return _("Thanked %(employer)s for the interview %(day)s.") % words
        case Step.THANK_YOU_LETTER:
            return _("Posted a thank-you letter to %(employer)s %(day)s.") % words
        case Step.STATUS_INQUIRY:
            return _("Asked %(employer)s where things stand %(day)s.") % words
        case Step.REJECTION_REPLY:
            return _("Answered the rejection from %(employer)s %(day)s.") % words
        case Step.KEEP_IN_TOUCH:
            return _("Checked in with %(employer)s %(day)s.") % words
        case Step.OFFER_REPLY:
            return _("Answered the offer from %(employer)s %(day)s.") % words
        case _other:
            return _("Told %(employer)s about withdrawing %(day)s.") % words
