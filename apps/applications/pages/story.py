"""One application: its next action, its rounds, and everything that happened and is still to come."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import time_format
from django.utils.translation import gettext as _

from apps.applications import sentences
from apps.applications.days import start_of_day
from apps.applications.models import Application, Contact, Event, FollowUp, Interview, Interviewer
from apps.applications.pages.tasks import Task, is_put_off
from apps.applications.plan import INTERVIEW_MINUTES, Step
from apps.applications.planning import local_day, may_call
from apps.applications.sentences import When
from apps.applications.vocabulary import EventKind, FollowUpStatus, PhonePolicy

NOT_TO_UNDO = {
    EventKind.SAVED,
    EventKind.CORRECTED,
    EventKind.REMINDED,
    EventKind.VOIDED,
    EventKind.ACCEPTED_ELSEWHERE,
}
LATEST_TO_UNDO = 3
MINOR = {EventKind.REMINDED, EventKind.CORRECTED, EventKind.NOBODY_TO_REACH, EventKind.FOLLOW_UP_SKIPPED}
ICONS = {
    EventKind.APPLIED: "send",
    EventKind.SAVED: "layers",
    EventKind.HEARD_BACK: "message-square-text",
    EventKind.ASKED_TO_CALL: "phone",
    EventKind.INTERVIEW_SCHEDULED: "calendar",
    EventKind.INTERVIEW_MOVED: "calendar",
    EventKind.INTERVIEW_CANCELLED: "x",
    EventKind.INTERVIEW_MISSED: "x",
    EventKind.TURNED_DOWN: "x",
    EventKind.OFFERED: "star",
    EventKind.ACCEPTED: "handshake",
    EventKind.REMINDED: "bell",
    EventKind.CORRECTED: "pencil",
    EventKind.FOLLOW_UP_DONE: "check",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline; ``look`` names its mark. ``at`` is an aware instant, for the order."""

    at: datetime
    day: str
    time: datetime | None
    look: str
    icon: str
    text: str
    small: str = ""
    mark: str = ""
    mark_look: str = ""
    undo: int | None = None


@dataclass(frozen=True, slots=True)
class Thanks:
    """A thank-you in the table of a round: in words, and what that means now."""

    text: str
    when: str
    task: Task | None


@dataclass(frozen=True, slots=True)
class Seat:
    """An interviewer, and the thank-yous owed to them; nobody named yet has no contact."""

    contact: Contact | None
    email: Thanks | None
    letter: Thanks | None


@dataclass(frozen=True, slots=True)
class Round:
    """One round: when it is, who takes part, and how the thank-yous stand."""

    interview: Interview
    number: int
    seats: Sequence[Seat]
    is_over: bool
    called_off: str
    their_time: str


@dataclass(frozen=True, slots=True)
class StoryPage:
    """Everything that the page of one application shows."""

    application: Application
    next_task: Task | None
    others: Sequence[Task]
    rounds: Sequence[Round]
    ahead: Sequence[Entry]
    past: Sequence[Entry]
    contacts: Sequence[Contact]
    may_call: bool

    @property
    def no_calls(self) -> bool:
        """Whether the posting forbids calls."""
        return self.application.posting.phone_policy == PhonePolicy.NO_CALLS


def story_page(application: Application, *, now: datetime) -> StoryPage:
    """Read one application (fetched with its story and student) in five queries."""
    follow_ups = _follow_ups(application)
    events = list(application.events.filter(voids=None, voided_by=None).order_by("on", "id"))
    interviews = list(application.interviews.order_by("starts_at"))
    for interview in interviews:
        interview.application = application
    seated = _seated(application) if interviews else {}
    contacts = Contact.objects.filter(student=application.student, employer=application.employer)
    tasks = [Task(row, now) for row in follow_ups if _is_owed(row, now=now)]
    entries = [
        *_event_entries(application, events, follow_ups, now=now),
        *_follow_up_entries(follow_ups, now=now),
        *_interview_entries(application, interviews, seated, now=now),
    ]
    next_task = _next(tasks, now=now)
    return StoryPage(
        application=application,
        next_task=next_task,
        others=[task for task in tasks if task is not next_task],
        rounds=list(_rounds(interviews, seated, follow_ups, events, now=now)),
        ahead=sorted((entry for entry in entries if entry.look == "ahead"), key=_order, reverse=True),
        past=sorted((entry for entry in entries if entry.look != "ahead"), key=_order, reverse=True),
        contacts=list(contacts.order_by("id")),
        may_call=may_call(application, events),
    )


