"""Whether emails go out, and what to do where they do not."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.dashboard.outbox import read_outbox
from apps.dashboard.views.doors import administrators_only
from apps.mail.actions import resend, unsuppress
from apps.mail.models import OutboxEmail, Suppression
from apps.students.models import Person


@require_safe
@administrators_only
def outbox(request: HttpRequest, _person: Person) -> HttpResponse:
    """The sentence first, then what is counted, what failed, and who is not written to."""
    now = timezone.localtime()
    return render(
        request, "dashboard/outbox.html", {"place": "outbox", "now": now, "outbox": read_outbox(now=now)}
    )


@require_POST
@administrators_only
def try_again(request: HttpRequest, _person: Person, email_id: int) -> HttpResponse:
    """Send an email once more that ended unsent."""
    email = get_object_or_404(OutboxEmail, pk=email_id)
    if resend(email=email, now=timezone.now()):
        messages.success(
            request, _("The email to %(address)s goes out again within a minute.") % {"address": email.to}
        )
    else:
        messages.info(request, _("The email to %(address)s is on its way already.") % {"address": email.to})
    return redirect("dashboard:outbox")


@require_POST
@administrators_only
def lift(request: HttpRequest, _person: Person, suppression_id: int) -> HttpResponse:
    """Write to an address again."""
    suppression = get_object_or_404(Suppression, pk=suppression_id)
    unsuppress(address=suppression.address, category=suppression.category)
    messages.success(request, _("We write to %(address)s again.") % {"address": suppression.address})
    return redirect("dashboard:outbox")
