"""Which column holds what: guessed from its name, in several languages, and from its values."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from apps.applications.spreadsheets.dates import Trouble, read_day
from apps.applications.spreadsheets.stages import guess_stage, stage_key

EXACT, PART, WEAK, TELLING, LEAST = 100, 70, 40, 55, 15
SAMPLE = 300
LONG_WORDING = 40


class Field(TextChoices):
    """What a column can hold."""

    EMPLOYER = "employer", _("Employer")
    ROLE = "role", _("Position")
    BOTH = "both", _("Position and employer in one")
    STAGE = "stage", _("Stage")
    APPLIED_ON = "applied_on", _("Day applied")
    STAGE_ON = "stage_on", _("Day of the last change")
    TURNED_DOWN = "turned_down", _("Turned down, yes or no")
    DECLINED = "declined", _("Offer declined, yes or no")
    LOCATION = "location", _("Place")
    ADDRESS = "address", _("Web address")
    CLOSES_ON = "closes_on", _("Apply by")
    CONTACT_NAME = "contact_name", _("Contact")
    CONTACT_EMAIL = "contact_email", _("Contact’s email")
    CONTACT_PHONE = "contact_phone", _("Contact’s phone")
    REFERENCE = "reference", _("Reference number")
    NOTES = "notes", _("Notes")


DAYS = frozenset({Field.APPLIED_ON, Field.STAGE_ON, Field.CLOSES_ON})
_SEVERAL = frozenset({Field.NOTES})
# Names as people write them, without case and punctuation; the first that fits is not better than the rest.
_NAMES: dict[Field | None, str] = {
    Field.EMPLOYER: (
        "company, company name, employer, employer name, organisation, organization, firm, business, "
        "hiring company, agency, institution, entreprise, société, employeur, firma, unternehmen, "
        "arbeitgeber, empresa, compañía, compania, organización, azienda, società, bedrijf, werkgever, "
        "företag, firma nazwa, компания, 公司, 公司名称, 企业, 企业名称, 单位, 会社, 会社名, 회사"
    ),
    Field.ROLE: (
        "role, position, job title, title, job, job name, job role, position title, role title, "
        "job position, vacancy, opening, designation, poste, intitulé du poste, intitulé, stelle, "
        "position bezeichnung, jobtitel, puesto, cargo, vacante, posición, ruolo, posizione, functie, "
        "vaga, stanowisko, должность, 岗位, 职位, 岗位名称, 职位名称, 投递岗位, 職種, 직무"
    ),
    Field.STAGE: (
        "status, stage, application status, current status, current stage, state, progress, outcome, "
        "result, decision, response, phase, step, pipeline, statut, état, etape, étape, zustand, estado, "
        "etapa, fase, stato, situação, статус, 状态, 当前状态, 进度, 当前进度, 投递状态, 结果, 選考状況, "
        "상태"
    ),
    Field.APPLIED_ON: (
        "date applied, applied date, applied on, applied, application date, app submitted date, "
        "date of application, date submitted, submitted, submitted on, submission date, applied at, "
        "date sent, when applied, day applied, apply date, date de candidature, date d envoi, "
        "date candidature, postulé le, bewerbungsdatum, beworben am, datum der bewerbung, "
        "fecha de aplicación, fecha de solicitud, fecha aplicacion, fecha de postulación, "
        "data candidatura, data di candidatura, data da candidatura, sollicitatiedatum, 投递时间, "
        "投递日期, 申请时间, 申请日期, 応募日, 지원일"
    ),
    Field.STAGE_ON: (
        "last update, last updated, updated, updated at, updated on, last action, last action date, "
        "last activity, last change, last contact, status date, date of status, response date, "
        "date of response, date heard back, heard back, outcome date, result date, date rejected, "
        "rejection date, modified, dernière mise à jour, date de réponse, letzte änderung, aktualisiert, "
        "fecha de respuesta, última actualización, 最后更新时间, 更新时间, 更新日期"
    ),
    Field.TURNED_DOWN: ("rejected, is rejected, rejection, turned down"),
    Field.DECLINED: ("offer declined, declined offer"),
    Field.LOCATION: (
        "location, city, place, job location, work location, office location, country, region, town, "
        "lieu, ville, ort, standort, arbeitsort, ubicación, ubicacion, ciudad, lugar, sede, luogo, "
        "città, locatie, localização, локация, город, 工作地点, 地点, 城市, 工作城市, 勤務地"
    ),
    Field.ADDRESS: (
        "url, link, job link, job url, application url, application link, posting, posting url, "
        "job posting, posting link, job description link, job ad, web address, website, web site, "
        "job post, apply link, listing, lien, lien de l offre, url de l offre, stellenanzeige, enlace, "
        "vínculo, collegamento, ссылка, 岗位链接, 链接, 投递链接, 网址, リンク"
    ),
    Field.CLOSES_ON: (
        "deadline, application deadline, closing date, closes, closes on, apply by, due date, "
        "close date, end date, date limite, date de clôture, frist, bewerbungsfrist, fecha límite, "
        "fecha de cierre, cierre, scadenza, prazo, 截止日期, 截止时间, 締切"
    ),
    Field.CONTACT_NAME: (
        "contact, contact name, contact person, recruiter, recruiter name, hiring manager, "
        "point of contact, poc, hr contact, person, personne de contact, interlocuteur, recruteur, "
        "ansprechpartner, ansprechpartnerin, kontakt, kontaktperson, contacto, persona de contacto, "
        "reclutador, contatto, 联系人, hr"
    ),
    Field.CONTACT_EMAIL: (
        "email, e mail, contact email, recruiter email, email address, points of contact, courriel, "
        "mail, correo, correo electrónico, 邮箱, 联系邮箱"
    ),
    Field.CONTACT_PHONE: (
        "phone, telephone, tel, phone number, contact phone, mobile, téléphone, telefon, teléfono, "
        "telefono, телефон, 电话, 联系电话"
    ),
    Field.REFERENCE: (
        "application id, job id, req id, requisition, requisition id, reference, reference number, "
        "job number, job reference, ref, référence, referenz, referencia, application number, kennziffer"
    ),
    Field.NOTES: (
        "notes, note, comments, comment, remarks, remark, additional tasks, details, description, "
        "feedback, thoughts, next steps, remarques, commentaires, notizen, bemerkungen, kommentar, "
        "notas, comentarios, observaciones, note personali, комментарий, 备注, 说明, メモ"
    ),
    # Ours to plan, or of no use here: left out, however alike they sound.
    None: (
        "follow up date, follow up, followed up, next follow up, salary, salary range, salary low, "
        "salary high, pay, source, job board, platform, referral, referred by, referrer, resume, "
        "resume used, cv, cover letter, used cover letter, cover letter name, interview, interviews, "
        "total interviews, interview date, stage history, benefits, company size, industry, "
        "company type, employment type, job type, type, work mode, remote, in person hybrid remote, "
        "glassdoor, rating, priority, excitement, id, fichier pdf, date document, date posted, posted, "
        "posted on, posting date, offer date, 企业性质, 投递渠道, 渠道, 来源, 薪资"
    ),
}
_WEAK = {
    "name": Field.EMPLOYER,
    "nom": Field.EMPLOYER,
    "nombre": Field.EMPLOYER,
    "where": Field.EMPLOYER,
    "subject": Field.ROLE,
    "what": Field.ROLE,
    "date": Field.APPLIED_ON,
    "datum": Field.APPLIED_ON,
    "fecha": Field.APPLIED_ON,
    "data": Field.APPLIED_ON,
    "日期": Field.APPLIED_ON,
    "时间": Field.APPLIED_ON,
    "timestamp": Field.APPLIED_ON,
    "created": Field.APPLIED_ON,
    "created at": Field.APPLIED_ON,
    "date creation": Field.APPLIED_ON,
    "date added": Field.APPLIED_ON,
    "adresse": Field.LOCATION,
    "address": Field.LOCATION,
    "salary note": Field.NOTES,
}


def _key(label: str) -> str:
    """A name without case, accents' forms, punctuation and camelCase."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", label)
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", spaced).casefold().replace("_", " ")))


