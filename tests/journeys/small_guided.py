"""Puts everything before a small movement that its guides tell of: a register, days asked, told and today."""

import datetime as dt
import json
import sys
from typing import Any

from tests.journeys import small_day

NOON_H = 12
UNASKED = ("Lea Lane", "Max Marsh")
RIDERS = ("Faye Fox", "Gus Gray", "Hal Hill", "Ivy Ince", "Jon Jay", "Kit Kerr")


def main() -> Any:
    """Make it all, and print where it is read."""
    found = small_day.main()
    from muster.web.roll.models import Account, ContactWay, Group, Person  # noqa: PLC0415
    from muster.web.roll.queries import actor_of_person  # noqa: PLC0415
    from tests.web.days.made_ground import made_area, with_streets  # noqa: PLC0415

    at = _now()
    group = Group.objects.get(slug="merrowby")
    oda = actor_of_person(Person.objects.get(known_as="Oda Organiser"), at=at)
    dan, eve, dot = (Person.objects.get(surname=name) for name in ("Dean", "Evans", "Diaz"))
    people = [_entered_on_roll(group, name, n) for n, name in enumerate(RIDERS)]
    for n, name in enumerate(UNASKED, start=len(people)):
        _entered_on_roll(group, name, n)
    ContactWay.objects.create(person=eve, kind="telephone", value="+447700900222")
    ContactWay.objects.filter(person=people[-1]).delete()  # whom no message reaches
    with_streets(made_area(compartment=group.compartment, name="Merrowby"))
    today = small_day._day("Action day in Melton", 0)
    _at_noon(today)
    small_day._plan(today, oda, eve, dan)
    live = small_day._day("Saturday in Uppingham", 24)
    _some_come(_asked(found), oda, people[2:4])
    _coaches(live, oda)
    _all_told(live, oda, [*people, dot])
    links = {"today_Evans": small_day._link(today, eve), "ask_Fox": small_day._link(_asked(found), people[0]),
             "ask_Gray": small_day._link(_asked(found), people[1]), "live_Fox": small_day._link(live, people[0]),
             "today_Dean": small_day._link(today, dan),
             "ask_Evans": small_day._link(_asked(found), eve)}  # fmt: skip
    assert Account.objects.filter(person=oda.person).exists()
    return {**found, "links": {**found["links"], **links}, "live": live.pk, "today": today.pk, "gray": people[1].pk,
            "kerr": people[-1].pk}  # fmt: skip


def _now() -> dt.datetime:
    from django.utils.timezone import now  # noqa: PLC0415

    return now()


def _asked(found: Any) -> Any:
    from muster.web.days.models import Day  # noqa: PLC0415

    return Day.objects.get(pk=found["asked"])


def _at_noon(day: Any) -> None:
    """Put a day where it is noon now: whatever the clock says here, that day is not over yet."""
    shift = NOON_H - _now().astimezone(dt.UTC).hour
    day.zone_name = f"Etc/GMT{-shift:+d}" if shift else "Etc/GMT"  # their sign is the other way round
    day.held_on = (_now().astimezone(dt.UTC) + dt.timedelta(hours=shift)).date()
    day.save(update_fields=["zone_name", "held_on"])


def _entered_on_roll(group: Any, name: str, n: int) -> Any:
    from muster.guard.need import Held  # noqa: PLC0415
    from muster.web.record.actor import Actor  # noqa: PLC0415
    from muster.web.roll import actions as roll  # noqa: PLC0415

    keeper = Actor(None, "o" * 32, frozenset({Held("officer", "movement", "members")}))
    first, last = name.split()
    told = roll.Told(
        first, last, email=f"{first.lower()}@example.org", telephone=f"+44770090020{n}",
        agrees={"email": True, "telephone": True},
    )  # fmt: skip
    return roll.enter(group, told=told, on=_now().date(), by=keeper, at=_now())


def _coaches(day: Any, by: Any) -> None:
    from muster.web.days import actions_of_vehicles  # noqa: PLC0415
    from muster.web.days.coaches import CoachTold, StopTold  # noqa: PLC0415

    for n, seats in enumerate((5, 3), start=1):
        stops = (StopTold("Market Place", -0.80, 52.66), StopTold("Station", -0.79, 52.665))
        told = CoachTold(name=f"Coach {n}", seats=seats, stops=stops, operator="Made-up Coaches")
        actions_of_vehicles.add_coach(day, told=told, by=by, at=_now())


def _some_come(day: Any, by: Any, people: list[Any]) -> None:
    """Let a day have somebody to seat, whichever journey comes first."""
    from muster.web.days import actions_of_people  # noqa: PLC0415
    from muster.web.days.answering import Noted, Noting, Said  # noqa: PLC0415

    said = [Noted(one.pk, Said(lon=-0.795, lat=52.662, walk_m=2_500)) for one in people]
    actions_of_people.note_answers(Noting(day, said), by=by, at=_now())


def _all_told(day: Any, by: Any, people: list[Any]) -> None:
    import time  # noqa: PLC0415

    from muster.web.days import actions_of_people, actions_of_telling, actions_of_vehicles  # noqa: PLC0415
    from muster.web.days.answering import Noted, Noting, Said  # noqa: PLC0415

    said = [Noted(one.pk, Said(lon=-0.795, lat=52.662, walk_m=2_500)) for one in people]
    actions_of_people.note_answers(Noting(day, said), by=by, at=_now())
    actions_of_vehicles.begin_seats(day, by=by, at=_now())
    until = time.monotonic() + 240
    while not day.seatings.exists():
        assert time.monotonic() < until, "nobody looked for seats"
        time.sleep(0.2)
    actions_of_telling.tell_plan(day, by=by, at=_now())


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main()))
