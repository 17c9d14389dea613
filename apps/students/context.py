"""What every template may say about the office."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from apps.students.demo_logins import DEMO_LOGINS, DEMO_PASSWORD


def office(_request: HttpRequest) -> dict[str, Any]:
    """Give templates the office's name and address and, in a demo, the logins to try."""
    context: dict[str, Any] = {
        "office_name": settings.OFFICE_NAME,
        "office_address": settings.OFFICE_ADDRESS,
        "mailbox_is_open": settings.DEBUG or settings.DEMO,
        "demo": settings.DEMO,
    }
    if settings.DEMO:
        context |= {"demo_logins": DEMO_LOGINS, "demo_password": DEMO_PASSWORD}
    return context
