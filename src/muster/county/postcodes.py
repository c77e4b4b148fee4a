"""Where the county's postcodes are: a table with columns of the ONS Postcode Directory."""

from collections.abc import Sequence

from muster.county.houses import Door
from muster.county.plane import degrees_of
from muster.county.register import postcodes_of
from muster.county.tables import Cells

POSTCODE_HEADER = ("pcd7", "pcd8", "pcds", "dointr", "doterm", "lad25cd", "wd25cd", "lat", "long")
COUNCIL = "E07999999"  # no council has this code
WARD = "E05999{:03d}"


def postcode_rows(doors: Sequence[Door]) -> list[Cells]:
    """Give each postcode the middle of its front doors, and the ward in which most of them stand."""
    wards = sorted({door.ward for door in doors})
    behind: dict[str, list[Door]] = {}
    for door, postcode in zip(doors, postcodes_of(doors), strict=True):
        behind.setdefault(postcode, []).append(door)
    rows: list[Cells] = []
    for postcode, there in sorted(behind.items()):
        outward, inward = postcode.split()
        x, y = (sum(door.place[axis] for door in there) // len(there) for axis in (0, 1))
        lon, lat = (text[:-1] for text in degrees_of((x, y)))  # six decimals, as theirs
        inside = [door.ward for door in there]
        ward = WARD.format(1 + wards.index(max(wards, key=inside.count)))
        forms = f"{outward:4}{inward}", f"{outward:4} {inward}", postcode
        rows.append((*forms, "199501", "", COUNCIL, ward, lat, lon))
    return rows
