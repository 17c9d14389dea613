"""Reads whether a posting forbids or invites telephone calls, and whether contact is open at all.

A sentence is put into plain lower-case words, rewritten into the tags of `phrases`, and judged by the shapes
of `grammar`: a negation, a telephone act in its scope, and who is told. Bans for agencies alone, duties of
the role (cold calling, on-call shifts) and hours of the day are not bans for applicants.

Source: the office's rule "a call is better than no call, unless the posting says no calls".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from apps.applications.postings import grammar
from apps.applications.postings.phrases import FOREIGN_AGENTS, FOREIGN_NO_CALLS, REWRITERS
from apps.applications.postings.reading import ContactValue, PhoneValue, Policy
from apps.applications.postings.sentences import Sentence

_WINDOW = 400  # characters before the first telling word that are judged, should a "sentence" have no end
_STILL_AGENTS = 2  # sentences after "Note to agencies:" that speak to them

_ACCENTS = re.compile(r"[\u0300-\u036f]")
_PLAINER = (
    (re.compile(r"\bn0\b"), "no"),
    (re.compile(r"\bcan(?:'t|not)\b|\bcant\b"), "can not"),
    (re.compile(r"\bwon'?t\b"), "will not"),
    (re.compile(r"\bdont\b"), "do not"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"'(?:re|m)\b"), " are"),
    (re.compile(r"'ll\b"), " will"),
    (re.compile(r"'(?:s|ve|d)\b"), ""),
    (re.compile(r"\be[- ]?mail"), "email"),
    (re.compile(r"\btel\."), "tel"),
    (re.compile(r"\b([ap])\.\s?m\b\.?"), r"\1m"),
    (re.compile(r"\s?(?:/|&|\+(?!\d))\s?"), " or "),
    (re.compile(r"\s[-–]{1,2}\s|[–—]"), " - "),
    (re.compile(r"[*_\"“”~#>|•·]"), " "),
    (re.compile(r"([,;:!?()]|\.(?=\s|$|\)))"), r" \1 "),
    (re.compile(r"\s+"), " "),
)
_RELEVANT = re.compile(
    r"call|phon|reach|questions|quer(?:y|ies)|\btel\b|ring\b|dial|voice ?-?mail|\bline\b|writing|written|"
    r"e-?mail|correspond|contact|inquir|enquir|llam|telef|téléph|appel|anruf|bellen|ligar|ligue|chiama|fone",
    re.IGNORECASE,
)

_AGENTS = re.compile(r"agenc|recruit|staffing|firms|head.?hunt|vendor|part(?:y|ies)", re.IGNORECASE)
_BANS = grammar.compiled(grammar.BANS)
_WELCOMES = grammar.compiled(grammar.WELCOMES)
_NO_CONTACT = grammar.compiled(grammar.NO_CONTACT)
_ONLY_THROUGH = grammar.compiled(grammar.ONLY_THROUGH)
_DUTY_BEFORE = re.compile(grammar.DUTY_BEFORE)
_DUTY_AFTER = re.compile(grammar.DUTY_AFTER)
_WORKDAY = re.compile(grammar.WORKDAY)
_CLOCK = re.compile(grammar.CLOCK)
_NAMING = re.compile(grammar.NAMING)
_WORKER_SUBJECT = re.compile(grammar.WORKER_SUBJECT)
_EMPLOYER_SUBJECT = re.compile(grammar.EMPLOYER_SUBJECT)
_CONDITION = re.compile(grammar.CONDITION)
_AGENTS_AFTER = re.compile(grammar.AGENTS_AFTER)
_SELLERS_AFTER = re.compile(grammar.SELLERS_AFTER)
_TO_AGENTS = re.compile(grammar.TO_AGENTS)
_AGENT_CALLS = re.compile(grammar.AGENT_CALLS)
_NO_AGENTS = re.compile(grammar.NO_AGENTS)
_AGENT_HEADING = re.compile(grammar.AGENT_HEADING)
_NOT_A_WELCOME = re.compile(
    r"accommodation|disab|\btty\b|\btdd\b|relay|fraud|scam|eeo|discriminat|911|customers|clients|"
    r"patients|benefits?\b|"
    r"background check|hotline|advertis|to place an?\b|technical (?:support|issue|difficult)|"
    r"help ?desk|verify"
)
_OF_CUSTOMERS = re.compile(r"\b(?:patients?|clients?|customers?|members|guests|confidential)\b")
_WORK_OF_CALLING = re.compile(
    rf"\b(?:you will|will|ability to|able to|responsible for|if not ,) {grammar.PIECES['word']}{{0,3}}$"
)


def read_phone_policy(sentences: Iterable[Sentence]) -> Policy[PhoneValue]:
    """Whether applicants may telephone, with the sentence that says so.

    The first ban if there is one, else the first invitation, else not stated.
    """
    welcome: Policy[PhoneValue] | None = None
    for sentence, tagged in _told_to_applicants(sentences):
        if _forbids(tagged) or _forbids_elsewhere(sentence.text):
            return Policy("no_calls", sentence.text, sentence.start, sentence.end, "text")
        if welcome is None and _welcomes(tagged):
            welcome = Policy("calls_welcome", sentence.text, sentence.start, sentence.end, "text")
    return welcome or Policy("not_stated")


def read_contact_policy(sentences: Iterable[Sentence]) -> Policy[ContactValue]:
    """Whether the employer may be written to at all, or only through one way, with the sentence."""
    through: Policy[ContactValue] | None = None
    for sentence, tagged in _told_to_applicants(sentences):
        if any(True for _ in _meant(_NO_CONTACT, tagged)):
            return Policy("no_contact", sentence.text, sentence.start, sentence.end, "text")
        if through is None and any(shape.search(tagged) for shape in _ONLY_THROUGH):
            through = Policy("only_through", sentence.text, sentence.start, sentence.end, "text")
    return through or Policy("open")


def tag(sentence: str) -> str | None:
    """The sentence in tags and small words, or None where nothing in it can be about contact."""
    m = _RELEVANT.search(sentence)
    return _rewrite(sentence[max(0, m.start() - _WINDOW) : m.end() + 2 * _WINDOW]) if m else None


def _rewrite(sentence: str) -> str:
    words = sentence.lower().replace("’", "'").replace("‘", "'").replace("\u00ad", "")
    words = _ACCENTS.sub("", unicodedata.normalize("NFD", words))  # “call José Núñez at 555 0106”
    for pattern, replacement in _PLAINER:
        words = pattern.sub(replacement, words)
    words = words.strip()
    for name, wording in REWRITERS:
        words = wording.sub(name, words)
    return words + " "


def _told_to_applicants(sentences: Iterable[Sentence]) -> Iterator[tuple[Sentence, str]]:
    """The sentences that can be about contact, tagged, without those under a heading for agencies."""
    left, paragraph = 0, -1
    for sentence in sentences:
        left = left - 1 if sentence.paragraph == paragraph else 0
        paragraph = sentence.paragraph
        tagged = tag(sentence.text)
        opening = sentence.text[:120]
        if _AGENTS.search(opening) and _AGENT_HEADING.search(tagged or _rewrite(opening)):
            left = _STILL_AGENTS + 1
        if tagged and (left <= 0 or "APPLICANT" in tagged or "applying" in tagged):
            yield sentence, tagged


def _meant(shapes: Iterable[re.Pattern[str]], tagged: str) -> Iterator[re.Match[str]]:
    for shape in shapes:
        for m in shape.finditer(tagged):
            if not _told_to_agents(tagged, m) and not _about_the_work(tagged, m):
                yield m


def _forbids(tagged: str) -> bool:
    return any(True for _ in _meant(_BANS, tagged))


def _forbids_elsewhere(sentence: str) -> bool:
    lowered = sentence.lower()[:2000]
    return bool(FOREIGN_NO_CALLS.search(lowered)) and not FOREIGN_AGENTS.search(lowered)


def _welcomes(tagged: str) -> bool:
    return not _NOT_A_WELCOME.search(tagged) and any(
        not _WORK_OF_CALLING.search(tagged[: m.start()])
        for shape in _WELCOMES
        for m in shape.finditer(tagged)
    )


def _about_the_work(tagged: str, ban: re.Match[str]) -> bool:
    """Whether the ban speaks of the role's duties, a thing's name, an hour, or the employer's calls."""
    before, after, words = tagged[: ban.start()], _after(tagged, ban), ban.group().strip()
    calling = words.endswith(("CALL", "CALLING")) and "ACCEPT" not in words
    if _CLOCK.search(after) or (calling and _NAMING.search(after)):
        return True
    if words.startswith("NO "):
        accepted = re.match(rf" {grammar.PIECES['word']}{{0,3}}(?:ACCEPT|please)", after)
        duty = _DUTY_AFTER.search(after) or _WORKDAY.search(tagged)
        return bool(duty or (_DUTY_BEFORE.search(before) and not accepted))
    if words.startswith("NOT "):
        return _duty_denied(before, words, after, calling=calling)
    return bool(re.search(r"\b(?:ensur\w+|make sure|making sure|responsible for)\b", before))


