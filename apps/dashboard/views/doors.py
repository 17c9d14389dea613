"""Who may enter the office's rooms; everybody else is told that there is no such page.

A door hands the view the person who entered.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse

from apps.students.models import Person

P = ParamSpec("P")
Room = Callable[Concatenate[HttpRequest, Person, P], HttpResponse]
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def _for(may_enter: Callable[[Person], bool]) -> Callable[[Room[P]], View[P]]:
    def door(room: Room[P]) -> View[P]:
        @wraps(room)
        def behind(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not isinstance(request.user, Person) or not may_enter(request.user):
                raise Http404
            return room(request, request.user, *args, **kwargs)

        return behind

    return door


office_only = _for(lambda person: person.is_office)
administrators_only = _for(lambda person: person.is_administrator)
