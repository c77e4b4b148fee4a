"""The powers that somebody holds at a moment: what every request asks first."""

import datetime as dt

from django.db.models import DateTimeField, Q, Value

from muster.guard.need import Held
from muster.web.power.models import Glass, Grant, Suspension
from muster.web.record.actor import SITE, Actor
from muster.web.record.deeds import NotAllowedError, Rule

TERMINAL = "terminal"  # of the machine that keeps the site: whoever sits there reads the database anyway


def in_force(at: dt.datetime) -> Q:
    """Give what holds for a grant or a suspension that stands at that moment: begun, not run out, not ended before."""
    return (Q(ended_at__isnull=True) | Q(ended_at__gt=at)) & Q(starts_at__lte=at, ends_at__gt=at)


def powers_held(pseudonym: str, *, at: dt.datetime) -> frozenset[Held]:
    """Give every power of one person at that moment: one query. Whoever is suspended holds none."""
    granted = Grant.objects.filter(in_force(at), holder=pseudonym).values_list("role", "compartment", "purpose")
    broken = Glass.objects.filter(holder=pseudonym, broken_at__lte=at, ends_at__gt=at)
    stopped = Suspension.objects.filter(in_force(at), holder=pseudonym)
    rows = granted.union(
        broken.values_list(Value("officer"), "compartment", Value("glass")),
        stopped.values_list(Value(""), Value(""), Value("")),
    )
    held = frozenset(Held(*row) for row in rows)
    return frozenset() if Held("", "", "") in held else held


def holders_of(role: str, compartment: str, *, at: dt.datetime) -> list[str]:
    """Give the pseudonyms of whoever holds a power of this role in a compartment at that moment: one query."""
    held = Grant.objects.filter(in_force(at), role=role, compartment=compartment)
    return sorted(set(held.values_list("holder", flat=True)))


def holders_ever(compartment: str, *, at: dt.datetime) -> dict[str, bool]:
    """Give whoever was ever given a power in a compartment, or broke the glass there, and whether they hold it now."""
    granted = Grant.objects.filter(compartment=compartment).values_list("holder", "ends_at", "ended_at")
    broken = Glass.objects.filter(compartment=compartment).values_list(
        "holder", "ends_at", Value(None, DateTimeField())
    )
    ever: dict[str, bool] = {}
    for holder, ends_at, ended_at in granted.union(broken, all=True):
        ever[holder] = ever.get(holder, False) or (ended_at is None and ends_at > at)
    return dict(sorted(ever.items()))


def require_still(who: str, *, may: Rule, thing: object, at: dt.datetime) -> None:
    """Ask the rule of a deed once more, before a job goes on with what somebody (a pseudonym) began by it.

    Raises:
        NotAllowedError: their power ended since, or their access is stopped.
    """
    itself = who in {SITE.pseudonym, TERMINAL}
    if not itself and not may(Actor(None, who, powers_held(who, at=at)), thing):
        raise NotAllowedError(who)


def is_stopped(pseudonym: str, *, at: dt.datetime) -> bool:
    """Say whether somebody's access is stopped at that moment."""
    return Suspension.objects.filter(in_force(at), holder=pseudonym).exists()
