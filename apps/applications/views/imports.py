"""Bringing a spreadsheet: the file, what it means, what it would do, and its undoing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from apps.applications.import_forms import ChoicesForm, UploadForm
from apps.applications.importing import (
    ChangedError,
    Choices,
    import_rows,
    keep_file,
    look_at,
    reconsider,
    understand,
    undo_import,
)
from apps.applications.models import Import
from apps.applications.pages.sheet import sheet_page
from apps.applications.spreadsheets import UnreadableError
from apps.applications.views.access import for_students
from apps.students.models import Student


@require_http_methods(["GET", "HEAD", "POST"])
@for_students
def bring(request: HttpRequest, student: Student) -> HttpResponse:
    """Take a file, keep it, and show what it would do."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                upload = keep_file(student=student, name=file.name, content=file.read(), now=timezone.now())
            except UnreadableError as error:
                form.add_error("file", error.message)
            else:
                return redirect("applications:import_file", upload.pk)
    past = Import.objects.visible_to(student.person).exclude(imported_at=None).order_by("-imported_at")
    context = {"form": form, "past": past.defer("content", "filled")[:10], "place": "applications"}
    return render(request, "applications/import.html", context, status=422 if form.is_bound else 200)


def _own_import(student: Student, pk: int) -> Import:
    upload = get_object_or_404(Import.objects.visible_to(student.person), pk=pk)
    upload.student = student
    return upload


@require_http_methods(["GET", "HEAD", "POST"])
@for_students
def import_file(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """Show what a file would do, row by row; take choices; import what was shown."""
    upload = _own_import(student, pk)
    if upload.imported_at is not None:
        return render(request, "applications/import_done.html", _done(upload))
    if "discard" in request.POST:
        upload.delete()
        messages.success(request, _("Thrown away. Nothing was imported."))
        return redirect("applications:list")
    if "encoding" in request.POST:
        reconsider(upload=upload, choices=Choices(encoding=request.POST["encoding"]))
        return redirect("applications:import_file", pk)
    try:
        return _consider(request, upload)
    except UnreadableError as error:
        context = {"upload": upload, "error": error, "place": "applications"}
        return render(request, "applications/import_encoding.html", context, status=422)


def _consider(request: HttpRequest, upload: Import) -> HttpResponse:
    choices, now = Choices.from_data(upload.choices), timezone.now()
    preview = look_at(upload, now=now)
    form = ChoicesForm(request.POST or None, understanding=preview.understanding, choices=choices)
    if request.method == "POST" and form.is_valid():
        chosen = form.chosen()
        is_as_shown = understand(preview.table, chosen) == preview.understanding
        if "import" in request.POST and is_as_shown:
            return _import(request, upload)
        reconsider(upload=upload, choices=chosen)
        if "import" in request.POST:
            messages.warning(request, _("You changed something: this is what it would do now. Import it?"))
        return redirect("applications:import_file", upload.pk)
    number = request.GET.get("page", "")
    show = request.GET.get("show", "")
    show = show if show in preview.counts else ""
    page = sheet_page(preview, form, show=show, page=int(number) if number.isdecimal() else 1)
    context = {
        "upload": upload,
        "preview": preview,
        "form": form,
        "page": page,
        "show": show,
        "place": "applications",
    }
    return render(request, "applications/import_file.html", context, status=422 if form.is_bound else 200)


def _import(request: HttpRequest, upload: Import) -> HttpResponse:
    try:
        import_rows(upload=upload, shown=request.POST["import"], by=upload.student.person, now=timezone.now())
    except ChangedError:
        messages.warning(request, _("Your applications changed meanwhile: this is what it would do now."))
    return redirect("applications:import_file", upload.pk)


def _done(upload: Import) -> dict[str, object]:
    kept = upload.applications.with_story().order_by("-id")[:100] if upload.undone_at else ()
    return {"upload": upload, "counts": upload.counts, "kept": kept, "place": "applications"}


@require_POST
@for_students
def undo(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """Undo an import as a whole; what was touched since stays, and is listed."""
    upload = _own_import(student, pk)
    kept = undo_import(upload=upload, by=student.person, now=timezone.now())
    said = _("Undone.")
    if kept:
        stays = ngettext(
            "%(count)d application stays: you have worked on it since.",
            "%(count)d applications stay: you have worked on them since.",
            len(kept),
        )
        said = f"{said} {stays % {'count': len(kept)}}"
    messages.success(request, said)
    return redirect("applications:import_file", upload.pk)
