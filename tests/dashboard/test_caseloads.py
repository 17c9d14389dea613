"""The caseload's figures, table, calls and praise against what is in the database."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from apps.applications.actions import finish_follow_up
from apps.applications.models import Application, FollowUp
from apps.applications.plan import THANK_YOUS, Step
from apps.applications.vocabulary import OPEN_STAGES, EventKind, FollowUpStatus
from apps.dashboard import caseloads
from apps.dashboard.caseloads import (
    LATE_COLUMNS,
    PAGE,
    Caseload,
    Narrowed,
    counted,
    counts_by_student,
    read_caseload,
    seen_by_staff,
)
from apps.dashboard.rules import Counts, Rate
from apps.dashboard.vocabulary import Only, Sort
from apps.students.models import Person, Student
from tests.dashboard.offices import random_office
from tests.factories import (
    NOW,
    make_administrator,
    make_application,
    make_cohort,
    make_counselor,
    make_interview,
    make_student,
    tell,
    the_follow_up,
)

pytestmark = pytest.mark.django_db
OFFICE = ZoneInfo("America/New_York")
TERM = datetime(2026, 8, 20, tzinfo=OFFICE)
MIDNIGHT = datetime(2026, 9, 16, tzinfo=OFFICE)
DAY = timedelta(days=1)
EVERYBODY = Narrowed()


def read(person: Person, now: datetime = NOW, **narrowed: object) -> Caseload:
    return read_caseload(person, Narrowed(**narrowed), now=now)  # type: ignore[arg-type]


def names(caseload: Caseload) -> list[str]:
    return [str(row.student) for row in caseload.rows]


# Recounts


def recount(student: Student) -> Counts:
    """Count one student's follow-ups one by one, as the words of the design say."""
    rows = [
        row
        for row in FollowUp.objects.filter(student=student).select_related("application")
        if not row.application.kept_private
    ]
    owed = [row for row in rows if row.status == FollowUpStatus.OWED]
    is_open = [row for row in owed if row.opens <= NOW < row.lapses]
    late = [row for row in is_open if row.due < NOW and not row.excuse]
    ended = [
        row
        for row in rows
        if row.status in {FollowUpStatus.DONE, FollowUpStatus.LAPSED} and not row.excuse and row.due >= TERM
    ]
    return Counts(
        open=len(is_open),
        late=len(late),
        today=sum(NOW <= row.due < MIDNIGHT and not row.excuse for row in is_open),
        rate=Rate(sum(row.on_time is True for row in ended), len(ended)),
        first_due=first(row.due for row in is_open if not row.excuse),
        offer_until=first(row.lapses for row in is_open if row.step == Step.OFFER_REPLY),
        interview_ends=first(
            row.opens for row in owed if row.step == Step.THANK_YOU_EMAIL and NOW < row.opens <= NOW + 7 * DAY
        ),
        thanks_until=first(row.lapses for row in late if row.step in THANK_YOUS),
    )


def first(moments: Iterable[datetime]) -> datetime | None:
    return min(moments, default=None)


def is_silent(student: Student) -> bool:
    waits = Application.objects.filter(student=student, kept_private=False, stage__in=OPEN_STAGES).exists()
    return waits and student.last_activity_at is not None and student.last_activity_at < NOW - 14 * DAY


@pytest.mark.parametrize("seed", range(6))
def test_what_the_page_says_is_what_counting_one_by_one_gives(seed: int) -> None:
    counselor, _other = random_office(seed, now=NOW)
    everybody = list(Student.objects.filter(counselor=counselor))
    counted = {student.pk: recount(student) for student in everybody}
    caseload = read(counselor)
    assert {row.student.pk: row.counts for row in caseload.rows} == counted
    figures = caseload.figures
    assert figures.students == len(everybody)
    assert figures.open == sum(counts.open for counts in counted.values())
    assert figures.late == sum(counts.late for counts in counted.values())
    assert figures.today == sum(counts.today for counts in counted.values())
    assert figures.silent == sum(map(is_silent, everybody))
    assert figures.rate.on_time == sum(counts.rate.on_time for counts in counted.values())
    assert figures.rate.base == sum(counts.rate.base for counts in counted.values())
    for row in caseload.rows:
        assert sum(row.late_by_step) == row.counts.late


