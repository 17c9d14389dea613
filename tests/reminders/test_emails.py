import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from apps.applications.actions import finish_follow_up, snooze_follow_up
from apps.applications.models import Application, FollowUp
from apps.applications.vocabulary import EventKind
from apps.mail.kinds import Composed
from apps.mail.models import OutboxEmail
from apps.reminders.actions import compose_reminders
from apps.reminders.emails import (
    compose_digest,
    compose_prompt,
    digest_still_wanted,
    prompt_still_wanted,
)
from apps.reminders.models import Nudge
from apps.students.models import Student
from tests.factories import (
    NOW,
    make_application,
    make_counselor,
    make_interview,
    make_student,
    tell,
    the_follow_up,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
EIGHT = NOW - timedelta(hours=2)
FRIDAY = date(2026, 9, 11)


def digest_of(student: Student) -> Composed:
    """Compose the digest that a tick at eight puts into the outbox."""
    compose_reminders(now=EIGHT)
    reference = OutboxEmail.objects.get(kind="digest", to=student.person.email).reference
    composed = compose_digest(reference, EIGHT)
    assert composed is not None
    return composed


def follow_ups(number: int, student: Student) -> list[Application]:
    return [
        make_application(
            student=student,
            employer=f"Employer {n}",
            applied_on=FRIDAY - n * timedelta(hours=24),
            now=EIGHT - DAY,
        )
        for n in range(number)
    ]


def test_the_email_says_what_by_when_why_how_and_has_its_links() -> None:
    application = make_application(
        applied_on=FRIDAY, contact_phone="555 0142", phone_policy="calls_welcome", now=EIGHT - DAY
    )
    text = digest_of(application.student).text
    assert "Call Tidewater Analytics about your application" in text
    assert "By Fri 18 Sep. Tidewater Analytics, Data analyst." in text
    assert "Applied 11 Sep, no answer yet. The posting welcomes calls." in text
    assert "By phone: Priya Raghunathan, 555 0142." in text
    assert "time frame" in text
    assert f"http://127.0.0.1:8000/applications/{application.pk}/" in text
    for words in ("Done:", "Remind me tomorrow:", "Not needed:"):
        assert re.search(rf"^{words} http://127\.0\.0\.1:8000/r/\S+/$", text, re.MULTILINE)


def test_under_no_calls_the_email_never_suggests_the_phone() -> None:
    application = make_application(
        applied_on=FRIDAY, contact_phone="555 0142", phone_policy="no_calls", now=EIGHT - DAY
    )
    email = digest_of(application.student)
    for part in (email.subject, email.text, email.html):
        assert "555 0142" not in part
        assert "phone" not in part.lower()
        assert not re.search(r"\bcall (?!s)", part, re.IGNORECASE)


def test_the_email_comes_from_the_office_and_answers_reach_the_counselor() -> None:
    counselor = make_counselor(name="Dana Whitfield", email="dana@halden.example")
    student = make_student(counselor=counselor, name="Leila Haddad")
    follow_ups(1, student)
    email = digest_of(student)
    assert email.from_name == ""  # the office's
    assert email.reply_to == "dana@halden.example"
    assert email.to_name == "Leila Haddad"
    assert "it reaches Dana Whitfield" in email.text


def test_without_a_counselor_nobody_is_promised_to_answer() -> None:
    student = make_student()
    follow_ups(1, student)
    email = digest_of(student)
    assert email.reply_to is None
    assert "counselor" not in email.text


def test_three_items_are_shown_in_full_and_the_rest_are_counted() -> None:
    student = make_student()
    follow_ups(5, student)
    email = digest_of(student)
    assert email.text.count("Done:") == 3
    assert "* And 2 more" in email.text
    assert email.subject.endswith(", and 4 more")


def test_the_rest_is_a_list_that_leads_to_its_applications() -> None:
    student = make_student()
    applications = follow_ups(5, student)
    email = digest_of(student)
    rest = email.text.partition("* And 2 more")[2]
    rows = re.findall(r"^- (.+)\. (?:By .+|\d+ days? late|.+)\.\n  (\S+)$", rest, re.MULTILINE)
    assert len(rows) == 2
    in_html = dict(re.findall(r'<li[^>]*><a class="title" href="([^"]+)"[^>]*>([^<]+)</a>', email.html))
    assert in_html == {page: title for title, page in rows}
    pages = {f"http://127.0.0.1:8000/applications/{application.pk}/" for application in applications}
    assert set(in_html) < pages


def test_the_first_sentence_counts_what_is_open_and_what_presses() -> None:
    student = make_student()
    for applied_on in (date(2026, 9, 3), date(2026, 9, 8), FRIDAY, FRIDAY):
        make_application(
            student=student,
            employer=f"Employer {FollowUp.objects.count()}",
            applied_on=applied_on,
            now=EIGHT - 12 * DAY,
        )
    text = digest_of(student).text
    assert "Tuesday, 15 September: 4 follow-ups are open; 1 is overdue, 1 is due today. If you only" in text


def test_of_several_none_due_today_it_says_so() -> None:
    student = make_student()
    for n in range(2):
        make_application(student=student, employer=f"Employer {n}", applied_on=FRIDAY, now=EIGHT - DAY)
    assert "2 follow-ups are open; none is due today." in digest_of(student).text


def test_of_one_it_says_no_more_than_that() -> None:
    student = make_student()
    follow_ups(1, student)
    text = digest_of(student).text
    assert "Tuesday, 15 September: 1 follow-up is open.\n" in text
    assert "If you only" not in text


def test_what_cannot_wait_is_not_offered_for_tomorrow() -> None:
    student = make_student()
    follow_ups(1, student)
    digest_of(student)
    reference = OutboxEmail.objects.get(kind="digest").reference
    email = compose_digest(reference, FollowUp.objects.get().lapses - DAY)
    assert email is not None
    for part in (email.text, email.html):
        assert "Not needed" in part
        assert "Remind me tomorrow" not in part


def test_an_offer_heads_the_email() -> None:
    student = make_student()
    applications = follow_ups(4, student)
    tell(applications[0], EventKind.OFFERED, on=date(2026, 9, 14), now=EIGHT - DAY)
    assert digest_of(student).subject.startswith("Answer the offer from Employer 0")


def test_what_is_late_is_called_late_without_blame() -> None:
    application = make_application(applied_on=date(2026, 9, 3), now=EIGHT - 12 * DAY)
    text = digest_of(application.student).text
    assert "* Overdue" in text
    assert "5 days late." in text
    assert "Still welcome until" in text


def test_nobody_to_reach_leads_to_finding_somebody() -> None:
    application = make_application(contact_name="", contact_email="", applied_on=FRIDAY, now=EIGHT - DAY)
    text = digest_of(application.student).text
    assert "Find somebody to write to at Tidewater Analytics" in text
    assert f"/applications/{application.pk}/contacts/" in text
    assert "Done:" not in text


def test_names_with_markup_are_text_in_both_parts() -> None:
    application = make_application(
        employer="<b>Smith & Sons</b>", role="<script>", applied_on=FRIDAY, now=EIGHT - DAY
    )
    email = digest_of(application.student)
    assert "<b>Smith & Sons</b>, <script>." in email.text
    assert "<script>" not in email.html
    assert "&lt;b&gt;Smith &amp; Sons&lt;/b&gt;" in email.html


def test_the_html_needs_nothing_from_outside_and_has_a_dark_side() -> None:
    student = make_student()
    follow_ups(1, student)
    html = digest_of(student).html
    assert "<link" not in html
    assert "<img" not in html
    assert "prefers-color-scheme: dark" in html
    assert re.search(r"<h1 style=", html)


def test_an_email_speaks_the_language_of_its_student_and_leaves_ours_alone() -> None:
    student = make_student()
    student.person.language = "es"
    student.person.save()
    follow_ups(1, student)
    with translation.override("en"):
        html = digest_of(student).html
        assert translation.get_language() == "en"
    assert '<html lang="es">' in html
    assert "martes" in html


def test_times_are_the_students_own() -> None:
    student = make_student(time_zone="Asia/Tokyo", reminder_hour=21)
    application = make_application(student=student, now=EIGHT - 2 * DAY)
    ended = EIGHT - timedelta(hours=6)  # 15:00 in Tokyo
    make_interview(
        application=application, starts_at=ended - timedelta(hours=1), ends_at=ended, now=EIGHT - DAY
    )
    assert "due tomorrow at 15:00" in digest_of(student).text


def test_a_digest_that_shrank_is_composed_from_what_is_left() -> None:
    student = make_student()
    first, second = follow_ups(2, student)
    before = digest_of(student)
    assert "Employer 0" in before.text
    tell(first, EventKind.WITHDRAWN, now=EIGHT)
    reference = OutboxEmail.objects.get().reference
    after = compose_digest(reference, EIGHT)
    assert after is not None
    assert "Employer 0" not in after.text
    assert second.posting.employer_name in after.text


@pytest.mark.parametrize("what", ["done", "withdrawn", "put off", "suspended", "gone"])
def test_a_digest_without_anything_new_left_is_not_sent(what: str) -> None:
    student = make_student()
    application = follow_ups(1, student)[0]
    digest_of(student)
    reference = OutboxEmail.objects.get().reference
    row = the_follow_up(application)
    assert digest_still_wanted(reference, EIGHT)
    match what:
        case "done":
            finish_follow_up(follow_up=row, done_at=EIGHT, channel="email", by=student.person, now=EIGHT)
        case "withdrawn":
            tell(application, EventKind.WITHDRAWN, now=EIGHT)
        case "put off":
            snooze_follow_up(follow_up=row, until=EIGHT + DAY, now=EIGHT)
        case "suspended":
            Student.objects.update(standing="suspended")
        case "gone":
            FollowUp.objects.all().delete()
    assert not digest_still_wanted(reference, EIGHT)
    assert compose_digest(reference, EIGHT) is None


def interviewed() -> str:
    """The reference of the prompt after an interview with two people that has just ended."""
    application = make_application(now=NOW - 2 * DAY)
    make_interview(
        application=application,
        starts_at=NOW - timedelta(hours=1),
        ends_at=NOW,
        interviewers=[("Tomasz Wiśniewski", "t@tidewater.example"), ("Priya Raghunathan", "")],
        now=NOW - DAY,
    )
    compose_reminders(now=NOW)
    return OutboxEmail.objects.get(kind="prompt").reference


def test_a_prompt_asks_to_thank_everybody_met_by_email_and_names_the_letter() -> None:
    email = compose_prompt(interviewed(), NOW)
    assert email is not None
    assert "Thank Tomasz Wiśniewski for today’s interview" in email.text
    assert "Thank Priya Raghunathan for today’s interview" in email.text
    assert "After that: Find a postal address for Tidewater Analytics" in email.text
    assert "phone" not in email.text.lower()


def test_a_prompt_speaks_only_of_those_not_thanked_yet() -> None:
    reference = interviewed()
    thanks = Nudge.objects.filter(nudge="prompt").order_by("id")[0].follow_up
    person = thanks.student.person
    finish_follow_up(follow_up=thanks, done_at=NOW, channel="email", by=person, now=NOW)
    email = compose_prompt(reference, NOW)
    assert email is not None
    assert email.text.count("Done:") == 1


def test_a_prompt_is_moot_once_everybody_is_thanked() -> None:
    reference = interviewed()
    assert prompt_still_wanted(reference, NOW)
    for nudge in Nudge.objects.filter(nudge="prompt"):
        row, person = nudge.follow_up, nudge.student.person
        finish_follow_up(follow_up=row, done_at=NOW, channel="email", by=person, now=NOW)
    assert not prompt_still_wanted(reference, NOW)
    assert compose_prompt(reference, NOW) is None


def test_no_link_of_an_email_changes_anything_when_it_is_only_opened(
    client: Client, settings: Settings
) -> None:
    application = make_application(applied_on=FRIDAY, now=EIGHT - DAY)
    email = digest_of(application.student)
    before = list(FollowUp.objects.values()), application.events.count()
    for address in re.findall(rf"{settings.BASE_URL}(/r/\S+/)", email.text):
        assert client.get(address).status_code in {200, 404}  # expired by now, or shown
        assert client.head(address).status_code in {200, 404}
    assert (list(FollowUp.objects.values()), application.events.count()) == before
