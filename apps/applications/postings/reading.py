"""What a reader hands back: facts, each with the words it was read from and where they stand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields, replace
from typing import Generic, Literal, Self, TypeVar

# Where a fact came from, from the most to the least explicit way of stating it.
Source = Literal["json-ld", "microdata", "record", "label", "page", "text", "address"]

PhoneValue = Literal["calls_welcome", "no_calls", "not_stated"]
ContactValue = Literal["open", "no_contact", "only_through"]

Value = TypeVar("Value")
PolicyValue = TypeVar("PolicyValue", PhoneValue, ContactValue)


@dataclass(frozen=True, slots=True)
class Field(Generic[Value]):
    """One fact.

    `evidence` is the wording it was read from; where that wording stands in the reading's text,
    `text[start:end] == evidence`, otherwise (it came from markup or an address) both are None.
    """

    value: Value
    evidence: str
    start: int | None
    end: int | None
    source: Source


@dataclass(frozen=True, slots=True)
class Policy(Generic[PolicyValue]):
    """A phone or contact policy with the exact sentence that states it; nothing stated, no sentence."""

    value: PolicyValue
    evidence: str | None = None
    start: int | None = None
    end: int | None = None
    source: Source | None = None

    def as_json(self) -> dict[str, str | int | None]:
        """Plain values for JSON."""
        return {"value": self.value, "evidence": self.evidence, "start": self.start, "end": self.end}


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The facts of a posting, as far as one way of reading could tell them."""

    employer: Field[str] | None = None
    role: Field[str] | None = None
    location: Field[str] | None = None
    contact_name: Field[str] | None = None
    contact_email: Field[str] | None = None
    contact_phone: Field[str] | None = None
    posted_on: Field[dt.date] | None = None
    closes_on: Field[dt.date] | None = None
    employment_type: Field[str] | None = None

    def or_else(self, other: Facts) -> Self:
        """These facts, the gaps filled from a less explicit way of reading."""
        gaps = {f.name: getattr(other, f.name) for f in fields(Facts) if getattr(self, f.name) is None}
        return replace(self, **gaps)


@dataclass(frozen=True, kw_only=True)
class Reading(Facts):
    """All that could be read from one paste.

    `text` is the readable text that every offset points into: for plain text exactly what was given,
    for HTML, mail and records the text a person would have seen. `address` is the posting's own address,
    when the paste was one or the page named one.
    """

    text: str
    address: str | None = None
    phone_policy: Policy[PhoneValue] = Policy("not_stated")
    contact_policy: Policy[ContactValue] = Policy("open")

    def as_json(self) -> dict[str, object]:
        """Plain values for JSON: dates as ISO strings, absent facts as null, `sources` per fact read."""
        out: dict[str, object] = {}
        sources: dict[str, str] = {}
        for f in fields(Facts):
            found: Field[str] | Field[dt.date] | None = getattr(self, f.name)
            value = found.value if found else None
            out[f.name] = value.isoformat() if isinstance(value, dt.date) else value
            if found:
                sources[f.name] = found.source
        out["phone_policy"] = self.phone_policy.as_json()
        out["contact_policy"] = self.contact_policy.as_json()
        out["address"] = self.address
        out["sources"] = sources
        return out


def stated(value: Value, source: Source, text: str, evidence: str) -> Field[Value]:
    """A fact stated outside the running text; its wording is pointed at where the text repeats it."""
    start = text.find(evidence) if evidence else -1
    if start < 0:
        return Field(value, evidence, None, None, source)
    return Field(value, evidence, start, start + len(evidence), source)


def read_at(value: Value, source: Source, text: str, start: int, end: int) -> Field[Value]:
    """A fact read from `text[start:end]`."""
    return Field(value, text[start:end], start, end, source)
