"""Finds whom to write to or call: names, email addresses and telephone numbers, each where it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from apps.applications.postings.reading import Facts, Field, Source, read_at
from apps.applications.postings.sentences import Sentence

EMAIL = re.compile(
    r"(?<![\w.+-])[\w][\w.+-]{0,63}@[A-Za-z0-9][A-Za-z0-9-]{0,62}(?:\.[A-Za-z0-9-]{1,63}){0,4}\.[A-Za"
    r"-z]{2,12}(?![\w@])"
)
_HIDDEN_EMAIL = re.compile(
    r"(?<![\w.+-])([\w][\w.+-]{0,40}) ?"
    r"(?:\[ ?[aA][tT] ?\]|\( ?[aA][tT] ?\)|\{ ?[aA][tT] ?\}|<[aA][tT]>| AT ) ?"
    r"([\w-]{1,40}(?: ?(?:\[ ?[dD][oO][tT] ?\]|\( ?[dD][oO][tT] ?\)|\{ ?[dD][oO][tT] ?\}| DOT |\.)"
    r" ?[\w-]{1,20}){1,3})"
)
_DOT = re.compile(r" ?(?:\[ ?dot ?\]|\( ?dot ?\)|\{ ?dot ?\}| DOT ) ?", re.IGNORECASE)
_NOBODY = re.compile(
    r"no-?reply|do-?not-?(?:reply|e?mail)|^(?:privacy|abuse|postmaster|webmaster|accommodations?|"
    r"unsubscribe|mailer-daemon|accessibility|fraud|security|press|legal|support|info-?sec|spam)@|"
    r"@(?:sample|example|email|domain|test|yourcompany|company)\.(?:com|org|net)$|@www\.",
    re.IGNORECASE,
)
PHONE = re.compile(
    (
        r"(?<![\w/.=@-])(?:\+\d{1,3}[ .-]?)?(?:\(\d{2,5}\)[ .-]?)?\d{2,12}(?:[ .-]\d{2,8}){0,4}"
        r"(?:\s?(?:x|ext\.?|extension)\s?\d{1,7})?(?![\w/@-]|\.\d)"
    ),
    re.IGNORECASE,
)
_PHONE_WORD = re.compile(
    (
        r"\b(?:tele)?phone|\btel\b|\bcall\b|\bcalling\b|\bring\b|\bcontact\b|\bmobile\b|\bcell\b|\bat:|"
        r"\breach\b|☎|\bp:|\bt:"
    ),
    re.IGNORECASE,
)
_FULL_NUMBER = re.compile(r"\(\d{3}\) ?\d{3}-\d{4}.*|\d{3}[.-]\d{3}[.-]\d{4}.*|\+\d.{8,}")
_CLAUSE_END = re.compile(r"[.;,)\n]\s|\d(?!\))")
_AT_NUMBER = re.compile(r"\b(?:at|or|on)\W*$")
_YEAR = re.compile(r"(?:19|20)\d\d(?:[ -]|$)")
_NOT_OURS = re.compile(
    r"\bfax|\btty\b|\btdd\b|\btts\b|accommodat|disabilit|box office|reservations|customer (?:service|"
    r"care)|relay service|fraud|hotline|"
    r"background check|verification|e-verify|"
    r"to place a|free posting|advertis|privacy|unsubscribe|equal (?:employment )?opportunity|\beeo\b|"
    r"discriminat|benefits line",
    re.IGNORECASE,
)

_TITLE = r"(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sr|Sra|Herr|Frau|Mme)\.? )"
_WORD = (
    r"(?:[A-ZÀ-ÖØ-ÞŘŠČŽ][a-zà-öø-ÿřščžěůńćłśźżğıőű]+(?:[-'’][A-ZÀ-ÖØ-Þ]?[a-zà-öø-ÿ]+)?|"
    r"[A-Z][’'][A-Z][a-z]+|Mc[A-Z][a-z]+)"
)
_NAME = (
    rf"{_TITLE}?{_WORD}(?:\s(?:[A-Z]\.?|de|van|von|der|den|la|bin|al|{_WORD})){{0,3}}\s{_WORD}|"
    rf"{_TITLE}{_WORD}"
)
_FIRST = rf"{_NAME}|{_WORD}"
_NOT_A_NAME = re.compile(
    r"\b(?:Human|Resources?|Resource|Department|Dept|Office|Program|Programme|Team|Committee|Career|"
    r"Careers|Center|Centre|University|College|"
    r"School|Inc|Ltd|Llc|Group|Company|Manager|Director|Coordinator|Recruit\w*|Hiring|Personnel|"
    r"Services?|Street|Avenue|"
    r"Road|Search|Chair|Job|Jobs|Apply|Please|The|This|Our|Your|Us|You|We|Email|Phone|Tel|Fax|"
    r"Subject|Resume|Cover|Letter|"
    r"Application|Applications|Position|Equal|Opportunity|Employment|Talent|Acquisition|Staff|"
    r"Division|Bureau|Section|City|"
    r"State|County|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|"
    r"April|May|June|July|"
    r"August|September|October|November|December|Information|Questions?|For|To|At|In|On|By|Via|If|No|"
    r"Not|And|Or|Administration|"
    r"Library|Libraries|Museum|Hospital|Bank|Institute|Foundation|Association|Society|Association|"
    r"Engineering|Science|Sciences|"
    r"General|Main|Online|Website|Linkedin|Google|New|York|San|Los|Angeles|United|States|Kingdom|"
    r"Only|Here|Now|More|With|Admin|"
    r"Details|Person|Name|Link|Address|Number|Attn|Attention|Dear|Sir|Madam|Via|Assistant|Officer|"
    r"Head|Supervisor|Any|All|Contact|Share|Save|Follow|Sign|Log|Login|Register|Twitter|Facebook|"
    r"Report|Print|View|Learn|Find|Get|See|About|Back|Next|Read|Copy|Poslat)\b"
)
_CONTACT_NAMES = tuple(
    re.compile(shape)
    for shape in (
        (
            rf"(?:[Cc]ontact(?:[ -][Pp]erson|[ -][Nn]ame)?|CONTACT(?: PERSON)?|[Hh]iring [Mm]anager|"
            rf"[Rr]ecruiter|Kontakt|Ansprechpartner(?:in)?|Contacto|"
            rf"Persona de contacto)\s?:\s*(?P<name>{_NAME})"
        ),
        rf"(?:[Aa]ttn|ATTN|Attention|ATTENTION|c/o|C/O)\b[.:]{{0,2}}\s*(?P<name>{_NAME})",
        (
            rf"\b(?:[Cc]ontact|[Ee]-?mail|[Cc]all|[Pp]hone|[Rr]ing|[Rr]each(?: out to)?|[Ww]rite(?: to)?|"
            rf"[Aa]sk for|[Ss]peak (?:to|with)|[Mm]essage|[Tt]elephone|[Gg]et in touch with|"
            rf"[Rr]eply to)\s(?:our \w+ ?\w*,? |the \w+ ?\w*,? )?(?P<name>{_NAME})"
        ),
        (
            rf"\b(?:[Cc]all|[Pp]hone|[Ee]-?mail|[Cc]ontact|[Aa]sk for|"
            rf"[Tt]ext)\s(?P<name>{_WORD})(?= (?:at|on|for|via|by|in)\b)"
        ),
        (
            rf"(?:[Ss]end|[Ss]ubmit|[Ff]orward|[Ee]-?mail|[Mm]ail|[Aa]ddress(?:ed)?|[Dd]irect(?:ed)?|"
            rf"[Aa]pplications?|[Qq]uestions|[Ii]nquiries|[Ee]nquiries|"
            rf"[Nn]ominations?)\b[^.;:\n]{{0,90}}?\bto:?\s(?P<name>{_NAME})(?=\s*(?:,|at\b|\(|:|via|by|-|"
            rf"<|$|\n|\.))"
        ),
        (
            rf"(?P<name>{_NAME}),? (?:is your contact|will answer|can be reached|would be happy|"
            rf"is the (?:contact|hiring manager|recruiter))"
        ),
    )
)
_OFFICE = re.compile(
    r"(?:Superintendent|Principal|Chief|Captain|Sergeant|Dean|Pastor|Father|Rabbi|Chef|Coach)\s(?=\w+\s\w)"
)
_SIGNED = re.compile(rf"^(?P<name>{_NAME})(?:,\s[^\n]{{3,60}})?$", re.MULTILINE)


def read_people(text: str, sentences: Sequence[Sentence]) -> Facts:
    """The contact that the running text names, as far as it does.

    Numbers and addresses given for other ends (fax, accommodation requests, the board itself) and
    placeholders are left out.
    """
    name = email = phone = None
    for s in sentences:
        if _NOT_OURS.search(s.text):
            if phone is None and not re.search(r"to place a|free posting", s.text):
                phone = find_phone(s.text, text, s.start, "text")
            continue
        name = name or _name(s, text)
        email = email or find_email(s.text, text, s.start, "text")
        phone = phone or find_phone(s.text, text, s.start, "text")
    if name is None and email is not None and email.start is not None:
        name = _signed_near(text, email.start)
    return Facts(contact_name=name, contact_email=email, contact_phone=phone)


def is_name(words: str) -> bool:
    """Whether these words alone are a person's name."""
    return bool(re.fullmatch(_NAME, words)) and not _NOT_A_NAME.search(words)


