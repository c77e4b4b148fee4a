"""What is compiled ahead is what a day asks for; and a mark says that it was done."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from muster import compiled
from muster.cli.ready import _awaited
from muster.home import CHECKOUT

# Every compiled function's signatures, after getting ready and again after a whole day; in a process of its own.
_BOTH = """
import json, sys
from muster.cli import demo, ready
from muster.paper.from_plan import boards_of
from muster.plan import cut, doors, floor, ground, mend, people, ride_plan, rides, roads, streets, vehicles

def asked_for():
    known = {f"{name}.{key}": value for name, module in sys.modules.items() if name.startswith("muster.plan.")
             for key, value in vars(module).items()}
    return {(key, str(s)) for key, one in known.items() for s in getattr(one, "nopython_signatures", [])}

ready.plan_turfs()
ready.plan_seats()
before = asked_for()
files = demo.county()
asked = json.loads(files["day.json"])
listed, _ = doors.read_doors(files["doors.csv"])
lines = streets.read_streets(files["streets.osm"], form="osm")
laid = ground.lay_ground(listed, lines)
plan = cut.cut_turfs(laid, turfs=demo.TURFS, within_min=8, effort=2, seed=1)
plan, _ = floor.raise_floor(plan, laid)
boards_of(plan, laid, lines)
who, _ = people.read_people(files["people.csv"])
fleet, _ = vehicles.read_vehicles(files["vehicles.csv"], who)
when = ride_plan.Day(asked["place"]["lon"], asked["place"]["lat"], 36_000, 61_200)
on = roads.lay_roads(lines)
mend.mend_rides(rides.plan_rides(who, fleet, day=when, roads=on, effort=2, seed=1), asked["breakdown"], roads=on)
print(len(before), sorted(asked_for() - before))
"""


def test_a_day_asks_for_nothing_that_was_not_compiled_ahead() -> None:
    settings = {**os.environ, "PYTHONPATH": str(CHECKOUT / "src")}
    said = subprocess.run([sys.executable, "-c", _BOTH], env=settings, capture_output=True, text=True, check=False)
    assert said.stderr == ""
    count, missing = said.stdout.strip().split(" ", 1)
    assert int(count) > 20
    assert missing == "[]"


def test_the_mark_stands_for_this_source_on_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "compiled"))
    assert not compiled.is_ready()
    compiled.note_ready()
    assert compiled.is_ready()
    monkeypatch.setattr(compiled, "this_source", lambda: "0123456789ab")
    assert not compiled.is_ready()
    compiled.note_ready()
    assert [folder.name for folder in (tmp_path / "compiled").iterdir()] == [
        "0123456789ab"
    ]  # the other source's is gone


def test_a_program_that_we_start_looks_into_the_same_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    compiled.name_cache()
    ours = os.environ["NUMBA_CACHE_DIR"]
    assert Path(ours).parent == tmp_path
    compiled.name_cache()
    assert os.environ["NUMBA_CACHE_DIR"] == ours


def test_what_is_ready_is_not_made_ready_again(tmp_path: Path) -> None:
    settings = {**os.environ, "PYTHONPATH": str(CHECKOUT / "src"), "NUMBA_CACHE_DIR": str(tmp_path)}
    mark = "from muster import compiled; compiled.note_ready()"
    subprocess.run([sys.executable, "-c", mark], env=settings, check=True)
    subprocess.run([sys.executable, "-m", "muster.cli", "ready"], env=settings, check=True)
    (folder,) = tmp_path.iterdir()
    assert [file.name for file in folder.iterdir()] == ["ready"]  # nothing was compiled


def test_whoever_waits_sees_that_it_works(capfd: pytest.CaptureFixture[str]) -> None:
    with subprocess.Popen(["sh", "-c", "sleep 0.3; exit 3"]) as running:
        assert _awaited(running, dot_every_s=0.02) == 3
    assert set(capfd.readouterr().err) == {".", "\n"}
    with subprocess.Popen(["true"]) as running:
        assert _awaited(running, dot_every_s=600) == 0
    assert capfd.readouterr().err == ""
