"""Importing: row by row what would happen, then all of it or nothing, and undone as a whole."""

from datetime import date, timedelta
from typing import Any

import pytest

from apps.applications.actions import finish_follow_up, snooze_follow_up
from apps.applications.importing import (
    ChangedError,
    Choices,
    Preview,
    Verdict,
    import_rows,
    keep_file,
    look_at,
    reconsider,
    undo_import,
)
from apps.applications.models import Application, Contact, Event, FollowUp, Import, Posting
from apps.applications.plan import Step
from apps.applications.vocabulary import CloseReason, EventKind, FollowUpStatus, Stage
from apps.students.models import Student
from tests.factories import NOW, make_application, make_student, tell, the_follow_up

pytestmark = pytest.mark.django_db
HEADER = "Company,Role,Date applied,Status,Last update,Link,Recruiter,Email,Notes"
LONG = "x" * 1000


@pytest.fixture
def student() -> Student:
    return make_student()


def kept(student: Student, *rows: str, header: str = HEADER, **choices: Any) -> Import:
    content = "\n".join((header, *rows)).encode()
    upload = keep_file(student=student, name="tracker.csv", content=content, now=NOW)
    if choices:
        reconsider(upload=upload, choices=Choices(**choices))
    return upload


def seen(student: Student, *rows: str, header: str = HEADER, **choices: Any) -> Preview:
    return look_at(kept(student, *rows, header=header, **choices), now=NOW)


def imported(student: Student, *rows: str, header: str = HEADER, **choices: Any) -> Import:
    upload = kept(student, *rows, header=header, **choices)
    shown = look_at(upload, now=NOW).digest
    return import_rows(upload=upload, shown=shown, by=student.person, now=NOW)


def test_looking_writes_nothing(student: Student) -> None:
    preview = seen(student, "Corvina Labs,Curator,2026-09-14,Applied,,,,,")
    assert preview.counts == {"create": 1, "update": 0, "skip": 0, "refuse": 0}
    assert not Application.objects.exists()
    assert not Event.objects.exists()


def test_a_row_becomes_an_application_with_its_follow_up(student: Student) -> None:
    imported(
        student,
        "Corvina Labs,Curator,2026-09-14,Applied,,corvina.example/7,Nkechi Adeyemi,n@corvina.example,by Jo",
    )
    application = Application.objects.with_story().get()
    assert application.stage == Stage.APPLIED
    assert application.applied_on == date(2026, 9, 14)
    assert application.posting.address == "https://corvina.example/7"
    assert str(application.contact) == "Nkechi Adeyemi"
    assert application.events.get().data["note"] == "by Jo"
    follow_up = the_follow_up(application)
    assert follow_up.anchor_event == application.events.get()
    assert follow_up.contact == application.contact
    assert application.next_due_at == follow_up.due
    student.refresh_from_db()
    assert (student.open_applications, student.next_due_at) == (1, follow_up.due)


@pytest.mark.parametrize(
    ("status", "stage", "reason"),
    [
        ("Wishlist", Stage.SAVED, ""),
        ("Phone screen scheduled", Stage.INTERVIEWING, ""),
        ("Offer!", Stage.OFFERED, ""),
        ("Offer accepted", Stage.ACCEPTED, ""),
        ("Offer declined", Stage.DECLINED, ""),
        ("Rejected :(", Stage.TURNED_DOWN, ""),
        ("withdrew", Stage.WITHDRAWN, ""),
        ("ghosted", Stage.CLOSED, CloseReason.NO_ANSWER),
    ],
)
def test_a_wording_becomes_a_stage(student: Student, status: str, stage: str, reason: str) -> None:
    imported(student, f"Corvina Labs,Curator,2026-06-01,{status},2026-06-20,,,,")
    application = Application.objects.get()
    assert (application.stage, application.close_reason) == (stage, reason)
    if stage != Stage.SAVED:
        assert (application.applied_on, application.stage_on) == (date(2026, 6, 1), date(2026, 6, 20))


