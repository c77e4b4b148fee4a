"""A movement that doesn't exist: 20,000 members in 150 groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from muster.county.chance import Chance
from muster.county.groups import Group, home_groups
from muster.county.houses import Door
from muster.county.names import Name, draw_community, draw_name
from muster.county.plane import LAT_DM, LON_DM, TURN, decimal, e7_of, step
from muster.county.tables import Cells

MEMBERS = 20_000
LIVES_WITHIN_DM = 22_000
GROUP_HEADER = ("group", "lon", "lat", "members")
MEMBER_HEADER = ("member", "first_name", "last_name", "email", "phone", "group", "status", "joined_on", "lon", "lat")
STATUSES = (("member", 82), ("supporter", 13), ("lapsed", 5))
PHONES = 1_000  # 07700 900000 to 900999 are kept for drama; nobody has them
SINCE_DAYS = 9 * 365


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on the roll.

    Attributes:
        number: as on the card.
        name: first and last.
        group: the group's name.
        status: member, supporter or lapsed.
        joined_on: the day of joining.
        lon_e7, lat_e7: home, in ten-millionths of a degree.
        phone: '' for most.
    """

    number: str
    name: Name
    group: str
    status: str
    joined_on: date
    lon_e7: int
    lat_e7: int
    phone: str


def make_members(
    doors: Sequence[Door], *, first_day: date, chance: Chance
) -> tuple[tuple[Group, ...], tuple[Member, ...]]:
    """Make the groups and their members; those of the county's own group live behind its doors."""
    groups = home_groups()
    total = sum(group.weight for group in groups)
    sizes = [MEMBERS * group.weight // total for group in groups]
    sizes[0] += MEMBERS - sum(sizes)
    order = chance.shuffled(range(MEMBERS))  # cards were numbered as people joined, all over the country
    phones = chance.shuffled(range(PHONES))
    members: list[Member] = []
    for group, size in zip(groups, sizes, strict=True):
        for _ in range(size):
            rank = order[len(members)]
            lon_e7, lat_e7 = _home(group, doors if group is groups[0] else (), chance)
            joined_on = first_day - timedelta(days=SINCE_DAYS * (MEMBERS - rank) // MEMBERS + chance.below(20))
            status = chance.weigh([name for name, _ in STATUSES], [share for _, share in STATUSES])
            phone = f"07700 900{phones[rank % PHONES]:03d}" if rank < PHONES else ""
            name = draw_name(chance, community=draw_community(chance))
            members.append(Member(f"M{rank + 1:05d}", name, group.name, status, joined_on, lon_e7, lat_e7, phone))
    return groups, tuple(members)


def near_place(lon_e7: int, lat_e7: int, *, within_dm: int, chance: Chance) -> tuple[int, int]:
    """Draw a place near a place, denser in the middle."""
    reach = within_dm * chance.between(4, 100) // 100
    x, y = step((0, 0), chance.below(TURN), reach)
    return lon_e7 + x * 10**10 // LON_DM, lat_e7 + y * 10**10 // LAT_DM


def group_rows(groups: Sequence[Group], members: Sequence[Member]) -> list[Cells]:
    """Write the groups as rows."""
    counts: dict[str, int] = {}
    for member in members:
        counts[member.group] = counts.get(member.group, 0) + 1
    return [(g.name, decimal(g.lon_e7), decimal(g.lat_e7), str(counts[g.name])) for g in groups]


def member_rows(members: Sequence[Member]) -> list[Cells]:
    """Write the members as rows, in the order of their numbers."""
    return [
        (
            member.number,
            member.name.first,
            member.name.last,
            f"{member.number.lower()}@example.org",
            member.phone,
            member.group,
            member.status,
            member.joined_on.isoformat(),
            decimal(member.lon_e7),
            decimal(member.lat_e7),
        )
        for member in sorted(members, key=lambda member: member.number)
    ]


def _home(group: Group, doors: Sequence[Door], chance: Chance) -> tuple[int, int]:
    if doors:
        return e7_of(chance.pick(doors).place)
    return near_place(group.lon_e7, group.lat_e7, within_dm=LIVES_WITHIN_DM, chance=chance)
