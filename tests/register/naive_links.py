"""Linking once more, slowly: every elector beside every other, by the rules of docs/methods/link.md.

What is learned (`Weights`) is taken as given; what is done with it is worked out again, from the words of the names.
"""

from collections import Counter
from itertools import product
from typing import NamedTuple

import numpy as np

from muster.register.joins import decibans, mixed
from muster.register.names_alike import Level, Name, level_of, name_of
from muster.register.side import Side
from muster.register.weigh import Weights

FULLISH = (Level.FULL, Level.SHORT)
NO_TWIN = (Level.FORENAME_ALIKE, Level.BOTH_ALIKE, Level.SURNAME, Level.OTHER)


class Row(NamedTuple):
    at: int
    name: Name
    door: int
    own_door: int
    street: int
    house: int
    uprn: int
    number: int
    attains: int

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(sorted(self.name.surname + self.name.forenames))

    @property
    def surname(self) -> str:
        return "".join(self.name.surname)

    @property
    def first(self) -> str:
        return self.name.forenames[0] if self.name.forenames else ""

    @property
    def others(self) -> tuple[str, ...]:
        return tuple(sorted(self.name.forenames[1:]))

    @property
    def short(self) -> tuple[int, str, str]:
        return self.door, self.surname, self.first

    @property
    def middle(self) -> str:
        return self.name.forenames[1][0] if len(self.name.forenames) > 1 else ""


class Found(NamedTuple):
    links: dict[int, int]  # new row: old row
    asked: list[tuple[int, int, int]]  # old row, new row, decibans


def rows_of(side: Side) -> list[Row]:
    names = side.read_names(np.arange(len(side)))
    rows = []
    for i, written in enumerate(names):
        name = name_of(*written)
        door = int(side.door[i])
        if door == 0 and any(name):
            door = int(mixed(side.district[i : i + 1])[0])
        columns = (side.door, side.street, side.house, side.uprn, side.number, side.attains)
        rows.append(Row(i, name, door, *(int(column[i]) for column in columns)))
    return rows


def naive_links(old_side: Side, new_side: Side, *, weights: Weights, renumbered: bool) -> Found:
    every_old, every_new = rows_of(old_side), rows_of(new_side)
    links = at_once(every_old, every_new)
    if not renumbered:
        links |= numbered(every_old, every_new, links)
    kept_doors = {every_old[o].door for o in links.values()}
    old = [row for row in every_old if row.at not in set(links.values())]
    new = [row for row in every_new if row.at not in links]
    alone_old = {row.at for row in old if row.own_door and row.door not in {r.door for r in every_new}}
    alone_new = {row.at for row in new if row.own_door and row.door not in {r.door for r in every_old}}
    respelled = respell(old, new, alone_old, alone_new)
    doors = {respelled[row.at] for row in new if row.at in respelled}
    found = at_once(
        [row if row.door in doors else row._replace(door=0) for row in old],
        [row._replace(door=respelled.get(row.at, 0)) for row in new],
    )
    kept_doors |= {every_old[o].door for o in found.values()}
    links |= found
    old = [row for row in old if row.at not in set(found.values())]
    new = [row._replace(door=respelled.get(row.at, row.door)) for row in new if row.at not in found]
    left = Left(old, new, every_old, every_new, weights, not renumbered, kept_doors, alone_old, alone_new)
    weighed = weigh_all(left)
    return decided(links, weighed)


def at_once(old: list[Row], new: list[Row]) -> dict[int, int]:
    met = []
    for o, n in product(old, new):
        if not o.door or o.door != n.door or not o.words or o.words != n.words:
            continue
        alone = all(sum(r.door == o.door and r.words == o.words for r in rows) == 1 for rows in (old, new))
        if alone and n.attains in (0, o.attains):
            met.append((o, n))
    doubtful = [
        (o, n) for o, n in met if [r.short for r in old].count(o.short) > 1 or [r.short for r in new].count(n.short) > 1
    ]
    paired = Counter(o.short for o, _ in doubtful)
    linked = {}
    for o, n in met:
        groups = [[r for r in rows if r.short == o.short] for rows in (old, new)]
        whole = all(len(group) == paired[o.short] for group in groups)
        told = all(all(r.middle for r in g) and len({r.middle for r in g}) == len(g) for g in groups)
        if (o, n) not in doubtful or whole or told:
            linked[n.at] = o.at
    return linked


