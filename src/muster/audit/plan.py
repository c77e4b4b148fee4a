"""Works out every figure of a plan's certificate again, from inputs and outputs alone. `muster plan check`."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from muster.audit.forest import nearest_dm, plain_forest_dm, priced_forest_dm
from muster.audit.graph import distance_dm
from muster.audit.ground import Ground, lay_ground, of_this_place, ways_dm
from muster.audit.tables import Door, FileError, Met, read_doors, read_met, read_prices

S_PER_DM = Fraction(9, 125)  # at 5 km/h
S_PER_H = 3_600
S_PER_MIN = 60
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Difference:
    """What the folder says and what its outputs and inputs give."""

    figure: str
    said: str
    found: str


@dataclass(frozen=True, slots=True)
class Folder:
    """A plan's folder, read.

    Attributes:
        doors: of the list.
        set_aside: rows of the list that can't be read, or lie in another place.
        turfs: each turf's doors in walking order, as indices of `doors`; those unknown are left out.
        faults: what is wrong with the rows themselves.
        said: the certificate.
    """

    doors: list[Door]
    set_aside: int
    turfs: dict[str, list[int]]
    faults: list[Difference]
    said: Mapping[str, Any]


def check_plan(
    *, doors: bytes, streets: bytes | None, form: str, turfs: bytes, certificate: bytes, prices: bytes | None = None
) -> tuple[Difference, ...]:
    """Work out a plan's figures a second time, sharing no code with what made them.

    Args:
        doors: the list of doors as it was given.
        streets: the street extract as it was given, None where there was none.
        form: 'pbf' or 'osm'; of no account without an extract.
        turfs: turfs.csv.
        certificate: certificate.json.
        prices: prices.csv, with which the bound can be worked out again; None if the bound is the plain forest.

    Returns:
        Every difference, none if all is as it is said to be. `cpu_s`, `seed` and `effort` can't be seen in the outputs.
    """
    try:
        said = json.loads(certificate)
        listed, set_aside = read_doors(doors)
        here = of_this_place(listed, streets, form)
        listed, set_aside = here, set_aside + len(listed) - len(here)
        met = read_met(turfs)
        price = read_prices(prices) if prices else {}
    except (FileError, ValueError) as error:
        return (Difference("files", "can be read", str(error)),)
    if not isinstance(said, dict) or not listed:
        return (Difference("files", "can be read", "the certificate holds no figures, or the list holds no doors"),)
    walks, faults = _turfs(met, listed, said.get("numbers"))
    folder = Folder(listed, set_aside, walks, faults, said)
    found = [*faults, *_inputs(folder, doors, streets), *_asked(folder)]
    found += _figures(folder, lay_ground(listed, streets, form), price if prices else None)
    return tuple(found)


def _turfs(met: Sequence[Met], doors: Sequence[Door], numbers: object) -> tuple[dict[str, list[int]], list[Difference]]:
    """Give each turf's doors, and what is wrong with the rows; turfs are counted from 1 unless `numbers` says how."""
    number = {door.name: at for at, door in enumerate(doors)}
    rows: dict[str, list[tuple[int, int]]] = {}
    faults: list[Difference] = []
    for row in met:
        if row.door not in number:
            faults.append(Difference(f"turfs.csv, row {row.row}", f"door {row.door}", "no such door in the list"))
        elif not row.order.isdecimal():
            faults.append(Difference(f"turfs.csv, row {row.row}", f"order {row.order}", "no whole number"))
        else:
            rows.setdefault(row.turf, []).append((int(row.order), number[row.door]))
    for turf, ordered in rows.items():
        orders = sorted(order for order, _ in ordered)
        if orders != list(range(1, len(orders) + 1)):
            faults.append(Difference(f"turf {turf}", f"orders 1 to {len(orders)}", f"orders {_short(orders)}"))
    if isinstance(numbers, list):  # a turf that was merged into another left a gap
        if sorted(rows) != sorted(map(str, numbers)):
            faults.append(Difference("turfs.csv", f"turfs {_short(numbers)}", f"turfs {_short(sorted(rows))}"))
    elif sorted(rows) != sorted(str(turf) for turf in range(1, len(rows) + 1)):
        faults.append(Difference("turfs.csv", f"turfs 1 to {len(rows)}", f"turfs {_short(sorted(rows))}"))
    return {turf: [door for _, door in sorted(ordered)] for turf, ordered in rows.items()}, faults


def _short(values: Sequence[Any]) -> str:
    more = f" and {len(values) - SHOWN} more" if len(values) > SHOWN else ""
    return ", ".join(map(str, values[:SHOWN])) + more


def _inputs(folder: Folder, doors: bytes, streets: bytes | None) -> list[Difference]:
    """Compare the inputs' fingerprints with those that the certificate was made from."""
    said = folder.said.get("inputs")
    said = said if isinstance(said, dict) else {}
    given = {"doors": doors} if streets is None else {"doors": doors, "streets": streets}
    found = []
    for kind, content in given.items():
        named = [sha for name, sha in said.items() if str(name).startswith(kind)]
        sha = hashlib.sha256(content).hexdigest()
        if named != [sha]:
            found.append(Difference(f"inputs, {kind}", _short(named) or "nothing", sha))
    if len(said) != len(given):
        found.append(Difference("inputs", _short(list(said)), _short(list(given))))
    return found