def test_nothing_imported_is_late_that_could_not_be_on_time(student: Student) -> None:
    imported(
        student,
        "Old Mill,Clerk,2026-06-01,Applied,,,,clerk@oldmill.example,",
        "Corvina Labs,Curator,2026-09-04,Applied,,,,n@corvina.example,",
    )
    follow_up = FollowUp.objects.get()
    assert follow_up.application.posting.employer_name == "Corvina Labs"
    assert follow_up.due > NOW + timedelta(days=1)
    assert not FollowUp.objects.late(NOW).exists()


def test_an_offer_is_owed_an_answer_under_its_own_event(student: Student) -> None:
    imported(student, "Corvina Labs,Curator,2026-09-01,Offer,2026-09-14,,,n@corvina.example,")
    follow_up = FollowUp.objects.get(step=Step.OFFER_REPLY)
    offer = Event.objects.get(kind=EventKind.OFFERED)
    assert (follow_up.anchor_event, follow_up.occasion) == (offer, f"offer:{offer.pk}")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (",Curator,2026-09-01,Applied,,,,,", "No employer."),
        ("🚀🚀,Curator,2026-09-01,Applied,,,,,", "no employer’s name"),
        (f"{LONG},Curator,2026-09-01,Applied,,,,,", "has 1000 characters; at most 200"),
        (f"Corvina Labs,{LONG},2026-09-01,Applied,,,,,", "Position has 1000 characters"),
        ("=2+3,Curator,2026-09-01,Applied,,,,,", "is a formula"),
        ("Corvina Labs,Curator,31/02/2026,Applied,,,,,", "no such day as “31/02/2026”"),
        ("Corvina Labs,Curator,Sep 1,Applied,,,,,", "has no year"),
        ("Corvina Labs,Curator,03/04/2026,Applied,,,,,", "two ways"),
        ("Corvina Labs,Curator,soon,Applied,,,,,", "is not a day"),
        ("Corvina Labs,Curator,2026-12-01,Applied,,,,,", "still to come"),
        ("Corvina Labs,Curator,,Applied,,,,,", "No day"),
        ("Corvina Labs,Curator,2026-09-01,qwertz,,,,,", "We do not know what “qwertz” means"),
    ],
)
def test_a_row_that_cannot_be_is_refused_and_says_why(student: Student, row: str, why: str) -> None:
    preview = seen(
        student, row, "Tidewater,Analyst,2026-09-02,Applied,,,,,", "Møller,Intern,2026-09-03,,,,,,"
    )
    assert [one.verdict for one in preview.rows] == [Verdict.REFUSE, Verdict.CREATE, Verdict.CREATE]
    assert why in " ".join(preview.rows[0].why)


@pytest.mark.parametrize(
    ("row", "remark"),
    [
        ("Corvina Labs,Curator,2026-09-01,Applied,,javascript:alert(1),,,", "no web address"),
        ("Corvina Labs,Curator,2026-09-01,Applied,,,,not an email,", "no email address"),
        (f"Corvina Labs,Curator,2026-09-01,Applied,,,{LONG},,", "Contact has 1000 characters"),
        (f"Corvina Labs,Curator,2026-09-01,Applied,,,,,{'y' * 5000}", "first 4000 characters"),
        ("Corvina Labs,Curator,,Applied,2026-09-02,,,,", "we take that of the last change"),
    ],
)
def test_what_can_be_done_without_is_left_out_and_said(student: Student, row: str, remark: str) -> None:
    rows = [
        f"Employer {n},Analyst,2026-09-02,Applied,2026-09-03,e.example/{n},Jo,j{n}@e.example,"
        for n in range(3)
    ]
    preview = seen(student, row, *rows)
    assert preview.rows[0].verdict == Verdict.CREATE
    assert remark in " ".join(preview.rows[0].why)


