"""The student's pages: whose they are, what they cost, and what happened recorded through them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import TimeMachineFixture

from apps.applications.models import Application, Contact, Event, Interview
from apps.applications.plan import Step
from apps.applications.vocabulary import EventKind, FollowUpStatus, Stage
from apps.students.models import Student
from tests.factories import (
    NOW,
    make_application,
    make_contact,
    make_counselor,
    make_interview,
    make_student,
    tell,
    the_follow_up,
)

pytestmark = pytest.mark.django_db
MaxQueries = Callable[..., AbstractContextManager[Any]]
TODAY, LIST = reverse("applications:today"), reverse("applications:list")


@pytest.fixture(autouse=True)
def _now(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def student(client: Client) -> Student:
    student = make_student(name="Leila Haddad", counselor=make_counselor(name="Ruben Castellanos"))
    client.force_login(student.person)
    return student


def of(application: Application, name: str = "application", *more: Any) -> str:
    return reverse(f"applications:{name}", args=[application.pk, *more])


# Whose pages these are


def test_staff_are_led_to_pages_of_their_own(client: Client, student: Student) -> None:
    assert student.counselor is not None
    application = make_application(student=student)
    client.force_login(student.counselor)
    for address in (TODAY, LIST, of(application), reverse("applications:log")):
        assert client.get(address).headers["Location"] == reverse("home")


def test_another_students_pages_do_not_exist(client: Client, student: Student) -> None:
    interview = make_interview()
    application = interview.application
    contact = make_contact(application=application, name="Ada")
    event = tell(application, EventKind.HEARD_BACK)
    assert client.get(of(application)).status_code == 404
    for address in (
        of(application, "correct"),
        of(application, "happened", "offered"),
        of(application, "add_interview"),
        of(application, "add_contact"),
        of(application, "edit_contact", contact.pk),
        reverse("applications:name_interviewers", args=[interview.pk]),
        reverse("applications:interview_changed", args=[interview.pk, "moved"]),
    ):
        assert client.get(address).status_code == 404, address
        assert client.post(address, {"on": "2026-09-15"}).status_code == 404, address
    assert client.post(reverse("applications:undo", args=[event.pk])).status_code == 404
    assert client.post(of(application, "nobody_to_reach")).status_code == 404


def test_a_contact_of_another_employer_is_not_edited_here(client: Client, student: Student) -> None:
    here = make_application(student=student)
    there = make_application(student=student, employer="Corvina Labs")
    assert there.contact is not None
    assert client.get(of(here, "edit_contact", there.contact.pk)).status_code == 404


def test_nobody_sees_them_logged_out(client: Client) -> None:
    answer = client.get(TODAY)
    assert answer.status_code == 302
    assert reverse("account_login") in answer.headers["Location"]


# What they cost


def test_each_page_stays_within_its_queries(
    client: Client, student: Student, django_assert_max_num_queries: MaxQueries
) -> None:
    for number in range(8):
        application = make_application(student=student, employer=f"Employer {number}")
        make_interview(application=application)
    for address, most in ((TODAY, 7), (LIST, 6), (of(application), 9)):
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200


# Today and the list


def test_the_first_day_explains_itself(client: Client, student: Student) -> None:
    page = client.get(TODAY)
    assert "Welcome, Leila Haddad" in page.text
    assert "Ruben Castellanos" in page.text


def test_nothing_due_says_what_comes_next(client: Client, student: Student) -> None:
    make_application(student=student)
    page = client.get(TODAY)
    assert "Nothing is due." in page.text
    assert "Enjoy the morning." in page.text
    assert "The next one opens on Friday, 18 September" in page.text


def test_the_list_says_when_nothing_matches(client: Client, student: Student) -> None:
    assert "No applications yet." in client.get(LIST).text
    assert "None has ended." in client.get(LIST, {"shelf": "ended"}).text
    assert "None matches." in client.get(LIST, {"q": "x", "stage": "applied"}).text
    assert client.get(LIST, {"shelf": "nonsense", "stage": "nonsense", "after": "~9"}).status_code == 200


def test_a_posting_is_shown_as_text_never_as_markup(client: Client, student: Student) -> None:
    hostile = "<script>alert(1)</script>"
    application = make_application(
        student=student, employer=hostile, role=hostile, text=hostile, address="javascript:alert(1)"
    )
    for address in (TODAY, LIST, of(application), of(application, "correct")):
        page = client.get(address)
        assert "<script>alert" not in page.text
        assert 'href="javascript:' not in page.text


# Something happened


def test_what_asks_nothing_more_is_one_click_and_can_be_undone(client: Client, student: Student) -> None:
    application = make_application(student=student)
    address = of(application, "happened", "withdrawn")
    answer = client.post(address, {"on": "2026-09-15"}, follow=True)
    assert "Noted: you withdrew." in answer.text
    application.refresh_from_db()
    assert application.stage == Stage.WITHDRAWN
    event = application.events.get(kind=EventKind.WITHDRAWN)
    answer = client.post(reverse("applications:undo", args=[event.pk]), follow=True)
    assert "Undone." in answer.text
    application.refresh_from_db()
    assert application.stage == Stage.APPLIED
    assert the_follow_up(application).status == FollowUpStatus.OWED


def test_a_day_to_come_is_refused_and_nothing_recorded(client: Client, student: Student) -> None:
    application = make_application(student=student)
    answer = client.post(of(application, "happened", "withdrawn"), {"on": "2026-09-16"})
    assert answer.status_code == 422
    assert "still to come" in answer.text
    assert application.events.count() == 1


@pytest.mark.parametrize(
    ("kind", "typed", "stage", "step"),
    [
        ("heard_back", {"decision_on": "2026-09-30"}, Stage.APPLIED, Step.STATUS_INQUIRY),
        ("turned_down", {"turned_down_by": "person"}, Stage.TURNED_DOWN, Step.REJECTION_REPLY),
        ("offered", {"deadline": "2026-09-30"}, Stage.OFFERED, Step.OFFER_REPLY),
    ],
)
def test_what_they_said_plans_the_answer(
    client: Client, student: Student, kind: str, typed: dict[str, str], stage: str, step: str
) -> None:
    application = make_application(student=student)
    assert client.get(of(application, "happened", kind)).status_code == 200
    client.post(of(application, "happened", kind), {"on": "2026-09-15"} | typed)
    application.refresh_from_db()
    assert application.stage == stage
    assert the_follow_up(application, step).status == FollowUpStatus.OWED


def test_an_automatic_rejection_asks_for_no_answer(client: Client, student: Student) -> None:
    application = make_application(student=student)
    said = {"on": "2026-09-15", "turned_down_by": "no_reply"}
    client.post(of(application, "happened", "turned_down"), said)
    assert not application.follow_ups.filter(step=Step.REJECTION_REPLY).exists()


def test_accepting_warns_what_it_does_elsewhere(client: Client, student: Student) -> None:
    application = make_application(student=student)
    other = make_application(student=student, employer="Corvina Labs")
    tell(application, EventKind.OFFERED)
    address = of(application, "happened", "accepted")
    assert "will ask you to tell them" in client.get(address).text
    client.post(address, {"on": "2026-09-15"})
    assert the_follow_up(other, Step.WITHDRAWAL).status == FollowUpStatus.OWED


@pytest.mark.parametrize("kind", ["nonsense", "reminded", "voided", "follow_up_done", "saved"])
def test_only_what_can_happen_is_recorded(client: Client, student: Student, kind: str) -> None:
    application = make_application(student=student)
    assert client.post(of(application, "happened", kind), {"on": "2026-09-15"}).status_code == 404


def test_a_record_that_is_not_theirs_to_undo_stays(client: Client, student: Student) -> None:
    application = make_application(student=student)
    event = Event.objects.create(
        application=application, kind=EventKind.REMINDED, on=NOW.date(), recorded_at=NOW
    )
    assert client.post(reverse("applications:undo", args=[event.pk])).status_code == 404


# Interviews

ROUND = {
    "on": "2026-09-15",
    "kind": "panel",
    "day": "2026-09-17",
    "starts": "10:00",
    "ends": "11:30",
    "time_zone": "America/New_York",
    "place": "Room 4",
    "people-TOTAL_FORMS": "3",
    "people-INITIAL_FORMS": "0",
    "people-0-name": "Ada Okafor",
    "people-0-email": "ada@okafor.example",
}


def test_setting_an_interview_plans_its_thank_yous(client: Client, student: Student) -> None:
    application = make_application(student=student)
    assert client.get(of(application, "add_interview")).status_code == 200
    answer = client.post(of(application, "add_interview"), ROUND, follow=True)
    assert "The interview is set." in answer.text
    interview = Interview.objects.get()
    assert interview.place == "Room 4"
    assert the_follow_up(application, Step.THANK_YOU_EMAIL).opens == interview.ends_at
    application.refresh_from_db()
    assert application.stage == Stage.INTERVIEWING


def test_an_interview_that_cannot_be_keeps_what_was_typed(client: Client, student: Student) -> None:
    application = make_application(student=student)
    answer = client.post(of(application, "add_interview"), ROUND | {"ends": "09:00"})
    assert answer.status_code == 422
    assert 'value="Room 4"' in answer.text
    assert 'value="Ada Okafor"' in answer.text
    assert not Interview.objects.exists()


def test_moving_an_interview_moves_its_thank_yous_and_its_place(client: Client, student: Student) -> None:
    interview = make_interview(application=make_application(student=student))
    address = reverse("applications:interview_changed", args=[interview.pk, "moved"])
    assert 'value="2026-09-16"' in client.get(address).text
    client.post(address, ROUND | {"day": "2026-09-18"})
    interview.refresh_from_db()
    assert (f"{interview.starts_at:%d %H:%M}", interview.place, interview.kind) == (
        "18 14:00",
        "Room 4",
        "panel",
    )
    assert the_follow_up(interview.application, Step.THANK_YOU_EMAIL).opens == interview.ends_at
    event = interview.events.get(kind=EventKind.INTERVIEW_MOVED)
    client.post(reverse("applications:undo", args=[event.pk]))
    interview.refresh_from_db()
    assert (f"{interview.starts_at:%d}", interview.place, interview.kind) == ("16", "", "video")


@pytest.mark.parametrize("kind", ["cancelled", "missed"])
def test_an_interview_that_was_not_held_owes_no_thanks(client: Client, student: Student, kind: str) -> None:
    interview = make_interview(application=make_application(student=student))
    address = reverse("applications:interview_changed", args=[interview.pk, kind])
    client.post(address, {"on": "2026-09-15"})
    assert the_follow_up(interview.application, Step.THANK_YOU_EMAIL).status == FollowUpStatus.CANCELLED
    other = reverse("applications:interview_changed", args=[interview.pk, "nonsense"])
    assert client.post(other, {"on": "2026-09-15"}).status_code == 404


def test_naming_interviewers_gives_each_a_thank_you(client: Client, student: Student) -> None:
    interview = make_interview(application=make_application(student=student), interviewers=[])
    address = reverse("applications:name_interviewers", args=[interview.pk])
    assert client.get(address).status_code == 200
    people = {name: value for name, value in ROUND.items() if name.startswith("people")}
    client.post(address, people | {"people-1-name": "Ken"})
    thanks = interview.application.follow_ups.filter(step=Step.THANK_YOU_EMAIL)
    assert sorted(row.contact.name for row in thanks.select_related("contact") if row.contact) == [
        "Ada Okafor",
        "Ken",
    ]
    nobody = {"people-TOTAL_FORMS": "1", "people-INITIAL_FORMS": "0"}
    assert client.post(address, nobody).status_code == 422


@pytest.mark.parametrize("kind", ["accepted", "declined", "rescinded", "applied"])
def test_what_does_not_fit_the_stage_cannot_happen(client: Client, student: Student, kind: str) -> None:
    application, other = make_application(student=student), make_application(student=student, employer="B")
    address = of(application, "happened", kind)
    before = Event.objects.count()
    for answer in (client.get(address, follow=True), client.post(address, {"on": "2026-09-15"}, follow=True)):
        assert answer.redirect_chain == [(of(application), 302)]
        assert "That does not fit this application any more." in answer.text
    assert Event.objects.count() == before
    other.refresh_from_db()
    assert other.stage == Stage.APPLIED


# People


def test_a_person_that_was_found_makes_the_follow_up_possible(client: Client, student: Student) -> None:
    application = make_application(student=student, contact_name="", contact_email="")
    typed = {"name": "Ada", "email": "ada@tidewater.example", "next": TODAY}
    answer = client.post(of(application, "add_contact"), typed)
    assert answer.headers["Location"] == TODAY
    row = the_follow_up(application)
    assert (row.excuse, row.contact and row.contact.name) == ("", "Ada")
    assert client.post(of(application, "add_contact"), {"name": ""}).status_code == 422
    assert client.get(of(application, "add_contact")).status_code == 200


def test_an_address_lets_the_letter_be_posted(client: Client, student: Student) -> None:
    interview = make_interview(application=make_application(student=student))
    application = interview.application
    tomasz = Contact.objects.get(name="Tomasz Wiśniewski")
    typed = {"name": tomasz.name, "email": tomasz.email, "address": "3 Quay Street\nPort Halden"}
    client.post(of(application, "edit_contact", tomasz.pk), typed)
    assert the_follow_up(application, Step.THANK_YOU_LETTER).excuse == ""
    assert "3 Quay Street" in client.get(of(application)).text


def test_nobody_to_be_found_settles_it_and_can_be_undone(client: Client, student: Student) -> None:
    application = make_application(student=student, contact_name="", contact_email="")
    answer = client.post(of(application, "nobody_to_reach"), follow=True)
    assert "there is nobody to be found at Tidewater Analytics" in answer.text
    assert the_follow_up(application).status == FollowUpStatus.CANCELLED
    event = application.events.get(kind=EventKind.NOBODY_TO_REACH)
    client.post(reverse("applications:undo", args=[event.pk]))
    assert the_follow_up(application).status == FollowUpStatus.OWED


# The phone


def test_a_no_calls_posting_never_shows_the_phone(client: Client, student: Student) -> None:
    application = make_application(
        student=student,
        contact_phone="555 0142",
        phone_policy="no_calls",
        phone_evidence="No phone calls, please.",
        applied_on=(NOW - timedelta(days=5)).date(),
    )
    for address in (TODAY, of(application), LIST):
        page = client.get(address)
        assert "No calls" in page.text
        assert "tel:" not in page.text
        assert "555 0142" not in page.text
        assert "#phone&quot;" not in page.text
        assert 'sprite.svg#phone"' not in page.text


def test_a_call_they_asked_for_is_offered(client: Client, student: Student) -> None:
    application = make_application(
        student=student, contact_phone="555 0142", phone_policy="no_calls", contact_email=""
    )
    client.post(of(application, "happened", "asked_to_call"), {"on": "2026-09-15"})
    assert the_follow_up(application).channel == "phone"


def test_an_application_is_kept_from_the_counselor_and_shown_again(client: Client) -> None:
    counselor = make_counselor()
    student = make_student(counselor=counselor)
    application = make_application(student=student)
    client.force_login(student.person)
    address = reverse("applications:private", args=[application.pk])
    client.post(address, {"private": "yes"})
    assert not Application.objects.visible_to(counselor).exists()
    assert "Show it to my counselor" in client.get(of(application)).content.decode()
    client.post(address, {"private": "no"})
    assert Application.objects.visible_to(counselor).get() == application


def test_what_lapsed_can_still_be_told_as_done_in_time(student: Student, client: Client) -> None:
    application = make_application(student=student, applied_on=NOW.date() - timedelta(days=5))
    row = the_follow_up(application, Step.APPLICATION_FOLLOW_UP)
    row.status = FollowUpStatus.LAPSED
    row.save(update_fields=["status"])
    client.post(reverse("applications:finish", args=[row.pk]), {"when": "now", "channel": "email"})
    row.refresh_from_db()
    assert row.status == FollowUpStatus.DONE


def test_undo_after_finishing_without_script_leads_back_to_today(student: Student, client: Client) -> None:
    row = the_follow_up(
        make_application(student=student, applied_on=NOW.date() - timedelta(days=5)),
        Step.APPLICATION_FOLLOW_UP,
    )
    page = client.post(
        reverse("applications:finish", args=[row.pk]), {"when": "now", "channel": "email"}, follow=True
    )
    assert f'name="next" value="{TODAY}"' in page.content.decode()


def test_a_round_may_be_entered_in_any_zone(student: Student, client: Client) -> None:
    application = make_application(student=student)
    page = client.get(of(application, "add_interview")).content.decode()
    assert 'value="Europe/Warsaw"' in page


def test_an_application_without_anybody_leads_to_adding_a_person(student: Student, client: Client) -> None:
    page = client.post(
        reverse("applications:log_it"),
        {
            "employer": "Fernhill Bakery",
            "applied": "today",
            "phone_policy": "not_stated",
            "contact_policy": "open",
        },
        follow=True,
    ).content.decode()
    assert "Today asks for a name from Fri 18 Sep on" in page
    assert "Add a person" in page
