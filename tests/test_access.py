"""Nobody sees what is not theirs: every address of the house, walked as everybody.

One student's record is full of canaries. Whoever has no business there gets a 404, a redirect or their own
page, without a canary in it, and changes nothing. A new address fails here until somebody says what it is.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from apps.applications.actions import finish_follow_up
from apps.applications.importing import keep_file
from apps.applications.models import Application, Contact, Event, FollowUp, Import, Interview
from apps.applications.plan import Step
from apps.applications.vocabulary import EventKind
from apps.mail.models import OutboxEmail, Suppression
from apps.mail.vocabulary import State, SuppressionReason
from apps.students.actions import rotate_calendar
from apps.students.models import Person, Student
from tests.factories import (
    NOW,
    make_administrator,
    make_application,
    make_counselor,
    make_interview,
    make_person,
    make_student,
    tell,
    the_follow_up,
)

pytestmark = pytest.mark.django_db
CANARY = "Goldfinch"
HUSHED = "Hushed"  # in what the student keeps private
LOGIN = "/account/login/"

# Addresses that answer without a login, each for a reason: signing in, health, a signed or secret link.
PUBLIC = {
    "account_confirm_email",
    "account_confirm_login_code",
    "account_email_verification_sent",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_request_login_code",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_signup",
    "admin:login",
    "applications:calendar_feed",
    "health_live",
    "health_ready",
    "mail:mailbox",
    "mail:mailbox_email",
    "mail:mailbox_html",
    "mail:mailbox_raw",
    "mail:unsubscribe",
    "reminders:action",
    "students:who_sees_what",
}


@dataclass(frozen=True)
class World:
    """A student full of canaries, and everybody who may or may not see them."""

    student: Student
    application: Application
    private: Application
    interview: Interview
    contact: Contact
    follow_up: FollowUp
    event: Event
    upload: Import
    email: OutboxEmail
    suppression: Suppression
    people: dict[str, Person]


STRANGERS = ("another student", "another counselor", "an account without a record")


@pytest.fixture
def world() -> World:
    """Make the canaries' student with a rich history, and the others."""
    counselor = make_counselor(name="Their counselor")
    student = make_student(name=f"{CANARY} Bird", email="canary@halden.example", counselor=counselor)
    application = make_application(
        student=student,
        employer=f"{CANARY} Works",
        role=f"{CANARY} keeper",
        contact_name=f"{CANARY} Contact",
        contact_email="contact@canary.example",
    )
    interview = make_interview(
        application=application, interviewers=[(f"{CANARY} Interviewer", "i@canary.example")]
    )
    event = tell(application, EventKind.HEARD_BACK, note=f"{CANARY} note")
    private = make_application(
        student=student, employer=f"{HUSHED} Ltd", role=f"{HUSHED} job", kept_private=True
    )
    finish_follow_up(
        follow_up=the_follow_up(private),
        done_at=NOW,
        channel="phone",
        by=student.person,
        now=NOW,
        note=f"{HUSHED} note",
    )
    email = OutboxEmail.objects.create(
        dedupe_key="canary",
        kind="digest",
        reference="1",
        to=student.person.email,
        run_at=NOW,
        created_at=NOW,
        state=State.FAILED,
    )
    other = make_counselor(name="Another counselor")
    return World(
        student=student,
        application=application,
        private=private,
        interview=interview,
        contact=Contact.objects.filter(student=student)[0],
        follow_up=FollowUp.objects.get(application=application, step=Step.THANK_YOU_EMAIL),
        event=event,
        upload=keep_file(
            student=student, name=f"{CANARY}.csv", content=f"Company\n{CANARY} Inc.\n".encode(), now=NOW
        ),
        email=email,
        suppression=Suppression.objects.create(
            address=student.person.email, reason=SuppressionReason.BOUNCED, created_at=NOW
        ),
        people={
            "the student": student.person,
            "their counselor": counselor,
            "an administrator": make_administrator(name="An administrator"),
            "another student": make_student(name="Somebody Else", counselor=other).person,
            "another counselor": other,
            "an account without a record": make_person(name="No Record"),
        },
    )


