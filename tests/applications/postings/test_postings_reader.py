"""The reader as a whole: what it does with a few words, an address, and anything hostile."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import fields

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from apps.applications.postings import Facts, Format, Reading, read_posting

_JOB = '<script type="application/ld+json">%s</script>'


@pytest.mark.parametrize(
    ("typed", "employer", "role", "location"),
    [
        ("Northline Transit", "Northline Transit", None, None),
        ("Data analyst at Northline Transit", "Northline Transit", "Data analyst", None),
        ("Data analyst @ Northline Transit", "Northline Transit", "Data analyst", None),
        ("Data Analyst, Northline Transit Authority", "Northline Transit Authority", "Data Analyst", None),
        (
            "Northline Transit - Data Analyst - Springfield, IL",
            "Northline Transit",
            "Data Analyst",
            "Springfield, IL",
        ),
        (
            "Data Analyst at Northline Transit in Springfield, IL",
            "Northline Transit",
            "Data Analyst",
            "Springfield, IL",
        ),
        ("Data Analyst", None, "Data Analyst", None),
        ("Data Analyst in Chicago", None, "Data Analyst", "Chicago"),
        ("McKinsey & Company, Port Halden", "McKinsey & Company", None, "Port Halden"),
        ("Northline Transit, Inc", "Northline Transit, Inc", None, None),
        ("Springfield, IL", None, None, "Springfield, IL"),
        ("Remote", None, None, "Remote"),
        ("Northline Transit\nData Analyst", "Northline Transit", "Data Analyst", None),
        (
            "Data Analyst\nNorthline Transit\nSpringfield, IL",
            "Northline Transit",
            "Data Analyst",
            "Springfield, IL",
        ),
        ("Nurse, Boston, MA", None, "Nurse", "Boston, MA"),
        ("hello there", None, None, None),
        ("No calls please.", None, None, None),
    ],
)
def test_a_few_typed_words_are_read(
    typed: str, employer: str | None, role: str | None, location: str | None
) -> None:
    read = read_posting(typed).as_json()
    assert (read["employer"], read["role"], read["location"]) == (employer, role, location)


@pytest.mark.parametrize(
    ("address", "employer"),
    [
        ("https://boards.greenhouse.io/northlinetransit/jobs/412", "Northlinetransit"),
        ("https://job-boards.greenhouse.io/northline-transit/jobs/412", "Northline Transit"),
        ("https://jobs.lever.co/northline-transit/3f2a", "Northline Transit"),
        ("https://northline.wd5.myworkdayjobs.com/en-US/External/job/1", "Northline"),
        ("https://northline.bamboohr.com/careers/12", "Northline"),
        ("https://www.governmentjobs.com/careers/elmcounty/jobs/1", "Elmcounty"),
        ("www.northline.example/jobs/data-analyst", None),
        ("https://jobs.lever.co/", None),
        ("https://[broken/x", None),
        ("https://www.linkedin.com/jobs/view/1", None),
    ],
)
def test_a_bare_address_is_kept_and_only_known_boards_name_the_employer(
    address: str, employer: str | None
) -> None:
    reading = read_posting(f"  {address}\n")
    read = reading.as_json()
    assert (reading.address, read["employer"], read["role"]) == (address, employer, None)
    assert reading.employer is None or reading.employer.source == "address"


def test_the_reading_says_where_each_fact_came_from() -> None:
    content = "Data Analyst\n\nCompany: Elm Ltd\nWrite to Ann Birch at ann@elm.example."
    assert read_posting(content).as_json()["sources"] == {
        "employer": "label",
        "role": "text",
        "contact_name": "text",
        "contact_email": "text",
    }
    page = (
        _JOB % '{"@type":"JobPosting","title":"Cook","hiringOrganization":"Elm"}'
        + "<p>Apply by 1 May 2026.</p>"
    )
    assert read_posting(page).as_json()["sources"] == {
        "employer": "json-ld",
        "role": "json-ld",
        "closes_on": "text",
    }


def test_scripts_and_hidden_parts_are_never_read() -> None:
    page = "<script>'No phone calls please.'</script><style>p{content:'no calls'}</style><p>Cook</p>"
    reading = read_posting(page)
    assert reading.text == "Cook"
    assert reading.phone_policy.value == "not_stated"


def test_a_description_that_only_the_object_holds_is_part_of_the_text() -> None:
    job = '{"@type":"JobPosting","title":"Cook","description":"<p>Cook well.</p><p>No calls, please.</p>"}'
    reading = read_posting("<html><head>" + _JOB % job + "</head><body><div id=app></div></body></html>")
    assert reading.text == "Cook well.\n\nNo calls, please."
    assert reading.phone_policy.value == "no_calls"


def test_text_with_angle_brackets_is_text() -> None:
    content = "Engineer at Elm Ltd. Salary <90k>, write to <jobs@elm.example>."
    assert read_posting(content).text == content
    assert read_posting("<p>Engineer</p>", format="text").text == "<p>Engineer</p>"


_TYPED = "Data analyst\nNorthline Transit\nSpringfield, IL\n\nWe look for an analyst.\nYou know SQL."


@pytest.mark.parametrize(
    "content",
    [
        "<script>alert(1)</script>\n" + _TYPED,
        _TYPED + "\n<script>alert(1)</script>",
        _TYPED.replace("Data analyst", "Data analyst <script>alert(1)</script>"),
        _TYPED.replace("Northline Transit", "<b>Northline Transit</b>"),
        _TYPED.replace("analyst.", "<b>good</b> analyst.<br>"),
        _TYPED.replace("We look", "<p>We look"),
    ],
)
def test_a_text_with_a_stray_tag_is_text(content: str) -> None:
    reading = read_posting(content)
    read = reading.as_json()
    assert reading.text == content
    assert (read["employer"], read["role"], read["location"]) == (
        "Northline Transit",
        "Data analyst",
        "Springfield, IL",
    )
    assert _points(reading)


@pytest.mark.parametrize(
    "content",
    [
        "<!doctype html><title>Cook</title>Bake\nbread\nwell",
        "<html>Bake\nbread\nwell",
        "<p>Bake\nbread\nwell\nevery\nday</p>",
        "Bake<br>bread<br>well",
        "<script>1</script><h1>Cook</h1><p>Bake well</p>",
    ],
)
def test_a_page_or_a_fragment_of_one_is_html(content: str) -> None:
    assert "<" not in read_posting(content).text


_PAGE = (
    "<h1>Junior Cartographer</h1><p>Meridian Atlas Works, Port Halden</p>"
    '<p>Write to <a href="mailto:jobs@meridian.example?subject=Maps">Priya Nair</a> or '
    '<a href="TEL:+12175550148">ring us</a>.</p>'
)


def test_a_fragments_heading_the_line_below_it_and_its_links_are_read() -> None:
    reading = read_posting(_PAGE)
    read = {key: value for key, value in reading.as_json().items() if isinstance(value, str)}
    assert read == {
        "employer": "Meridian Atlas Works",
        "role": "Junior Cartographer",
        "location": "Port Halden",
        "contact_name": "Priya Nair",
        "contact_email": "jobs@meridian.example",
        "contact_phone": "+12175550148",
    }
    assert _points(reading)
    assert reading.contact_email is not None
    assert reading.contact_email.evidence == "Priya Nair"


def test_an_address_in_the_text_comes_before_one_behind_a_link() -> None:
    page = _PAGE + '<p>Email ann@elm.example.</p><a href="mailto:">Share</a>'
    assert read_posting(page).as_json()["contact_email"] == "ann@elm.example"


@pytest.mark.parametrize(
    "target", ["mailto:?subject=Job", "mailto:no-reply@elm.example", "tel:", "tel:000000"]
)
def test_a_link_to_nobody_is_no_contact(target: str) -> None:
    read = read_posting(f'<h1>Cook</h1><p>Bake.</p><a href="{target}">Share</a>').as_json()
    assert (read["contact_email"], read["contact_phone"]) == (None, None)


@pytest.mark.parametrize(
    "page",
    [
        "<h1>Junior Cartographer</h1><p>Draw maps, and mend them.</p><p>Soon.</p>",
        "<h1>Junior Cartographer</h1><p>Springfield, IL</p><p>Soon.</p>",
        "<h1>Junior Cartographer</h1><p>Marketing, Port Halden</p><p>Soon.</p>",
        "<p>Junior Cartographer</p><p>Meridian Atlas Works, Port Halden</p><p>Soon.</p>",
    ],
)
def test_a_heading_alone_names_no_employer(page: str) -> None:
    assert read_posting(page).employer is None


def test_text_given_as_html_is_read_all_the_same() -> None:
    assert (
        read_posting("Data analyst at Northline Transit", format="html").as_json()["role"] == "Data analyst"
    )


def test_json_that_is_no_posting_is_text() -> None:
    reading = read_posting('{"a": [1, 2, {"b": "No phone calls, please."}]}')
    assert reading.role is None
    assert reading.phone_policy.value == "no_calls"


def test_only_the_day_is_taken_from_an_instant() -> None:
    job = (
        '{"@type":"JobPosting","title":"Cook","validThrough":"2026-03-15T23:59:59-08:00","datePosted":"soon"}'
    )
    reading = read_posting(_JOB % job)
    assert reading.closes_on is not None
    assert reading.closes_on.value == dt.date(2026, 3, 15)
    assert reading.posted_on is None


def _points(reading: Reading) -> bool:
    found = [getattr(reading, f.name) for f in fields(Facts)] + [reading.phone_policy, reading.contact_policy]
    return all(
        fact is None or fact.start is None or reading.text[fact.start : fact.end] == fact.evidence
        for fact in found
    )


_PIECES = st.sampled_from(
    [
        *(
            "no phone calls",
            "please",
            "do not call",
            "recruiters",
            ", ",
            ". ",
            "\n",
            "\r\n",
            "\n\n",
            "\t",
            " | ",
            " - ",
        ),
        *(
            "Title: ",
            "Company:",
            "Acme Ltd",
            "Data Analyst",
            " at ",
            "Boston, MA",
            "Apply by ",
            "May 3, 2026",
            "31/02/2026",
        ),
        *(
            "03/04/26",
            "jobs@elm.example",
            "(217) 555-0148",
            "call ",
            "Contact ",
            "Ann Other",
            "<p>",
            "</p>",
            "<script>",
        ),
        *(
            "</script>",
            "<div itemscope itemprop=a itemtype=JobPosting>",
            '<script type="application/ld+json">',
        ),
        *(
            '{"@type":"JobPosting",',
            '"title":',
            '"x"',
            "}",
            "[",
            "]",
            "---\n",
            "From: a <a@b.example>\n",
            "Subject: ",
        ),
        *("&amp;", "&#0;", "\x00", "\ud800", "\u202e", "é", "https://jobs.lever.co/acme", "''", "\\"),
    ]
)


@settings(deadline=None, max_examples=150)
@given(
    st.one_of(st.text(), st.lists(_PIECES, max_size=30).map("".join)),
    st.sampled_from(["auto", "html", "text"]),
)
@example("\ud800<p>", "auto")
@example("---\n---\n", "auto")
@example("From: =?x?q?=\nSubject: \n\n", "auto")
@example("{}", "auto")
@example("Content-Transfer-Encoding: base64\nFrom: a\nSubject: b\n\n!!!", "text")
def test_no_string_makes_it_raise_and_offsets_point_at_the_evidence(content: str, kind: Format) -> None:
    reading = read_posting(content, format=kind)
    reading.as_json()
    assert _points(reading)


_PASTE = 2_000_000


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "Aa ",
            "no fax or ",
            "0 ",
            "a@",
            ". ",
            "<div>",
            "<b>no</b> calls ",
            '{"a":',
            "Title:\n",
            "San Francisco, CA, ",
        ),
        *("30 july ", "\x00"),
    ],
)
def test_two_megabytes_of_anything_take_seconds_at_most(piece: str) -> None:
    content = piece * (_PASTE // len(piece))
    begun = time.process_time()
    assert _points(read_posting(content))
    # about a second on an ordinary machine; the bound is for a busy one
    assert time.process_time() - begun < 10
