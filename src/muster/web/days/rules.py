"""Who may do what with a day."""

from typing import TYPE_CHECKING

from muster.web.days.models import Day
from muster.web.days.models_of_seats import Seating
from muster.web.record.actor import Actor

if TYPE_CHECKING:
    from muster.web.days.actions import Asked


def may_see(actor: Actor, day: Day) -> bool:
    """Whoever holds any grant in the day's compartment."""
    return day.compartment in actor.compartments


def may_plan_in(actor: Actor, asked: "Asked") -> bool:
    """An organiser of the compartment."""
    return actor.holds("organiser", compartment=asked.compartment)


def may_plan(actor: Actor, day: Day) -> bool:
    """An organiser of the day's compartment."""
    return actor.holds("organiser", compartment=day.compartment)


def may_mend(actor: Actor, day: Day) -> bool:
    """An organiser: whoever moves people must be able to tell them."""
    return may_plan(actor, day)


def may_undo(actor: Actor, seating: Seating) -> bool:
    """Whoever may mend."""
    return may_mend(actor, seating.day)
