"""Reads a posting's running text: headlines, labelled lines, and sentences such as "Acme seeks an analyst"."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence

from apps.applications.postings.dates import Order, day_order, find_dates
from apps.applications.postings.headlines import Headline, read_headline
from apps.applications.postings.labels import employment_type, read_labels
from apps.applications.postings.people import read_people
from apps.applications.postings.reading import Facts, Field, Source, read_at
from apps.applications.postings.sentences import Sentence
from apps.applications.postings.words import ANYWHERE, CITY_AND_AREA, KNOWN_PLACE, is_place, is_role

_HEAD_LINES = 8
_CAP = r"(?:[A-Z0-9À-ÞŁŘŠČ][\w.&'’/+-]*|[a-z]+[A-Z][\w]*)"
_ORG = rf"{_CAP}(?: (?:of|the|and|&|for|de|del|du|von|at|{_CAP})){{0,7}}"
_SEEKS = (
    r"(?:(?:has|have) (?:an? )?(?:\w+ )?(?:opening|vacancy|opportunity|position)s? for|(?:is|are) (?:\w+ ){0,2}(?:seeking|looking for|looking to|hiring|recruiting|searching for|growing|expanding|inviting)|"
    r"(?:\w+ly )?seeks|invites? (?:applications|nominations)|is an? (?:\w+ )?equal|is committed to (?:diversity|equal)|does not discriminate|wishes to|announces|(?:currently )?offers (?:an?|the) (?:\w+ )?(?:position|opportunity))"
)
# How an employer names itself, with the weight that each way carries.
_EMPLOYER_SHAPES = (
    (6, re.compile(rf"^(?:[Tt]he )?(?P<org>{_ORG}),?(?: \([^)]{{2,60}}\))?,?(?: [a-z][^.,]{{3,80}},)? {_SEEKS}")),
    (4, re.compile(rf"\b(?:[Tt]he )?(?P<org>{_ORG}) {_SEEKS}")),
    (5, re.compile(rf"\b(?:[Ww]e're|[Ww]e’re|[Ww]e are|[Aa]bout us: ) ?(?P<org>{_CAP}(?: {_CAP}){{0,3}})(?=:|,| and we|\.| -)")),
    (4, re.compile(rf"(?:^|[.:] )(?:Here at|At) (?P<org>{_ORG}),? (?:we|you|our|every)\b")),
    (4, re.compile(rf"\b(?:[Jj]oin|[Ww]ork(?:ing)? (?:at|for)|[Cc]areers? (?:at|with)|[Ee]mployment with|Why|[Ii]nterest in|[Ww]elcome to)(?: us at| the team at)? (?:the )?(?P<org>{_ORG})(?=[ ,.!?]|$)")),
    (5, re.compile(rf"^(?:About|ABOUT|Who is|Why) (?:the )?(?P<org>{_ORG})[:?]?$")),
    (3, re.compile(rf"^(?:[Tt]he )?(?P<org>{_ORG}),?(?: \([^)]{{2,60}}\))? (?:is|are) (?:an?|the|one of|home to|on a mission|on the|transforming|building)\b")),
    (3, re.compile(rf"\b(?P<org>{_ORG}),? (?:Inc\.?|LLC|Ltd\.?|GmbH|Corp\.?|PLC|plc)\b")),
    (3, re.compile(rf"\b(?P<org>(?:City|County|State|Town|Village|University|College|Bank|Port) of (?:the )?{_CAP}(?: {_CAP}){{0,2}})")),
)  # fmt: skip
_NO_EMPLOYER = re.compile(
    r"^(?:We|This|The|It|You|Our|Your|They|There|He|She|I|These|Those|That|Who|What|If|As|In|At|For|By|On|An?|Candidates?|Applicants?|Qualified|Successful|"
    r"All|Any|Some|Each|Every|Both|Company|Organization|Position|Role|Job|Work|Team|People|Experience|Responsibilities|Requirements|Us|Team|Department|"
    r"Here|Please|No|Not|Why|How|When|Where|Client|Our Client|Employer|Benefits|Location|Salary|Currently|Now|Also|Remote|Equal|Summary|"
    r"Job (?:Description|Summary|Title)|About|Ideal|Must|Someone|Everyone|Additionally|However|Interested|Python|Java|Ruby|SQL|Bachelor\w*|Master\w*|"
    r"Incumbents?|Internship|Interns?|Students?|Engineering|Marketing|Sales|Human Resources|HR|Management|Senior|Junior|Experience|Knowledge|Ability|Skills?|"
    r"U\.?S\.?A?|United States|EEO|EOE|Reporting|Founded|Based|Located|Working|Apply|Today|Together|One|Two|Three|Part|Full|Monday|Saturday|Sunday)\b(?:$|(?= (?:is|are|team|The|We)))",
)  # fmt: skip
_ROLE_SHAPES = (
    re.compile(r"\b(?:position|role|post|job|vacancy|opening)s? of (?:an? |the )?(?P<role>(?:[A-Z][\w/&-]*|of|and|for|&)(?: (?:[A-Z(][\w/&)-]*|of|and|for|&|-|–)){0,8})"),
    re.compile(rf"{_SEEKS} (?:an? |the |our (?:next |new )?|experienced |talented |motivated |\w+ed |for )*(?P<role>(?:[A-Z][\w/&-]*)(?: (?:[A-Z(][\w/&)-]*|of|and|for|&)){{0,8}})"),
    re.compile(r"\b(?:seeks?|seeking|looking for|hiring|recruiting|need|searching for) (?:an? |the |another |some |our next |for )+(?P<role>(?:(?!(?:to|who|that|with|for|in|and|or)\b)[\w/&+-]+ ){0,5}?(?:(?!(?:to|who|that|with|for|in|and|or)\b)[\w/&+-]+))(?= (?:to|who|that|with|for|in|at|based|on|located)\b|[,.;:!(]|$)"),
    re.compile(r"\b(?:As (?:an?|the|our)|[Tt]he) (?P<role>[A-Z][\w/&-]*(?: (?:[A-Z][\w/&-]*|of|and|for|&)){0,6}),? (?:you\b|will\b|is responsible|reports|provides|is a\b|serves|works)"),
)  # fmt: skip
_PLACE_LEAD = re.compile(
    r"(?:based|located|position is|job is|role is|work|working|living|live|office|offices|headquarters|HQ|headquartered|team|posted|situated|laboratory|campus|facility|store|branch|here|job site) (?:is |will be |are )?(?:based |located )?(?:in|at|near|out of|:)(?: our| the| downtown| central| beautiful| sunny)*(?: offices? in)? ?$",
    re.IGNORECASE,
)
_CLOSES = re.compile(
    r"deadline|clos(?:es|ing|ed)\b|apply (?:by|before|until)|applications? (?:are |is |must be |should be |will be |to be |)?(?:due|received|accepted|submitted|close|open|reviewed)|due (?:by|on|date|no later)|"
    r"no later than|not later than|received (?:by|before|on or before)|expires?\b|expir(?:y|ation)|open until|open through|until\b|valid (?:through|until)|last day|on or before|"
    r"(?:submit|send|email|e-mail|apply|resume|application|cover letter|cv|materials|respond|reply)\b.{0,120}\bby\b|up to and including|filing period|cut-?off|fecha límite|hasta el|date limite|avant le|jusqu'au|bewerbungsfrist|bis (?:zum|spätestens)|bewerben sie sich bis",
    re.IGNORECASE | re.DOTALL,
)  # fmt: skip
_NOT_CLOSES = re.compile(
    r"interviews? (?:will|are|to)|start(?:s|ing)? (?:date|on|in)|begins? (?:on|in)|semester|graduat|founded|established|expected to (?:start|begin)|contract (?:ends|runs|until)|program (?:runs|ends)|employment (?:ends|until)|notified by|funded until|appointment (?:is|ends|until)|filing of",
    re.IGNORECASE,
)
_POSTED = re.compile(
    r"\b(?:posted|listed|published|advertised|opened|open date|opening date|date posted|date listed|updated|publiée?|publicado|veröffentlicht)\b(?: on| date|:)?\s*:?\s*$",
    re.IGNORECASE,
)
_FILED = re.compile(r"\(?filing period|applications? (?:are |)(?:accepted|open) from", re.IGNORECASE)


def read_text(text: str, sentences: Sequence[Sentence], *, posted_on: dt.date | None = None) -> Facts:
    """The facts that plain text states. `posted_on` (known from elsewhere) gives dates without a year theirs."""
    order = day_order(text)
    labelled = read_labels(text, order)
    posted = _posted(text, order)
    known = posted_on or (labelled.posted_on or posted).value if (labelled.posted_on or posted) else posted_on
    head = _head(text, labelled)
    body = Facts(
        posted_on=posted, closes_on=_closes(sentences, text, order, known), employment_type=_type(text)
    )
    facts = labelled.or_else(head).or_else(lambda: read_people(text, sentences)).or_else(body)
    if facts.employer is None:
        facts = facts.or_else(Facts(employer=_employer(sentences, text, facts.role)))
    if facts.role is None:
        facts = facts.or_else(Facts(role=_role(sentences, text)))
    if facts.location is None:
        facts = facts.or_else(Facts(location=_location(text, sentences)))
    return facts


def headline_facts(headline: Headline, line: str, text: str, at: int | None, source: Source) -> Facts:
    """A headline's parts as facts; `at` is where the line stands in `text`, None if it does not."""

    def part(words: str | None) -> Field[str] | None:
        if not words:
            return None
        inside = line.find(words)
        if at is None or inside < 0 or text[at + inside : at + inside + len(words)] != words:
            start = text.find(words)
            return (
                Field(words, words, start, start + len(words), source)
                if start >= 0
                else Field(words, words, None, None, source)
            )
        return read_at(words, source, text, at + inside, at + inside + len(words))

    return Facts(employer=part(headline.employer), role=part(headline.role), location=part(headline.location))