def numbered(old: list[Row], new: list[Row], links: dict[int, int]) -> dict[int, int]:
    found = {}
    left = [[r for r in old if r.at not in links.values()], [r for r in new if r.at not in links]]
    for o, n in product(*left):
        entry = (o.door, o.number, o.words)
        once = all(sum((r.door, r.number, r.words) == entry for r in rows) == 1 for rows in left)
        if all(entry) and once and entry == (n.door, n.number, n.words) and n.attains in (0, o.attains):
            found[n.at] = o.at
    return found


def respell(old: list[Row], new: list[Row], alone_old: set[int], alone_new: set[int]) -> dict[int, int]:
    respelled: dict[int, int] = {}
    for n in new:
        theirs = [o.door for o in old if o.at in alone_old and o.uprn and o.uprn == n.uprn]
        if n.at in alone_new and theirs:
            respelled[n.at] = theirs[0]
    old = [o for o in old if o.at in alone_old and o.door not in set(respelled.values()) and o.house and o.street]
    new = [n for n in new if n.at in alone_new and n.at not in respelled and n.house and n.street]
    voices = set()
    for o, n in product(old, new):
        if not o.words or not n.words or (o.surname, o.first, o.house) != (n.surname, n.first, n.house):
            continue
        if all(
            sum(bool(r.words) and (r.surname, r.first, r.house) == (o.surname, o.first, o.house) for r in rows) == 1
            for rows in (old, new)
        ):
            voices.add((o.street, n.street, o.house))
    votes = Counter((before, after) for before, after, _ in voices)
    of_old = Counter(before for before, _, _ in voices)
    of_new = Counter(after for _, after, _ in voices)
    for (before, after), count in votes.items():
        if count >= 3 and count * 3 >= 2 * max(of_old[before], of_new[after]):
            for n in new:
                theirs = [o.door for o in old if o.street == before and o.house == n.house]
                if n.street == after and theirs:
                    respelled[n.at] = theirs[0]
    return respelled


def db(count: int) -> int:
    return int(decibans(np.array([count]))[0])


class Left(NamedTuple):
    """Who is left, among whom, and what is known."""

    old: list[Row]
    new: list[Row]
    every_old: list[Row]
    every_new: list[Row]
    weights: Weights
    numbers_tell: bool
    kept_doors: set[int]
    alone_old: set[int]
    alone_new: set[int]


class Pair(NamedTuple):
    old: Row
    new: Row
    level: Level
    place: str
    same_number: bool


def weigh_all(left: Left) -> list[tuple[Row, Row, int, int]]:
    """Give (old, new, decibans, decibans that are enough) for each pair worth it."""
    pairs = [pair for o, n in product(left.old, left.new) if (pair := paired_as(left, o, n))]
    return [(p.old, p.new, weigh(left, p, pairs), enough(left, p, pairs)) for p in pairs]


def enough(left: Left, pair: Pair, pairs: list[Pair]) -> int:
    if pair.place in {"here", "number"}:
        return 20
    return 25 if sum(first_told(r, left.every_new) for r in together(pair, pairs)) else 40


def paired_as(left: Left, o: Row, n: Row) -> Pair | None:
    same_number = left.numbers_tell and o.number == n.number != 0
    level, place = level_of(o.name, n.name), "elsewhere"
    if o.street == n.street != 0 and o.at in left.alone_old and n.at in left.alone_new:
        place = "street"
    if same_number:
        place = "number"
    if o.door == n.door != 0:
        place = "here"
    once = all(sum(r.number == o.number for r in rows) == 1 for rows in (left.old, left.new))
    met = place == "here" or (same_number and once) or met_by_name(o, n, left.old, left.new)
    far = place in {"street", "elsewhere"} and level not in FULLISH
    hidden = level == Level.HIDDEN and (bool(o.words) or bool(n.words) or place != "number")
    return None if not met or far or hidden else Pair(o, n, level, place, same_number)


def weigh(left: Left, pair: Pair, pairs: list[Pair]) -> int:
    weights, (o, n, level, place, _) = left.weights, pair
    known = rareness(o, n, level, left.every_old, left.every_new, weights)
    if level == Level.HIDDEN:
        return 20
    if place == "here":
        weight = weigh_at_door(left, pair)
    elif place == "number":
        weight = min(known, 40) if level in FULLISH else weights.names[level] - 3
    else:
        alone = sum(r.street == n.street and r.at in left.alone_new for r in left.new)
        elsewhere = weights.moved - db(sum(bool(r.words) for r in left.new))
        prior = -3 - db(alone) if place == "street" else elsewhere
        weight = prior + known + min(sum(first_told(r, left.every_new) for r in together(pair, pairs)), 60)
    return weight + days(o, n, level, known=any(r.attains for r in left.every_old))


