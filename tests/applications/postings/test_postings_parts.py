"""The reader's parts, each on its own ground: dates, sentences, people, labels, headlines, records, mails."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from apps.applications.postings import read_posting
from apps.applications.postings.dates import day_order, find_dates, iso_date
from apps.applications.postings.headlines import Headline, read_headline
from apps.applications.postings.labels import employment_type
from apps.applications.postings.people import clean_email, clean_name, clean_phone
from apps.applications.postings.sentences import split_sentences
from apps.applications.postings.structured import load_json
from apps.applications.postings.wrappings import read_mail


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-07", "2026/3/7", "7 March 2026", "07 March, 2026", "7th of March 2026", "March 7, 2026",
        "March 7th 2026", "MARCH 7, 2026",
        "Mar. 7, 2026", "7-Mar-2026", "7 mar 2026", "Saturday, March 7, 2026", "7 de marzo de 2026",
        "7 mars 2026", "7. März 2026", "March the 7th, 2026",
    ],
)  # fmt: skip
def test_a_date_is_read_in_any_usual_spelling(written: str) -> None:
    assert [d.on for d in find_dates(f"by {written} at noon")] == [dt.date(2026, 3, 7)]


@pytest.mark.parametrize(
    ("written", "order", "on"),
    [
        ("03/04/2026", None, None),
        ("03/04/2026", "mdy", dt.date(2026, 3, 4)),
        ("03/04/2026", "dmy", dt.date(2026, 4, 3)),
        ("03/03/2026", None, dt.date(2026, 3, 3)),
        ("25/04/2026", None, dt.date(2026, 4, 25)),
        ("04.25.26", None, dt.date(2026, 4, 25)),
        ("31/02/2026", None, None),
        ("30 February 2026", None, None),
        ("1/1/1850", None, None),
        ("1950-01-01", None, None),
        ("March 2026", None, None),
        ("555-01-2026-1", None, None),
    ],
)
def test_an_ambiguous_or_impossible_date_is_no_date(written: str, order: None, on: dt.date | None) -> None:
    assert [d.on for d in find_dates(written, order)] == ([on] if on else [])


def test_a_date_without_a_year_is_the_first_after_the_posting_appeared() -> None:
    assert [d.on for d in find_dates("15 August")] == []
    assert [d.on for d in find_dates("15 August", None, dt.date(2026, 7, 1))] == [dt.date(2026, 8, 15)]
    assert [d.on for d in find_dates("August 15", None, dt.date(2026, 9, 1))] == [dt.date(2027, 8, 15)]


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("Opens 03/25/2026, closes 04/05/2026.", "mdy"),
        ("Opens 25/03/2026, closes 05/04/2026.", "dmy"),
        ("Salary $50,000. Austin, TX 78701", "mdy"),
        ("Salary £30,000, London SW1A 1AA", "dmy"),
        ("Salary $50,000 or £40,000", None),
        ("A job.", None),
    ],
)
def test_a_postings_own_signs_tell_day_from_month(text: str, order: str | None) -> None:
    assert day_order(text) == order


def test_an_iso_instant_gives_its_day_as_written() -> None:
    assert iso_date(" 2026-03-31T23:59:59.9970") == dt.date(2026, 3, 31)
    assert iso_date("2026-13-31") is None
    assert iso_date("soon") is None


@pytest.mark.parametrize(
    ("sentence", "closes"),
    [
        ("Apply by March 3, 2026.", "2026-03-03"),
        ("Applications are due no later than 5:00 p.m. EST on Friday, March 6, 2026.", "2026-03-06"),
        ("Open until 3/31/2026 or filled. Austin, TX 78701", "2026-03-31"),
        ("Deadline\n\nMarch 9, 2026", "2026-03-09"),
        ("Please submit your résumé and cover letter by 1 April 2026.", "2026-04-01"),
        ("Expires January 22, 2026", "2026-01-22"),
        ("Posted March 1, 2026. Closes in 20 days, on March 21.", "2026-03-21"),
        ("Applications accepted from 1 May 2026 through 31 May 2026.", "2026-05-31"),
        ("Posted on: March 1, 2026", None),
        ("Interviews will be held on March 3, 2026; applications are open.", None),
        ("The contract runs until 31 December 2026.", None),
        ("The position starts on 1 June 2026. Submit a letter.", None),
        ("Posted 1 March 2026. Apply by 1 February 2026.", None),
    ],
)
def test_the_last_day_to_apply_is_told_from_other_days(sentence: str, closes: str | None) -> None:
    assert read_posting(f"Cook wanted\n\n{sentence}").as_json()["closes_on"] == closes


def _sentences(text: str) -> list[str]:
    return [s.text for s in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Call Dr. May at 5 p.m. today. Or not.", ["Call Dr. May at 5 p.m. today.", "Or not."]),
        ("Open until 4 p.m. Apply now.", ["Open until 4 p.m.", "Apply now."]),
        ("We plan.We build.", ["We plan.", "We build."]),
        ("Write to ann.Birch@elm.example today.", ["Write to ann.Birch@elm.example today."]),
        ("- one\n- two", ["- one", "- two"]),
        ("Title: Cook\nPlace: Elm", ["Title: Cook", "Place: Elm"]),
        ("please do not\ncall us", ["please do not\ncall us"]),
        (
            "A line that is as long as its neighbour, cut by\nSomebody's mail program, as those used to do",
            1,
        ),
        ("A line that has no neighbours of its length beside it\nAnother", 2),
        ("", []),
        (" \n\n ", []),
    ],
)
def test_sentences_end_where_a_person_would_end_them(text: str, sentences: list[str] | int) -> None:
    found = _sentences(text)
    assert len(found) == sentences if isinstance(sentences, int) else found == sentences


def test_what_has_no_end_is_cut_without_losing_anything() -> None:
    text = "word " * 1000 + "x" * 5000
    assert "".join("".join(_sentences(text)).split()) == "".join(text.split())
    assert all(text[s.start : s.end] == s.text for s in split_sentences(text))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Gowing, Ann A.", "Ann A. Gowing"),
        ('"Dr. Rees Birch" (HR)', "Dr. Rees Birch"),
        ("Maria de la Cruz, Director", "Maria de la Cruz"),
        ("Shauna O'Neil", "Shauna O'Neil"),
        ("apply via link", None),
        ("Human Resources", None),
        ("Hiring Manager", None),
        ("", None),
    ],
)
def test_a_name_is_a_persons(written: str, name: str | None) -> None:
    assert clean_name(written) == name


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("Write to Ann.Birch@elm.example.", "Ann.Birch@elm.example"),
        ("careers[at]elm[dot]example", "careers@elm.example"),
        ("ann (at) elm.example", "ann@elm.example"),
        ("noreply@elm.example", None),
        ("donotemail@sample.com", None),
        ("privacy [at] elm.example", None),
        ("eurasia@...", None),
        ("more@www.elm.example", None),
    ],
)
def test_an_address_is_one_that_somebody_reads(written: str, address: str | None) -> None:
    assert clean_email(written) == address


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+1-501-555-0150 x8516", "+1-501-555-0150 x8516"),
        ("(213) 555-0160", "(213) 555-0160"),
        ("397290", "397290"),
        ("+44 0000 000000", None),
        ("123", None),
        ("2026-03-31-1234567890123", None),
        ("000-123456", None),
    ],
)
def test_a_number_is_one_that_can_be_called(written: str, number: str | None) -> None:
    assert clean_phone(written) == number


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("Call 555-0188 or fax 555-0199.", "555-0188"),
        ("Fax: 555-0199. Tel.: 555-0188.", "555-0188"),
        ("Our budget is $5,000,000; call us.", None),
        ("TTY users call 711-555-0100.", None),
        ("Reach Ann in 2025-2026 by mail.", None),
        ("See requisition 20260312345.", None),
    ],
)
def test_a_number_for_another_end_is_not_the_contacts(text: str, phone: str | None) -> None:
    assert read_posting(f"Cook wanted\n\n{text}").as_json()["contact_phone"] == phone


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Contact person: Nino Elmadze", "Nino Elmadze"),
        ("Send your résumé to Rosa Elm at rosa@elm.example.", "Rosa Elm"),
        ("Questions? Phone Maria at 555-0101.", "Maria"),
        ("Attn: Community Connections Program", None),
        ("Contact Human Resources for details.", None),
        ("Ruth Elm, Human Resources Manager\nElm Library\nruth@elm.example", "Ruth Elm"),
        ("Elm Library\nroom 5\nruth@elm.example", None),
    ],
)
def test_the_contact_is_a_named_person(text: str, name: str | None) -> None:
    assert read_posting(f"Cook wanted\n\n{text}").as_json()["contact_name"] == name


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Senior Analyst at Elm Ltd", Headline("Elm Ltd", "Senior Analyst")),
        ("Elm Ltd is hiring a Senior Analyst", Headline("Elm Ltd", "Senior Analyst")),
        ("[JOBS] Job Posting: Archivist, Elm University - revised", Headline("Elm University", "Archivist")),
        ("Archivist | Elm Museum | Indeed", Headline("Elm Museum", "Archivist")),
        ("Archivist - Remote - Elm Museum", Headline("Elm Museum", "Archivist", "Remote")),
        (
            "Elm (YC S21) | $100k | Engineer (Full-time) | Boston, MA",
            Headline("Elm", "Engineer", "Boston, MA"),
        ),
        ("Search Jobs General Manager Job in Boston - MA", Headline(None, "General Manager", "Boston - MA")),
        ("Manager @ Elm, a Food Company", Headline("Elm", "Manager")),
        ("Deputy Director, Zambia", Headline(None, "Deputy Director, Zambia", "Zambia")),
        ("Software Engineer - Data | Elm", Headline("Elm", "Software Engineer - Data")),
        ("New York, NY", Headline(location="New York, NY")),
        ("Elm Foundation", Headline("Elm Foundation")),
        ("we plan the city's buses and trams, every day of the year", Headline()),
        ("   ", Headline()),
        ("Jobs", Headline("Jobs")),
    ],
)
def test_a_headlines_parts_are_told_by_their_words(line: str, expected: Headline) -> None:
    assert read_headline(line) == expected


def test_the_sites_own_name_is_not_the_employer() -> None:
    assert read_headline("Cook | Elm Ltd | FindWork", site="FindWork") == Headline("Elm Ltd", "Cook")


def test_a_line_that_runs_on_is_searched_for_a_role_in_a_place() -> None:
    line = (
        "Register Login FAQs Jobs Head Cook Job in Boston - MA Massachusetts - USA "
        + "and more of the like " * 10
    )
    read = read_posting(line).as_json()
    assert (read["role"], read["location"]) == ("Head Cook", "Boston - MA")


def test_a_sentence_about_the_role_does_not_make_it_the_employer() -> None:
    text = "Title: Young Bridges Year\n\nThe Young Bridges Year is a programme. Elm Works is the host."
    assert read_posting(text).as_json()["employer"] == "Elm Works"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("FULL_TIME", "full-time"),
        ("Temps partiel", "part-time"),
        ("Contractor", "contract"),
        ("INTERN", "internship"),
        ("PER_DIEM", "per diem"),
        ("Volunteer", "volunteer"),
        ("OTHER", None),
    ],
)
def test_the_kind_of_employment_has_one_spelling(words: str, kind: str | None) -> None:
    assert employment_type(words) == kind


@pytest.mark.parametrize(
    ("labels", "read"),
    [
        ("Employer: Elm Agency on behalf of our client, Oak Ltd.", {"employer": "Oak Ltd"}),
        ("Employer: Elm Ltd Full-time position", {"employer": "Elm Ltd"}),
        ("Company: n/a", {"employer": None}),
        ("City: Oslo\nCountry: Norway", {"location": "Oslo, Norway"}),
        ("Location: The trainers will live in Dilijan (an hour from Yerevan)", {"location": "Dilijan"}),
        ("Location: You will work at many of our sites around the whole county.", {"location": None}),
        (
            "Email: ann@elm.example\nPhone: 555-0142",
            {"contact_email": "ann@elm.example", "contact_phone": "555-0142"},
        ),
        ("Contact: Ann Birch, HR", {"contact_name": "Ann Birch"}),
        ("Closing date: to be announced", {"closes_on": None}),
        ("Company:\nTitle: Cook", {"employer": None, "role": "Cook"}),
        ("POSITION: Reporting to the head, the archivist keeps all the records of the city.", {"role": None}),
    ],
)
def test_a_labels_value_is_taken_if_it_says_something(labels: str, read: dict[str, str | None]) -> None:
    reading = read_posting(f"{labels}\n").as_json()
    assert {key: reading[key] for key in read} == read


@pytest.mark.parametrize(
    ("block", "value"),
    [
        ('<!-- {"a": 1} -->', {"a": 1}),
        ('//<![CDATA[\n{"a": 1}\n//]]>', {"a": 1}),
        ('{"a": [1, 2,],};', {"a": [1, 2]}),
        ('{"a": "x\ny"}', {"a": "x\ny"}),
        (r'{"a": "\_x\u00e9"}', {"a": r"\_xé"}),
        ("{&quot;a&quot;: 1}", {"a": 1}),
        ("{", None),
        ("[" * 100_000, None),
    ],
)
def test_a_json_block_is_read_in_the_state_that_pages_leave_it(block: str, value: object) -> None:
    assert load_json(block) == value


@pytest.mark.parametrize(
    ("job", "read"),
    [
        ({"hiringOrganization": "Elm"}, {"employer": "Elm"}),
        ({"hiringOrganization": [{"legalName": "Elm Ltd"}]}, {"employer": "Elm Ltd"}),
        ({"hiringOrganization": {"name": "Confidential"}}, {"employer": None}),
        ({"hiringOrganization": {"name": {"@value": "Elm"}}}, {"employer": "Elm"}),
        ({"title": ["Cook"]}, {"role": "Cook"}),
        ({"title": {"@type": "Text", "value": {"deep": []}}}, {"role": None}),
        ({"title": True}, {"role": "True"}),
        (
            {"jobLocation": {"address": [{"addressLocality": "Rome", "addressRegion": "-"}]}},
            {"location": "Rome"},
        ),
        ({"jobLocation": {"name": "Elm Campus"}}, {"location": "Elm Campus"}),
        ({"jobLocation": "Prague, Prague, Czechia"}, {"location": "Prague, Czechia"}),
        ({"jobLocation": {"address": []}}, {"location": None}),
        ({"hiringOrganization": "Elm", "jobLocation": "Elm"}, {"location": None}),
        ({"jobLocationType": "TELECOMMUTE"}, {"location": "Remote"}),
        (
            {"jobLocationType": "TELECOMMUTE", "applicantLocationRequirements": {"name": "USA"}},
            {"location": "Remote (USA)"},
        ),
        ({"employmentType": "FULL_TIME, PART_TIME"}, {"employment_type": "full-time"}),
        ({"applicationContact": [{"name": "Ann Birch"}]}, {"contact_name": "Ann Birch"}),
        ({"applicationContact": "Ann Birch"}, {"contact_name": "Ann Birch"}),
        ({"email": "ann@elm.example", "telephone": "555-0142"}, {"contact_email": "ann@elm.example"}),
        ({"datePosted": "2026-02-30"}, {"posted_on": None}),
    ],
)
def test_a_job_posting_object_is_read_in_any_shape(
    job: dict[str, object], read: dict[str, str | None]
) -> None:
    page = f'<script type="application/ld+json">{json.dumps({"@type": "JobPosting", **job})}</script>'
    reading = read_posting(page).as_json()
    assert {key: reading[key] for key in read} == read


def test_an_object_nested_beyond_reason_is_not_looked_for() -> None:
    data: object = {"@type": "JobPosting", "title": "Cook"}
    record: object = {"title": "Cook", "company": "Elm"}
    for _ in range(20):
        data, record = [data], [record]
    assert read_posting(f'<script type="application/ld+json">{json.dumps(data)}</script>').role is None
    assert read_posting(json.dumps(record)).employer is None


def test_an_object_of_any_other_type_is_not_believed() -> None:
    for kind in ("Product", "JobPostingList", None, ["Thing"], {"@id": "JobPosting"}):
        job = json.dumps({"@type": kind, "title": "Cook", "hiringOrganization": "Elm"})
        assert read_posting(f'<script type="application/ld+json">{job}</script>').employer is None


def test_a_type_is_recognised_by_its_address_too() -> None:
    job = json.dumps({"mainEntity": {"@type": "https://schema.org/JobPosting", "title": "Cook"}})
    assert read_posting(f'<script type="application/ld+json">{job}</script>').as_json()["role"] == "Cook"


def test_a_microdata_object_inside_another_belongs_to_it() -> None:
    page = """<div itemscope itemtype="https://schema.org/JobPosting"><meta itemprop="title" content="Cook">
    <p itemprop="hiringOrganization" itemscope><a itemprop="name" href="/elm">Elm</a></p>
    <span itemprop=datePosted></span></div><b itemprop="title">no item's</b>"""
    read = read_posting(page).as_json()
    assert (read["role"], read["employer"]) == ("Cook", "Elm")


