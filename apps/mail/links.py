"""Links in emails that act without a login: a keyed signature for one purpose, one payload, until one moment.

They say nothing about who follows them, and log nobody in. The view behind one shows on GET and acts on POST.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse

UNSUBSCRIBE_FOR = timedelta(days=400)
_UNSUBSCRIBE = "unsubscribe"


class BadLinkError(Exception):
    """Forged, damaged, made for something else, or expired: to be answered as a page that is not there."""


class ExpiredLinkError(BadLinkError):
    """Ours, but past its time."""


def sign(purpose: str, payload: Any, *, expires_at: datetime) -> str:
    """A token that holds ``payload`` (JSON), good for ``purpose`` alone until ``expires_at``."""
    return _signer(purpose).sign_object([payload, int(expires_at.timestamp())])


def unsign(purpose: str, token: str, *, now: datetime) -> Any:
    """The payload of a token made by ``sign`` for the same purpose. Raises BadLinkError."""
    try:
        payload, expires_at = _signer(purpose).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise BadLinkError(purpose) from error
    if now.timestamp() >= expires_at:
        raise ExpiredLinkError(purpose)
    return payload


def absolute(path: str) -> str:
    """The address of ``path`` as it can stand in an email."""
    return f"{settings.BASE_URL}{path}"


def unsubscribe_url(address: str, category: str, *, now: datetime) -> str:
    """Where ``address`` can stop (and start again) the emails of ``category``."""
    token = sign(_UNSUBSCRIBE, [address.lower(), category], expires_at=now + UNSUBSCRIBE_FOR)
    return absolute(reverse("mail:unsubscribe", args=[token]))


def read_unsubscribe(token: str, *, now: datetime) -> tuple[str, str]:
    """The address and category that an unsubscribe link speaks of. Raises BadLinkError."""
    address, category = unsign(_UNSUBSCRIBE, token, now=now)
    return address, category


def _signer(purpose: str) -> signing.Signer:
    return signing.Signer(salt=f"careerfollow.links.{purpose}", sep=".")
