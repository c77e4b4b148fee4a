"""The same register a year earlier: who has since died, moved, come, married or come of age, and numbered otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from muster.county.chance import Chance
from muster.county.names import Name, draw_name
from muster.county.register import HOMES, LETTERS, MOST_IN_A_HOME, Elector, home_names

NEW_HOMES = 70  # in 1,000: who lives there now came within the year
FROM_NEAR = 40  # in 100 of these: from another door of the county
CAME_ALONE = 12  # in 1,000 people of a home with others
GONE_ALONE = 30  # in 1,000 homes: somebody who died or moved away
MARRIED = 8  # in 1,000 of those who share the last name of the first of a home
CAME_OF_AGE = 10  # in 1,000 people of a home with others
RESPELLED = 12  # in 1,000: an initial more or less, or a slip of the keyboard
SIXTEEN_THEN_DAYS = 6_210  # old now: who is younger was under sixteen a year ago and stood in no register
SEVENTEEN_THEN_DAYS = (18 * 366, 19 * 365 - 1)
GONE = -1


@dataclass(frozen=True, slots=True)
class LastYear:
    """A register of a year ago.

    Attributes:
        electors: its entries, in its order.
        now: for each, where the same person stands in this year's register, from 0; -1 if nowhere.
    """

    electors: tuple[Elector, ...]
    now: tuple[int, ...]


def make_last_year(electors: Sequence[Elector], *, first_day: date, chance: Chance) -> LastYear:
    """Go back a year from this year's register, home by home."""
    homes = [list(home) for _, home in groupby(range(len(electors)), key=lambda i: electors[i].door)]
    came = [i for i in range(len(homes)) if chance.below(1_000) < NEW_HOMES]
    near = [i for i in came if chance.percent(FROM_NEAR)]
    order = chance.shuffled(near)
    was_in = dict(zip(order, order[1:] + order[:1], strict=True))  # at whose door they lived then
    lived_at = {there: i for i, there in was_in.items()}
    away = set(came) - set(near)
    found: list[tuple[Elector, int]] = []
    for i, home in enumerate(homes):
        door_of = electors[home[0]]
        if i in away:
            then = _strangers(door_of, chance)
        else:
            then = _home_then([(electors[j], j) for j in homes[lived_at.get(i, i)]], first_day, chance)
        found += [
            (replace(one, district=door_of.district, postcode=door_of.postcode, door=door_of.door), j)
            for one, j in then
        ]
    return LastYear(_numbered([elector for elector, _ in found]), tuple(j for _, j in found))


def _home_then(home: list[tuple[Elector, int]], first_day: date, chance: Chance) -> list[tuple[Elector, int]]:
    """Give who of a home stood in the register a year ago, as they were then, and who has gone since."""
    then = []
    for place, (elector, j) in enumerate(home):
        shares = place > 0 and elector.name.last == home[0][0].name.last
        came = place > 0 and chance.below(1_000) < CAME_ALONE
        child = elector.born_on is not None and (first_day - elector.born_on).days < SIXTEEN_THEN_DAYS
        if not came and not child:
            then.append((_then(elector, first_day, chance, alone=place == 0, shares=shares), j))
    if chance.below(1_000) < GONE_ALONE and len(then) < MOST_IN_A_HOME:
        first = home[0][0]
        name = draw_name(chance, last=first.name.last if chance.percent(70) else "")
        if all(name != elector.name for elector, _ in home):
            then.append((replace(first, name=name, initial=_initial(chance), born_on=None, markers=""), GONE))
    return then


def _then(elector: Elector, first_day: date, chance: Chance, *, alone: bool, shares: bool) -> Elector:
    """Give an elector as they were written a year ago."""
    if shares and elector.born_on is None and chance.below(1_000) < MARRIED:
        return replace(elector, name=Name(elector.name.first, draw_name(chance).last))
    if not alone and elector.born_on is None and chance.below(1_000) < CAME_OF_AGE:
        return replace(elector, born_on=first_day - timedelta(days=chance.between(*SEVENTEEN_THEN_DAYS)))
    if chance.below(1_000) < RESPELLED:
        if chance.percent(60):
            return replace(elector, initial="" if elector.initial else _initial(chance))
        return replace(elector, name=Name(elector.name.first, _slipped(elector.name.last, chance)))
    return elector


def _strangers(at: Elector, chance: Chance) -> list[tuple[Elector, int]]:
    """Make up a home whose people have all gone since."""
    size = chance.weigh(range(1, MOST_IN_A_HOME + 1), HOMES[at.door.home])
    return [
        (replace(at, name=name, initial=_initial(chance), born_on=None, markers=""), GONE)
        for name in home_names(size, chance)
    ]


def _initial(chance: Chance) -> str:
    return chance.pick(LETTERS) if chance.percent(35) else ""


def _slipped(name: str, chance: Chance) -> str:
    """Change places of two letters, or leave one out."""
    at = chance.between(1, max(len(name) - 2, 1))
    if chance.percent(50):
        return name[:at] + name[at + 1 : at + 2] + name[at : at + 1] + name[at + 2 :]
    return name[:at] + name[at + 1 :]


def _numbered(electors: Sequence[Elector]) -> tuple[Elector, ...]:
    numbers: dict[str, int] = {}
    numbered = []
    for elector in electors:
        numbers[elector.district] = numbers.get(elector.district, 0) + 1
        numbered.append(replace(elector, number=numbers[elector.district]))
    return tuple(numbered)
