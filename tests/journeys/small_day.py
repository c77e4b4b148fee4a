"""Puts two days before a small movement: one to which it is asked, one of which everybody was told their place."""

import datetime as dt
import json
import sys
import time
from typing import Any

SATURDAY = 5  # as dates count weekdays


def main() -> Any:
    """Make the days, and print where they are read."""
    import django  # noqa: PLC0415 - the settings are read once the home is known

    django.setup()
    from django.utils.timezone import now  # noqa: PLC0415

    from muster.web.roll.models import Account, Group, Person  # noqa: PLC0415
    from tests.journeys.small_movement import _entered  # noqa: PLC0415

    group = Group.objects.get(slug="merrowby")
    Group.objects.filter(pk=group.pk).update(lon=-0.65, lat=52.67)
    oda = _organiser()
    dan = _member(group, "Dan", "Dean", "+447700900111")
    asked, told = (_day(title, days) for title, days in (("Saturday in Oakham", 10), ("Saturday in Stamford", 17)))
    cem, dot = (Person.objects.get(surname=name) for name in ("Carter", "Diaz"))
    links = {f"asked_{who.surname}": _link(asked, who) for who in (cem, dot, dan)}
    _plan(told, oda, cem, dan)
    links |= {f"told_{who.surname}": _link(told, who) for who in (cem, dan)}
    cookies = {"oda": _entered(Account.objects.get(person=oda.person))}
    return {"links": links, "cookies": cookies, "asked": asked.pk, "told": told.pk, "dot": dot.pk,
            "at": now().isoformat()}  # fmt: skip


def _organiser() -> Any:
    """Give somebody the power to plan the group's days, as two founders do."""
    from django.utils.timezone import now  # noqa: PLC0415

    from muster.guard.need import LONGEST_GRANT  # noqa: PLC0415
    from muster.web.enter.models import Movement  # noqa: PLC0415
    from muster.web.power import actions as power  # noqa: PLC0415
    from muster.web.power.models import Grant  # noqa: PLC0415
    from muster.web.record.deeds import ms_of  # noqa: PLC0415
    from muster.web.roll import actions as roll  # noqa: PLC0415
    from muster.web.roll.models import Person  # noqa: PLC0415
    from muster.web.roll.queries import actor_of_person  # noqa: PLC0415

    assert Movement.objects.exists()
    founders = Grant.objects.filter(role="founder").order_by("pk").values_list("holder", flat=True)
    ann, bea = (actor_of_person(Person.objects.get(pseudonym=one), at=now()) for one in founders[:2])
    oda = roll.welcome(known_as="Oda Organiser", by=ann, at=now())
    until = ms_of(now() + LONGEST_GRANT)
    given = power.Given(oda.pseudonym, "organiser", "group:merrowby", "canvass", "Committee, 3 May, 2", until)
    terms = {name: getattr(given, name) for name in given.__slots__}
    wanted = power.Asked("power.grant", terms=terms, compartment="group:merrowby", subjects=[oda.pseudonym])
    request = power.ask(wanted, by=ann, at=now())
    power.approve(request, seen=bytes(request.body), by=bea, at=now())
    power.grant(given, by=ann, at=now())
    return actor_of_person(oda, at=now())


def _member(group: Any, forenames: str, surname: str, telephone: str) -> Any:
    from django.utils.timezone import now  # noqa: PLC0415

    from muster.guard.need import Held  # noqa: PLC0415
    from muster.web.record.actor import Actor  # noqa: PLC0415
    from muster.web.roll import actions as roll  # noqa: PLC0415

    keeper = Actor(None, "o" * 32, frozenset({Held("officer", "movement", "members")}))
    told = roll.Told(forenames, surname, email=f"{forenames.lower()}@example.org", telephone=telephone)
    return roll.enter(group, told=told, on=now().date(), by=keeper, at=now())


def _day(title: str, days: int) -> Any:
    """Make a day today, or on the first Saturday so many days from now or later."""
    from django.utils.timezone import now  # noqa: PLC0415

    from muster.web.days.models import Day  # noqa: PLC0415

    held_on = now().date() + dt.timedelta(days=days)
    to_saturday = (SATURDAY - held_on.weekday()) % 7 if days else 0
    return Day.objects.create(
        title=title, held_on=held_on + dt.timedelta(days=to_saturday), compartment="group:merrowby", place="Oakham",
        meet_name="Market Place", to_lon=-0.73, to_lat=52.67, arrive_min=600, leave_min=1020, into=2, seed=1,
        effort_s=1,
    )  # fmt: skip


def _link(day: Any, person: Any) -> str:
    from urllib.parse import urlsplit  # noqa: PLC0415

    from django.utils.timezone import now  # noqa: PLC0415

    from muster.web.days.inviting import link_of  # noqa: PLC0415
    from muster.web.days.models_of_people import Invitation  # noqa: PLC0415

    address = link_of(day, person, at=now())
    Invitation.objects.filter(day=day, person=person).update(asked_at=now())
    return urlsplit(address).path


def _plan(day: Any, by: Any, rider: Any, driver: Any) -> None:
    """Let one drive another, and tell them so; the site's own worker finds the seats."""
    from django.utils.timezone import now  # noqa: PLC0415

    from muster.web.days import actions_of_people, actions_of_telling, actions_of_vehicles  # noqa: PLC0415
    from muster.web.days.answering import Noted, Noting, Said  # noqa: PLC0415

    said = [Noted(rider.pk, Said(walk_m=0)), Noted(driver.pk, Said(drives=True, seats_offered=3))]
    actions_of_people.note_answers(Noting(day, said), by=by, at=now())
    actions_of_vehicles.begin_seats(day, by=by, at=now())
    until = time.monotonic() + 240
    while not day.seatings.exists():
        assert time.monotonic() < until, "nobody looked for seats"
        time.sleep(0.2)
    actions_of_telling.tell_plan(day, by=by, at=now())


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main()))
