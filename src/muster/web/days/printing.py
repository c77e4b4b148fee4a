"""Printed copies: each made for somebody named, under a key of its own, and gone after a day."""

import datetime as dt
from dataclasses import replace

from django.utils import timezone
from django.utils.formats import date_format

from muster.paper import boards as paper
from muster.paper import sheets
from muster.paper.itineraries import print_itineraries
from muster.paper.print_frame import Frame
from muster.paper.printing import count_pages
from muster.plan.ride_store import unpack_plan
from muster.web.days import actions_of_copies, rosters, shut_files
from muster.web.days.answering import is_told
from muster.web.days.boards import board_told, electors_at, may_name
from muster.web.days.copies import paper_ends_on
from muster.web.days.days_on_paper import day_of_print
from muster.web.days.models_of_people import Vehicle
from muster.web.days.models_of_seats import Copy
from muster.web.days.models_of_turfs import Board
from muster.web.days.names import named, names_in
from muster.web.days.ride_words import moment
from muster.web.days.standing import standing_of
from muster.web.record.actor import SITE, Actor
from muster.web.roll.models import Person
from muster.web.roll.reach import telephone_told


def make(copy: Copy, *, by: Actor, at: dt.datetime) -> None:
    """Print a copy and keep it. Done twice, the first file goes.

    Raises:
        NothingToPrintError, NobodyRidesError: there is nothing to print.
        PressError: the typesetter refuses.
    """
    content = PRINTED[Copy.Kind(copy.kind)](copy, by, at)
    name = shut_files.keep(content)
    electors = _electors_on(copy, by)
    actions_of_copies.keep_copy(copy, file=name, pages=count_pages(content), electors=electors, by=SITE, at=at)


def boards_of(copy: Copy) -> list[Board]:
    """Give the published boards that a copy is of."""
    standing = Board.objects.filter(publication__day=copy.day, publication__recalled_at=None)
    rows = standing.select_related("publication__day")
    return list(rows.filter(number__in=copy.only) if copy.only else rows)


def _boards(copy: Copy, by: Actor, at: dt.datetime) -> bytes:
    del at
    told = [board_told(board, by, named=copy.named) for board in boards_of(copy)]
    if not told:
        raise sheets.NothingToPrintError("no board is published")
    printed = [one.board for one in told]
    if copy.large:
        return sheets.print_large_boards(printed, frame=_frame(copy), credit=told[0].credit)
    return paper.print_boards(printed, frame=_frame(copy), credit=told[0].credit)


def _electors_on(copy: Copy, by: Actor) -> dict[int, int]:
    """Count the electors who are named on a copy, by their register."""
    if not copy.named or copy.kind != Copy.Kind.BOARDS or not may_name(by, copy.day):
        return {}
    return electors_at(door for board in boards_of(copy) for door in board.door_ids)


def _labels(copy: Copy, by: Actor, at: dt.datetime) -> bytes:
    del by, at
    return sheets.print_labels(_labels_of(copy), frame=_frame(copy))


def _cover(copy: Copy, by: Actor, at: dt.datetime) -> bytes:
    del by, at
    return sheets.print_cover(_labels_of(copy), frame=_frame(copy))


def _labels_of(copy: Copy) -> list[sheets.Label]:
    return [
        sheets.Label(one.number, one.code, one.doors, -(-one.work_s // 60), str(next(iter(one.streets), "")))
        for one in boards_of(copy)
    ]


def _rosters(copy: Copy, by: Actor, at: dt.datetime) -> bytes:
    del by
    rows = Vehicle.objects.filter(day=copy.day, withdrawn_at=None).select_related("day", "driver__person")
    wanted = [row for row in rows if _is_wanted(row.name, copy)]
    told = [(row, rosters.roster_of(row, at=at)) for row in wanted]
    leaves = "" if copy.day.leave_min is None else moment(60 * copy.day.leave_min)
    sheets_made = [_roster(row, one, leaves) for row, one in told if one is not None]
    return sheets.print_rosters(sheets_made, frame=_frame(copy))


def _roster(row: Vehicle, one: rosters.Roster, leaves: str) -> sheets.RosterSheet:
    stops = tuple(
        sheets.RosterStop(
            at=moment(stop.leaves_s),
            stop=stop.stop
            or next((rider.address for rider in stop.riders if rider.address), "")
            or f"{stop.lat:.5f}, {stop.lon:.5f}",
            riders=tuple(
                sheets.RosterRow(rider.name, rider.size, rider.seats, rider.needs, telephone_told(rider.telephone))
                for rider in stop.riders
            ),
        )
        for stop in one.stops
    )
    driver = row.driver.person.name if row.driver else row.operator
    back = "" if one.back_s is None else moment(one.back_s, up=True)
    there = moment(one.arrives_s, up=True)
    return sheets.RosterSheet(row.name, driver, moment(one.starts_s), there, leaves if back else "", back, stops)


def _slips(copy: Copy, by: Actor, at: dt.datetime) -> bytes:
    del by, at
    standing = standing_of(copy.day)
    if standing is None:
        raise sheets.NothingToPrintError("nobody has a seat yet")
    plan = unpack_plan(standing.plan.read())
    who = named(copy.day, names_in(standing.body))
    shown = {name: one.name for name, one in who.items()}
    people = tuple(replace(one, name=shown.get(one.name, one.name)) for one in plan.people)
    vehicles = tuple(replace(one, driver=shown.get(one.driver, one.driver)) for one in plan.vehicles)
    told = replace(plan, people=people, vehicles=vehicles)
    names = [one.name for one in vehicles]
    only = {
        one.person
        for one in told.itineraries
        if not copy.only or (one.vehicle is not None and _is_wanted(names[one.vehicle], copy))
    }
    return print_itineraries(told, frame=_frame(copy), only=only, rosters=False)  # rosters are a kind of their own


def _is_wanted(name: str, copy: Copy) -> bool:
    """Whether a vehicle is one that a copy is of, as pages write it or as it is kept; none named: all are."""
    return not copy.only or name.casefold() in {str(one).casefold() for one in copy.only}


PRINTED = {
    Copy.Kind.BOARDS: _boards,
    Copy.Kind.ROSTERS: _rosters,
    Copy.Kind.SLIPS: _slips,
    Copy.Kind.COVERS: _cover,
    Copy.Kind.LABELS: _labels,
}


def _frame(copy: Copy) -> Frame:
    day = copy.day
    holder = Person.objects.filter(pseudonym=copy.holder).first()
    return replace(
        day_of_print(day),
        holder=holder.name if holder else "",
        copy=copy.number,
        imprint=copy.imprint,
        ends=date_format(paper_ends_on(day, today=timezone.localdate(copy.asked_at)), "l j F"),
        large=copy.large,
        draft=copy.kind == Copy.Kind.SLIPS and not is_told(day),
    )