@pytest.mark.parametrize("seed", range(3))
def test_each_figure_opens_the_list_behind_it(seed: int) -> None:
    counselor, _other = random_office(seed, now=NOW)
    everybody = list(Student.objects.filter(counselor=counselor))
    counted = {student: recount(student) for student in everybody}
    behind = {
        Only.OPEN: {student.pk for student in everybody if counted[student].open},
        Only.LATE: {student.pk for student in everybody if counted[student].late},
        Only.TODAY: {student.pk for student in everybody if counted[student].today},
        Only.SILENT: {student.pk for student in everybody if is_silent(student)},
        Only.INTERVIEW: {student.pk for student in everybody if counted[student].interview_ends},
    }
    for only, expected in behind.items():
        caseload = read(counselor, only=frozenset({only}))
        assert {row.student.pk for row in caseload.rows} == expected
        assert caseload.found == len(expected)


def test_every_step_has_its_column() -> None:
    assert sorted(step for steps in LATE_COLUMNS for step in steps) == sorted(Step)


# Whose students


def test_a_counselor_reads_their_own_caseload_and_an_administrator_the_office() -> None:
    mine, theirs = make_counselor(), make_counselor()
    make_student(name="Mine", counselor=mine)
    make_student(name="Theirs", counselor=theirs)
    make_student(name="Nobody’s")
    assert names(read(mine)) == ["Mine"]
    assert sorted(names(read(make_administrator()))) == ["Mine", "Nobody’s", "Theirs"]
    assert names(read(make_administrator(), counselor=theirs.pk)) == ["Theirs"]
    assert names(read(mine, counselor=theirs.pk)) == []


def test_what_is_kept_private_counts_nowhere() -> None:
    counselor = make_counselor()
    student = make_student(counselor=counselor)
    long_ago = NOW - 18 * DAY
    private = make_application(student=student, applied_on=long_ago.date(), now=long_ago, kept_private=True)
    assert FollowUp.objects.late(NOW).get().application == private
    caseload = read(counselor)
    figures = caseload.figures
    assert (figures.open, figures.late, figures.today, figures.silent) == (0, 0, 0, 0)
    assert caseload.calls == []
    assert caseload.rows[0].next_thing == ""


