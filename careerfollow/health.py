"""Is it alive, is it ready: asked by load balancers and containers, cheap and without a login.

``/health/live`` answers as long as the process does. ``/health/ready`` also asks the database, the
cache (Redis where there is one, which is the broker too), and whether emails leave the outbox.
"""

import dataclasses
from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from health_check.base import HealthCheck
from health_check.exceptions import ServiceUnavailable
from health_check.views import HealthCheckView

from apps.mail.models import OutboxEmail

STUCK_AFTER = timedelta(minutes=30)


@dataclasses.dataclass
class OutboxMoves(HealthCheck):
    """Fails when an email has waited for ``stuck_after`` beyond its time: no worker, or no beat."""

    stuck_after: timedelta = STUCK_AFTER

    def run(self) -> None:
        """Raise ``ServiceUnavailable`` if the oldest email that is due has waited too long."""
        try:
            if OutboxEmail.objects.due(timezone.now() - self.stuck_after).exists():
                raise ServiceUnavailable(f"Emails have waited for more than {self.stuck_after} in the outbox")
        finally:
            connection.close()  # this runs in a thread of the check's own


def live(request: HttpRequest) -> HttpResponse:
    """Answer; that is all."""
    return HttpResponse("alive\n", content_type="text/plain")


ready = HealthCheckView.as_view(
    checks=["health_check.checks.Database", "health_check.checks.Cache", OutboxMoves]
)

urlpatterns = [
    path("live", login_not_required(live), name="health_live"),
    path("ready", login_not_required(ready), name="health_ready"),
]