_KNOWN: dict[str, Field | None] = {
    _key(name): field for field, names in _NAMES.items() for name in names.split(",")
}
_URL = re.compile(r"(?:https?://|www\.)\S+$", re.IGNORECASE)
_EMAIL = re.compile(r"(?:mailto:)?[^\s@]+@[^\s@]+\.[a-z]{2,}$", re.IGNORECASE)
_PHONE = re.compile(r"\+?[\d\s().\-/]{7,20}$")
_ROLE_WORD = re.compile(
    r"engineer|analyst|developer|intern\b|internship|manager|assistant|designer|scientist|specialist|consultant|officer"
    r"|coordinator|associate|administrator|architect|trainee|graduate|nurse|teacher|researcher|technician|advisor"
    r"|ingénieur|stagiaire|entwickler|praktik|analista|ingenier|becari|工程师|设计|开发|实习|产品|运营|算法",
    re.IGNORECASE,
)
BOTH = re.compile(
    r"(?:[^():]{0,30}\((?P<day>[^()]{6,20})\)\s*:\s*)?(?P<role>.{2,300}?)\s+(?:@|FROM|at|bei|chez|presso)\s+"
    r"(?P<employer>\S.{0,1200})",
    re.DOTALL,
)
_YES_OR_NO = frozenset(
    [
        "yes",
        "no",
        "true",
        "false",
        "y",
        "n",
        "x",
        "1",
        "0",
        "✓",
        "✔",
        "✅",
        "❌",
        "oui",
        "non",
        "ja",
        "nein",
        "si",
        "sí",
        "是",
        "否",
    ]
)
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """What a column seems to hold (None: nothing for us), and whether its name or its values say so."""

    field: Field | None
    by: str = ""


def names_a_column(cell: str) -> bool:
    """Whether a cell is a name that we know."""
    key = _key(cell)
    return key in _KNOWN or key in _WEAK


