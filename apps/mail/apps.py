"""The app of the outbox."""

from django.apps import AppConfig
from django.core import checks

from apps.mail.kinds import check_mail_kinds


class MailConfig(AppConfig):
    """Registers the check of settings.MAIL_KINDS."""

    """Registers the check of settings.MAIL_KINDS."""

    name = "apps.mail"

    def ready(self) -> None:
        """Let ``manage.py check`` refuse a kind of mail that nobody can compose."""
        """Let ``manage.py check`` refuse a kind of mail that nobody can compose."""
        checks.register(check_mail_kinds)
