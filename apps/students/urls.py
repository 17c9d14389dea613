"""Addresses of a person's own settings."""

from django.urls import path

from apps.students import views

app_name = "students"
urlpatterns = [
    path("look/", views.look, name="look"),
    path("who-sees-what/", views.who_sees_what, name="who_sees_what"),
]
