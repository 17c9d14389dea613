"""The app of postings, applications, interviews, events, and the follow-ups that the plan makes of them."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """What students log, and what they owe whom."""

    name = "apps.applications"
    default_auto_field = "django.db.models.BigAutoField"
