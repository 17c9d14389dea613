"""The list of applications: shelves, filters, and paging."""

from datetime import timedelta

import pytest

from apps.applications.models import Application
from apps.applications.pages.shelf import PAGE, shelf_page
from apps.applications.vocabulary import EventKind, Stage
from tests.factories import NOW, make_application, make_student, tell

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_the_list_pages_through_everything_once_most_urgent_first() -> None:
    student = make_student()
    for number in range(PAGE):
        make_application(student=student, employer=f"Employer {number}", now=NOW - (number % 3) * DAY)
    for number in range(4):
        make_application(student=student, employer=f"Saved {number}", stage=Stage.SAVED)
    seen: list[int] = []
    after = ""
    while True:
        page = shelf_page(student, shelf="active", after=after, now=NOW)
        seen += [row.application.pk for row in page.rows]
        if not page.after:
            break
        after = page.after
    assert len(seen) == len(set(seen)) == PAGE + 4
    dues = [Application.objects.get(pk=pk).next_due_at for pk in seen]
    known = [due for due in dues if due is not None]
    assert known == sorted(known)
    assert dues[-4:] == [None] * 4


@pytest.mark.parametrize("after", ["", "nonsense", "2026-13-45T00:00:00+00:00~1", "~", "~x"])
def test_an_unreadable_place_is_not_an_error(after: str) -> None:
    student = make_student()
    make_application(student=student, stage=Stage.SAVED)
    assert len(shelf_page(student, shelf="active", after=after, now=NOW).rows) in {0, 1}


def test_shelves_count_and_filters_narrow() -> None:
    student = make_student()
    make_application(student=student, employer="Corvina Labs", role="Data curator")
    tell(make_application(student=student, employer="Alder & Finch"), EventKind.WITHDRAWN)
    make_application(employer="Somebody else’s")
    page = shelf_page(student, shelf="active", now=NOW)
    assert page.counts == {"active": 1, "ended": 1, "all": 2}
    assert [row.application.posting.employer_name for row in page.rows] == ["Corvina Labs"]
    for wanted in ({"q": "CURATOR"}, {"q": "corvina"}, {"stage": "applied"}):
        assert len(shelf_page(student, shelf="all", now=NOW, **wanted).rows) == 1
    ended = shelf_page(student, shelf="ended", now=NOW)
    assert [row.task for row in ended.rows] == [None]
