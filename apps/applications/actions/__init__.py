"""Everything that changes an application.

Each action writes an event and, in the same transaction, the follow-ups that the plan makes of it.
All take keyword arguments, ``by`` (the person who acts) and ``now`` (an aware instant). They lock the
student's row first, so that what is done to one of a student's applications waits for what is being
done to another (accepting here withdraws there; a call to an employer holds the next one back).
"""

from apps.applications.actions.carrying_out import refresh_student, replan, replan_student
from apps.applications.actions.follow_ups import (
    finish_follow_up,
    lapse_follow_ups,
    skip_follow_up,
    snooze_follow_up,
)
from apps.applications.actions.happenings import record, void
from apps.applications.actions.interviews import (
    Round,
    change_interview,
    name_interviewers,
    schedule_interview,
)
from apps.applications.actions.log import (
    PostingDraft,
    correct_application,
    get_contact,
    get_employer,
    keep_private,
    log_application,
    save_contact,
)

__all__ = [
    "PostingDraft",
    "Round",
    "change_interview",
    "correct_application",
    "finish_follow_up",
    "get_contact",
    "get_employer",
    "keep_private",
    "lapse_follow_ups",
    "log_application",
    "name_interviewers",
    "record",
    "refresh_student",
    "replan",
    "replan_student",
    "save_contact",
    "schedule_interview",
    "skip_follow_up",
    "snooze_follow_up",
    "void",
]
