"""Each page speaks the language of the person who is signed in, and tells their local time."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from apps.students.models import Person


class PersonMiddleware:
    """Activate the language that the signed-in person chose, and the zone of their days.

    A student's zone is their own, staff read the office's; ``LocaleMiddleware`` has asked the browser.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the person's language and time."""
        timezone.activate(settings.OFFICE_TIME_ZONE)
        if isinstance(request.user, Person):
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
            student = getattr(request.user, "student", None) if request.user.is_student else None
            if student is not None:  # somebody whose student record is still to be made has the office's days
                timezone.activate(student.zone)
        return self.get_response(request)
