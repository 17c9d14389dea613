"""The shapes of sentences that forbid or invite contact, over the tags of `phrases`.

A shape is a regular expression in which `{piece}` stands for a part named below. Words in capitals are tags,
words in small letters themselves. Every repetition is bounded, so no sentence takes long.
"""

from __future__ import annotations

import re

_WORD = r"(?:[a-z0-9$][a-z0-9$'.@_-]* )"
_ACT_WORD = r"(?:(?!(?:but|so|you|may|can|we|just|please|if)\b)[a-z0-9$][a-z0-9$'.-]* )"
_ITEM = r"(?:(?:AGENT|APPLICANT|WRITING|ACCEPT|OTHER|CALLS|CALLING|[a-z-]+) ){1,3}"
_ABOUT_CONTACT = (
    r"(?:contact|correspondence|communicat\w+|questions|inquiries|enquiries|queries|inquire|enquire|"
    r"reach|reachable|"
    r"respond|replies)"
)

PIECES = {
    "word": _WORD,  # one word without a part in the grammar
    "words": rf"{_WORD}{{0,4}}?",
    "phrase": rf"(?:{_WORD}|, |: |or |and |WRITING |\( |\) |APPLICANT |AGENT |CALLS |NOT DUTY ){{0,9}}?",
    "list": rf"(?:{_ITEM}(?:, |or |and |NOT )+){{0,6}}",  # "faxes, drop-ins or "
    "kind": (
        r"(?:(?:AGENT|direct|further|unsolicited|additional|individual|general|such|outside|more|incoming|"
        r"status|unscheduled|ph|follow-up|inquiry|enquiry|recruiting|hiring|job|employment|walk-in|text|"
        r"AGENT or) ){0,2}"
    ),
    "aside": (
        rf"(?:, {_WORD}{{1,5}}, |(?:under any circumstances?|for any reason|in any case|at any time|"
        rf"at all) )"
    ),
    "try": (
        r"(?:(?:to|please|you|try to|attempt to|wish to|want to|like to|seek to|be|personally|ever|directly|"
        r"bother|bother to|bother with|ACCEPT to) ){0,3}"
    ),
    "acts": (
        rf"(?:(?:{_ACT_WORD}|WRITING |ACCEPT )(?:{_ACT_WORD}|WRITING |, |or |and |NOT |"
        rf"ACCEPT ){{0,6}}?(?:or |and |NOT )+)?"
    ),
    "act": r"(?:CALL|CALLING|TALK|BYPHONE)\b",
    "calls": r"(?:CALLS|CALLING|your (?:CALLS?|PHONE))\b",
    "phone": r"(?:a |the |to |with |by |via )?(?:CALLS|CALLING|PHONE|CALL|BYPHONE)",
    "lost": r"(?:disqualified|eliminated|excluded|removed|dropped|disqualif\w+)",
    "contact": _ABOUT_CONTACT,
    "how": (
        r"(?:(?!application|resume|cv|submission)[a-z'@.:-]+ |ACCEPT |or |and |APPLICANT |"
        r"CALLS ){0,10}?"
    ),
    "via": r"(?:by |via |in |through |over |to )?",
    "start": r"(?:^|[.;,:!(-] |please )",
    "stop": r"(?= (?:[.;,:!)(-]|please|and)| $)",
    "calling": r"(?:CALLS|CALLING|BYPHONE|(?:CALL|PHONE)(?= or))",
    "number": r"[+(]?\(? ?\d[\d ().-]{4,}",
    "portal": r"(?:WRITING|portal|website|form|online|system|site|mailbox)",
}

