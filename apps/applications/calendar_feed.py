"""A student's interviews and follow-ups as iCalendar (RFC 5545), for the calendar they already use.

Same content, same bytes: numbers and stamps come from the rows, not from the moment of asking, so that
an ETag holds. A sequence number is the count of what was recorded on the application: it never falls.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Max
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from apps.applications import sentences
from apps.applications.models import FollowUp, Interview
from apps.applications.plan import INTERVIEW_MINUTES
from apps.mail.links import absolute
from apps.students.models import Student

DAYS_BACK = 90
_CHANGES = {"changes": Count("application__events"), "changed_at": Max("application__events__recorded_at")}


def calendar_of(student: Student, *, now: datetime) -> bytes:
    """The whole feed: interviews (cancelled ones too) of the last 90 days and ahead, and what is owed."""
    interviews = (
        Interview.objects.filter(application__student=student, starts_at__gt=now - timedelta(days=DAYS_BACK))
        .select_related("application__posting")
        .prefetch_related("interviewers__contact")
        .annotate(**_CHANGES)
        .order_by("pk")
    )
    follow_ups = (
        FollowUp.objects.for_student(student)
        .owed()
        .filter(lapses__gt=now)
        .with_story()
        .annotate(**_CHANGES)
        .order_by("pk")
    )
    with translation.override(student.person.language):
        events = [_interview(interview) for interview in interviews]
        events += [_follow_up(row, student) for row in follow_ups]
        return _calendar(_("Follow-ups and interviews"), events)


def calendar_of_interview(interview: Interview) -> bytes:
    """One interview as a file to download; under the same UID as in the feed."""
    row = Interview.objects.select_related("application__posting", "application__student__person").annotate(
        **_CHANGES
    )
    one = row.get(pk=interview.pk)
    with translation.override(one.application.student.person.language):
        return _calendar(_("Interview"), [_interview(one)])


def _calendar(name: str, events: Iterable[Event]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//careerfollow//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{name}, careerfollow")
    for event in events:
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def uid(row: Interview | FollowUp) -> str:
    """What a calendar knows an entry by, wherever it meets it."""
    kind = "interview" if isinstance(row, Interview) else "follow-up"
    return f"{kind}-{row.pk}@{urlsplit(settings.BASE_URL).hostname}"


def _event(row: Interview | FollowUp, summary: str) -> Event:
    event = Event()
    event.add("uid", uid(row))
    event.add("dtstamp", row.changed_at.astimezone(UTC))  # type: ignore[union-attr]  # annotated
    event.add("last-modified", row.changed_at.astimezone(UTC))  # type: ignore[union-attr]
    event.add("sequence", row.changes)  # type: ignore[union-attr]
    event.add("summary", summary)
    event.add("url", absolute(reverse("applications:application", args=[row.application_id])))
    event.add("class", "PRIVATE")
    return event


def _interview(interview: Interview) -> Event:
    posting = interview.application.posting
    event = _event(
        interview,
        _("%(kind)s at %(employer)s")
        % {"kind": interview.get_kind_display(), "employer": posting.employer_name},
    )
    zone = ZoneInfo(interview.time_zone)
    ends_at = interview.ends_at or interview.starts_at + timedelta(minutes=INTERVIEW_MINUTES)
    event.add("dtstart", interview.starts_at.astimezone(zone))
    event.add("dtend", ends_at.astimezone(zone))
    event.add("status", "CONFIRMED" if interview.takes_place else "CANCELLED")
    people = ", ".join(str(one.contact) for one in interview.interviewers.all())
    event.add("description", "\n".join(part for part in (posting.role, people) if part))
    if interview.place:
        event.add("location", interview.place)
    return event


def _follow_up(row: FollowUp, student: Student) -> Event:
    """A whole-day entry on the due day, which leaves the day free."""
    row.student = student
    event = _event(row, sentences.title(row, now=row.due))
    day = row.due.astimezone(student.zone).date()
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("status", "CONFIRMED")
    said = (sentences.why(row), "" if sentences.is_unreachable(row) else sentences.how(row))
    event.add("description", "\n".join(part for part in said if part))
    return event
