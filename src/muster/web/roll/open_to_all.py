"""What anybody may know of the movement: its groups, and its own figures through time.

Nobody is given away by a small number: fewer than ten are never counted out, and what is more is told in tens.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import parseaddr

from django.db.models import Sum

from muster.web import mail
from muster.web.messenger.erasing import KEPT
from muster.web.roll.actions_of_time import LAPSES_AFTER
from muster.web.roll.belonging import group_at
from muster.web.roll.models import District, Figure, Group, Person, Tally
from muster.web.roll.moves import BELONGS, Status

FEWEST = 10
MONTHS = 36


def in_tens(people: int) -> int | None:
    """Give a number to the nearest ten; None where it would give somebody away."""
    return (people + 5) // 10 * 10 if people >= FEWEST else None


@dataclass(frozen=True, slots=True)
class GroupSeen:
    """A group as anybody sees it; `people` to the nearest ten, None for few."""

    group: Group
    districts: tuple[str, ...]
    people: int | None


def open_groups() -> tuple[Group, ...]:
    """Give every group that is open, by name."""
    return tuple(Group.objects.filter(closed_on=None).order_by("name"))


def group_of(postcode: str) -> Group | None:
    """Give the group in whose area a postcode lies."""
    return group_at(postcode)


def group_seen(slug: str) -> GroupSeen | None:
    """Give an open group as anybody sees it."""
    group = Group.objects.filter(slug=slug, closed_on=None).first()
    if group is None:
        return None
    codes = District.objects.filter(group=group).order_by("code").values_list("code", flat=True)
    belong = Tally.objects.filter(group=group.pk, status__in=BELONGS).aggregate(people=Sum("people"))["people"]
    return GroupSeen(group, tuple(codes), in_tens(belong or 0))


def joined(person: int) -> tuple[Group | None, bool]:
    """Give the group of whoever has just joined, and whether they belong at once."""
    found = Person.objects.filter(pk=person).select_related("group").first()
    return (found.group, found.status in BELONGS) if found else (None, False)


def still_asks(person: int) -> bool:
    """Say whether whoever joined from here waits for an answer or belongs; who was refused or left may ask anew."""
    return Person.objects.filter(pk=person, status__in={Status.APPLIED, *BELONGS}).exists()


@dataclass(frozen=True, slots=True)
class Month:
    """One month: how many belonged at its end, and came and went in it; None where they were few."""

    first: dt.date
    people: int | None
    came: int | None
    went: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """The movement through time, oldest month first."""

    kinds: Mapping[str, Sequence[Month]]

    @property
    def newest(self) -> Mapping[str, Month]:
        """How each kind stands."""
        return {kind: months[-1] for kind, months in self.kinds.items() if months}


def figures_seen() -> Figures:
    """Give the movement's own figures, the last three years of them."""
    kinds: dict[str, list[Month]] = {}
    for one in Figure.objects.order_by("-month", "kind")[: 3 * MONTHS]:
        month = Month(one.month, in_tens(one.people), in_tens(one.came), in_tens(one.went))
        kinds.setdefault(one.kind, []).insert(0, month)
    return Figures(kinds)


@dataclass(frozen=True, slots=True)
class Keeping:
    """What whoever may join is told of their record: whom to write to, "" where no mail server is kept; days."""

    address: str
    letters_days: int
    lapses_days: int


def keeping() -> Keeping:
    """Give by which address the movement is reached, and how long what is kept lasts."""
    kept = mail.kept()
    return Keeping(parseaddr(kept.sender)[1] if kept else "", KEPT.days, LAPSES_AFTER.days)
