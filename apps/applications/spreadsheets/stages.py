"""Stages in anybody's words. A guess is shown before it counts; what nobody can know gets none."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.applications.vocabulary import CloseReason, Stage

LEAVE_OUT = "leave_out"
NO_ANSWER = f"{Stage.CLOSED}:{CloseReason.NO_ANSWER}"
# What a wording can be made to mean: a stage; closed with its reason; these rows not at all.
STAGE_CHOICES: tuple[tuple[str, str | Promise], ...] = (
    *((stage.value, stage.label) for stage in Stage if stage != Stage.CLOSED),
    (NO_ANSWER, _("Closed: no answer")),
    (f"{Stage.CLOSED}:{CloseReason.POSTING_WITHDRAWN}", _("Closed: posting withdrawn")),
    (f"{Stage.CLOSED}:{CloseReason.FILLED}", _("Closed: filled")),
    (f"{Stage.CLOSED}:{CloseReason.MY_CHOICE}", _("Closed: my choice")),
    (LEAVE_OUT, _("Leave these rows out")),
)
_TURNED_DOWN = (
    r"reject"
    r"|not? (?:been )?(?:selected|chosen|shortlisted|successful|mov\w+ forward|proceed\w*|progress\w*)"
    r"|unsuccessful|turned (?:me )?down|den(?:ied|ial)|regret|no longer (?:under )?consider"
    r"|fail(?:ed)?\b|passed on me|no offer|refus[ée]|rechaz|descartad|abgelehnt|absage|rejeit"
    r"|recusad|respint|rifiutat|afgewezen|odrzucon|avslag|拒|未通过|没过|淘汰|感谢信|挂了?$|不採用"
    r"|お祈り|отказ"
)
# In this order: the first that fits is the guess.
_WORDINGS: tuple[tuple[str, str], ...] = (
    (
        Stage.SAVED,
        (
            r"(?:not|never|didn'?t|haven'?t|yet to|ready to|want to|will|going to|plan\w* to|to) appl"
            r"|^to ?do\b"
        ),
    ),
    (Stage.SAVED, r"à (?:postuler|envoyer)|por aplicar|zu bewerben|未投|待投|想投"),
    (
        NO_ANSWER,
        (
            r"ghost|💀|👻|sin respuesta|sans (?:réponse|nouvelle)|keine (?:antwort|rückmeldung)|已读不回"
            r"|无回复|没回复"
        ),
    ),
    (
        NO_ANSWER,
        (
            r"\b(?:no|never|zero|without) (?:\w+ )?(?:response|reply|repl|answer|feedback|heard|news|word)"
            r"|not heard"
        ),
    ),
    (NO_ANSWER, r"never heard|silence|radio silen|crickets|unanswered|timed? ?out"),
    (
        Stage.DECLINED,
        (
            r"(?:declin|reject|refus|turned|rechaz|abgelehnt|拒)\w*.*\boffer"
            r"|offer\w*.*(?:declin|reject|refus|turned)"
        ),
    ),
    (
        Stage.DECLINED,
        (
            r"拒.*offer|angebot abgelehnt|oferta rechazada|offre refusée|^i declined|^declined?$"
            r"|declined by me"
        ),
    ),
    (f"{Stage.CLOSED}:{CloseReason.FILLED}", r"\bfilled\b|besetzt|pourvu|cubiert"),
    (
        f"{Stage.CLOSED}:{CloseReason.POSTING_WITHDRAWN}",
        (
            r"(?:position|job|role|posting|listing|req\w*|vacancy|ad)\w* (?:was |is |got |has been )?"
            r"(?:clos|cancel|remov|withdr|tak|pull|expir|gone|frozen|on hold)"
            r"|expired|hiring freeze|岗位关闭|停招"
        ),
    ),
    (
        Stage.WITHDRAWN,
        (
            r"withdr[ae]w|withdrawn|pulled out|dropped out|bowed out|retirad[ao]|retiré|zurückgezogen"
            r"|ritirat|撤回|放弃|辞退"
        ),
    ),
    (Stage.TURNED_DOWN, _TURNED_DOWN),
    (Stage.TURNED_DOWN, r"^(?:no|nope|nein|non|x|❌|✗|✘|🚫|dead|declined by (?:them|company|employer))$"),
    (
        f"{Stage.CLOSED}:{CloseReason.MY_CHOICE}",
        (
            r"not interested|no longer interested|archived|abandon|decided against|won'?t pursue|closed"
            r"|geschlossen|cerrad"
        ),
    ),
    (
        Stage.ACCEPTED,
        (
            r"accept|signed|hired|joined|got (?:the|it|a) job|starting on|aceptad|angenommen"
            r"|zusage angenommen"
        ),
    ),
    (Stage.ACCEPTED, r"accett|embauch|contratad|签约|三方|入职|已接受|🎉"),
    (Stage.OFFERED, r"\boffer|oferta|\boffre|angebot|zusage|offert|aanbod|录用|录取|内定|意向书|oc\b"),
    (
        Stage.INTERVIEWING,
        (
            r"interv|screen|assess|\btests?\b|\boa\d?\b|challenge|hacker ?rank|codility|take[ -]?home"
            r"|home ?work|case study|\bround|on-?site|super ?day|panel|final|\bcalls?\b|phone|zoom|video"
            r"|meeting|\bchat\b|cultur|skills? check|reference|recruiter|hiring manager|\bhr\b|technical"
            r"|tech\b|behaviou?r|^(?:stage|step|phase) |shortlist|entrevista|entretien|gespräch|vorstellung"
            r"|colloquio|prueba|面|笔试|测评|机考|собесед|intervju|rozmow"
        ),
    ),
    (
        Stage.SAVED,
        (
            r"saved?\b|wish ?list|bookmark|interested|draft|shortlisted by me|backlog|research|prepar"
            r"|prospect|lead\b"
        ),
    ),
    (
        Stage.SAVED,
        (r"consider(?:ing)?\b|idea|maybe|not started|open position|guardad|gemerkt|sauvegard|收藏|意向\b"),
    ),
    (
        Stage.APPLIED,
        (
            r"appl|submit|\bsent\b|await|wait|pending|in (?:progress|process|review|consideration)|review"
            r"|received|process|ongoing|active|open\b|confirm|no (?:update|change)|follow(?:ed)?[ -]?up"
            r"|contacted|postul|candidat|envoy|beworben|verschickt|gesendet|laufend|enviad|aplicad|inscri"
            r"|solicitad|em andamento|inviat|solliciteerd|wysłan|søkt|投递|已投|申请|已申|简历|筛选|初筛|池"
            r"|待定|进行中|等待|応募|书类|選考中|отправ|^(?:yes|sí|ja|oui|✓|✔|✅|📨|📤)$"
        ),
    ),
)
_PATTERNS = tuple((choice, re.compile(pattern)) for choice, pattern in _WORDINGS)
NOTHING = frozenset({"", "-", "–", "—", "n/a", "na", "none", "null", "tbd", "?", "/"})


def stage_key(text: str) -> str:
    """A wording without case, repeated spaces, and punctuation at its ends: what is asked about once."""
    key = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return re.sub(r"[\s!.:;()\[\]*]+$|^[\s!.:;()\[\]*]+", "", key)[:200]


def guess_stage(text: str) -> str:
    """What a wording most likely means, as a value of ``STAGE_CHOICES``; empty if there is no telling."""
    key = stage_key(text)
    if key in NOTHING:
        return ""
    return next((choice for choice, pattern in _PATTERNS if pattern.search(key)), "")


def guess_stages(values: Iterable[str]) -> dict[str, str]:
    """Each wording of a column with its guess, the most frequent first.

    Where nothing in the file says *applied*, "no response" is how its owner says it.
    """
    keys = Counter(key for key in map(stage_key, values) if key not in NOTHING)
    guesses = {key: guess_stage(key) for key, _times in keys.most_common()}
    if Stage.APPLIED not in guesses.values():
        for key, guess in guesses.items():
            if guess == NO_ANSWER and re.match(r"no (?:response|reply|answer)(?: yet)?$", key):
                guesses[key] = Stage.APPLIED
    return guesses