def _head(text: str, labelled: Facts) -> Facts:
    lines = _first_lines(text)
    if not lines:
        return Facts()
    at, first = lines[0]
    whole = " ".join(first.split())
    boxed = _board_header(text, lines)
    if boxed:
        return boxed
    if first.count("|") >= 2 or _is_pitch(first):
        return headline_facts(read_headline(_first_phrase(first)), first, text, at, "text")
    if len(whole) > 140:
        return Facts()
    headline = read_headline(first.lstrip("#").strip())
    only_line = len(lines) == 1
    if labelled.role and headline.role is None and headline.location is None and len(whole) <= 100:
        return headline_facts(Headline(employer=first.strip()), first, text, at, "text")
    if headline.employer and headline.role is None:
        followed = (
            len(lines) > 1
            and is_role(lines[1][1])
            and len(lines[1][1]) <= 80
            and not re.search(r"[.!?]$", lines[1][1])
        )
        if not only_line and not followed:
            return Facts()
        second = (
            headline_facts(read_headline(lines[1][1]), lines[1][1], text, lines[1][0], "text")
            if followed
            else Facts()
        )
        return headline_facts(headline, first, text, at, "text").or_else(second)
    facts = headline_facts(headline, first, text, at, "text")
    return facts.or_else(_under_title(text, lines, headline))


