"""The powers that somebody holds at a moment: what every request asks first."""

import datetime as dt

from django.db.models import Q, Value

from muster.guard.need import Held
from muster.web.power.models import Glass, Grant, Suspension


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


def is_stopped(pseudonym: str, *, at: dt.datetime) -> bool:
    """Say whether somebody's access is stopped at that moment."""
    return Suspension.objects.filter(in_force(at), holder=pseudonym).exists()
