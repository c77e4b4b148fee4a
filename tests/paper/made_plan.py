"""A small plan on made ground: two streets and a footpath, turfs of a few doors each, cut street by street."""

import numpy as np

from muster.plan.certificate import Asked, certify
from muster.plan.doors import Doors
from muster.plan.ground import Ground, lay_ground
from muster.plan.near import distances
from muster.plan.streets import Streets, read_streets
from muster.plan.turf import Plan, Turf

NODES = {1: (-1.6, 54.97), 2: (-1.596, 54.97), 3: (-1.592, 54.97), 4: (-1.596, 54.972), 5: (-1.6, 54.972)}
WAYS = (
    ((1, 2, 3), "residential", "Mill Lane"),
    ((2, 4), "secondary", "High Street"),
    ((4, 5), "footway", ""),
)


def _osm() -> str:
    nodes = [f'<node id="{node}" version="1" lon="{lon}" lat="{lat}"/>' for node, (lon, lat) in NODES.items()]
    ways = []
    for number, (refs, kind, name) in enumerate(WAYS, start=1):
        places = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        tags = f'<tag k="highway" v="{kind}"/><tag k="name" v="{name}"/>'
        ways.append(f'<way id="{number}" version="1">{places}{tags}</way>')
    return '<osm version="0.6">' + "".join(nodes + ways) + "</osm>"


def made_streets() -> Streets:
    return read_streets(_osm().encode(), form="osm")


def made_plan(*, turfs: int = 3) -> tuple[Plan, Ground, Streets]:
    """Give a plan of doors on both sides of Mill Lane and up High Street, `turfs` turfs in the file's order."""
    spots = [(f"{2 * i + 1} Mill Lane", -1.5998 + i * 0.00016, 54.97006, "Mill Lane") for i in range(24)]
    spots += [(f"{2 * i + 2} Mill Lane", -1.5998 + i * 0.00016, 54.96994, "Mill Lane") for i in range(24)]
    spots += [(f"Flat {i}, 1 High Street", -1.5961, 54.971, "High Street") for i in range(1, 7)]
    spots += [("The <Old> & Mill", -1.5959, 54.9715, "")]
    names, lon, lat, street = zip(*spots, strict=True)
    doors = Doors(
        names, np.array(lon), np.array(lat), street, ("",) * len(names), np.full(len(names), 75, dtype=np.int32),
        ("Abbey",) * 24 + ("Castle",) * (len(names) - 24),
    )  # fmt: skip
    streets = made_streets()
    ground = lay_ground(doors, streets)
    cuts = np.array_split(np.arange(len(names)), turfs)
    return (
        Plan(tuple(_turf(n, cut.tolist(), ground) for n, cut in enumerate(cuts, 1)), 9000, 1000.0, 1),
        ground,
        streets,
    )


def made_certificate(plan: Plan, ground: Ground) -> dict[str, object]:
    return certify(plan, ground.doors, Asked(len(plan.turfs), None, 1, 1))


def _turf(number: int, doors: list[int], ground: Ground) -> Turf:
    stops = ground.stop_of_door[doors]
    table = distances(ground, stops)
    walk_dm = int(sum(table[i, i + 1] for i in range(len(stops) - 1)))
    service_s = 75 * len(doors)
    return Turf(number, tuple(doors), walk_dm, service_s, service_s + walk_dm * 9 // 125)
