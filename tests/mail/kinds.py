"""Kinds of mail to test with: the reference says what its email does while it is composed and let go."""

from collections.abc import Callable
from datetime import datetime

from django.db import OperationalError, connection

from apps.mail.kinds import Composed

MAIL_KINDS = {
    "note": {
        "category": "reminders",
        "compose": "tests.mail.kinds.compose",
        "still_wanted": "tests.mail.kinds.still_wanted",
    },
}
meanwhile: dict[str, Callable[[], object]] = {}  # what happens between composing and letting go
done: set[str] = set()


def compose(reference: str, now: datetime) -> Composed | None:
    what, _, detail = reference.partition(":")
    if what == "moot":
        return None
    if reference == "away:compose":
        raise OperationalError("the server closed the connection")
    if what == "broken":
        raise ValueError("there is no such follow-up")
    if reference in meanwhile:
        meanwhile.pop(reference)()
    return Composed(
        subject=f"About {detail or what}",
        text=f"Write to {detail or what} today.",
        html=f"<p>Write to {detail or what} today.</p>",
        to_name="Ines Okafor",
    )


def still_wanted(reference: str, now: datetime) -> bool:
    what, _, _ = reference.partition(":")
    if reference == "away:still-wanted":
        raise OperationalError("the server closed the connection")
    if what == "undecided":
        raise LookupError("there is no such student")
    if what == "spoilt":
        with connection.cursor() as cursor:
            cursor.execute("SELECT nothing FROM nowhere")
    return what != "unwanted" and reference not in done