# Which canary's address each name stands for; "forged" stands for a token that nobody was given.
ADDRESSES: dict[str, Callable[[World], dict[str, Any]]] = {
    "home": lambda world: {},
    "applications:today": lambda world: {},
    "applications:log": lambda world: {},
    "applications:log_it": lambda world: {},
    "applications:list": lambda world: {},
    "applications:application": lambda world: {"pk": world.application.pk},
    "applications:correct": lambda world: {"pk": world.application.pk},
    "applications:happened": lambda world: {"pk": world.application.pk, "kind": "offered"},
    "applications:private": lambda world: {"pk": world.application.pk},
    "applications:nobody_to_reach": lambda world: {"pk": world.application.pk},
    "applications:add_interview": lambda world: {"pk": world.application.pk},
    "applications:add_contact": lambda world: {"pk": world.application.pk},
    "applications:edit_contact": lambda world: {"pk": world.application.pk, "contact_pk": world.contact.pk},
    "applications:export": lambda world: {},
    "applications:archive": lambda world: {},
    "applications:import": lambda world: {},
    "applications:import_file": lambda world: {"pk": world.upload.pk},
    "applications:undo_import": lambda world: {"pk": world.upload.pk},
    "applications:calendar": lambda world: {},
    "applications:rotate_calendar": lambda world: {},
    "applications:calendar_feed": lambda world: {"token": "forged"},
    "applications:interview_file": lambda world: {"pk": world.interview.pk},
    "applications:name_interviewers": lambda world: {"pk": world.interview.pk},
    "applications:interview_changed": lambda world: {"pk": world.interview.pk, "kind": "cancelled"},
    "applications:follow_up": lambda world: {"pk": world.follow_up.pk},
    "applications:finish": lambda world: {"pk": world.follow_up.pk},
    "applications:later": lambda world: {"pk": world.follow_up.pk},
    "applications:skip": lambda world: {"pk": world.follow_up.pk},
    "applications:undo": lambda world: {"pk": world.event.pk},
    "reminders:settings": lambda world: {},
    "reminders:action": lambda world: {"token": "forged"},
    "mail:unsubscribe": lambda world: {"token": "forged"},
    "mail:mailbox": lambda world: {},
    "mail:mailbox_email": lambda world: {"key": "forged"},
    "mail:mailbox_html": lambda world: {"key": "forged"},
    "mail:mailbox_raw": lambda world: {"key": "forged"},
    "students:look": lambda world: {},
    "students:who_sees_what": lambda world: {},
    "dashboard:caseload": lambda world: {},
    "dashboard:student": lambda world: {"student_id": world.student.pk},
    "dashboard:application": lambda world: {
        "student_id": world.student.pk,
        "application_id": world.application.pk,
    },
    "dashboard:outbox": lambda world: {},
    "dashboard:try_again": lambda world: {"email_id": world.email.pk},
    "dashboard:lift": lambda world: {"suppression_id": world.suppression.pk},
    "account_login": lambda world: {},
    "account_logout": lambda world: {},
    "account_inactive": lambda world: {},
    "account_signup": lambda world: {},
    "account_reauthenticate": lambda world: {},
    "account_email": lambda world: {},
    "account_email_verification_sent": lambda world: {},
    "account_change_password": lambda world: {},
    "account_set_password": lambda world: {},
    "account_reset_password": lambda world: {},
    "account_confirm_login_code": lambda world: {},
    "account_confirm_email": lambda world: {"key": "forged"},
    "account_reset_password_from_key_done": lambda world: {},
    "account_reset_password_from_key": lambda world: {"uidb36": "1", "key": "forged"},
    "account_reset_password_done": lambda world: {},
    "account_request_login_code": lambda world: {},
    "health_live": lambda world: {},
    "health_ready": lambda world: {},
}
# Django's admin names its parameters alike everywhere.
ADMIN_ARGUMENTS: dict[str, Callable[[World], Any]] = {
    "object_id": lambda world: world.student.pk,
    "app_label": lambda world: "students",
    "content_type_id": lambda world: 1,
    "url": lambda world: "nothing",
}
ADMIN_TAKES: dict[str, tuple[str, ...]] = {
    "admin:app_list": ("app_label",),
    "admin:view_on_site": ("content_type_id", "object_id"),
}
NOT_WALKED = {"health_ready", "account_logout"}  # opens connections of its own; ends the walk


