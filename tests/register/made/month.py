"""A month's alterations to a register: numbers stay; each line says when its elector came, changed, was struck off."""

from random import Random
from typing import NamedTuple

from tests.register.made.names import INITIALS, mistype
from tests.register.made.people import Entry, Person, Population, draw_person
from tests.register.made.place import Door

STRUCK_OFF = 0.012
CHANGED = 0.012
MOVED = 0.006
CAME = 0.015
CAME_AND_WENT = 0.002


class Update(NamedTuple):
    """A line of a monthly update.

    Attributes:
        created, changed, deleted: months from 1 to 12, 0 for never.
        change: what it amounts to: 'new', 'changed', 'gone', or '' where nothing is to be done.
    """

    entry: Entry
    created: int
    changed: int
    deleted: int
    change: str


class Month(NamedTuple):
    """A month's updates, and the register after them in the order of its numbers."""

    updates: list[Update]
    entries: list[Entry]


def monthly_update(entries: list[Entry], population: Population, rng: Random, *, month: int = 3) -> Month:
    """Let a month pass over a register. New people take the next of `population`'s ids."""
    numbers = _Numbers(entries)
    updates: list[Update] = []
    after: list[Entry] = []
    for entry in entries:
        if entry.door is None:
            after.append(entry)
            continue
        found = _of_one(entry, rng, month, numbers, elsewhere=entries[int(rng.random() * len(entries))])
        updates += found
        after += [entry] if not found else [one.entry for one in found if one.change != "gone"]
        _come(entry, population, rng, month=month, numbers=numbers, updates=updates, after=after)
    order = {district: i for i, district in enumerate(population.place.districts)}
    after.sort(key=lambda entry: (order[entry.district], entry.number, entry.suffix))
    return Month(updates, after)


def change_of(created: int, changed: int, deleted: int) -> str:
    """Say what a line amounts to: the rules of formats.md 5.4, in their order."""
    if deleted > 0:
        return "" if created == deleted else "gone"
    if changed > 0 and changed != created:
        return "changed"
    return "new" if created > 0 else "changed"


class _Numbers:
    """Numbers that are still free: the next of a district, or a stroke behind a neighbour's."""

    def __init__(self, entries: list[Entry]) -> None:
        self.last = {entry.district: entry.number for entry in entries}
        self.taken = {entry[:3] for entry in entries}

    def give(self, beside: Entry, door: Door, rng: Random) -> tuple[str, int, int]:
        if rng.random() < 0.5 and beside.district == door.district:
            suffix = beside.suffix + 1
            while (beside.district, beside.number, suffix) in self.taken:
                suffix += 1
            number = beside.number
        else:
            self.last[door.district] += 1
            number, suffix = self.last[door.district], 0
        self.taken.add((door.district, number, suffix))
        return door.district, number, suffix


def _of_one(entry: Entry, rng: Random, month: int, numbers: _Numbers, *, elsewhere: Entry) -> list[Update]:
    """Draw what happens to one elector: mostly nothing. Who moves is struck off and entered again, as vendors do."""
    share = rng.random()
    earlier = _earlier(rng, month)
    if share < STRUCK_OFF:
        return [_update(entry, earlier, 0, month)]
    share -= STRUCK_OFF
    if share < CHANGED:
        person = _changed(rng, entry.person)
        if rng.random() < 0.15:
            return [_update(entry._replace(person=person), 0, 0, 0)]
        return [_update(entry._replace(person=person), earlier, month, 0)]
    share -= CHANGED
    if share < MOVED and elsewhere.door is not None:
        again = Entry(*numbers.give(elsewhere, elsewhere.door, rng), entry.person, elsewhere.door)
        return [_update(entry, 0, 0, month), _update(again, month, 0, 0)]
    return []


def _come(
    entry: Entry,
    population: Population,
    rng: Random,
    *,
    month: int,
    numbers: _Numbers,
    updates: list[Update],
    after: list[Entry],
) -> None:
    """Let somebody new come to live behind the same door, seldom for less than the month."""
    share = rng.random()
    if share >= CAME + CAME_AND_WENT or entry.door is None:
        return
    last = entry.person.last if rng.random() < 0.5 else ""
    person = draw_person(rng, population, last=last)
    new = Entry(*numbers.give(entry, entry.door, rng), person, entry.door)
    if share < CAME:
        updates.append(_update(new, month, month if rng.random() < 0.3 else 0, 0))
        after.append(new)
    else:
        updates.append(_update(new, month, 0, month))


def _update(entry: Entry, created: int, changed: int, deleted: int) -> Update:
    return Update(entry, created, changed, deleted, change_of(created, changed, deleted))


def _earlier(rng: Random, month: int) -> int:
    """A month of before, that the vendor's line may still name; 0 mostly."""
    return 1 + int(rng.random() * (month - 1)) if month > 1 and rng.random() < 0.3 else 0


def _changed(rng: Random, person: Person) -> Person:
    share = rng.random()
    if share < 0.4:
        return person._replace(middle=INITIALS[int(rng.random() * len(INITIALS))])
    if share < 0.7:
        return person._replace(last=mistype(rng, person.last))
    return person._replace(marker="" if person.marker else "G")
