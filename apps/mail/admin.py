"""The outbox, for technical staff, to be read; what can be done about it is on the office’s page."""

from django.contrib import admin

from apps.mail.models import DomainPause, OutboxEmail, Suppression
from apps.technical.site import ReadOnlyAdmin


@admin.register(OutboxEmail)
class OutboxEmailAdmin(ReadOnlyAdmin):
    """Emails by their state and attempts."""

    list_display = ("id", "kind", "to", "state", "attempts", "run_at", "sent_at", "smtp_code")
    list_filter = ("state",)
    search_fields = ("=to", "=message_id", "=dedupe_key")


@admin.register(Suppression)
class SuppressionAdmin(ReadOnlyAdmin):
    """Addresses that are not written to."""

    list_display = ("address", "category", "reason", "created_at")
    list_filter = ("reason",)
    search_fields = ("=address",)


@admin.register(DomainPause)
class DomainPauseAdmin(ReadOnlyAdmin):
    """Domains that refuse us."""

    list_display = ("domain", "since", "until", "trips")
