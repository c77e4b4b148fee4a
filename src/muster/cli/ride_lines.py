"""What `muster rides` says on the terminal."""

from typing import TYPE_CHECKING

from muster.cli import called
from muster.cli.arguments import counted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from muster.plan.mend import Change
    from muster.plan.ride_plan import Itinerary, RidePlan
CERTIFICATE, CHANGES = "certificate.json", "changes.csv"  # in a folder of rides
LEFT = {
    "NoSeatLeft": "every vehicle that could come is full",
    "NoStepFreePlace": "no place without steps is left",
    "WindowCannotBeMet": "nobody with room could come in time",
    "TooFarFromAnyStop": "too far from any stop, and no car has room",
    "KeptApart": "room only beside somebody they are kept apart from",
    "NoWayHome": "nobody with room could bring them home",
    "DropsOut": "doesn't come",
}


SPARE = {
    "on its way": "it is on its way and fetches nobody more",
    "out of reach": "nobody who is left lives where and when it could fetch them, with what they need",
    "too few together": "too few together for the parties who are left and don't part",
    "no time": "it has no time to fetch anybody more",
    "kept apart": "whoever is left is kept apart from somebody in it",
}


EXAMPLES = 5  # vehicles with seats to spare that are told line by line


MOST = 20  # changes that are told line by line


def told(plan: "RidePlan", out: "Path") -> list[str]:
    """Say how many sit, how few could be left, and why free seats help nobody."""
    from muster.plan.ride_certificate import figures_of
    from muster.plan.ride_told import all_seats_told

    figures, seats = figures_of(plan), all_seats_told(plan)
    bound = max(figures.people - plan.bound.seated_at_most, 0)
    rest = f"{figures.left} left behind"
    if figures.left == bound and bound:
        rest += "; seats, not the plan, are what is short: nobody could seat more"
    elif figures.left:
        rest += f"; nobody could leave fewer than {bound}, and each was asked of every vehicle ({CERTIFICATE} says why)"
    late = f" {counted(figures.late, 'is', 'are')} late." if figures.late else ""
    beds = f" Beds: {plan.beds.found} of {plan.beds.wanted} found." if plan.beds.wanted else ""
    at_wheel = f", {counted(seats.at_wheel, 'at the wheel', 'at the wheel')}" if seats.at_wheel else ""
    wheels = f", {seats.wheels_taken} in {counted(seats.wheels, 'wheelchair place')}" if seats.wheels else ""
    sum_up = (
        f"{counted(seats.people, 'person rides', 'people ride')}: {seats.taken:,} in {counted(seats.seats, 'seat')}"
    )
    return [
        f"{figures.seated:,} of {counted(figures.people, 'person has', 'people have')} a seat, {rest}.{late}{beds}",
        f"{sum_up}{wheels}{at_wheel}.",
        *_spare(plan),
        f"Seats, routes, itineraries and certificate are in {out}; to work it out again: {called()} rides check {out}",
    ]


def _spare(plan: "RidePlan") -> list[str]:
    """Say why seats stay free though somebody has none."""
    from muster.plan.ride_told import seats_told

    spare = [v for v, route in enumerate(plan.routes) if route.spare]
    lines = []
    for v in spare[:EXAMPLES]:
        seats = seats_told(plan, v)
        free = counted(seats.free, "free seat") if seats.free else counted(seats.wheels_free, "free wheelchair place")
        lines.append(f"  {plan.vehicles[v].name}, {free}: {SPARE[plan.routes[v].spare]}")
    more = [f"  and {len(spare) - len(lines)} more in {CERTIFICATE}"] if len(spare) > len(lines) else []
    return ["Free seats that help nobody who is left:", *lines, *more] if spare else []


def told_changes(plan: "RidePlan", changes: "Sequence[Change]") -> list[str]:
    """Say how many people an event moves, tells another time or leaves behind, and name some."""
    from muster.plan.ride_told import changes_told

    if not changes:
        return ["Nobody's ride changes."]
    count = changes_told(plan, [(one.was, one.now) for one in changes])
    parts = [
        (count.move, "person moves", "people move"),
        (count.other_time, "person rides at another time", "people ride at another time"),
        (count.left, "person can't be carried any more", "people can't be carried any more"),
        (count.stay_away, "person isn't coming", "people aren't coming"),
    ]
    lines = ["; ".join(counted(*part) for part in parts if part[0]) + ". Nobody else is touched."]
    lines += [f"  {plan.people[one.person].name}: {_change(plan, one)} ({one.because})" for one in changes[:MOST]]
    if len(changes) > MOST:
        lines.append(f"  and {len(changes) - MOST} more in {CHANGES}")
    return lines


def _change(plan: "RidePlan", one: "Change") -> str:
    """Say what was and what is; where the ride is the same, what about it is another."""
    then, now = _ride(plan, one.was), _ride(plan, one.now)
    if then != now:
        return f"{then} -> {now}"
    for word, was, is_now in (
        ("there", one.was.arrive_s, one.now.arrive_s),
        ("home", one.was.home_at_s, one.now.home_at_s),
    ):
        if was is not None and is_now is not None and hm(was) != hm(is_now):
            return f"{now}, {word} {hm(is_now)} instead of {hm(was)}"
    return f"{now}, seat {one.now.seats} instead of {one.was.seats}" if one.was.seats != one.now.seats else now


def _ride(plan: "RidePlan", one: "Itinerary") -> str:
    if one.vehicle is None:
        return "no seat" if one.reason is None else f"no seat: {LEFT[type(one.reason).__name__]}"
    return f"{plan.vehicles[one.vehicle].name}, {one.stop or 'own door'} {hm(one.board_s)}"


def hm(seconds: int) -> str:
    """Write a moment as HH:MM."""
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}"
