"""The links in our emails: for one person, one follow-up, one action, for 30 days. They log nobody in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from apps.applications.models import FollowUp
from apps.mail.links import BadLinkError, absolute, sign, unsign
from apps.reminders.vocabulary import LinkAction

GOOD_FOR = timedelta(days=30)
_PURPOSE = "follow-up"


@dataclass(frozen=True, slots=True)
class Link:
    """What a link offers: an action on a follow-up (fetched with its story and student)."""

    follow_up: FollowUp
    action: LinkAction


def action_url(follow_up: FollowUp, action: LinkAction, *, now: datetime) -> str:
    """The address of a link, signed for the follow-up's student; ``now`` starts its 30 days."""
    payload = [follow_up.student.person_id, follow_up.pk, action.value]
    token = sign(_PURPOSE, payload, expires_at=now + GOOD_FOR)
    return absolute(reverse("reminders:action", args=[token]))


def read_link(token: str, *, now: datetime) -> Link:
    """What a link offers. Raises ``BadLinkError`` if it is forged, expired, or leads to nothing of theirs."""
    try:
        person, follow_up_id, action = unsign(_PURPOSE, token, now=now)
        follow_up = (
            FollowUp.objects.with_story()
            .select_related("student__person")
            .get(pk=follow_up_id, student__person_id=person, student__person__is_active=True)
        )
        return Link(follow_up, LinkAction(action))
    except (FollowUp.DoesNotExist, TypeError, ValueError) as error:
        raise BadLinkError(_PURPOSE) from error