def test_names_of_every_script_are_kept_as_written(student: Student) -> None:
    names = ["شركة الميناء", "星河动力", "Rocket 🚀 GmbH", "Łódź & Søn"]
    imported(student, *(f"{name},Analyst,2026-09-02,Applied,,,,," for name in names))
    assert set(Posting.objects.values_list("employer_name", flat=True)) == set(names)


def test_an_ambiguous_day_is_asked_about_once_a_file(student: Student) -> None:
    rows = ["Corvina Labs,Curator,03/04/2026,Applied,,,,,", "Tidewater,Analyst,05/04/2026,Applied,,,,,"]
    assert seen(student, *rows).counts["refuse"] == 2
    imported(student, *rows, day_order="dmy")
    assert set(Application.objects.values_list("applied_on", flat=True)) == {
        date(2026, 4, 3),
        date(2026, 4, 5),
    }


def test_a_day_for_rows_that_have_none_is_asked_about_once(student: Student) -> None:
    imported(student, "Corvina Labs,Curator,,Applied,,,,,", missing_day=date(2026, 9, 10))
    assert Application.objects.get().applied_on == date(2026, 9, 10)


def test_what_a_wording_means_can_be_changed(student: Student) -> None:
    rows = ["Corvina Labs,Curator,2026-09-01,qwertz,,,,,", "Tidewater,Analyst,2026-09-02,meh,,,,,"]
    preview = seen(student, *rows, stages={"qwertz": Stage.INTERVIEWING, "meh": "leave_out"})
    assert [row.verdict for row in preview.rows] == [Verdict.CREATE, Verdict.SKIP]
    assert preview.rows[0].draft.stage == Stage.INTERVIEWING


def test_what_a_column_holds_can_be_changed(student: Student) -> None:
    columns = {0: "role", 1: "employer"}
    preview = seen(student, "Curator,Corvina Labs,2026-09-01,Applied,,,,,", columns=columns)
    assert (preview.rows[0].draft.employer, preview.rows[0].draft.role) == ("Corvina Labs", "Curator")


def test_position_and_employer_in_one_cell_are_told_apart(student: Student) -> None:
    rows = (
        "Posting(09/14/2026): Data curator FROM Corvina Labs,https://c.example/1",
        "Analyst at Tidewater,",
    )
    preview = seen(student, *rows[1:], header=rows[0])
    assert [(row.draft.employer, row.draft.role) for row in preview.rows] == [
        ("Corvina Labs", "Data curator"),
        ("Tidewater", "Analyst"),
    ]
    assert preview.rows[0].draft.applied_on == date(2026, 9, 14)


def test_duplicates_within_a_file_are_skipped_but_not_another_try(student: Student) -> None:
    preview = seen(
        student,
        "Corvina Labs,Curator,2026-09-01,Applied,,,,,",
        "CORVINA LABS Inc.,curator,2026-09-01,Applied,,,,,",
        "Corvina Labs,Curator,2026-09-10,Applied,,,,,",
    )
    assert [row.verdict for row in preview.rows] == [Verdict.CREATE, Verdict.SKIP, Verdict.CREATE]
    assert preview.rows[1].why == ("The same as row 2.",)


def test_importing_the_same_file_again_changes_nothing(student: Student) -> None:
    rows = [
        "Corvina Labs,Curator,2026-09-01,Rejected,2026-09-03,,,,",
        "Corvina Labs,Curator,2026-09-10,Applied,,,,,",
        "Tidewater,Analyst,,Wishlist,,,,,",
    ]
    imported(student, *rows)
    assert seen(student, *rows).counts == {"create": 0, "update": 0, "skip": 3, "refuse": 0}


