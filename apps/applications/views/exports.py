"""Taking along: the applications as a file, and everything about oneself."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.applications import exporting
from apps.applications.planning import local_day
from apps.applications.views.access import for_students
from apps.students.models import Student

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@for_students
def export(request: HttpRequest, student: Student) -> HttpResponse:
    """The applications as CSV or JSON, sent as they are read, or as a workbook (``?as=xlsx``)."""
    kind = request.GET.get("as", "csv")
    name = f"applications-{local_day(timezone.now(), student.zone)}.{kind}"
    answer: HttpResponseBase
    match kind:
        case "csv":
            lines = exporting.csv_lines(student)
            answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        case "json":
            answer = StreamingHttpResponse(exporting.json_lines(student), content_type="application/json")
        case "xlsx":
            answer = HttpResponse(exporting.workbook(student), content_type=XLSX)
        case _other:
            raise Http404
    return _to_keep(answer, name)


@require_safe
@for_students
def archive(request: HttpRequest, student: Student) -> HttpResponse:
    """Everything that is kept about the student, as one file."""
    now = timezone.now()
    answer = HttpResponse(exporting.archive(student, now=now), content_type="application/zip")
    return _to_keep(answer, f"careerfollow-{local_day(now, student.zone)}.zip")


def _to_keep(answer: HttpResponseBase, name: str) -> HttpResponse:
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer  # type: ignore[return-value]  # a streamed answer is one
