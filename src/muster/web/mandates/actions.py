"""Objecting to the use of one's record, and hearing it."""

import datetime as dt

from muster.guard.need import EVERYWHERE
from muster.web.mandates.models import Objection
from muster.web.mandates.rules import may_hear, may_object_to
from muster.web.record.actor import Actor
from muster.web.record.deeds import Deed, recorded
from muster.web.roll.models import Person


class StandsAlreadyError(ValueError):
    """They objected before, and nobody has heard it yet."""


class HeardAlreadyError(ValueError):
    """Somebody heard it before."""


@recorded("mandates.object_to", may=may_object_to)
def object_to(deed: Deed, person: Person, *, words: str, by: Actor, at: dt.datetime) -> Objection:
    """Say that one objects to a use of one's record, in one's own words: the officers of one's group are told.

    Raises:
        StandsAlreadyError: an objection of theirs waits to be heard.
    """
    compartment = person.group.compartment if person.group else EVERYWHERE
    said = {"compartment": compartment, "said_at": at}
    objection, new = Objection.objects.get_or_create(who=person.pseudonym, heard_at=None, defaults=said)
    if not new:
        raise StandsAlreadyError(f"objection {objection.pk}")
    deed.concerns(objection)
    deed.seals({"objection": words}, of=[person.pseudonym])
    return objection


@recorded("mandates.hear", may=may_hear)
def hear(deed: Deed, objection: Objection, *, done: str, by: Actor, at: dt.datetime) -> None:
    """Say what was done about an objection.

    Raises:
        HeardAlreadyError: somebody heard it before.
    """
    waiting = Objection.objects.filter(pk=objection.pk, heard_at=None)
    if not waiting.update(heard_at=at, heard_by=by.pseudonym):
        raise HeardAlreadyError(f"objection {objection.pk}")
    deed.seals({"done": done}, of=[objection.who])