BANS = (
    # "no phone calls", "no drop-ins, faxes or calls", "no direct calls or emails", "no calling"
    "NO {list}{kind}{calls}",
    "NO (?:[a-z-]+ or )?(?:CALL|PHONE)(?= (?:[,.;!?)(-]|please|or|and)| $)",
    "CALLS (?:: |= )(?:none|NO|not|rejection|{word}?{lost}|{word}rejection)\\b",
    # "please do not, under any circumstances, visit, email or call", "it is not possible to apply by phone"
    "NOT {aside}?{try}{acts}{try}{act}",
    # "under no circumstances should applicants call the office"
    "NOT (?:should|may|must|shall|can) (?:an? |any |the )?(?:APPLICANT|you) {word}{0,2}{act}",
    # "refrain from phone calls", "neither calls nor visits", "we do not give updates by phone"
    "NOT {kind}CALLS",
    (
        "NOT {words}(?:give|given|provided?|available|reachable|discuss|discussed|updates?|status|ACCEPT|"
        "possible) {phrase}BYPHONE"
    ),
    # such as "please do not leave voicemails"
    "NOT (?:leave|make|place|send|attempt) {words}CALLS",
    # such as "phone calls about this role will not be returned", "calls are discouraged"
    "{calling} {phrase}NOT {words}(?:NOT )?ACCEPT",
    "{calling} {phrase}NOT {words}(?:please|allowed|reply|response)",
    "{calling} {phrase}NOT (?=[.;,])",
    "{calling} {phrase}REFUSED",
    "hold (?:all |your |any )?CALLS",
    "NOT (?:put|transfer|connect) (?:you|callers|APPLICANT)\\b",
    # such as "we cannot return phone calls", "our office does not accept faxes or calls"
    "NOT {words}ACCEPT {phrase}{calls}",
    "NOT {words}(?:interested in|open to) {phrase}CALLS",
    # such as "we discourage phone calls"
    "(?:we|i|office|committee|employer|company|department|policy|hr) {words}DECLINE {words}(?:CALLS|CALLING)",
    "REFUSED from {words}(?:CALLS|CALLING|CALL)",
    # such as "accepts no calls"
    "ACCEPT (?:absolutely )?NO {list}{kind}CALLS",
    # "by email rather than by phone", "email, not phone", "write to us instead of calling"
    (
        "(?:WRITING|write|online|portal|form|website|mail) (?:{word}|ONLY |[,;(-] |and |"
        "WRITING ){0,8}?(?:INSTEAD|NOT) {phone}"
    ),
    # "candidates who telephone will not be considered", "calling the office means disqualification"
    (
        "(?:APPLICANT|those|anybody) (?:who |that |found |caught )?{word}{0,2}(?:CALL|CALLING|PHONE) {phrase}"
        "(?:NOT (?:be )?ACCEPT|REFUSED|be {words}{lost})"
    ),
    (
        "(?:CALLING|CALLS|CALL) {phrase}(?:will be {lost}|(?:result in|lead to|means?|"
        "cause) {words}(?:{lost}|rejection|removal)|be grounds)"
    ),
    "REFUSED if you (?:CALL|PHONE)",
    "if you (?:CALL|PHONE) {phrase}(?:NOT (?:be )?ACCEPT|REFUSED|be {words}{lost})",
    "(?:CALLING|CALLS|CALL|PHONE) {phrase}disqualif",
    "CALLING {phrase}NOT (?:help|speed|expedite|improve|increase|change|advance|further|make)",
    # "the hiring line is not monitored", "our phone lines are reserved for customers"
    (
        "(?:line|lines|PHONE|CALLS|number|mailbox|desk) {words}NOT (?:be )?(?:ACCEPT|staffed|attended|"
        "manned|checked)"
    ),
    (
        "(?:lines?|OTHER|PHONE) {words}(?:reserved|ONLY|kept) {words}for {word}?(?:customers|clients|"
        "patients|guests|emergencies|orders)"
    ),
    # "contact by e-mail exclusively", "all correspondence in writing", "inquiries by email only"
    "{contact} {how}{via}(?:WRITING|form|portal|website) (?:(?:please|address|to) )?ONLY",
    "{contact} {how}ONLY (?:ACCEPT )?(?:be )?(?:made |sent |submitted |directed )?{via}WRITING",
    "(?:all|any) {word}{0,2}{contact} {words}(?:by |via |in |must be |be )*WRITING{stop}",
    "ONLY (?:contact|reach|inquire|enquire|communicate|correspond|respond|reply) {words}{via}WRITING",
    "ONLY ACCEPT (?:by |to )?WRITING{stop}",
    (
        "{start}(?:(?:contact|inquiries|enquiries|questions|reply|respond|us|replies|"
        "responses) )?{via}WRITING "
        "(?:inquiries |enquiries |contact |questions |queries |please )?ONLY{stop}"
    ),
    "{start}ONLY (?:use )?WRITING(?:{stop}| us| me)",
    "BAN",
)

