"""Two registers of a made-up place a year apart, as large as asked.

`.venv/bin/python bench/made_register.py --out DIR --electors 1000000`

They are made town by town, so that a million electors take no more memory than one town; people move from town to town.
Files in DIR: `before.csv` and `after.csv` (layout X1), `postcodes.csv` (as ONSPD has it), `uprns.csv` (as OS Open UPRN
has it) and `truth.npz`: whose row each is (`before_people`, `after_people`) and behind which door (`before_doors`,
`after_doors`, -1 for none), by row. The same seed and size give the same bytes.
"""

import argparse
import csv
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from tests.register.made.people import Entry, Home, Population, entries_of, make_population
from tests.register.made.place import Door, Place, lines_of, postcode_table
from tests.register.made.truth import Truth, truth_of
from tests.register.made.write import X1
from tests.register.made.year import a_year_later

DOORS_A_TOWN = 11_000
ELECTORS_A_DOOR = 1.854
POSTCODE_HEADER = ("pcd7", "pcd8", "pcds", "lat", "long")
UPRN_HEADER = ("UPRN", "X_COORDINATE", "Y_COORDINATE", "LATITUDE", "LONGITUDE")
NO_LINES = ("",) * 6


class MadeRegister(NamedTuple):
    """Where the files lie, and how many rows the two registers have."""

    before: Path
    after: Path
    truth: Path
    postcodes: Path
    uprns: Path
    electors: int
    electors_after: int


def make_registers(folder: Path, *, electors: int = 1_000_000, seed: int = 1, uprn: bool = False) -> MadeRegister:
    """Write two registers a year apart with their truth into a folder; `uprn` adds that column."""
    folder.mkdir(parents=True, exist_ok=True)
    names = ("before.csv", "after.csv", "postcodes.csv", "uprns.csv")
    truths: list[tuple[Truth, Truth]] = []
    header = (*X1, "UPRN") if uprn else X1
    with (
        (folder / names[0]).open("w", encoding="utf-8", newline="") as before,
        (folder / names[1]).open("w", encoding="utf-8", newline="") as after,
        (folder / names[2]).open("w", encoding="utf-8", newline="") as postcodes,
        (folder / names[3]).open("w", encoding="utf-8-sig", newline="") as uprns,
    ):
        writers = [csv.writer(file, lineterminator="\r\n").writerows for file in (before, after, postcodes, uprns)]
        for write, first in zip(writers, (header, header, POSTCODE_HEADER, UPRN_HEADER), strict=True):
            write([first])
        for this, later in _towns(round(electors / ELECTORS_A_DOOR), seed):
            truths.append((_write(writers[0], this, uprn=uprn), _write(writers[1], later, uprn=uprn)))
            writers[2](postcode_table(this.place))
            writers[3](uprn_table(this.place))
    return _told(folder, truths)


def uprn_table(place: Place) -> Iterator[tuple[str, str, str, str, str]]:
    """Give the place of every property; the national grid's columns are left at nought."""
    for door in place.doors:
        yield door.uprn, "0.00", "0.00", f"{door.lat_e6 / 1e6:.6f}", f"{door.lon_e6 / 1e6:.6f}"


def _towns(doors: int, seed: int) -> Iterator[tuple[Population, Population]]:
    """Make town after town, and each a year later; who leaves one may come to the next."""
    from_away: list[Home] = []
    next_id = 1
    for index in range(-(-doors // DOORS_A_TOWN)):
        rng = Random(seed * 1_000_003 + index)
        here = min(DOORS_A_TOWN, doors - index * DOORS_A_TOWN)
        this = make_population(rng, doors=here, index=index, first_id=next_id)
        later = a_year_later(this, rng, from_away=from_away)
        next_id = later.next_id
        from_away = later.left[: len(later.left) // 2]
        yield this, later


def _write(write: Callable[[Iterable[Iterable[str]]], object], population: Population, *, uprn: bool) -> Truth:
    entries = entries_of(population)
    write(_cells(entries, uprn=uprn))
    return truth_of(entries)


def _cells(entries: list[Entry], *, uprn: bool) -> Iterator[tuple[str, ...]]:
    door: Door | None = None
    where: tuple[str, ...] = NO_LINES
    for district, number, suffix, person, home in entries:
        if home is not door:
            door, where = home, (*lines_of(home), *NO_LINES)[:6] if home else NO_LINES
        name = " ".join(filter(None, (person.last, person.first, person.middle)))
        day = person.attains
        attains = f"{day.day:02d}/{day.month:02d}/{day.year}" if day else ""
        postcode = door.postcode if door else ""
        row = (district, str(number), str(suffix), person.marker, attains, name, postcode, *where)
        yield (*row, door.uprn.zfill(12) if door else "") if uprn else row


def _told(folder: Path, truths: list[tuple[Truth, Truth]]) -> MadeRegister:
    before, after = zip(*truths, strict=True)
    np.savez(
        folder / "truth.npz",
        before_people=np.concatenate([truth.people for truth in before]),
        before_doors=np.concatenate([truth.doors for truth in before]),
        after_people=np.concatenate([truth.people for truth in after]),
        after_doors=np.concatenate([truth.doors for truth in after]),
    )
    return MadeRegister(
        before=folder / "before.csv",
        after=folder / "after.csv",
        truth=folder / "truth.npz",
        postcodes=folder / "postcodes.csv",
        uprns=folder / "uprns.csv",
        electors=sum(len(truth.people) for truth in before),
        electors_after=sum(len(truth.people) for truth in after),
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--electors", type=int, default=1_000_000, help="about so many (1,000,000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--uprn", action="store_true", help="with a column of property numbers")
    args = parser.parse_args()
    made = make_registers(args.out, electors=args.electors, seed=args.seed, uprn=args.uprn)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{made.electors:,} electors, {made.electors_after:,} a year later, in {args.out}")
    print(f"{time.process_time():.1f} CPU s, {peak_mb:.0f} MB at most")
    return 0


if __name__ == "__main__":
    sys.exit(main())
