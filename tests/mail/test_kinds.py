import pytest
from pytest_django import Settings

from apps.mail.kinds import NoSuchKindError, check_mail_kinds, kind_named
from apps.mail.vocabulary import Category
from tests.mail import kinds


def test_a_kind_is_resolved_from_its_strings() -> None:
    kind = kind_named("note")
    assert (kind.name, kind.category) == ("note", Category.REMINDERS)
    assert (kind.compose, kind.still_wanted) == (kinds.compose, kinds.still_wanted)
    assert check_mail_kinds() == []


def test_a_kind_that_is_not_in_the_settings_is_refused() -> None:
    with pytest.raises(NoSuchKindError, match="newsletter"):
        kind_named("newsletter")


@pytest.mark.parametrize(
    "broken",
    [
        {"compose": "tests.mail.kinds.nothing"},
        {"still_wanted": "nowhere.at_all"},
        {"category": "newsletters"},
        {"category": None},
    ],
)
def test_a_kind_whose_strings_lead_nowhere_is_refused_by_the_system_check(
    settings: Settings, broken: dict[str, str | None]
) -> None:
    conf = {**kinds.MAIL_KINDS["note"], **broken}
    settings.MAIL_KINDS = {"note": kinds.MAIL_KINDS["note"], "lost": conf}
    (problem,) = check_mail_kinds()
    assert problem.id == "mail.E001"
    assert "'lost'" in problem.msg
