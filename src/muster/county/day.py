"""One action day of people who don't exist: 600 to be carried, 85 cars, three coaches, and six seats too few.

Seats are counted so that the shortage is theirs and no plan's: on each coach's line, and in each town that has cars
alone, one person more wants a place than there are; everybody lives where a vehicle of their line can fetch them.
A few cars of the day's own town stand by, too far from everybody's home to be of use until something happens nearby.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from muster.county import lie
from muster.county.chance import Chance
from muster.county.groups import Group
from muster.county.lines import LINES, Line
from muster.county.movement import Member
from muster.county.plane import LAT_DM, LON_DM, decimal, distance
from muster.county.travellers import Traveller, Vehicle

PEOPLE = 600
SHORT_BY = 6
ARRIVE, LEAVE = "10:00", "17:00"
FIRST_STOP_MIN = 7 * 60
SATURDAY = 5
HOSTS = 18


STOP_NAMES = ("Bus Station", "Market Place", "Railway Station", "Town Hall", "Library", "Leisure Centre")
PARTIES = ((1, 80), (2, 14), (3, 4), (4, 2))
STAND_BY_SEATS, STAND_BY_DETOUR_MIN = 4, "30"
STEP_FREE_CARS = 2  # on each line; on a line whose need is wheelchairs and that has no coach, one takes a wheelchair


@dataclass(frozen=True, slots=True)
class ActionDay:
    """The day: who wants to come, what drives, and when.

    Attributes:
        held_on: the first Saturday at least two days after the first start.
        people, vehicles: in the order of their files; drivers are people too.
        places: seats, drivers' included, and wheelchair places that somebody needs; seats that stand by apart.
        short_by: how many more people want to come.
    """

    held_on: date
    people: tuple[Traveller, ...]
    vehicles: tuple[Vehicle, ...]
    places: int
    short_by: int


def make_day(groups: Sequence[Group], members: Sequence[Member], *, first_day: date, chance: Chance) -> ActionDay:
    """Make the day up: lines, cars and their drivers, passengers, and hosts in the town itself."""
    by_town = _at_call(groups, members, chance)
    place_of = {group.name: group for group in groups}
    seats = _car_seats(chance)
    people: list[Traveller] = []
    vehicles: list[Vehicle] = []
    for line in LINES:
        if line.stand_by:
            continue
        own = [seats.pop() for _ in range(line.cars)]
        drivers, cars = _cars(line, own, by_town, sum(v.kind == "car" for v in vehicles), chance)
        wanted = line.seats + sum(own) + line.cars + line.in_wheelchairs + 1 - sum(driver.size for driver in drivers)
        people += _kept_apart([*drivers, *_riders(line, wanted, by_town, chance)], chance)
        vehicles += cars
        if line.coach:
            vehicles.append(_coach(line, place_of, chance))
    places = sum(v.seats + (v.kind == "car") for v in vehicles) + sum(p.needs == "wheelchair" for p in people)
    for line in (line for line in LINES if line.stand_by):
        drivers, cars = _cars_standing_by(line, by_town, sum(v.kind == "car" for v in vehicles), chance)
        people += drivers
        vehicles += cars
        places += len(drivers)
    wanted = sum(person.size for person in people)
    people += _hosts(by_town[lie.TOWN], chance)
    return ActionDay(
        held_on=held_on(first_day),
        people=tuple(chance.shuffled(people)),
        vehicles=tuple(sorted(vehicles, key=lambda vehicle: vehicle.kind != "coach")),
        places=places,
        short_by=wanted - places,
    )


def _at_call(groups: Sequence[Group], members: Sequence[Member], chance: Chance) -> dict[str, list[Member]]:
    """List each group's members who may be asked, no two of one name, in a drawn order."""
    by_town: dict[str, list[Member]] = {group.name: [] for group in groups}
    taken: set[str] = set()
    for member in chance.shuffled(members):
        if member.status == "member" and str(member.name) not in taken:
            by_town[member.group].append(member)
            taken.add(str(member.name))
    return by_town


def held_on(first_day: date) -> date:
    """Find the first Saturday at least two days after the first start."""
    return first_day + timedelta(days=2 + (SATURDAY - first_day.weekday() - 2) % 7)


def _car_seats(chance: Chance) -> list[int]:
    """Draw riders' seats for every car so that places and people differ by exactly `SHORT_BY`."""
    cars = sum(line.cars for line in LINES)
    wanted = PEOPLE - SHORT_BY - sum(line.seats + line.in_wheelchairs for line in LINES) - cars
    cars -= sum(line.cars for line in LINES if line.stand_by)
    seats = [chance.weigh((3, 4, 6), (22, 63, 15)) for _ in range(cars)]
    while (over := sum(seats) - wanted) != 0:
        i = chance.below(cars)
        if over > 0 and seats[i] > 3:  # noqa: PLR2004 - a small car
            seats[i] -= 1
        elif over < 0 and seats[i] < 6:  # noqa: PLR2004 - a large one
            seats[i] += 1
    return seats


