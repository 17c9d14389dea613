"""Days: every unambiguous spelling, and no guess where day and month could change places."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.applications.spreadsheets import Trouble, day_order, read_day

NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-04", date(2026, 3, 4)),
        ("2026/3/4", date(2026, 3, 4)),
        ("2026.03.04", date(2026, 3, 4)),
        ("20260304", date(2026, 3, 4)),
        ("2026年3月4日", date(2026, 3, 4)),
        ("2026-03-04 23:30:00", date(2026, 3, 4)),
        ("2026-03-04T03:30:00Z", date(2026, 3, 3)),  # the evening before in New York
        ("2026-03-04 03:30 +00:00", date(2026, 3, 3)),
        ("2026-03-04T99:99:00Z", date(2026, 3, 4)),
        ("March 4, 2026", date(2026, 3, 4)),
        ("4 March 2026", date(2026, 3, 4)),
        ("Mar 4 2026", date(2026, 3, 4)),
        ("Wed, 4 Mar 2026", date(2026, 3, 4)),
        ("4-Mar-26", date(2026, 3, 4)),
        ("4. März 2026", date(2026, 3, 4)),
        ("4 de marzo de 2026", date(2026, 3, 4)),
        ("25/03/2026", date(2026, 3, 25)),
        ("03/25/2026", date(2026, 3, 25)),
        ("03/25/26", date(2026, 3, 25)),
        ("25.3.2026", date(2026, 3, 25)),
        ("04/04/2026", date(2026, 4, 4)),
    ],
)
def test_an_unambiguous_spelling_is_read(text: str, day: date) -> None:
    assert read_day(text, order="", zone=NEW_YORK) == day


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("03/04/2026", Trouble.AMBIGUOUS),
        ("3.4.2026", Trouble.AMBIGUOUS),
        ("03/04/26", Trouble.AMBIGUOUS),
        ("24-11-30", Trouble.AMBIGUOUS),
        ("31/02/2026", Trouble.NO_SUCH_DAY),
        ("02/30/2026", Trouble.NO_SUCH_DAY),
        ("2026-02-31", Trouble.NO_SUCH_DAY),
        ("13/13/2026", Trouble.NO_SUCH_DAY),
        ("0000-00-00", Trouble.NO_SUCH_DAY),
        ("31/02", Trouble.NO_YEAR),
        ("4 March", Trouble.NO_YEAR),
        ("soon", Trouble.NOT_A_DAY),
        ("", Trouble.NOT_A_DAY),
        ("x" * 500, Trouble.NOT_A_DAY),
        ("yes", Trouble.NOT_A_DAY),
    ],
)
def test_what_cannot_be_known_is_not_guessed(text: str, trouble: Trouble) -> None:
    assert read_day(text, order="", zone=NEW_YORK) is trouble


def test_an_order_settles_what_is_ambiguous_and_nothing_else() -> None:
    assert read_day("03/04/2026", order="dmy", zone=NEW_YORK) == date(2026, 4, 3)
    assert read_day("03/04/2026", order="mdy", zone=NEW_YORK) == date(2026, 3, 4)
    assert read_day("25/03/2026", order="mdy", zone=NEW_YORK) == date(2026, 3, 25)


@pytest.mark.parametrize(
    ("values", "order", "ambiguous"),
    [
        (["03/04/2026", "25/03/2026"], "dmy", 1),
        (["03/04/2026", "03/25/2026"], "mdy", 1),
        (["03/04/2026", "05/04/2026"], "", 2),
        (["03/04/2026", "25/03/2026", "03/25/2026"], "", 1),  # both orders in one file: asked
        (["2026-03-25", "4 March 2026", "05/05/2026"], "", 0),
    ],
)
def test_a_file_shows_its_order_or_is_asked_about(values: list[str], order: str, ambiguous: int) -> None:
    found = day_order(values)
    assert (found.order, found.ambiguous) == (order, ambiguous)
    assert found.shown_by in {"", "25/03/2026", "03/25/2026"}


@given(st.text(max_size=40), st.sampled_from(["", "dmy", "mdy"]))
def test_no_text_raises(text: str, order: str) -> None:
    assert isinstance(read_day(text, order=order, zone=NEW_YORK), date | Trouble)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(["%Y-%m-%d", "%d %B %Y", "%B %d, %Y"]))
def test_every_day_is_read_back(day: date, spelling: str) -> None:
    assert read_day(day.strftime(spelling), order="", zone=NEW_YORK) == day
