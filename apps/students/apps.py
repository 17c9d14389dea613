"""The app of people: students, counselors, cohorts, caseloads."""

from django.apps import AppConfig


class StudentsConfig(AppConfig):
    """Students, staff, and who follows whom."""

    name = "apps.students"
    default_auto_field = "django.db.models.BigAutoField"
