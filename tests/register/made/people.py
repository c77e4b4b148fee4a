"""Who lives behind the doors of a made-up place, on one day."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from muster.county.names import Community
from tests.register.made.names import draw_community, draw_first, draw_last, draw_middle
from tests.register.made.place import Door, Place, make_place

PUBLISHED = dt.date(2025, 12, 1)
SIZES = ((0, 4.0), (1, 35.0), (2, 43.0), (3, 11.0), (4, 5.0), (5, 1.5), (6, 0.5))  # electors, in 100 doors
SAME_LAST = 0.72
MARKERS = ((0.955, ""), (0.981, "G"), (0.999, "B"), (1.0, "L"))
ATTAINERS = 0.012
INSTITUTION = 0.0004  # of doors: a home or hall where many live who aren't related
SAME_NAME = 0.002  # of homes: father and son, mother and daughter of one name
TWINS = 0.001
NAMESAKES = 0.004  # of homes: somebody further up the street has exactly this name
ANONYMOUS_A_DISTRICT = 2
OTHERS_A_DISTRICT = 6
INSERTED = 211  # every so many electors one was put in after the numbers had been given out
TWIN_NAMES = (("Jane", "Janet"), ("Mark", "Marcus"), ("Ella", "Ellie"), ("Ali", "Alia"), ("Samuel", "Samantha"))
TITLES = ("Mr", "Mrs", "Ms", "Miss", "Dr", "")


class Person(NamedTuple):
    """An elector as the register has them.

    Attributes:
        id: of the person, the same in every version.
        middle: initial or second name, '' where there is none.
        attains: the day on which an attainer may first vote, else None.
        anonymous: their name and address are never printed; the parts of the name are ''.
    """

    id: int
    title: str
    last: str
    first: str
    middle: str
    marker: str
    attains: dt.date | None = None
    anonymous: bool = False


Home = list[Person]


@dataclass(slots=True)
class Population:
    """A place and its people on the day of a register.

    Attributes:
        homes: who lives behind each door of `place.doors`.
        others: per polling district, who stands at its end without an address: overseas and anonymous electors.
        next_id: of the next person who comes.
        left: whole households that went elsewhere in the year before.
        happened: what happened to a person in the year before, by id: 'moved', 'married', 'respelled', ...
    """

    on: dt.date
    place: Place
    homes: list[Home]
    others: list[Home]
    next_id: int
    left: list[Home] = field(default_factory=list)
    happened: dict[int, set[str]] = field(default_factory=dict)


class Entry(NamedTuple):
    """A numbered line of a register; `door` is None for those without an address."""

    district: str
    number: int
    suffix: int
    person: Person
    door: Door | None


def make_population(
    rng: Random, *, doors: int = 1_200, index: int = 0, on: dt.date = PUBLISHED, first_id: int = 1
) -> Population:
    """Make up a place of so many doors and its people."""
    place = make_place(rng, doors=doors, index=index)
    population = Population(on, place, [], [], first_id)
    for _ in place.doors:
        population.homes.append(draw_home(rng, population, draw_size(rng)))
    _plant_namesakes(rng, population)
    for _ in place.districts:
        overseas = [draw_person(rng, population)._replace(marker="F") for _ in range(OTHERS_A_DISTRICT)]
        hidden = [draw_hidden(population) for _ in range(ANONYMOUS_A_DISTRICT)]
        population.others.append(overseas + hidden)
    return population


def entries_of(population: Population) -> list[Entry]:
    """Number everybody afresh: by polling district, in street order, those without an address at the end."""
    entries: list[Entry] = []
    at, doors = 0, population.place.doors
    for district, others in zip(population.place.districts, population.others, strict=True):
        first, number, suffix = len(entries), 0, 0
        while at < len(doors) and doors[at].district == district:
            for person in population.homes[at]:
                late = person.id % INSERTED == 0 and number > 0
                number, suffix = (number, suffix + 1) if late else (number + 1, 0)
                entries.append(Entry(district, number, suffix, person, doors[at]))
            at += 1
        number = number if len(entries) > first else 0
        entries += [Entry(district, number + i, 0, person, None) for i, person in enumerate(others, start=1)]
    return entries


def draw_size(rng: Random) -> int:
    """Draw how many electors live behind a door."""
    if rng.random() < INSTITUTION:
        return 12 + int(rng.random() * 30)
    point = rng.random() * 100
    for size, share in SIZES:
        point -= share
        if point < 0:
            return size
    return SIZES[-1][0]


def draw_home(rng: Random, population: Population, size: int) -> Home:
    """Draw a household: mostly of one last name, now and then twins or two of one name."""
    if size == 0:
        return []
    related = size <= SIZES[-1][0]
    community = draw_community(rng)
    home = [draw_person(rng, population, community=community)]
    while len(home) < size:
        last = home[0].last if related and rng.random() < SAME_LAST else ""
        person = draw_person(rng, population, community=community if related else None, last=last)
        if all((person.last, person.first) != (other.last, other.first) for other in home):
            home.append(person)
    if related and size > 2:
        _make_young(rng, population, home)
    if related and size > 1:
        _make_alike(rng, home)
    return home


def draw_person(rng: Random, population: Population, *, community: Community | None = None, last: str = "") -> Person:
    """Draw somebody who wasn't there before."""
    own = community or draw_community(rng)
    marker, share = "", rng.random()
    if share >= MARKERS[0][0]:
        marker = next(mark for most, mark in MARKERS if share < most)
    person = Person(
        population.next_id,
        TITLES[int(rng.random() * len(TITLES))],
        last or draw_last(rng, own),
        draw_first(rng, own),
        draw_middle(rng),
        marker,
    )
    population.next_id += 1
    return person


