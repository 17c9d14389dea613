"""Applications, for technical staff: what the actions wrote, to be read. What students write is not shown."""

from django.contrib import admin

from apps.applications.models import Application, Employer, Event, FollowUp, PlanVersion
from apps.technical.site import ReadOnlyAdmin, TableAdmin


@admin.register(Employer)
class EmployerAdmin(TableAdmin):
    """Employers, shared by all students who apply there."""

    list_display = ("name", "approved")
    list_filter = ("approved",)
    search_fields = ("name",)
    readonly_fields = ("key",)


@admin.register(PlanVersion)
class PlanVersionAdmin(ReadOnlyAdmin):
    """Published plans; a version is never edited."""

    list_display = ("variant", "number", "published_at")


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin):
    """Applications and their current state."""

    list_display = ("id", "student", "employer", "stage", "applied_on", "next_due_at")
    list_select_related = ("student__person", "employer")
    list_filter = ("stage",)
    search_fields = ("=student__person__email",)
    exclude = ("posting", "contact", "why_here", "why_me")


@admin.register(FollowUp)
class FollowUpAdmin(ReadOnlyAdmin):
    """Follow-ups with their dates."""

    list_display = ("id", "student", "step", "status", "opens", "due", "lapses")
    list_select_related = ("student__person",)
    list_filter = ("status", "step")
    search_fields = ("=student__person__email",)
    exclude = ("anchor_event", "interview", "contact")


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """Events: append-only. What students noted with them stays theirs."""

    list_display = ("id", "application_id", "kind", "on", "recorded_at", "by")
    list_select_related = ("by",)
    list_filter = ("kind",)
    search_fields = ("=application__student__person__email",)
    fields = ("application_id", "kind", "on", "at", "recorded_at", "by", "voids_id", "follow_up_id")
