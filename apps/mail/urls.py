"""Addresses of the mailbox and of the links that stop emails."""

from django.urls import path

from apps.mail import views

app_name = "mail"
urlpatterns = [
    path("stop/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("mailbox/", views.mailbox_list, name="mailbox"),
    path("mailbox/<str:key>/", views.mailbox_email, name="mailbox_email"),
    path("mailbox/<str:key>/html/", views.mailbox_html, name="mailbox_html"),
    path("mailbox/<str:key>/raw/", views.mailbox_raw, name="mailbox_raw"),
]
