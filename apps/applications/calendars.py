"""Which days are business days: public holidays of a country or region."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache

import holidays

SATURDAY = 5


@lru_cache(maxsize=64)
def business_days(region: str) -> Callable[[date], bool]:
    """Give the test for business days of a region.

    ``region``: ISO 3166, a country (``US``) or a subdivision (``US-NY``). The test takes a local day.
    Raises ``NotImplementedError`` for a region that the library does not know.
    """
    country, _, subdivision = region.partition("-")
    public_holidays = holidays.country_holidays(country, subdiv=subdivision or None)

    def is_business_day(day: date) -> bool:
        return day.weekday() < SATURDAY and day not in public_holidays

    return is_business_day