def _follow_ups(application: Application) -> list[FollowUp]:
    rows = list(application.follow_ups.with_story().order_by("due", "id"))
    for row in rows:
        row.student, row.application = application.student, application
    return rows


def _seated(application: Application) -> dict[int, list[Interviewer]]:
    seats: dict[int, list[Interviewer]] = {}
    for one in Interviewer.objects.filter(interview__application=application).select_related("contact"):
        seats.setdefault(one.interview_id, []).append(one)
    return seats


def _is_owed(row: FollowUp, *, now: datetime) -> bool:
    return row.status == FollowUpStatus.OWED and row.lapses > now


def _next(tasks: Sequence[Task], *, now: datetime) -> Task | None:
    """Offers first, then what can be done now, then what comes; what was put off or waits comes last."""
    return min(
        tasks,
        key=lambda task: (
            is_put_off(task.follow_up, now=now) or task.due.when == When.WAITING,
            sentences.is_unreachable(task.follow_up),
            task.due.when == When.AHEAD,
            task.follow_up.step != Step.OFFER_REPLY,
            task.follow_up.due,
        ),
        default=None,
    )


# The timeline


def _order(entry: Entry) -> datetime:
    return entry.at


def _moment(application: Application, on: date, at: datetime | None) -> datetime:
    """Where a fact stands in the order: its instant, if on that local day, else the day's beginning."""
    zone = application.student.zone
    if at is not None and local_day(at, zone) == on:
        return at
    return start_of_day(on, zone)


def _event_entries(
    application: Application, events: Sequence[Event], follow_ups: Sequence[FollowUp], *, now: datetime
) -> Iterator[Entry]:
    zone = application.student.zone
    today = local_day(now, zone)
    by_id = {row.pk: row for row in follow_ups}
    undoable = [event.pk for event in events if event.kind not in NOT_TO_UNDO]
    latest = set(sorted(undoable)[-LATEST_TO_UNDO:])
    for position, event in enumerate(events):
        row = by_id.get(event.follow_up_id) if event.follow_up_id else None
        is_done = event.kind == EventKind.FOLLOW_UP_DONE and row is not None
        at = _moment(
            application,
            event.on,
            event.at if is_done or event.kind == EventKind.REMINDED else event.recorded_at,
        )
        yield Entry(
            at=at if is_done else at + timedelta(microseconds=position + 1),
            day=sentences.day_name(event.on, today=today),
            time=event.at if is_done or event.kind == EventKind.REMINDED else None,
            look="done" if is_done else "minor" if event.kind in MINOR else "event",
            icon=ICONS.get(EventKind(event.kind), "circle"),
            text=sentences.did(row) if is_done and row else sentences.event_line(event),
            small=str(event.data.get("note", "")),
            mark=_punctuality(row) if is_done and row else "",
            mark_look="done" if row and row.on_time else "muted",
            undo=event.pk if event.pk in latest else None,
        )


def _punctuality(row: FollowUp) -> str:
    return _("on time") if row.on_time else _("late")


def _follow_up_entries(follow_ups: Sequence[FollowUp], *, now: datetime) -> Iterator[Entry]:
    for row in follow_ups:
        zone = row.student.zone
        today = local_day(now, zone)
        if _is_owed(row, now=now):
            task = Task(row, now)
            at = row.opens if row.opens > now else row.due
            late = task.is_late
            yield Entry(
                at=row.due if late else max(at, now),
                day=sentences.day_name(local_day(at, zone), today=today),
                time=None,
                look="late" if late else "ahead",
                icon=task.icon,
                text=task.title,
                small="" if late else task.due.text,
                mark=task.due.text if late else "",
                mark_look="late",
            )
        elif row.status in {FollowUpStatus.LAPSED, FollowUpStatus.OWED}:
            yield Entry(
                at=row.lapses,
                day=sentences.day_name(local_day(row.lapses, zone), today=today),
                time=None,
                look="minor",
                icon="clock",
                text=_("%(step)s: not done in time") % {"step": sentences.step_name(row.step)},
            )