def test_class_names_are_believed_after_a_title_that_says_both() -> None:
    page = (
        "<title>Cook - Elm Ltd</title><p class='company'>Sign up</p><p class='contact-company'>Ann Birch</p>"
    )
    read = read_posting(page).as_json()
    assert (read["role"], read["employer"], read["contact_name"]) == ("Cook", "Elm Ltd", "Ann Birch")


def test_a_contact_box_that_names_nobody_is_passed_over() -> None:
    page = "<title>Cook - Elm Ltd</title><p class='contact'>Write to us</p><p class='recruiter'>Ann Birch</p>"
    assert read_posting(page).as_json()["contact_name"] == "Ann Birch"


def test_class_names_date_a_posting() -> None:
    page = "<h1>Cook</h1><p class='date-posted'>1 May 2026</p><p class='closing-date'>31 May 2026</p>"
    read = read_posting(page).as_json()
    assert (read["posted_on"], read["closes_on"]) == ("2026-05-01", "2026-05-31")


def test_a_site_that_is_no_board_is_the_employer_of_what_it_offers() -> None:
    page = '<meta property="og:site_name" content="%s"><title>Cook</title><p>Cook well.</p>'
    assert read_posting(page % "Elm Kitchen").as_json()["employer"] == "Elm Kitchen"
    assert read_posting(page % "LinkedIn").as_json()["employer"] is None