def draw_hidden(population: Population) -> Person:
    """Make an anonymous elector."""
    population.next_id += 1
    return Person(population.next_id - 1, "", "", "", "", "", anonymous=True)


def attaining(rng: Random, on: dt.date) -> dt.date:
    """Draw the day on which somebody of 16 or 17 comes of age; never a 29th of February, which not every year has."""
    day = on + dt.timedelta(days=1 + int(rng.random() * 700))
    return day + dt.timedelta(days=3) if (day.month, day.day) == (2, 29) else day


def living(population: Population) -> Iterator[tuple[Door, Person]]:
    """Give everybody who stands under an address, with their door."""
    for door, home in zip(population.place.doors, population.homes, strict=True):
        for person in home:
            yield door, person


def _make_young(rng: Random, population: Population, home: Home) -> None:
    if rng.random() < ATTAINERS * 8:
        home[-1] = home[-1]._replace(attains=attaining(rng, population.on))


def _make_alike(rng: Random, home: Home) -> None:
    """Father and son of one name, or twins: one day, one letter."""
    share = rng.random()
    first, last = home[0], home[-1]
    if share < SAME_NAME:
        middle = first.middle if rng.random() < 0.5 else ""
        home[-1] = last._replace(last=first.last, first=first.first, middle=middle)
    elif share < SAME_NAME + TWINS and len(home) > 2:
        one, other = TWIN_NAMES[int(rng.random() * len(TWIN_NAMES))]
        home[-1] = last._replace(first=one)
        home[-2] = home[-2]._replace(first=other, last=last.last, middle=last.middle, attains=last.attains)


def _plant_namesakes(rng: Random, population: Population) -> None:
    """Give some people the name of somebody else in their street."""
    doors, homes = population.place.doors, population.homes
    for i in range(20, len(homes)):
        if rng.random() < NAMESAKES and homes[i]:
            other = i - 1 - int(rng.random() * 19)
            if homes[other] and doors[other].street == doors[i].street:
                model = homes[other][0]
                homes[i][0] = homes[i][0]._replace(last=model.last, first=model.first, middle=model.middle)
