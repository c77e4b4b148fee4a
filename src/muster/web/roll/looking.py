"""Notes whose records were shown to whom: the one place where the roll's pages say so."""

import datetime as dt
from collections.abc import Iterable

from muster.web.power import looks
from muster.web.record.actor import Actor
from muster.web.roll.models import Person

PURPOSE = "care"  # what the roll is shown for, whatever other powers its reader holds besides


def note_shown(actor: Actor, people: Iterable[Person], *, page: str, at: dt.datetime) -> None:
    """Note that the actor is shown these people's records, for what the roll's pages are there for."""
    others = [one.pseudonym for one in people if one.pk != actor.person]
    if others:
        looks.note(actor, others, purpose=PURPOSE, page=page, at=at)
