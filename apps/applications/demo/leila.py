"""Leila Haddad, the student whose login the demo offers: one of everything, and something due right now.

Her days are chosen backwards from what is to be seen: each anchor is the day that makes its step due
when the story wants it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from apps.applications.actions import PostingDraft, Round
from apps.applications.days import IsBusinessDay, add_business_days, next_business_day, previous_business_day
from apps.applications.demo.deeds import Deed, Did, Found, Invited, Logged, Told, in_order
from apps.applications.demo.postings import address_of, invent_posting, postal_address
from apps.applications.plan import Step
from apps.applications.vocabulary import (
    Channel,
    CloseReason,
    ContactPolicy,
    EventKind,
    InterviewKind,
    PhonePolicy,
    TurnedDownBy,
)

MINUTES_SINCE_THE_INTERVIEW = 5


@dataclass(slots=True)
class _Teller:
    """The moment of telling, and the calendar; each method is one thing in her story."""

    rng: Random
    now: datetime
    zone: ZoneInfo
    is_business_day: IsBusinessDay

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def on(self, day: date, hour: int, minute: int = 0) -> datetime:
        """That minute of a local day, or just now if it is still to come."""
        return min(datetime.combine(day, time(hour, minute), self.zone), self.now - timedelta(minutes=2))

    def business_days_ago(self, count: int) -> date:
        day = self.today
        for _ in range(count):
            day = previous_business_day(day - timedelta(days=1), self.is_business_day)
        return day

    def logged(
        self,
        bid: int,
        employer: str,
        role: str,
        day: date,
        policy: PhonePolicy,
        contact: str = "",
        why: str = "",
    ) -> Logged:
        """An application sent on a local day, logged the same morning."""
        posting = self.posting(employer, role, day, policy, contact)
        return Logged(at=self.on(day, 9, bid), bid=bid, posting=posting, applied_on=day, why_here=why)

    def posting(
        self, employer: str, role: str, day: date, policy: PhonePolicy, contact: str = ""
    ) -> PostingDraft:
        return invent_posting(
            self.rng,
            day=day,
            employer=employer,
            role=role,
            location="Port Halden",
            phone_policy=policy,
            contact_policy=ContactPolicy.OPEN,
            contact=contact or None,
        )

    def did(self, bid: int, step: Step, at: datetime, channel: Channel, note: str = "", to: str = "") -> Did:
        return Did(at=at, bid=bid, step=step, done_at=at, channel=channel, note=note, to=to)

    def told(self, bid: int, kind: EventKind, day: date, hour: int = 16, **data: str) -> Told:
        return Told(at=self.on(day, hour, bid), bid=bid, kind=kind, on=day, data=data)

    def invited(
        self,
        bid: int,
        employer: str,
        day: date,
        ends_at: datetime,
        people: tuple[str, ...],
        kind: InterviewKind = InterviewKind.VIDEO,
        minutes: int = 60,
    ) -> Iterator[Deed]:
        """They invited her on a local day; she noted the lead's postal address at once."""
        round_ = Round(
            kind=kind,
            starts_at=ends_at - timedelta(minutes=minutes),
            ends_at=ends_at,
            time_zone=str(self.zone),
            place="Their office" if kind in {InterviewKind.PANEL, InterviewKind.ON_SITE} else "",
        )
        at = self.on(day, 12, bid)
        named = tuple((name, address_of(name, employer)) for name in people)
        yield Invited(at=at, bid=bid, on=day, round_=round_, people=named)
        address = postal_address(self.rng, employer)
        yield Found(at=at + timedelta(minutes=1), bid=bid, name=people[0], address=address)


def leilas_deeds(*, now: datetime, zone: ZoneInfo, is_business_day: IsBusinessDay) -> tuple[Deed, ...]:
    """Give her story as of ``now`` (an aware instant), in the order in which it was recorded."""
    teller = _Teller(Random("Leila Haddad"), now, zone, is_business_day)  # noqa: S311 - a story, no secret
    parts = (_overdue, _due_today, _coming_up, _done_this_week, _earlier)
    return in_order((deed for part in parts for deed in part(teller)), until=now)


def _overdue(teller: _Teller) -> Iterator[Deed]:
    """A panel that ended more than a day ago, one of two thanked; and a call that should have been made."""
    employer, people = "Tidewater Analytics", ("Priya Raghunathan", "Tomasz Wiśniewski")
    ended = _ended_more_than_a_day_ago(teller)
    day = ended.date()
    yield teller.logged(
        1,
        employer,
        "Data analyst, graduate programme",
        day - timedelta(days=18),
        PhonePolicy.CALLS_WELCOME,
        "Marta Kowalczyk",
        "They publish their forecast errors. I want to learn in a team that does that.",
    )
    called = teller.on(day - timedelta(days=13), 11, 20)
    note = "Spoke to Marta Kowalczyk; she asked for a writing sample."
    yield teller.did(1, Step.APPLICATION_FOLLOW_UP, called, Channel.PHONE, note)
    screened = teller.on(day - timedelta(days=10), 11, 25)
    yield from teller.invited(
        1,
        employer,
        day - timedelta(days=12),
        screened,
        ("Marta Kowalczyk",),
        InterviewKind.PHONE_SCREEN,
        minutes=25,
    )
    yield teller.did(
        1, Step.THANK_YOU_EMAIL, screened + timedelta(hours=3), Channel.EMAIL, to="Marta Kowalczyk"
    )
    yield from teller.invited(
        1, employer, day - timedelta(days=6), ended, people, InterviewKind.PANEL, minutes=90
    )
    thanked = ended + timedelta(hours=2, minutes=10)
    note = "“Thank you for the conversation”, with the ferry forecast."
    yield teller.did(1, Step.THANK_YOU_EMAIL, thanked, Channel.EMAIL, note, to="Priya Raghunathan")

    due = teller.business_days_ago(2)
    applied = due - timedelta(days=7)
    yield teller.logged(
        2, "Northline Transit Authority", "Planning intern", applied, PhonePolicy.CALLS_WELCOME
    )


