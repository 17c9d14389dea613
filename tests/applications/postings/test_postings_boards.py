"""Postings in the manner of many boards: every fact that a person would see is read, and nothing else."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest

from apps.applications.postings import Facts, read_posting

_HERE = Path(__file__).parent / "fixtures"
_BOARDS: dict[str, dict[str, str]] = json.loads((_HERE / "boards.json").read_text(encoding="utf-8"))


def test_every_fixture_is_expected_and_the_other_way_round() -> None:
    assert {path.name for path in (_HERE / "boards").iterdir()} == set(_BOARDS)


@pytest.mark.parametrize("name", _BOARDS)
def test_a_posting_is_read_as_a_person_would_read_it(name: str) -> None:
    expected = _BOARDS[name]
    reading = read_posting((_HERE / "boards" / name).read_bytes().decode())
    read = {key: value for key, value in reading.as_json().items() if isinstance(value, str)}
    policy = reading.phone_policy
    assert read == {key: value for key, value in expected.items() if key not in {"phone", "sentence"}}
    assert (policy.value, policy.evidence) == (expected.get("phone", "not_stated"), expected.get("sentence"))


@pytest.mark.parametrize("name", _BOARDS)
def test_every_offset_points_at_its_evidence(name: str) -> None:
    reading = read_posting((_HERE / "boards" / name).read_bytes().decode())
    found = [getattr(reading, f.name) for f in fields(Facts)] + [reading.phone_policy, reading.contact_policy]
    for fact in found:
        if fact is not None and fact.start is not None:
            assert reading.text[fact.start : fact.end] == fact.evidence


@pytest.mark.parametrize("name", [name for name in _BOARDS if name.endswith((".txt", ".md"))])
def test_the_text_of_plain_text_is_exactly_what_was_pasted(name: str) -> None:
    content = (_HERE / "boards" / name).read_bytes().decode()
    assert read_posting(content).text == content
    assert read_posting(content.replace("\n", "\r\n")).as_json()["role"] == _BOARDS[name]["role"]
