"""Reads unlabelled headlines: page titles, mail subjects, "Company | Role | Place" lines, board headers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from apps.applications.postings.words import NOT_AN_EMPLOYER, ORGANISATION_NOUN, ROLE_NOUN, is_place, is_role

# Boards and phrases that follow a headline without being the employer.
BOARDS = re.compile(
    r"^(?:stack ?overflow(?: jobs)?|linkedin|indeed(?:\.\w+)*|glassdoor|job details.*|career pages?|"
    r"monster(?:\.\w+)?|"
    r"ziprecruiter|we work remotely|remote ?ok|"
    r"jobs\.cz|prace\.cz|startupjobs|handshake|simplyhired|careerbuilder|dice(?:\.com)?|usajobs|"
    r"governmentjobs(?:\.com)?|neogov|"
    r"idealist|higheredjobs|chronicle vitae|craigslist|angellist|wellfound|hacker ?news|lever|"
    r"greenhouse|workable|smartrecruiters|"
    r"bamboohr|icims|workday|taleo|jobvite|breezy|recruitee|teamtailor|ashby|built ?in(?: \w+)?|"
    r"the muse|learn4good|reed(?:\.co\.uk)?|"
    r"totaljobs|jobs\.ac\.uk|infojobs|welcome to the jungle|xing|stepstone|seek|adzuna|jooble|"
    r"google(?: jobs)?|facebook|twitter|"
    r"careers?(?: (?:page|site|portal|at .*))?|jobs?|job (?:details|description|posting|board|search|"
    r"opening)|current openings?|apply(?: now)?|home|job application for .*|"
    r"\d+ open jobs|vacancies|job opportunit(?:y|ies)|employment(?: opportunities)?|opportunities|"
    r"hiring|remote jobs?|new|revised|reposted)$",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^\s*(?:\[[^\]]{1,40}\]\s*|(?:re|fwd?|fw):\s*|(?:job (?:posting|opening|announcement|"
    r"opportunity|vacancy|ad|alert)|vacancy(?: announcement)?|"
    r"position (?:announcement|available|opening)|posting|opening|now hiring|we(?:'|’)?re hiring|"
    r"we are hiring|hiring|title|job|open position|employment opportunity|seeking|wanted|help wanted|subject)"
    r"\s*[!:–-]\s*|job application for\s+|"
    r"#+\s*|[*_•>-]+\s+)+",
    re.IGNORECASE,
)
_ANNOUNCEMENT = re.compile(
    r"[\W_]*(?:now hiring|we(?:'|’)?re hiring|we are hiring|help wanted|wanted|hiring|"
    r"(?:(?:job|vacancy|position|employment|career|recruitment|internship|staff|external|internal|public) ?)+"
    r"(?:announcement|opening|posting|notice|opportunity|opportunities|vacancy|available|description|"
    r"bulletin|ad|advert)?)[\W_]*",
    re.IGNORECASE,
)
_TAIL = re.compile(
    (
        r"\s+[-–]\s+(?:revised|reposted|updated|corrected|deadline extended|new)\s*$|\s*[•|·-]\s*$|"
        r"\s*\(via [^)]*\)\s*$"
    ),
    re.IGNORECASE,
)
_AT = re.compile(
    r"^(?P<role>.{3,110}?)\s+(?:at|@|chez|bei|en|with)\s+(?P<employer>[A-Z0-9À-ÞŁŘŠČ][^|"
    r"•·]{1,80}?)(?P<rest>\s+(?:[-–—|•·]|in\b)\s+.*)?$"
)
_HIRING = re.compile(
    r"^(?P<employer>[A-Z0-9][\w.&'’ -]{1,60}?)\s+(?:is\s+|are\s+)?(?:now\s+|currently\s+)?(?:hiring|"
    r"seeks|seeking|is looking for|recruiting|wants|is searching for|recruits|"
    r"searches for)\s*:?\s*(?:for\s+)?(?:an?\s+|its\s+(?:next\s+)?|our\s+(?:next\s+)?)?"
    r"(?P<role>[^.!?|]{3,90}?)(?:\s+in\s+(?P<place>[^.!?|]{2,60}))?\s*[.!]?$"
)
# "Kitchen porter needed at The Crooked Billet, York"
_NEEDED = re.compile(
    r"^(?P<role>[^.!?|]{3,80}?) (?:needed|wanted|required|sought)(?: immediately| now)? (?:at|by|for|in) "
    r"(?P<employer>[A-Z0-9][^.!?|]{1,80})[.!]?$"
)
_LEGAL_FORM = re.compile(r"(?:Inc|LLC|LLP|Ltd|Limited|Co|Corp|GmbH|PLC|plc|S\.?A|P\.?C)\b")
# A place that no list knows: "Port Halden", "Stoke-on-Trent"
_PLACE_SHAPE = re.compile(r"[A-ZÀ-ÞŁŘŠČŽ][^\W\d_]+(?:[ -](?:[a-z]{2,3}-)?[A-ZÀ-ÞŁŘŠČŽ][^\W\d_]+){0,2}")
_CAMPUS = re.compile(r"\bUniversit", re.IGNORECASE)  # "University of Elmshire, Port Halden" is one name
# What a sentence adds around the role: "a part-time librarian to plan story hours"
_SOUGHT = re.compile(
    r"^(?:(?:full|part)[ -]time|new|experienced|talented)\s+|\s+(?:to|who|that|with)\s.*$", re.IGNORECASE
)
_JOB_IN = re.compile(
    r"(?P<role>[A-Z][\w/&' -]{2,60}?) (?:Job|Jobs|Vacancy|"
    r"position) in (?P<place>[A-Z][\w']*(?: [A-Z][\w']*){0,2}(?: - [A-Z]{2}\b|"
    r", [A-Z]\w+)?)(?= [A-Z]\w+ -|\s*$| \||\s[-–]\s|,)"
)
_BARS = re.compile(r"\s*\|\s*|\s*;\s+|\s+[•·]\s+|\t+|\s{3,}")
_DASHES = re.compile(r"\s+[-–—]{1,2}\s+|(?<=[A-Za-z)])-\s+(?=[A-Z])|\s*[–—]\s*(?=[A-Z])")
_NOISE = re.compile(
    (
        r"^seeking (?:freelancer|work).*|^(?:full|part)[ -]?time$|^https?:|^www\.|^\S+\.(?:com|io|"
        r"org|net|co|ai)(?:/\S*)?$|^\$|"
        r"^[\d$€£,.k –-]+$|^(?:permanent|contract|intern(?:s|ship)?|visa\b.*|h1b.*|equity.*|salary.*|"
        r"onsite.*|on-site.*|fully? remote|local|multiple (?:roles|positions))$|\$\d|€\d|£\d|^\d"
    ),
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Headline:
    """The parts that one headline names, each exactly as it stands there."""

    employer: str | None = None
    role: str | None = None
    location: str | None = None


def read_headline(line: str, *, site: str | None = None) -> Headline:
    """What a headline names.

    `site` is the name of the page's site: never taken for the employer when another part can be it. A part
    counts as the role or the place by its words; the employer is what is left, so a line without any role
    gives none, unless it is only a short name.
    """
    line = _tidy(line)[:240]
    if not line:
        return Headline()
    job_in = _JOB_IN.search(line)
    if job_in:
        role = re.sub(r"^X\s+|^.*\b(?:Jobs|Home|Search)\b\s+", "", job_in["role"])
        return Headline(None, role, job_in["place"])
    parts = _parts(line, site)
    if len(parts) <= 1:
        whole = parts[0] if parts else line
        hiring = _HIRING.match(whole)
        if (
            hiring
            and len(hiring["employer"].split()) <= 7
            and not is_role(hiring["employer"])
            and is_role(hiring["role"])
        ):
            employer = hiring["employer"].removeprefix("The ")
            return Headline(employer, _SOUGHT.sub("", hiring["role"]), hiring["place"])
        at = _NEEDED.match(whole) or _AT.match(whole)
        if at and (at.re is _NEEDED or is_role(at["role"])) and not is_place(at["employer"]):
            return Headline(_employer(at["employer"]), at["role"], _place_in(at["employer"]))
        return _comma_parts(whole)
    return _classified(parts)


def employer_and_place(words: str) -> tuple[str, str] | None:
    """The two parts of "Meridian Atlas Works, Port Halden"; None where the words are no such pair.

    The place is a known one, or one to three capitalised words that are no legal form, organisation or role.
    """
    if _BARS.search(words) or _DASHES.search(words) or re.match(r"dear\b", words, re.IGNORECASE):
        return None
    for comma in re.finditer(r", ", words):
        employer, place = words[: comma.start()], words[comma.end() :]
        if _LEGAL_FORM.match(place) or not employer[:1].isalnum() or is_role(employer):
            continue
        if is_place(place) and (is_organisation(employer) or not is_place(words)):
            return employer, place
        if is_place(words) or is_place(employer) or _CAMPUS.search(employer):
            continue
        if _PLACE_SHAPE.fullmatch(place) and not (
            is_organisation(place) or is_role(place) or NOT_AN_EMPLOYER.match(place)
        ):
            named = re.fullmatch(r"[^,]+(?:, ([^,]+))?", employer)
            if named and (not named[1] or _LEGAL_FORM.match(named[1])):
                return employer, place
    return None


def is_announcement(line: str) -> bool:
    """Whether a line only announces that a posting follows ("*** JOB OPENING ***")."""
    return bool(_ANNOUNCEMENT.fullmatch(line))


def _tidy(line: str) -> str:
    line = " ".join(_LEAD.sub("", line.replace("\u00a0", " ")).split(" ")).strip()
    while (shorter := _TAIL.sub("", line)) != line:
        line = shorter
    return line.strip(" *_#")


def _parts(line: str, site: str | None) -> list[str]:
    """The parts of a line, between bars if it has any, else between dashes, without boards and sites."""
    parts = _offered(_BARS.split(line), site)
    if len(parts) == 1:
        return _offered(_DASHES.split(parts[0]), site)
    return [piece for part in parts for piece in _pieces(part)]


def _pieces(part: str) -> list[str]:
    """A part between bars, taken apart at its dashes where a place or a board stands between them."""
    pieces = _DASHES.split(part)
    if any(is_place(p) or BOARDS.match(p) for p in pieces):
        return _offered(pieces, None)
    return [part]


def _offered(parts: list[str], site: str | None) -> list[str]:
    parts = [p.strip(" ,;") for p in parts if p.strip(" ,;-")]
    kept = [p for p in parts if not BOARDS.match(p)]
    if site and len(kept) > 2:
        kept = [p for p in kept if p.lower() != site.lower()]
    return kept or parts[:1]


def _classified(parts: list[str]) -> Headline:
    employer = role = location = None
    rest: list[str] = []
    for part in parts:
        at = _AT.match(part)
        if role is None and at and is_role(at["role"]) and not is_place(at["employer"]):
            role, employer = at["role"], _employer(at["employer"])
        elif location is None and is_place(_bare(part)):
            location = part
        elif _NOISE.search(_bare(part)):
            continue
        elif (
            role is None and is_role(_bare(part)) and not (is_organisation(part) and not _ends_as_role(part))
        ):
            role = part
        else:
            rest.append(part)
    for part in rest:
        if employer is None and len(_bare(part).split()) <= 8:
            employer = _bare(part)
    return Headline(employer, _bare_role(role), location and _bare_place(location))


def _comma_parts(line: str) -> Headline:
    """What a headline of one piece names: "Head of Web, Elm College", "Deputy Director, Zambia"."""
    before, comma, after = line.rpartition(", ")
    further, second, city = before.rpartition(", ")
    if second and is_role(further) and is_place(f"{city}, {after}"):
        return Headline(None, further, f"{city}, {after}")
    if comma and is_role(before):
        if is_organisation(after) and not is_role(after):
            return Headline(after, before, None)
        if is_place(after):
            return Headline(None, line, after)
    pair = employer_and_place(line)
    if pair:
        return Headline(employer=pair[0], location=pair[1])
    if is_place(line):
        return Headline(location=_bare_place(line))
    if is_organisation(line) and not _ends_as_role(line) and not re.search(r"\b(?:at|for)\b", line):
        return Headline(employer=line)
    if is_role(line):
        role, _, place = line.partition(" in ")
        if place and is_place(place) and is_role(role):
            return Headline(None, role, place)
        return Headline(role=line)
    return Headline(employer=line) if len(line.split()) <= 6 and line[:1].isupper() else Headline()


def is_organisation(words: str) -> bool:
    """Whether a word of it says that this is an organisation's name ("Elm County Library")."""
    return bool(ORGANISATION_NOUN.search(words.title() if words.isupper() else words))


