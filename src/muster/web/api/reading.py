"""How much of people a program is shown: each is noted, and no more of them than one person may carry away alone."""

import functools
from collections.abc import Callable, Iterable
from typing import Any, Final

from django.http import HttpRequest
from django.utils.timezone import now
from ninja import Schema
from pydantic import ConfigDict, Field, field_validator

from muster.web.api.refusals import RefusedError
from muster.web.power.copies import ALONE, TooManyError, show_program
from muster.web.record.actor import Actor
from muster.web.roll.looking import PURPOSE

MOST: Final = 60  # rows of one answer
HIGHEST: Final = 2**63 - 1


class Asked(Schema):
    """What is sent. A field that nobody asked for is told, as most often one was misspelt."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def whole(cls, said: Any) -> Any:
        """Refuse a text that no database keeps: PostgreSQL breaks at a NUL."""
        if isinstance(said, str) and "\0" in said:
            raise ValueError("no text holds a NUL")
        return said


class Paged(Asked):
    """Which part of a list: behind the row `after`, which is `next` of the part before it, and no more rows than so."""

    after: int = Field(0, ge=0, le=HIGHEST)
    limit: int = Field(20, ge=1, le=MOST)


def only_what_is_asked_for(view: Callable[..., Any]) -> Callable[..., Any]:
    """Refuse a question with a part that nobody asked for: whoever misspelt `status` would be told of everybody."""

    @functools.wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        names = {name for one in kwargs.values() if isinstance(one, Asked) for name in type(one).model_fields}
        odd = sorted(set(request.GET) - names)
        if odd and request.method == "GET":
            fields = [(name, "there is no such part of this question") for name in odd]
            raise RefusedError(422, "fields", "Put these parts of the question right.", fields=fields)
        return view(request, *args, **kwargs)

    return asked


def note_shown(actor: Actor, people: Iterable[Any]) -> None:
    """Note that these people are shown to a program in the actor's name.

    Raises:
        RefusedError: they would be more than fifty within a day.
    """
    others = [one.pseudonym for one in people if one.pk != actor.person]
    try:
        show_program(actor, others, purpose=PURPOSE, at=now())
    except TooManyError:
        told = (
            f"A program is shown no more than {ALONE} people within a day in one person's name. For more, carry a list "
            "away on the page of the group: that takes a second person."
        )
        raise RefusedError(403, "too_many_people", told) from None
