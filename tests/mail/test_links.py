from datetime import UTC, datetime, timedelta

import pytest

from apps.mail.links import BadLinkError, ExpiredLinkError, read_unsubscribe, sign, unsign, unsubscribe_url

NOW = datetime(2026, 9, 15, 14, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=7)


def test_a_link_gives_back_what_was_signed_until_it_expires() -> None:
    token = sign("done", {"follow_up": 12}, expires_at=LATER)
    assert unsign("done", token, now=NOW) == {"follow_up": 12}
    with pytest.raises(ExpiredLinkError):
        unsign("done", token, now=LATER)


def test_a_link_is_good_for_its_own_purpose_alone() -> None:
    token = sign("done", 12, expires_at=LATER)
    with pytest.raises(BadLinkError):
        unsign("skip", token, now=NOW)


@pytest.mark.parametrize("token", ["", "x", "a.b", "....", "ünïcode", "e30.x" * 500])
def test_a_forged_link_is_refused(token: str) -> None:
    with pytest.raises(BadLinkError):
        unsign("done", token, now=NOW)


def test_a_link_cut_short_or_changed_is_refused() -> None:
    token = sign("done", 12, expires_at=LATER)
    for damaged in (token[:-1], token[1:], token.swapcase()):
        with pytest.raises(BadLinkError):
            unsign("done", damaged, now=NOW)


def test_a_token_survives_a_mail_program_as_it_is() -> None:
    assert set(sign("done", "é & <b>", expires_at=LATER)) <= set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."
    )


def test_an_unsubscribe_link_speaks_of_one_address_and_one_category() -> None:
    url = unsubscribe_url("Ines@Halden.example", "reminders", now=NOW)
    token = url.rstrip("/").rpartition("/")[2]
    assert url.startswith("http://127.0.0.1:8000/stop/")
    assert read_unsubscribe(token, now=NOW) == ("ines@halden.example", "reminders")
