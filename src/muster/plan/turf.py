"""Turfs: doors cut into walks of equal work, and the plan they make."""

from dataclasses import dataclass

WALK_M_PER_H = 5_000


@dataclass(frozen=True, slots=True)
class Turf:
    """Doors for one walk, in walking order.

    Attributes:
        number: from 1, as printed.
        doors: door indices in the order in which they are met.
        walk_dm: decimetres walked, the ways from the start and to the end included where they are given.
        service_s: seconds at the doors.
        work_s: seconds at the doors and on foot.
    """

    number: int
    doors: tuple[int, ...]
    walk_dm: int
    service_s: int
    work_s: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A day's turfs and how good they are.

    Attributes:
        turfs: every turf, numbered so that neighbours in number are neighbours on the ground.
        bound_dm: no plan of as many turfs over these doors walks less than this, in decimetres.
        ideal_work_s: seconds of the worst turf that no plan could better.
        effort: the effort spent, in the planner's own unit; the same effort, seed and input give the same plan.
    """

    turfs: tuple[Turf, ...]
    bound_dm: int
    ideal_work_s: float
    effort: int