WELCOMES = (
    "FREELY (?:{word}|, |or |WRITING ){0,5}?(?:CALL|TALK|PHONE|BYPHONE)",
    "(?:CALLS|CALLING) {words}(?:are |is )?(?:always |most |very |also |warmly )*(?:welcome|ACCEPT|FREELY)",
    (
        "(?:^|[.;:?!,(-] |please |or |and |to |may |can |should |simply |just |then |also )(?:CALL|"
        "PHONE|CALLS) "
        "(?:(?:or|and|,|at|on|:|[a-z0-9$'.-]+) ){0,8}?(?:at |on |: |\\( )?{number}"
    ),
    (
        "(?:please|questions \\?|information ,?|interested ,?|details ,?|apply ,?|may|can) (?:also )?CALL "
        "(?:us|me|[a-z]+ for|[a-z]+ at|now|today|or|our office|the office|[a-z]+ [.])"
    ),
    (
        "\\bCALL [a-z]+ (?:[a-z]+ )?(?:for a (?:quick )?chat|for more|for (?:further )?information|"
        "for details|if you)"
    ),
    (
        "(?:contact|reach|speak|enquir\\w+|inquir\\w+|information) {words}{words}"
        "(?:at|on|or|and|:)(?: :)? {number}"
    ),
    "(?:^|[.;:?!,(-] |please |may |can |or |to |information (?:, )?)CALL (?:[a-z'.]+ ){0,3}[+(]?\\(? ?\\d",
    "CALL (?:[a-z'.]+ ){0,4}(?:BYPHONE|if you (?:have|need|would)|with (?:any )?questions)",
    "(?:(?:please|or|can|may) |^|[.;:?!] )CALL [.!]",
)

NO_CONTACT = (
    (
        "NO (?:{list})?{kind}(?:CALLS|PHONE|CALL) ?(?:, |or |and |NOT )+{list}(?:direct )?(?:WRITING|"
        "emailing|messages|contact)\\b"
    ),
    "NO {list}(?:direct )?(?:WRITING|messages) ?(?:, |or |and |NOT )+{list}{kind}(?:CALLS|PHONE)",
    "NOT (?:CALL|CALLING)(?: us)? ?(?:, |or |and |NOT | )+(?:WRITING|contact)\\b",
    "NOT (?:WRITING|contact)(?: us)? ?(?:, |or |and |NOT | )+(?:visit )?(?:, |or |and )*(?:CALL|CALLING)\\b",
    (
        "NOT (?:attempt to |try to |to )?(?:contact|approach|follow up|inquire|enquire)"
        "(?! (?:[a-z]+ ){0,5}(?:BYPHONE|with unsolicited|about other|if you))"
    ),
    (
        "NO (?:direct |further |unsolicited |other )?(?:contact|inquiries|enquiries|correspondence|"
        "follow-ups?|followups?)"
        "(?= (?:please|will|from APPLICANT|to|about|regarding|or|[.,!;)])| $)"
    ),
    "(?:inquiries|enquiries|correspondence) {words}NOT {words}ACCEPT",
    "NOT {words}ACCEPT {words}(?:inquiries|enquiries|correspondence|status requests)",
    "NOT (?:enter into|engage in) (?:any )?correspondence",
)

