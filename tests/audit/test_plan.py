"""A plan's folder is worked out again, and every figure that isn't so is found."""

import hashlib
import json
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from muster.audit.plan import Difference, check_plan
from muster.cli.plan import turfs_csv
from muster.plan.certificate import Asked, certify
from muster.plan.cut import cut_turfs
from muster.plan.doors import read_doors
from muster.plan.floor import floor_under
from muster.plan.ground import lay_ground
from muster.plan.near import ways_from
from muster.plan.streets import read_streets
from tests.audit.towns import degrees, doors_csv, osm, random_doors, random_streets

Files = dict[str, Any]

# Four doors 30 m apart along one kerb, two turfs of two doors: each walk is 30 m, and no plan walks less.
LIST = doors_csv([(name, 30 * at, 0, "Mill Lane", "", "", "A") for at, name in enumerate("abcd")])
TURFS = b"door,turf,order\na,1,1\nb,1,2\nd,2,1\nc,2,2\n"
CERTIFICATE = {
    "doors": 4,
    "turfs": 2,
    "lost": 0,
    "doubled": 0,
    "walking_m": 60.0,
    "bound_m": 60.0,
    "gap": 0.0,
    "worst_work_s": 2 * 75 + 22,  # 30 m at 5 km/h are 21.6 s
    "quickest_work_s": 2 * 75 + 22,
    "ideal_work_s": (4 * 75 + 43.2) / 2,
    "hours_at_doors": round(300 / 3600, 2),
    "hours_on_foot": 0.01,  # 43.2 s
    "hours_saveable_at_most": 0.0,
    "set_aside": 0,
    "asked": {"turfs": 2, "minutes": None, "keep_zones": True, "start": None, "end": None},
    "inputs": {"doors.csv": hashlib.sha256(LIST).hexdigest()},
    "seed": 1,
    "effort": 1,
}


def check(certificate: object, *, turfs: bytes = TURFS, doors: bytes = LIST) -> dict[str, tuple[str, str]]:
    """Check the made-up folder; give each figure's difference."""
    content = json.dumps(certificate).encode()
    found = check_plan(doors=doors, streets=None, form="", turfs=turfs, certificate=content)
    return {one.figure: (one.said, one.found) for one in found}


def test_a_plan_worked_out_by_hand() -> None:
    assert check(CERTIFICATE) == {}


@pytest.mark.parametrize(
    "figure",
    [key for key in CERTIFICATE if key not in {"asked", "inputs", "seed", "effort"}],
)
def test_any_figure_that_is_not_so_is_found(figure: str) -> None:
    said = CERTIFICATE[figure]
    assert isinstance(said, int | float)
    step = {"walking_m": 0.1, "bound_m": 0.1, "gap": 0.0001, "ideal_work_s": 0.1}.get(
        figure, 0.01 if figure.startswith("hours") else 1
    )
    for wrong in (said + step, said - step, None, str(said), True):
        found = check({**CERTIFICATE, figure: wrong})
        assert list(found) == [figure], wrong
    assert list(check({key: value for key, value in CERTIFICATE.items() if key != figure})) == [figure]


def test_doors_lost_doubled_or_unknown_are_found() -> None:
    lost = check(CERTIFICATE, turfs=b"door,turf,order\na,1,1\nb,1,2\nd,2,1\n")
    assert lost["lost"] == ("0", "1")
    doubled = check(CERTIFICATE, turfs=TURFS + b"a,2,3\n")
    assert doubled["doubled"] == ("0", "1")
    assert "lost" not in doubled
    unknown = check(CERTIFICATE, turfs=TURFS + b"e,2,3\n")
    assert unknown == {"turfs.csv, row 6": ("door e", "no such door in the list")}


def test_orders_and_turfs_must_count_from_one() -> None:
    assert check(CERTIFICATE, turfs=TURFS.replace(b"c,2,2", b"c,2,3")) == {"turf 2": ("orders 1 to 2", "orders 1, 3")}
    assert check(CERTIFICATE, turfs=TURFS.replace(b"c,2,2", b"c,2,x"))["turfs.csv, row 5"] == (
        "order x",
        "no whole number",
    )
    assert check(CERTIFICATE, turfs=TURFS.replace(b",2,", b",3,"))["turfs.csv"] == (
        "turfs 1 to 2",
        "turfs 1, 3",
    )


