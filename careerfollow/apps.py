"""The composition root as an app: it refuses an unsafe start, whatever process starts."""

from django.apps import AppConfig
from django.core.checks import register

from careerfollow import checks


class CareerfollowConfig(AppConfig):
    """Settings, addresses, health, and the checks of a production start."""

    name = "careerfollow"

    def ready(self) -> None:
        """Raise ``ImproperlyConfigured`` where production is unsafe: gunicorn, worker, beat and commands alike."""
        checks.refuse_unsafe_production()
        register(checks.production)
