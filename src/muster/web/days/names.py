"""Who the core's short names are: `r17` is whoever gave answer 17. Seatings keep that; pages join the name."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from muster.web.days.models import Day
from muster.web.days.models_of_people import Coming

_SHORT = re.compile(r"r(\d+)")
_IN_WORDS = re.compile(r"\br\d+\b")
_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who comes: their answer, who they are, what they are called."""

    coming: int
    person: int
    pseudonym: str
    name: str


def named(day: Day, short: Iterable[str]) -> dict[str, Named]:
    """Give who these short names of a day are; names of a list that somebody wrote stand for themselves: left out."""
    wanted = sorted({int(found[1]) for one in short if (found := _SHORT.fullmatch(one))})
    chunks = (wanted[first : first + _AT_ONCE] for first in range(0, len(wanted), _AT_ONCE))
    rows = (
        row
        for chunk in chunks
        for row in Coming.objects.filter(day=day, pk__in=chunk)
        .select_related("person")
        .only("pk", "person__pseudonym", "person__known_as", "person__forenames", "person__surname")
    )
    return {row.name: Named(row.pk, row.person.pk, row.person.pseudonym, row.person.name) for row in rows}


def named_by(words: str) -> list[str]:
    """Give the short names in what the core reads or says: 'r17 overslept until 09:00 08:30'."""
    return _IN_WORDS.findall(words)


def called(words: str, names: Mapping[str, Named]) -> str:
    """Put people's own names in the place of the short ones."""
    return _IN_WORDS.sub(lambda found: names[found[0]].name if found[0] in names else found[0], words)


def names_in(body: Mapping[str, Any]) -> set[str]:
    """Give every short name that a seating's body holds."""
    sleeping = {one["name"] for host in body["beds"]["hosts"] for one in (host, *host["guests"])}
    return {one["name"] for one in body["people"]} | sleeping | {one["name"] for one in body["beds"]["without"]}
