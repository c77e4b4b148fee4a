"""How well electors are linked over a year: `.venv/bin/python bench/linking.py [--electors 200000,1000000]`.

The bars, on made-up towns whose truth is known: precision at least .999, recall at least .97 of those who stayed at
their door; a million electors on both sides in about 5 CPU s. All are renumbered, and neither file has a property
number. Beside ours, splink as its documentation sets it up (deterministic rules for the prior, u by random sampling, m
by EM, term frequencies on names, best pairs both ways), with the doors' keys and postcodes that we have; it lives in
`bench/.venv-splink`, bench/linking-requirements.in says how. CPU seconds of one thread, from columns in memory (ours:
with keys made of them; splink: from its own reading of the CSV) to links; memory is the most a process of its own held.

splink has `--peer-mb` of memory and `--peer-s` CPU seconds. Where that isn't enough the bench says so, and compares at
the largest half, quarter, ... of that size at which splink finishes.
"""

import argparse
import csv
import datetime as dt
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
PEER = ROOT / "bench" / ".venv-splink" / "bin" / "python"
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from bench.made_register import ELECTORS_A_DOOR, _towns
from muster.register.batch import Batch
from muster.register.compare import compare_versions, linked_wholly
from muster.register.joins import mixed
from muster.register.link import link_versions
from muster.register.reasons import Reason
from muster.register.side import DoorKeys, Side, joined_sides, names_in, side_of
from tests.register.made.people import Entry, Population, entries_of
from tests.register.made.truth import Truth, same_person, truth_of
from tests.register.made_sides import door_keys_of_entries

