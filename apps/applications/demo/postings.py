"""Invented postings: an employer, a role, a text, and the sentences that say how they may be reached."""

from datetime import date, timedelta
from random import Random

from apps.applications.actions import PostingDraft
from apps.applications.demo import names
from apps.applications.vocabulary import ContactPolicy, PhonePolicy


def person_name(rng: Random) -> str:
    """A given and a family name."""
    return f"{rng.choice(names.GIVEN_NAMES)} {rng.choice(names.FAMILY_NAMES)}"


def address_of(name: str, employer: str) -> str:
    """Somebody's email address at an employer: ``p.sharma@tidewateranalytics.example``."""
    given, _, family = name.partition(" ")
    return f"{names.slug(given)[:1]}.{names.slug(family)}@{names.slug(employer)}.example"


def phone_number(rng: Random) -> str:
    """A number that nobody has."""
    return f"555 01{rng.randrange(100):02d}"


def postal_address(rng: Random, employer: str) -> str:
    """Where a letter would go."""
    return f"{employer}\n{rng.randrange(1, 90)} {rng.choice(names.STREETS)}\n{rng.choice(names.TOWNS)}"


def employer_name(rng: Random) -> str:
    """One of the well-known employers of the place, or one of a thousand others."""
    if rng.random() < 0.5:
        return rng.choice(names.EMPLOYERS)
    return f"{rng.choice(names.EMPLOYER_FIRST)} {rng.choice(names.EMPLOYER_SECOND)}"


def invent_posting(
    rng: Random,
    *,
    day: date,
    employer: str = "",
    role: str = "",
    location: str = "",
    phone_policy: PhonePolicy | None = None,
    contact_policy: ContactPolicy | None = None,
    contact: str | None = None,
) -> PostingDraft:
    """Invent an advertisement that stood on ``day``; what is given stays as given."""
    employer = employer or employer_name(rng)
    role = role or rng.choice(names.ROLES)
    location = location or rng.choice(names.PLACES)
    phone_policy = phone_policy or rng.choices(list(PhonePolicy), (3, 3, 6))[0]
    contact_policy = contact_policy or rng.choices(list(ContactPolicy), (92, 3, 5))[0]
    if contact is None:
        contact = person_name(rng) if phone_policy == PhonePolicy.CALLS_WELCOME or rng.random() < 0.8 else ""
    email = address_of(contact, employer) if contact else ""
    has_number = phone_policy == PhonePolicy.CALLS_WELCOME or (contact and rng.random() < 0.4)
    phone = phone_number(rng) if has_number else ""
    closes_on = day + timedelta(days=rng.randrange(5, 40)) if rng.random() < 0.6 else None
    said = {"name": contact, "phone": phone, "email": email or f"jobs@{names.slug(employer)}.example"}
    phone_evidence = _say(rng, names.PHONE_SENTENCES.get(phone_policy, ()), said)
    contact_evidence = _say(rng, names.CONTACT_SENTENCES.get(contact_policy, ()), said)
    text = [
        role,
        f"{rng.choice(names.OPENINGS)} {rng.choice(names.ABOUT)}".format(
            employer=employer, role=role[0].lower() + role[1:], place=location
        ),
        rng.choice(names.TASKS),
        rng.choice(names.WISHES),
        phone_evidence,
        contact_evidence,
        f"Contact: {contact}, {email}" if contact else "",
        f"Applications close on {closes_on.day} {closes_on:%B %Y}." if closes_on else "",
    ]
    return PostingDraft(
        employer=employer,
        role=role,
        location=location,
        address=f"https://{names.slug(employer)}.example/jobs/{rng.randrange(1000, 9999)}",
        text="\n\n".join(part for part in text if part),
        employment_type=rng.choice(names.EMPLOYMENT_TYPES),
        posted_on=day - timedelta(days=rng.randrange(1, 15)),
        closes_on=closes_on,
        phone_policy=phone_policy,
        phone_evidence=phone_evidence,
        contact_policy=contact_policy,
        contact_evidence=contact_evidence,
        contact_name=contact,
        contact_email=email,
        contact_phone=phone,
    )


def _say(rng: Random, sentences: tuple[str, ...], said: dict[str, str]) -> str:
    return rng.choice(sentences).format(**said) if sentences else ""