def test_the_cost_does_not_grow_with_the_caseload(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    counselor, _other = random_office(1, now=NOW, students=6)
    with django_assert_max_num_queries(6):
        read_caseload(counselor, EVERYBODY, now=NOW)
    for student in Student.objects.exclude(counselor=counselor):
        student.counselor = counselor
        student.save()
    for number in range(10):
        make_interview(
            application=make_application(student=make_student(counselor=counselor), employer=f"{number} Ltd")
        )
    with django_assert_max_num_queries(6):
        read_caseload(counselor, EVERYBODY, now=NOW)


@pytest.mark.postgresql
def test_what_is_counted_is_read_from_the_index_alone() -> None:
    counselor, _other = random_office(2, now=NOW)
    named = list(Student.objects.filter(counselor=counselor).values_list("pk", flat=True))
    counting = FollowUp.objects.filter(seen_by_staff(named)).values("student").annotate(**counted(NOW))
    with connection.cursor() as cursor:
        # A table of a few pages is read from end to end unless that is forbidden.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
    plan = counting.order_by().explain()
    assert "Index Only Scan using counted_by_student" in plan
    assert "using kept_private_by_student" in plan


# Narrowing and paging


def test_a_list_is_narrowed_by_cohort_and_by_name() -> None:
    counselor = make_counselor()
    nursing = make_cohort(programme="BSN Nursing")
    make_student(name="Amina Diallo", counselor=counselor, cohort=nursing)
    make_student(name="Priya Raghunathan", counselor=counselor)
    assert names(read(counselor, cohort=nursing.pk)) == ["Amina Diallo"]
    assert names(read(counselor, name="raghu")) == ["Priya Raghunathan"]
    assert read(counselor, name="raghu").figures.students == 2
    assert [name for _pk, name in read(counselor).cohorts] == ["BA Economics 2027", "BSN Nursing 2027"]


def test_a_second_page_goes_on_where_the_first_one_ended() -> None:
    counselor = make_counselor()
    everybody = {make_student(counselor=counselor).pk for _number in range(PAGE + 3)}
    first_page = read(counselor)
    assert len(first_page.rows) == PAGE
    assert first_page.following is not None
    second = read(counselor, after=first_page.following)
    assert second.following is None
    assert {row.student.pk for row in [*first_page.rows, *second.rows]} == everybody


def test_best_first_turns_the_list_around() -> None:
    counselor = make_counselor()
    good, behind = (
        make_student(name="Good", counselor=counselor),
        make_student(name="Behind", counselor=counselor),
    )
    week = NOW - 8 * DAY
    for student in (good, behind):
        make_application(student=student, applied_on=week.date(), now=week)
    finish_follow_up(
        follow_up=the_follow_up(good.applications.get()),
        done_at=NOW - 4 * DAY,
        channel="email",
        by=good.person,
        now=NOW - 4 * DAY,
    )
    assert names(read(counselor)) == ["Behind", "Good"]
    best = read(counselor, sort=Sort.BEST_FIRST)
    assert names(best) == ["Good", "Behind"]
    assert best.rows[0].counts.rate == Rate(1, 1)


# Calls and praise


def test_an_offer_that_runs_out_is_called_before_an_interview_and_much_that_is_late() -> None:
    counselor = make_counselor()
    offered = make_student(name="Offered", counselor=counselor)
    tell(
        make_application(student=offered, employer="Castellan Rail"),
        EventKind.OFFERED,
        deadline="2026-09-17",
    )
    meets = make_student(name="Meets", counselor=counselor)
    make_interview(application=make_application(student=meets, employer="Lumen Grid"), starts_at=NOW + DAY)
    behind = make_student(name="Behind", counselor=counselor)
    long_ago = NOW - 12 * DAY
    for employer in ("Ardent Press", "Radio Harrow", "Northmoor Bank"):
        make_application(student=behind, employer=employer, applied_on=long_ago.date(), now=long_ago)
    calls = read(counselor).calls
    assert [str(call.student) for call in calls] == ["Offered", "Meets", "Behind"]
    assert calls[0].why == "Has an offer from Castellan Rail that runs until Thu 17 Sep, not answered yet."
    assert calls[1].why == "Has an interview with Lumen Grid tomorrow at 10:00."
    assert calls[2].why.startswith("3 follow-ups are late. The oldest (follow-up on the application, ")
    assert calls[2].why.endswith("was due Thu 10 Sep. Nothing logged for 12 days.")


def test_a_thank_you_about_to_lapse_says_until_when_it_can_go() -> None:
    counselor = make_counselor()
    student = make_student(counselor=counselor)
    application = make_application(student=student, employer="Halvorsen Marine", now=NOW - 6 * DAY)
    make_interview(application=application, starts_at=NOW - 2 * DAY, now=NOW - 5 * DAY)
    (call,) = read(counselor).calls
    assert call.why.startswith(
        "Interviewed with Halvorsen Marine Sun 13 Sep. The thank-you email can still go until "
    )
    assert call.say == "Ask first how the interview went."


def test_a_call_whose_reason_was_settled_while_it_was_counted_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counselor = make_counselor()
    make_interview(application=make_application(student=make_student(counselor=counselor)))
    assert len(read(counselor).calls) == 1
    monkeypatch.setattr(caseloads, "_owed_by", lambda people, now: defaultdict(list))
    assert read(counselor).calls == []


def test_praise_says_what_somebody_did() -> None:
    counselor = make_counselor()
    student = make_student(name="Amina Diallo", counselor=counselor)
    applied = NOW - 5 * DAY
    for number in range(5):
        application = make_application(
            student=student, employer=f"Ward {number}", applied_on=applied.date(), now=applied
        )
        finish_follow_up(
            follow_up=the_follow_up(application),
            done_at=NOW - DAY + number * timedelta(minutes=1),
            channel="phone",
            by=student.person,
            now=NOW - DAY + number * timedelta(minutes=1),
        )
    (praise,) = read(counselor).praised
    assert str(praise.student) == "Amina Diallo"
    assert praise.did == "Called Ward 4 to follow up yesterday."
    assert praise.rate == Rate(5, 5)


def test_praise_without_a_recent_deed_gives_the_rate_alone() -> None:
    counselor = make_counselor()
    student = make_student(counselor=counselor)
    applied, done = NOW - 24 * DAY, NOW - 20 * DAY
    for number in range(5):
        application = make_application(
            student=student, employer=f"Ward {number}", applied_on=applied.date(), now=applied
        )
        finish_follow_up(
            follow_up=the_follow_up(application),
            done_at=done,
            channel="email",
            by=student.person,
            now=done,
        )
    student.refresh_from_db()
    student.last_activity_at = NOW
    student.save()
    (praise,) = read(counselor).praised
    assert (praise.did, praise.rate) == ("", Rate(5, 5))


def test_the_office_counts_its_days_in_its_own_zone() -> None:
    student = make_student(counselor=make_counselor())
    make_application(student=student, applied_on=NOW.date() - 7 * DAY, now=NOW - 7 * DAY)
    follow_up = FollowUp.objects.get()
    late_in_the_evening = datetime(2026, 9, 16, 3, 0, tzinfo=UTC).astimezone(OFFICE)
    counted = counts_by_student(Student.objects.all(), now=late_in_the_evening)[student.pk]
    assert follow_up.due.astimezone(OFFICE).date() == late_in_the_evening.date()
    assert counted.today == 1