def test_preformatted_text_keeps_its_lines_and_tables_their_cells() -> None:
    page = (
        "<pre>Title: Cook\nCompany: Elm Ltd</pre><table><tr><th>Place</th><td>Oslo, Norway</td></tr></table>"
    )
    read = read_posting(page).as_json()
    assert (read["role"], read["employer"], read["location"]) == ("Cook", "Elm Ltd", "Oslo, Norway")


def test_an_html_mail_is_read_as_the_page_it_holds() -> None:
    head = "From: Ann Birch <ann@elm.example>\nSubject: Cook at Elm Ltd\nContent-Type: text/html\n\n"
    mail = f"{head}<p>No <b>calls</b>.</p>"
    reading = read_posting(mail)
    assert (reading.text, reading.phone_policy.value) == ("No calls.", "no_calls")


def test_a_mail_without_a_readable_part_has_its_headers_read() -> None:
    mail = "From: ann@elm.example\nSubject: Cook at Elm Ltd\nContent-Type: image/png\n\nxx"
    assert read_posting(mail).as_json()["employer"] == "Elm Ltd"


@pytest.mark.parametrize(
    "header", ['From: "', "From: a@[", "Content-Type: text/plain; charset=nope\nFrom: a@b.example"]
)
def test_a_mail_with_headers_beyond_repair_is_read_as_text(header: str) -> None:
    reading = read_posting(f"{header}\nSubject: Cook\n\nNo phone calls.")
    assert reading.phone_policy.evidence == "No phone calls."


