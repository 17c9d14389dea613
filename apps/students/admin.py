"""People, for technical staff: accounts, cohorts, caseloads; what must stay as it was is only read."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import ForeignKey
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.utils import timezone

from apps.students.actions import assign
from apps.students.models import AccessEvent, CaseloadMembership, Cohort, Person, Student
from apps.students.vocabulary import Role
from apps.technical.site import ReadOnlyAdmin, TableAdmin


@admin.register(Person)
class PersonAdmin(TableAdmin):
    """Accounts. A new person signs in by a code; a password they set themselves."""

    list_display = ("email", "name", "role", "is_active", "is_superuser")
    list_filter = ("role", "is_active", "is_superuser")
    search_fields = ("email", "name")
    fields = (
        "email",
        "name",
        "called",
        "phone",
        "role",
        "language",
        "is_active",
        "is_staff",
        "is_superuser",
        "last_login",
    )
    readonly_fields = ("last_login",)

    def save_model(self, request: HttpRequest, obj: Person, form: Any, change: bool) -> None:
        """Give a new account no password: codes and the reset link work without one."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Nobody is deleted here: what they did, and who opened their record, must stay."""
        return False


@admin.register(Cohort)
class CohortAdmin(TableAdmin):
    """Cohorts."""

    list_display = ("programme", "class_of")
    search_fields = ("programme",)


@admin.register(Student)
class StudentAdmin(TableAdmin):
    """Students: where they belong and how they are written to; what is counted of them is only read."""

    list_display = ("person", "cohort", "counselor", "standing")
    list_select_related = ("person", "cohort", "counselor")
    list_filter = ("standing",)
    search_fields = ("person__email", "person__name")
    autocomplete_fields = ("person", "cohort")
    raw_id_fields = ("counselor",)
    readonly_fields = ("last_activity_at", "open_applications", "next_due_at")

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> "ModelChoiceField[Any] | None":
        """Only a counselor has a caseload."""
        if db_field.name == "counselor":
            kwargs["queryset"] = Person.objects.filter(role=Role.COUNSELOR)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Student, form: Any, change: bool) -> None:
        """Save, and keep the history of caseloads."""
        super().save_model(request, obj, form, change)
        assign(student=obj, counselor=obj.counselor, now=timezone.now())  # noqa: TID251 - an admin page is a view

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Nobody is deleted here: who opened their record must stay."""
        return False


@admin.register(CaseloadMembership)
class CaseloadMembershipAdmin(ReadOnlyAdmin):
    """Who followed whom, from when to when."""

    list_display = ("student", "counselor", "since", "until")
    list_select_related = ("student__person", "counselor")
    search_fields = ("=student__person__email", "=counselor__email")


@admin.register(AccessEvent)
class AccessEventAdmin(ReadOnlyAdmin):
    """Who opened whose record: students may ask for this list."""

    list_display = ("at", "by", "what", "student", "page")
    list_select_related = ("by", "student__person")
    list_filter: ClassVar[tuple[str, ...]] = ("what",)
    search_fields = ("=student__person__email", "=by__email")
