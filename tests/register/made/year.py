"""The same place a year later: who died, moved, came, married, came of age, or is only written in another way."""

import datetime as dt
from random import Random
from typing import NamedTuple

from tests.register.made.names import ACCENTS, ALIKE, INITIALS, MIDDLE, mistype
from tests.register.made.people import (
    Home,
    Person,
    Population,
    attaining,
    draw_hidden,
    draw_home,
    draw_person,
    draw_size,
)
from tests.register.made.place import SPELLINGS, Door


class Rates(NamedTuple):
    """What happens in a year: shares of people, of homes where it says so."""

    home_moves: float = 0.075  # of homes
    stays_near: float = 0.45  # of the homes and people that move
    died: float = 0.011
    left_alone: float = 0.018
    married: float = 0.006
    initial_changed: float = 0.012
    mistyped: float = 0.006
    sounds_alike: float = 0.004
    accents: float = 0.02  # of those whose name has one
    struck_off: float = 0.006  # still living there, not registered
    of_age: float = 0.022  # of homes of two and more
    swapped: float = 0.001  # of homes
    respelled: float = 0.02  # of doors
    stays_empty: float = 0.04  # of doors that nobody moved into


USUAL = Rates()
WORST = Rates(0.2, 0.6, 0.03, 0.06, 0.03, 0.06, 0.04, 0.03, 0.5, 0.03, 0.06, 0.02, 0.2, 0.04)


def a_year_later(
    before: Population, rng: Random, *, rates: Rates = USUAL, from_away: list[Home] | None = None
) -> Population:
    """Let a year pass. `from_away` are households that come in with the ids they had elsewhere."""
    after = Population(_next_year(before.on), before.place, [], [], before.next_id)
    near: list[Home] = []
    for home in before.homes:
        after.homes.append(_stayed(rng, after, home, near, rates))
    _settle(rng, after, near, from_away or [], rates)
    _swap(rng, after, rates)
    doors = tuple(_respelled(rng, door, rates) for door in before.place.doors)
    after.place = type(before.place)(before.place.town, doors, before.place.districts)
    for others in before.others:
        stay = [person for person in others if rng.random() > 0.15]
        overseas = [draw_person(rng, after)._replace(marker="F") for _ in range(int(rng.random() * 3))]
        hidden = [draw_hidden(after)] if rng.random() < 0.3 else []
        after.others.append([p for p in stay if not p.anonymous] + overseas + [p for p in stay if p.anonymous] + hidden)
    return after


def _next_year(day: dt.date) -> dt.date:
    return day.replace(year=day.year + 1)


def _note(after: Population, person: Person, what: str) -> None:
    after.happened.setdefault(person.id, set()).add(what)


def _stayed(rng: Random, after: Population, home: Home, near: list[Home], rates: Rates) -> Home:
    """Give who is still behind a door; whoever moves goes to `near` or to `after.left`."""
    if home and rng.random() < rates.home_moves:
        staying = [person for person in home if rng.random() >= rates.died]
        _send(rng, after, [_a_year_older(after, person) for person in staying], near, rates)
        return []
    stay: Home = []
    gone = rates.died + rates.struck_off
    for person in home:
        share = rng.random()
        if share < gone:
            continue
        if share < gone + rates.left_alone:
            _send(rng, after, [_a_year_older(after, person)], near, rates)
        else:
            stay.append(_rewritten(rng, after, _a_year_older(after, person), rates))
    if len(stay) > 1:
        _marry(rng, after, stay, rates)
        if rng.random() < rates.of_age:
            young = draw_person(rng, after, last=stay[0].last)
            stay.append(young._replace(attains=attaining(rng, after.on), marker=""))
    return stay


def _send(rng: Random, after: Population, home: Home, near: list[Home], rates: Rates) -> None:
    if not home:
        return
    stays_near = rng.random() < rates.stays_near
    (near if stays_near else after.left).append(home)
    for person in home:
        _note(after, person, "moved" if stays_near else "left")


def _a_year_older(after: Population, person: Person) -> Person:
    if person.attains is None or person.attains > after.on:
        return person
    _note(after, person, "came of age")
    return person._replace(attains=None)


def _rewritten(rng: Random, after: Population, person: Person, rates: Rates) -> Person:
    """Write a name in another way, seldom."""
    share = rng.random()
    written = person
    if share < rates.initial_changed:
        written = person._replace(middle=_other_middle(rng, person.middle))
    elif share < rates.initial_changed + rates.mistyped:
        last = rng.random() < 0.5
        slip = mistype(rng, person.last if last else person.first)
        written = person._replace(last=slip) if last else person._replace(first=slip)
    elif share < rates.initial_changed + rates.mistyped + rates.sounds_alike:
        written = person._replace(first=ALIKE.get(person.first, person.first), last=ALIKE.get(person.last, person.last))
    elif (person.first in ACCENTS or person.last in ACCENTS) and rng.random() < rates.accents:
        written = person._replace(
            first=ACCENTS.get(person.first, person.first), last=ACCENTS.get(person.last, person.last)
        )
    if written != person:
        _note(after, person, "respelled")
    return written


def _other_middle(rng: Random, middle: str) -> str:
    """An initial is added, written out, shortened or dropped."""
    if not middle:
        return INITIALS[int(rng.random() * len(INITIALS))]
    if len(middle) > 1:
        return middle[0] if rng.random() < 0.7 else ""
    whole = [name for name in MIDDLE if name[0] == middle]
    return whole[0] if whole and rng.random() < 0.5 else ""


def _marry(rng: Random, after: Population, home: Home, rates: Rates) -> None:
    """Let one of two take the other's last name, or both join theirs."""
    one, other = home[0], home[1]
    if one.last == other.last or rng.random() >= rates.married * 4:
        return
    joined = f"{other.last}-{one.last}" if rng.random() < 0.15 and "-" not in one.last + other.last else one.last
    home[1] = other._replace(last=joined, title="Mrs")
    _note(after, other, "married")


def _settle(rng: Random, after: Population, near: list[Home], from_away: list[Home], rates: Rates) -> None:
    """Let movers, arrivals and strangers into the empty doors, single people sometimes into others' homes."""
    waiting = _shuffled(rng, near + from_away)
    for home in from_away:
        for person in home:
            _note(after, person, "arrived")
    empty = [i for i, home in enumerate(after.homes) if not home]
    for i in _shuffled(rng, empty):
        if rng.random() < rates.stays_empty:
            continue
        if waiting:
            after.homes[i] = waiting.pop()
        else:
            after.homes[i] = draw_home(rng, after, draw_size(rng))
    for home in waiting:
        i = int(rng.random() * len(after.homes))
        after.homes[i] = after.homes[i] + home


def _swap(rng: Random, after: Population, rates: Rates) -> None:
    """Let two households of one street change homes."""
    homes = after.homes
    for i in range(len(homes) - 8):
        if rng.random() < rates.swapped:
            j = i + 1 + int(rng.random() * 7)
            homes[i], homes[j] = homes[j], homes[i]
            for person in homes[i] + homes[j]:
                _note(after, person, "moved")


def _respelled(rng: Random, door: Door, rates: Rates) -> Door:
    return door._replace(spelling=int(rng.random() * len(SPELLINGS))) if rng.random() < rates.respelled else door


def _shuffled(rng: Random, things: list) -> list:  # type: ignore[type-arg]
    """Shuffle by `random()` alone, whose numbers Python promises never to change."""
    return [thing for _, _, thing in sorted((rng.random(), i, thing) for i, thing in enumerate(things))]