ONLY_THROUGH = (
    "(?:{contact}|CALLS) {how}{via}{portal} (?:(?:please|address|to|form|portal|system) )?ONLY",
    "{contact} {how}ONLY (?:ACCEPT )?{words}(?:by|via|in|through|to) {words}(?:{portal}|[\\w.-]+@)",
    (
        "(?:all|any) {word}{0,2}{contact} {words}(?:must|should|shall|need to|are to|has to|have to|"
        "is to)? ?{words}"
        "(?:WRITING|portal|[\\w.-]+@)"
    ),
    (
        "(?:WRITING|write|online|portal|form) (?:{word}|, ){0,8}?INSTEAD (?:by |via )?(?:CALLS|CALLING|"
        "PHONE|CALL|BYPHONE)"
    ),
    (
        "ONLY (?:contact|reach|inquire|enquire|communicate|correspond|ACCEPT) {words}{via}"
        "(?:WRITING|portal|online)"
    ),
    (
        "{start}(?:(?:contact|inquiries|enquiries|questions|reply|respond|replies|responses) )?{via}WRITING "
        "(?:inquiries |enquiries |contact |questions |queries )?ONLY{stop}"
    ),
    (
        "(?:direct|send|address|submit) (?:all|any) (?:questions|inquiries|enquiries|correspondence|"
        "queries) {words}{words}"
        "(?:WRITING|[\\w.-]+@|portal)"
    ),
)

# --- What the words around a ban make of it --------------------------------------------------------------

# "a job with no phone calls", "there are no calls": the negation tells of the work.
DUTY_BEFORE = (
    r"\b(?:with|are|is|involves?|has|have|had|makes?|making|handles?|handling|requires?|means|was|"
    r"were|includes?|"
    r"offers?|there|gets?|places?|placing|performs?|almost|virtually|minimal|little or|experience|"
    r"so that|sure|"
    r"ensur\w+)(?: (?:that|almost|virtually|absolutely|OTHER|or|there))? $"
)
# "no calls involved", "no calls in this role", "no calls for our on-site staff"
DUTY_AFTER = (
    r"^ (?:(?:or|and) OTHER )?(?:(?:is|are|will be|ever) )?(?:ever )?(?:DUTY|involved|"
    r"in this (?:role|job|position)|"
    r"to make|to customers|to clients|OTHER (?:or|and) DUTY)"
    r"|^ (?:left |goes? |are |is |being )?(?:missed|dropped|unanswered)"
    r"|^ (?:for|to|from|with) (?:our |your |the )?(?:on-site|onsite|customers?|clients?|patients?|"
    r"guests|prospects|leads|"
    r"members|staff|employees|drivers)\b"
    r"|^ (?:home\b|while |during (?:shifts?|tours?|class|meetings?|work|your))"
    r"|^ (?:all day|all night|ever again)"
)
# "no meetings, no calls, no stress"
WORKDAY = (
    r"\bNO (?:meetings|stress|quotas|weekends|nights|travel|commute|commuting|overtime|boss|bosses|"
    r"bureaucracy|computers?|"
    r"tickets|standups?|slack|paperwork|selling|screens|deadlines|pressure|desk|office|politics|OTHER)\b"
)
# "do not call before 9 a.m.": an hour, not a ban
CLOCK = (
    r"^(?: (?:us|the|store|office|restaurant|on|weekdays|please))* (?:after|before|past|until|between|during|"
    r"earlier than|later than|on|outside|at) (?:the )?(?:\d{1,2}(?::\d\d)?(?: ?(?:am|pm|h|hrs|"
    r"o'clock|- \d+|to \d+))|"
    r"noon|midnight|weekends?|sundays?|saturdays?|holidays|lunch|dinner|hours|night|(?:busy|peak|"
    r"rush|lunch|dinner|"
    r"service|class|school|teaching|business|office|opening|regular|working|store) (?:hours?|times?|"
    r"service|periods?))"
)
# "don't call yourself", "do not call customers", "not to call a meeting"
NAMING = (
    r"^ (?:yourself|yourselves|it\b(?! (?:line|department|office))|itself|ourselves|themselves|"
    r"himself|myself|home\b|"
    r"that|these|those|him a|her a|us an?\b|an? |another |into|upon|out\b|off\b|in (?:sick|late|absent)|"
    r"quits|attention|"
    r"(?:\w+ )?(?:customers?|clients?|patients?|guests|prospects|leads|consumers|donors|parents|"
    r"residents|tenants|"
    r"callers|911)\b|(?:this|that|us|me|them|him|her|ourselves) (?:an?|it) )"
)
_WHOSE_WORK = (
    r"(?:you|successful APPLICANT|ideal APPLICANT|right APPLICANT|employees?|incumbents?|agents?|"
    r"drivers?|technicians?|"
    r"associates?|reps|representatives?|role|position|job|interns?|staff member|advisors?|"
    r"team members?|nurses?|volunteers?|staff|engineers?|"
    r"who|they|customers?|clients?|users?|patients?|callers)"
)
# "you will not be taking calls": the one who holds the role is spoken of
WORKER_SUBJECT = rf"\b{_WHOSE_WORK} {_WORD}{{0,3}}$"
# "we will not call you": the employer does the calling
_SAME_CLAUSE = r"(?:(?!(?:and|but|so|please)\b)[a-z']+ )"
EMPLOYER_SUBJECT = (
    rf"\b(?:we|i|hr|our {_SAME_CLAUSE}{{0,2}}|OURS|company|team|they)(?: {_SAME_CLAUSE}{{0,2}})?$"
)
CONDITION = (
    r"(?<!ACCEPT it )(?<!prefer it )(?<!grateful )(?<!best )(?<!better )\b(?:if|when|unless|whether|"
    r"because|should|those who|people who|APPLICANT who) (?:[a-z']+ ){1,3}$|\bbe able to $"
)

