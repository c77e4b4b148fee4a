"""Notes whose records were shown to whom: the one place where the roll's pages say so."""

import datetime as dt
from collections.abc import Iterable

from muster.web.power import looks
from muster.web.record.actor import Actor
from muster.web.roll.models import Person


def note_shown(actor: Actor, people: Iterable[Person], *, page: str, at: dt.datetime) -> None:
    """Note that the actor is shown these people's records, for what their power was given for."""
    purposes = sorted(held.purpose for held in actor.grants if held.role == "officer")
    others = [one.pseudonym for one in people if one.pk != actor.person]
    if others:
        looks.note(actor, others, purpose=purposes[0] if purposes else "", page=page, at=at)
