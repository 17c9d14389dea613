"""The composition root as an app: it refuses an unsafe start, whatever process starts."""

from django.apps import AppConfig
from django.core.checks import register

from careerfollow import checks


class CareerfollowConfig(AppConfig):
    """Settings, addresses, health, and the checks of a production start."""

    name = "careerfollow"

    def ready(self) -> None:
        """Raise ``ImproperlyConfigured`` for an unsafe production: in gunicorn, worker, beat and commands."""
        checks.refuse_unsafe_production()
        register(checks.production)
