"""Pages of a day's seats and beds as people were told."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from muster.web.days import queries
from muster.web.days.changes import stopped_by
from muster.web.days.names import Named, named
from muster.web.days.riding import vehicle_told
from muster.web.days.standing import standing_of
from muster.web.power import looks
from muster.web.roll.middleware import MemberRequest

if TYPE_CHECKING:
    from muster.web.days.models import Day


@require_safe
def seats(request: MemberRequest, pk: int) -> HttpResponse:
    """List every vehicle, and whoever has no seat."""
    one = get_object_or_404(queries.days_run_by(request.actor), pk=pk)
    told = queries.riding_of(one)
    names = shown(request, one, [left["name"] for left in told.left] if told else [], page="seats")
    return render(request, "days/seats.html", {"day": one, "told": told, "names": names, "here": "seats"})


@require_safe
def vehicle(request: MemberRequest, pk: int, name: str) -> HttpResponse:
    """Show one vehicle's stops and times, and who gets in where."""
    one = get_object_or_404(queries.days_run_by(request.actor), pk=pk)
    standing = standing_of(one)
    told = vehicle_told(standing.body, name) if standing else None
    if told is None:
        raise Http404
    names = shown(request, one, [rider["name"] for _visit, riders in told.visits for rider in riders], page="vehicle")
    stopped = None if told.told["runs"] else stopped_by(one, name)
    context = {"day": one, "vehicle": told, "stopped": stopped, "names": names, "here": "seats"}
    return render(request, "days/vehicle.html", context)


@require_safe
def beds(request: MemberRequest, pk: int) -> HttpResponse:
    """List who sleeps where tonight, and who has no bed yet."""
    one = get_object_or_404(queries.days_run_by(request.actor), pk=pk)
    told = queries.beds_of(one)
    sleepers = [*told.without, *(guest for host in told.hosts for guest in (host, *host["guests"]))] if told else []
    names = shown(request, one, [sleeper["name"] for sleeper in sleepers], page="beds")
    return render(request, "days/beds.html", {"day": one, "told": told, "names": names, "here": "beds"})


def shown(request: MemberRequest, day: "Day", short: list[str], *, page: str) -> Mapping[str, Named]:
    """Give who is shown on a page, and note that the asker looked."""
    names = named(day, short)
    looks.note(request.actor, [one.pseudonym for one in names.values()], purpose="lifts", page=page, at=now())
    return names