def weigh_at_door(left: Left, pair: Pair) -> int:
    weights, (o, n, level, _, same_number) = left.weights, pair
    rivals = max(sum(r.door == o.door for r in rows) for rows in (left.old, left.new))
    stayed = o.door in left.kept_doors
    weight = weights.stayed + weights.names[level] if stayed else weights.emptied + weights.names_emptied[level]
    weight -= db(rivals)
    if level in {Level.MARRIED, Level.SURNAME_ALIKE}:
        shared = sum(r.first == n.first for r in left.every_new)
        weight += max(-10, min(10, db(weights.mean_first) - db(shared)))
    if same_number:
        return weight + 20
    return weight + (weights.other_number if o.number and n.number and left.numbers_tell else 0)


def together(pair: Pair, pairs: list[Pair]) -> list[Row]:
    """The others of the old door who have their like at the new door; nobody where one of them stands for two."""
    if pair.level not in FULLISH or pair.place == "here" or not pair.old.door or not pair.new.door:
        return []
    doors = pair.old.door, pair.new.door
    group = [p for p in pairs if p.level in FULLISH and p.place != "here" and (p.old.door, p.new.door) == doors]
    if not len({p.old.at for p in group}) == len({p.new.at for p in group}) == len(group):
        return []
    return [p.new for p in group if p is not pair]


def met_by_name(o: Row, n: Row, old: list[Row], new: list[Row]) -> bool:
    if not o.words or not n.words:
        return False
    whole = [sum(r.words == o.words for r in rows) for rows in (old, new)]
    name = o.surname, o.first
    short = [sum(bool(r.words) and (r.surname, r.first) == name for r in rows) for rows in (old, new)]
    return (o.words == n.words and whole[0] * whole[1] <= 16) or (
        name == (n.surname, n.first) and short[0] * short[1] <= 16
    )


def rareness(o: Row, n: Row, level: Level, every_old: list[Row], every_new: list[Row], weights: Weights) -> int:
    every = len(every_new)
    parts = db(every) - db(sum(r.surname == n.surname for r in every_new)) + first_told(n, every_new) - weights.kin
    full = level == Level.FULL
    parts += rest_told(n, every_new) if full else -6
    more = sum(r.words == o.words for r in every_old + every_new) - (2 if full else 1)
    return min(parts, db(2 * every) - db(more)) if more > 0 else parts


def first_told(n: Row, every_new: list[Row]) -> int:
    surname = [r for r in every_new if r.surname == n.surname]
    first = sum(r.first == n.first for r in every_new)
    return told(sum(r.first == n.first for r in surname), len(surname), first, len(every_new))


def rest_told(n: Row, every_new: list[Row]) -> int:
    first = [r for r in every_new if r.first == n.first]
    rest = sum(r.others == n.others for r in every_new)
    return told(sum(r.others == n.others for r in first), len(first), rest, len(every_new))


def told(alike: int, of: int, over_all: int, every: int) -> int:
    share = ((alike - 1) * every + 20 * over_all) * (1 << 20) // ((of - 1 + 20) * every)
    return db(1 << 20) - db(max(1, share))


def days(o: Row, n: Row, level: Level, *, known: bool) -> int:
    if n.attains == 0:
        return 0
    if o.attains == 0:
        return -40 if known else 0
    if o.attains != n.attains:
        return -20
    return 0 if level in NO_TWIN else 20


def decided(links: dict[int, int], weighed: list[tuple[Row, Row, int, int]]) -> Found:
    links = dict(links)
    sure = []
    for i, (o, n, weight, least) in enumerate(weighed):
        rivals = [w for j, (a, b, w, _) in enumerate(weighed) if j != i and (a.at == o.at or b.at == n.at)]
        if weight >= least and all(weight - rival >= 10 for rival in rivals):
            sure.append((o.at, n.at))
    links |= {n: o for o, n in sure}
    olds, news = {o for o, _ in sure}, {n for _, n in sure}
    asked = []
    for n_at in {n.at for _, n, _, _ in weighed} - news:
        theirs = [(-w, o.at) for o, n, w, _ in weighed if n.at == n_at and w >= 0 and o.at not in olds]
        asked += [(o, n_at, -w) for w, o in sorted(theirs)[:3]]
    return Found(links, sorted(asked, key=lambda one: (-one[2], one[1], one[0])))
