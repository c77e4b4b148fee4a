"""An event understood a second time, from its sentence."""

import re
from typing import NamedTuple

from muster.audit.ride_folder import Lists
from muster.audit.ride_lists import clock_s

KMH_PER_MPH = 1.609344


FORMS = {
    "down": r"(?P<v>.+?) (?:has )?(?:breaks|broken) down(?: after (?P<stop>.+?))?",
    "slow": r"(?P<v>.+?) slows (?:down )?to (?P<n>\d+(?:\.\d+)?) ?(?P<unit>mph|km/h|kmh|kph)",
    "late": r"(?P<v>.+?) leaves (?P<n>\d+) ?(?:m|min|mins|minutes?) late(?: from (?P<stop>.+?))?",
    "arrives": r"(?P<v>.+?) arrives (?P<n>\d+) ?(?:m|min|mins|minutes?) late",
    "overslept": r"(?P<p>.+?) (?:has )?overslept(?: until (?P<until>\d\d?:\d\d))?",
    "away": r"(?P<p>.+?) (?:drops|has dropped) out",
    "cancelled": r"(?P<v>.+?) (?:is )?cancelled",
    "road": r"(?:(?:the )?road (?:is )?closed:? (?P<road>.+?)|(?P<other>.+?) (?:is )?(?:closed|shut))",
}


class Told(NamedTuple):
    """An event as understood."""

    kind: str
    vehicle: str
    person: str
    at_s: int | None
    until_s: int | None
    kmh: float
    late_s: int
    road: str
    stop: str


def read_event(words: str, lists: Lists) -> Told | None:
    """Understand a sentence; None where nobody can."""
    text = re.sub(r"\s+", " ", words).strip()
    for kind, form in FORMS.items():
        found = re.fullmatch(form + r"(?:,? (?:at )?(?P<at>\d\d?:\d\d))?", text, re.IGNORECASE)
        if found is None:
            continue
        part = {key: value or "" for key, value in found.groupdict().items()}
        vehicle = next((x for x, c in lists.coaches.items() if part.get("v", "").casefold() in _called(x, c.kind)), "")
        person = next((x for x in lists.riders if part.get("p", "").casefold() in _called(x, "person")), "")
        number = float(part.get("n") or 0)
        mph = part.get("unit", "").casefold() == "mph"
        if (part.get("v") and not vehicle) or (part.get("p") and not person):
            return None
        return Told(
            kind=kind,
            vehicle=vehicle,
            person=person,
            at_s=clock_s(part["at"]),
            until_s=clock_s(part.get("until", "")),
            kmh=number * (KMH_PER_MPH if mph else 1.0),
            late_s=int(number) * 60,
            road=part.get("road") or part.get("other") or "",
            stop=part.get("stop", ""),
        )
    return None


def _called(name: str, kind: str) -> set[str]:
    plain = name.casefold()
    return {plain, f"{kind} {plain}", f"the {plain}", f"the {kind} {plain}"} if kind != "person" else {
        plain, f"person {plain}"
    }  # fmt: skip
