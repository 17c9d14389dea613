"""Carries out deeds on instances alone, as the actions do on rows, so that they can be written in bulk.

Every deed settles its application by ``planning.settle`` at the moment at which it was recorded; a test
compares what comes out with what the actions write (``tests/applications/test_demo.py``).
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Max

from apps.applications.demo.deeds import Changed, Deed, Did, Found, Invited, Logged, Skipped, Told
from apps.applications.models import (
    Application,
    Contact,
    Employer,
    Event,
    FollowUp,
    Interview,
    Interviewer,
    Posting,
    employer_key,
)
from apps.applications.plan import DEFAULT_PLAN, EXEMPT_FROM_QUIET_DAYS
from apps.applications.planning import ANSWERS, Story, local_day, may_call, settle
from apps.applications.vocabulary import OPEN_STAGES, Channel, EventKind, FollowUpStatus
from apps.students.models import CaseloadMembership, Student

# The order in which rows can be written: each names only those before it, but for events and follow-ups,
# which name each other (databases look at the end of the transaction).
WRITING_ORDER: tuple[type[models.Model], ...] = (
    Employer,
    Student,
    CaseloadMembership,
    Contact,
    Posting,
    Application,
    Interview,
    Interviewer,
    Event,
    FollowUp,
)
ROWS_PER_STATEMENT = 2000


class Ledger:
    """Rows with keys of their own, waiting to be written, in the order in which they were made."""

    def __init__(self) -> None:
        """Begin after the rows that are there."""
        self.rows: dict[type[models.Model], list[models.Model]] = defaultdict(list)
        self.employers = {employer.key: employer for employer in Employer.objects.all()}
        self._last_key = {
            model: _rows_of(model).aggregate(last=Max("pk"))["last"] or 0 for model in WRITING_ORDER
        }

    def add(self, row: models.Model) -> None:
        """Give a row its key and keep it."""
        self._last_key[type(row)] += 1
        row.pk = self._last_key[type(row)]
        self.rows[type(row)].append(row)

    def employer(self, name: str) -> Employer:
        """The employer of this name, new or known."""
        key = employer_key(name)
        if key not in self.employers:
            self.employers[key] = Employer(key=key, name=name)
            self.add(self.employers[key])
        return self.employers[key]

    def write(self) -> None:
        """Write what waits; keys that the database gives from now on follow on from these."""
        for model in WRITING_ORDER:
            _rows_of(model).bulk_create(self.rows[model], ROWS_PER_STATEMENT)
        self.rows.clear()
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), WRITING_ORDER):
                cursor.execute(statement)


def _rows_of(model: type[models.Model]) -> models.QuerySet[Any]:
    return models.QuerySet(model)


def carry_out(student: Student, deeds: Iterable[Deed], ledger: Ledger, *, now: datetime) -> None:
    """Carry out what one student did and, at ``now``, let lapse what was over by then."""
    search = _Search(student, ledger)
    for deed in deeds:
        search.carry_out(deed)
    search.lapse(now)
    applications = [story.application for story in search.stories.values()]
    student.open_applications = sum(application.stage in OPEN_STAGES for application in applications)
    student.next_due_at = min(
        (application.next_due_at for application in applications if application.next_due_at), default=None
    )


class _Search:
    """One student's applications while they are being told."""

    def __init__(self, student: Student, ledger: Ledger) -> None:
        self.student, self.ledger = student, ledger
        self.stories: dict[int, Story] = {}
        self.contacts: dict[int, list[Contact]] = defaultdict(list)

    def carry_out(self, deed: Deed) -> None:
        if isinstance(deed, Logged):
            self._log(deed)
            return
        story = self.stories[deed.bid]
        match deed:
            case Told():
                event = self._write(story, deed.kind, deed.at, on=deed.on, data=dict(deed.data))
                self._settle_with_siblings(story, deed.at)
                if deed.kind == EventKind.ACCEPTED:
                    self._accept_elsewhere(story, event)
            case Invited():
                self._invite(story, deed)
            case Changed():
                data = deed.round_.as_data() if deed.round_ else {}
                interview = story.interviews[-1]
                self._write(story, deed.kind, deed.at, on=deed.on, at=deed.at, interview=interview, data=data)
                self._settle_with_siblings(story, deed.at)
            case Found():
                self._find(story, deed)
            case Did() | Skipped():
                self._follow_up(story, deed)

    def lapse(self, now: datetime) -> None:
        for story in self.stories.values():
            if any(row.status == FollowUpStatus.OWED and row.lapses < now for row in story.follow_ups):
                self._settle(story, now)

    # The actions

    def _log(self, deed: Logged) -> None:
        posting, employer = deed.posting.as_posting(), self.ledger.employer(deed.posting.employer)
        contact = self._contact(
            employer,
            deed.posting.contact_name,
            deed.posting.contact_email,
            deed.posting.contact_phone,
            deed.at,
        )
        self.ledger.add(posting)
        application = Application(
            student=self.student,
            posting=posting,
            employer=employer,
            contact=contact,
            why_here=deed.why_here,
            kept_private=deed.kept_private,
            created_at=deed.at,
        )
        self.ledger.add(application)
        story = Story(application, [], [], [], self.contacts[employer.pk], [])
        self.stories[deed.bid] = story
        kind = EventKind.APPLIED if deed.applied_on else EventKind.SAVED
        self._write(story, kind, deed.at, on=deed.applied_on or local_day(deed.at, self.student.zone))
        self.student.last_activity_at = deed.at
        self._settle(story, deed.at)

    def _invite(self, story: Story, deed: Invited) -> None:
        interview = Interview(
            application=story.application,
            kind=deed.round_.kind,
            starts_at=deed.round_.starts_at,
            ends_at=deed.round_.ends_at,
            time_zone=deed.round_.time_zone,
            place=deed.round_.place,
        )
        self.ledger.add(interview)
        story.interviews.append(interview)
        kind, data = EventKind.INTERVIEW_SCHEDULED, deed.round_.as_data()
        self._write(story, kind, deed.at, on=deed.on, at=deed.at, interview=interview, data=data)
        named: list[Contact] = []
        for name, email in deed.people:
            contact = self._contact(story.application.employer, name, email, "", deed.at)
            if contact is None or contact in named:
                continue
            one = Interviewer(interview=interview, contact=contact, lead=not named, named_at=deed.at)
            self.ledger.add(one)
            story.interviewers.append(one)
            named.append(contact)
        self._settle_with_siblings(story, deed.at)

    def _find(self, story: Story, deed: Found) -> None:
        contact = self._contact(story.application.employer, deed.name, "", "", deed.at)
        if contact is None:
            return
        contact.position, contact.address = deed.position, deed.address or contact.address
        contact.phone = deed.phone or contact.phone
        story.application.contact = story.application.contact or contact
        self._settle_with_siblings(story, deed.at)

    def _follow_up(self, story: Story, deed: Did | Skipped) -> None:
        row = self._owed(story, deed)
        if row is None:
            return
        if isinstance(deed, Skipped):
            data: dict[str, Any] = {"step": row.step, "reason": deed.reason, "note": ""}
            on = local_day(deed.at, self.student.zone)
            self._write(story, EventKind.FOLLOW_UP_SKIPPED, deed.at, on=on, follow_up=row, data=data)
        else:
            channel = deed.channel or row.channel
            forbidden = channel == Channel.PHONE and not may_call(story.application, story.events)
            data = {"step": row.step, "channel": channel, "note": deed.note, "against_no_calls": forbidden}
            on = local_day(deed.done_at, self.student.zone)
            self._write(
                story, EventKind.FOLLOW_UP_DONE, deed.at, on=on, at=deed.done_at, follow_up=row, data=data
            )
        self._settle_with_siblings(story, deed.at)

    def _owed(self, story: Story, deed: Did | Skipped) -> FollowUp | None:
        to = deed.to if isinstance(deed, Did) else ""
        people = {contact.pk for contact in story.contacts if contact.name == to}
        owed = [
            row
            for row in story.follow_ups
            if row.status == FollowUpStatus.OWED
            and row.step == deed.step
            and (not to or row.contact_id in people)
        ]
        return min(owed, key=lambda row: (row.due, row.pk), default=None)

    def _accept_elsewhere(self, accepted: Story, event: Event) -> None:
        for story in self.stories.values():
            if story is not accepted and story.application.stage in OPEN_STAGES:
                data = {"application": accepted.application.pk}
                self._write(story, EventKind.ACCEPTED_ELSEWHERE, event.recorded_at, on=event.on, data=data)
                self._settle(story, event.recorded_at)

    # What they share

    def _write(self, story: Story, kind: EventKind, recorded_at: datetime, **fields: Any) -> Event:
        event = Event(
            application=story.application,
            kind=kind,
            recorded_at=recorded_at,
            by=self.student.person,
            **fields,
        )
        self.ledger.add(event)
        story.events.append(event)
        return event

    def _contact(self, employer: Employer, name: str, email: str, phone: str, at: datetime) -> Contact | None:
        if not (name or email or phone):
            return None
        known = self.contacts[employer.pk]
        contact = next((one for one in known if email and one.email == email), None) or next(
            (one for one in known if name and one.name == name), None
        )
        if contact is None:
            contact = Contact(student=self.student, employer=employer, created_at=at)
            self.ledger.add(contact)
            known.append(contact)
        contact.name, contact.email = contact.name or name, contact.email or email
        contact.phone = contact.phone or phone
        return contact

    def _siblings(self, story: Story) -> list[Story]:
        employer = story.application.employer_id
        return [one for one in self.stories.values() if one.application.employer_id == employer]

    def _settle_with_siblings(self, story: Story, at: datetime) -> None:
        self.student.last_activity_at = at
        self._settle(story, at)
        for sibling in self._siblings(story):
            if sibling is not story:
                self._settle(sibling, at)

    def _settle(self, story: Story, at: datetime) -> None:
        story.unanswered_contact_at = self._unanswered_contact_at(story)
        for row in settle(story, DEFAULT_PLAN, now=at):
            self.ledger.add(row)

    def _unanswered_contact_at(self, story: Story) -> datetime | None:
        events = [event for sibling in self._siblings(story) for event in sibling.events]
        last = max(
            (
                event.at
                for event in events
                if event.kind == EventKind.FOLLOW_UP_DONE
                and event.at is not None
                and event.data["step"] not in EXEMPT_FROM_QUIET_DAYS
            ),
            default=None,
        )
        if last is None:
            return None
        since = last.astimezone(self.student.zone).date()
        return None if any(event.kind in ANSWERS and event.on >= since for event in events) else last