def test_a_later_stage_and_blanks_are_updated_and_nothing_overwritten(student: Student) -> None:
    there = make_application(
        student=student,
        employer="Corvina Labs",
        role="Curator",
        applied_on=date(2026, 9, 1),
        location="Port Halden",
    )
    header = "Company,Role,Date applied,Status,Last update,Link,Place"
    row = "Corvina Labs,Curator,2026-09-01,Rejected,2026-09-10,c.example/1,Elsewhere"
    preview = seen(student, row, header=header)
    assert preview.rows[0].verdict == Verdict.UPDATE
    assert preview.rows[0].changes == (
        ("Stage", "Applied", "Turned down"),
        ("Web address", "", "https://c.example/1"),
    )
    upload = imported(student, row, header=header)
    there = Application.objects.with_story().get()
    assert (there.stage, there.stage_on) == (Stage.TURNED_DOWN, date(2026, 9, 10))
    assert there.posting.location == "Port Halden"
    assert the_follow_up(there).status == FollowUpStatus.CANCELLED
    undo_import(upload=upload, by=student.person, now=NOW + timedelta(minutes=1))
    there = Application.objects.with_story().get()
    assert there.stage == Stage.APPLIED
    assert there.posting.address == ""
    assert the_follow_up(there).status == FollowUpStatus.OWED


def test_what_was_saved_is_updated_when_the_file_says_applied(student: Student) -> None:
    make_application(student=student, employer="Corvina Labs", role="Curator", stage=Stage.SAVED)
    imported(student, "Corvina Labs,Curator,2026-09-14,Applied,,,,,")
    assert Application.objects.get().applied_on == date(2026, 9, 14)


def test_a_file_that_knows_less_changes_nothing(student: Student) -> None:
    there = make_application(
        student=student, employer="Corvina Labs", role="Curator", applied_on=date(2026, 9, 1)
    )
    tell(there, EventKind.OFFERED, on=date(2026, 9, 5))
    assert seen(student, "Corvina Labs,Curator,2026-09-01,Applied,,,,,").counts["skip"] == 1


def test_an_acceptance_ends_what_was_open_on_its_day(student: Student) -> None:
    before = make_application(student=student, employer="Old Mill", role="Clerk", applied_on=date(2026, 9, 1))
    upload = imported(
        student,
        "Tidewater,Analyst,2026-09-02,Applied,,,,,",
        "Corvina Labs,Curator,2026-09-01,Offer accepted,2026-09-12,,,,",
        "Møller,Intern,2026-09-14,Applied,,,,,",
    )
    told = Event.objects.filter(kind=EventKind.ACCEPTED_ELSEWHERE)
    assert {event.application.posting.employer_name for event in told} == {"Old Mill", "Tidewater"}
    accepted = Application.objects.get(stage=Stage.ACCEPTED)
    assert {event.data["application"] for event in told} == {accepted.pk}
    assert before.follow_ups.filter(step=Step.WITHDRAWAL).exists()
    undo_import(upload=upload, by=student.person, now=NOW + timedelta(minutes=1))
    assert not before.follow_ups.filter(step=Step.WITHDRAWAL, status=FollowUpStatus.OWED).exists()
    assert the_follow_up(before).status == FollowUpStatus.OWED


def test_a_contact_just_now_holds_an_imported_follow_up_back(student: Student) -> None:
    there = make_application(
        student=student, employer="Corvina Labs", role="Other", applied_on=date(2026, 9, 9)
    )
    finish_follow_up(follow_up=the_follow_up(there), done_at=NOW, channel="email", by=student.person, now=NOW)
    imported(student, "Corvina Labs,Curator,2026-09-12,Applied,,,Jo,jo@corvina.example,")
    application = Application.objects.get(posting__role="Curator")
    assert the_follow_up(application).withheld_until == NOW + timedelta(days=7)


def test_known_people_are_found_not_doubled(student: Student) -> None:
    there = make_application(student=student, employer="Corvina Labs", contact_email="n@corvina.example")
    imported(
        student,
        "Corvina Labs,Curator,2026-09-12,Applied,,,Somebody,N@corvina.example,",
        "Corvina Labs,Editor,2026-09-12,Applied,,,Jo Park,,",
        "Corvina Labs,Writer,2026-09-12,Applied,,,jo park,,",
    )
    assert Application.objects.get(posting__role="Curator").contact == there.contact
    assert Contact.objects.count() == 2


