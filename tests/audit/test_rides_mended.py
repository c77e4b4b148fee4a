"""A mended folder is proved from what stood before: honest ones pass whatever happened, tampered ones don't."""

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muster.audit.rides import check_rides
from muster.cli import main
from muster.cli import rides as command
from muster.cli.folder import read_folder
from tests.made_fleets import HOUR_S, MINUTE_S, made_day
from tests.made_ride_lists import write_lists

EVENTS = 8


def random_event(rng: np.random.Generator, people: list[str], vehicles: list[str], stops: list[str], at_s: int) -> str:
    """Make up what happens at a time."""
    vehicle, person = vehicles[int(rng.integers(len(vehicles)))], people[int(rng.integers(len(people)))]
    forms = [
        f"{vehicle} breaks down", f"{vehicle} slows to {int(rng.integers(8, 30))} km/h",
        f"{vehicle} leaves {int(rng.integers(5, 40))} min late", f"{vehicle} cancelled", f"{person} overslept",
        f"{person} overslept until 09:15", f"{person} drops out", f"road closed North {int(rng.integers(11))}",
        f"road closed b{int(rng.integers(11))}", f"{vehicle} arrives {int(rng.integers(5, 40))} min late",
        f"{vehicle} leaves {int(rng.integers(5, 40))} min late from {stops[int(rng.integers(len(stops)))]}",
        f"{vehicle} breaks down after {stops[int(rng.integers(len(stops)))]}",
    ]  # fmt: skip
    words = forms[int(rng.choice(len(forms), p=[0.06, 0.1, 0.1, 0.06, 0.1, 0.1, 0.1, 0.06, 0.06, 0.06, 0.12, 0.08]))]
    return f"{words} {at_s // 3600:02d}:{at_s // 60 % 60:02d}"


@given(seed=st.integers(0, 100_000))
@settings(max_examples=4, suppress_health_check=list(HealthCheck))
def test_whatever_happens_the_check_comes_to_the_same(seed: int) -> None:
    rng = np.random.default_rng(seed)
    people, vehicles = made_day(seed % 997, riders=18, cars=4, coaches=2)
    names, fleet = [x.name for x in people], [x.name for x in vehicles]
    stops = [*(stop.name for x in vehicles for stop in x.stops), *names[:2]]
    at_s = 7 * HOUR_S
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(command, "_pages", lambda *_: None)  # nothing is printed: that takes longest and isn't checked
        out = str(Path(folder) / "out")
        assert main([*write_lists(Path(folder), people, vehicles, roads=True), "--out", out]) == 0
        told = []
        for _ in range(EVENTS):
            at_s = min(at_s + int(rng.integers(0, 35)) * MINUTE_S, 9 * HOUR_S + 55 * MINUTE_S)
            told.append(random_event(rng, names, fleet, stops, at_s))
            main(["rides", "--from", out, "--event", told[-1]])  # some can't have happened: then nothing is changed
        assert check_rides(read_folder(Path(out))) == (), told