def is_a_day(text: str) -> bool:
    """Whether a cell is a day, be it an ambiguous one or one without a year."""
    return read_day(text, order="", zone=_UTC) is not Trouble.NOT_A_DAY


def looks_like_value(cell: str) -> bool:
    """Whether a cell can be no column's name: a day, a number, an address."""
    return bool(cell) and bool(
        _URL.match(cell) or _EMAIL.match(cell) or re.fullmatch(r"[\d.,\s$€£%-]+", cell) or is_a_day(cell)
    )


def guess_columns(labels: Sequence[str], column: Callable[[int], list[str]]) -> list[ColumnGuess]:
    """Guess what each column holds; each thing is held by one, but for notes.

    ``column`` gives a column's cells that are not empty.
    """
    values = [list(islice(column(index), SAMPLE)) for index in range(len(labels))]
    claims = sorted(
        (
            (score, -index, by, field)
            for index in range(len(labels))
            for score, by, field in _claims(labels[index], values[index])
        ),
        key=lambda claim: (-claim[0], -claim[1]),
    )
    guesses: dict[int, ColumnGuess] = {}
    taken: set[Field] = set()
    for _score, minus_index, by, field in claims:
        index = -minus_index
        if index in guesses or (field in taken and field not in _SEVERAL):
            continue
        if field is Field.BOTH and Field.EMPLOYER in taken:
            continue
        guesses[index] = ColumnGuess(field, by)
        if field is not None:
            taken.add(field)
    if not taken & {Field.EMPLOYER, Field.BOTH}:
        _by_elimination(values, guesses, taken)
    return [guesses.get(index, ColumnGuess(None)) for index in range(len(labels))]


def _by_elimination(values: Sequence[list[str]], guesses: dict[int, ColumnGuess], taken: set[Field]) -> None:
    """Without names: the first column of words is the employer's, the next the role's."""
    wordy = [
        index
        for index, cells in enumerate(values)
        if cells and index not in guesses and not _share(cells, looks_like_value) and _are_short(cells)
    ]
    for index, field in zip(
        wordy, (field for field in (Field.EMPLOYER, Field.ROLE) if field not in taken), strict=False
    ):
        guesses[index] = ColumnGuess(field, "values")


def _claims(label: str, values: list[str]) -> Iterator[tuple[int, str, Field | None]]:
    field, score = _by_name(label)
    if score and (field is None or not values or _may_hold(field, values)):
        yield score, "name", field
    if values and (score < PART):
        for told in _by_values(values):
            yield TELLING if told is not Field.APPLIED_ON else WEAK + 1, "values", told


def _by_name(label: str) -> tuple[Field | None, int]:
    key = _key(label)
    if not key:
        return None, 0
    if key in _KNOWN:
        return _KNOWN[key], EXACT
    if key in _WEAK:
        return _WEAK[key], WEAK
    words = f" {key} "
    inside = [name for name in _KNOWN if len(name) > 2 and f" {name} " in words]
    inside = inside or [name for name in _KNOWN if not name.isascii() and len(name) > 1 and name in key]
    if not inside:
        return None, 0
    return _KNOWN[max(inside, key=len)], PART


def _may_hold(field: Field, values: list[str]) -> bool:
    """Whether the values do not gainsay the name."""
    if field in DAYS:
        return _share(values, is_a_day) >= 0.3
    if field is Field.ADDRESS:
        return _share(values, lambda cell: "." in cell and " " not in cell) >= 0.3
    if field is Field.CONTACT_EMAIL:
        return _share(values, lambda cell: "@" in cell) >= 0.3
    if field in {Field.TURNED_DOWN, Field.DECLINED}:
        return _share(values, lambda cell: cell.casefold() in _YES_OR_NO) >= 0.8
    if field is Field.STAGE:
        return _share(values, looks_like_value) < 0.5
    return True


def _by_values(values: list[str]) -> Iterator[Field]:
    tests: tuple[tuple[Field, float, Callable[[str], object]], ...] = (
        (Field.ADDRESS, 0.6, _URL.match),
        (Field.CONTACT_EMAIL, 0.6, _EMAIL.match),
        (Field.APPLIED_ON, 0.7, is_a_day),
        (
            Field.STAGE,
            0.6,
            lambda cell: (
                cell.casefold() not in _YES_OR_NO and len(cell) <= LONG_WORDING and guess_stage(cell)
            ),
        ),
        (Field.BOTH, 0.6, lambda cell: not _URL.match(cell) and BOTH.fullmatch(cell)),
        (Field.ROLE, 0.3, _ROLE_WORD.search),
    )
    for field, least, test in tests:
        if _share(values, test) < least:
            continue
        if field is Field.STAGE and len(set(map(stage_key, values))) > max(6, len(values) // 2):
            continue
        yield field
        return


def _share(values: Sequence[str], test: Callable[[str], object]) -> float:
    return sum(bool(test(cell)) for cell in values) / len(values)


def _are_short(values: Sequence[str]) -> bool:
    return sum(map(len, values)) / len(values) < 80
