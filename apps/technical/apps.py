"""Puts our site in the place of Django's own."""

from django.contrib.admin.apps import AdminConfig


class TechnicalConfig(AdminConfig):
    """Django's admin with our doors."""

    default_site = "apps.technical.site.TechnicalSite"
