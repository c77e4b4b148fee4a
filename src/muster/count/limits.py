"""Constraints on who is elected together, and whether they can still be kept to. docs/methods/constraints.md.

Candidates who belong to the same categories are alike here: all is worked out over such classes, not over people.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import TypeAlias

MOST_CATEGORIES = 16
MOST_TRIED = 3  # constraints that are tried together to see whether they clash


class ConstraintError(ValueError):
    """Constraints that nothing could meet, or that this contest can't be counted under; the sentence says why."""


class UnmetError(ConstraintError):
    """Those who stand can't meet the constraints, and the rule says to count nothing then."""


@dataclass(frozen=True, slots=True)
class Category:
    """A self-declared category and how many of those elected must or may belong to it.

    Attributes:
        name: such as 'women' or 'North'.
        candidates: who belongs to it (indices); one may belong to several categories.
        at_least: how many of those elected must.
        at_most: how many may; None for any number.
        group: categories of one group exclude each other, such as regions; '' for none.
    """

    name: str
    candidates: frozenset[int]
    at_least: int = 0
    at_most: int | None = None
    group: str = ""

    def __str__(self) -> str:
        least = f"at least {self.at_least}" if self.at_least or self.at_most is None else ""
        most = f"at most {self.at_most}" if self.at_most is not None else ""
        return f"{self.name} ({' and '.join(filter(None, (least, most)))})"


Clashes: TypeAlias = tuple[tuple[Category, ...], ...]  # constraints that can't be met, each with those it clashes with


@dataclass(frozen=True, slots=True)
class Limits:
    """Constraints laid over a contest.

    Attributes:
        categories: the constraints.
        places: how many seats are filled now.
        vacant: how many stay vacant, for people nominated later.
    """

    categories: tuple[Category, ...] = ()
    places: int = 0
    vacant: int = 0

    def may_be(self, elected: Collection[int], hopeful: Collection[int]) -> bool:
        """Say whether those elected can be made up to the number of places from the hopeful, within the constraints."""
        wanted = self.places - len(elected)
        if not self.categories:
            return 0 <= wanted <= len(hopeful)
        have = tuple(len(category.candidates & frozenset(elected)) for category in self.categories)
        classes = Counter(_classes(self.categories, hopeful).values())
        return may_complete(self.categories, have, tuple(sorted(classes.items())), wanted, self.vacant)

    def judge(self, elected: Collection[int], hopeful: Collection[int]) -> tuple[frozenset[int], frozenset[int]]:
        """Say who of the hopeful must stay (guarded) and who must go (doomed), by trying each class both ways."""
        if not self.categories or len(elected) == self.places:
            return frozenset(), frozenset()
        kinds = _classes(self.categories, hopeful)
        guarded, doomed = set(), set()
        for kind in set(kinds.values()):
            alike = [candidate for candidate in hopeful if kinds[candidate] == kind]
            rest = [candidate for candidate in hopeful if candidate != alike[0]]
            if not self.may_be(elected, rest):
                guarded.update(alike)
            if not self.may_be([*elected, alike[0]], rest):
                doomed.update(alike)
        return frozenset(guarded), frozenset(doomed)


def set_limits(categories: tuple[Category, ...], *, candidates: Collection[int], seats: int, refuse: bool) -> Limits:
    """Lay constraints over a contest; as few seats stay vacant as can be.

    Args:
        categories: the constraints.
        candidates: who stands.
        seats: to be filled.
        refuse: whether to count nothing where those who stand can't meet the constraints.

    Raises:
        ConstraintError: if no set of people at all could meet them.
        UnmetError: if those who stand can't and `refuse`.
    """
    _check(categories, seats)
    fewest = max(seats - len(candidates), 0)
    tried = (Limits(categories, seats - vacant, vacant) for vacant in range(fewest, seats + 1))
    limits = next(one for one in tried if one.may_be((), candidates))  # with all seats vacant they are met
    if limits.vacant and refuse and len(candidates) >= seats:
        which = say_clashes(find_clashes(categories, candidates=candidates, seats=seats))
        raise UnmetError(f"those who stand can't meet {which}: re-open nominations before the count")
    return limits


