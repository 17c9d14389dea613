"""The words of this app, as they are stored, with their labels."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PhonePolicy(models.TextChoices):
    """What the posting says about telephoning."""

    CALLS_WELCOME = "calls_welcome", _("Calls welcome")
    NO_CALLS = "no_calls", _("No calls")
    NOT_STATED = "not_stated", _("Says nothing about calls")


class ContactPolicy(models.TextChoices):
    """What the posting says about writing to somebody."""

    OPEN = "open", _("May be contacted")
    NO_CONTACT = "no_contact", _("No contact wanted")
    ONLY_THROUGH = "only_through", _("Only through the way they name")


class Stage(models.TextChoices):
    """Where an application stands."""

    SAVED = "saved", _("Saved")
    APPLIED = "applied", _("Applied")
    INTERVIEWING = "interviewing", _("Interviewing")
    OFFERED = "offered", _("Offered")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    TURNED_DOWN = "turned_down", _("Turned down")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CLOSED = "closed", _("Closed")


OPEN_STAGES = (Stage.SAVED, Stage.APPLIED, Stage.INTERVIEWING, Stage.OFFERED)


class CloseReason(models.TextChoices):
    """Why an application was closed."""

    NO_ANSWER = "no_answer", _("No answer")
    POSTING_WITHDRAWN = "posting_withdrawn", _("Posting withdrawn")
    FILLED = "filled", _("Filled")
    MY_CHOICE = "my_choice", _("My choice")


class InterviewKind(models.TextChoices):
    """How a round is held."""

    PHONE_SCREEN = "phone_screen", _("Phone screen")
    VIDEO = "video", _("Video")
    ON_SITE = "on_site", _("On site")
    PANEL = "panel", _("Panel")


class EventKind(models.TextChoices):
    """What happened: one fact in an application's history."""

    SAVED = "saved", _("Saved")
    APPLIED = "applied", _("Applied")
    HEARD_BACK = "heard_back", _("Heard back")
    INTERVIEW_SCHEDULED = "interview_scheduled", _("Interview set")
    INTERVIEW_MOVED = "interview_moved", _("Interview moved")
    INTERVIEW_CANCELLED = "interview_cancelled", _("Interview cancelled")
    INTERVIEW_MISSED = "interview_missed", _("Interview missed")
    TURNED_DOWN = "turned_down", _("Turned down")
    OFFERED = "offered", _("Offered")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    RESCINDED = "rescinded", _("Offer rescinded")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CLOSED = "closed", _("Closed")
    ACCEPTED_ELSEWHERE = "accepted_elsewhere", _("Accepted elsewhere")
    FOLLOW_UP_DONE = "follow_up_done", _("Followed up")
    FOLLOW_UP_SKIPPED = "follow_up_skipped", _("Follow-up skipped")
    NOBODY_TO_REACH = "nobody_to_reach", _("Nobody to reach")
    ASKED_TO_CALL = "asked_to_call", _("They asked me to call")
    CORRECTED = "corrected", _("Details corrected")
    REMINDED = "reminded", _("Reminded by email")
    VOIDED = "voided", _("Undone")


class FollowUpStatus(models.TextChoices):
    """What became of a follow-up.

    Upcoming, open and late are not stored: they follow from its dates and now.
    """

    OWED = "owed", _("Owed")
    DONE = "done", _("Done")
    SKIPPED = "skipped", _("Skipped")
    CANCELLED = "cancelled", _("Cancelled")
    LAPSED = "lapsed", _("Lapsed")


# What can still be said to be done: one that lapsed may have been done in time, and told late.
CAN_BE_DONE = frozenset({FollowUpStatus.OWED, FollowUpStatus.LAPSED})


class Channel(models.TextChoices):
    """How an employer is reached."""

    PHONE = "phone", _("Phone")
    EMAIL = "email", _("Email")
    POST = "post", _("Post")


class SkipReason(models.TextChoices):
    """Why a student will not do a follow-up."""

    ALREADY_IN_TOUCH = "already_in_touch", _("We are in touch already")
    ASKED_NOT_TO = "asked_not_to", _("They asked not to be contacted")
    NOT_INTERESTED = "not_interested", _("I am no longer interested")
    OTHER = "other", _("Another reason")


class CancelReason(models.TextChoices):
    """What made a follow-up moot."""

    HEARD_BACK = "heard_back", _("They answered")
    INVITED = "invited", _("They invited you")
    INTERVIEW_OFF = "interview_off", _("The interview did not take place")
    TURNED_DOWN = "turned_down", _("They turned you down")
    NOT_TURNED_DOWN = "not_turned_down", _("The rejection was undone")
    OFFERED = "offered", _("They made an offer")
    ANSWERED = "answered", _("You answered the offer")
    RESCINDED = "rescinded", _("They took the offer back")
    ACCEPTED = "accepted", _("You accepted an offer")
    WITHDRAWN = "withdrawn", _("You withdrew")
    CLOSED = "closed", _("You closed the application")
    NOBODY_TO_REACH = "nobody_to_reach", _("There is nobody to reach")
    NO_CONTACT = "no_contact", _("The posting asks for no contact")
    NOT_IN_PLAN = "not_in_plan", _("The plan no longer asks for it")


class Excuse(models.TextChoices):
    """Why an owed follow-up is never late, whatever its dates say."""

    NOBODY_TO_REACH = "nobody_to_reach", _("Nobody to reach yet")
    WITHHELD = "withheld", _("You wrote to them within the last seven days")


class LetterState(models.TextChoices):
    """How far the letter for a follow-up is, written down by the letters desk."""

    NONE = "none", _("Not begun")
    BEGUN = "begun", _("Begun")
    READY = "ready", _("Ready")
    HANDED_IN = "handed_in", _("Handed in")
    ANSWERED = "answered", _("Answered")


class FirstFollowUp(models.TextChoices):
    """What became of the follow-up on the application.

    Whoever compares outcomes must leave out those whose due time has not passed
    (``Application.first_follow_up_due``): until then only the early doers have an outcome.
    """

    UNSETTLED = "unsettled", _("Not settled yet")
    ON_TIME = "on_time", _("On time")
    LATE = "late", _("Late")
    MISSED = "missed", _("Missed")
    NOT_OWED = "not_owed", _("Not owed")


class TurnedDownBy(models.TextChoices):
    """Who turned the student down; nobody answers a no-reply address."""

    PERSON = "person", _("A person, or an address that can be answered")
    NO_REPLY = "no_reply", _("An automatic message that cannot be answered")


class LetterKind(models.TextChoices):
    """What kind of text a step asks for."""

    APPLICATION_FOLLOW_UP = "application_follow_up", _("Follow-up on the application")
    PHONE_SCRIPT = "phone_script", _("Phone script")
    THANK_YOU_EMAIL = "thank_you_email", _("Thank-you email")
    THANK_YOU_LETTER = "thank_you_letter", _("Thank-you letter")
    STATUS_INQUIRY = "status_inquiry", _("Asking where things stand")
    REJECTION_THANK_YOU = "rejection_thank_you", _("Answer to a rejection")
    KEEP_IN_TOUCH = "keep_in_touch", _("Keeping in touch")
    OFFER_REPLY = "offer_reply", _("Answer to an offer")
    MORE_TIME_REQUEST = "more_time_request", _("Asking for more time")
    WITHDRAWAL = "withdrawal", _("Withdrawal")
