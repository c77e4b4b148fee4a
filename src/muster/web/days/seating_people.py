"""The work behind everybody's seat: from who comes and what drives to seats, stops and beds."""

from django.utils import timezone
from django.utils.translation import gettext as _

from muster.plan import rides
from muster.plan.roads import Roads, lay_roads
from muster.plan.streets import form_of, read_streets
from muster.web.days import actions_of_seats
from muster.web.days.models import Day
from muster.web.days.queries import extract_of
from muster.web.days.riders import rides_of
from muster.web.days.rules import may_plan
from muster.web.days.seats import ride_day
from muster.web.power.held import require_still
from muster.web.record.actor import Actor
from muster.web.record.jobs import Run
from muster.web.roll.models import Person
from muster.web.roll.queries import actor_of_person

RIDES_S = 3  # about so long to look for seats


def seat_people(run: Run, *, day: int, by: int) -> None:
    """Give everybody who comes to a day a seat, a stop and a bed."""
    one = Day.objects.get(pk=day)
    actor = actor_of_person(Person.objects.get(pk=by), at=timezone.now())
    require_still(actor.pseudonym, may=may_plan, thing=one, at=timezone.now())
    run.say(_("Giving everybody a seat"))
    extract = extract_of(one)
    roads = lay_roads(read_streets(extract, form=form_of(extract)) if extract else None)
    seat(one, roads=roads, actor=actor)
    run.say(_("Everybody who can have a seat has one"))


def seat(day: Day, *, roads: Roads, actor: Actor) -> bool:
    """Plan and keep the rides of whoever comes; False where nobody does."""
    people, vehicles = rides_of(day)
    if not people:
        return False
    effort = rides.effort_of_seconds(RIDES_S, people=len(people))
    planned = rides.plan_rides(people, vehicles, day=ride_day(day), roads=roads, effort=effort, seed=day.seed)
    actions_of_seats.seat(day, plan=planned, by=actor, at=timezone.now())
    return True