def _ends_as_role(words: str) -> bool:
    last = re.sub(r" (?:[IVX]{1,4}|\d|Sr\.?|Jr\.?)$", "", _bare(words)).split(" ")[-1]
    return bool(ROLE_NOUN.fullmatch(last))


def _employer(words: str) -> str:
    words = re.split(r"\s+in\s+(?=[A-Z])|,\s+(?:an?|the)\s|\s\(", words)[0].strip(" ,")
    head, _, tail = words.partition(", ")
    return words if _LEGAL_FORM.match(tail) else head


def _place_in(words: str) -> str | None:
    m = re.search(r"\s+in\s+(?=[A-Z])(.{2,60})$|\(([^()]{2,60})\)?$|, (.{2,60})$", words)
    place = next((p for p in m.groups() if p), None) if m else None
    return place if place and is_place(place) else None


def _bare(part: str) -> str:
    return re.sub(r"\s*\([^)]*\)?\s*", " ", part).strip(" ,")


def _bare_role(role: str | None) -> str | None:
    return (
        re.sub(
            r"\s*\((?:local|remote|onsite|full|part|m/w|f/m|all genders)[^)]*\)\s*$",
            "",
            role,
            flags=re.IGNORECASE,
        ).strip()
        if role
        else None
    )


def _bare_place(place: str) -> str:
    return re.sub(r"\s*\((?:full|part)[^)]*\)", "", place, flags=re.IGNORECASE).strip()
