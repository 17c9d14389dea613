"""The counselor's first page."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from apps.dashboard.caseloads import Caseload, Narrowed, read_caseload
from apps.dashboard.forms import CaseloadForm
from apps.dashboard.rules import SILENT_AFTER
from apps.dashboard.views.doors import office_only
from apps.dashboard.vocabulary import Only, Sort
from apps.students.models import Person
from apps.students.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Figure:
    """A number over the table that opens the list behind it."""

    label: str
    number: int
    about: str
    href: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter: its address switches it on or, when it is on, off."""

    label: str
    href: str
    on: bool


COLUMNS = (
    (gettext_lazy("Apply"), gettext_lazy("application follow-up late")),
    (gettext_lazy("Thank, email"), gettext_lazy("thank-you email late")),
    (gettext_lazy("Thank, letter"), gettext_lazy("thank-you letter late")),
    (gettext_lazy("Status"), gettext_lazy("status question late")),
    (gettext_lazy("Reply"), gettext_lazy("rejection unanswered")),
    (gettext_lazy("Offer"), gettext_lazy("offer unanswered")),
    (gettext_lazy("Other"), gettext_lazy("other late")),
)


@require_safe
@office_only
def caseload(request: HttpRequest, person: Person) -> HttpResponse:
    """Whom to call now, whom to praise, and everybody in the order in which they need the reader."""
    now = timezone.localtime()
    narrowed = CaseloadForm(request.GET).narrowed(person)
    read = read_caseload(person, narrowed, now=now)
    context = {
        "place": "caseload",
        "now": now,
        "narrowed": narrowed,
        "caseload": read,
        "columns": COLUMNS,
        "lines": [(row, list(zip(COLUMNS, row.late_by_step, strict=True))) for row in read.rows],
        "figures": _figures(request.GET, read),
        "chips": _chips(request.GET, narrowed),
        "counselors": _counselors(person),
        "is_narrowed": bool(narrowed.only or narrowed.cohort or narrowed.name),
        "top_href": _href(request.GET),
        "everybody_href": _href(request.GET, only=[], q=[], cohort=[]),
        "sorts": [
            (
                sort.label,
                _href(request.GET, sort=[] if sort == Sort.NEEDS_FIRST else [sort.value]),
                sort == narrowed.sort,
            )
            for sort in Sort
        ],
        "following_href": _href(request.GET, after=[".".join(map(str, read.following))])
        if read.following
        else "",
    }
    return render(request, "dashboard/caseload.html", context)


def _href(asked: QueryDict, **changes: list[str]) -> str:
    """This list's address with some of what is asked for changed, from its top unless a place is given."""
    query = asked.copy()
    query.setlist("after", [])
    for name, values in changes.items():
        query.setlist(name, values)
    return "?" + query.urlencode()


def _figures(asked: QueryDict, read: Caseload) -> list[Figure]:
    def opens(only: Only) -> str:
        return _href(asked, only=[only.value], q=[], cohort=[], sort=[]) + "#table"

    figures, rate = read.figures, read.figures.rate
    on_time = _("%(percent)d %% of %(base)d on time") % {
        "percent": rate.percent or 0,
        "base": rate.base,
    }
    return [
        Figure(_("Open follow-ups"), figures.open, on_time if rate.base else "", opens(Only.OPEN)),
        Figure(_("Late"), figures.late, _("past due, still possible"), opens(Only.LATE)),
        Figure(_("Due today"), figures.today, _("until midnight"), opens(Only.TODAY)),
        Figure(
            _("Silent for %(days)d days") % {"days": SILENT_AFTER.days},
            figures.silent,
            _("with an application open"),
            opens(Only.SILENT),
        ),
    ]


def _chips(asked: QueryDict, narrowed: Narrowed) -> list[Chip]:
    chips = []
    for only in Only:
        is_on = only in narrowed.only
        if only == Only.OPEN and not is_on:
            continue  # most of a caseload: reached from its figure, not worth a filter of its own
        wanted = [one.value for one in Only if (one in narrowed.only) != (one == only)]
        chips.append(Chip(str(only.label), _href(asked, only=wanted), is_on))
    return chips


def _counselors(person: Person) -> list[tuple[int, str]]:
    if not person.is_administrator:
        return []
    return list(Person.objects.filter(role=Role.COUNSELOR).order_by("name").values_list("pk", "name"))
