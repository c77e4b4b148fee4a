"""Who may do what with a register."""

from typing import TYPE_CHECKING

from muster.web.intake.models import Upload
from muster.web.record.actor import Actor
from muster.web.register.models import Area, Building, Doubt, Source, Street

if TYPE_CHECKING:
    from muster.web.register.actions import Named


def may_see(actor: Actor, source: Source) -> bool:
    """An organiser of its compartment: nobody browses a register for another reason."""
    return actor.holds("organiser", compartment=source.area.compartment)


def may_name(actor: Actor, named: "Named") -> bool:
    """An organiser of the compartment."""
    return actor.holds("organiser", compartment=named.compartment)


def may_bring(actor: Actor, source: Source) -> bool:
    """An organiser, as long as the source may be kept."""
    return may_see(actor, source) and source.expired_at is None


def may_export(actor: Actor, source: Source) -> bool:
    """An organiser, as long as the source may be kept; more than 50 people are an act of two."""
    return may_bring(actor, source)


def may_furnish(actor: Actor, area: Area) -> bool:
    """An organiser of the area's compartment."""
    return actor.holds("organiser", compartment=area.compartment)


def may_decide(actor: Actor, upload: Upload) -> bool:
    """An organiser of the compartment that the file was brought for."""
    return actor.holds("organiser", compartment=upload.compartment)


def may_send_back(actor: Actor, upload: Upload) -> bool:
    """Whoever may decide on it; and the site itself, once it has waited too long."""
    return may_decide(actor, upload) or actor.pseudonym == "site"


def may_settle(actor: Actor, doubt: Doubt) -> bool:
    """An organiser."""
    return may_bring(actor, doubt.source)


def may_place(actor: Actor, building: Building) -> bool:
    """An organiser of the area."""
    return may_furnish(actor, building.area)


def may_rename(actor: Actor, street: Street) -> bool:
    """An organiser of the area."""
    return may_furnish(actor, street.area)


def may_expire(actor: Actor, source: Source) -> bool:
    """An organiser at any time; and the site itself, once the day has come."""
    return may_see(actor, source) or actor.pseudonym == "site"
