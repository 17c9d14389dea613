"""Who signs in to the demo office; made by ``manage.py demo``, refused in production."""

from django.utils.translation import gettext_lazy as _

DEMO_PASSWORD = "follow-up-2026"  # noqa: S105 - printed on the demo's login page
DEMO_LOGINS = (
    (_("a student"), "leila.haddad@halden.example"),
    (_("a counselor"), "ruben.castellanos@halden.example"),
    (_("an office administrator"), "ruth.adeyemi-clarke@halden.example"),
)