def find_clashes(categories: tuple[Category, ...], *, candidates: Collection[int], seats: int) -> Clashes:
    """Find what those who stand can't meet: each constraint alone, else each two together, or three; else all."""
    for size in range(1, MOST_TRIED + 1):
        some = combinations(categories, size)
        clashes = tuple(one for one in some if not Limits(one, seats).may_be((), candidates))
        if clashes:
            return clashes
    return (categories,)


def say_clashes(clashes: Clashes) -> str:
    """Name what can't be met."""
    return " or ".join(" and ".join(map(str, one)) + (" together" if len(one) > 1 else "") for one in clashes)


def shortfalls(limits: Limits, elected: Collection[int]) -> tuple[tuple[str, int], ...]:
    """Say how many people of each category the vacant seats must still bring."""
    return tuple(
        (category.name, short)
        for category in limits.categories
        if (short := category.at_least - len(category.candidates & frozenset(elected))) > 0
    )


def may_complete(
    categories: tuple[Category, ...],
    have: tuple[int, ...],
    classes: tuple[tuple[int, int], ...],
    wanted: int,
    vacant: int,
) -> bool:
    """Say whether `wanted` more people, so many at most of each class, keep to the constraints.

    Args:
        categories: the constraints.
        have: how many of those elected belong to each.
        classes: (categories as bits, how many of the hopeful are in just these).
        wanted: how many more are elected.
        vacant: seats left for people nominated later, who may belong to whatever is lacking.
    """
    if wanted < 0 or sum(number for _, number in classes) < wanted:
        return False

    @cache
    def search(at: int, counts: tuple[int, ...], left: int) -> bool:
        if at == len(classes):
            return left == 0 and _made_good(categories, counts, vacant)
        kind, number = classes[at]
        step = tuple(kind >> bit & 1 for bit in range(len(categories)))
        for take in range(min(number, left) + 1):
            more = tuple(count + take * one for count, one in zip(counts, step, strict=True))
            if not _within(categories, more):
                return False
            if search(at + 1, _capped(categories, more), left - take):
                return True
        return False

    return _within(categories, have) and search(0, _capped(categories, have), wanted)


def _within(categories: tuple[Category, ...], counts: tuple[int, ...]) -> bool:
    return all(one.at_most is None or count <= one.at_most for one, count in zip(categories, counts, strict=True))


def _capped(categories: tuple[Category, ...], counts: tuple[int, ...]) -> tuple[int, ...]:
    """More than enough is as good as enough: fewer states to look at."""
    return tuple(
        min(count, one.at_least) if one.at_most is None else count
        for one, count in zip(categories, counts, strict=True)
    )


def _made_good(categories: tuple[Category, ...], counts: tuple[int, ...], vacant: int) -> bool:
    """Say whether people nominated later could bring what lacks, each of one category of a group and of any others."""
    lacking: dict[str, int] = {}
    for one, count in zip(categories, counts, strict=True):
        key = f"group {one.group}" if one.group else f"category {one.name}"
        lacking[key] = lacking.get(key, 0) + max(one.at_least - count, 0)
    return all(number <= vacant for number in lacking.values())


def _classes(categories: tuple[Category, ...], candidates: Collection[int]) -> Mapping[int, int]:
    """Give each candidate's class: the categories they belong to, as bits."""
    return {
        candidate: sum(1 << bit for bit, one in enumerate(categories) if candidate in one.candidates)
        for candidate in candidates
    }


def _check(categories: tuple[Category, ...], seats: int) -> None:
    if len(categories) > MOST_CATEGORIES:
        raise ConstraintError(f"at most {MOST_CATEGORIES} categories can be kept to at once")
    for one in categories:
        if one.at_most is not None and one.at_least > one.at_most:
            raise ConstraintError(f"{one.name}: at least {one.at_least} and at most {one.at_most} exclude each other")
    for one in categories:
        for other in categories:
            if one is not other and one.group and one.group == other.group and one.candidates & other.candidates:
                number = min(one.candidates & other.candidates) + 1
                raise ConstraintError(f"candidate {number} is in {one.name} and {other.name}, of one group; choose one")
    for one in categories:
        alike = [other for other in categories if other is one or (one.group and other.group == one.group)]
        asked = sum(other.at_least for other in alike)
        if asked > seats:
            more = f" of group {one.group}" if len(alike) > 1 else ""
            least = " + ".join(str(other.at_least) for other in alike)
            names = ", ".join(other.name for other in alike)
            raise ConstraintError(f"{names}{more}: at least {least} are asked for, and there are {seats} seats")