def _cars(
    line: Line, seats: Sequence[int], by_town: dict[str, list[Member]], first: int, chance: Chance
) -> tuple[list[Traveller], list[Vehicle]]:
    """Give every car of a line its driver, some with a child along."""
    drivers, cars = [], []
    for i, count in enumerate(seats):
        town = line.towns[i % len(line.towns)]
        driver = _traveller(by_town[town].pop(), chance)
        if chance.percent(8):
            driver = replace(driver, size=2, party="1 child")
        step_free = i < STEP_FREE_CARS
        wheelchair = step_free and not line.coach and line.in_wheelchairs > i
        drivers.append(driver)
        cars.append(
            Vehicle(
                name=f"Car {first + i + 1}",
                kind="car",
                seats=count,
                driver=driver.name,
                lon_e7=driver.lon_e7,
                lat_e7=driver.lat_e7,
                starts=chance.weigh(("", "06:30", "07:00"), (80, 12, 8)),
                back_by=chance.weigh(("", "22:00"), (88, 12)),
                wheelchairs=int(wheelchair),
                step_free=step_free,
                detour_min=chance.weigh(("", "30", "60"), (80, 8, 12)),
            )
        )
    return drivers, cars


def _cars_standing_by(
    line: Line, by_town: dict[str, list[Member]], first: int, chance: Chance
) -> tuple[list[Traveller], list[Vehicle]]:
    """Give the town's own cars their drivers: free seats that reach nobody's home."""
    drivers = [_traveller(by_town[line.towns[0]].pop(), chance) for _ in range(line.cars)]
    cars = [
        Vehicle(
            name=f"Car {first + i + 1}",
            kind="car",
            seats=STAND_BY_SEATS,
            driver=driver.name,
            lon_e7=driver.lon_e7,
            lat_e7=driver.lat_e7,
            detour_min=STAND_BY_DETOUR_MIN,
        )
        for i, driver in enumerate(drivers)
    ]
    return drivers, cars


def _riders(line: Line, wanted: int, by_town: dict[str, list[Member]], chance: Chance) -> list[Traveller]:
    """Draw parties, spread over the line's towns, until `wanted` people ride; those with needs first."""
    riders: list[Traveller] = []
    needs = ["wheelchair"] * line.in_wheelchairs + ["step-free"] * line.no_steps
    while wanted > 0:
        size = min(chance.weigh([n for n, _ in PARTIES], [share for _, share in PARTIES]), wanted)
        need = needs.pop(0) if needs else ""
        town = line.towns[0 if need else len(riders) % len(line.towns)]
        rider = _traveller(by_town[town].pop(), chance)
        if need:
            size = min(size, 2)
            rider = replace(rider, needs=need, lift_m="8000" if line.coach else "", ready="", home_by="")
        party = _party(size, chance) if not need else ("a companion" if size > 1 else "")
        stays = chance.percent(7)
        riders.append(replace(rider, size=size, party=party, beds_wanted=size if stays else 0))
        wanted -= size
    return riders


def _traveller(member: Member, chance: Chance) -> Traveller:
    """Make a member a traveller, with a habit or two of their own."""
    return Traveller(
        name=str(member.name),
        town=member.group,
        lon_e7=member.lon_e7,
        lat_e7=member.lat_e7,
        ready=chance.weigh(("", "06:15", "06:45"), (84, 8, 8)),
        home_by=chance.weigh(("", "20:30", "21:30"), (88, 5, 7)),
        walk_m=chance.weigh(("", "800", "2500"), (70, 10, 20)),
        lift_m=chance.weigh(("", "4000", "6000"), (45, 30, 25)),
    )


def _party(size: int, chance: Chance) -> str:
    if size == 1:
        return ""
    if chance.percent(30):
        return "a friend" if size == 2 else f"{size - 1} friends"  # noqa: PLR2004 - one beside oneself
    return "1 child" if size == 2 else f"{size - 1} children"  # noqa: PLR2004 - the same


def _kept_apart(people: list[Traveller], chance: Chance) -> list[Traveller]:
    """Let one rider of the line refuse to share a vehicle with another of the same town."""
    riders = [i for i, person in enumerate(people) if not person.needs and person.size == 1]
    first = chance.pick(riders)
    others = [i for i in riders if i != first and people[i].town == people[first].town]
    if others:
        people[first] = replace(people[first], apart_from=people[chance.pick(others)].name)
    return people


def _coach(line: Line, place_of: dict[str, Group], chance: Chance) -> Vehicle:
    """Lay out a coach's timetable at what the roads of the rest of the country allow."""
    stops = []
    at_min = FIRST_STOP_MIN
    last: Group | None = None
    for town in line.towns:
        group = place_of[town]
        if last is not None:
            at_min += -(-(6 + _between_dm(last, group) * 13 // 100_000) // 5) * 5
        last = group
        name = f"{town} {chance.pick(STOP_NAMES)}"
        stops.append(f"{_clock(at_min)} {decimal(group.lon_e7)} {decimal(group.lat_e7)} {name}")
    first = place_of[line.towns[0]]
    return Vehicle(
        name=line.coach,
        kind="coach",
        seats=line.seats,
        driver="",
        lon_e7=first.lon_e7,
        lat_e7=first.lat_e7,
        starts="06:30",
        wheelchairs=line.wheelchairs,
        step_free=line.step_free,
        stops=" | ".join(stops),
    )


def _hosts(members: list[Member], chance: Chance) -> list[Traveller]:
    """Find people of the town who put others up tonight."""
    hosts = []
    for i in range(HOSTS):
        host = _traveller(members.pop(), chance)
        beds = chance.weigh((1, 2, 3, 4), (30, 45, 15, 10))
        step_free = "yes" if i % 5 == 0 else ""
        hosts.append(
            replace(
                host, rides="no", beds_offered=beds, bed_step_free=step_free, ready="", home_by="", walk_m="", lift_m=""
            )
        )
    return hosts


def _between_dm(a: Group, b: Group) -> int:
    x = (b.lon_e7 - a.lon_e7) * LON_DM // 10**10
    y = (b.lat_e7 - a.lat_e7) * LAT_DM // 10**10
    return distance((0, 0), (x, y))


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