def _first_lines(text: str) -> list[tuple[int, str]]:
    lines: list[tuple[int, str]] = []
    for m in re.finditer(r"[^\n]+", text[:6000]):
        if m.group().strip(" \t\r-=*_#>"):
            lines.append((m.start(), m.group().rstrip("\r")))
        if len(lines) == _HEAD_LINES:
            break
    return lines


def _first_phrase(line: str) -> str:
    """The headline at the start of a paste whose line breaks were lost: "…; Ruby devsAcme is a…"."""
    glued = re.search(
        r"(?<=[a-z)])(?=[A-Z][\w.]* (?:is|are|was|has|we|helps?)\b|We\b|We're|We’re|At [A-Z]|Hi\b|I'm|Our\b|About\b|https?:)",
        line[:260],
    )
    ended = re.search(r"(?<=[a-z)])[.!?:](?:\s|$)", line[: glued.start() if glued else 260])
    cut = min([m.start() for m in (glued, ended) if m], default=260)
    return line[:cut]


def _is_pitch(line: str) -> bool:
    parts = [
        p.strip()
        for p in re.split(r"\s*;\s+|\s+[-–—]\s+|(?<=[A-Za-z)])-\s+(?=[A-Z])", _first_phrase(line))
        if p.strip()
    ]
    return (
        3 <= len(parts) <= 8
        and any(is_place(re.sub(r"\([^)]*\)", "", p)) for p in parts)
        and any(is_role(p) for p in parts)
    )


