from datetime import timedelta

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from apps.mail.links import sign, unsubscribe_url
from apps.mail.mailbox import newest_emails
from apps.mail.models import Suppression
from apps.mail.vocabulary import SuppressionReason

pytestmark = pytest.mark.django_db


@pytest.fixture
def key(settings: Settings) -> str:
    """Keep one email, with the demo on; its key."""
    settings.DEMO = True
    settings.EMAIL_BACKEND = "apps.mail.mailbox.MailboxBackend"
    email = EmailMultiAlternatives(
        "Call <Northline>", "Call: https://halden.example/x", None, ["ines@halden.example"]
    )
    email.attach_alternative('<p style="color: red">Call</p><script>alert(1)</script>', "text/html")
    email.send()
    return newest_emails()[0].key


@pytest.fixture
def stop(client: Client) -> str:
    return unsubscribe_url("ines@halden.example", "reminders", now=timezone.now())


def pages(key: str) -> list[str]:
    return [reverse("mail:mailbox")] + [
        reverse(f"mail:mailbox_{page}", args=[key]) for page in ("email", "html", "raw")
    ]


def test_the_mailbox_is_read_without_signing_in(client: Client, key: str) -> None:
    listed, email, html, raw = (client.get(page) for page in pages(key))
    assert "Call &lt;Northline&gt;" in listed.content.decode()
    assert "ines@halden.example" in listed.content.decode()
    assert 'href="https://halden.example/x"' in email.content.decode()
    assert reverse("mail:mailbox_html", args=[key]) in email.content.decode()
    assert html.content.decode().startswith('<base target="_top">')
    assert raw.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "Subject: Call <Northline>" in raw.content.decode()


def test_an_empty_mailbox_says_so(client: Client, settings: Settings) -> None:
    settings.DEMO = True
    assert "No email yet" in client.get(reverse("mail:mailbox")).content.decode()


def test_without_demo_or_debug_there_is_no_mailbox(client: Client, key: str, settings: Settings) -> None:
    settings.DEMO = False
    assert {client.get(page).status_code for page in pages(key)} == {404}


def test_an_email_that_is_not_there_is_a_404(client: Client, key: str) -> None:
    assert {client.get(page).status_code for page in pages("0.nothing.here")[1:]} == {404}


def test_the_html_of_an_email_may_style_itself_and_nothing_more(client: Client, key: str) -> None:
    response = client.get(reverse("mail:mailbox_html", args=[key]))
    csp = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in csp
    assert "style-src 'unsafe-inline'" in csp
    assert "sandbox allow-top-navigation-by-user-activation" in csp
    assert "script" not in csp
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_the_page_around_an_email_keeps_the_strict_policy(client: Client, key: str) -> None:
    csp = client.get(reverse("mail:mailbox_email", args=[key])).headers["Content-Security-Policy"]
    assert "frame-src 'self'" in csp
    assert "unsafe" not in csp


def test_looking_at_an_unsubscribe_link_stops_nothing(client: Client, stop: str) -> None:
    response = client.get(stop)
    assert response.status_code == 200
    assert "Stop these emails?" in response.content.decode()
    assert client.head(stop).status_code == 200
    assert not Suppression.objects.exists()


def test_the_button_stops_one_category_and_another_starts_it_again(client: Client, stop: str) -> None:
    assert "We have stopped" in client.post(stop, {"stop": "1"}, follow=True).content.decode()
    client.post(stop, {"stop": "1"})
    suppression = Suppression.objects.get()
    assert (suppression.address, suppression.category) == ("ines@halden.example", "reminders")
    assert suppression.reason == SuppressionReason.UNSUBSCRIBED
    assert "Stop these emails?" in client.post(stop, {"start": "1"}, follow=True).content.decode()
    assert not Suppression.objects.exists()


def test_a_mail_program_stops_them_with_one_post_of_its_own(stop: str) -> None:
    program = Client(enforce_csrf_checks=True)
    response = program.post(
        stop, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )
    assert (response.status_code, response.content) == (200, b"")
    assert Suppression.objects.covering("ines@halden.example", "reminders").exists()


def test_starting_reminders_again_does_not_lift_a_bounce(client: Client, stop: str) -> None:
    Suppression.objects.create(
        address="ines@halden.example", reason=SuppressionReason.BOUNCED, created_at=timezone.now()
    )
    client.post(stop, {"start": "1"})
    assert Suppression.objects.bounced().exists()


@pytest.mark.parametrize("kind", ["forged", "expired", "foreign"])
def test_a_link_that_is_no_good_is_a_polite_404_and_stops_nothing(client: Client, kind: str) -> None:
    now = timezone.now()
    payload = ["ines@halden.example", "reminders"]
    token = {
        "forged": "forged.token",
        "expired": sign("unsubscribe", payload, expires_at=now - timedelta(days=1)),
        "foreign": sign("done", payload, expires_at=now + timedelta(days=1)),
    }[kind]
    for response in (client.get(f"/stop/{token}/"), client.post(f"/stop/{token}/")):
        assert response.status_code == 404
        assert "no longer works" in response.content.decode()
    assert not Suppression.objects.exists()