PRECISION, RECALL_STAYED, CPU_S_A_MILLION = 0.999, 0.97, 5.0
BATCH = 50_000
COLUMNS = (
    "unique_id",
    "district",
    "number",
    "suffix",
    "surname",
    "forenames",
    "first",
    "middle",
    "attains",
    "postcode",
)
THRESHOLDS = (0.5, 0.99)
SPLINK = """
import json, resource, sys
import duckdb
import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

folder = sys.argv[1]
con = duckdb.connect(config={"threads": 1})
api = DuckDBAPI(con)
for name in ("old", "new"):
    con.execute(f"create table {name} as select * from "
                f"read_csv('{folder}/{name}.csv', header=true, all_varchar=true, nullstr='')")
settings = SettingsCreator(
    link_type="link_only",
    comparisons=[
        cl.NameComparison("surname").configure(term_frequency_adjustments=True),
        cl.NameComparison("first").configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("middle", [0.9]),
        cl.ExactMatch("door"),
        cl.ExactMatch("attains"),
    ],
    blocking_rules_to_generate_predictions=[
        block_on("door"), block_on("surname", "first", "postcode"), block_on("surname", "first", "middle"),
    ],
)
linker = Linker([api.register(name, dataset_display_name=name) for name in ("old", "new")], settings)
linker.training.estimate_probability_two_random_records_match([block_on("door", "surname", "first")], recall=0.85)
linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
linker.training.estimate_parameters_using_expectation_maximisation(block_on("surname", "first"))
linker.training.estimate_parameters_using_expectation_maximisation(block_on("door"))
pairs = linker.inference.predict(threshold_match_probability=0.5)
con.execute(f"copy (select unique_id_l, unique_id_r, match_weight, source_dataset_l from {pairs.physical_name}) "
            f"to '{folder}/pairs.csv' (header false)")
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"link_s": used.ru_utime + used.ru_stime, "held_mb": used.ru_maxrss / 1024}))
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--electors", default="200000,1000000")
    parser.add_argument("--no-peer", action="store_true")
    parser.add_argument("--peer-mb", type=int, default=8_000, help="memory that splink may hold (8,000)")
    parser.add_argument("--peer-s", type=int, default=1_200, help="CPU seconds that splink may take (1,200)")
    parser.add_argument("--step", choices=("make", "ours"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.step == "make":
        make(args.folder, int(args.electors))
        return 0
    if args.step == "ours":
        print(json.dumps(ours(args.folder)))
        return 0
    met, done = True, 0
    limits = None if args.no_peer or not PEER.exists() else Limits(args.peer_mb, args.peer_s)
    if limits is None:
        print("without splink" if args.no_peer else f"without splink: {PEER} isn't there, see its requirements")
    for electors in (int(one) for one in args.electors.split(",")):
        size, finished = electors, False
        while not finished and size > done:
            with tempfile.TemporaryDirectory() as folder:
                held, finished = bench(Path(folder), size, limits=limits)
                met &= held or size < electors
            done, size = (max(done, size), size) if finished else (done, size // 2)
        if limits and size < electors:
            print(f"\nsplink did not finish with {electors:,} electors; {done:,} is the most of these that it links")
    return 0 if met else 1


class Limits(NamedTuple):
    """What splink may take."""

    memory_mb: int
    cpu_s: int


def bench(folder: Path, electors: int, *, limits: Limits | None) -> tuple[bool, bool]:
    """Link with ours and, within its limits, with splink; say whether the bars hold and whether splink finished."""
    run([sys.executable, __file__, "--step", "make", "--electors", str(electors), "--folder", str(folder)])
    truth = [
        Truth(*(np.load(folder / f"{name}-{what}.npy") for what in ("people", "doors"))) for name in ("old", "new")
    ]
    happened = json.loads((folder / "happened.json").read_text())
    print(f"\n{len(truth[0].people):,} electors, {len(truth[1].people):,} a year later, all renumbered")
    got = json.loads(run([sys.executable, __file__, "--step", "ours", "--folder", str(folder)]))
    links, asked = (np.load(folder / f"{name}.npy") for name in ("links", "asked"))
    precision, stayed = report("ours", links, asked, truth, happened)
    print(f"    keys {got['keys_s']:.2f}, links {got['link_s']:.2f}, comparison {got['compare_s']:.2f} CPU s; "
          f"{got['held_mb']:.0f} MB held, {got['before_mb']:.0f} before linking; asked {len(asked):,}")  # fmt: skip
    print("    " + ", ".join(f"{Reason(code).name} {count:,}" for code, count in got["reasons"]))
    quick = got["link_s"] <= max(CPU_S_A_MILLION * len(truth[1].people) / 1e6, 1.0)
    met = precision >= PRECISION and stayed >= RECALL_STAYED and quick
    print(f"    bars {PRECISION}, {RECALL_STAYED} and {CPU_S_A_MILLION} CPU s a million: {'met' if met else 'MISSED'}")
    theirs = linked_by_splink(folder, limits) if limits else None
    if limits and theirs is None:
        print(
            f"    splink DID NOT FINISH within {limits.memory_mb:,} MB and {limits.cpu_s:,} CPU s: nothing to compare"
        )
    if theirs:
        for threshold in THRESHOLDS:
            report(f"splink at {threshold}", best_pairs(folder / "pairs.csv", threshold), None, truth, happened)
        times, more = theirs["link_s"] / got["link_s"], theirs["held_mb"] / got["held_mb"]
        print(f"    {theirs['link_s']:.1f} CPU s, {theirs['held_mb']:.0f} MB held: {times:.0f} times ours in time, "
              f"{more:.1f} in memory")  # fmt: skip
    return bool(met), limits is None or theirs is not None


def linked_by_splink(folder: Path, limits: Limits) -> dict[str, float] | None:
    """Let splink link; None if it takes more than it may.

    Raises:
        SystemExit: it failed for another reason.
    """

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (limits.memory_mb << 20,) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_s,) * 2)

    done = subprocess.run(
        [str(PEER), "-c", SPLINK, str(folder)],
        check=False,
        capture_output=True,
        text=True,
        preexec_fn=limit,
    )
    if done.returncode == 0:
        told: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
        return told
    if done.returncode < 0 or "memory" in done.stderr.lower() or "bad_alloc" in done.stderr:
        return None
    raise SystemExit(done.stderr[-3000:])


def report(
    name: str, links: NDArray[Any], asked: NDArray[Any] | None, truth: list[Truth], happened: dict[str, list[str]]
) -> tuple[float, float]:
    """Print precision and recall by what happened; give precision and recall of those who stayed."""
    old, new = truth
    every = same_person(old, new)
    right = old.people[links[:, 0]] == new.people[links[:, 1]]
    found = among(every, links)
    reviewed = found if asked is None else found | among(every, asked)
    home = (old.doors[every[:, 0]] == new.doors[every[:, 1]]) & (old.doors[every[:, 0]] >= 0)
    groups = {"stayed": home, "moved": old.doors[every[:, 0]] != new.doors[every[:, 1]]}
    for what in ("married", "respelled"):
        groups[what] = home & np.isin(old.people[every[:, 0]], np.array(happened[what], dtype=np.int64))
    told = "  ".join(
        f"{what} {found[group].mean():.4f}"
        + (f" ({reviewed[group].mean():.4f} with review)" if asked is not None else "")
        for what, group in groups.items()
    )
    print(
        f"  {name}: precision {right.mean():.5f} ({int((~right).sum())} wrong of {len(links):,}); recall {told}",
        flush=True,
    )
    return float(right.mean()), float(found[home].mean())


def among(pairs: NDArray[Any], others: NDArray[Any]) -> NDArray[np.bool_]:
    wide = 1 << 32
    return np.isin(pairs[:, 0] * wide + pairs[:, 1], others[:, 0] * wide + others[:, 1])


def best_pairs(path: Path, threshold: float) -> NDArray[np.int64]:
    """Give splink's pairs (old, new) of which each is the other's best, at a match probability or more."""
    table = np.loadtxt(path, delimiter=",", dtype=str)
    left_is_old = table[:, 3] == "old"
    left, right, weight = table[:, 0].astype(np.int64), table[:, 1].astype(np.int64), table[:, 2].astype(float)
    old, new = np.where(left_is_old, left, right), np.where(left_is_old, right, left)
    kept = weight >= np.log2(threshold / (1 - threshold))
    old, new, weight = old[kept], new[kept], weight[kept]
    order = np.argsort(-weight, kind="stable")
    old, new = old[order], new[order]
    first = np.zeros((2, len(old)), dtype=bool)
    for side, rows in zip(first, (old, new), strict=True):
        side[np.unique(rows, return_index=True)[1]] = True
    return np.stack((old, new), axis=1)[first.all(axis=0)]


def run(command: list[str]) -> str:
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    return done.stdout


def make(folder: Path, electors: int) -> None:
    """Make two versions up, town by town: columns as CSV, doors' keys and truth as arrays."""
    made: dict[str, list[NDArray[Any]]] = {}
    happened: dict[str, list[int]] = {"married": [], "respelled": []}
    with (folder / "old.csv").open("w", newline="") as old, (folder / "new.csv").open("w", newline="") as new:
        files = {"old": csv.writer(old), "new": csv.writer(new)}
        for writer in files.values():
            writer.writerow((*COLUMNS, "door"))
        for town, (before, after) in enumerate(_towns(round(electors / ELECTORS_A_DOOR), 1)):
            for what, ids in happened.items():
                ids += [one for one, each in after.happened.items() if what in each]
            for name, population in (("old", before), ("new", after)):
                row = sum(map(len, made.get(f"{name}-door", ())))
                columns = make_town(population, town)
                for part, column in columns.items():
                    made.setdefault(f"{name}-{part}", []).append(column)
                doors = zip(entries_of(population), columns["door"].tolist(), strict=True)
                files[name].writerows((*told(i, entry), door or "") for i, (entry, door) in enumerate(doors, start=row))
    for name, columns_made in made.items():
        np.save(folder / f"{name}.npy", np.concatenate(columns_made))
    (folder / "happened.json").write_text(json.dumps(happened))