def _asked(folder: Folder) -> list[Difference]:
    """Compare what was asked with what was done."""
    asked = folder.said.get("asked")
    if not isinstance(asked, dict):
        return [Difference("asked", "nothing", "what was asked of the planner must stand here")]
    found = []
    if asked.get("turfs") is not None and asked["turfs"] != len(folder.turfs):
        found.append(Difference("asked, turfs", str(asked["turfs"]), str(len(folder.turfs))))
    if asked.get("keep_zones"):
        for turf, doors in folder.turfs.items():
            zones = sorted({folder.doors[door].zone for door in doors})
            if len(zones) > 1:
                found.append(Difference(f"turf {turf}", "one zone", f"zones {_short(zones)}"))
    return found


def _figures(folder: Folder, ground: Ground, price: Mapping[str, int] | None) -> list[Difference]:
    ways = _ways(folder, ground)
    turfs = list(folder.turfs.values())
    walked = [_walk_dm(ground, turf, ways) for turf in turfs]
    service = [sum(folder.doors[door].service_s for door in turf) for turf in turfs]
    work = [seconds + _whole(dm * S_PER_DM) for seconds, dm in zip(service, walked, strict=True)]
    bound = _bound_dm(folder, ground, ways, price)
    at_doors = sum(door.service_s for door in folder.doors)
    times = Counter(door for turf in turfs for door in turf)
    walking_dm = sum(walked)
    found = {
        "doors": (Fraction(len(folder.doors)), 0),
        "set_aside": (Fraction(folder.set_aside), 0),
        "turfs": (Fraction(len(turfs)), 0),
        "lost": (Fraction(len(folder.doors) - len(times)), 0),
        "doubled": (Fraction(sum(times.values()) - len(times)), 0),
        "walking_m": (Fraction(walking_dm, 10), 1),
        "bound_m": (Fraction(bound, 10), 1),
        "gap": (Fraction(walking_dm, bound) - 1 if bound else Fraction(0), 4),
        "worst_work_s": (Fraction(max(work, default=0)), 0),
        "quickest_work_s": (Fraction(min(work, default=0)), 0),
        "ideal_work_s": ((at_doors + bound * S_PER_DM) / max(len(turfs), 1), 1),
        "hours_at_doors": (Fraction(sum(service), S_PER_H), 2),
        "hours_on_foot": (walking_dm * S_PER_DM / S_PER_H, 2),
        "hours_saveable_at_most": ((walking_dm - bound) * S_PER_DM / S_PER_H, 2),
    }
    differences = [_compare(folder.said, figure, exact, digits) for figure, (exact, digits) in found.items()]
    return [difference for difference in differences if difference] + _too_long(folder, work)


def _too_long(folder: Folder, work: Sequence[int]) -> list[Difference]:
    asked = folder.said.get("asked")
    minutes = asked.get("minutes") if isinstance(asked, dict) else None
    if minutes is None or max(work, default=0) <= minutes * S_PER_MIN:
        return []
    return [Difference("asked, minutes", str(minutes), f"a turf of {max(work) / S_PER_MIN:.1f} minutes")]


def _ways(folder: Folder, ground: Ground) -> list[list[int]]:
    """Give the ways from the start and to the end for each door, 0 where none is asked for."""
    asked = folder.said.get("asked")
    ways = []
    for which in ("start", "end"):
        place = asked.get(which) if isinstance(asked, dict) else None
        ways.append(ways_dm(ground, (float(place[0]), float(place[1]))) if place else [0] * len(folder.doors))
    return ways


def _walk_dm(ground: Ground, turf: Sequence[int], ways: Sequence[Sequence[int]]) -> int:
    inner = sum(distance_dm(ground.graph, ground.stop[here], ground.stop[there]) for here, there in pairwise(turf))
    return inner + ways[0][turf[0]] + ways[1][turf[-1]]


def _bound_dm(folder: Folder, ground: Ground, ways: Sequence[Sequence[int]], price: Mapping[str, int] | None) -> int:
    walks = len(folder.turfs)
    if not 0 < walks <= len(folder.doors):
        return 0
    plain = plain_forest_dm(ground.graph, ground.stop, walks=walks) + sum(nearest_dm(way, walks=walks) for way in ways)
    if price is None:
        return plain
    at = {door.name: point for door, point in zip(folder.doors, ground.stop, strict=True)}
    of_stop = {at[door]: parts for door, parts in price.items() if door in at}
    return max(plain, priced_forest_dm(ground.graph, ground.stop, of_stop, walks=walks, ways=ways))


def _whole(value: Fraction) -> int:
    """Round to whole seconds, halves up."""
    return int(value + Fraction(1, 2))


def _compare(said: Mapping[str, Any], figure: str, exact: Fraction, digits: int) -> Difference | None:
    """Compare a figure with what it should be, to the digits that it is given in."""
    value = said.get(figure)
    shown = f"{float(exact):.{digits}f}"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return Difference(figure, "nothing" if value is None else str(value), shown)
    half = Fraction(1, 2 * 10**digits) if digits else Fraction(0)
    if abs(Fraction(str(value)) - exact) <= half:
        return None
    return Difference(figure, str(value), shown)
