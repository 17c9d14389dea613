"""The first page that anybody sees."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser import PHONE, check_accessibility

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_login_page_is_clean_on_desktop_and_phone(page: Page, new_page: Callable[..., Page]) -> None:
    page.goto("/")
    assert page.get_by_role("heading", level=1).is_visible()
    check_accessibility(page)
    phone = new_page(viewport=PHONE)
    phone.goto("/")
    check_accessibility(phone)
