"""Where the day's vehicles come from: three coaches and the towns they call at, and towns with cars alone."""

from dataclasses import dataclass

from muster.county import lie


@dataclass(frozen=True, slots=True)
class Line:
    """A coach and the towns of its stops, or towns with cars alone, and what is wanted there.

    Attributes:
        coach: its name, or '' where there is none.
        seats: the coach's.
        towns: in the order of its stops.
        cars: how many drive from these towns.
        step_free, wheelchairs: the coach's entrance and wheelchair places.
        in_wheelchairs, no_steps: how many parties of the first town need a wheelchair place, or no steps.
        stand_by: whether its cars are kept free: they live in the day's own town and go only a short way.
    """

    coach: str
    seats: int
    towns: tuple[str, ...]
    cars: int
    step_free: bool
    wheelchairs: int
    in_wheelchairs: int
    no_steps: int
    stand_by: bool = False


LINES = (
    Line(
        "Coach 1",
        57,
        ("Sheffield", "Chesterfield", "Mansfield", "Newark"),
        cars=21,
        step_free=True,
        wheelchairs=2,
        in_wheelchairs=2,
        no_steps=4,
    ),
    Line(
        "Coach 2",
        49,
        ("Coventry", "Nuneaton", "Hinckley", "Leicester", "Melton Mowbray"),
        cars=20,
        step_free=False,
        wheelchairs=0,
        in_wheelchairs=0,
        no_steps=3,
    ),
    Line(
        "Coach 3",
        53,
        ("Northampton", "Kettering", "Corby", "Stamford"),
        cars=19,
        step_free=True,
        wheelchairs=1,
        in_wheelchairs=1,
        no_steps=4,
    ),
    Line("", 0, ("Nottingham",), cars=9, step_free=False, wheelchairs=0, in_wheelchairs=1, no_steps=1),
    Line("", 0, ("Derby",), cars=6, step_free=False, wheelchairs=0, in_wheelchairs=0, no_steps=1),
    Line("", 0, ("Lincoln",), cars=6, step_free=False, wheelchairs=0, in_wheelchairs=0, no_steps=0),
    Line("", 0, (lie.TOWN,), cars=4, step_free=False, wheelchairs=0, in_wheelchairs=0, no_steps=0, stand_by=True),
)
