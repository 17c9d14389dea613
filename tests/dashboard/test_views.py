"""The office's pages as a browser gets them."""

from datetime import datetime, timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from apps.applications.models import Application
from apps.mail.models import OutboxEmail, Suppression
from apps.mail.vocabulary import State, SuppressionReason
from apps.students.models import AccessEvent, Person, Student
from apps.students.vocabulary import Access, Standing
from tests.factories import make_administrator, make_application, make_counselor, make_interview, make_student

pytestmark = pytest.mark.django_db
OFFICE = "/office/"
OUTBOX = "/office/outbox/"


@pytest.fixture
def counselor(client: Client) -> Person:
    """Sign a counselor in."""
    person = make_counselor(name="Ruben Castellanos")
    client.force_login(person)
    return person


@pytest.fixture
def administrator(client: Client) -> Person:
    """Sign an office administrator in."""
    person = make_administrator(name="Ruth Adeyemi-Clarke")
    client.force_login(person)
    return person


def page(client: Client, address: str, *, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def late_application(student: Student, employer: str = "Ardent Press", **fields: object) -> Application:
    then = timezone.now() - timedelta(days=12)
    return make_application(
        student=student,
        employer=employer,
        applied_on=then.date(),
        now=then,
        **fields,  # type: ignore[arg-type]
    )


# Caseload


def test_an_empty_caseload_says_so(client: Client, counselor: Person) -> None:
    assert "Nobody is on this caseload yet." in page(client, OFFICE)


def test_a_caseload_shows_figures_that_link_to_their_lists(client: Client, counselor: Person) -> None:
    student = make_student(name="Jonah Abernathy", counselor=counselor, standing=Standing.WARNED)
    late_application(student)
    html = page(client, OFFICE)
    assert "Jonah Abernathy" in html
    assert "?only=late#table" in html
    assert "Warned" in html
    listed = page(client, f"{OFFICE}?only=late")
    assert "1 of 1 student" in listed
    assert "Nobody matches these filters." in page(client, f"{OFFICE}?only=today&q=zzz")


@pytest.mark.parametrize(
    "query",
    [
        "only=nonsense",
        "cohort=abc",
        "cohort=-1",
        "cohort=99999999999999999999",
        "sort=worst",
        "after=first",
        "after=" + "9" * 90,
        "counselor=1",
        "q=" + "x" * 300,
        "q=" + quote("<script>alert(1)</script>"),
        "q=%00",
    ],
)
def test_an_address_that_means_nothing_still_opens_the_caseload(
    client: Client, counselor: Person, query: str
) -> None:
    make_student(counselor=counselor)
    html = page(client, f"{OFFICE}?{query}")
    assert "<script>alert" not in html


def test_a_filter_that_is_on_keeps_the_others_and_says_how_to_drop_it(
    client: Client, counselor: Person
) -> None:
    html = page(client, f"{OFFICE}?only=late&only=silent&q=jo")
    assert 'href="?only=silent&amp;q=jo#table">Has something late' in html
    assert 'href="?only=late&amp;q=jo#table">Silent for 14 days' in html
    assert "remove this filter" in html


def test_the_whole_page_takes_few_queries(
    client: Client, counselor: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(8):
        student = make_student(counselor=counselor)
        make_interview(application=late_application(student, employer=f"{number} Ltd"))
    with django_assert_max_num_queries(8):
        page(client, OFFICE)


def test_an_administrator_can_look_at_one_counselors_caseload(client: Client, administrator: Person) -> None:
    one, other = make_counselor(name="Ines Moreau"), make_counselor()
    make_student(name="Hers", counselor=one)
    make_student(name="Somebody else’s", counselor=other)
    html = page(client, f"{OFFICE}?counselor={one.pk}")
    assert "Hers" in html
    assert "Somebody else’s" not in html
    assert f'<option value="{one.pk}" selected>Ines Moreau</option>' in html


def test_a_long_list_goes_on_with_the_next_25(client: Client, counselor: Person) -> None:
    for number in range(27):
        make_student(name=f"Student {number:02}", counselor=counselor)
    first = page(client, OFFICE)
    address = first.rpartition('#table">Next 25</a>')[0].rpartition('href="')[2]
    second = page(client, OFFICE + address)
    assert second.count('class="name"') == 2
    assert "Next 25" not in second
    assert "Back to the top of the list" in second


# One student


def test_opening_a_record_is_kept_in_the_access_log_each_time(client: Client, counselor: Person) -> None:
    student = make_student(counselor=counselor)
    application = late_application(student)
    addresses = [
        f"/office/students/{student.pk}/",
        f"/office/students/{student.pk}/",
        f"/office/students/{student.pk}/applications/{application.pk}/",
    ]
    for address in addresses:
        page(client, address)
    events = AccessEvent.objects.order_by("id")
    assert [event.page for event in events] == addresses
    assert {(event.by, event.student, event.what) for event in events} == {
        (counselor, student, Access.OPENED)
    }


def test_a_record_that_is_not_theirs_is_not_there_and_leaves_no_trace(
    client: Client, counselor: Person
) -> None:
    other = make_student(counselor=make_counselor())
    application = late_application(other)
    page(client, f"/office/students/{other.pk}/", status=404)
    page(client, f"/office/students/{other.pk}/applications/{application.pk}/", status=404)
    assert not AccessEvent.objects.exists()


def test_an_application_is_found_only_under_its_own_student_and_never_when_private(
    client: Client, counselor: Person
) -> None:
    student, other = make_student(counselor=counselor), make_student(counselor=counselor)
    application = late_application(student)
    private = late_application(student, employer="Secret Ltd", kept_private=True)
    page(client, f"/office/students/{student.pk}/applications/{application.pk}/")
    page(client, f"/office/students/{other.pk}/applications/{application.pk}/", status=404)
    page(client, f"/office/students/{student.pk}/applications/{private.pk}/", status=404)
    assert "Secret Ltd" not in page(client, f"/office/students/{student.pk}/")


def test_a_record_shows_the_student_and_their_applications(client: Client, counselor: Person) -> None:
    student = make_student(name="Jonah Abernathy", counselor=counselor)
    student.person.phone = "555 0142"
    student.person.save()
    late_application(student)
    html = page(client, f"/office/students/{student.pk}/")
    for said in (
        "Jonah Abernathy",
        "BA Economics, class of 2027",
        "tel:5550142",
        "Ardent Press",
        "days late",
    ):
        assert said in html
    assert "You opened this record at" in html


def test_a_story_is_told_in_the_students_hours(client: Client, counselor: Person) -> None:
    student = make_student(counselor=counselor, time_zone="Asia/Tokyo")
    application = late_application(student)
    starts = datetime.fromisoformat("2026-09-20T10:00:00+09:00")
    make_interview(application=application, starts_at=starts, now=timezone.now() - timedelta(days=2))
    html = page(client, f"/office/students/{student.pk}/applications/{application.pk}/")
    assert "10:00" in html
    assert "Undo" not in html


# Outbox


def test_the_outbox_is_the_administrators(client: Client, counselor: Person) -> None:
    page(client, OUTBOX, status=404)
    client.force_login(make_student().person)
    page(client, OUTBOX, status=404)


def test_an_administrator_sends_a_failed_email_again(client: Client, administrator: Person) -> None:
    now = timezone.now()
    email = OutboxEmail.objects.create(
        dedupe_key="1",
        kind="digest",
        reference="1",
        to="gustav@halden.example",
        run_at=now,
        created_at=now,
        state=State.FAILED,
        smtp_code=550,
        last_error="550 5.1.1 <b>No such user</b>",
    )
    html = page(client, OUTBOX)
    assert "There is no such mailbox." in html
    assert "&lt;b&gt;No such user" in html
    again = f"/office/outbox/{email.pk}/again/"
    assert client.get(again).status_code == 405
    assert "goes out again" in client.post(again, follow=True).content.decode()
    email.refresh_from_db()
    assert email.state == State.SCHEDULED
    assert "on its way already" in client.post(again, follow=True).content.decode()
    assert client.post("/office/outbox/999999/again/").status_code == 404


def test_an_administrator_lifts_a_suppression(client: Client, administrator: Person) -> None:
    suppression = Suppression.objects.create(
        address="gustav@halden.example", reason=SuppressionReason.BOUNCED, created_at=timezone.now()
    )
    assert "Emails to it bounce" in page(client, OUTBOX)
    lift = f"/office/outbox/suppressions/{suppression.pk}/lift/"
    assert "We write to gustav@halden.example again." in client.post(lift, follow=True).content.decode()
    assert not Suppression.objects.exists()
    assert client.post(lift).status_code == 404
