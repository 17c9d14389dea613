"""What to say when an application was logged: what was planned, and what looks odd."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.applications.models import Application
from apps.applications.planning import local_day
from apps.applications.sentences import day_name, is_unreachable
from apps.applications.vocabulary import ContactPolicy, FollowUpStatus


def logged(application: Application, *, now: datetime) -> str:
    """One or two sentences: when the first follow-up opens, or why there is none."""
    said = f"{_('Logged.')} {_what_was_planned(application, now=now)}"
    closes_on = application.posting.closes_on
    if closes_on and closes_on < local_day(now, application.student.zone):
        day = date_format(closes_on, "D j M Y")
        said += " " + _("The closing day you gave, %(day)s, is past.") % {"day": day}
    return said


def _what_was_planned(application: Application, *, now: datetime) -> str:
    zone = application.student.zone
    today = local_day(now, zone)
    if application.applied_on is None:
        return _("Tell us when you have applied, and the follow-ups plan themselves.")
    if application.posting.contact_policy == ContactPolicy.NO_CONTACT:
        return _("The posting asks for no contact, so no follow-up is planned.")
    first = application.follow_ups.filter(status=FollowUpStatus.OWED).order_by("opens").first()
    if first is None:
        return _("The time to follow up on it is over, so none is planned.")
    if is_unreachable(first):
        day = day_name(local_day(max(first.opens, now), zone), today=today)
        return _("Nobody to write to is known yet: Today asks for a name from %(day)s on.") % {"day": day}
    if first.opens <= now:
        day = day_name(local_day(first.due, zone), today=today)
        return _("Follow up by %(day)s.") % {"day": day}
    return _("Follow up from %(day)s.") % {"day": day_name(local_day(first.opens, zone), today=today)}
