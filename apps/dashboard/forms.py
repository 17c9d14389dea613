"""What a counselor asks of a caseload, read from the page's address."""

from typing import Any

from django import forms

from apps.dashboard.caseloads import Narrowed
from apps.dashboard.rules import Key
from apps.dashboard.vocabulary import Only, Sort
from apps.students.models import Person


def _place(text: str) -> Key | None:
    """Read a place in a list as the address has it (*-3.0.1790000000.41*); None if it is not one."""
    try:
        return tuple(int(part) for part in text.split(".")) or None
    except ValueError:
        return None


class CaseloadForm(forms.Form):
    """Filters, search, order, place; what means nothing is left out, so an old address still opens."""

    q = forms.CharField(required=False, max_length=100)
    cohort = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    counselor = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    only = forms.MultipleChoiceField(choices=Only.choices, required=False)
    sort = forms.ChoiceField(choices=Sort.choices, required=False)
    after = forms.CharField(required=False, max_length=100)

    def narrowed(self, person: Person) -> Narrowed:
        """What is asked for; only an administrator may look at one counselor's caseload."""
        self.is_valid()
        said: dict[str, Any] = self.cleaned_data
        return Narrowed(
            only=frozenset(map(Only, said.get("only", ()))),
            cohort=said.get("cohort"),
            counselor=said.get("counselor") if person.is_administrator else None,
            name=said.get("q", "").strip(),
            sort=Sort(said.get("sort") or Sort.NEEDS_FIRST),
            after=_place(said.get("after", "")),
        )
