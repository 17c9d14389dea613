"""A person's own settings."""

import pytest
from django.test import Client

from apps.students.vocabulary import Theme
from tests.factories import make_counselor, make_student

pytestmark = pytest.mark.django_db
LOOK = "/me/look/"


def test_a_person_chooses_a_look_and_stays_where_they_were(client: Client) -> None:
    person = make_counselor()
    client.force_login(person)
    answer = client.post(LOOK, {"theme": Theme.DARK, "next": "/office/?only=late"})
    assert answer["Location"] == "/office/?only=late"
    person.refresh_from_db()
    assert person.theme == Theme.DARK
    assert 'data-bs-theme="dark"' in client.get("/office/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_choosing_a_look_leads_nowhere_else(client: Client, elsewhere: str) -> None:
    client.force_login(make_student().person)
    assert client.post(LOOK, {"theme": Theme.LIGHT, "next": elsewhere})["Location"] == "/"


def test_a_look_that_does_not_exist_changes_nothing(client: Client) -> None:
    person = make_counselor()
    client.force_login(person)
    client.post(LOOK, {"theme": "sepia"})
    person.refresh_from_db()
    assert person.theme == Theme.DEVICE
    assert client.get(LOOK).status_code == 405


def test_anybody_may_read_who_sees_what(client: Client) -> None:
    assert "Who sees what I log" in client.get("/me/who-sees-what/").content.decode()
