"""Logging an application, correcting it, and keeping whom to reach there."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.applications.actions.carrying_out import (
    carry_out,
    lock_application,
    lock_student,
    refresh_student,
    replan,
    write_event,
)
from apps.applications.models import (
    Application,
    Contact,
    Employer,
    Posting,
    employer_key,
)
from apps.applications.planning import local_day
from apps.applications.vocabulary import (
    ContactPolicy,
    EventKind,
    PhonePolicy,
)
from apps.students.models import Person, Student


@dataclass(frozen=True, kw_only=True, slots=True)
class PostingDraft:
    """What a student says of a posting: typed, or read from a paste and corrected."""

    employer: str
    role: str
    location: str = ""
    address: str = ""
    text: str = ""
    employment_type: str = ""
    posted_on: date | None = None
    closes_on: date | None = None
    phone_policy: str = PhonePolicy.NOT_STATED
    phone_evidence: str = ""
    contact_policy: str = ContactPolicy.OPEN
    contact_evidence: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""

    def as_posting(self) -> Posting:
        """Give the posting as it is kept, not saved yet."""
        return Posting(
            employer_name=self.employer.strip(),
            role=self.role.strip(),
            location=self.location,
            address=self.address,
            text=self.text,
            employment_type=self.employment_type,
            posted_on=self.posted_on,
            closes_on=self.closes_on,
            phone_policy=self.phone_policy,
            phone_evidence=self.phone_evidence,
            contact_policy=self.contact_policy,
            contact_evidence=self.contact_evidence,
        )


def get_employer(name: str) -> Employer:
    """The employer of this name, new or known. Raises ``ValidationError`` if the name is empty."""
    key = employer_key(name)
    if not key:
        raise ValidationError({"employer": _("Name the employer.")})
    return Employer.objects.get_or_create(key=key, defaults={"name": name.strip()})[0]


def get_contact(
    *, student: Student, employer: Employer, name: str, email: str = "", phone: str = "", now: datetime
) -> Contact | None:
    """The student's contact there with this email or name, made or completed; None if nothing is known."""
    name, email, phone = name.strip(), email.strip(), phone.strip()
    if not (name or email or phone):
        return None
    known = Contact.objects.filter(student=student, employer=employer)
    contact = known.filter(email__iexact=email).first() if email else None
    if contact is None and name:  # of two people of one name, two addresses tell them apart
        namesakes = known.filter(name__iexact=name)
        contact = (namesakes.filter(email="") if email else namesakes).first()
    if contact is None:
        return Contact.objects.create(
            student=student, employer=employer, name=name, email=email, phone=phone, created_at=now
        )
    contact.name, contact.email = contact.name or name, contact.email or email
    contact.phone = contact.phone or phone
    contact.save(update_fields=["name", "email", "phone"])
    return contact


@transaction.atomic
def log_application(
    *,
    student: Student,
    posting: PostingDraft,
    applied_on: date | None,
    by: Person,
    now: datetime,
    why_here: str = "",
) -> Application:
    """Log an application (``applied_on``: a local day) or, without a day, a posting saved for later.

    Returns the application with its follow-ups planned. Raises ``ValidationError`` without an employer.
    """
    student = lock_student(student.pk)
    employer = get_employer(posting.employer)
    contact = get_contact(
        student=student,
        employer=employer,
        name=posting.contact_name,
        email=posting.contact_email,
        phone=posting.contact_phone,
        now=now,
    )
    row = posting.as_posting()
    row.save()
    application = Application.objects.create(
        student=student,
        employer=employer,
        contact=contact,
        posting=row,
        why_here=why_here,
        created_at=now,
    )
    kind = EventKind.APPLIED if applied_on else EventKind.SAVED
    write_event(application, kind, on=applied_on or local_day(now, student.zone), by=by, now=now)
    replan(application, now=now)
    refresh_student(student, active_at=now if by.pk == student.person_id else None)
    return application


@transaction.atomic
def correct_application(
    *, application: Application, posting: PostingDraft, by: Person, now: datetime
) -> Application:
    """Correct what is known of the posting and whom to reach there; channels and dates follow."""
    application = lock_application(application)
    row = application.posting
    row.employer_name, row.role = posting.employer.strip(), posting.role.strip()
    row.location, row.address, row.closes_on = posting.location, posting.address, posting.closes_on
    row.phone_policy, row.phone_evidence = posting.phone_policy, posting.phone_evidence
    row.contact_policy, row.contact_evidence = posting.contact_policy, posting.contact_evidence
    row.save()
    application.employer = get_employer(posting.employer)
    application.contact = _correct_contact(application, posting, now=now)
    application.save(update_fields=["employer", "contact"])
    today = local_day(now, application.student.zone)
    write_event(application, EventKind.CORRECTED, on=today, by=by, now=now)
    carry_out(application, by=by, now=now)
    return application


def _correct_contact(application: Application, posting: PostingDraft, *, now: datetime) -> Contact | None:
    """The contact as corrected: the same person's details change, another name is another person."""
    name, email, phone = (
        posting.contact_name.strip(),
        posting.contact_email.strip(),
        posting.contact_phone.strip(),
    )
    known = application.contact
    same_person = (
        known is not None
        and known.employer_id == application.employer_id
        and (not known.name or known.name.casefold() == name.casefold())
        and bool(name or email or phone)
    )
    if known is None or not same_person:
        return get_contact(
            student=application.student,
            employer=application.employer,
            name=name,
            email=email,
            phone=phone,
            now=now,
        )
    known.name, known.email, known.phone = name, email, phone
    known.save(update_fields=["name", "email", "phone"])
    return known


@transaction.atomic
def save_contact(*, application: Application, contact: Contact, by: Person, now: datetime) -> Contact:
    """Keep somebody at the employer of this application (new, or with details changed); channels follow.

    Follow-ups go to whoever was added first, or to the first who can be reached.
    """
    application = lock_application(application)
    if not contact.pk:
        contact.student, contact.employer = application.student, application.employer
        contact.created_at = now
    contact.save()
    known = application.contact
    if known is None or (not (known.email or known.phone) and (contact.email or contact.phone)):
        application.contact = contact
        application.save(update_fields=["contact"])
    carry_out(application, by=by, now=now)
    return contact


@transaction.atomic
def keep_private(*, application: Application, private: bool) -> None:
    """Keep an application from staff, who then neither see nor count it, or show it to them again."""
    application = lock_application(application)
    application.kept_private = private
    application.save(update_fields=["kept_private"])
