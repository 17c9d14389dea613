"""Addresses of the links in emails."""

from django.urls import URLPattern

app_name = "reminders"
urlpatterns: list[URLPattern] = []