def test_another_order_walks_farther() -> None:
    found = check(CERTIFICATE, turfs=b"door,turf,order\na,1,1\nc,1,2\nd,2,1\nb,2,2\n")
    assert found["walking_m"] == ("60.0", "120.0")


def test_what_was_asked_must_have_been_done() -> None:
    asked = CERTIFICATE["asked"]
    assert isinstance(asked, dict)
    assert check({**CERTIFICATE, "asked": {**asked, "turfs": 3}}) == {"asked, turfs": ("3", "2")}
    assert check({**CERTIFICATE, "asked": {**asked, "minutes": 2}}) == {
        "asked, minutes": ("2", "a turf of 2.9 minutes")
    }
    assert check({key: value for key, value in CERTIFICATE.items() if key != "asked"}).keys() == {"asked"}
    zones = b"\n".join(line[:-1] + (b"B" if line.startswith(b"b") else b"A") for line in LIST.splitlines()[1:])
    zones = LIST.splitlines()[0] + b"\n" + zones
    said = {**CERTIFICATE, "inputs": {"doors.csv": hashlib.sha256(zones).hexdigest()}}
    assert check(said, doors=zones) == {"turf 1": ("one zone", "zones A, B")}


def test_other_inputs_are_found() -> None:
    found = check(CERTIFICATE, doors=LIST + b"\n")
    assert list(found) == ["inputs, doors"]
    assert check({**CERTIFICATE, "inputs": {}}).keys() == {"inputs, doors", "inputs"}
    with_streets = {**CERTIFICATE, "inputs": {"doors.csv": hashlib.sha256(LIST).hexdigest(), "streets.osm": "0"}}
    assert check(with_streets).keys() == {"inputs"}


def test_files_that_cannot_be_read_are_a_difference() -> None:
    assert check(CERTIFICATE, turfs=b"door,turf\n") == {
        "files": ("can be read", "turfs.csv needs the columns door, turf, order")
    }
    assert check([]).keys() == {"files"}
    assert check(CERTIFICATE, doors=b"door,lon,lat\n").keys() == {"files"}


