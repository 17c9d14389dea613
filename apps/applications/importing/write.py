"""Keeps a file while it is looked at, and imports it in one transaction.

New applications are settled on instances, by the rules that every other application goes through, and
written in batches; those that were there already get events, one by one.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from apps.applications.actions import PostingDraft, refresh_student, replan
from apps.applications.importing.choices import Choices
from apps.applications.importing.preview import Planned, Preview, Verdict, preview_of
from apps.applications.importing.rows import Draft
from apps.applications.models import (
    Application,
    Contact,
    Employer,
    Event,
    FollowUp,
    Import,
    Posting,
    employer_key,
)
from apps.applications.plan import EXEMPT_FROM_QUIET_DAYS
from apps.applications.planning import Story, local_day, plan_for, settle, unanswered_contact_at
from apps.applications.spreadsheets import UnreadableError, read_table
from apps.applications.vocabulary import OPEN_STAGES, EventKind, Stage
from apps.students.models import Person, Student

BATCH = 500
Progress = Callable[[int], object]
_WRITTEN_FOR: dict[str, tuple[EventKind, ...]] = {
    Stage.APPLIED: (),
    Stage.INTERVIEWING: (EventKind.INTERVIEW_SCHEDULED,),
    Stage.OFFERED: (EventKind.OFFERED,),
    Stage.ACCEPTED: (EventKind.OFFERED, EventKind.ACCEPTED),
    Stage.DECLINED: (EventKind.OFFERED, EventKind.DECLINED),
    Stage.TURNED_DOWN: (EventKind.TURNED_DOWN,),
    Stage.WITHDRAWN: (EventKind.WITHDRAWN,),
    Stage.CLOSED: (EventKind.CLOSED,),
}


class ChangedError(Exception):
    """What would be imported is not what was shown: the file's choices or the applications changed since."""


def keep_file(*, student: Student, name: str, content: bytes, encoding: str = "", now: datetime) -> Import:
    """Keep an uploaded file until it is imported, for a day at most; one a student.

    Raises ``UnreadableError`` if it is no table, whatever its encoding (nothing is kept then).
    """
    try:
        read_table(content, encoding=encoding)
    except UnreadableError as error:
        if not error.offers:
            raise
    Import.objects.forgotten(now).delete()
    Import.objects.filter(student=student).waiting().delete()
    return Import.objects.create(
        student=student,
        file_name=name[:200],
        sha256=sha256(content).hexdigest(),
        content=content,
        choices=Choices(encoding=encoding).as_data(),
        created_at=now,
    )


def reconsider(*, upload: Import, choices: Choices) -> None:
    """Keep what the student says of the file."""
    upload.choices = choices.as_data()
    upload.save(update_fields=["choices"])


def look_at(upload: Import, *, now: datetime) -> Preview:
    """Say what importing a file that is kept would do, row by row."""
    choices = Choices.from_data(upload.choices)
    table = read_table(bytes(upload.content or b""), encoding=choices.encoding)
    return preview_of(upload.student, table, choices, sha=upload.sha256, now=now)


@transaction.atomic
def import_rows(
    *, upload: Import, shown: str, by: Person, now: datetime, progress: Progress | None = None
) -> Import:
    """Import all of a file or nothing. Importing it twice is importing it once.

    ``shown``: the digest of the preview that was agreed to; raises ``ChangedError`` if it holds no more.
    ``progress`` is told how many rows more are done.
    """
    student = Student.objects.select_for_update().select_related("person").get(pk=upload.student_id)
    upload = Import.objects.select_for_update().get(pk=upload.pk)
    upload.student = student
    if upload.imported_at is not None:
        return upload
    preview = look_at(upload, now=now)
    if preview.digest != shown:
        raise ChangedError
    _Writer(upload, by=by, now=now, progress=progress or (lambda _rows: None)).write(preview.rows)
    upload.content, upload.imported_at, upload.counts = None, now, dict(preview.counts)
    upload.save(update_fields=["content", "imported_at", "counts", "filled"])
    refresh_student(student, active_at=now if by.pk == student.person_id else None)
    return upload


