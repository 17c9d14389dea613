"""The words that policies are made of.

A sentence is rewritten row by row, from top to bottom, into these capital tags; what is left in small letters
are words without a part in the shapes of `grammar`. Each row is a tag and the wordings that stand for it
(regular expressions over lower-case words, single spaces, punctuation as words of its own). Later rows may
build on the tags of earlier ones.
"""

from __future__ import annotations

import re

_PHONE = r"(?:tele)?phone|telephonic(?:ally)?|tel|fone"
_ASKING = (
    r"inquir(?:y|ies)|enquir(?:y|ies)|quer(?:y|ies)|questions?|requests?|contacts?|applications?|"
    r"follow ?-?ups?|"
    r"correspondence|communications?|messages?|responses|conversations|discussions|submissions|"
    r"solicitations?|"
    r"resumes|applicants|contacting"
)
_ASKED = (  # nouns alone: "contact us by phone" is an act
    r"inquir(?:y|ies)|enquir(?:y|ies)|queries|questions|requests|contact(?= by| via)|applications|"
    r"follow ?-?ups|"
    r"correspondence|communications?|messages"
)
_WORK_CALLS = (
    r"cold|warm|sales|outbound|inbound|incoming|outgoing|customer|client|support|service|house|home|"
    r"video|zoom|"
    r"skype|teams|conference|emergency|radio|curtain|roll|missed|collections?|telemarketing|marketing|donor|"
    r"parent|patient|member|guest|prospect|crisis|field|discovery|system|api|function|procedure|"
    r"client-facing|"
    r"late-night|robo|hotline|dispatch|nuisance|crank|spam|scam"
)

