"""How allauth behaves here: nobody signs up, the office's roster decides who has an account."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class OfficeAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Signing in by password or emailed code; no sign-up page."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the base class hands it in
        """Say no: accounts come from the roster."""
        return False
