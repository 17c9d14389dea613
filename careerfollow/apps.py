"""The composition root as an app: it refuses a wrong start, whatever process starts."""

from django.apps import AppConfig
from django.core.checks import register

from careerfollow import checks


class CareerfollowConfig(AppConfig):
    """Settings, addresses, health, and the checks of a start."""

    name = "careerfollow"

    def ready(self) -> None:
        """Raise ``ImproperlyConfigured`` for a wrong start: in gunicorn, worker, beat and commands."""
        checks.refuse_wrong_start()
        register(checks.configuration)
