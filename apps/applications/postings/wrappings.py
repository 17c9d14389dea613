"""What a posting's text comes wrapped in: mail headers, front matter, a JSON record, a bare address."""

from __future__ import annotations

import email
import email.policy
import json
import re
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

from apps.applications.postings.dates import find_dates
from apps.applications.postings.header import headline_facts
from apps.applications.postings.headlines import read_headline
from apps.applications.postings.labels import employment_type
from apps.applications.postings.people import clean_email, clean_name, clean_phone
from apps.applications.postings.reading import Facts, Field, stated

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"]{3,2000}", re.IGNORECASE)
_HEADERS = re.compile(r"(?:>?From .*\n)?(?:[A-Z][\w-]{1,40}:[ \t]*.*\n(?:[ \t].*\n)*){2,}", re.IGNORECASE)
_FRONT = re.compile(r"---[ \t]*\r?\n(.*?)\n---[ \t]*(?:\r?\n|$)", re.DOTALL)
_FRONT_LINE = re.compile(r"^( *)([\w -]{1,40}):[ \t]*(.*?)[ \t\r]*$", re.MULTILINE)

# Boards whose addresses name the employer: host, and which part of the path (or "host" for the first label).
_BOARDS: tuple[tuple[re.Pattern[str], int | str], ...] = (
    (re.compile(r"(?:boards|job-boards)(?:\.eu)?\.greenhouse\.io$"), 0),
    (re.compile(r"jobs(?:\.eu)?\.lever\.co$"), 0),
    (re.compile(r"jobs\.ashbyhq\.com$"), 0),
    (re.compile(r"apply\.workable\.com$"), 0),
    (re.compile(r"(?:jobs|careers)\.smartrecruiters\.com$"), 0),
    (re.compile(r"jobs\.jobvite\.com$"), 0),
    (re.compile(r"(?:www\.)?governmentjobs\.com$"), 1),
    (
        re.compile(
            r"[\w-]+\.(?:bamboohr|breezy|recruitee|teamtailor|personio|workable|applytojob|"
            r"pinpointhq)\.(?:com|hr|de)$"
        ),
        "host",
    ),
    (re.compile(r"[\w-]+\.(?:wd\d+\.)?myworkdayjobs\.com$"), "host"),
)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail's headers as facts, the readable text, and where in it the body begins.

    The text is the whole mail where it can be read as it is, otherwise the decoded body; `html` says that the
    body is markup.
    """

    facts: Facts
    text: str
    start: int
    html: bool


def bare_address(content: str) -> str | None:
    """The address, if that is all the paste holds."""
    words = content.strip()
    return words if len(words) <= 2020 and _ADDRESS.fullmatch(words) else None


def read_address(address: str) -> Facts:
    """What a well-known board's address itself says: the employer's short name there, a guess to correct."""
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        host = (parts.hostname or "").lower()
    except ValueError:
        return Facts()
    path = [unquote(p) for p in parts.path.split("/") if p]
    for shape, where in _BOARDS:
        if shape.fullmatch(host):
            slug = (
                host.split(".")[0] if where == "host" else path[int(where)] if len(path) > int(where) else ""
            )
            if re.fullmatch(r"[\w-]{2,60}", slug) and slug.lower() not in {
                "careers",
                "jobs",
                "www",
                "apply",
                "embed",
            }:
                name = " ".join(
                    w if w.isupper() else w[:1].upper() + w[1:] for w in re.split(r"[-_]+", slug) if w
                )
                return Facts(employer=Field(name, slug, None, None, "address"))
    return Facts()


def read_mail(content: str) -> Mail | None:
    """The mail that `content` is, or None if it does not start with mail headers."""
    head = _HEADERS.match(content.lstrip("\ufeff\r\n ")[:20_000].replace("\r\n", "\n"))
    if not head or not re.search(r"^(?:from|subject):", head.group(), re.IGNORECASE | re.MULTILINE):
        return None
    if not re.search(
        r"^(?:from|to|date|message-id|received|sent):", head.group(), re.IGNORECASE | re.MULTILINE
    ):
        return None
    try:
        message = email.message_from_string(content.lstrip("\ufeff\r\n "), policy=email.policy.default)
        body, html, encoded = _body(message)
        sender, subject, sent = (str(message.get(name, "")) for name in ("From", "Subject", "Date"))
    except (ValueError, LookupError, AttributeError, TypeError):
        return None  # the standard parser gives up on some malformed headers
    text = body if encoded else content
    name, address = clean_name(re.sub(r"\S+@\S+", "", sender)), clean_email(sender)
    posted = next(find_dates(re.sub(r" \d\d?:.*", "", sent)), None)
    facts = Facts(
        contact_name=stated(name, "record", text, name) if name else None,
        contact_email=stated(address, "record", text, address) if address else None,
        posted_on=stated(posted.on, "record", text, sent) if posted else None,
    ).or_else(headline_facts(read_headline(subject), subject, text, None, "page"))
    return Mail(facts, text, 0 if encoded else max(content.find(body.strip()[:200]), 0), html)


def _body(message: EmailMessage) -> tuple[str, bool, bool]:
    """The readable part, whether it is HTML, and whether it differs from what stands in the mail."""
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return "", False, True
    html = part.get_content_type() == "text/html"
    coded = str(part.get("Content-Transfer-Encoding", "")).lower().strip() in {"quoted-printable", "base64"}
    return str(part.get_content()), html, coded or html or message.is_multipart()


def read_front_matter(content: str) -> tuple[Facts, int] | None:
    """The facts of a Markdown file's front matter and where its body begins; None without front matter."""
    m = _FRONT.match(content.lstrip("\ufeff"))
    if not m:
        return None
    offset = len(content) - len(content.lstrip("\ufeff"))
    values: dict[str, str] = {}
    section = ""
    for line in _FRONT_LINE.finditer(m[1]):
        key, value = line[2].strip().lower(), re.sub(r"^!!\w+\s*|\s+#.*$", "", line[3]).strip("'\" ")
        if not line[1]:
            section = key if not value else ""
        values.setdefault(f"{section}.{key}" if line[1] and section else key, value)

    def first(*names: str) -> str | None:
        return next((values[n] for n in names if values.get(n)), None)

    def words(value: str | None) -> Field[str] | None:
        return stated(value, "record", content, value) if value else None

    def day(value: str | None) -> Field[Any] | None:
        dated = next(find_dates(value), None) if value else None
        return stated(dated.on, "record", content, value or "") if dated else None

    employer = first("company", "employer", "organization", "organisation", "company.name", "institution")
    behalf = re.search(r"\bon behalf of (?:our client,? )?(.{2,80}?)\.?$", employer or "")
    kind = first("contract", "type", "employment_type", "employment type", "job_type")
    name, address, phone = (
        first("contact.name", "contact"),
        first("contact.email", "email"),
        first("contact.phone", "contact.tel", "phone"),
    )
    headline = read_headline(first("title") or "")
    facts = Facts(
        employer=words(behalf[1] if behalf else employer)
        or words(headline.employer if headline.role else None),
        role=words(
            first("role", "position")
            or (headline.role if headline.role and headline.employer and not employer else first("title"))
        ),
        location=words(first("location", "place", "city")),
        contact_name=words(clean_name(name) if name else None),
        contact_email=words(clean_email(address) if address else None),
        contact_phone=words(clean_phone(phone) if phone else None),
        posted_on=day(first("created", "date", "posted", "date_posted", "published")),
        closes_on=day(first("closes", "deadline", "expires", "closing_date", "valid_through", "expiry")),
        employment_type=words(employment_type(kind) if kind else None),
    )
    return facts, offset + m.end()


def load_record(content: str) -> Any:
    """The JSON value that the paste is, or None."""
    words = content.strip().lstrip("\ufeff")
    if words[:1] not in "{[" or words[-1:] not in "}]":
        return None
    try:
        return json.loads(words, strict=False)
    except (ValueError, RecursionError):
        return None
