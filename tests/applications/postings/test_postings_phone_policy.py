"""Phone policy: a ban for applicants is seen in any wording, and nothing else is taken for one."""

from __future__ import annotations

from pathlib import Path

import pytest

from apps.applications.postings import read_posting

_LINES = (Path(__file__).parent / "fixtures" / "phone_sentences.txt").read_text(encoding="utf-8").splitlines()
FORBIDDING = [line[2:] for line in _LINES if line.startswith("+ ")]
NOT_FORBIDDING = [line[2:] for line in _LINES if line.startswith("- ")]


def test_the_table_holds_both_kinds() -> None:
    assert len(FORBIDDING) > 200
    assert len(NOT_FORBIDDING) > 150


@pytest.mark.parametrize("sentence", FORBIDDING)
def test_a_sentence_that_tells_applicants_not_to_call_forbids_calls(sentence: str) -> None:
    assert read_posting(sentence, format="text").phone_policy.value == "no_calls"


@pytest.mark.parametrize("sentence", NOT_FORBIDDING)
def test_a_sentence_that_does_not_tell_applicants_so_forbids_nothing(sentence: str) -> None:
    assert read_posting(sentence, format="text").phone_policy.value != "no_calls"


@pytest.mark.parametrize(
    "sentence",
    [
        "Please do not hesitate to call us.",
        "Feel free to call us at (217) 555-0148.",
        "Questions? Call Priya at 555-0188.",
        "Phone calls welcome.",
        "For additional information call 397290.",
        "Do feel free to call, but not to send texts.",
        "You can reach me on 020 7946 0018.",
        "Would you like to know more? Contact Maria Velt by telephone.",
    ],
)
def test_an_invitation_to_call_is_read_as_one(sentence: str) -> None:
    assert read_posting(sentence, format="text").phone_policy.value == "calls_welcome"


@pytest.mark.parametrize(
    "sentence",
    [
        "Call customers at (217) 555-0148 to confirm their orders.",
        "If you need an accommodation because of a disability, call (217) 555-0148.",
        "TDD (213) 555-0199.",
        "You will call guests at 217 555 0148.",
        "An analyst is sought.",
    ],
)
def test_a_number_given_for_other_ends_is_no_invitation(sentence: str) -> None:
    assert read_posting(sentence, format="text").phone_policy.value == "not_stated"


def test_a_ban_outweighs_an_invitation_wherever_they_stand() -> None:
    reading = read_posting("Call Sam at 555-0188 about parking.\n\nNo phone calls about the job, please.")
    assert reading.phone_policy.value == "no_calls"
    assert reading.phone_policy.evidence == "No phone calls about the job, please."


def test_the_evidence_is_the_whole_sentence_and_its_place_in_what_was_pasted() -> None:
    content = "Cook wanted.\r\nApply with a résumé; please do not\r\ncall the kitchen. Thanks!\r\n"
    policy = read_posting(content, format="text").phone_policy
    assert policy.evidence == "Apply with a résumé; please do not\r\ncall the kitchen."
    assert content[policy.start : policy.end] == policy.evidence


def test_a_note_to_agencies_speaks_to_them_until_its_paragraph_ends() -> None:
    note = "Note to agencies: we hire ourselves. Please do not call our staff.\n\n"
    assert read_posting(note + "Plan buses.").phone_policy.value == "not_stated"
    assert read_posting(note + "Please do not call us.").phone_policy.value == "no_calls"
    assert read_posting(note.strip() + " Applicants may not call either.").phone_policy.value == "no_calls"


def test_a_sentence_without_an_end_is_judged_around_its_telling_words() -> None:
    words = "we plan buses and trams " * 200
    assert read_posting(f"{words} and no phone calls please {words}").phone_policy.value == "no_calls"


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("No calls or emails, please.", "no_contact"),
        ("Absolutely no emails or phone calls.", "no_contact"),
        ("Please do not call or email.", "no_contact"),
        ("Please do not email or call us.", "no_contact"),
        ("Please do not contact the hiring manager.", "no_contact"),
        ("No inquiries, please.", "no_contact"),
        ("We do not enter into correspondence.", "no_contact"),
        ("Inquiries will not be answered.", "no_contact"),
        ("We cannot respond to inquiries.", "no_contact"),
        ("Inquiries by email only.", "only_through"),
        ("Contact us exclusively by e-mail.", "only_through"),
        ("Please direct all questions to jobs@elm.example.", "only_through"),
        ("Questions are accepted only through the portal.", "only_through"),
        ("All inquiries must be made in writing.", "only_through"),
        ("Use the portal instead of calling.", "only_through"),
        ("Email only, please.", "only_through"),
        ("We only respond by email.", "only_through"),
        ("Please do not contact us by telephone.", "open"),
        ("Recruiters, please do not contact us.", "open"),
        ("Only finalists will be contacted.", "open"),
        ("No phone calls, please.", "open"),
        ("Do not contact us with unsolicited offers of your services.", "open"),
        ("Questions? Email Sam.", "open"),
    ],
)
def test_contact_is_closed_or_channelled_only_where_applicants_are_told_so(sentence: str, value: str) -> None:
    policy = read_posting(sentence, format="text").contact_policy
    assert policy.value == value
    assert policy.evidence == (None if value == "open" else sentence)


@pytest.mark.parametrize("name", ["José Núñez", "Zoë Dąbrowski", "Siobhán O’Connell"])
def test_names_with_accents_are_names(name: str) -> None:
    sentence = f"Questions? Call {name} at 555 0106."
    policy = read_posting(f"Test engineer\n\n{sentence}", format="text").phone_policy
    assert (policy.value, policy.evidence) == ("calls_welcome", f"Call {name} at 555 0106.")
