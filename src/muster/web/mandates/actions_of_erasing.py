"""Being erased: asked for by whoever it is about, carried out by two. What they decided and held stays, as codes."""

import datetime as dt

from muster.guard.need import EVERYWHERE
from muster.web.mandates.models import Erasure
from muster.web.mandates.rules import may_erase, may_object_to
from muster.web.power.models import Grant, Suspension
from muster.web.power.pairs import spend
from muster.web.record.actor import Actor
from muster.web.record.deeds import Deed, recorded
from muster.web.record.erasing import steps
from muster.web.record.jobs import start
from muster.web.roll import erasing as of_roll
from muster.web.roll.belonging import held
from muster.web.roll.models import Person


class AskedAlreadyError(ValueError):
    """They asked before."""


class ErasedAlreadyError(ValueError):
    """Somebody erased them before."""


class NotAskedError(ValueError):
    """Nothing is asked that one could take back: they never asked, took it back, or were erased."""


class HoldsPowerError(ValueError):
    """They hold power: it is withdrawn, or laid down, first."""


class IsStoppedError(ValueError):
    """Their access is stopped, and what was written about that is theirs to answer: it ends first."""


@recorded("mandates.ask_erasure", may=may_object_to)
def ask_erasure(deed: Deed, person: Person, *, by: Actor, at: dt.datetime) -> Erasure:
    """Ask for what is held on oneself to be erased.

    Raises:
        AskedAlreadyError: they did.
    """
    compartment = person.group.compartment if person.group else EVERYWHERE
    asked = {"compartment": compartment, "asked_at": at}
    erasure, new = Erasure.objects.get_or_create(who=person.pseudonym, defaults=asked)
    if not new:
        raise AskedAlreadyError(f"erasure {erasure.pk}")
    deed.concerns(erasure)
    return erasure


@recorded("mandates.take_back_erasure", may=may_object_to)
def take_back_erasure(deed: Deed, person: Person, *, by: Actor, at: dt.datetime) -> None:
    """Ask no more for what is held on oneself to be erased; what was approved of it can't be done any more.

    Raises:
        NotAskedError: as it says.
    """
    gone, _rows = Erasure.objects.filter(who=person.pseudonym, done_at=None).delete()
    if not gone:
        raise NotAskedError(person.pseudonym)


@recorded("mandates.erase", may=may_erase)
def erase(deed: Deed, erasure: Erasure, *, by: Actor, at: dt.datetime) -> None:
    """Erase what is held on whoever asked for it. An act of two.

    What becomes of each table stands in docs/methods/erasing.md. The keys go under which every copy
    of anything else was shut, and a job takes what the rows leave behind off the disk.

    Raises:
        ErasedAlreadyError, HoldsPowerError, IsStoppedError: as they say.
        StillNeededError: from record.erasing: others rely on them for a while yet.
        NeedsTwoError: nobody approved it.
    """
    person = Person.objects.get(pseudonym=erasure.who)
    if Grant.objects.filter(holder=erasure.who, ended_at=None, ends_at__gt=at).exists():
        raise HoldsPowerError(erasure.who)
    if Suspension.objects.filter(holder=erasure.who, ended_at=None, ends_at__gt=at).exists():
        raise IsStoppedError(erasure.who)
    gone = of_roll.gone(person)
    for step in steps():
        if hasattr(step, "require_unneeded"):
            step.require_unneeded(gone, at)
    spend(deed, {"erasure": erasure.pk}, compartment=erasure.compartment, subjects=[erasure.who])
    if not Erasure.objects.filter(pk=erasure.pk, done_at=None).update(done_at=at, done_by=by.pseudonym):
        raise ErasedAlreadyError(f"erasure {erasure.pk}")
    of_roll.leave(deed, held(person))
    for step in steps():
        step.erase(gone, at)
    start("mandates.off_the_disk")