def _duty_denied(before: str, words: str, after: str, *, calling: bool) -> bool:
    """Whether "not … call(s)" denies a duty ("you will not be taking calls") or that the employer calls."""
    if _CONDITION.search(before) or re.search(
        r"\b(?:required|expected|asked|have|need) to\b|OTHER|\bbe (?:DUTY|BYPHONE)|interview", words
    ):
        return True
    if calling and _EMPLOYER_SUBJECT.search(before):
        return not re.search(r"\b(?:ask|request|prefer|require)\b", before)
    if _OF_CUSTOMERS.search(words):
        return True
    takes_calls = ("CALLS" in words or "BYPHONE" in words) and not words.startswith(("NOT CALL", "NOT TALK"))
    return bool(takes_calls and _WORKER_SUBJECT.search(before)) or bool(_DUTY_AFTER.search(after))


def _told_to_agents(tagged: str, ban: re.Match[str]) -> bool:
    """Whether only agencies, recruiters or sellers are told.

    They may be addressed or spoken of before the ban in its clause, be the source of the calls after it, or
    be part of their name ("recruiter calls").
    """
    after = _after(tagged, ban)
    named_after = _AGENTS_AFTER.search(after)
    if named_after:
        return "APPLICANT" not in after[: named_after.end() + 40]
    if _AGENT_CALLS.search(ban.group()) or _SELLERS_AFTER.search(after):
        return True
    stops = (". ", "! ", "? ", "( ") if _TO_AGENTS.search(tagged) else (". ", "; ", "! ", "? ", "( ")
    start = max(tagged.rfind(stop, 0, ban.start()) for stop in stops) + 1
    clause = tagged[start : ban.start()]
    addressed = clause.rfind("AGENT ")
    if addressed < 0 or _NO_AGENTS.search(clause):
        return False
    return "APPLICANT" not in clause[addressed:]


def _after(tagged: str, ban: re.Match[str]) -> str:
    return " " + tagged[ban.end() :].lstrip()
