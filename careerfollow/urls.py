"""All addresses. Each app keeps its own list; this one says where they hang."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from careerfollow.views import home

urlpatterns = [
    path("", home, name="home"),
    path("", include("apps.applications.urls")),
    path("", include("apps.reminders.urls")),
    path("", include("apps.mail.urls")),
    path("me/", include("apps.students.urls")),
    path("office/", include("apps.dashboard.urls")),
    # The roster keeps people's addresses, they do not.
    path("account/email/", RedirectView.as_view(pattern_name="home")),
    path("account/", include("allauth.account.urls")),
    path("health/", include("careerfollow.health")),
    path(settings.ADMIN_PATH, admin.site.urls),
]