def test_header_like_lines_are_no_mail() -> None:
    assert read_mail("Title: Cook\nCompany: Elm Ltd\nSubject: cooking\n\nText") is None
    assert read_mail("Cook wanted") is None


def test_front_matter_is_read_with_whatever_names_it_uses() -> None:
    content = "---\ntitle: Cook at Elm Ltd\ndeadline: 2026-05-31\n'odd'\ncontact: Ann Birch\n---\n"
    read = read_posting(content).as_json()
    assert (read["role"], read["employer"], read["closes_on"]) == ("Cook", "Elm Ltd", "2026-05-31")
    assert read["contact_name"] == "Ann Birch"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("At Elm Works, we build bridges. You will join us.", {"employer": "Elm Works"}),
        ("We're Elm Works: bridge builders.", {"employer": "Elm Works"}),
        ("About Elm Works\n\nWe build bridges.", {"employer": "Elm Works"}),
        ("Join the team at Elm Works, and build.", {"employer": "Elm Works"}),
        (
            "The City of Elmwood does not discriminate. We have an office in Elmwood.",
            {"employer": "City of Elmwood"},
        ),
        ("We build bridges. The Department of Roads is large.", {"employer": None}),
        ("Elm Works is looking for a bridge engineer to help us.", {"role": "bridge engineer"}),
        ("We seek to fill the position of Deputy Bridge Warden at once.", {"role": "Deputy Bridge Warden"}),
        ("As a Bridge Warden, you will count boats.", {"role": "Bridge Warden"}),
        ("We are hiring great people.", {"role": None}),
        ("Our office is located in Canary Wharf, London.", {"location": "Canary Wharf, London"}),
        ("You must be authorized to work in the United States.", {"location": None}),
        ("This is a fully remote position.", {"location": "Remote"}),
        ("It is an internship.", {"employment_type": "internship"}),
    ],
)
def test_sentences_name_employer_role_and_place(text: str, read: dict[str, str | None]) -> None:
    reading = read_posting(f"Welcome, dear reader, to a page of ours.\n\n{text}").as_json()
    assert {key: reading[key] for key in read} == read


@pytest.mark.parametrize(
    ("below", "employer", "location"),
    [
        ("Brightside Foods, Port Halden", "Brightside Foods", "Port Halden"),
        ("Brightside Foods, Inc., Port Halden", "Brightside Foods, Inc.", "Port Halden"),
        ("Brightside & Company, Boston, MA", "Brightside & Company", "Boston, MA"),
        ("Boston, Massachusetts", None, "Boston, Massachusetts"),
        ("Hybrid, London", None, "Hybrid, London"),
        ("Monday, Friday", None, None),
        ("Full-time, Permanent", None, None),
        ("Dear Reader, Welcome", None, None),
        ("Brightside Foods, Port Halden, Shipping, Receiving", None, None),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_line_under_a_role_is_employer_and_place(
    below: str, employer: str | None, location: str | None, end: str
) -> None:
    content = end.join(["Data analyst", below, "", "We look for someone. You know SQL."])
    reading = read_posting(content)
    read = reading.as_json()
    assert (read["employer"], read["role"], read["location"]) == (employer, "Data analyst", location)
    for fact in (reading.employer, reading.location):
        assert fact is None or reading.text[fact.start : fact.end] == fact.value
