"""A day's turfs between the database and the core: drawn as rows, read back as a draft on its ground."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import lru_cache

import numpy as np
from django.urls import reverse
from numpy.typing import NDArray

from muster.paper.boards import board_code
from muster.paper.from_plan import boards_of
from muster.plan import turf as core
from muster.plan.area import draw_areas, redraw_areas
from muster.plan.correct import Draft
from muster.plan.ground import Ground
from muster.plan.ground_store import Laid, unpack_ground
from muster.web.days import drawings
from muster.web.days.corrections import NoGroundError
from muster.web.days.models import Day
from muster.web.days.models_of_turfs import Turf
from muster.web.days.publishing import turf_digest
from muster.web.register.models import Door

DRAFT = "DRAFT"  # what the code of a draft's board says: it is no board yet
_AT_ONCE = 20_000  # doors
KEPT = ("number", "door_ids", "walk_dm", "service_s", "work_s", "locked")


def laid_of(day: Day) -> Laid:
    """Give the ground that a day's turfs were cut on.

    Raises:
        NoGroundError: it is not there any more.
    """
    try:
        with day.laid.open() as file:
            kept = file.read()
    except (ValueError, FileNotFoundError) as error:  # none was kept, or its file went
        raise NoGroundError from error
    return _laid(kept)


_laid = lru_cache(maxsize=2)(unpack_ground)


def ids_on(ground: Ground) -> NDArray[np.int64]:
    """Give the ids of a ground's doors, in ascending order."""
    return np.array(ground.doors.names, dtype=np.int64)


def draft_of(day: Day, ground: Ground) -> Draft:
    """Read the turfs as they stand."""
    ids = ids_on(ground)
    turfs, locked = [], set()
    for number, door_ids, walk_dm, service_s, work_s, is_locked in day.turfs.order_by("number").values_list(*KEPT):
        doors = tuple(np.searchsorted(ids, door_ids).tolist())
        turfs.append(core.Turf(number, doors, walk_dm, service_s, work_s))
        locked |= {number} if is_locked else set()
    return Draft(tuple(turfs), frozenset(locked))


def rows_of(
    day: Day,
    turfs: Sequence[core.Turf],
    laid: Laid,
    *,
    changed: Collection[int] | None = None,
    colour_of: Mapping[int, int] | None = None,
    locked: Collection[int] = (),
    edition: int,
) -> list[Turf]:
    """Draw turfs as rows that are not written yet: all, or those that were changed.

    Args:
        day: whose.
        turfs: all of them.
        laid: what they were cut on.
        changed: numbers of those to draw; None for all.
        colour_of: the colours of those that have one.
        locked: numbers of those that are locked.
        edition: the day's, from now on.
    """
    ground = laid.ground
    some = [turf for turf in turfs if changed is None or turf.number in changed]
    if not some:
        return []
    areas = (
        draw_areas(tuple(turfs), ground.doors)
        if changed is None
        else redraw_areas(tuple(turfs), ground.doors, changed=changed, colour_of=colour_of or {})
    )
    boards = boards_of(core.Plan(tuple(some), 0, 0.0, 0), ground, laid.streets, backdrop=laid.backdrop)
    sheet = drawings.sheet_of(drawings.box_of(ground.doors))
    area_of = {area.number: area for area in areas}
    building_of = _buildings(door for turf in some for door in _ids(turf.doors, ground))
    rows = []
    for turf, board in zip(some, boards, strict=True):
        area = area_of.get(turf.number)  # none where all its doors stand at those of another turf
        doors = _ids(turf.doors, ground)
        buildings = [building_of.get(door, 0) for door in doors]
        rows.append(
            Turf(
                day=day,
                number=turf.number,
                doors=len(turf.doors),
                door_ids=doors,
                building_ids=buildings,
                digest=turf_digest(turf.number, doors, buildings),
                walk_dm=turf.walk_dm,
                service_s=turf.service_s,
                walk_m=board.walk_m,
                work_s=turf.work_s,
                streets=list(dict.fromkeys(stop.street for stop in board.stops if stop.street)),
                board=asdict(replace(board, code=board_code(DRAFT, turf.number))),
                shape=drawings.turf_shape(area, address=_address(day, turf.number)) if area else "",
                path=drawings.turf_path(area, sheet) if area else "",
                colour=area.colour if area else 1,
                locked=turf.number in locked,
                edition=edition,
            )
        )
    return rows


def _address(day: Day, number: int) -> str:
    return reverse("days:turf", args=[day.pk, number])


def _ids(doors: Iterable[int], ground: Ground) -> list[int]:
    return [int(ground.doors.names[door]) for door in doors]


def _buildings(doors: Iterable[int]) -> dict[int, int]:
    """Find the building of each door that a register still has."""
    wanted, found = sorted(doors), dict[int, int]()
    for start in range(0, len(wanted), _AT_ONCE):
        some = Door.objects.filter(pk__in=wanted[start : start + _AT_ONCE])
        found.update(some.values_list("pk", "building_id"))
    return found
