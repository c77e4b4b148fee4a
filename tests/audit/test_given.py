"""Real streets and the doors along them: the planner's folder worked out again."""

import gzip
import hashlib
import json

import pytest

from muster.audit.plan import check_plan
from muster.cli.plan import turfs_csv
from muster.plan.certificate import Asked, certify
from muster.plan.cut import cut_turfs
from muster.plan.doors import read_doors
from muster.plan.floor import raise_floor
from muster.plan.ground import lay_ground
from muster.plan.streets import read_streets
from tests.given import PLAN, needs_plan


@needs_plan
@pytest.mark.given
@pytest.mark.parametrize(("town", "turfs", "within_min"), [("rutland", 200, None), ("poa", 667, 8)])
def test_a_real_place_is_worked_out_again(town: str, turfs: int, within_min: int | None) -> None:
    content = gzip.decompress((PLAN / f"{town}-doors.csv.gz").read_bytes())
    streets = (PLAN / f"{town}.osm.pbf").read_bytes()
    doors, _ = read_doors(content)
    ground = lay_ground(doors, read_streets(streets, form="pbf"))
    plain = cut_turfs(ground, turfs=turfs, within_min=within_min, effort=1, seed=1)
    plan, prices = raise_floor(plain, ground)
    assert plan.bound_dm > plain.bound_dm
    asked = Asked(turfs=turfs, minutes=None, within_min=within_min, seed=1, effort=1)
    inputs = {"doors.csv": hashlib.sha256(content).hexdigest(), "streets.osm.pbf": hashlib.sha256(streets).hexdigest()}
    certificate = {**certify(plan, doors, asked), "inputs": inputs, "set_aside": 0}
    rows = "".join(f"{door},{price}\n" for door, price in prices)
    assert (
        check_plan(
            doors=content,
            streets=streets,
            form="pbf",
            turfs=turfs_csv(plan, doors),
            certificate=json.dumps(certificate).encode(),
            prices=f"door,price\n{rows}".encode(),
        )
        == ()
    )
