"""The made-up movement's roll as its old program wrote it: postcodes, consent, and some people twice."""

import csv
import io
from collections.abc import Iterator

from muster.county.chance import Chance

HEADER = ("Number", "First names", "Surname", "E-mail", "Mobile", "Address 1", "Postcode", "Group", "Status", "Joined",
          "Paid until", "Email consent", "SMS consent", "Phone consent")  # fmt: skip
OWN = "ZX1"  # the county's own district; those of the others are made up as well, and nobody lives there
_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
_OTHERS = 99
_STREETS = ("Mill Lane", "Church Street", "Station Road", "Orchard Close", "High Street", "Victoria Terrace")
_TWICE = 150  # one in so many stands there twice, spelt otherwise
_TWICE_AT_HOME = 25  # where the demo looks
_OWES = 12
_SHORT = {"William": "Bill", "Margaret": "Maggie", "Robert": "Bob", "Patricia": "Pat", "Susan": "Sue"}


def district_of(group: int) -> str:
    """Give the district of a group, by its place among the groups; the county's own comes first."""
    return OWN if not group else f"Z{'YZ'[(group - 1) // _OTHERS]}{(group - 1) % _OTHERS + 1}"


def roll_bytes(members: bytes, groups: bytes, *, seed: int) -> bytes:
    """Write the roll from the county's `members.csv` and `groups.csv`."""
    chance = Chance(seed, "roll")
    places = {row["group"]: n for n, row in enumerate(_read(groups))}
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADER)
    for row in _read(members):
        told = _row(row, places[row["group"]], chance)
        writer.writerow(told)
        if chance.below(_TWICE if places[row["group"]] else _TWICE_AT_HOME) == 0:
            writer.writerow(_again(told, chance))
    return out.getvalue().encode()


def _read(content: bytes) -> Iterator[dict[str, str]]:
    return iter(csv.DictReader(io.StringIO(content.decode())))


def _row(row: dict[str, str], place: int, chance: Chance) -> tuple[str, ...]:
    inward = f"{chance.below(10)}{chance.pick(_LETTERS)}{chance.pick(_LETTERS)}"
    status, joined_on = row["status"], row["joined_on"]
    if status == "member" and chance.below(_OWES) == 0:
        status = "due"
    return (
        row["member"], row["first_name"], row["last_name"], row["email"], row["phone"],
        f"{chance.between(1, 180)} {chance.pick(_STREETS)}", f"{district_of(place)} {inward}", row["group"], status,
        joined_on, "", "yes" if chance.percent(72) else "no", "yes" if chance.percent(40) else "",
        "yes" if chance.percent(25) else "",
    )  # fmt: skip


def _again(told: tuple[str, ...], chance: Chance) -> tuple[str, ...]:
    """Write somebody once more, as they joined again: no number, a short name or one letter lost."""
    first, last = told[1], told[2]
    spelt = _SHORT.get(first, first[:1] if chance.percent(30) else first)
    slipped = last[:-1] if len(last) > len("Patel") and chance.percent(30) else last
    return ("", spelt, slipped, told[3], "", "", told[6], told[7], told[8], told[9], "", "", "", "")
