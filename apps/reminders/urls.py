"""Addresses of the links in emails."""

from django.urls import path

from apps.reminders import views

app_name = "reminders"
urlpatterns = [
    path("r/<str:token>/", views.action, name="action"),
    path("me/reminders/", views.settings, name="settings"),
]