REWRITING: tuple[tuple[str, str], ...] = (
    # Things that only sound like telephoning us.
    (
        "OTHER",
        (
            r"no[ -]call(?:s)?(?: ,| or)? no[ -]shows?|no[ -]call lists?|do not call (?:list|registry|"
            r"register)s?"
        ),
    ),
    (
        "BAN",
        (
            r"no[ -](?:phone[ -])?calls?[ -](?:policy|rule)|no[ -]phone[ -](?:policy|rule)|"
            r"no-(?:phone-)?calls?(?:-please)?(?! (?:sunday|weekend|night|day|list))"
        ),
    ),
    ("OTHER", rf"(?:{_WORK_CALLS})(?: or (?:{_WORK_CALLS}))?[ -](?:(?:tele)?phone[ -])?call(?:s|ing|ers?)?"),
    (
        "OTHER",
        (
            r"on[ -]call(?: (?:duty|duties|rotations?|shifts?|hours|work|schedule|basis))?|call[ -]?outs?|"
            r"call[ -]?backs?"
        ),
    ),
    (
        "OTHER",
        (
            r"call(?:s|ing)?[ -](?:cent(?:er|re)s?|volumes?|handling|rotations?|duty|duties|lists?|"
            r"logs?|sheets?|"
            r"screening|quality|flows?|tracking|recording|metrics|scripts?|queues?|takers?|time|stack|"
            r"graphs?|notes|"
            r"reports?|reluctance|plans?|cards?)"
        ),
    ),
    (
        "OTHER",
        (
            r"(?:a |this is not a |open |the )calls? (?:for|to|of)|calls? for (?:proposals|papers|entries|"
            r"tenders|applications|resumes|service)|so[ -]called|called"
        ),
    ),
    (
        "OTHER",
        (
            rf"(?:{_PHONE}) (?:(?:or|and) \w+ )?(?:systems?|experience|skills|etiquette|manners?|"
            rf"interviews?|screens?|screening|"
            r"interviewing|numbers?|books?|sales|banking|banks?|support|coverage|bills?|plans?|"
            r"allowance|stipend|"
            r"answering|reception|lists?|operators?|directory|coding|apps?|service|work|duty|duties|"
            r"exchange|orders)"
        ),
    ),
    (
        "OTHER",
        (
            r"(?:answer(?:ing|s)?|man(?:ning)?|pick(?:ing)? up|operat(?:e|ing)) (?:the |a |our |"
            r"multi-line )*(?:tele)?phones?(?! (?:calls?|inquir|enquir|quer))"
        ),
    ),
    (
        "OTHER",
        (
            r"(?:cell|mobile|smart|company|work|personal|desk|company-paid|own|"
            r"camera)[ -]?(?:tele)?phones?(?! (?:calls?|inquir|enquir))"
        ),
    ),
    (
        "OTHER",
        (
            r"games? of telephone|telephone game|phones|(?:a|your|their|his|her) (?:tele)?phone(?! (?:call|"
            r"inquir|enquir))"
        ),
    ),
    ("OTHER", r"no-calls? (?:sundays?|weekends?|nights?|days?|hours|zone)|call in (?:sick|late)"),
    ("OTHER", r"personal (?:(?:tele)?phone )?calls"),
    # Who is spoken to, or of.
    (
        "OURS",
        (
            r"(?:our|the|your|my|a|an) (?:\w+ ){0,2}(?:recruiters?|recruiting|recruitment (?:team|office|"
            r"department|staff)|talent)"
        ),
    ),
    (
        "AGENT",
        (
            r"(?:(?:recruit(?:ment|ing|er)|staffing|employment|temp(?:orary)?|hiring|search|placement|"
            r"external|outside|"
            r"third[ -]?party|3rd[ -]?party|talent|headhunting|executive search|rpo)(?: or )?[ -]?)*"
            r"(?:agenc(?:y|ies)|recruiters?|head[ -]?hunters?|recruitment consultants?|"
            r"(?:recruitment|recruiting|staffing|search|placement) (?:firms?|compan(?:y|ies)|"
            r"consultanc(?:y|ies)|vendors?|services|businesses)|"
            r"(?:third|3rd)[ -]part(?:y|ies)|vendors?|consultanc(?:y|ies)|body ?shops?|sales ?(?:people|"
            r"persons?|reps|representatives)|"
            r"solicitors|telemarketers|spammers|suppliers|resellers|marketers|brokers|intermediaries)"
        ),
    ),
    (
        "AGENT",
        r"recruitment|(?:sales|service|media|advertising) solicitations?|solicitations? (?:from|by) \w+",
    ),
    (
        "APPLICANT",
        (
            r"(?:applicants?|candidates?|jobseekers?|job seekers?|those (?:interested|applying)|"
            r"interested (?:persons|parties|individuals)|anyone|individuals|persons|people|students|teachers|"
            r"parents)"
        ),
    ),
    # How strongly.
    (
        "FREELY",
        (
            r"(?:do )?(?:not|never) (?:you )?(?:hesitate|be (?:afraid|shy|scared)|forget|wait|think twice|"
            r"fear)(?: to| and| about)?|why not|please feel free(?: to)?|feel free(?: to)?|happy to|"
            r"welcome to|encouraged to|invited to"
        ),
    ),
    ("INSTEAD", r"rather than|instead of|in lieu of|as opposed to|in place of"),
    (
        "NOT",
        (
            r"(?:under no circumstances?|at no time|in no (?:event|case)|on no account)|"
            r"too (?:small|busy|few|understaffed|short-staffed|stretched) (?:(?:a )?(?:team|office) )?to|"
            r"(?:do )?(?:not|never)|neither|nor|(?:kindly |please )?(?:refrain|abstain|desist)(?:ing)? from|"
            r"avoid|"
            r"hold off(?: on| from)?|(?:no point|no use)(?: in)?|unable to|not able to|without|stop|"
            r"resist the (?:urge|temptation) to|skip(?: the)?|spare us(?: the)?|forgo"
        ),
    ),
    ("NO", r"no|zero|absolutely no|strictly no"),
    # The acts.
    (
        "TALK",
        (
            rf"(?:speak|talk|converse|discuss|communicate|correspond)(?:ing)?(?: (?!NOT|NO|"
            rf"INSTEAD)\w+){{0,5}} (?:by|via|over the|over|on the|through|OVER) (?:the )?(?:{_PHONE})"
        ),
    ),
    (
        "CALLS",
        (
            rf"(?:{_PHONE})[ -]?calls?|(?:{_PHONE})(?: (?:or|and|,) (?:\w+ )?(?:email|fax|text|letter|mail|"
            rf"person|in-person|walk-in))? (?:{_ASKING})|calls|voice ?-?mails?|phone-ins?|call-ins?"
        ),
    ),
    (
        "CALLS",
        (
            rf"(?:{_ASKED})(?: (?!NOT|NO)\w+)? (?:by|via|over the|on the|"
            rf"through) (?:\w+ or )?(?:the )?(?:{_PHONE})"
        ),
    ),
    (
        "CALL",
        (
            r"(?:contact|reach|approach|follow up|inquire|enquire|message|get in touch|respond|reply|"
            r"check|ask|apply|submit)(?:ing|s|es|ed)?"
            rf"(?: (?!NOT|NO|INSTEAD|ONLY|CALLS?|AGENT|OTHER|email|"
            rf"online)[\w']+){{0,6}}?(?: directly)? (?:by|via|over the|over|on the|through|"
            rf"with a) (?:\w+ (?:or|and) )?(?:the )?(?:CALLS|{_PHONE})"
        ),
    ),
    (
        "CALL",
        (
            r"(?:give|giving) (?:us|me|him|her|them|the \w+|\w+) a (?:call|ring|bell|buzz)|"
            r"pick(?:ing)? up the phone|make (?:a )?CALLS|making (?:a )?CALLS"
        ),
    ),
    ("CALL", r"(?:(?<=APPLICANT )|(?<=NOT )|(?<=NOT to )|(?<=should )|(?<=please ))(?:tele)?phone(?= [a-z])"),
    ("BYPHONE", rf"(?:by|via|over the|on the|per) (?:{_PHONE}|fax or phone|calling)"),
    ("CALLING", r"calling|phoning|telephoning|ringing"),
    (
        "CALL",
        (
            r"call|dial|ring|(?:tele)?phone(?= (?:us|me|the|our|this|any|hr|about|for|regarding|in|or|to|"
            r"before|[,.;!?)]))"
        ),
    ),
    ("PHONE", rf"{_PHONE}"),
    ("WRITING", r"emails?|in writing|written|writing|by (?:post|mail|letter)|e-?mailing"),
    (
        "ACCEPT",
        (
            r"accept(?:ed|ing|s)?|tak(?:e|en|ing|es)|return(?:ed|ing)?|answer(?:ed|ing|s)?|considered|"
            r"considering|consider|welcome[ds]?|permit(?:ted)?|allow(?:ed)?|acknowledge[ds]?|acknowledging|"
            r"entertain(?:ed)?|respond(?:ing|ed)?(?: to)?|repl(?:y|ied)(?: to)?|field(?:ing|ed)?|receiv(?:e|"
            r"ed|ing)|handl(?:e|ed|ing)|process(?:ed|ing)?|appreciated?|encouraged?|address(?:ed)?|honou?red|"
            r"accommodate[d]?|monitored|want|wish for|possible|get a response|ok|okay|acceptable|desired|"
            r"wanted|invited|necessary or welcome|dealt with|put through|answerable"
        ),
    ),
    ("DECLINE", r"discourages?|declines?|refuses?|prohibits?|forbids?|bans?|disallows?|rejects?"),
    (
        "REFUSED",
        (
            r"discouraged|prohibited|forbidden|unwelcome|disregarded|ignored|rejected|unanswered|declined|"
            r"refused|banned|off limits|discarded|deleted|unreturned"
        ),
    ),
    ("ONLY", r"only|exclusively|solely|strictly"),
    ("DUTY", r"required|needed|necessary|involved|experience|expected of you|to make"),
)

