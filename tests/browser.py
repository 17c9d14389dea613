"""A real browser for the journeys, with a guard that lets nothing strange pass unseen."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    sync_playwright,
)
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from apps.students.models import Person
from tests.flags import CHROMIUM, CHROMIUM_FLAGS, DESKTOP, PHONE

__all__ = ["DESKTOP", "PHONE", "Guard", "check_accessibility"]

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Guard:
    """Collects what no page here may do: console errors, broken policy, server errors, requests elsewhere."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.complaints: list[str] = []
        self.expected: list[str] = []

    def expect(self, pattern: str) -> None:
        """Let complaints that match this regular expression pass in this test."""
        self.expected.append(pattern)

    def watch(self, page: Page) -> None:
        """Listen to everything that ``page`` does."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # The browser prints a line for every 4xx answer; those are judged by their status below.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.complaints.append(f"console {message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.origin, "data:", "blob:", "about:")):
            self.complaints.append(f"request off the server: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status != 422:  # 422: a form that asks again
            self.complaints.append(f"{response.status} from {response.url}")

    def check(self) -> None:
        """Fail with everything that was complained about and not expected."""
        rest = [line for line in self.complaints if not any(re.search(p, line) for p in self.expected)]
        assert not rest, "the browser complained:\n" + "\n".join(rest)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start chromium once for all journeys."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def server(live_server: LiveServer, settings: Settings) -> LiveServer:
    """Run the real server; links in emails lead to it."""
    settings.BASE_URL = live_server.url
    return live_server


@pytest.fixture
def guard(server: LiveServer) -> Iterator[Guard]:
    """Fail the test on any console or page error, policy violation, server error or request elsewhere."""
    guard = Guard(server.url)
    yield guard
    guard.check()


@pytest.fixture
def new_page(browser: Browser, server: LiveServer, guard: Guard) -> Iterator[Callable[..., Page]]:
    """Open further browsers, each with cookies of its own: ``new_page(viewport=PHONE)``."""
    contexts: list[BrowserContext] = []

    def open_page(**options: Any) -> Page:
        options = {"viewport": DESKTOP, "locale": "en-US", "timezone_id": "America/New_York"} | options
        context = browser.new_context(base_url=server.url, **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        guard.watch(page)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """Open a browser of desktop width."""
    return new_page()


@pytest.fixture
def login(server: LiveServer) -> Callable[[Page, Person], None]:
    """Sign a person in by handing their browser a session cookie: ``login(page, person)``."""

    def sign_in(page: Page, person: Person) -> None:
        client = Client()
        client.force_login(person, backend=django_settings.AUTHENTICATION_BACKENDS[0])
        name = django_settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": server.url}])

    return sign_in


def check_accessibility(page: Page) -> None:
    """Fail on anything that axe-core finds on this page, in light and in dark."""
    for scheme in SCHEMES:
        # without motion: a colour on its way from light to dark has the contrast of neither
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", AXE_TAGS)[
            "violations"
        ]
        lines = [
            f"{violation['id']} ({violation['help']}): {node['target']} {node.get('failureSummary', '')}"
            for violation in found
            for node in violation["nodes"]
        ]
        assert not lines, f"axe on {page.url} in {scheme}:\n" + "\n".join(lines)
    page.emulate_media(color_scheme=None, reduced_motion=None)
