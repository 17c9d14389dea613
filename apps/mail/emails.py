"""From what an email says to the email: addressed, named, and marked as what it is (RFC 2369, 3834, 8058)."""

import re
from datetime import datetime
from email.generator import BytesGenerator
from email.utils import format_datetime, parseaddr, quote
from io import BytesIO

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.encoding import punycode

from apps.mail.kinds import Composed, Kind
from apps.mail.links import unsubscribe_url
from apps.mail.models import OutboxEmail
from apps.mail.transport import Outgoing

LONGEST_NAME = 120  # characters; a quoted name cannot be folded, and a header line ends at 998
LONGEST_SUBJECT = 200

_NOT_IN_AN_ADDRESS = re.compile(r"[\s\x00-\x1f\x7f<>,;\"]")
_NOT_ON_ONE_LINE = re.compile(r"[\s\x00-\x1f\x7f\x85\u2028\u2029]+")


def one_line(text: str, longest: int) -> str:
    """``text`` on one line, without control characters, of at most ``longest`` characters."""
    flat = _NOT_ON_ONE_LINE.sub(" ", text).strip()
    return flat if len(flat) <= longest else f"{flat[: longest - 1].rstrip()}…"


def email_for(row: OutboxEmail, composed: Composed, kind: Kind, *, now: datetime) -> Outgoing:
    """The email of an outbox row, down to its bytes. Raises ValueError for an impossible address."""
    sender = _bare(parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    recipient = _bare(row.to)
    message = EmailMultiAlternatives(
        subject=one_line(composed.subject, LONGEST_SUBJECT),
        body=composed.text,
        from_email=_named(composed.from_name or settings.OFFICE_NAME, sender),
        to=[_named(composed.to_name, recipient)],
        reply_to=[composed.reply_to] if composed.reply_to else None,
        headers={
            **composed.headers,
            "Message-ID": row.message_id,
            "Date": format_datetime(now),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "List-Unsubscribe": _list_unsubscribe(row, kind, now),
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    if composed.html:
        message.attach_alternative(composed.html, "text/html")
    for attachment in composed.attachments:
        message.attach(attachment.filename, attachment.content, attachment.mimetype)
    return Outgoing(sender, recipient, _as_bytes(message), message)


def _as_bytes(message: EmailMultiAlternatives) -> bytes:
    """The email as SMTP wants it; addresses of links are never folded onto a line of their own."""
    mime = message.message()
    buffer = BytesIO()
    policy = mime.policy.clone(linesep="\r\n", max_line_length=None)
    BytesGenerator(buffer, mangle_from_=False, policy=policy).flatten(mime)
    return buffer.getvalue()


def _bare(address: str) -> str:
    """``address`` as it travels, its domain in ASCII. Raises ValueError for what is no address."""
    local, _, domain = address.rpartition("@")
    if not local or not domain or not local.isascii() or _NOT_IN_AN_ADDRESS.search(address):
        raise ValueError(f"cannot write to the address {address!r}")
    return f"{local}@{punycode(domain)}"


def _named(name: str, address: str) -> str:
    name = one_line(name, LONGEST_NAME)
    return f'"{quote(name)}" <{address}>' if name else address


def _list_unsubscribe(row: OutboxEmail, kind: Kind, now: datetime) -> str:
    ways = [f"<{unsubscribe_url(row.to, kind.category, now=now)}>"]
    if settings.UNSUBSCRIBE_EMAIL:
        ways.append(f"<mailto:{settings.UNSUBSCRIBE_EMAIL}?subject=stop%20{kind.category}>")
    return ", ".join(ways)
