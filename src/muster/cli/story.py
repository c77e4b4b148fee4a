"""The demo told in about twenty lines, from the same rows and through the same deeds as its pages."""

import time
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.timezone import now

from muster.cli import called
from muster.plan.events import EventError
from muster.web.days import mending, queries
from muster.web.days.changes import Change, change_told
from muster.web.days.models import Day
from muster.web.days.names import Named, named
from muster.web.days.queries import DayTold
from muster.web.days.standing import MendedAlreadyError
from muster.web.demo import organiser
from muster.web.record.jobs import progress
from muster.web.record.lines import lines
from muster.web.record.worker import work_once

EXAMPLES = 3
MARGIN = " " * 10


class WorkStoppedError(RuntimeError):
    """The day's job failed or was cancelled."""


def story(day: Day) -> Iterator[str]:
    """Tell a called day, line by line, working through its job first where nobody else does.

    Raises:
        WorkStoppedError: the job came to no good end.
    """
    yield f"{day.title}, {day.held_on:%A %-d %B}. A made-up county: nobody in it is real."
    _finish(day)
    day.refresh_from_db()
    told = queries.day_told(day, organiser(now()))
    yield from _doors(day)
    yield from _turfs(told)
    yield from _seats(told)
    yield from _change(day, told)
    yield _line("Look", f"{called()} demo shows all of it on a page, with the map and every board.")


def _finish(day: Day) -> None:
    """See the day's job to its end: another program's worker may have it in hand."""
    job = queries.job_of(day)
    if job is None:
        raise WorkStoppedError("nobody asked for the work")
    with lines(own=True) as said:
        while not (how := progress(job)).ended:
            if not work_once(said):
                time.sleep(0.2)
    if how.state != "done":
        raise WorkStoppedError(how.trouble or how.state)


def _doors(day: Day) -> Iterator[str]:
    """Say where the doors come from, and which are left out."""
    ground, offered = day.ground or {}, day.offered or {}
    area = day.area.name if day.area else ""
    yield _line("Doors", f"{_count(ground.get('doors', 0), 'door')} from the register that stands for {area}.")
    if offered.get("unplaced"):
        yield _line("", f"Left out, as nothing says where they are: {_count(offered['unplaced'], 'door')}.")
    yield _line("", f"{ground.get('walk_km', 0):,} km to walk on; each door stands at its kerb.")


def _turfs(told: DayTold) -> Iterator[str]:
    turfs = told.turfs
    if turfs is None:
        return
    figures = turfs.certificate
    spent = _count(turfs.total, "minute" if turfs.in_minutes else "hour")
    yield _line("Turfs", f"{_count(turfs.count, 'turf')}. All finish within {turfs.spread_min} min of each other.")
    yield _line("", "No door is lost." if not turfs.lost else f"Lost: {_count(turfs.lost, 'door')}.")
    yield _line("", f"No plan could save more than {turfs.saved} of {spent}:")
    walked_km, least_km = figures["walking_m"] / 1000, figures["bound_m"] / 1000
    yield _line(
        "", f"  {walked_km:,.1f} km on foot, and whoever passes all these doors walks at least {least_km:,.1f}."
    )


def _seats(told: DayTold) -> Iterator[str]:
    seats = told.seats
    if seats is None:
        return
    yield _line("Seats", f"{seats.seated:,} of {_count(seats.wanted, 'person has', 'people have')} a seat.")
    if seats.left and seats.seats_are_short:
        yield _line("", "Seats, not the plan, are what is short: no plan could seat one more.")
    elif seats.left:
        yield _line("", f"No plan could seat more than {seats.seated_at_most:,}.")


def _change(day: Day, told: DayTold) -> Iterator[str]:
    """Let the coach break down, say who moves, and put it back; or say what somebody told since that forbids it."""
    standing = told.change
    if not (told.may_rehearse or standing):
        return
    if standing and not standing.sent:
        yield from _happened(standing)
        return
    if trying := mending.make_rehearsal_ready(day):
        trying.join()
    by = organiser(now())
    seen = standing.number if standing else 0
    try:
        made = mending.propose(day, event=day.rehearsal, seen=seen, by=by, at=now())
    except (MendedAlreadyError, EventError):
        if standing:
            yield from _happened(standing)
        return
    change = change_told(made)
    mending.take_back(made, by=by, at=now())
    yield _line("What if", f"{_upper(change.event)}. Mended in {change.seconds} s:")
    yield _line(
        "",
        f"{_count(change.people_moved, 'person moves', 'people move')}, "
        f"{change.people_left} can't be carried, nobody else is touched.",
    )
    yield from _moves(change, named(day, (move.name for move in change.moved)))
    yield _line("", "Put back as it was.")


def _happened(change: Change) -> Iterator[str]:
    for event, back in change.happened:
        yield _line("Since", f"{'Not so after all: ' if back else ''}{_upper(event)}.")
    yield _line(
        "", f"{_count(change.people_moved, 'person moves', 'people move')}, {change.people_left} can't be carried."
    )
    yield _line("", "They were told." if change.sent else "A proposal: nobody was told yet.")


def _moves(change: Change, names: Mapping[str, Named]) -> Iterator[str]:
    for move in [move for move in change.moved if move.after["vehicle"]][:EXAMPLES]:
        name = names[move.name].name if move.name in names else move.name
        yield _line("", f"  {name}: {_ride(move.before)} -> {_ride(move.after)}")


def _ride(ride: Mapping[str, Any]) -> str:
    if not ride["vehicle"]:
        return "no seat"
    minutes = ride["board_s"] // 60
    return f"{ride['vehicle']} at {minutes // 60:02d}:{minutes % 60:02d}" + (
        f", {ride['stop']}" if ride["stop"] else ""
    )


def _count(n: int, one: str, many: str = "") -> str:
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def _line(heading: str, words: str) -> str:
    return f"{heading:<{len(MARGIN)}}{words}"
