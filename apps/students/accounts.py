"""How allauth behaves here: nobody signs up, the office's roster decides who has an account."""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)


class OfficeAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Signing in by password or emailed code; no sign-up page."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the base class hands it in
        """Say no: accounts come from the roster."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a code or a link at once; where the mail server will not have it, say so on the page."""
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError) as error:
            logger.exception("The mail server did not take an email for signing in")
            messages.error(
                self.request,
                _("We could not send the email just now. Try again in a few minutes, or use your password."),
            )
            raise ImmediateHttpResponse(redirect(self.request.path)) from error
