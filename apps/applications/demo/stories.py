"""Believable job searches from a seed: a pure generator of plain data, whatever the size of the office.

Each student draws from a stream of random numbers of their own (seed and number), so that the tenth
student of an office of sixty and of sixty thousand is the same. Days count back from ``now``'s local day.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import chain
from random import Random
from zoneinfo import ZoneInfo

from apps.applications.actions import PostingDraft, Round
from apps.applications.demo import names
from apps.applications.demo.deeds import (
    Changed,
    Deed,
    Did,
    Found,
    Invited,
    Logged,
    Skipped,
    Told,
    in_order,
)
from apps.applications.demo.postings import (
    address_of,
    invent_posting,
    person_name,
    phone_number,
    postal_address,
)
from apps.applications.plan import Step
from apps.applications.vocabulary import (
    Channel,
    CloseReason,
    EventKind,
    InterviewKind,
    PhonePolicy,
    SkipReason,
    TurnedDownBy,
)

WEEKS = 14
# How busy the weeks of a term are, the oldest first: the career fair, midterms, the last push.
RHYTHM = (1.0, 1.4, 2.0, 2.6, 3.2, 3.0, 2.2, 1.6, 1.4, 2.0, 2.6, 2.4, 2.2, 1.8)
WEEKDAYS = (5, 5, 5, 5, 3, 1, 2)  # Monday to Sunday


@dataclass(frozen=True, slots=True)
class Habit:
    """How somebody follows up: shares done on time, late, skipped; the rest lapses."""

    on_time: float
    late: float
    skipped: float = 0.02
    is_silent: bool = False  # nothing at all for the last weeks
    comes_in_bursts: bool = False


HABITS = (
    (30, Habit(on_time=0.88, late=0.06)),
    (26, Habit(on_time=0.74, late=0.14)),
    (14, Habit(on_time=0.60, late=0.18, comes_in_bursts=True)),
    (16, Habit(on_time=0.34, late=0.36)),
    (8, Habit(on_time=0.62, late=0.14, is_silent=True)),
)
NEVER_STARTED = 7  # beside the weights above

# Days from its occasion in which a step is done on time, and late.
TIMING: dict[Step, tuple[tuple[float, float], tuple[float, float]]] = {
    Step.APPLICATION_FOLLOW_UP: ((3.1, 6.6), (9.5, 18.0)),
    Step.THANK_YOU_EMAIL: ((0.05, 0.8), (1.1, 2.5)),
    Step.THANK_YOU_LETTER: ((0.1, 1.6), (4.5, 8.5)),
    Step.STATUS_INQUIRY: ((11.2, 13.5), (17.0, 24.0)),
    Step.REJECTION_REPLY: ((0.1, 1.8), (4.5, 9.0)),
    Step.KEEP_IN_TOUCH: ((30.5, 44.0), (48.0, 75.0)),
    Step.OFFER_REPLY: ((0.3, 2.5), (2.6, 4.0)),
    Step.WITHDRAWAL: ((0.1, 1.6), (4.5, 8.0)),
}
WAKING_HOURS = range(8, 22)


def job_search(rng: Random, *, now: datetime, zone: ZoneInfo, applications: float) -> tuple[Deed, ...]:
    """All that one student did up to ``now``, in the order in which it was recorded.

    ``applications``: how many a student has on average.
    """
    total = sum(weight for weight, _ in HABITS)
    if rng.random() * (total + NEVER_STARTED) >= total:
        return ()
    habit = rng.choices([habit for _, habit in HABITS], [weight for weight, _ in HABITS])[0]
    days = _days_of_applying(rng, habit, now.astimezone(zone).date(), applications)
    until = now - timedelta(days=rng.uniform(15, 40)) if habit.is_silent else now
    bids = [list(_Bid(rng, habit, zone, number).deeds(day)) for number, day in enumerate(days)]
    return in_order(chain.from_iterable(_accept_one(rng, habit, bids, zone)), until=until)


def _days_of_applying(rng: Random, habit: Habit, today: date, applications: float) -> list[date]:
    """On which local days the student applied, the oldest first."""
    started = sum(weight for weight, _ in HABITS) / (sum(weight for weight, _ in HABITS) + NEVER_STARTED)
    count = max(2, round(rng.gauss(applications / started, applications / 3)))
    days = [today - timedelta(days=back) for back in range(7 * WEEKS - 1, -1, -1)]
    weights = [RHYTHM[number // 7] * WEEKDAYS[day.weekday()] for number, day in enumerate(days)]
    if habit.comes_in_bursts:
        bursts = rng.choices(days, weights, k=max(2, count // 5))
        return sorted(min(today, rng.choice(bursts) + timedelta(days=rng.randrange(2))) for _ in range(count))
    return sorted(rng.choices(days, weights, k=count))


def _accept_one(rng: Random, habit: Habit, bids: list[list[Deed]], zone: ZoneInfo) -> list[list[Deed]]:
    """The first offer accepted ends the search: nothing new after it, and the others are told."""
    accepted = [
        deed
        for deed in chain.from_iterable(bids)
        if isinstance(deed, Told) and deed.kind == EventKind.ACCEPTED
    ]
    if not accepted:
        return bids
    first = min(accepted, key=lambda deed: deed.at)
    kept = []
    for number, deeds in enumerate(bids):
        if number == first.bid:
            kept.append(deeds)
            continue
        before = [deed for deed in deeds if deed.at < first.at]
        if before and not any(isinstance(deed, Told) and deed.kind in _ENDS for deed in before):
            bid = _Bid(rng, habit, zone, number)
            before.extend(bid.answer(Step.WITHDRAWAL, first.at))
            if before[-1].at > first.at:
                at = before[-1].at + timedelta(minutes=3)
                before.append(Told(at=at, bid=number, kind=EventKind.WITHDRAWN, on=bid.day(at)))
        kept.append(before)
    return kept


_ENDS = frozenset(
    {EventKind.TURNED_DOWN, EventKind.DECLINED, EventKind.WITHDRAWN, EventKind.CLOSED, EventKind.ACCEPTED}
)


@dataclass(slots=True)
class _Bid:
    """One application as it goes: what the employer does, and how the student follows up."""

    rng: Random
    habit: Habit
    zone: ZoneInfo
    number: int

    def day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def moment(self, day: date) -> datetime:
        """Some minute of a local day between breakfast and bed."""
        clock = time(self.rng.choice(WAKING_HOURS), self.rng.randrange(60))
        return datetime.combine(day, clock, self.zone)

    def later(self, at: datetime, least: float, most: float) -> datetime:
        """A waking moment so many days after ``at``."""
        moment = (at + timedelta(days=self.rng.uniform(least, most))).astimezone(self.zone)
        if moment.hour < WAKING_HOURS.start:
            moment = moment.replace(hour=self.rng.randrange(8, 11))
        elif moment.hour >= WAKING_HOURS.stop:
            moment = moment.replace(hour=21)
        return max(moment.replace(second=0, microsecond=0), at + timedelta(minutes=4))

    def tell(self, at: datetime, kind: EventKind, **data: str) -> Told:
        return Told(at=at, bid=self.number, kind=kind, on=self.day(at), data=data)

    # What the student does about it

    def answer(
        self, step: Step, at: datetime, *, channel: str = "", likely: Channel = Channel.EMAIL, to: str = ""
    ) -> Iterator[Deed]:
        """The follow-up to something that happened at ``at``: done on time, late, skipped, or never."""
        on_time, late = TIMING[step]
        luck = self.rng.random() - self.habit.on_time
        if luck < 0:
            yield self._did(step, self.later(at, *on_time), channel, likely, to)
        elif luck < self.habit.late:
            yield self._did(step, self.later(at, *late), channel, likely, to)
        elif luck < self.habit.late + self.habit.skipped:
            reason = self.rng.choice(list(SkipReason))
            yield Skipped(at=self.later(at, *on_time), bid=self.number, step=step, reason=reason)

    def _did(self, step: Step, done_at: datetime, channel: str, likely: Channel, to: str) -> Did:
        told_at = self.later(done_at, 0.5, 1.2) if self.chance(0.15) else done_at + timedelta(minutes=2)
        note = self.rng.choice(names.NOTES[channel or likely])
        return Did(at=told_at, bid=self.number, step=step, done_at=done_at, channel=channel, note=note, to=to)

    # What the employer does

    def deeds(self, day: date) -> Iterator[Deed]:
        """The history of an application sent on a local day."""
        posting = invent_posting(self.rng, day=day)
        at = logged_at = self.moment(day)
        if self.chance(0.06):  # saved for later, and mostly sent
            yield self._logged(at, posting, applied_on=None)
            if self.chance(0.5):
                return
            at = self.later(at, 1, 6)
            yield self.tell(at, EventKind.APPLIED)
        else:
            logged_at = at if self.chance(0.82) else self.later(at, 1, 6)
            yield self._logged(logged_at, posting, applied_on=day)
        for number, deed in enumerate(self._after_applying(posting, at), start=1):
            yield replace(deed, at=max(deed.at, logged_at + timedelta(minutes=number)))

    def _after_applying(self, posting: PostingDraft, at: datetime) -> Iterator[Deed]:
        if not posting.contact_name and self.chance(0.5):
            yield from self._look_for_somebody(self.later(at, 1, 3))
        yield from self._follow_up(posting.phone_policy, at)
        yield from self._what_came_of_it(posting.employer, at)

    def _logged(self, at: datetime, posting: PostingDraft, *, applied_on: date | None) -> Logged:
        return Logged(
            at=at,
            bid=self.number,
            posting=posting,
            applied_on=applied_on,
            why_here=self.rng.choice(names.WHY_HERE),
            kept_private=self.chance(0.03),
        )

    def _look_for_somebody(self, at: datetime) -> Iterator[Deed]:
        if self.chance(0.4):
            yield self.tell(at, EventKind.NOBODY_TO_REACH)
        else:
            yield Found(
                at=at,
                bid=self.number,
                name=person_name(self.rng),
                position=self.rng.choice(names.POSITIONS),
                phone=phone_number(self.rng),
            )

    def _follow_up(self, phone_policy: str, at: datetime) -> Iterator[Deed]:
        likely = Channel.PHONE if phone_policy == PhonePolicy.CALLS_WELCOME else Channel.EMAIL
        calls_all_the_same = phone_policy == PhonePolicy.NO_CALLS and self.chance(0.015)
        channel = Channel.PHONE if calls_all_the_same else ""
        yield from self.answer(Step.APPLICATION_FOLLOW_UP, at, channel=channel, likely=likely)

    def _what_came_of_it(self, employer: str, at: datetime) -> Iterator[Deed]:
        luck = self.rng.random()
        if luck < 0.22:
            yield from self._interviewed(employer, at)
        elif luck < 0.36:
            yield self.tell(self.later(at, 4, 25), EventKind.TURNED_DOWN, by=TurnedDownBy.NO_REPLY)
        elif luck < 0.45:
            yield from self._turned_down(self.later(at, 7, 30))
        elif luck < 0.54:
            yield from self._heard_back(at)
        elif luck < 0.57:
            yield self.tell(self.later(at, 5, 30), EventKind.WITHDRAWN)
        elif luck < 0.60:
            reason = self.rng.choice(
                [CloseReason.POSTING_WITHDRAWN, CloseReason.FILLED, CloseReason.MY_CHOICE]
            )
            yield self.tell(self.later(at, 6, 30), EventKind.CLOSED, reason=reason)
        elif luck < 0.70:
            yield self.tell(self.later(at, 35, 60), EventKind.CLOSED, reason=CloseReason.NO_ANSWER)

    def _heard_back(self, at: datetime) -> Iterator[Deed]:
        heard_at = self.later(at, 3, 14)
        decision = {
            "decision_on": (self.day(heard_at) + timedelta(days=self.rng.randrange(7, 21))).isoformat()
        }
        note = self.rng.choice(names.HEARD_BACK_NOTES)
        yield self.tell(heard_at, EventKind.HEARD_BACK, note=note, **(decision if self.chance(0.5) else {}))
        if self.chance(0.4):
            yield from self._turned_down(self.later(heard_at, 8, 25))

    def _turned_down(self, at: datetime) -> Iterator[Deed]:
        yield self.tell(at, EventKind.TURNED_DOWN, by=TurnedDownBy.PERSON)
        yield from self.answer(Step.REJECTION_REPLY, at)
        yield from self.answer(Step.KEEP_IN_TOUCH, at)

    def _interviewed(self, employer: str, at: datetime) -> Iterator[Deed]:
        lead, second = person_name(self.rng), person_name(self.rng)
        kind = self.rng.choice([InterviewKind.PHONE_SCREEN, InterviewKind.VIDEO, InterviewKind.ON_SITE])
        while True:
            invited_at = self.later(at, 3, 12)
            starts_at = self._office_hour(self.later(invited_at, 4, 11))
            round_ = self._round(kind, starts_at)
            people = (lead, second) if kind == InterviewKind.PANEL or self.chance(0.3) else (lead,)
            yield Invited(
                at=invited_at,
                bid=self.number,
                on=self.day(invited_at),
                round_=round_,
                people=tuple((name, address_of(name, employer)) for name in people),
            )
            if self.chance(0.75):
                yield Found(
                    at=invited_at + timedelta(minutes=2),
                    bid=self.number,
                    name=lead,
                    position=self.rng.choice(names.POSITIONS),
                    address=postal_address(self.rng, employer),
                )
            if self.chance(0.06):
                off = self.rng.choice([EventKind.INTERVIEW_CANCELLED, EventKind.INTERVIEW_MISSED])
                called_off_at = self.later(invited_at, 0.5, 3)
                yield Changed(at=called_off_at, bid=self.number, on=self.day(called_off_at), kind=off)
                return
            if self.chance(0.08):
                moved_at = self.later(invited_at, 0.5, 2)
                round_ = self._round(kind, self._office_hour(starts_at + timedelta(days=2)))
                yield Changed(
                    at=moved_at,
                    bid=self.number,
                    on=self.day(moved_at),
                    kind=EventKind.INTERVIEW_MOVED,
                    round_=round_,
                )
            at = round_.ends_at or round_.starts_at
            for name in people:
                yield from self.answer(Step.THANK_YOU_EMAIL, at, to=name)
            yield from self.answer(Step.THANK_YOU_LETTER, at, likely=Channel.POST)
            if kind == InterviewKind.PANEL or not self.chance(0.35):
                break
            kind = InterviewKind.PANEL
        yield from self._decided(at)

    def _decided(self, interviewed_at: datetime) -> Iterator[Deed]:
        luck = self.rng.random()
        if luck < 0.38:
            yield from self._turned_down(self.later(interviewed_at, 2, 12))
        elif luck < 0.66:
            yield from self._offered(self.later(interviewed_at, 1, 8))
        else:
            yield from self.answer(Step.STATUS_INQUIRY, interviewed_at)

    def _offered(self, at: datetime) -> Iterator[Deed]:
        deadline = self.day(at) + timedelta(days=self.rng.randrange(7, 15))
        yield self.tell(at, EventKind.OFFERED, deadline=deadline.isoformat())
        if self.chance(0.05):
            yield self.tell(self.later(at, 1, 3), EventKind.RESCINDED)
            return
        replies = list(self.answer(Step.OFFER_REPLY, at, likely=Channel.PHONE))
        yield from replies
        if replies and self.chance(0.8):
            answer = EventKind.ACCEPTED if self.chance(0.45) else EventKind.DECLINED
            yield self.tell(replies[-1].at + timedelta(minutes=5), answer)

    def _office_hour(self, moment: datetime) -> datetime:
        """The same day, or the Monday after it, at a time when interviews are held."""
        local = moment.astimezone(self.zone)
        local += timedelta(days=max(0, 7 - local.weekday()) if local.weekday() > 4 else 0)
        return local.replace(hour=self.rng.randrange(9, 16), minute=self.rng.choice([0, 0, 30]))

    def _round(self, kind: InterviewKind, starts_at: datetime) -> Round:
        minutes = 30 if kind == InterviewKind.PHONE_SCREEN else self.rng.choice([45, 60, 60, 90])
        return Round(
            kind=kind,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=minutes) if self.chance(0.9) else None,
            time_zone=str(self.zone),
            place=_PLACE_OF[kind],
        )


_PLACE_OF = {
    InterviewKind.PHONE_SCREEN: "They call me",
    InterviewKind.VIDEO: "https://meet.example/room",
    InterviewKind.ON_SITE: "Their office, ask at the front desk",
    InterviewKind.PANEL: "Their office, conference room",
}
