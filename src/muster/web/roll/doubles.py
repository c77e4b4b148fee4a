"""Who on the roll may be one person: pairs with their reasons, weighed as a register's electors are."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import IntFlag
from functools import cache
from itertools import combinations
from typing import NamedTuple

import numpy as np
from django.db.models import Q

from muster.register.folded import folded
from muster.register.names_alike import Level, level_of, name_of
from muster.register.weigh import Counts, learn_weights
from muster.web.roll.models import ContactWay, Double, Person


class Shares(IntFlag):
    """What two people have in common beside their names."""

    EMAIL = 1
    TELEPHONE = 2
    POSTCODE = 4
    ADDRESS = 8


# Decibans
WEIGHS = {Shares.EMAIL: 25, Shares.TELEPHONE: 20, Shares.POSTCODE: 15, Shares.ADDRESS: 20}
FULL = 30  # the same name, spelt the same: a register links these before it weighs
AT_FIRST = -20  # of people who share a home or a telephone, one pair in a hundred is one person
ASK = 5  # decibans from which a person is asked
MOST_TOGETHER = 60  # people at one postcode or address that are compared: a hostel is not one person
_AT_ONCE = 500
_STANDS = Q(merged_into=None)


class Known(NamedTuple):
    """What is compared of a person."""

    id: int
    group: int | None
    surname: str
    forenames: str
    address: str
    postcode: str
    values: frozenset[str]


@cache
def _names() -> tuple[int, ...]:
    """Give what each level of likeness between names weighs, as a register does that has taught nothing yet."""
    nothing = np.zeros(len(Level), dtype=np.int64)
    few = dict.fromkeys(
        ("left_stayed", "left_emptied", "old_left", "new_left", "met", "met_linked", "rare_met", "rare_expected",
         "new_linked", "numbers_same", "numbers_all"), 0,
    )  # fmt: skip
    counts = Counts(stayed=nothing, emptied=nothing, housemates=nothing, strangers=nothing, **few)
    weights = list(learn_weights(counts, mean_first=1).names)
    weights[Level.FULL] = FULL
    return tuple(weights)


def weigh(one: Known, other: Known) -> tuple[Level, Shares, int]:
    """Compare two people: how their names do, what they share, and the weight of both in decibans."""
    level = level_of(name_of(one.surname, one.forenames), name_of(other.surname, other.forenames))
    shares = Shares(0)
    for value in one.values & other.values:
        shares |= Shares.EMAIL if "@" in value else Shares.TELEPHONE
    if one.postcode and one.postcode == other.postcode:
        shares |= Shares.POSTCODE
        if one.address and folded(one.address) == folded(other.address):
            shares |= Shares.ADDRESS
    strongest = max((WEIGHS[flag] for flag in Shares if flag & shares), default=0)  # a home shares most of them
    return level, shares, AT_FIRST + _names()[level] + strongest


def find_for(person: Person) -> int:
    """Keep every pair of this person and somebody who may be the same; gives how many are new."""
    near = Q(ways__value__in=ContactWay.objects.filter(person=person).values("value"))
    if person.postcode:
        near |= Q(postcode=person.postcode)
    ids = Person.objects.filter(near, _STANDS).exclude(pk=person.pk).values_list("pk", flat=True).distinct()
    known = known_of([person.pk, *ids[:MOST_TOGETHER]])
    return keep((known[person.pk], other) for pk, other in known.items() if pk != person.pk)


def find_all(ids: Iterable[int] | None = None) -> Iterator[int]:
    """Keep every pair on the whole roll, or with one of `ids`; gives how many are new, some people at a time."""
    new = set(ids) if ids is not None else None
    seen: set[tuple[int, int]] = set()
    batch: list[tuple[int, int]] = []
    for together in _meeting_places():
        for pair in combinations(sorted(together), 2):
            if pair not in seen and (new is None or not new.isdisjoint(pair)):
                seen.add(pair)
                batch.append(pair)
        if len(batch) >= _AT_ONCE:
            yield _keep_pairs(batch)
            batch = []
    yield _keep_pairs(batch)


def _meeting_places() -> Iterator[list[int]]:
    """Give everybody who shares an address by which they are reached; and who share a postcode and a name's letter."""
    at: dict[str, list[int]] = defaultdict(list)
    for value, person in ContactWay.objects.filter(person__merged_into=None).values_list("value", "person").iterator():
        at[value].append(person)
    yield from _few(at)
    at.clear()
    rows = Person.objects.filter(_STANDS).exclude(postcode="").values_list("postcode", "folded", "pk")
    for postcode, text, person in rows.iterator():
        for letter in {word[0] for word in text.split()[:2]}:
            at[postcode + letter].append(person)
    yield from _few(at)


def _few(at: Mapping[str, list[int]]) -> Iterator[list[int]]:
    return (together for together in at.values() if 1 < len(together) <= MOST_TOGETHER)


def _keep_pairs(pairs: list[tuple[int, int]]) -> int:
    known = known_of({one for pair in pairs for one in pair})
    return keep((known[one], known[other]) for one, other in pairs if one in known and other in known)


def known_of(ids: Iterable[int]) -> dict[int, Known]:
    """Give what is compared of these people: two queries."""
    wanted = list(ids)
    values: dict[int, set[str]] = defaultdict(set)
    for person, value in ContactWay.objects.filter(person__in=wanted).values_list("person", "value"):
        values[person].add(value)
    rows = Person.objects.filter(_STANDS, pk__in=wanted)
    columns = rows.values_list("pk", "group", "surname", "forenames", "address", "postcode")
    return {row[0]: Known(*row, frozenset(values[row[0]])) for row in columns}


def keep(pairs: Iterable[tuple[Known, Known]]) -> int:
    """Keep those pairs that a person is to look at; one that was settled stays so."""
    asked = []
    for pair in pairs:
        one, other = sorted(pair, key=lambda known: known.id)
        level, shares, weight = weigh(one, other)
        if weight >= ASK:
            group = one.group if one.group == other.group else None
            asked.append(Double(one_id=one.id, other_id=other.id, group_id=group, level=level, shares=int(shares),
                                weight=weight))  # fmt: skip
    before = Double.objects.count() if asked else 0
    Double.objects.bulk_create(asked, ignore_conflicts=True)
    return Double.objects.count() - before if asked else 0


def regroup(person: Person) -> None:
    """Keep of which group a person's pairs are in step: of none where the two belong to different ones."""
    for pair in Double.objects.filter(Q(one=person) | Q(other=person)).select_related("one", "other"):
        same = pair.one.group_id == pair.other.group_id
        Double.objects.filter(pk=pair.pk).update(group=pair.one.group_id if same else None)
