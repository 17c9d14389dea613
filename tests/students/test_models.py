"""People, who sees whom, and what the database refuses."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from apps.students.models import CaseloadMembership, Cohort, Person, Student, validate_time_zone
from apps.students.vocabulary import Role
from tests.factories import (
    NOW,
    make_administrator,
    make_cohort,
    make_counselor,
    make_person,
    make_student,
)

pytestmark = pytest.mark.django_db


def test_a_login_name_is_one_whatever_its_case() -> None:
    person = Person.objects.create_user(" Leila.Haddad@Halden.Example ", name="Leila Haddad")
    assert person.email == "leila.haddad@halden.example"
    assert Person.objects.get_by_natural_key("LEILA.haddad@halden.example") == person
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(email="Leila.Haddad@halden.example")
    typed = Person(email=" Another@Halden.Example", name="Another")
    typed.clean()
    assert typed.email == "another@halden.example"


def test_without_a_password_nobody_signs_in_by_one() -> None:
    assert not make_person().has_usable_password()
    assert make_person(password="a quiet harbour").check_password("a quiet harbour")


def test_technical_staff_are_made_with_everything() -> None:
    person = Person.objects.create_superuser("root@halden.example", "a quiet harbour", name="Root")
    assert person.is_staff
    assert person.is_superuser
    assert person.role == Role.ADMINISTRATOR


def test_people_are_called_as_they_chose_and_never_by_a_guess() -> None:
    assert make_person(name="Nguyễn Văn Tuấn").get_short_name() == "Nguyễn Văn Tuấn"
    assert make_person(name="Nguyễn Văn Tuấn", called="Tuấn").get_short_name() == "Tuấn"
    assert str(Person(email="only@halden.example")) == "only@halden.example"


def test_each_role_opens_its_own_pages() -> None:
    assert make_student().person.is_student
    assert not make_student().person.is_office
    counselor, administrator = make_counselor(), make_administrator()
    assert counselor.is_counselor
    assert counselor.is_office
    assert not counselor.is_administrator
    assert administrator.is_administrator
    assert administrator.is_office


def test_students_are_visible_to_themselves_to_their_counselor_and_to_administrators() -> None:
    mine, theirs = make_counselor(), make_counselor()
    one, other, nobodys = make_student(counselor=mine), make_student(counselor=theirs), make_student()
    visible = Student.objects.visible_to
    assert set(visible(one.person)) == {one}
    assert set(visible(mine)) == {one}
    assert set(visible(theirs)) == {other}
    assert set(visible(make_administrator())) == {one, other, nobodys}
    assert set(visible(AnonymousUser())) == set()


def test_who_may_no_longer_sign_in_sees_nobody() -> None:
    administrator = make_administrator(is_active=False)
    make_student()
    assert not Student.objects.visible_to(administrator).exists()


def test_a_students_days_are_those_of_their_zone_or_of_the_office() -> None:
    assert make_student().zone == ZoneInfo("America/New_York")
    assert make_student(time_zone="Asia/Tokyo").zone == ZoneInfo("Asia/Tokyo")
    with pytest.raises(ValidationError, match="Mars"):
        validate_time_zone("Mars/Olympus")


def test_a_cohort_is_a_programme_and_a_class_and_there_is_one_of_each() -> None:
    assert str(make_cohort(programme="BSN Nursing", class_of=2028)) == "BSN Nursing 2028"
    with pytest.raises(IntegrityError), transaction.atomic():
        Cohort.objects.create(programme="BSN Nursing", class_of=2028)


def test_a_student_has_one_counselor_at_a_time() -> None:
    counselor = make_counselor()
    student = make_student(counselor=counselor)
    CaseloadMembership.objects.create(
        student=student, counselor=counselor, since=NOW, until=NOW + timedelta(days=1)
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseloadMembership.objects.create(student=student, counselor=counselor, since=NOW)


def test_a_reminder_hour_is_an_hour_of_the_day() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_student(reminder_hour=24)
