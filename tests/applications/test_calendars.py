"""Business days of a region."""

from datetime import date

import pytest

from apps.applications.calendars import business_days


@pytest.mark.parametrize(
    ("region", "day", "is_one"),
    [
        ("US", date(2026, 11, 24), True),
        ("US", date(2026, 11, 26), False),  # Thanksgiving
        ("US", date(2026, 11, 28), False),  # a Saturday
        ("FR", date(2026, 11, 26), True),
        ("FR", date(2026, 7, 14), False),
        ("US-MA", date(2026, 4, 20), False),  # Patriots' Day
        ("US-NY", date(2026, 4, 20), True),
    ],
)
def test_a_business_day_is_neither_weekend_nor_public_holiday_there(
    region: str, day: date, is_one: bool
) -> None:
    assert business_days(region)(day) is is_one


def test_a_region_that_is_not_known_is_refused() -> None:
    with pytest.raises(NotImplementedError):
        business_days("XX")