def clean_name(words: str) -> str | None:
    """A person's name out of a label's value or a mail header; "Gowing, Cheryl A." is turned round."""
    words = re.sub(r"[<(\[].*|[\"“”]", "", words).strip(" ,;:-\t")
    words = words if re.search(r"\b[A-Z]\.$", words) else words.rstrip(".")
    turned = re.fullmatch(r"([^,]{2,30}), ([^,]{2,30})", words)
    if (
        turned
        and is_name(f"{turned[2]} {turned[1]}")
        and not re.search(r"\b(?:Mr|Ms|Dr|Director|Manager)\b", turned[2])
    ):
        words = f"{turned[2]} {turned[1]}"
    words = words.split(",")[0].strip()
    return words if is_name(words) else None


def clean_email(words: str) -> str | None:
    """The address that a person can be reached at, or None where it is a placeholder or a no-reply."""
    m = EMAIL.search(words)
    if m:
        return None if _NOBODY.search(m.group()) else m.group()
    hidden = _HIDDEN_EMAIL.search(words)
    if hidden:
        address = f"{hidden[1]}@{_DOT.sub('.', hidden[2])}"
        return address if EMAIL.fullmatch(address) and not _NOBODY.search(address) else None
    return None


def clean_phone(words: str) -> str | None:
    """A telephone number that can be called, as written; None for placeholders such as +44 0000 000000."""
    for m in PHONE.finditer(words):
        digits = re.sub(r"(?:x|ext\.?|extension)\s?\d+$|\D", "", m.group(), flags=re.IGNORECASE)
        if 6 <= len(digits) <= 15 and not _placeholder(digits):
            return m.group().strip()
    return None


