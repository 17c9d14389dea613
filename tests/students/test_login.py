"""Signing in: by password, by a code in an email, and not at all."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from apps.students.models import Person
from tests.factories import PASSWORD, make_counselor, make_person, make_student

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"
CODE = "/account/login/code/"
CONFIRM = "/account/login/code/confirm/"


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def the_code() -> str:
    found = re.match(r"(\S+) is your code", str(mail.outbox[-1].subject))
    assert found, mail.outbox[-1].subject
    return found[1]


def test_a_password_opens_the_door_whatever_the_case_of_the_address(client: Client) -> None:
    person = make_student(password=PASSWORD).person
    answer = client.post(LOGIN, {"login": person.email.upper(), "password": PASSWORD})
    assert answer.status_code == 302
    assert answer["Location"] == reverse("home")
    assert is_signed_in(client)


def test_each_role_is_led_to_its_own_first_page(client: Client) -> None:
    client.force_login(make_student().person)
    assert client.get("/")["Location"] == "/today/"
    client.force_login(make_counselor())
    assert client.get("/")["Location"] == "/office/"


def test_signing_in_leads_on_to_the_page_that_was_asked_for(client: Client) -> None:
    make_counselor(email="ruben@halden.example", password=PASSWORD)
    asked = client.get("/office/?only=late")
    assert asked["Location"].startswith(f"{LOGIN}?next=")
    answer = client.post(asked["Location"], {"login": "ruben@halden.example", "password": PASSWORD})
    assert answer["Location"] == "/office/?only=late"


def test_a_wrong_password_and_an_unknown_address_are_told_alike(client: Client) -> None:
    person = make_person(password=PASSWORD)
    wrong = client.post(LOGIN, {"login": person.email, "password": "not it at all"})
    unknown = client.post(LOGIN, {"login": "nobody@halden.example", "password": "not it at all"})
    assert wrong.context["form"].errors == unknown.context["form"].errors
    assert not is_signed_in(client)


def test_guessing_is_slowed_down_for_one_account_and_not_for_another(client: Client) -> None:
    person, other = make_person(password=PASSWORD), make_person(password=PASSWORD)
    for _attempt in range(5):
        client.post(LOGIN, {"login": person.email, "password": "a guess"})
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    assert not is_signed_in(client)
    client.post(LOGIN, {"login": other.email, "password": PASSWORD})
    assert is_signed_in(client)


def test_a_code_from_an_email_opens_the_door_once(client: Client) -> None:
    person = make_student().person
    assert client.post(CODE, {"email": person.email})["Location"].startswith(CONFIRM)
    assert mail.outbox[-1].to == [person.email]
    code = the_code()
    client.post(CONFIRM, {"code": "not this"})
    assert not is_signed_in(client)
    client.post(CONFIRM, {"code": code})
    assert is_signed_in(client)
    stranger = Client()
    stranger.post(CONFIRM, {"code": code})
    assert not is_signed_in(stranger)


def test_an_unknown_address_looks_the_same_and_gets_no_code(client: Client) -> None:
    answer = client.post(CODE, {"email": "nobody@halden.example"})
    assert answer["Location"].startswith(CONFIRM)
    assert not any("is your code" in message.subject for message in mail.outbox)
    assert not is_signed_in(client)


def test_who_was_switched_off_does_not_come_in(client: Client) -> None:
    person = make_person(password=PASSWORD, is_active=False)
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    assert not is_signed_in(client)
    client.post(CODE, {"email": person.email})
    assert not any("is your code" in message.subject for message in mail.outbox)


def test_nobody_signs_up(client: Client) -> None:
    assert "Accounts come from the office" in client.get("/account/signup/").content.decode()
    client.post("/account/signup/", {"email": "new@halden.example", "password1": PASSWORD})
    assert not Person.objects.exists()


def test_a_forgotten_password_is_set_anew_by_a_link(client: Client) -> None:
    person = make_person(password="the old one, forgotten")
    client.post("/account/password/reset/", {"email": person.email})
    link = re.search(r"https?://[^/\s]+(/account/password/reset/key/\S+)", str(mail.outbox[-1].body))
    assert link
    page = client.get(link[1], follow=True)
    address = page.redirect_chain[-1][0]
    client.post(address, {"password1": "a new and better one", "password2": "a new and better one"})
    person.refresh_from_db()
    assert person.check_password("a new and better one")


def test_logging_out_closes_the_door(client: Client) -> None:
    client.force_login(make_counselor())
    assert client.get("/office/").status_code == 200
    client.get("/account/logout/")
    assert is_signed_in(client)
    client.post("/account/logout/")
    assert not is_signed_in(client)


@pytest.mark.parametrize("page", ["account_request_login_code", "account_reset_password"])
def test_a_mail_server_that_is_away_is_said_on_the_page(
    client: Client, settings: Settings, page: str
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nothing listens there
    answer = client.post(reverse(page), {"email": make_student().person.email}, follow=True)
    assert answer.status_code == 200
    assert "We could not send the email just now." in answer.content.decode()
