"""How allauth behaves here: nobody signs up, the office's roster decides who has an account."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class OfficeAccountAdapter(DefaultAccountAdapter):
    """Signing in by password or emailed code; no sign-up page."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no: accounts come from the roster."""
        return False