def _board_header(text: str, lines: list[tuple[int, str]]) -> Facts | None:
    """Role, employer, a rating of its own line, place: the header that Glassdoor's pages paste as."""
    for i in range(1, min(4, len(lines))):
        if re.fullmatch(r"\s*[1-5]\.\d\s*★?\s*", lines[i][1]):
            employer = _line_field(text, lines[i - 1])
            role = _line_field(text, lines[i - 2]) if i >= 2 else None
            place = lines[i + 1] if i + 1 < len(lines) and len(lines[i + 1][1]) <= 60 else None
            return Facts(employer=employer, role=role, location=_line_field(text, place) if place else None)
    return None


def _under_title(text: str, lines: list[tuple[int, str]], headline: Headline) -> Facts:
    """The short lines under a role: employer and place, or "Acme · Boston, MA (Hybrid)"."""
    facts = Facts()
    for at, line in lines[1:4]:
        words = line.strip()
        if (
            len(words) > 80
            or (re.search(r"[.!?:]$", words)
            and not re.search(r"\b(?:Inc|Ltd|Co|Corp|a\.s)\.$", words))
        ):
            break
        if re.match(r"[\s>]*[-*•]|\s{4,}", line) or re.match(r"(?:Class Code|Job (?:Number|ID)|Req)", words):
            break
        parts = [p.strip() for p in re.split(r"\s+[·•|]\s+|\s+[-–—]\s+", words)]
        for part in parts:
            start = at + line.index(part)
            if facts.location is None and headline.location is None and is_place(part):
                facts = facts.or_else(Facts(location=read_at(part, "text", text, start, start + len(part))))
            elif (
                facts.employer is None
                and headline.employer is None
                and headline.role
                and part[:1].isupper()
                and len(part.split()) <= 6
                and not is_role(part)
                and not _NO_EMPLOYER.match(part)
                and not re.fullmatch(
                    r"(?:[A-Z][\w]* )?(?:Background|Overview|Summary|Description|Responsibilities|Duties|Details|Share|Apply.*|Save.*|Introduction|Purpose|Qualifications|Requirements|Full[- ]time|Part[- ]time|Internship|Posted.*|\d.*)",
                    part,
                )
                and part.lower() != headline.role.lower()
                and (len(lines) > 2)
            ):
                facts = facts.or_else(Facts(employer=read_at(part, "text", text, start, start + len(part))))
    return (
        facts
        if facts.location or not facts.employer
        else (facts if _confirmed(facts.employer.value, text) else Facts())
    )


def _confirmed(name: str, text: str) -> bool:
    return text.count(name) >= 2


def _line_field(text: str, line: tuple[int, str]) -> Field[str]:
    at, words = line
    lead = len(words) - len(words.lstrip())
    return read_at(words.strip(), "text", text, at + lead, at + lead + len(words.strip()))


def _employer(sentences: Sequence[Sentence], text: str, role: Field[str] | None) -> Field[str] | None:
    votes: Counter[str] = Counter()
    first: dict[str, Field[str]] = {}
    for number, s in enumerate(sentences[:400]):
        for weight, shape in _EMPLOYER_SHAPES:
            for m in shape.finditer(s.text[:400]):
                org = _trim(m["org"])
                if (
                    not org
                    or _NO_EMPLOYER.match(org)
                    or KNOWN_PLACE.fullmatch(org)
                    or (is_role(org) and not shape.pattern.startswith("^"))
                ):
                    continue
                if role and (org.lower() in role.value.lower() or role.value.lower() in org.lower()):
                    continue
                key = org.lower()
                votes[key] += weight + (1 if number < 6 else 0)
                start = s.start + m.start("org") + m["org"].index(org)
                first.setdefault(key, read_at(org, "text", text, start, start + len(org)))
    if not votes:
        return None
    best = max(votes.values())
    return min((first[k] for k, v in votes.items() if v == best), key=lambda f: f.start or 0)


def _trim(org: str) -> str:
    org = re.sub(r"(?:['’]s|[.,’'/&-]| (?:of|and|the|for|at|de|&))+$", "", org)
    return re.sub(r"^(?:The|At|About|Why|Join) ", "", org).strip()


