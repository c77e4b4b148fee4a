"""People who ride, drive or have a bed to offer, as somebody's list gives them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from muster.table import CellError, Column, Problem, Row, degrees, read_table, time_of_day, whole_number

Need = Literal["", "step-free", "wheelchair"]

WALK_M = 1_500  # how far somebody walks to a stop where nothing is said
MOST_PARTY = 60
MOST_BEDS = 50
MOST_WALK_M = 20_000
MOST_LIFT_M = 200_000
A_MINUTE_S = 60
YES_NO = {"yes": True, "y": True, "1": True, "true": True, "no": False, "n": False, "0": False, "false": False}


def yes_no(text: str) -> bool:
    """Read yes or no."""
    answer = YES_NO.get(text.casefold())
    if answer is None:
        raise CellError("write yes or no, or leave it blank")
    return answer


def moment(text: str) -> int:
    """Read 'HH:MM' as seconds from midnight."""
    return time_of_day(text) * A_MINUTE_S


def one_of(*words: str) -> Callable[[str], str]:
    """Make a reader of one of a few words."""

    def read(text: str) -> str:
        word = text.casefold().replace("_", "-").replace(" ", "-")
        if word not in words:
            raise CellError(f"write {' or '.join(words)}, or leave it blank")
        return word

    return read


def _names(text: str) -> tuple[str, ...]:
    return tuple(sorted({name.strip() for name in text.replace("|", ";").split(";") if name.strip()}))


COLUMNS = (
    Column("person", required=True),
    Column("lon", degrees(180), required=True),
    Column("lat", degrees(90), required=True),
    Column("group"),
    Column("size", whole_number(1, MOST_PARTY), default=1),
    Column("ready", moment, default=0),
    Column("home_by", moment, default=None),
    Column("returns", yes_no, default=None),
    Column("needs", one_of("step-free", "wheelchair")),
    Column("walk_m", whole_number(0, MOST_WALK_M), default=None),
    Column("wheelchairs", whole_number(1, MOST_PARTY), default=1),
    Column("lift_m", whole_number(0, MOST_LIFT_M), default=0),
    Column("apart_from", _names, default=()),
    Column("rides", yes_no, default=True),
    Column("beds_wanted", whole_number(0, MOST_BEDS), default=0),
    Column("beds_offered", whole_number(0, MOST_BEDS), default=0),
    Column("bed_step_free", yes_no, default=False),
)


@dataclass(frozen=True, slots=True)
class Person:
    """One row of the list: a person, or a party that stays together (children, a companion).

    Attributes:
        name: as the list gives it, once.
        lon, lat: where they are fetched from and brought home to, degrees.
        group: the local group, '' where unknown.
        size: how many people, children included; they share a vehicle and, where they need one, a host.
        ready_s: not to be asked to leave home before this, seconds from midnight.
        home_by_s: to be home by this, seconds from midnight, or None.
        returns: whether a seat home is wanted the same day.
        needs: 'step-free', 'wheelchair' (a wheelchair place, and seats for the rest of the party) or ''.
        wheelchairs: how many wheelchair places a party takes that needs one; of no account for others.
        walk_m: how far they walk to a stop, metres in a straight line; 0 for at their own door only.
        lift_m: how far somebody of their own drives them to a stop, metres in a straight line.
        apart_from: names of people whose vehicle and house they won't share.
        rides: whether they want a seat; a host may not.
        beds_wanted: beds wanted tonight.
        beds_offered: beds that this person has to offer.
        bed_step_free: whether those can be reached without steps.
    """

    name: str
    lon: float
    lat: float
    group: str = ""
    size: int = 1
    ready_s: int = 0
    home_by_s: int | None = None
    returns: bool = True
    needs: Need = ""
    walk_m: int = WALK_M
    lift_m: int = 0
    apart_from: tuple[str, ...] = ()
    rides: bool = True
    beds_wanted: int = 0
    beds_offered: int = 0
    bed_step_free: bool = False
    wheelchairs: int = 1

    @property
    def wheels(self) -> int:
        """How many wheelchair places they take."""
        return self.wheelchairs if self.needs == "wheelchair" else 0


def read_people(content: bytes, *, name: str = "people") -> tuple[tuple[Person, ...], tuple[Problem, ...]]:
    """Read the list of people; docs/methods/rides.md lists its columns.

    Returns:
        The people that could be read, in the file's order, and the problems of the rows that couldn't.
        A row whose `apart_from` names nobody in the file is a problem too: a wish lost is a wish broken.

    Raises:
        TableError: if the file as a whole can't be read.
    """
    table = read_table(content, COLUMNS, name=name, unique="person")
    known = {row.values["person"] for row in table.rows} | {
        problem.value for problem in table.problems if problem.column == "person"
    }
    problems = list(table.problems)
    people = []
    for row in table.rows:
        wrong = _across_columns(row, known)
        problems += wrong
        if not wrong:
            people.append(_person(row.values))
    return tuple(people), tuple(sorted(problems, key=lambda problem: problem.row))


def _across_columns(row: Row, known: set[str]) -> list[Problem]:
    values = row.values
    wrong = []
    for other in values["apart_from"]:
        if other not in known:
            cure = f"no row is called '{other}'; write the name as the column person has it, several with ; between"
            wrong.append(Problem(row.number, "apart_from", other, cure))
    if values["beds_wanted"] > values["size"]:
        cure = f"this party has {values['size']} people; write at most as many beds"
        wrong.append(Problem(row.number, "beds_wanted", str(values["beds_wanted"]), cure))
    if values["wheelchairs"] > values["size"]:
        cure = f"this party has {values['size']} people; write at most as many wheelchairs"
        wrong.append(Problem(row.number, "wheelchairs", str(values["wheelchairs"]), cure))
    if values["wheelchairs"] > 1 and values["needs"] != "wheelchair":
        cure = "several wheelchairs, and the column needs does not say wheelchair; write it there"
        wrong.append(Problem(row.number, "wheelchairs", str(values["wheelchairs"]), cure))
    if values["home_by"] is not None and values["home_by"] <= values["ready"]:
        cure = "this is before they are ready to leave; write a later time"
        wrong.append(Problem(row.number, "home_by", str(values["home_by"] // A_MINUTE_S) + " min", cure))
    return wrong


def _person(values: dict[str, Any]) -> Person:
    returns = values["returns"]
    walk_m = values["walk_m"]
    if walk_m is None:
        walk_m = 0 if values["needs"] else WALK_M
    return Person(
        name=values["person"],
        lon=values["lon"],
        lat=values["lat"],
        group=values["group"],
        size=values["size"],
        ready_s=values["ready"],
        home_by_s=values["home_by"],
        returns=values["beds_wanted"] == 0 if returns is None else returns,
        needs=values["needs"],
        walk_m=walk_m,
        lift_m=values["lift_m"],
        apart_from=values["apart_from"],
        rides=values["rides"],
        beds_wanted=values["beds_wanted"],
        beds_offered=values["beds_offered"],
        bed_step_free=values["bed_step_free"],
        wheelchairs=values["wheelchairs"],
    )
