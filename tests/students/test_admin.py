"""Django's admin: superusers only, small pages, no full counts."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.students.models import AccessEvent, CaseloadMembership, Cohort, Person, Student
from apps.students.vocabulary import Access, Role
from apps.technical.site import COUNTED, PatientPaginator
from tests.factories import (
    NOW,
    make_administrator,
    make_application,
    make_cohort,
    make_counselor,
    make_person,
    make_student,
)

pytestmark = pytest.mark.django_db
ENOUGH_FOR_A_PAGE = 100_000  # bytes


@pytest.fixture
def technician(client: Client) -> Person:
    """Sign technical staff in."""
    person = Person.objects.create_superuser("root@halden.example", name="Root")
    client.force_login(person)
    return person


def lists() -> list[str]:
    return [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
    ]


@pytest.mark.parametrize("make", [make_administrator, make_counselor, lambda: make_person(is_staff=True)])
def test_who_is_no_superuser_finds_nothing_there(client: Client, make: object) -> None:
    client.force_login(make())  # type: ignore[operator]
    index = reverse("admin:index")
    assert client.get(index, follow=True).status_code == 404
    for address in lists():
        assert client.get(address, follow=True).status_code == 404


def test_there_is_no_second_login_page(client: Client) -> None:
    answer = client.get(reverse("admin:login"))
    assert answer["Location"] == f"/account/login/?next={reverse('admin:index')}"


def test_technical_staff_who_are_logged_in_are_led_on(client: Client, technician: Person) -> None:
    assert client.get(reverse("admin:login"))["Location"] == reverse("admin:index")
    assert client.get(reverse("admin:index")).status_code == 200


def test_lists_and_forms_stay_small_and_count_no_further_than_needed(
    client: Client, technician: Person
) -> None:
    counselor = make_counselor()
    for number in range(60):
        make_student(name=f"A rather long name for a student {number}", counselor=counselor)
    make_application(student=Student.objects.all()[0])
    for address in lists():
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address)
        assert page.status_code == 200
        assert len(page.content) < ENOUGH_FOR_A_PAGE, address
        counts = [query["sql"] for query in queries if "COUNT(" in query["sql"]]
        assert all(f"LIMIT {COUNTED}" in sql for sql in counts), address
        assert len(queries) < 12, address
    for model in (Student, Person, Cohort):
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
        page = client.get(reverse(name, args=[model._default_manager.all()[0].pk]))
        assert page.status_code == 200
        assert len(page.content) < ENOUGH_FOR_A_PAGE


def test_a_long_table_is_counted_to_its_thousandth_row() -> None:
    Cohort.objects.bulk_create(
        Cohort(programme=f"P {number}", class_of=2027) for number in range(COUNTED + 5)
    )
    assert PatientPaginator(Cohort.objects.order_by("pk"), 50).count == COUNTED


def test_a_new_person_gets_no_password(client: Client, technician: Person) -> None:
    fields = {"email": "New.One@Halden.Example", "name": "New One", "role": Role.COUNSELOR, "language": "en"}
    client.post(reverse("admin:students_person_add"), fields | {"is_active": "on"})
    person = Person.objects.get(name="New One")
    assert person.email == "new.one@halden.example"
    assert not person.has_usable_password()
    change = reverse("admin:students_person_change", args=[person.pk])
    client.post(change, fields | {"called": "Newie", "is_active": "on"})
    person.refresh_from_db()
    assert person.called == "Newie"


def test_putting_a_student_on_a_caseload_keeps_its_history(client: Client, technician: Person) -> None:
    counselor, student = make_counselor(), make_student()
    address = reverse("admin:students_student_change", args=[student.pk])
    fields = {
        "person": student.person_id,
        "cohort": student.cohort_id,
        "reminder_hour": 8,
        "standing": "good",
    }
    client.post(address, fields | {"counselor": counselor.pk})
    assert CaseloadMembership.objects.get().counselor == counselor
    refused = client.post(address, fields | {"counselor": student.person_id})
    assert refused.status_code == 200
    student.refresh_from_db()
    assert student.counselor == counselor


def test_the_access_log_can_be_read_and_nothing_else(client: Client, technician: Person) -> None:
    student = make_student()
    event = AccessEvent.objects.create(
        student=student, by=technician, what=Access.OPENED, page="/office/", at=NOW
    )
    change = reverse("admin:students_accessevent_change", args=[event.pk])
    assert client.get(change).status_code == 200
    assert client.post(change, {"page": "/elsewhere/"}).status_code == 403
    assert client.post(reverse("admin:students_accessevent_delete", args=[event.pk])).status_code == 403
    assert client.get(reverse("admin:students_accessevent_add")).status_code == 403
    for model, row in (("student", student.pk), ("person", student.person_id)):
        assert client.post(reverse(f"admin:students_{model}_delete", args=[row])).status_code == 403
    event.refresh_from_db()
    assert event.page == "/office/"


def test_what_students_write_is_not_shown_to_technical_staff(client: Client, technician: Person) -> None:
    application = make_application(student=make_student(cohort=make_cohort()))
    application.why_here = "A canary sings of the sea"
    application.save()
    page = client.get(reverse("admin:applications_application_change", args=[application.pk]))
    assert page.status_code == 200
    assert "canary" not in page.content.decode()
    event = reverse("admin:applications_event_change", args=[application.events.get().pk])
    assert client.get(event).status_code == 200