class _Writer:
    """Writes the rows of one import."""

    def __init__(self, upload: Import, *, by: Person, now: datetime, progress: Progress) -> None:
        self.upload, self.student, self.by, self.now = upload, upload.student, by, now
        self.progress = progress
        self.plan = plan_for(Application())
        self.employers: dict[str, Employer] = {}
        self.contacts: dict[int, list[Contact]] = {}
        self.acceptances: list[tuple[date, int]] = []
        self.contacted = set(
            Employer.objects.filter(
                applications__student=self.student,
                applications__follow_ups__events__kind=EventKind.FOLLOW_UP_DONE,
            )
            .exclude(applications__follow_ups__step__in=EXEMPT_FROM_QUIET_DAYS)
            .values_list("pk", flat=True)
        )

    def write(self, rows: Sequence[Planned]) -> None:
        """Write what changes, then what is new, those accepted first; and what that means elsewhere."""
        for row in rows:
            if row.verdict == Verdict.UPDATE:
                self._update(row)
                self.progress(1)
        new = [row.draft for row in rows if row.verdict == Verdict.CREATE]
        accepted = [draft for draft in new if draft.stage == Stage.ACCEPTED]
        others = [draft for draft in new if draft.stage != Stage.ACCEPTED]
        for drafts in (accepted, others):
            for first in range(0, len(drafts), BATCH):
                self._create(drafts[first : first + BATCH])
                self.progress(len(drafts[first : first + BATCH]))
        self._tell_the_others()
        self._replan_where_they_were_contacted()

    # What is new

    def _create(self, drafts: Sequence[Draft]) -> None:
        self._find_employers(drafts)
        self._find_contacts(drafts)
        stories = [self._story(draft) for draft in drafts]
        for story in stories:
            settle(story, self.plan, now=self.now)
        Posting.objects.bulk_create(story.application.posting for story in stories)
        Application.objects.bulk_create(story.application for story in stories)
        Event.objects.bulk_create(event for story in stories for event in story.events)
        owed: list[FollowUp] = []
        for story in stories:
            if story.follow_ups:  # settled again, now that the events they name have their keys
                story.follow_ups.clear()
                owed += settle(story, self.plan, now=self.now)
            if story.application.stage == Stage.ACCEPTED and story.application.stage_on is not None:
                self.acceptances.append((story.application.stage_on, story.application.pk))
        FollowUp.objects.bulk_create(owed)
        self.acceptances.sort()

    def _story(self, draft: Draft) -> Story:
        employer = self.employers[employer_key(draft.employer)]
        known = self.contacts.get(employer.pk, [])
        application = Application(
            student=self.student,
            posting=_posting_of(draft),
            employer=employer,
            contact=_match(known, draft),
            imported_by=self.upload,
            created_at=self.now,
        )
        events = list(self._events(application, draft))
        story = Story(application, events, [], [], known, [])
        if employer.pk in self.contacted:
            story.unanswered_contact_at = unanswered_contact_at(application)
        return story

    def _events(self, application: Application, draft: Draft) -> Iterator[Event]:
        """What the row tells, the note with the first of it; and an acceptance elsewhere that came after."""
        if draft.applied_on is None or draft.stage_on is None:
            yield self._event(
                application, EventKind.SAVED, local_day(self.now, self.student.zone), note=draft.note
            )
            return
        yield self._event(application, EventKind.APPLIED, draft.applied_on, note=draft.note)
        yield from self._stage_events(application, draft, draft.stage_on)
        if draft.stage in OPEN_STAGES:
            accepted = next((one for one in self.acceptances if one[0] >= draft.applied_on), None)
            if accepted is not None:
                on, elsewhere = accepted
                yield self._event(application, EventKind.ACCEPTED_ELSEWHERE, on, application=elsewhere)

    def _stage_events(self, application: Application, draft: Draft, on: date) -> Iterator[Event]:
        for kind in _WRITTEN_FOR[draft.stage]:
            reason = {"reason": draft.close_reason} if kind == EventKind.CLOSED else {}
            yield self._event(application, kind, on, **reason)

    def _event(self, about: Application, kind: EventKind, on: date, /, **data: Any) -> Event:
        known = {name: value for name, value in data.items() if value}
        return Event(
            application=about,
            kind=kind,
            on=on,
            recorded_at=self.now,
            by=self.by,
            data=known | {"import": self.upload.pk},
        )

    def _find_employers(self, drafts: Iterable[Draft]) -> None:
        names = {employer_key(draft.employer): draft.employer.strip() for draft in drafts}
        wanted = {key: name for key, name in names.items() if key not in self.employers}
        Employer.objects.bulk_create(
            (Employer(key=key, name=name) for key, name in wanted.items()), ignore_conflicts=True
        )
        self.employers |= {one.key: one for one in Employer.objects.filter(key__in=wanted)}

    def _find_contacts(self, drafts: Iterable[Draft]) -> None:
        """The people that the rows name: known by email or name, else made. None is changed."""
        here = {self.employers[employer_key(draft.employer)].pk for draft in drafts}
        for contact in Contact.objects.filter(student=self.student, employer__in=here - self.contacts.keys()):
            self.contacts.setdefault(contact.employer_id, []).append(contact)
        new = []
        for draft in drafts:
            employer = self.employers[employer_key(draft.employer)]
            known = self.contacts.setdefault(employer.pk, [])
            if not (draft.contact_name or draft.contact_email or draft.contact_phone) or _match(known, draft):
                continue
            contact = Contact(
                student=self.student,
                employer=employer,
                name=draft.contact_name,
                email=draft.contact_email,
                phone=draft.contact_phone,
                created_at=self.now,
            )
            known.append(contact)
            new.append(contact)
        Contact.objects.bulk_create(new)

    # What was there already

    def _update(self, row: Planned) -> None:
        application, draft = row.application, row.draft
        if application is None:
            return
        application.student = self.student
        events = []
        if row.new_day and draft.applied_on is not None:
            events.append(self._event(application, EventKind.APPLIED, draft.applied_on))
        if row.new_stage:
            days = [
                day for day in (draft.stage_on, application.stage_on, draft.applied_on) if day is not None
            ]
            if application.stage == Stage.SAVED:  # saved may be later than anything that the row tells
                days = [day for day in (draft.stage_on, draft.applied_on) if day is not None]
            events += self._stage_events(application, draft, max(days))
        Event.objects.bulk_create(events)
        for name in row.fills:
            value = getattr(draft, name)
            setattr(application.posting, name, value)
            kept = value.isoformat() if isinstance(value, date) else value
            self.upload.filled.append([application.posting_id, name, kept])
        if row.fills:
            application.posting.save(update_fields=list(row.fills))
        replan(application, now=self.now)
        if row.new_stage and draft.stage == Stage.ACCEPTED and application.stage_on is not None:
            self.acceptances.append((application.stage_on, application.pk))

    # What it means elsewhere

    def _tell_the_others(self) -> None:
        """An acceptance ends what was open on its day; what this import made knows already."""
        if not self.acceptances:
            return
        latest, accepted = max(self.acceptances)
        others = Application.objects.filter(student=self.student, applied_on__lte=latest).open()
        others = others.exclude(pk=accepted).exclude(imported_by=self.upload)
        for other in others.with_story().select_related("plan_version"):
            other.student = self.student
            self._event(other, EventKind.ACCEPTED_ELSEWHERE, latest, application=accepted).save()
            replan(other, now=self.now)

    def _replan_where_they_were_contacted(self) -> None:
        """An answer that the file tells of may free a follow-up that waits at the same employer."""
        here = self.contacted & {employer.pk for employer in self.employers.values()}
        waiting = Application.objects.filter(student=self.student, employer__in=here).exclude(
            imported_by=self.upload
        )
        for application in waiting.with_story().select_related("plan_version"):
            application.student = self.student
            replan(application, now=self.now)


def _posting_of(draft: Draft) -> Posting:
    posting = PostingDraft(employer=draft.employer, role=draft.role)
    return replace(
        posting, location=draft.location, address=draft.address, closes_on=draft.closes_on
    ).as_posting()


def _match(known: Iterable[Contact], draft: Draft) -> Contact | None:
    """Whom a row names among the people known there: by email, else by name, else by number."""
    for name in ("email", "name", "phone"):
        wanted = getattr(draft, f"contact_{name}").casefold()
        if wanted:
            return next((one for one in known if getattr(one, name).casefold() == wanted), None)
    return None
