from datetime import timedelta
from random import Random

import pytest

from apps.mail.rules import (
    LONG_WAITS,
    WAITS,
    Answer,
    Meaning,
    Stage,
    domain_pause_after,
    judge,
    meaning,
    pause_after,
)
from apps.mail.vocabulary import State

SENDER, RECIPIENT, CONTENT = Stage.SENDER, Stage.RECIPIENT, Stage.CONTENT


def seeded() -> Random:
    return Random(1)  # noqa: S311 - jitter is no secret


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(CONTENT, 250, "2.0.0 Ok: queued as 4TZ7dQ"), Meaning.ACCEPTED),
        (Answer(RECIPIENT, 250, "2.1.5 Ok"), Meaning.LATER),
        (Answer(CONTENT, None, "Connection unexpectedly closed"), Meaning.LOST),
        (Answer(RECIPIENT, None, "Connection unexpectedly closed"), Meaning.LATER),
        (Answer(RECIPIENT, 451, "4.7.1 Greylisted, try again"), Meaning.LATER),
        (Answer(SENDER, 421, "4.3.2 Shutting down"), Meaning.LATER),
        (Answer(CONTENT, 452, "4.3.1 Disk full"), Meaning.LATER),
        (Answer(RECIPIENT, 550, "5.1.1 No such mailbox"), Meaning.NO_SUCH_ADDRESS),
        (Answer(RECIPIENT, 550, "5.1.10 Domain takes no mail"), Meaning.NO_SUCH_ADDRESS),
        (Answer(RECIPIENT, 553, "5.1.8 Sender's domain does not resolve"), Meaning.SERVER_REFUSES_US),
        (Answer(SENDER, 530, "5.7.0 Authentication required"), Meaning.SERVER_REFUSES_US),
        (Answer(SENDER, 552, "Message exceeds the size limit"), Meaning.NEVER),
        (Answer(SENDER, 552, "5.3.4 Message too big"), Meaning.NEVER),
        (Answer(RECIPIENT, 552, "5.2.2 Mailbox full"), Meaning.MAILBOX_FULL),
        (Answer(RECIPIENT, 552, "Mailbox over quota"), Meaning.MAILBOX_FULL),
        (Answer(CONTENT, 550, "5.7.1 Blocked by policy"), Meaning.DOMAIN_REFUSES_US),
        (Answer(RECIPIENT, 550, "5.7.26 Not authenticated"), Meaning.DOMAIN_REFUSES_US),
        (Answer(RECIPIENT, 550, "Rejected"), Meaning.NEVER),
        (Answer(CONTENT, 554, "5.6.0 Cannot be read"), Meaning.NEVER),
    ],
)
def test_an_answer_means_what_its_stage_and_codes_say(answer: Answer, expected: Meaning) -> None:
    assert meaning(answer) is expected


@pytest.mark.parametrize("attempts", [1, 2, 3, 4, 5])
def test_what_is_refused_for_now_is_tried_again_after_1_5_15_60_minutes(attempts: int) -> None:
    verdict = judge(Answer(RECIPIENT, 451, "later"), attempts=attempts, maybe_sent=False, rng=seeded())
    assert verdict.state is State.SCHEDULED
    assert verdict.wait is not None
    assert WAITS[attempts - 1] <= verdict.wait <= WAITS[attempts - 1] * 1.2


@pytest.mark.parametrize("text", ["5.2.2 Mailbox full", "5.7.1 Blocked"])
def test_a_full_mailbox_and_a_refusing_domain_are_tried_again_for_days(text: str) -> None:
    waits = [
        judge(Answer(RECIPIENT, 550, text), attempts=attempts, maybe_sent=False, rng=seeded()).wait
        for attempts in range(1, 6)
    ]
    assert all(wait is not None and wait >= long for wait, long in zip(waits, LONG_WAITS, strict=True))
    assert sum(LONG_WAITS, timedelta()) >= timedelta(days=2)


def test_two_emails_refused_together_do_not_come_back_together() -> None:
    rng = seeded()
    answer = Answer(RECIPIENT, 451, "later")
    assert (
        judge(answer, attempts=1, maybe_sent=False, rng=rng).wait
        != judge(answer, attempts=1, maybe_sent=False, rng=rng).wait
    )


@pytest.mark.parametrize(
    ("answer", "maybe_sent", "expected"),
    [
        (Answer(RECIPIENT, 451, "later"), False, State.FAILED),
        (Answer(RECIPIENT, 552, "5.2.2 full"), False, State.FAILED),
        (Answer(CONTENT, None, "lost"), True, State.UNKNOWN),
        (Answer(RECIPIENT, 451, "later"), True, State.UNKNOWN),
        (Answer(RECIPIENT, 550, "5.1.1 none"), True, State.UNKNOWN),
        (Answer(CONTENT, 250, "ok"), True, State.SENT),
    ],
)
def test_the_sixth_attempt_is_the_last(answer: Answer, maybe_sent: bool, expected: State) -> None:
    assert judge(answer, attempts=6, maybe_sent=maybe_sent, rng=seeded()).state is expected


def test_what_is_refused_for_good_fails_at_once() -> None:
    assert (
        judge(Answer(RECIPIENT, 550, "no"), attempts=1, maybe_sent=False, rng=seeded()).state is State.FAILED
    )


def test_the_pauses_grow_and_end_at_a_ceiling() -> None:
    assert [pause_after(trips).total_seconds() for trips in (1, 2, 3, 5, 6, 99)] == [
        30,
        60,
        120,
        480,
        600,
        600,
    ]
    assert domain_pause_after(1) == timedelta(minutes=5)
    assert domain_pause_after(99) == timedelta(hours=4)


def test_the_queue_id_is_read_from_the_words_of_the_server() -> None:
    assert Answer(CONTENT, 250, "2.0.0 Ok: queued as 4TZ7dQ0x").queue_id == "4TZ7dQ0x"
    assert Answer(CONTENT, 250, "OK id=1rXyZ2-0004ab-1M").queue_id == "1rXyZ2-0004ab-1M"
    assert Answer(CONTENT, 250, "thanks").queue_id == ""