def make_folder(seed: int) -> Files:
    """Plan a random town and give its folder's files as `check_plan` takes them."""
    chance = Random(seed)
    streets = random_streets(chance) if chance.random() < 0.8 else None
    content = random_doors(chance)
    doors, _ = read_doors(content)
    ground = lay_ground(doors, read_streets(streets, form="osm") if streets else None)
    start, end = (
        degrees(chance.randint(0, 400), chance.randint(0, 400)) if chance.random() < 0.5 else None for _ in "ab"
    )
    keep_zones = chance.random() < 0.5
    turfs = chance.randint(min(2, len(doors)), max(2, len(doors) // 3)) if len(doors) > 1 else 1
    plan = cut_turfs(ground, turfs=turfs, effort=3, seed=seed, keep_zones=keep_zones, start=start, end=end)
    asked = Asked(turfs=turfs, minutes=None, seed=seed, effort=3, keep_zones=keep_zones, start=start, end=end)
    inputs = {"doors.csv": hashlib.sha256(content).hexdigest()}
    if streets:
        inputs["streets.osm"] = hashlib.sha256(streets).hexdigest()
    certificate = {**certify(plan, doors, asked), "inputs": inputs, "set_aside": 0}
    return {
        "doors": content,
        "streets": streets,
        "form": "osm",
        "turfs": turfs_csv(plan, doors),
        "certificate": json.dumps(certificate).encode(),
    }


@pytest.mark.parametrize("seed", range(60))
def test_what_the_planner_says_is_so(seed: int) -> None:
    assert check_plan(**make_folder(seed)) == ()


def swap_two(rows: list[list[str]], chance: Random) -> str:
    """Swap two doors of one turf in their order, so that the walk is another."""
    a, b = chance.sample(range(len(rows)), 2)
    rows[a][0], rows[b][0] = rows[b][0], rows[a][0]
    return "walking_m"


def drop_one(rows: list[list[str]], chance: Random) -> str:
    del rows[chance.randrange(len(rows))]
    return "lost"


def double_one(rows: list[list[str]], chance: Random) -> str:
    door = chance.choice(rows)[0]
    turf = rows[-1][1]
    rows.append([door, turf, str(sum(row[1] == turf for row in rows) + 1)])
    return "doubled"


@pytest.mark.parametrize("spoil", [drop_one, double_one])
@pytest.mark.parametrize("seed", range(15))
def test_a_spoilt_plan_is_found(spoil: Callable[[list[list[str]], Random], str], seed: int) -> None:
    folder = make_folder(seed)
    rows = [line.split(",") for line in folder["turfs"].decode().split()]
    figure = spoil(body := rows[1:], Random(seed))
    spoilt = "\n".join(",".join(row) for row in [rows[0], *body]).encode()
    assert figure in {one.figure for one in check_plan(**{**folder, "turfs": spoilt})}


def test_swapped_doors_are_found() -> None:
    """Along a street with doors unevenly apart every swap makes the walk longer."""
    streets = osm({1: (0.0, 0.0), 2: (900.0, 0.0)}, [([1, 2], {"highway": "residential"})])
    places = [10, 21, 37, 60, 91, 140, 200, 290]
    content = doors_csv([(f"d{at}", x, 5, "", "", "", "") for at, x in enumerate(places)])
    doors, _ = read_doors(content)
    plan = cut_turfs(lay_ground(doors, read_streets(streets, form="osm")), turfs=1, effort=5, seed=1)
    asked = Asked(turfs=1, minutes=None, seed=1, effort=5)
    inputs = {"doors.csv": hashlib.sha256(content).hexdigest(), "streets.osm": hashlib.sha256(streets).hexdigest()}
    certificate = {**certify(plan, doors, asked), "inputs": inputs, "set_aside": 0}
    given: Files = {
        "doors": content,
        "streets": streets,
        "form": "osm",
        "certificate": json.dumps(certificate).encode(),
    }
    turfs = turfs_csv(plan, doors)
    assert check_plan(**given, turfs=turfs) == ()
    header, *rows = (line.split(",") for line in turfs.decode().split())
    for a in range(len(rows)):
        for b in range(a):
            swapped = [row.copy() for row in rows]
            swapped[a][0], swapped[b][0] = swapped[b][0], swapped[a][0]
            spoilt = "\n".join(",".join(row) for row in [header, *swapped]).encode()
            assert "walking_m" in {one.figure for one in check_plan(**given, turfs=spoilt)}


@pytest.mark.parametrize("seed", range(60))
def test_prices_prove_the_same_bound_twice(seed: int) -> None:
    """The raised bound, from the prices alone and the audit's own ground."""
    folder = make_folder(seed)
    doors, _ = read_doors(folder["doors"])
    ground = lay_ground(doors, read_streets(folder["streets"], form="osm") if folder["streets"] else None)
    said = json.loads(folder["certificate"])
    start, end = (said["asked"][which] for which in ("start", "end"))
    bound = floor_under(
        ground,
        walks=said["turfs"],
        start=ways_from(ground, tuple(start)) if start else None,
        end=ways_from(ground, tuple(end)) if end else None,
    )
    rows = [f"{doors.names[door]},{bound.price[stop]}" for door, stop in enumerate(ground.stop_of_door)]
    prices = "\n".join(["door,price", *rows]).encode()
    raised_dm = max(bound.bound_dm, round(said["bound_m"] * 10))
    found = {one.figure: one for one in check_plan(**folder, prices=prices)}
    said_m, raised_m = f"{said['bound_m']}", f"{raised_dm / 10:.1f}"
    assert found.get("bound_m") == (Difference("bound_m", said_m, raised_m) if said_m != raised_m else None)
