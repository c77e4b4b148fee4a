"""A preview's few who moved and changed say from where to where, and what they were called before."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from muster.register.compare import Kind, Linked
from muster.web.register.models import Area, Building, Door, Street
from muster.web.register.sampling import samples_of
from muster.web.register.stage import STAGE, new_stage, write
from muster.web.register.standing import Ids


class Made:
    """Stands where columns and a side would: doors as they were, and names."""

    def __init__(self, doors: list[int], names: list[tuple[str, str]]) -> None:
        self.columns = self.side = self
        self.doors, self.names = doors, names

    def read(self, _name: str) -> Ids:
        return np.array(self.doors)

    @property
    def read_names(self) -> Callable[[Ids], list[tuple[str, str]]]:
        return lambda rows: [self.names[row] for row in rows.tolist()]


@pytest.mark.usefixtures("db")
def test_samples_say_from_where_to_where(tmp_path: Path) -> None:
    area = Area.objects.create(compartment="north", name="Rutland")
    street = Street.objects.create(area=area, key=1, name="Long Lane", folded="long lane")
    building = Building.objects.create(area=area, street=street, key=1, number="7")
    door = Door.objects.create(area=area, building=building, key=1, house=1)
    stood = Made([door.pk, door.pk, 0, door.pk], [("Borg", "Bo"), ("Celik", "Zoë"), ("Lee", "Ann"), ("Gone", "Al")])
    side = Made([], [("Borg", "Bo"), ("Celik-Lee", "Zoë"), ("Lee", "Ann"), ("", ""), ("Borg", "Bo")])
    linked = Linked(np.array([0, 1, 2, -1, 0]), np.array([3]), np.array([3]))
    kind = np.array([Kind.MOVED, Kind.CHANGED, Kind.MOVED, Kind.NEW, Kind.CHANGED], dtype=np.int8)
    with new_stage(tmp_path / STAGE, electors=False) as stage:
        write(stage, "street", [(1, 11, "Mill Street", "Penbury", "", "mill street penbury")])
        write(stage, "building", [(1, 21, -1, "2", "", "", 0, "", "", "", None, None, "", 0, ""),
                                  (2, 22, street.pk, "9", "", "", 0, "", "", "", None, None, "", 0, "")])  # fmt: skip
        write(stage, "door", [(1, 31, 41, -1, "Flat 3"), (2, 32, 42, -2, "")])
        told = samples_of(linked, kind, cast("Any", stood), cast("Any", side), np.array([-1, 0, -2, 0, 0]), stage)
    assert told == {
        "new": ["No name given"],
        "gone": ["Al Gone"],
        "moved": ["Bo Borg: 7 Long Lane → Flat 3, 2 Mill Street, Penbury", "Ann Lee: No address → 9 Long Lane"],
        "changed": ["Zoë Celik → Zoë Celik-Lee", "Bo Borg: a marker or a day"],
    }
