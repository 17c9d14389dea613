"""Reads the first lines of a posting's text.

A role with its employer and place below, a "Company | Role | Place" line, the header of a board.
"""

from __future__ import annotations

import re
from dataclasses import replace

from apps.applications.postings.headlines import (
    Headline,
    employer_and_place,
    is_announcement,
    is_organisation,
    read_headline,
)
from apps.applications.postings.labels import is_label
from apps.applications.postings.reading import Facts, Field, Source, read_at
from apps.applications.postings.words import NOT_AN_EMPLOYER, is_place, is_role

_LINES = 8
_TAG = (
    r"<(?:script|style)\b[^<>]{0,99}>[^<>]{0,200}</(?:script|style)>|"
    r"</?(?:b|i|u|em|strong|span|font|a|p|br|div|hr|li|ul|h[1-6])(?:\s[^<>]{0,99})?/?>"
)
_TAGS_AROUND = re.compile(rf"(?:\s*(?:{_TAG}))*(?P<words>.*?)(?:\s*(?:{_TAG}))*\s*", re.IGNORECASE)
_TAGGED_LINE = 300  # characters; a headline is shorter
_RATING = re.compile(r"\s*[1-5]\.\d\s*★?\s*")
_SECTION = re.compile(
    r"(?:[A-Z]\w* )?(?:background|overview|summary|description|responsibilities|duties|details|share|"
    r"apply.*|save.*|"
    r"introduction|purpose|qualifications|requirements|full[- ]time|part[- ]time|internship|posted.*|"
    r"\d.*|about.*|"
    r"permanent|contract|sign in.*|log ?in.*|back to.*|share this.*|print.*)",
    re.IGNORECASE,
)
_GLUED = re.compile(
    r"(?<=[a-z)])(?=[A-Z][\w.]* (?:is|are|was|has|we|helps?)\b|We\b|We're|We’re|At [A-Z]|Hi\b|I'm|"
    r"Our\b|About\b|https?:)"
)
_DASHES = re.compile(r"\s*;\s+|\s+[-–—]\s+|(?<=[A-Za-z)])-\s+(?=[A-Z])")
_NOT_BELOW = re.compile(r"[\s>]*[-*•]|\s{4,}|\s*(?:Class Code|Job (?:Number|ID)|Req)")
_SENTENCES = re.compile(r"(?:\S+\s+){9}.*\.\s*$|[a-z]{3}\. [A-Z].* .* ")
_FULL_STOP = re.compile(r"(?<!Inc)(?<!Ltd)(?<!Co)(?<!Corp)(?<!a\.s)[.!?:]$")


def read_header(text: str, *, role_is_labelled: bool) -> Facts:
    """What the first lines name without labels.

    `role_is_labelled`: a "Title:" line follows, so a bare first line is the employer, as mailing lists have
    it.
    """
    lines = _first_lines(text)
    if not lines:
        return Facts()
    at, first = lines[0]
    if is_label(first.partition(":")[0]) and ":" in first:
        return Facts()
    boxed = _rated_header(text, lines)
    if boxed:
        return boxed
    phrase = _first_phrase(first)
    if first.count("|") >= 2 or _is_pitch(phrase):
        return headline_facts(read_headline(phrase), first, text, at, "text")
    if len(" ".join(first.split())) > 140 or _SENTENCES.search(first):
        return _long_line(text, at, first, phrase)
    headline = read_headline(first.lstrip("#").strip())
    if role_is_labelled and headline.role is None and len(first) <= 100 and not is_place(first.strip()):
        return headline_facts(Headline(employer=first.strip()), first, text, at, "text")
    if headline.role is None and headline.employer:
        return _employer_first(text, lines, headline)
    below = _below_role(text, lines, replace(headline, employer=None)) if headline.role else Facts()
    if (
        headline.role
        and headline.employer
        and " - " in first
        and _is_team(headline.employer, text, lines, below)
    ):
        headline = Headline(role=first.strip(" *_#"), location=headline.location)
    return headline_facts(headline, first, text, at, "text").or_else(below)


def headline_facts(headline: Headline, line: str, text: str, at: int | None, source: Source) -> Facts:
    """A headline's parts as facts; `at` is where the line stands in `text`, None if it does not."""

    def part(words: str | None) -> Field[str] | None:
        if not words:
            return None
        start = at + line.find(words) if at is not None and words in line else text.find(words)
        if start < 0 or text[start : start + len(words)] != words:
            return Field(words, words, None, None, source)
        return read_at(words, source, text, start, start + len(words))

    return Facts(employer=part(headline.employer), role=part(headline.role), location=part(headline.location))


def _first_lines(text: str) -> list[tuple[int, str]]:
    lines: list[tuple[int, str]] = []
    for m in re.finditer(r"[^\n]+", text[:200_000]):
        start, line = _without_tags(m.start(), m.group())
        if line.strip(" \t\r-=*_#>") and not is_announcement(line):
            lines.append((start, line.rstrip("\r")))
        if len(lines) == _LINES:
            break
    return lines


def _without_tags(start: int, line: str) -> tuple[int, str]:
    """A line that begins at `start`, without the stray tags at its ends."""
    around = _TAGS_AROUND.fullmatch(line) if "<" in line and len(line) <= _TAGGED_LINE else None
    return (start + around.start("words"), around["words"]) if around else (start, line)