def _role(sentences: Sequence[Sentence], text: str) -> Field[str] | None:
    for shape in _ROLE_SHAPES:
        for s in sentences[:120]:
            m = shape.search(s.text[:500])
            if not m:
                continue
            role = re.sub(r"(?: (?:of|and|for|&|-|–|position|role))+$", "", m["role"]).strip(" ,(")
            if is_role(role) and not re.fullmatch(
                r"(?i)(?:new |great |the |talented |experienced )*(?:team|staff|people|positions?|members?|students?|partners?|leaders?|lead|developers?|engineers?)",
                role,
            ):
                start = s.start + m.start("role")
                return read_at(role, "text", text, start, start + len(role))
    return None


def _location(text: str, sentences: Sequence[Sentence]) -> Field[str] | None:
    for s in sentences[:200]:
        for m in (m for shape in (CITY_AND_AREA, KNOWN_PLACE) for m in shape.finditer(s.text)):
            if _PLACE_LEAD.search(s.text[max(0, m.start() - 60) : m.start()]):
                return read_at(m.group(), "text", text, s.start + m.start(), s.start + m.end())
    for s in sentences[:6]:
        found = CITY_AND_AREA.search(s.text) if len(s.text) < 300 else CITY_AND_AREA.search(s.text[:300])
        if found:
            return read_at(found.group(), "text", text, s.start + found.start(), s.start + found.end())
    for s in sentences[:40]:
        remote = re.search(
            r"\b(?:fully|100%|completely|is|position|work) (?:\w+ )?(remote)(?:ly)?\b|^\W*(Remote|REMOTE)\b",
            s.text,
        )
        if remote:
            group = 1 if remote[1] else 2
            return read_at("Remote", "text", text, s.start + remote.start(group), s.start + remote.end(group))
    address = next(
        (m for m in CITY_AND_AREA.finditer(text) if re.search(r"\d{5}$|[A-Z]{2}$", m.group())), None
    )
    if address:
        return read_at(address.group(), "text", text, address.start(), address.end())
    anywhere = ANYWHERE.search(text[:200])
    return read_at(anywhere.group(), "text", text, anywhere.start(), anywhere.end()) if anywhere else None


def _posted(text: str, order: Order | None) -> Field[dt.date] | None:
    for d in find_dates(text, order):
        if _POSTED.search(text[max(0, d.start - 30) : d.start]):
            return read_at(d.on, "text", text, d.start, d.end)
    return None


def _closes(
    sentences: Sequence[Sentence], text: str, order: Order | None, posted: dt.date | None
) -> Field[dt.date] | None:
    for i, s in enumerate(sentences):
        m = _CLOSES.search(s.text)
        if not m:
            continue
        piece = s.text
        if re.fullmatch(
            r"[\W\s]*[\w /'-]{0,40}(?:deadline|closing date|closes|expires)[\w /'-]{0,30}:?\W*",
            piece,
            re.IGNORECASE,
        ) and i + 1 < len(sentences):
            piece = text[s.start : sentences[i + 1].end]
        for d in find_dates(piece, order, posted):
            lead = piece[max(0, d.start - 90) : d.start]
            if _NOT_CLOSES.search(lead[-60:]) or d.start < m.start() - 40 or _POSTED.search(lead):
                continue
            if posted and d.on < posted:
                continue
            if re.search(
                r"\b(?:by|until|before|through|to|than|on|deadline|clos\w+|due|expires?|including|:|is|le|el|zum|bis)\b\W*(?:\w+day,?|the)?\W*(?:[\d:.]+ ?[ap]\.?m\.?,? ?(?:\w+,? )?(?:on )?)?(?:\w+day,? )?\W*$|deadline|clos|expir|due|receiv",
                lead,
                re.IGNORECASE,
            ):
                return read_at(d.on, "text", text, s.start + d.start, s.start + d.end)
    return None


def _type(text: str) -> Field[str] | None:
    m = re.search(
        r"\b(?:full|part)[ -]time\b|\b(?:paid |unpaid |summer )?internship\b|\bco-op\b|\bpermanent\b|\btemporary\b|\bvolunteer (?:position|role)\b|\bvollzeit\b|\bteilzeit\b|\btiempo completo\b",
        text[:20000],
        re.IGNORECASE,
    )
    value = employment_type(m.group()) if m else None
    return read_at(value, "text", text, m.start(), m.end()) if m and value else None
