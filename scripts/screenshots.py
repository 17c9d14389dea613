"""Take the README's pictures (docs/pictures/) of a fresh demo office, as a person would see it.

Starts the try-out on a scratch database, signs in through the login page, waits for a reminder to
arrive by SMTP, and photographs each main page at desktop and phone width, some of them dark.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from apps.students.demo_logins import DEMO_LOGINS  # noqa: E402 - found by the line above
from scripts.start import free_port  # noqa: E402
from tests.flags import CHROMIUM, CHROMIUM_FLAGS, DESKTOP, PHONE  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
STUDENT, COUNSELOR, _ADMINISTRATOR = (email for _, email in DEMO_LOGINS)
EMAIL_COMES_WITHIN = 120  # seconds
POSTING = """Lindqvist & Moor Water Engineering is hiring a Junior Hydrologist

Position: Junior Hydrologist
Employer: Lindqvist & Moor Water Engineering
Location: Port Halden

You will model river catchments with us, from the gauge to the report.

How to apply: send your résumé and one page on why us to Ana Moor, ana.moor@lindqvistmoor.example.
Applications close on 18 December 2026. No phone calls, please.
"""


@contextlib.contextmanager
def office() -> Iterator[str]:
    """Run the try-out on a database and a mailbox of its own; its address."""
    with tempfile.TemporaryDirectory() as scratch:
        port = free_port()
        environment = os.environ | {
            "DATABASE_URL": f"sqlite:///{scratch}/office.sqlite3",
            "MAILBOX_DIR": f"{scratch}/mailbox",
            "REDIS_URL": "",
            "PORT": str(port),
        }
        command = [sys.executable, "scripts/start.py", "tryout"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment)
        try:
            wait_until_ready(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=20)


def wait_until_ready(address: str, process: subprocess.Popen[Any], seconds: int = 180) -> None:
    """Return when ``address`` answers; raise ``SystemExit`` if it does not."""
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/health/live", timeout=2):  # noqa: S310 - http, on loopback
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.3)
    raise SystemExit("The demo office did not start.")


def sign_in(browser: Browser, address: str, email: str, **options: Any) -> Page:
    """Sign in as somebody of the demo office, in a browser of their own."""
    options = {"viewport": DESKTOP, "locale": "en-US", "timezone_id": "America/New_York"} | options
    page = browser.new_context(base_url=address, **options).new_page()
    page.goto("/")
    page.locator(f"form:has(input[value='{email}']) button").click()
    expect(page).not_to_have_url(f"{address}/account/login/")
    return page


def shoot(page: Page, name: str, path: str | None = None) -> None:
    """Photograph what the window shows of ``path`` (or of the page as it is)."""
    if path:
        page.goto(path)
    page.evaluate("document.fonts.ready")
    page.screenshot(path=PICTURES / f"{name}.png")
    print(f"  docs/pictures/{name}.png", flush=True)


def shoot_student(browser: Browser, address: str) -> None:
    """Photograph the student's side: Today, logging, one application, and the reminder in the mailbox."""
    page = sign_in(browser, address, STUDENT)
    shoot(page, "today", "/today/")
    page.locator("main a[href^='/applications/']").first.click()
    shoot(page, "application")
    page.goto("/today/")
    page.locator("#id_q").fill(POSTING)
    page.locator("form.quick button").click()
    shoot(page, "log")

    phone = sign_in(browser, address, STUDENT, viewport=PHONE, device_scale_factor=2, has_touch=True)
    shoot(phone, "today-phone", "/today/")
    dark = sign_in(browser, address, STUDENT, color_scheme="dark")
    shoot(dark, "today-dark", "/today/")

    email = email_to(page, STUDENT)
    page.set_viewport_size({"width": 720, "height": 900})
    shoot(page, "email", f"{email}html/")
    shoot(phone, "email-phone", f"{email}html/")


def email_to(page: Page, address: str) -> str:
    """Wait until an email to ``address`` is in the mailbox; where it is read."""
    found = page.locator(".mails a", has_text=address).first
    deadline = time.monotonic() + EMAIL_COMES_WITHIN
    page.goto("/mailbox/")
    while not found.count() and time.monotonic() < deadline:
        page.wait_for_timeout(1000)
        page.reload()
    return found.get_attribute("href") or ""


def shoot_office(browser: Browser, address: str) -> None:
    """Photograph the counselor's side: the caseload and the page of one student."""
    page = sign_in(browser, address, COUNSELOR)
    shoot(page, "caseload", "/office/")
    page.locator("main a[href^='/office/students/']").first.click()
    shoot(page, "student")
    dark = sign_in(browser, address, COUNSELOR, color_scheme="dark")
    shoot(dark, "caseload-dark", "/office/")
    phone = sign_in(browser, address, COUNSELOR, viewport=PHONE, device_scale_factor=2, has_touch=True)
    shoot(phone, "caseload-phone", "/office/")


def main() -> None:
    """Take all pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with office() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_FLAGS)
        page = browser.new_page(viewport=DESKTOP)
        shoot(page, "login", f"{address}/account/login/")
        shoot_student(browser, address)
        shoot_office(browser, address)
        browser.close()


if __name__ == "__main__":
    main()