def _first_phrase(line: str) -> str:
    """The headline at the start of a paste whose line breaks were lost: "…; Ruby devsAcme is a…"."""
    glued = _GLUED.search(line[:260])
    ended = re.search(r"(?<=[a-z)])[.!?:](?:\s|$)", line[: glued.start() if glued else 260])
    return line[: min([m.start() for m in (glued, ended) if m], default=260)]


def _is_pitch(phrase: str) -> bool:
    parts = [p.strip() for p in _DASHES.split(phrase) if p.strip()]
    placed = any(is_place(re.sub(r"\([^)]*\)", "", p).strip(" ,")) for p in parts)
    return 3 <= len(parts) <= 8 and placed and any(is_role(p) for p in parts)


def _long_line(text: str, at: int, line: str, phrase: str) -> Facts:
    """A first line that runs on: only its opening phrase can be a headline."""
    if "Job in " in line[:600] or "Jobs in " in line[:600]:
        return headline_facts(read_headline(line[:600]), line, text, at, "text")
    headline = read_headline(phrase) if len(phrase) <= 100 else Headline()
    if headline.location and not headline.role:
        return headline_facts(Headline(location=headline.location), line, text, at, "text")
    if not (headline.role and headline.employer):
        first = line.split(". ", 1)[
            0
        ]  # "Kitchen porter needed at The Crooked Billet, York. Immediate start."
        headline = read_headline(first) if len(first) <= 140 else Headline()
    return (
        headline_facts(headline, line, text, at, "text") if headline.role and headline.employer else Facts()
    )


def _rated_header(text: str, lines: list[tuple[int, str]]) -> Facts | None:
    """Role, employer, the employer's rating on a line of its own, place."""
    for i in range(1, min(4, len(lines))):
        if _RATING.fullmatch(lines[i][1]):
            below = lines[i + 1] if i + 1 < len(lines) and len(lines[i + 1][1]) <= 60 else None
            return Facts(
                employer=_whole_line(text, lines[i - 1]),
                role=_whole_line(text, lines[i - 2]) if i >= 2 else None,
                location=_whole_line(text, below) if below else None,
            )
    return None


def _employer_first(text: str, lines: list[tuple[int, str]], headline: Headline) -> Facts:
    """A bare name counts as the employer when it is all there is, or when a role stands below it."""
    facts = headline_facts(headline, lines[0][1], text, lines[0][0], "text")
    if len(lines) == 1:
        return Facts() if re.search(r"[.!?]\s*$", lines[0][1]) and len(lines[0][1].split()) > 2 else facts
    for number, (at, line) in enumerate(lines[1:4], start=1):
        words = line.strip()
        if (
            is_role(words)
            and len(words) <= 80
            and not re.search(r"[.!?:,]$", words)
            and read_headline(line).role
        ):
            below = read_headline(line)
            named = Headline(headline.employer, below.role, below.location)
            rest = headline_facts(Headline(None, below.role, below.location), line, text, at, "text")
            return facts.or_else(rest).or_else(_below_role(text, lines[number:], named))
        if len(words) > 60 or not words[:1].isupper():
            break
    return Facts()


def _is_team(name: str, text: str, lines: list[tuple[int, str]], below: Facts) -> bool:
    """Whether a role's other part ("Engineer - Payments") is a team: the text names it nowhere else."""
    return text.count(name) < 2 and (
        below.employer is not None or (len(lines) > 3 and not is_organisation(name))
    )


def _below_role(text: str, lines: list[tuple[int, str]], headline: Headline) -> Facts:
    """The short lines under a role: employer and place, or "Acme · Boston, MA (Hybrid)"."""
    facts = _pair_below_role(text, lines, headline)
    for at, line in lines[1:4]:
        words = line.strip()
        if len(words) > 80 or _FULL_STOP.search(words) or _NOT_BELOW.match(line):
            break
        for part in (p.strip() for p in re.split(r"\s+[·•|]\s+|\s+[-–—]\s+", words)):
            start = at + line.index(part)
            here = read_at(part, "text", text, start, start + len(part))
            if facts.location is None and headline.location is None and is_place(part):
                facts = facts.or_else(Facts(location=here))
            elif (
                facts.employer is None and headline.employer is None and _can_be_employer(part, headline.role)
            ):
                facts = facts.or_else(Facts(employer=here))
    if (
        facts.employer
        and not facts.location
        and not headline.location
        and text.count(facts.employer.value) < 2
    ):
        return Facts()
    return facts


def _pair_below_role(text: str, lines: list[tuple[int, str]], headline: Headline) -> Facts:
    """The line right under a role, where it is "Employer, Place" and the employer is not known yet."""
    at, line = lines[1] if len(lines) > 1 else (0, "")
    pair = employer_and_place(line.strip()) if len(line.strip()) <= 80 else None
    if (
        not pair
        or headline.employer
        or _NOT_BELOW.match(line)
        or not _can_be_employer(pair[0], headline.role)
    ):
        return Facts()
    named = Headline(pair[0], None, None if headline.location else pair[1])
    return headline_facts(named, line, text, at, "text")


def _can_be_employer(words: str, role: str | None) -> bool:
    return (
        (words[:1].isupper() or words[:1].isdigit())
        and len(words.split()) <= 6
        and not is_role(words)
        and not NOT_AN_EMPLOYER.match(words)
        and not _SECTION.fullmatch(words)
        and words.lower() != (role or "").lower()
    )


def _whole_line(text: str, line: tuple[int, str]) -> Field[str]:
    at, words = line
    start = at + len(words) - len(words.lstrip())
    return read_at(words.strip(), "text", text, start, start + len(words.strip()))