def make_town(population: Population, town: int) -> dict[str, NDArray[Any]]:
    """Give one town's truth and doors' keys; streets of one name in two towns are two."""
    entries = entries_of(population)
    truth, keys = truth_of(entries), door_keys_of_entries(entries)
    apart = [np.where(key != 0, mixed(key, np.full(len(key), town)), key) for key in (keys.door, keys.street)]
    doors = np.where(truth.doors >= 0, truth.doors + town * 1_000_000, truth.doors)
    return {"people": truth.people, "doors": doors, "door": apart[0], "street": apart[1], "house": keys.house}


def told(row: int, entry: Entry) -> tuple[object, ...]:
    one = entry.person
    return (
        row, entry.district, entry.number, entry.suffix, one.last, f"{one.first} {one.middle}".strip(), one.first,
        one.middle, one.attains or "", entry.door.postcode if entry.door else "",
    )  # fmt: skip


def ours(folder: Path) -> dict[str, object]:
    """Link, and tell CPU seconds and memory."""
    began = time.process_time()
    old, old_reading_s = read_side(folder, "old")
    new, new_reading_s = read_side(folder, "new")
    reading = old_reading_s + new_reading_s
    keys_s = time.process_time() - began - reading
    before_mb = held_mb()
    began = time.process_time()
    links = link_versions(old, new)
    link_s = time.process_time() - began
    began = time.process_time()
    _, tally = compare_versions(old, new, linked_wholly(links.old, stood=len(old)))
    compare_s = time.process_time() - began
    rows = np.flatnonzero(links.old >= 0)
    np.save(folder / "links.npy", np.stack((links.old[rows], rows), axis=1))
    np.save(folder / "asked.npy", np.stack((links.unsure.old, links.unsure.new), axis=1))
    codes, counts = np.unique(links.reason[rows], return_counts=True)
    return {
        "keys_s": keys_s, "link_s": link_s, "compare_s": compare_s, "before_mb": before_mb, "held_mb": held_mb(),
        "reasons": list(zip(codes.tolist(), counts.tolist(), strict=True)), "tally": tally._asdict(),
    }  # fmt: skip


