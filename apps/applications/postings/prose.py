"""Reads facts out of sentences: "Acme seeks an analyst", "based in Boston, MA", "apply by March 3, 2026"."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from apps.applications.postings.dates import Order, find_dates
from apps.applications.postings.labels import employment_type
from apps.applications.postings.reading import Field, read_at
from apps.applications.postings.sentences import Sentence
from apps.applications.postings.words import CITY_AND_AREA, KNOWN_PLACE, NOT_AN_EMPLOYER, PLACE_NAME, is_role

_CAP = r"(?:[A-ZÀ-ÞŁŘŠČ][\w.&'’/+-]*|[a-z]+[A-Z]\w*|\d+[A-Za-z][\w-]*)"
_ORG = rf"{_CAP}(?: (?:of|the|and|&|for|de|del|du|von|at|{_CAP})){{0,7}}"
_SEEKS = (
    r"(?:(?:has|have) (?:an? )?(?:\w+ )?(?:opening|vacancy|opportunity|position)s? for|"
    r"(?:is|are) (?:\w+ ){0,2}(?:seeking|looking for|looking to|hiring|recruiting|searching for|"
    r"growing|expanding|inviting)|"
    r"(?:\w+ly )?seeks|invites? (?:applications|nominations)|is an? (?:\w+ )?equal|"
    r"is committed to (?:diversity|equal)|"
    r"does not discriminate|wishes to|announces|(?:currently )?offers (?:an?|"
    r"the) (?:\w+ )?(?:position|opportunity))"
)
_MARKS = r"^[#*_\s]*"
# How an employer names itself, with the weight that each way carries.
_EMPLOYER_SHAPES = tuple(
    (weight, re.compile(shape))
    for weight, shape in (
        (
            6,
            (
                rf"{_MARKS}(?:[Tt]he )?(?P<org>{_ORG}),?(?: \([^)]{{2,120}}\))?,?(?: "
                rf"[a-z][^.,]{{3,80}},)? {_SEEKS}"
            ),
        ),
        (4, rf"\b(?:[Tt]he )?(?P<org>{_ORG}) {_SEEKS}"),
        (
            5,
            (
                rf"\b(?:[Ww]e'?’?re|[Ww]e are|[Aa]bout us:) ?(?P<org>{_CAP}(?: {_CAP}){{0,3}})(?=:|,|"
                rf" and we|\.| -)"
            ),
        ),
        (4, rf"(?:^|[.:] )(?:Here at|At) (?P<org>{_ORG}),? (?:we|you|our|every)\b"),
        (
            4,
            (
                rf"\b(?:[Jj]oin|[Ww]ork(?:ing)? (?:at|for)|[Cc]areers? (?:at|with)|[Ee]mployment with|"
                rf"Why|[Ii]nterest in|"
                rf"[Ww]elcome to)(?: us at| the team at)? (?:the )?(?P<org>{_ORG})(?=[ ,.!?]|$)"
            ),
        ),
        (5, rf"{_MARKS}(?:About|ABOUT|Who is|Why) (?:the )?(?P<org>{_ORG})[:?*\s]*$"),
        (
            3,
            (
                rf"(?:{_MARKS}|, )(?:[Tt]he )?(?P<org>{_ORG}),?(?: \([^)]{{2,120}}\))? (?:is|are) "
                r"(?:an?|the|one of|home to|on a mission|on the|transforming|building)\b"
            ),
        ),
        (3, rf"\b(?P<org>{_ORG}),? (?:Inc\.?|LLC|Ltd\.?|GmbH|Corp\.?|PLC|plc)(?!\w)"),
        (
            3,
            (
                r"\b(?P<org>(?:City|County|State|Town|Village|University|College|Bank|Port) of "
                rf"(?:the )?{_CAP}(?: {_CAP}){{0,2}})"
            ),
        ),
    )
)
_SECTION_GLUED = re.compile(
    r"^(?:the )?(?:Role|Job|Position|Company|Us|Team|Description|Summary|You)(?=[A-Z])"
)

_ADJECTIVES = r"(?:an? |the |our (?:next |new )?|experienced |talented |motivated |\w+ed |for )*"
_STOP_WORDS = r"(?!(?:to|who|that|with|for|in|and|or)\b)"
_ROLE_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        (
            r"\b(?:position|role|post|job|vacancy|opening)s? of (?:an? |the )?"
            r"(?P<role>(?:[A-Z][\w/&-]*|of|and|for|&)(?: (?:[A-Z(][\w/&)-]*|of|and|for|&|-|–)){0,8})"
        ),
        rf"{_SEEKS} {_ADJECTIVES}(?P<role>(?:[A-Z][\w/&-]*)(?: (?:[A-Z(][\w/&)-]*|of|and|for|&)){{0,8}})",
        (
            r"\b(?:seeks?|seeking|looking for|hiring|recruiting|need|searching for) (?:an? |the |"
            r"another |some |our next |for )+"
            rf"(?P<role>(?:{_STOP_WORDS}[\w/&+-]+ ){{0,5}}?(?:{_STOP_WORDS}[\w/&+-]+))"
            r"(?= (?:to|who|that|with|for|in|at|based|on|located)\b|[,.;:!(]|$)"
        ),
        (
            r"\b(?:As (?:an?|the|our)|[Tt]he) (?P<role>[A-Z][\w/&-]*(?: (?:[A-Z][\w/&-]*|of|and|for|"
            r"&)){0,6}),? "
            r"(?:you\b|will\b|is responsible|reports|provides|is a\b|serves|works)"
        ),
    )
)
_ANY_ROLE = re.compile(
    r"(?:new |great |the |talented |experienced |best )*(?:team|staff|people|positions?|members?|"
    r"students?|partners?|"
    r"leaders?|lead|developers?|engineers?|employees?|professionals?|workers?|heads?|leadership)",
    re.IGNORECASE,
)

_PLACE_LEAD = re.compile(
    r"\b(?:based|located|position is|job is|role is|work(?:ing)?|living|live|offices?|"
    r"headquarter(?:s|ed)|HQ|situated|"
    r"laboratory|campus|facility|store|branch|job site|(?:[Cc]o-op|[Ii]ntern(?:ship)?|[Pp]osition|"
    r"[Jj]ob|[Rr]ole) in)"
    r"(?: is| will be| are)?(?: based| located)?(?: in| at| near| out of|:)"
    r"(?: our| the| downtown| central| beautiful| sunny| office in| offices in)* ?$"
)
_NOT_A_PLACE_LEAD = re.compile(
    r"(?:eligib|authori[sz]|legal|permi(?:t|ssion)|right to|visa|entitled)[^.]{0,40}$", re.IGNORECASE
)
_REMOTE = re.compile(
    r"\b(?:fully|100%|completely|is|position|work) (?:\w+ )?(remote)(?:ly)?\b|^\W*(Remote|REMOTE)\b|"
    r"\) (remote) position"
)
_NOT_OF_THE_PLACE = re.compile(
    r"(?:(?:(?:Town|City|Village|County) of|(?:Apply|Now|Location|Job|Details|Posted|Office|The|In|"
    r"At|From|Our|Full|Time|Part|Today|"
    r"Save|Company|Remote|"
    r"Street|St\.?|Ave\.?|Avenue|Road|Rd\.?|Suite|Room|Floor|Box|\d+))[ -]+)+(?=[A-Z])"
)
_STREET = re.compile(
    r"[^,\n]*\b(?:Street|St|Avenue|Ave|Road|Rd|Blvd|Boulevard|Drive|Lane|Suite|Room|Floor)\b\.?, (?=\w+.*,)"
)
_CITY_OF = re.compile(r"(?:City|Town|Village|County) of ([A-Z].*)")

_CLOSES = re.compile(
    r"deadline|clos(?:es|ing|ed)\b|apply (?:by|before|until)|"
    r"applications? (?:are |is |must be |should be |will be |to be |)?(?:due|received|accepted|"
    r"submitted|close|open|reviewed)|"
    r"due (?:by|on|date|no later)|n(?:o|ot) later than|received (?:by|before|on or before)|postmarked|"
    r"expires?\b|expir(?:y|ation)|"
    r"\b(?:open )?(?:until|through)\b|valid (?:through|until)|last day|on or before|"
    r"up to and including|filing period|cut-?off|"
    r"(?:submit|send|e-?mail|apply|resume|application|cover letter|cv|materials|respond|"
    r"reply)\b.{0,120}\bby\b|"
    r"fecha límite|hasta el|date limite|avant le|jusqu'au|bewerbungsfrist|bis (?:zum|spätestens)",
    re.IGNORECASE | re.DOTALL,
)
_NOT_CLOSES = re.compile(
    r"until filled|first review|review (?:of|begins)|interviews? (?:will|are|to)|start(?:s|"
    r"ing)? (?:date|on|in)|begins? (?:on|in)|semester|graduat|"
    r"founded|established|"
    r"expected to (?:start|begin)|(?:contract|program|appointment|employment) (?:is|runs|ends?|"
    r"until)|notified by|"
    r"funded until|filing of|effective|\bfrom\b(?!.*\b(?:to|until|through)\b)|\bon file\b|held on|"
    r"years? from",
    re.IGNORECASE | re.DOTALL,
)
_CLOSING_LEAD = re.compile(
    r"\b(?:by|until|before|through|to|than|on|is|including|le|el|zum|bis)\b\W*(?:the\W*)?"
    r"(?:[\d:.]+ ?(?:[ap]\.?m\.?)?,? ?(?:[A-Z]{2,4}\b,? )?(?:on )?)?(?:\w+day,? )?(?:the )?\W*$|"
    r"postmarked|deadline|clos|expir|\bdue\b|receiv|límite|limite|frist",
    re.IGNORECASE,
)
_HEADING_ONLY = re.compile(
    r"[\W\s]*[\w /'-]{0,40}(?:deadline|closing date|closes|expires)[\w /'-]{0,30}:?\W*", re.IGNORECASE
)
_POSTED = re.compile(
    r"\b(?:posted|listed|published|advertised|opened|open date|opening date|date posted|date listed|"
    r"updated|publiée?|"
    r"publicado|veröffentlicht)\b(?: on| date|:)?\s*:?\s*$",
    re.IGNORECASE,
)
_TYPE = re.compile(
    r"\b(?:full|part)[ -]time\b|\b(?:paid |unpaid |summer )?internship\b|\bco-op\b|\bpermanent\b|"
    r"\btemporary\b|"
    r"\bvolunteer (?:position|role)\b|\bvollzeit\b|\bteilzeit\b|\btiempo completo\b",
    re.IGNORECASE,
)


def find_employer(sentences: Sequence[Sentence], text: str, role: str | None) -> Field[str] | None:
    """The organisation that the sentences speak for: the name that says so most often and most plainly."""
    votes: Counter[str] = Counter()
    first: dict[str, Field[str]] = {}
    for number, s in enumerate(sentences[:400]):
        for weight, name, at in _organisations(s):
            key = name.lower()
            if role and key == role.lower():
                continue
            votes[key] += weight + (1 if number < 6 else 0)
            first.setdefault(key, read_at(name, "text", text, s.start + at, s.start + at + len(name)))
    if not votes:
        return None
    best = max(votes.values())
    return min((first[k] for k, v in votes.items() if v == best), key=lambda f: f.start or 0)


def _organisations(s: Sentence) -> Iterator[tuple[int, str, int]]:
    piece = s.text[:400]
    for weight, shape in _EMPLOYER_SHAPES:
        for m in shape.finditer(piece):
            name = re.sub(r"(?:['’]s|[.,’'/&-]| (?:of|and|the|for|at|de|&))+$", "", m["org"])
            name = re.sub(
                r"^(?:The|At|About|Why|Join|In|And|But|Overview|Summary|Description) ", "", name
            ).strip()
            name = _SECTION_GLUED.sub("", name)
            if (
                name
                and not NOT_AN_EMPLOYER.match(name)
                and not KNOWN_PLACE.fullmatch(name)
                and (weight >= 6 or not is_role(name))
            ):
                yield weight, name, m.start("org") + m["org"].index(name)


def find_role(sentences: Sequence[Sentence], text: str) -> Field[str] | None:
    """The role that a sentence says is sought."""
    for shape in _ROLE_SHAPES:
        for s in sentences[:120]:
            m = shape.search(s.text[:500])
            role = (
                re.sub(r"(?: (?:of|and|for|&|-|–|position|role))+$", "", m["role"]).strip(" ,(") if m else ""
            )
            if m and is_role(role) and not _ANY_ROLE.fullmatch(role):
                start = s.start + m.start("role")
                return read_at(role, "text", text, start, start + len(role))
    return None


def find_location(sentences: Sequence[Sentence], text: str, employer: str | None) -> Field[str] | None:
    """Where the work is.

    A place after "based in" and the like, else one near the top, else "remote", else the place of a postal
    address, else the city that is itself the employer.
    """
    for s in sentences[:200]:
        for m in PLACE_NAME.finditer(s.text[:600]):
            lead = s.text[max(0, m.start() - 60) : m.start()]
            if _PLACE_LEAD.search(lead) and not _NOT_A_PLACE_LEAD.search(lead):
                return _place(text, s.start + m.start(), s.start + m.end())
    for s in sentences[:8]:
        found = CITY_AND_AREA.search(s.text[:300])
        if found:
            return _place(text, s.start + found.start(), s.start + found.end())
    for s in sentences[:60]:
        remote = _REMOTE.search(s.text[:600])
        if remote:
            group = remote.lastindex or 0
            return read_at("Remote", "text", text, s.start + remote.start(group), s.start + remote.end(group))
    address = next(
        (m for m in CITY_AND_AREA.finditer(text) if re.search(r"\d{5}$|[A-Z]{2}$", m.group())), None
    )
    if address:
        return _place(text, address.start(), address.end())
    city = _CITY_OF.fullmatch(employer or "")
    at = text.find(city[1]) if city else -1
    return read_at(city[1], "text", text, at, at + len(city[1])) if city and at >= 0 else None


def _place(text: str, start: int, end: int) -> Field[str]:
    for shape in (_STREET, _NOT_OF_THE_PLACE):
        lead = shape.match(text, start, end)
        start = lead.end() if lead else start
    return read_at(text[start:end], "text", text, start, end)


def find_posted(text: str, order: Order | None) -> Field[dt.date] | None:
    """The day that a "posted on" stands before."""
    for d in find_dates(text, order):
        if _POSTED.search(text[max(0, d.start - 30) : d.start]):
            return read_at(d.on, "text", text, d.start, d.end)
    return None


def find_closing(
    sentences: Sequence[Sentence], text: str, order: Order | None, posted: dt.date | None
) -> Field[dt.date] | None:
    """The last day to apply; `posted` gives dates without a year theirs and rules out days before it."""
    for i, s in enumerate(sentences):
        m = _CLOSES.search(s.text)
        if not m:
            continue
        heading = _HEADING_ONLY.fullmatch(s.text) and i + 1 < len(sentences)
        piece = text[s.start : sentences[i + 1].end] if heading else s.text
        for d in find_dates(piece, order, posted):
            lead = piece[max(0, d.start - 90) : d.start]
            early = d.start < m.start() - 40 or (posted and d.on < posted)
            if early or _POSTED.search(lead) or _NOT_CLOSES.search(lead[-60:]):
                continue
            if _CLOSING_LEAD.search(lead):
                return read_at(d.on, "text", text, s.start + d.start, s.start + d.end)
    return None


def find_type(text: str) -> Field[str] | None:
    """The kind of employment, at its first mention."""
    m = _TYPE.search(text[:20_000])
    value = employment_type(m.group()) if m else None
    return read_at(value, "text", text, m.start(), m.end()) if m and value else None