def test_it_is_all_or_nothing(student: Student, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = kept(student, "Corvina Labs,Curator,2026-09-14,Applied,,,,,")
    shown = look_at(upload, now=NOW).digest

    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr("apps.applications.importing.write.refresh_student", fail)
    with pytest.raises(RuntimeError, match="power"):
        import_rows(upload=upload, shown=shown, by=student.person, now=NOW)
    assert not Application.objects.exists()
    assert not Posting.objects.exists()
    upload.refresh_from_db()
    assert upload.imported_at is None


def test_only_what_was_shown_is_imported(student: Student) -> None:
    upload = kept(student, "Corvina Labs,Curator,2026-09-14,Applied,,,,,")
    shown = look_at(upload, now=NOW).digest
    make_application(student=student, employer="Corvina Labs", role="Curator", applied_on=date(2026, 9, 14))
    with pytest.raises(ChangedError):
        import_rows(upload=upload, shown=shown, by=student.person, now=NOW)
    assert Application.objects.count() == 1


def test_importing_twice_is_importing_once_and_the_file_is_forgotten(student: Student) -> None:
    upload = kept(student, "Corvina Labs,Curator,2026-09-14,Applied,,,,,")
    shown = look_at(upload, now=NOW).digest
    for _ in range(2):
        import_rows(upload=upload, shown=shown, by=student.person, now=NOW)
    assert Application.objects.count() == 1
    upload.refresh_from_db()
    assert upload.content is None


def test_a_file_waits_for_a_day_and_one_a_student(student: Student) -> None:
    other = kept(make_student(), "Corvina Labs,Curator,2026-09-14,Applied,,,,,")
    first = kept(student, "Corvina Labs,Curator,2026-09-14,Applied,,,,,")
    kept(student, "Tidewater,Analyst,2026-09-14,Applied,,,,,")
    assert not Import.objects.filter(pk=first.pk).exists()
    late = NOW + timedelta(days=1, minutes=1)
    keep_file(student=student, name="x.csv", content=b"Company,Role\nA,B\n", now=late)
    assert not Import.objects.filter(pk=other.pk).exists()


def test_undoing_deletes_what_nobody_touched_and_keeps_the_rest(student: Student) -> None:
    before = make_application(student=student, employer="Old Mill")
    upload = imported(
        student,
        *(f"Employer {n},Analyst,2026-09-12,Applied,,,Jo,jo{n}@e.example," for n in range(5)),
    )
    later = NOW + timedelta(hours=1)
    heard, put_off, reasoned = Application.objects.filter(imported_by=upload).order_by("pk")[:3]
    tell(heard, EventKind.HEARD_BACK, now=later)
    owed = the_follow_up(put_off)
    snooze_follow_up(follow_up=owed, until=later + timedelta(days=1), now=later)
    Application.objects.filter(pk=reasoned.pk).update(why_here="Open data")
    kept_ones = undo_import(upload=upload, by=student.person, now=later)
    assert {application.pk for application in kept_ones} == {heard.pk, put_off.pk, reasoned.pk}
    assert set(Application.objects.all()) == {before, heard, put_off, reasoned}
    assert Posting.objects.count() == 4
    assert Contact.objects.filter(student=student).count() == 4  # that of the Old Mill, those of the kept
    student.refresh_from_db()
    assert student.open_applications == 4
    assert undo_import(upload=upload, by=student.person, now=later) == []
    upload.refresh_from_db()
    assert upload.counts["kept"] == 3


def test_what_is_not_imported_cannot_be_undone(student: Student) -> None:
    upload = kept(student, "Corvina Labs,Curator,2026-09-14,Applied,,,,,")
    assert undo_import(upload=upload, by=student.person, now=NOW) == []
    assert Import.objects.get(pk=upload.pk).undone_at is None
