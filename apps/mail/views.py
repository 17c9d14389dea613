"""The mailbox, for trying the software out; and the page behind the link that stops a kind of email."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp, csp_update
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from apps.mail.actions import suppress, unsuppress
from apps.mail.links import BadLinkError, read_unsubscribe
from apps.mail.mailbox import KeptEmail, newest_emails, read_email
from apps.mail.models import Suppression
from apps.mail.vocabulary import Category, SuppressionReason

# An email may style itself, and its links may replace the page around it; nothing in it runs or is fetched.
_EMAIL_CSP = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": ["data:"],
    "frame-ancestors": [SELF],
    "sandbox": ["allow-top-navigation-by-user-activation"],
}


P = ParamSpec("P")


def _for_trying_out(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """The mailbox exists only where emails are not for real: elsewhere it answers 404."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not (settings.DEBUG or settings.DEMO):
            raise Http404
        return view(*args, **kwargs)

    return guarded


@login_not_required
@require_GET
@_for_trying_out
def mailbox_list(request: HttpRequest) -> HttpResponse:
    """Every email kept, the newest first."""
    return render(request, "mail/mailbox/list.html", {"emails": newest_emails()})


@login_not_required
@require_GET
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]  # its types know no URL arguments
@_for_trying_out
def mailbox_email(request: HttpRequest, key: str) -> HttpResponse:
    """One email: its headers, its text part, and its HTML part in a frame."""
    return render(request, "mail/mailbox/email.html", {"email": _email_or_404(key)})


@login_not_required
@require_GET
@xframe_options_sameorigin
@csp(_EMAIL_CSP)  # type: ignore[arg-type]
@_for_trying_out
def mailbox_html(_request: HttpRequest, key: str) -> HttpResponse:
    """The HTML part by itself, for the frame: nothing in it runs."""
    return HttpResponse('<base target="_top">' + _email_or_404(key).html)


@login_not_required
@require_GET
@_for_trying_out
def mailbox_raw(_request: HttpRequest, key: str) -> HttpResponse:
    """The email as it was handed over."""
    return HttpResponse(_email_or_404(key).raw, content_type="text/plain; charset=utf-8")


@login_not_required
@csrf_exempt  # a mail program posts here by itself (RFC 8058); the signed token is what counts
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows what the link stops; POST stops it, or starts it again; a mail program gets a bare answer."""
    now = timezone.now()
    try:
        address, category = read_unsubscribe(token, now=now)
    except BadLinkError:
        return render(request, "mail/link_gone.html", status=404)
    if request.method == "POST":
        if "start" in request.POST:
            unsuppress(address=address, category=category)
        else:
            suppress(address=address, category=category, reason=SuppressionReason.UNSUBSCRIBED, now=now)
        if "List-Unsubscribe" in request.POST:
            return HttpResponse(status=200)
        return redirect("mail:unsubscribe", token)
    context: dict[str, Any] = {
        "address": address,
        "category": Category(category).label,
        "stopped": Suppression.objects.for_address(address).filter(category=category).exists(),
    }
    return render(request, "mail/unsubscribe.html", context)


def _email_or_404(key: str) -> KeptEmail:
    email = read_email(key)
    if email is None:
        raise Http404
    return email