def patterns(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the house by its full name."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from patterns(pattern, inner)
        elif pattern.name:
            yield f"{namespace}{pattern.name}", pattern


def addresses(world: World) -> Iterator[tuple[str, str]]:
    """Every address that leads, or would lead, to the canaries."""
    for name, pattern in patterns():
        if name in NOT_WALKED:
            continue
        if name in ADDRESSES:
            yield name, reverse(name, kwargs=ADDRESSES[name](world))
        elif name.startswith("admin:"):
            taken = ADMIN_TAKES.get(name) or tuple(pattern.pattern.converters)
            yield name, reverse(name, kwargs={taken_: ADMIN_ARGUMENTS[taken_](world) for taken_ in taken})


def state() -> list[Any]:
    """Everything in the canaries' record that somebody could have changed."""
    return [
        list(model._default_manager.order_by("pk").values())
        for model in (
            Student,
            Application,
            Contact,
            Event,
            FollowUp,
            Import,
            Interview,
            OutboxEmail,
            Suppression,
        )
    ]


def text_of(answer: Any) -> str:
    """What an answer says, be it streamed or packed."""
    return bytes(answer.getvalue()).decode(errors="replace")


def test_every_address_is_walked_here_and_none_is_nameless() -> None:
    named = {name for name, _pattern in patterns() if not name.startswith("admin:")}
    assert named == set(ADDRESSES), "say in ADDRESSES which canary a new address leads to"


def test_only_these_addresses_answer_without_a_login() -> None:
    public = {name for name, pattern in patterns() if not getattr(pattern.callback, "login_required", True)}
    assert public - {"admin:jsi18n"} == PUBLIC


def test_without_a_login_every_other_address_leads_to_the_login_page(client: Client, world: World) -> None:
    before = state()
    for name, address in addresses(world):
        if name in PUBLIC:
            continue
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code == 302, name
            assert answer["Location"].startswith((LOGIN, reverse("admin:login"))), name
    assert state() == before


@pytest.mark.parametrize("who", STRANGERS)
def test_a_stranger_finds_no_canary_and_changes_nothing(client: Client, world: World, who: str) -> None:
    before = [row for row in state()[0] if row["id"] == world.student.pk], state()[1:]
    client.force_login(world.people[who])
    for name, address in addresses(world):
        for answer in (client.get(address), client.post(address)):
            body = text_of(answer)
            assert CANARY not in body, name
            assert HUSHED not in body, name
            assert answer.status_code < 500, name
            leads_to_canaries = name in ADDRESSES and name not in PUBLIC and bool(ADDRESSES[name](world))
            if leads_to_canaries:
                # Staff on a student's page, even a page that is not there, are led home.
                assert answer.status_code in {404, 405} or answer.get("Location") == "/", name
    assert ([row for row in state()[0] if row["id"] == world.student.pk], state()[1:]) == before


@pytest.mark.parametrize("who", ["their counselor", "an administrator"])
def test_what_is_kept_private_is_nowhere_on_the_offices_pages(client: Client, world: World, who: str) -> None:
    client.force_login(world.people[who])
    seen = ""
    for name, address in addresses(world):
        if name.startswith("dashboard:"):
            answer = client.get(address)
            seen += answer.content.decode()
    assert CANARY in seen
    assert HUSHED not in seen
    private = {"student_id": world.student.pk, "application_id": world.private.pk}
    assert client.get(reverse("dashboard:application", kwargs=private)).status_code == 404


def test_the_student_finds_all_of_it(client: Client, world: World) -> None:
    client.force_login(world.people["the student"])
    seen = "".join(
        text_of(client.get(address)) for name, address in addresses(world) if name.startswith("applications:")
    )
    for canary in (CANARY, HUSHED, f"{CANARY} Interviewer", f"{CANARY} note"):
        assert canary in seen


@pytest.mark.parametrize("who", ["the student", "another student"])
def test_no_student_enters_the_office(client: Client, world: World, who: str) -> None:
    client.force_login(world.people[who])
    for name, address in addresses(world):
        if name.startswith("dashboard:"):
            assert client.get(address).status_code in {404, 405}, name
            assert client.post(address).status_code in {404, 405}, name


def test_a_counselor_does_not_find_anothers_student_by_searching(client: Client, world: World) -> None:
    client.force_login(world.people["another counselor"])
    found = client.get("/office/", {"q": "bird"}).content.decode()
    assert CANARY not in found
    assert "Nobody matches these filters." in found
    taken = {"counselor": world.people["their counselor"].pk}
    assert CANARY not in client.get("/office/", taken).content.decode()


def test_a_calendar_is_read_by_its_secret_alone(client: Client, world: World) -> None:
    address = reverse("applications:calendar_feed", args=[rotate_calendar(student=world.student)])
    assert CANARY in client.get(address).content.decode()
    assert client.get(reverse("applications:calendar_feed", args=["forged"])).status_code == 404