def _interview_entries(
    application: Application,
    interviews: Sequence[Interview],
    seated: dict[int, list[Interviewer]],
    *,
    now: datetime,
) -> Iterator[Entry]:
    zone = application.student.zone
    today = local_day(now, zone)
    for number, interview in enumerate((one for one in interviews if one.takes_place), start=1):
        names = ", ".join(str(one.contact) for one in seated.get(interview.pk, []))
        day = local_day(interview.starts_at, zone)
        yield Entry(
            at=interview.starts_at,
            day=sentences.day_name(day, today=today),
            time=interview.starts_at,
            look="ahead" if interview.starts_at > now else "event",
            icon="user",
            text=_("Interview, round %(number)d") % {"number": number},
            small=_("With %(names)s") % {"names": names} if names else "",
        )


# The rounds


def _rounds(
    interviews: Sequence[Interview],
    seated: dict[int, list[Interviewer]],
    follow_ups: Sequence[FollowUp],
    events: Sequence[Event],
    *,
    now: datetime,
) -> Iterator[Round]:
    told = {(event.interview_id, event.kind) for event in events}
    shown = [one for one in interviews if (one.pk, EventKind.INTERVIEW_SCHEDULED) in told]
    for number, interview in reversed(list(enumerate(shown, start=1))):
        own = [row for row in follow_ups if row.interview_id == interview.pk]
        ends_at = interview.ends_at or interview.starts_at + timedelta(minutes=INTERVIEW_MINUTES)
        yield Round(
            interview=interview,
            number=number,
            seats=list(_seats(seated.get(interview.pk, []), own, now)),
            is_over=ends_at <= now,
            called_off=_called_off(interview.pk, told),
            their_time=_their_time(interview),
        )


def _their_time(interview: Interview) -> str:
    """The hour in the zone they named, where it differs from the student's."""
    there = interview.starts_at.astimezone(ZoneInfo(interview.time_zone))
    if there.utcoffset() == interview.starts_at.astimezone(interview.application.student.zone).utcoffset():
        return ""
    said = {
        "time": time_format(there.time(), "H:i"),
        "zone": interview.time_zone.rpartition("/")[2].replace("_", " "),
    }
    return _("%(time)s %(zone)s time") % said


def _called_off(interview: int, told: set[tuple[int | None, str]]) -> str:
    for kind in (EventKind.INTERVIEW_CANCELLED, EventKind.INTERVIEW_MISSED):
        if (interview, kind) in told:
            return str(kind.label)
    return ""


def _seats(interviewers: Sequence[Interviewer], rows: Sequence[FollowUp], now: datetime) -> Iterator[Seat]:
    emails = {row.contact_id: row for row in rows if row.step == Step.THANK_YOU_EMAIL}
    letters = {row.contact_id: row for row in rows if row.step == Step.THANK_YOU_LETTER}
    if not interviewers:
        email, letter = next(iter(emails.values()), None), next(iter(letters.values()), None)
        yield Seat(None, _thanks(email, now), _thanks(letter, now))
    for one in interviewers:
        yield Seat(
            one.contact,
            _thanks(emails.get(one.contact_id), now),
            _thanks(letters.get(one.contact_id), now),
        )


def _thanks(row: FollowUp | None, now: datetime) -> Thanks | None:
    if row is None:
        return None
    if _is_owed(row, now=now):
        task = Task(row, now)
        lacking = sentences.is_unreachable(row) and row.opens <= now
        return Thanks(_("Needs an address") if lacking else task.due.text, task.due.when, task)
    due = sentences.due(row, now=now)
    return Thanks(due.text, due.when, None)
