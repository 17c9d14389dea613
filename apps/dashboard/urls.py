"""Addresses of the office's pages."""

from django.urls import path

from apps.dashboard.views.caseload import caseload
from apps.dashboard.views.outbox import lift, outbox, try_again
from apps.dashboard.views.student import application, student

app_name = "dashboard"
urlpatterns = [
    path("", caseload, name="caseload"),
    path("students/<int:student_id>/", student, name="student"),
    path("students/<int:student_id>/applications/<int:application_id>/", application, name="application"),
    path("outbox/", outbox, name="outbox"),
    path("outbox/<int:email_id>/again/", try_again, name="try_again"),
    path("outbox/suppressions/<int:suppression_id>/lift/", lift, name="lift"),
]
