"""Addresses of the student's pages."""

from django.urls import path

from apps.applications.views import (
    application,
    calendar,
    contacts,
    exports,
    follow_ups,
    happenings,
    imports,
    interviews,
    log,
    shelf,
    today,
)

app_name = "applications"
urlpatterns = [
    path("today/", today.today, name="today"),
    path("log/", log.log, name="log"),
    path("log/it/", log.log_it, name="log_it"),
    path("applications/", shelf.shelf, name="list"),
    path("applications/export/", exports.export, name="export"),
    path("applications/archive.zip", exports.archive, name="archive"),
    path("import/", imports.bring, name="import"),
    path("import/<int:pk>/", imports.import_file, name="import_file"),
    path("import/<int:pk>/undo/", imports.undo, name="undo_import"),
    path("applications/<int:pk>/", application.application, name="application"),
    path("applications/<int:pk>/correct/", log.correct, name="correct"),
    path("applications/<int:pk>/happened/<slug:kind>/", happenings.happened, name="happened"),
    path("applications/<int:pk>/nobody/", happenings.nobody_to_reach, name="nobody_to_reach"),
    path("applications/<int:pk>/private/", application.private, name="private"),
    path("applications/<int:pk>/interviews/", interviews.add_interview, name="add_interview"),
    path("applications/<int:pk>/contacts/", contacts.add_contact, name="add_contact"),
    path("applications/<int:pk>/contacts/<int:contact_pk>/", contacts.edit_contact, name="edit_contact"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/address/", calendar.rotate, name="rotate_calendar"),
    path("calendar/<str:token>.ics", calendar.feed, name="calendar_feed"),
    path("interviews/<int:pk>/interview.ics", calendar.interview_file, name="interview_file"),
    path("interviews/<int:pk>/people/", interviews.name_people, name="name_interviewers"),
    path("interviews/<int:pk>/<slug:kind>/", interviews.changed, name="interview_changed"),
    path("follow-ups/<int:pk>/", follow_ups.follow_up, name="follow_up"),
    path("follow-ups/<int:pk>/done/", follow_ups.finish, name="finish"),
    path("follow-ups/<int:pk>/later/", follow_ups.later, name="later"),
    path("follow-ups/<int:pk>/skip/", follow_ups.skip, name="skip"),
    path("events/<int:pk>/undo/", happenings.undo, name="undo"),
]