REWRITERS = tuple((tag, re.compile(rf"(?<![\w-])(?:{wording})(?![\w-])")) for tag, wording in REWRITING)

# Whole sentences of other languages, in lower case.
FOREIGN_NO_CALLS = re.compile(
    r"\bno se (?:aceptan|aceptarán|atienden|atenderán|reciben|recibirán|admiten|admitirán|responden|"
    r"contestan) (?:\w+ ){0,3}llamadas"
    r"|\bno (?:se atiende|contactar|comunicarse|contacte|consultas?)(?: \w+){0,3} (?:por teléfono|"
    r"por telefono|telefónic[ao]s?)"
    r"|(?:^|[.,;:¡!(-] ?|por favor,? |favor de |abstenerse de |rogamos |se ruega |"
    r"pedimos )no (?:llamar|llame|llamen|telefonear)\b"
    r"|\babst[eé]n(?:erse|gase|ganse) de (?:llamar|telefonear)|(?:^|[.,;:¡!(] ?)(?:no|"
    r"sin) llamadas\b(?! en frío)"
    r"|\b(?:ne pas|ne) (?:nous |me )?(?:téléphoner|telephoner|téléphonez|appeler|appelez)\b"
    r"|\b(?:pas|aucun|aucuns|point) d?['’e ]?\s?(?:appels?|coups? de téléphone|coups? de fil)\b|"
    r"\bpas de (?:téléphone|contact téléphonique)"
    r"|\bappels? téléphoniques? (?:ne|non)\b|\baucune? (?:demande|candidature|"
    r"réponse) (?:\w+ )?(?:par téléphone|téléphonique)"
    r"|\b(?:bitte )?(?:keine|von) (?:telefonischen? )?(?:anrufen?|telefonanrufen?|telefonate)\b(?! bei kund)"
    r"|\bvon telefonischen? (?:\w+ ){1,8}(?:abzusehen|absehen|ab)\b"
    r"|\bkeine telefonischen? (?:an|rück|nach)?(?:fragen|auskünfte|bewerbungen|auskunft)"
    r"|\btelefonische \w+ (?:\w+ ){0,4}nicht\b|\bbitte (?:\w+ ){0,3}nicht (?:an|zurück)?(?:rufen|"
    r"telefonieren)\b|\bnicht telefonisch\b"
    r"|\b(?:gelieve|alsjeblieft|svp|aub) niet (?:te )?bellen|\bgeen (?:telefoontjes|telefonische)\b"
    r"|\b(?:por favor )?não (?:ligar|ligue|telefonar|telefone|aceitamos (?:ligações|telefonemas|chamadas))\b"
    r"|\bnon (?:telefonare|chiamare|si accettano (?:telefonate|chiamate))\b|\bno (?:telefonate|perditempo)\b"
)
FOREIGN_AGENTS = re.compile(
    r"agencias|reclutador|consultor[ae]s|agences|cabinets|recruteurs|agenturen|personalvermittl|"
    r"personaldienstleist|"
    r"headhunter|acquisitie|agências|agenzie"
)
