"""Who may object to the use of a record, and who hears it."""

from muster.guard.need import opens
from muster.web.mandates.models import Erasure, Objection, Panel, Panellist
from muster.web.power.models import Suspension
from muster.web.power.rules import may_end
from muster.web.record.actor import Actor
from muster.web.roll.models import Person


def may_object_to(actor: Actor, person: Person) -> bool:
    """Whoever it is about."""
    return actor.person == person.pk


def may_hear(actor: Actor, objection: Objection) -> bool:
    """An officer of the group, other than whoever objects."""
    return actor.pseudonym != objection.who and opens(
        actor.grants, roles={"officer"}, compartment=objection.compartment
    )


def may_erase(actor: Actor, erasure: Erasure) -> bool:
    """An officer of the group, other than whoever asks to be erased."""
    return actor.pseudonym != erasure.who and opens(actor.grants, roles={"officer"}, compartment=erasure.compartment)


def may_call_panel(actor: Actor, stopped: Suspension) -> bool:
    """A founder, on somebody else's suspension."""
    return may_end(actor, stopped)


def may_draw(actor: Actor, panel: Panel) -> bool:
    """The same."""
    return may_end(actor, panel.suspension)


def may_decline(actor: Actor, seat: Panellist) -> bool:
    """Whoever the lot fell on."""
    return actor.pseudonym == seat.who


def may_speak(actor: Actor, seat: Panellist) -> bool:
    """The same; whether they sit is judged when they do."""
    return actor.pseudonym == seat.who