def find_email(piece: str, text: str, offset: int, source: Source) -> Field[str] | None:
    """The first usable email address in `piece`, which stands at `text[offset:]`."""
    for m in EMAIL.finditer(piece):
        if not _NOBODY.search(m.group()):
            return read_at(m.group(), source, text, offset + m.start(), offset + m.end())
    hidden = _HIDDEN_EMAIL.search(piece)
    address = clean_email(piece[hidden.start() : hidden.end()]) if hidden else None
    if hidden and address:
        return read_at(address, source, text, offset + hidden.start(), offset + hidden.end())
    return None


def find_phone(piece: str, text: str, offset: int, source: Source) -> Field[str] | None:
    """The first telephone number in `piece` that a telephone word leads up to.

    One with another purpose right before it ("fax", "TTY") does not count.
    """
    for m in PHONE.finditer(piece):
        number = clean_phone(m.group())
        lead = piece[max(0, m.start() - 70) : m.start()]
        if number is None or not _leads_to_number(lead, number) or _YEAR.match(number):
            continue
        start = offset + m.start() + m.group().index(number)
        return read_at(number, source, text, start, start + len(number))
    return None


def _leads_to_number(lead: str, number: str) -> bool:
    if _NOT_OURS.search(_CLAUSE_END.split(lead)[-1]) or re.search(r"[$£€#]$", lead):
        return False
    return bool(_PHONE_WORD.search(lead) or (_FULL_NUMBER.fullmatch(number) and _AT_NUMBER.search(lead)))


def _placeholder(digits: str) -> bool:
    tail = digits[-6:]
    return len(set(tail)) == 1 or "000000" in digits or tail in "0123456789"


def _name(s: Sentence, text: str) -> Field[str] | None:
    for shape in _CONTACT_NAMES:
        for m in shape.finditer(s.text[:600]):
            start = s.start + m.start("name")
            office = _OFFICE.match(text, start)  # "Superintendent Carla Dodge"
            start = office.end() if office else start
            name = " ".join(text[start : s.start + m.end("name")].split())
            if not _NOT_A_NAME.search(name):
                return read_at(name, "text", text, start, s.start + m.end("name"))
    return None


def _signed_near(text: str, at: int) -> Field[str] | None:
    """A name alone on a line just above an email address: the head of a postal address or a signature."""
    begin = max(0, at - 250)
    found = [
        m
        for m in _SIGNED.finditer(text, begin, at)
        if not _NOT_A_NAME.search(m["name"]) and m.start() > begin
    ]
    if not found:
        return None
    m = found[-1]
    return read_at(m["name"], "text", text, m.start("name"), m.end("name"))