def _ended_more_than_a_day_ago(teller: _Teller) -> datetime:
    """When an interview ended whose thank-you is late by now, and not lapsed: rather on a business day."""
    days = [teller.today - timedelta(days=back) for back in (1, 2, 3)]
    ends = [datetime.combine(day, time(hour, 30), teller.zone) for day in days for hour in (15, 14, 11, 10)]
    late = [end for end in ends if end.astimezone(teller.now.tzinfo) + timedelta(days=1) < teller.now]
    return min(late, key=lambda end: (not teller.is_business_day(end.date()), -end.timestamp()))


def _due_today(teller: _Teller) -> Iterator[Deed]:
    """On business days three things, at a weekend one: nothing but a thank-you falls due then."""
    week_ago = teller.today - timedelta(days=7)
    yield teller.logged(
        3,
        "Brightwater Public Library",
        "Metadata assistant",
        week_ago,
        PhonePolicy.NO_CALLS,
        "Odile Marchand",
    )
    yield teller.logged(
        4,
        "Kestrel Biologics",
        "Lab data coordinator",
        teller.today - timedelta(days=24),
        PhonePolicy.NOT_STATED,
    )
    asked = teller.on(teller.today - timedelta(days=19), 15)
    yield teller.did(4, Step.APPLICATION_FOLLOW_UP, asked, Channel.EMAIL, "Asked about the time frame.")
    two_days_ago = teller.today - timedelta(days=2)
    yield teller.told(4, EventKind.TURNED_DOWN, two_days_ago, by=TurnedDownBy.PERSON)

    yesterday = teller.today - timedelta(days=1)
    ended = max(
        datetime.combine(yesterday, time(17), teller.zone),
        (teller.now - timedelta(hours=23, minutes=15))
        .astimezone(teller.zone)
        .replace(second=0, microsecond=0),
    )
    applied = teller.today - timedelta(days=13)
    yield teller.logged(5, "Hoshino Instruments", "Junior data engineer", applied, PhonePolicy.NOT_STATED)
    yield from teller.invited(
        5,
        "Hoshino Instruments",
        teller.today - timedelta(days=5),
        min(ended, teller.now - timedelta(minutes=10)),
        ("Kenji Mori",),
        InterviewKind.PHONE_SCREEN,
        minutes=30,
    )


def _coming_up(teller: _Teller) -> Iterator[Deed]:
    """What is open and not due yet; an interview that ended minutes ago, and one next week."""
    alder = teller.today - timedelta(days=3)
    yield teller.logged(6, "Alder & Finch", "Research assistant", alder, PhonePolicy.NO_CALLS)

    okafor = teller.today - timedelta(days=26)
    yield teller.logged(7, "Okafor Logistics", "Operations analyst", okafor, PhonePolicy.CALLS_WELCOME)
    called = teller.on(okafor + timedelta(days=4), 10, 40)
    yield teller.did(7, Step.APPLICATION_FOLLOW_UP, called, Channel.PHONE, "They interview in two weeks.")
    met = teller.on(teller.today - timedelta(days=9), 14)
    yield from teller.invited(7, "Okafor Logistics", okafor + timedelta(days=8), met, ("Adaeze Okafor",))
    yield teller.did(7, Step.THANK_YOU_EMAIL, met + timedelta(hours=4), Channel.EMAIL, to="Adaeze Okafor")
    posted = teller.on((met + timedelta(days=1)).date(), 17)
    yield teller.did(7, Step.THANK_YOU_LETTER, posted, Channel.POST, "Printed on the good paper.")
    deadline = add_business_days(teller.today, 6, teller.is_business_day)
    offered = teller.today - timedelta(days=2)
    yield teller.told(7, EventKind.OFFERED, offered, 11, deadline=deadline.isoformat())

    yield from _kept_in_touch(teller)

    halvorsen = teller.today - timedelta(days=11)
    yield teller.logged(8, "Halvorsen Marine", "Fleet data trainee", halvorsen, PhonePolicy.NOT_STATED)
    note = "They liked the timetable project."
    emailed = teller.on(halvorsen + timedelta(days=4), 13)
    yield teller.did(8, Step.APPLICATION_FOLLOW_UP, emailed, Channel.EMAIL, note)
    just_now = (teller.now - timedelta(minutes=MINUTES_SINCE_THE_INTERVIEW)).replace(second=0, microsecond=0)
    invited = teller.today - timedelta(days=4)
    yield from teller.invited(8, "Halvorsen Marine", invited, just_now, ("Ingrid Halvorsen",), minutes=45)

    castell = teller.today - timedelta(days=6)
    yield teller.logged(9, "Castell & Rowe", "Reporting associate", castell, PhonePolicy.CALLS_WELCOME)
    next_week = next_business_day(teller.today + timedelta(days=8), teller.is_business_day)
    ends_at = datetime.combine(next_week, time(11, 15), teller.zone)
    invited_on = teller.business_days_ago(1)
    yield from teller.invited(
        9, "Castell & Rowe", invited_on, ends_at, ("Aiko Tanaka", "Mehmet Şahin"), minutes=45
    )

    saved = teller.today - timedelta(days=3)
    posting = teller.posting("Meridian Credit Union", "Risk analyst trainee", saved, PhonePolicy.NOT_STATED)
    yield Logged(at=teller.on(saved, 18), bid=10, posting=posting, applied_on=None)


