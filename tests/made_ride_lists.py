"""A made-up day's lists as files, and the words of the command that plans it."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from muster.plan.people import Person
from muster.plan.vehicles import Vehicle
from tests.made_fleets import DAY, grid_osm


def write_lists(folder: Path, people: Sequence[Person], vehicles: Sequence[Vehicle], *, roads: bool) -> list[str]:
    """Write the lists, and the grid's roads where wanted; give the command's words but for --out."""
    write_csv(folder / "people.csv", [_person(x) for x in people])
    write_csv(folder / "vehicles.csv", [_vehicle(x) for x in vehicles])
    words = ["rides", "--people", str(folder / "people.csv"), "--vehicles", str(folder / "vehicles.csv")]
    if roads:
        (folder / "grid.osm").write_bytes(grid_osm())
        words += ["--streets", str(folder / "grid.osm")]
    return [*words, f"--to={DAY.lon},{DAY.lat}", "--arrive", "10:00", "--leave", "17:00", "--effort", "1"]


def _person(x: Person) -> dict[str, object]:
    return {
        "person": x.name, "lon": x.lon, "lat": x.lat, "size": x.size, "ready": clock(x.ready_s),
        "home_by": clock(x.home_by_s), "returns": "yes" if x.returns else "no", "needs": x.needs,
        "walk_m": x.walk_m, "lift_m": x.lift_m, "apart_from": "; ".join(x.apart_from),
        "rides": "yes" if x.rides else "no", "beds_wanted": x.beds_wanted, "beds_offered": x.beds_offered,
        "bed_step_free": "yes" if x.bed_step_free else "",
    }  # fmt: skip


def _vehicle(x: Vehicle) -> dict[str, object]:
    return {
        "vehicle": x.name, "kind": x.kind, "seats": x.seats, "driver": x.driver, "lon": x.lon, "lat": x.lat,
        "from": clock(x.from_s), "back_by": clock(x.back_by_s), "wheelchairs": x.wheelchairs,
        "step_free": "yes" if x.step_free else "no", "returns": "yes" if x.returns else "no",
        "detour_min": x.detour_s // 60,
        "stops": " | ".join(f"{clock(s.leaves_s)} {s.lon} {s.lat} {s.name}".strip() for s in x.stops),
    }  # fmt: skip


def clock(seconds: int | None) -> str:
    """Write HH:MM, '' for none."""
    return "" if seconds is None else f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}"


def write_csv(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    """Write rows under the first one's columns."""
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def read_csv(path: Path) -> list[dict[str, str]]:
    """Read rows by column."""
    return list(csv.DictReader(io.StringIO(path.read_text())))