def held_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def read_side(folder: Path, name: str) -> tuple[Side, float]:
    """Read a version in batches, as an import does; each distinct name is held once. Gives the reading's seconds."""
    doors = {part: np.load(folder / f"{name}-{part}.npy", mmap_mode="r") for part in ("door", "street", "house")}
    texts: dict[str, str] = {}
    surnames: list[str] = []
    forenames: list[str] = []
    reading: list[float] = []

    def parts() -> Iterator[Side]:
        with (folder / f"{name}.csv").open(newline="") as file:
            rows = csv.reader(file)
            next(rows)
            while True:
                began = time.process_time()
                batch = read_batch(list(islice(rows, BATCH)), texts)
                reading.append(time.process_time() - began)
                if not len(batch):
                    return
                at = slice(len(surnames), len(surnames) + len(batch))
                none = np.zeros(len(batch), dtype=np.int64)
                surnames.extend(batch.surnames)
                forenames.extend(batch.forenames)
                keys = DoorKeys(doors["door"][at], doors["street"][at], doors["house"][at], none)
                yield replace(side_of(batch, doors=keys), read_names=no_names)

    return joined_sides(parts(), read_names=names_in(surnames, forenames)), sum(reading)


def no_names(rows: NDArray[np.int64]) -> list[tuple[str, str]]:
    """Stand in for a part's names, so that its batch isn't held."""
    raise LookupError(rows)


def read_batch(rows: list[list[str]], texts: dict[str, str]) -> Batch:
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(len(COLUMNS) + 1)]
    _, districts, numbers, suffixes, surnames, forenames, _, _, attains, postcodes, _ = columns
    blank = [""] * len(rows)
    return Batch(
        range(len(rows)), districts, list(map(int, numbers)), list(map(int, suffixes)),
        [texts.setdefault(one, one) for one in surnames], [texts.setdefault(one, one) for one in forenames], blank,
        [dt.date.fromisoformat(one) if one else None for one in attains], blank, postcodes, [()] * len(rows),
        [None] * len(rows), blank, [""] * len(rows),
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
