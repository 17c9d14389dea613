"""The admin's doors, and what its pages must not do when tables are large.

Superusers only, at an unlisted path, through the one login page with its rate limits. Lists count no
further than ``COUNTED``, foreign keys are looked up instead of listed, nothing is drilled down by date.
"""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
    BasePaginator = Paginator[Any]
else:
    ModelAdmin = admin.ModelAdmin
    BasePaginator = Paginator

COUNTED = 1000  # rows; who needs what lies behind them searches


class TechnicalSite(admin.AdminSite):
    """Django's admin for superusers; everybody else is told that there is no such page."""

    site_title = site_header = _("careerfollow, technical")
    index_title = _("Tables")

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether this is an active superuser."""
        return bool(request.user.is_active and getattr(request.user, "is_superuser", False))

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # noqa: ARG002
        """Lead to the one login page; who is logged in already and no superuser has no business here."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next") or reverse("admin:index"))
        if self.has_permission(request):
            return redirect("admin:index")
        raise Http404

    def register(
        self, model_or_iterable: Any, admin_class: "type[ModelAdmin] | None" = None, **options: Any
    ) -> None:
        """Take in the tables that keep to the rules below, and no other package's."""
        if admin_class is not None and issubclass(admin_class, TableAdmin):
            super().register(model_or_iterable, admin_class, **options)


class PatientPaginator(BasePaginator):
    """Counts at most ``COUNTED`` rows, so that a list of millions costs what a list of a thousand does."""

    @cached_property
    def count(self) -> int:
        """How many rows there are, as far as anybody pages."""
        rows: Any = self.object_list
        counted: int = rows.order_by()[:COUNTED].count()
        return counted


class TableAdmin(ModelAdmin):
    """A table that may be large."""

    paginator = PatientPaginator
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 0
    ordering = ("-pk",)


class ReadOnlyAdmin(TableAdmin):
    """A table that only the product's own actions write."""

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Nothing is added here."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Nothing is changed here."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Nothing is deleted here."""
        return False