def _kept_in_touch(teller: _Teller) -> Iterator[Deed]:
    """Turned down a month ago after an interview: the door is open again."""
    employer, turned_down = "Sólheimar Energy", teller.today - timedelta(days=31)
    yield teller.logged(
        11, employer, "Grid data fellow", turned_down - timedelta(days=30), PhonePolicy.NOT_STATED
    )
    asked = teller.on(turned_down - timedelta(days=25), 10)
    yield teller.did(11, Step.APPLICATION_FOLLOW_UP, asked, Channel.EMAIL)
    met = teller.on(turned_down - timedelta(days=7), 15)
    yield from teller.invited(11, employer, turned_down - timedelta(days=14), met, ("Sigrún Jónsdóttir",))
    yield teller.did(
        11, Step.THANK_YOU_EMAIL, met + timedelta(hours=2), Channel.EMAIL, to="Sigrún Jónsdóttir"
    )
    posted = teller.on(turned_down - timedelta(days=6), 12)
    yield teller.did(11, Step.THANK_YOU_LETTER, posted, Channel.POST)
    yield teller.told(11, EventKind.TURNED_DOWN, turned_down, by=TurnedDownBy.PERSON)
    answered = teller.on(turned_down + timedelta(days=1), 9, 30)
    yield teller.did(11, Step.REJECTION_REPLY, answered, Channel.EMAIL, "Asked what I could do better.")


def _done_this_week(teller: _Teller) -> Iterator[Deed]:
    """A rejection answered and a call made, both in good time."""
    varga = teller.today - timedelta(days=22)
    yield teller.logged(12, "Varga Optics", "Test engineer", varga, PhonePolicy.NO_CALLS)
    asked = teller.on(varga + timedelta(days=5), 16)
    yield teller.did(12, Step.APPLICATION_FOLLOW_UP, asked, Channel.EMAIL)
    turned_down = teller.today - timedelta(days=2)
    yield teller.told(12, EventKind.TURNED_DOWN, turned_down, 10, by=TurnedDownBy.PERSON)
    answered = max(teller.now - timedelta(hours=19), teller.on(turned_down, 10, 30) + timedelta(minutes=30))
    yield teller.did(12, Step.REJECTION_REPLY, answered, Channel.EMAIL, "Short and friendly.")

    lumen = teller.today - timedelta(days=5)
    yield teller.logged(13, "Lumen Grid", "Load forecasting intern", lumen, PhonePolicy.CALLS_WELCOME)
    called = teller.now - timedelta(minutes=50)
    note = "Left a short message with my name and number."
    yield teller.did(13, Step.APPLICATION_FOLLOW_UP, called, Channel.PHONE, note)


def _earlier(teller: _Teller) -> Iterator[Deed]:
    """Her first weeks: learning to follow up, and employers that never answered."""
    first = (
        (14, "Saltmarsh Conservancy", "Environmental data intern", 88, 5, Channel.EMAIL),
        (15, "Wrenfield Capital", "Financial analyst, rotational programme", 80, 12, Channel.EMAIL),
        (16, "Vantage Hydrology", "Field data technician", 71, None, Channel.EMAIL),
        (17, "Harborlight Insurance", "Junior actuary", 60, 6, Channel.PHONE),
        (18, "Copperline Software", "Data engineer, entry level", 47, 4, Channel.EMAIL),
    )
    for bid, employer, role, days_ago, followed_up_after, channel in first:
        day = teller.today - timedelta(days=days_ago)
        policy = PhonePolicy.CALLS_WELCOME if channel == Channel.PHONE else PhonePolicy.NOT_STATED
        yield teller.logged(bid, employer, role, day, policy)
        if followed_up_after is not None:
            at = teller.on(day + timedelta(days=followed_up_after), 14, 30)
            yield teller.did(bid, Step.APPLICATION_FOLLOW_UP, at, channel)
        closed = day + timedelta(days=42)
        yield teller.told(bid, EventKind.CLOSED, closed, reason=CloseReason.NO_ANSWER)