# --- Who is told -----------------------------------------------------------------------------------------

# "… from recruiters or staffing firms"
AGENTS_AFTER = (
    rf"^ (?:{_WORD}|, |or |and |CALLS |WRITING |ACCEPT ){{0,7}}?(?:from|by|of) "
    rf"(?:(?:any|external|outside|all|the|unsolicited|other) |{_WORD}?(?:, |or |and )){{0,4}}AGENT"
)
# "… to sell us your services", "… with unsolicited offers"
SELLERS_AFTER = (
    r"^ [^.!?;]{0,60}\b(?:sell|solicit|advertising|unsolicited|(?:your|other|recruitment) (?:services|"
    r"products))\b"
)
# "Recruiters, …": the whole sentence is theirs
TO_AGENTS = r"^(?:dear |attention |to (?:all )?)?AGENT(?: (?:or|and|,) AGENT){0,3} [,:-]"
AGENT_CALLS = (
    r"\bAGENT (?:or AGENT )*(?:CALLS|CALLING)|(?:CALLS|CALLING)(?: or WRITING)? (?:from|"
    r"by) (?:[a-z]+ ){0,2}AGENT"
)
NO_AGENTS = r"\bNO (?:[a-z]+ ){0,2}(?:(?:or|and|,) )*AGENT"
# "Note to agencies:", "To all staffing firms: …": the next sentences are still theirs
AGENT_HEADING = (
    r"^ ?(?:(?:note|notice|attention|message|memo|attn|important|to|for|all|the|[:,-]|please|a) ){1,6}AGENT"
    r"(?: (?:or|and|,) (?:other )?AGENT){0,3} [:,.;-]|^ ?AGENT(?: (?:or|and|,) AGENT){0,3} (?:[:.] ?$|note)"
)


def compiled(shapes: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """The shapes as patterns, their pieces filled in."""
    return tuple(re.compile(_filled(shape)) for shape in shapes)


def _filled(shape: str) -> str:
    for name, piece in PIECES.items():
        shape = shape.replace("{" + name + "}", piece)
    return shape
