"""Cuts a posting's text into sentences that know where they stand.

Postings come wrapped at 72 columns, as bullet lists, and with their line breaks lost ("…great.We offer…"),
so neither lines nor full stops alone are sentence ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# A full stop after these does not end a sentence.
ABBREVIATIONS = frozenset(
    [
        "a.m",
        "p.m",
        "am",
        "pm",
        "e.g",
        "i.e",
        "etc",
        "vs",
        "approx",
        "tel",
        "ph",
        "no",
        "nos",
        "ext",
        "fax",
        "dept",
        "attn",
        "mr",
        "mrs",
        "ms",
        "mx",
        "dr",
        "prof",
        "st",
        "ave",
        "blvd",
        "rd",
        "jr",
        "sr",
        "inc",
        "ltd",
        "co",
        "corp",
        "u.s",
        "u.s.a",
        "u.k",
        "p.o",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "hr",
        "hrs",
        "yr",
        "yrs",
        "sq",
        "min",
        "max",
        "incl",
    ]
)
SHORTEST_WRAP, LONGEST_WRAP = 46, 110  # characters in the lines that mail programs and editors make
LONGEST = 1200  # characters; beyond this, punctuation is missing and the rest is cut at a space

_BULLET = re.compile(r"[ \t>]*(?:[-*•·●▪◦‣o–—]\s|\d{1,2}[.)]\s|#+\s|\|)")
_LABEL = re.compile(r"[ \t]*[A-Z][\w/&' -]{1,38}:(?:\s|$)")
_SAME_MOMENT = re.compile(
    r"\s{1,3}(?:[ECMP][SD]?T\b|GMT|UTC|BST|CES?T|Eastern|Central|Mountain|Pacific|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z.]*\s\d)"
)
_STOP = re.compile(r"[.!?]+[\"'”’)\]]*(?=\s|$)|(?<=[a-z0-9)])[.!?]+(?=[A-Z][a-z'’ ])|[!?]+(?=[A-Z])|\n")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text[start:end]` of the posting, without the white space around it; `paragraph` counts blank lines."""

    text: str
    start: int
    end: int
    paragraph: int


def split_sentences(text: str) -> tuple[Sentence, ...]:
    """All sentences of `text`, in order; every non-blank character is in exactly one of them."""
    found: list[Sentence] = []
    begin, paragraph, width = 0, 0, _wrapped_at(text)
    for stop in _STOP.finditer(text):
        if stop.group() == "\n":
            if not _ends_line(text, stop.start(), width):
                continue
        elif not _ends_sentence(text, stop):
            continue
        begin = _collect(text, begin, stop.end(), paragraph, found)
        if text[stop.end() - 1] == "\n" and not text[stop.end() : _line_end(text, stop.end())].strip():
            paragraph += 1
    _collect(text, begin, len(text), paragraph, found)
    return tuple(found)


def _collect(text: str, begin: int, end: int, paragraph: int, found: list[Sentence]) -> int:
    while begin < end:
        cut = end
        if end - begin > LONGEST:
            cut = text.rfind(" ", begin + 1, begin + LONGEST)
            cut = begin + LONGEST if cut <= begin else cut
        piece = text[begin:cut]
        stripped = piece.strip()
        if stripped:
            start = begin + len(piece) - len(piece.lstrip())
            found.append(Sentence(stripped, start, start + len(stripped), paragraph))
        begin = cut
    return end


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _wrapped_at(text: str) -> int:
    """The width that the text was wrapped at, shown by several lines close to it; 0 if it was not."""
    lengths = [len(line) for line in text.split("\n")]
    width = max(lengths)
    full = sum(length > width - 12 for length in lengths)
    return width if SHORTEST_WRAP <= width <= LONGEST_WRAP and full > 1 else 0


def _ends_line(text: str, at: int, width: int) -> bool:
    following = text[at + 1 : min(_line_end(text, at + 1), at + 201)]
    if not following.strip() or _BULLET.match(following):
        return True
    line = text[max(text.rfind("\n", max(0, at - 200), at) + 1, at - 200) : at].rstrip()
    word = following.split(None, 1)[0]
    if _LABEL.match(following) and (not line or line[-1] in ".:;!?"):
        return True
    # the next word would have fitted: the line was ended, not wrapped
    return not word[0].islower() and len(line) + len(word) < width if width else not word[0].islower()


def _ends_sentence(text: str, stop: re.Match[str]) -> bool:
    if not stop.group().startswith("."):
        return True
    begin = max((text.rfind(c, max(0, stop.start() - 40), stop.start()) for c in " \n\t("), default=-1) + 1
    word = text[max(begin, stop.start() - 40) : stop.start()]
    glued = stop.end() < len(text) and not text[stop.end()].isspace()
    if glued:
        # "a.Wise@example.com" and "www.Example.com" are one word
        rest = re.match(r"\S{0,60}", text[stop.end() :][:60])
        whole = word + (rest.group() if rest else "")
        return "@" not in whole and "://" not in whole and "www." not in whole.lower()
    if word.lower().lstrip("(\"'“") in ABBREVIATIONS or (len(word) == 1 and word.isupper()):
        if _SAME_MOMENT.match(text, stop.end()):
            return False
        after = text[stop.end() : stop.end() + 2].strip()
        # "p.m. Apply" may end a sentence; "Dr. Who" and "a.m. to" do not
        return word.lower() in {"a.m", "p.m", "inc", "ltd", "etc", "co", "corp"} and after[:1].isupper()
    return True
