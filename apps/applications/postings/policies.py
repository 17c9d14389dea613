"""Reads whether a posting forbids or invites telephone calls, and whether contact is open at all.

A sentence is put into plain lower-case words, rewritten into the tags of `phrases`, and judged by a small
grammar: a negation, a telephone act in its scope, and who is told. Bans for agencies alone, duties of the
role (cold calling, on-call shifts) and hours of the day are not bans for applicants.

Source: the office's rule "a call is better than no call, unless the posting says no calls".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from apps.applications.postings.phrases import FOREIGN_AGENTS, FOREIGN_NO_CALLS, REWRITERS
from apps.applications.postings.reading import ContactValue, PhoneValue, Policy
from apps.applications.postings.sentences import Sentence

_WINDOW = 400  # characters around a telephone word that are judged, should a "sentence" have no end

_CONTRACTIONS = (
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
    (re.compile(r"\s?(?:/|&|\+)\s?"), " or "),
    (re.compile(r"\s[-–]{1,2}\s|[–—]"), " - "),
    (re.compile(r"[*_\"“”~#>|•·]"), " "),
    (re.compile(r"([,;:!?()]|\.(?=\s|$|\)))"), r" \1 "),
    (re.compile(r"\s+"), " "),
)
_RELEVANT = re.compile(
    r"call|phon|\btel\b|ring\b|dial|voice ?-?mail|\bline\b|writing|written|e-?mail|correspond|contact|inquir|enquir|"
    r"llam|telef|téléph|appel|anruf|bellen|ligar|ligue|chiama|fone",
    re.IGNORECASE,
)

_W = r"(?:[a-z0-9$'.-]+ )"  # a word without a part in the grammar
_ITEM = r"(?:(?:AGENT|APPLICANT|WRITING|ACCEPT|OTHER|CALLS|CALLING|[a-z-]+) ){1,3}"
_LIST = rf"(?:{_ITEM}(?:(?:, |or |and |NOT )+)){{0,6}}"

# Each rule: its name, then the shape of the ban. The tags are those of `phrases`.
_BANS = tuple(
    re.compile(shape)
    for shape in (
        # "no phone calls", "no drop-ins, faxes or calls", "no direct calls or emails", "no calling"
        rf"NO {_LIST}(?:(?:AGENT|direct|further|unsolicited|additional|personal|individual|general|such|outside|more|"
        r"incoming|status|unscheduled|follow-up|inquiry|enquiry|recruiting|hiring|job|employment|walk-in|text|AGENT or) ){0,2}(?:CALLS|CALLING|PHONE(?= (?:[,.;!?)(-]|please|or|and|$)))",
        # "please do not, under any circumstances, visit, email or call"
        rf"NOT (?:(?:, (?:{_W}){{1,5}}, )|(?:to |please |try to |attempt to |be |personally |ever |directly ))?"
        rf"(?:(?:{_W}|WRITING |, |or |and |NOT |ACCEPT ){{0,6}}?(?:, |or |and |NOT )+|bother (?:to |with )?)?(?:please )?(?:to |be )?(?:CALL|CALLING|TALK|BYPHONE)",
        # "phone calls about this role will not be returned", "calls are discouraged", "calls go unanswered"
        rf"CALLS (?:{_W}|, |or |and |WRITING |\( |\) |APPLICANT |AGENT ){{0,9}}?(?:NOT (?:{_W}|NOT ){{0,4}}?ACCEPT|NOT (?:{_W}){{0,2}}(?:please|allowed|reply|response)|REFUSED|NOT (?:, |please|$))",
        # "we cannot return phone calls", "our office does not accept faxes or calls"
        rf"NOT (?:{_W}){{0,4}}?ACCEPT (?:{_W}|, |or |and |WRITING |AGENT |CALLS ){{0,6}}?(?:CALLS|CALLING)",
        # "accepts no calls", "no calls will be accepted"
        rf"ACCEPT (?:absolutely )?NO {_LIST}(?:[a-z]+ )?CALLS",
        # "by email rather than by phone", "email, not phone", "in writing instead of calling"
        rf"(?:WRITING|online|portal|form|website|mail) (?:{_W}|ONLY |[,;(-] |and |WRITING )*?(?:INSTEAD|NOT) (?:a |the |to |with |by |via )?(?:CALLS|CALLING|PHONE|CALL|BYPHONE)",
        # "candidates who telephone will not be considered", "calling the office means disqualification"
        rf"(?:APPLICANT|those|anybody|applications from APPLICANT) (?:who |that |found |caught )?(?:{_W}){{0,2}}(?:CALL|CALLING|PHONE) (?:{_W}|, |or |and ){{0,7}}?(?:NOT (?:be )?ACCEPT|REFUSED|be (?:{_W}){{0,2}}(?:disqualified|eliminated|excluded|removed|dropped)|disqualif)",
        rf"(?:CALLING|CALLS|CALL) (?:{_W}|, |or |and |APPLICANT ){{0,6}}?(?:disqualif|(?:result in|lead to|mean|means|cause) (?:{_W}){{0,4}}(?:disqualification|rejection|removal|elimination|REFUSED)|be grounds)",
        rf"CALLING (?:{_W}|, |or ){{0,5}}NOT (?:help|speed|expedite|improve|increase|change|advance|further|make)",
        # "the hiring line is not monitored", "our phones are not staffed"
        rf"(?:line|PHONE|CALLS|number|mailbox|desk) (?:{_W}){{0,3}}(?:NOT|un)(?: )?(?:be )?(?:ACCEPT|staffed|attended|manned|monitored|checked)",
        rf"(?:line|lines|OTHER|PHONE) (?:{_W}){{0,2}}(?:reserved|ONLY|kept) (?:{_W}){{0,2}}for (?:{_W}){{0,1}}(?:customers|clients|patients|guests|members|emergencies|orders|business)",
        # "contact by e-mail exclusively", "all correspondence in writing", "inquiries by email only"
        r"(?:contact|correspondence|communicat\w+|questions|inquiries|enquiries|queries|inquire|enquire|reach|reachable|CONTACT|respond|ACCEPT) (?:(?!application|resume|cv|submission)[a-z']+ |ACCEPT |or |APPLICANT ){0,8}?(?:by |via |in |through |over )?WRITING (?:(?:please|address|to) )?ONLY",
        r"(?:contact|correspondence|communicat\w+|questions|inquiries|enquiries|queries|reach) (?:(?!application|resume|cv|submission)[a-z']+ |ACCEPT |or |APPLICANT ){0,8}?ONLY (?:ACCEPT )?(?:be )?(?:made |sent |submitted |directed )?(?:by |via |in |through |over |to )?WRITING",
        rf"(?:all|any) (?:{_W}){{0,2}}(?:correspondence|communications?|questions|inquiries|enquiries|queries|contact)(?: [a-z]+){{0,4}} (?:by |via |must be |be )*WRITING (?:[.;,!]|please|and|$)",
        r"ONLY (?:contact|reach|inquire|enquire|communicate|correspond|respond|reply)(?: [a-z]+){0,4} (?:by |via |in |through |over )?WRITING",
        r"(?:^|[.;,:!(-] |please )(?:(?:contact|inquiries|enquiries|questions|reply|respond|us|replies|responses) )?(?:by |via )?WRITING (?:inquiries |enquiries |contact |questions |queries |please )?ONLY (?:[.;,:!)(-]|please|$)",
        r"(?:^|[.;,:!(-] |please )(?:please )?ONLY (?:use )?WRITING (?:[.;,:!)(-]|us|me|please|$)",
        r"BAN",
    )
)

# What the words before or after a ban's own words make of it.
_DUTY_BEFORE = re.compile(
    r"(?:\b(?:with|are|is|involves?|has|have|had|makes?|making|handles?|handling|requires?|means|was|were|includes?|offers?|"
    r"there|gets?|places?|placing|performs?|almost|virtually|minimal|little or|experience|so that|sure|ensure|ensuring)"
    r"(?: (?:that|almost|virtually|absolutely|OTHER|or|there))?) $"
)
_EMPLOYEE = (
    r"(?:you|successful APPLICANT|ideal APPLICANT|right APPLICANT|employees?|incumbents?|agents?|drivers?|technicians?|"
    r"associates?|reps|representatives?|role|position|job|interns?|staff member|advisors?|team members?|nurses?|"
    r"who|they|customers?|clients?|users?|patients?|callers)"
)
_EMPLOYEE_SUBJECT = re.compile(rf"\b{_EMPLOYEE} (?:(?:{_W}){{0,3}})$")
_CONDITION = re.compile(
    r"\b(?:if|when|unless|whether|because|those who|people who|APPLICANT who) (?:[a-z']+ ){1,3}$"
)
_EMPLOYER_SUBJECT = re.compile(
    rf"\b(?:we|i|hr|our (?:{_W}){{0,2}}|OURS|company|team|it|they)(?: (?:{_W}){{0,2}})?$"
)
_DUTY_AFTER = re.compile(
    r"^ (?:(?:or|and) OTHER )?(?:(?:is|are|will be|ever) )?(?:ever )?(?:DUTY|involved|in this (?:role|job|position)|to make|to customers|to clients|OTHER (?:or|and) DUTY)"
    r"|^ (?:left |goes? |are |is |being )?(?:missed|dropped)|^ (?:for|to|from|with) (?:our |your |the )?(?:on-site|onsite|customers?|clients?|patients?|guests|prospects|leads|members|staff|employees|drivers)\b"
    r"|^ (?:all day|all night|ever again)"
)
_CLOCK = re.compile(
    r"^(?: (?:us|the|store|office|restaurant|on|weekdays|please))* (?:after|before|past|until|between|during|earlier than|later than|on|outside|at)"
    r" (?:the )?(?:\d{1,2}(?::\d\d)?(?: ?(?:am|pm|h|hrs|o'clock|[-–] \d+| to \d+))|noon|midnight|weekends?|sundays?|saturdays?|"
    r"holidays|(?:busy|peak|rush|lunch|dinner|service|class|school|teaching|business|office|opening|regular|working|store) (?:hours?|times?|service|periods?)|"
    r"lunch|dinner|hours|night)"
)
_NAMING = re.compile(
    r"^ (?:yourself|yourselves|it\b(?! ?(?:line|department|office))|itself|ourselves|themselves|himself|myself|home\b|"
    r"that|these|those|him a|her a|us (?:a|an)\b|ourselves|into|upon|on customers|out\b|off\b|quits|attention|"
    r"(?:\w+ )?(?:customers?|clients?|patients?|guests|prospects|leads|consumers|donors|parents|residents|tenants|callers|911|work a)\b|"
    r"(?:this|that|\w+ ?) (?:a|an|it) )"
)
_AGENTS_AFTER = re.compile(
    rf"^ (?:(?:{_W}|, |or |and |CALLS |WRITING |ACCEPT ){{0,7}}?)(?:from|by|of) (?:(?:any|external|outside|all|the|unsolicited|other) |(?:{_W})?(?:, |or |and )){{0,4}}AGENT"
)
_AGENT_PLAIN = re.compile(r"(?<!NO )(?<!NO or )\bAGENT\b")
_AGENT_HEADING = re.compile(
    r"^ ?(?:(?:note|notice|attention|message|memo|attn|dear|important|to|for|all|the|[:,-]|please|a) ){0,6}AGENT (?:(?:or|and|,) (?:AGENT |other ){0,2}){0,3}(?:[:,.-]|note)"
)

_WELCOMES = tuple(
    re.compile(shape)
    for shape in (
        rf"FREELY (?:{_W}|, |or |WRITING ){{0,5}}?(?:CALL|TALK|PHONE|BYPHONE)",
        rf"(?:CALLS|CALLING) (?:{_W}){{0,3}}(?:are |is )?(?:always |most |very |also |warmly )*(?:welcome|ACCEPT|FREELY)",
        rf"(?:^|[.;:?!,(-] |please |or |and |to |may |can |should |simply |just |then |also )(?:CALL|PHONE|CALLS) (?:(?:us|me|our|the|him|her|mr|ms|mrs|dr|hr|in|or|and|,|us today|at|on|:|{_W[3:-1]}) ?){{0,8}}?(?:at |on |: |\( )?[+(]?\(? ?\d[\d ().-]{{4,}}",
        r"(?:please|questions \?|information ,?|interested ,?|details ,?|apply ,?|may|can) (?:also )?CALL (?:us|me|[a-z]+ for|[a-z]+ at|now|today|or|our office|the office|[a-z]+ [.])",
        r"\bCALL [a-z]+ (?:[a-z]+ )?(?:for a (?:quick )?chat|for more|for (?:further )?information|for details|if you)",
        r"(?:contact|reach|speak|call|enquir\w+|inquir\w+|information)(?: [a-z'.]+){0,8} (?:at|on|:)(?: :)? [+(]?\(? ?\d[\d ().-]{4,}",
        r"(?:^|[.;:?!,(-] |please |may |can |or |to |information ,? )CALL (?:[a-z'.]+ ){0,3}[+(]?\(? ?\d",
    )
)
_NOT_WELCOME = re.compile(
    r"accommodation|disab|\btty\b|\btdd\b|relay|fraud|scam|eeo|discriminat|911|customers|clients|patients|benefits?\b|"
    r"background check|hotline|advertis|to place (?:a|an)|technical (?:support|issue|difficult)|help ?desk|verify"
)

_NO_CONTACT = tuple(
    re.compile(shape)
    for shape in (
        rf"NO (?:{_ITEM})?(?:CALLS|PHONE)(?: |, |or |and |NOT ){{1,3}}(?:{_ITEM}(?:, |or |and )+)*(?:direct )?(?:WRITING|emailing|messages|contact)\b",
        rf"NO (?:{_ITEM}(?:, |or |and )+)*(?:direct )?(?:WRITING|messages)(?:, |or |and |NOT | )+(?:{_ITEM}(?:, |or |and )+)*(?:[a-z]+ )?(?:CALLS|PHONE)",
        r"NOT (?:CALL|CALLING)(?: us)? ?(?:, |or |and |NOT | )+(?:WRITING|contact)\b",
        r"NOT (?:WRITING|contact)(?: us)? ?(?:, |or |and |NOT | )+(?:visit )?(?:, |or |and )*(?:CALL|CALLING)\b",
        r"NOT (?:attempt to |try to |to )?(?:contact|approach|follow up|inquire|enquire)(?! (?:[a-z]+ ){0,5}(?:BYPHONE|with unsolicited|about other|if you))",
        r"NO (?:direct |further |unsolicited |other )?(?:contact|inquiries|enquiries|correspondence|follow-ups?|followups?)(?: (?:please|will|from APPLICANT|to|about|regarding|or|[.,!;)])|$)",
        rf"(?:inquiries|enquiries|correspondence) (?:{_W}){{0,4}}NOT (?:be |{_W}){{0,2}}ACCEPT",
        rf"NOT (?:{_W}){{0,3}}ACCEPT (?:{_W}){{0,3}}(?:inquiries|enquiries|correspondence|status requests)",
        r"NOT (?:enter into|engage in) (?:any )?correspondence",
    )
)
_ONLY_THROUGH = tuple(
    re.compile(shape)
    for shape in (
        r"(?:contact|correspondence|communicat\w+|questions|inquiries|enquiries|queries|reach|inquire|enquire|CONTACT|CALLS) (?:(?!application|resume|cv)[a-z'@.:-]+ |ACCEPT |or |APPLICANT |and ){0,12}?(?:by |via |in |through |to )?(?:WRITING|portal|website|form|online|system|site|mailbox|address) (?:(?:please|address|to|form|portal|system) )?ONLY",
        r"(?:contact|correspondence|communicat\w+|questions|inquiries|enquiries|queries|reach|inquire|enquire) (?:(?!application|resume|cv)[a-z']+ |ACCEPT |or |APPLICANT |and ){0,9}?ONLY (?:ACCEPT )?(?:[a-z]+ ){0,3}?(?:by|via|in|through|to) (?:[a-z]+ ){0,4}?(?:WRITING|portal|website|form|online|system|site|[\w.-]+@)",
        rf"(?:all|any) (?:{_W}){{0,2}}(?:correspondence|communications?|questions|inquiries|enquiries|queries|contact)(?: [a-z]+){{0,4}} (?:must|should|shall|need to|are to|has to|have to|is to)?(?: [a-z]+){{0,4}} ?(?:WRITING|portal|[\w.-]+@)",
        rf"(?:WRITING|online|portal|form) (?:{_W}|, )*?INSTEAD (?:by |via )?(?:CALLS|CALLING|PHONE|CALL|BYPHONE)",
        r"ONLY (?:contact|reach|inquire|enquire|communicate|correspond|respond|reply)(?: [a-z]+){0,4} (?:by |via |in |through )?(?:WRITING|portal|online)",
        r"(?:^|[.;,:!(-] |please )(?:(?:contact|inquiries|enquiries|questions|reply|respond|replies|responses) )?(?:by |via )?WRITING (?:inquiries |enquiries |contact |questions |queries )?ONLY (?:[.;,:!)(-]|please|$)",
        r"(?:direct|send|address|submit) (?:all|any) (?:questions|inquiries|enquiries|correspondence|queries|communications?)(?: [a-z]+){0,6} (?:WRITING|[\w.-]+@|portal)",
    )
)  # fmt: skip


def read_phone_policy(sentences: Iterable[Sentence]) -> Policy[PhoneValue]:
    """Whether applicants may telephone, with the sentence that says so: the first ban if there is one, else
    the first invitation, else not stated.
    """
    welcome: Policy[PhoneValue] | None = None
    agents_until = -1
    for number, sentence in enumerate(sentences):
        tagged = tag(sentence.text)
        if tagged is None:
            # an address line ("Note to agencies:") need not mention the telephone itself
            if _AGENT_HEADING.search(_rewrite(_plain(sentence.text[:120]))):
                agents_until = number + 2
            continue
        if _AGENT_HEADING.search(tagged):
            agents_until = number + 2
        told_to_agents = number <= agents_until and "APPLICANT" not in tagged and "applying" not in tagged
        if not told_to_agents and (_forbids(tagged) or _forbids_elsewhere(sentence.text)):
            return Policy("no_calls", sentence.text, sentence.start, sentence.end, "text")
        if welcome is None and not told_to_agents and _welcomes(tagged):
            welcome = Policy("calls_welcome", sentence.text, sentence.start, sentence.end, "text")
    return welcome or Policy("not_stated")


def read_contact_policy(sentences: Iterable[Sentence]) -> Policy[ContactValue]:
    """Whether the employer may be written to at all, or only through one way, with the sentence."""
    through: Policy[ContactValue] | None = None
    for sentence in sentences:
        tagged = tag(sentence.text)
        if tagged is None:
            continue
        for m in (m for shape in _NO_CONTACT for m in shape.finditer(tagged)):
            if not _told_to_agents(tagged, m) and not _about_the_work(tagged, m):
                return Policy("no_contact", sentence.text, sentence.start, sentence.end, "text")
        if through is None and any(shape.search(tagged) for shape in _ONLY_THROUGH):
            through = Policy("only_through", sentence.text, sentence.start, sentence.end, "text")
    return through or Policy("open")


def tag(sentence: str) -> str | None:
    """The sentence in tags and small words, or None where nothing in it can be about contact."""
    m = _RELEVANT.search(sentence)
    if m is None:
        return None
    return _rewrite(_plain(sentence[max(0, m.start() - _WINDOW) : m.end() + 2 * _WINDOW]))


def _plain(text: str) -> str:
    text = text.lower().replace("’", "'").replace("‘", "'").replace("\u00ad", "")
    for pattern, replacement in _CONTRACTIONS:
        text = pattern.sub(replacement, text)
    return text.strip()


def _rewrite(plain: str) -> str:
    for name, wording in REWRITERS:
        plain = wording.sub(name, plain)
    return plain + " "


def _forbids(tagged: str) -> bool:
    return any(
        not _told_to_agents(tagged, m) and not _about_the_work(tagged, m)
        for shape in _BANS
        for m in shape.finditer(tagged)
    )


def _forbids_elsewhere(sentence: str) -> bool:
    lowered = sentence.lower()[:2000]
    return bool(FOREIGN_NO_CALLS.search(lowered)) and not FOREIGN_AGENTS.search(lowered)


def _welcomes(tagged: str) -> bool:
    if _NOT_WELCOME.search(tagged):
        return False
    return any(
        not re.search(
            rf"\b(?:you will|will|ability to|able to|responsible for|if not ,) (?:{_W}){{0,3}}$",
            tagged[: m.start()],
        )
        for shape in _WELCOMES
        for m in shape.finditer(tagged)
    )


def _about_the_work(tagged: str, ban: re.Match[str]) -> bool:
    """Whether the ban's words speak of the role's duties, a thing's name, an hour, or the employer's calls."""
    before, after, words = tagged[: ban.start()], " " + tagged[ban.end() :].lstrip(), ban.group()
    if _CLOCK.search(after) or (words.endswith(("CALL", "CALLING")) and _NAMING.search(after)):
        return True
    if words.startswith("NO "):
        accepted = re.match(rf" (?:{_W}){{0,3}}(?:ACCEPT|please)", after)
        return bool(_DUTY_AFTER.search(after) or (_DUTY_BEFORE.search(before) and not accepted))
    if words.startswith("NOT "):
        if _CONDITION.search(before) or re.search(
            r"\b(?:required|expected|asked|have) to\b|OTHER|\bbe DUTY", words
        ):
            return True
        if (
            words.endswith(("CALL", "CALLING"))
            and _EMPLOYER_SUBJECT.search(before)
            and not before.endswith("ask you ")
        ):
            return not re.search(r"\b(?:ask|request|prefer|require)\b", before)
        takes_calls = "CALLS" in words and "ACCEPT" in words
        return bool(takes_calls and _EMPLOYEE_SUBJECT.search(before)) or bool(_DUTY_AFTER.search(after))
    if words.startswith("CALLS") or words.startswith("ACCEPT"):
        return bool(re.search(r"\b(?:ensur\w+|make sure|making sure|responsible for)\b", before))
    return False


def _told_to_agents(tagged: str, ban: re.Match[str]) -> bool:
    """Whether only agencies, recruiters or sellers are told: as the one addressed or spoken of before the
    ban in its clause, as the source of the calls after it, or as part of their name ("recruiter calls").
    """
    words, after = ban.group(), tagged[ban.end() - 1 :]
    named_after = _AGENTS_AFTER.search(after)
    if named_after:
        return not re.search(r"APPLICANT", after[: named_after.end() + 40])
    if re.search(
        r"\bAGENT (?:or AGENT )*(?:CALLS|CALLING)|(?:CALLS|CALLING)(?: or WRITING)? (?:from|by) (?:[a-z]+ ){0,2}AGENT",
        words,
    ):
        return True
    start = max(tagged.rfind(stop, 0, ban.start()) for stop in (". ", "; ", "! ", "? ", "( ")) + 1
    clause = tagged[max(start, 0) : ban.start()]
    spoken_to = [m.end() for m in _AGENT_PLAIN.finditer(clause)]
    if not spoken_to or re.search(r"\bNO (?:[a-z]+ ){0,2}(?:(?:or|and|,) )*AGENT", clause):
        return False
    return "APPLICANT" not in clause[spoken_to[-1] :]
