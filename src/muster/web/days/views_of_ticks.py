"""Pages on which people and vehicles are ticked: aboard, here, home; by whoever runs the day, by a driver."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from muster.web.days import actions_of_saturday, live, queries
from muster.web.days.leads import lead_rings
from muster.web.days.queries_of_saturday import standing_vehicle
from muster.web.days.rosters import roster_of
from muster.web.days.rules import may_plan, may_take_aboard
from muster.web.days.telling import local
from muster.web.days.views_of_seats import shown
from muster.web.days.whereabouts import Neighbour, telephone_of, ticks_from
from muster.web.power import looks
from muster.web.roll.middleware import MemberRequest

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from muster.web.days.models import Day
    from muster.web.days.models_of_people import Vehicle
    from muster.web.days.names import Named

KINDS = set(live.Tick.values)
LISTS = ("here", "home", "aboard")


@require_safe
def people(request: MemberRequest, pk: int) -> HttpResponse:
    """List who isn't here, aboard or home yet."""
    one = get_object_or_404(queries.days_run_by(request.actor), pk=pk)
    show = request.GET.get("show", "here")
    if show not in LISTS:
        raise Http404
    first = int(request.GET["from"]) if request.GET.get("from", "").isdigit() else 0
    missing, total = live.missing(one, show, first=first)
    ticked = live.ticked(one, show)
    names = shown(request, one, [*(person["name"] for person in missing), *(row.who for row in ticked)], page="live")
    told = {
        "ticked": ticked,
        "begins_at": _begins_at(one),
        "day": one,
        "show": show,
        "missing": missing,
        "total": total,
        "names": names,
        "here": "live",
    }
    return render(request, "days/live/people.html", {**told, "next": first + len(missing), "call": live.call_of(one)})


@require_safe
def vehicle(request: MemberRequest, pk: int, name: str) -> HttpResponse:
    """Show a vehicle's stops and riders with a box to tick each: for its driver, and for whoever runs the day."""
    one, row = _driven(request, pk, name)
    told = live.vehicle_now(one, name)
    if told is None:
        raise Http404
    riders = [rider["name"] for _visit, riders in told.told.visits for rider in riders]
    names = shown(request, one, riders, page="vehicle")
    context: dict[str, Any] = {"day": one, "vehicle": told, "names": names, "row": row, "here": "live"}
    context |= {
        "begins_at": _begins_at(one),
        "runs_day": may_plan(request.actor, one),
        **_known(request, row, told, noted=names.values()),
    }
    response = render(request, "days/live/vehicle.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _begins_at(one: "Day") -> "dt.datetime | None":
    """Give from when one can tick; None where one can."""
    begins_at = ticks_from(one)
    return begins_at if now() < begins_at else None


def _known(
    request: MemberRequest, row: "Vehicle | None", told: live.VehicleNow, *, noted: "Iterable[Named]"
) -> dict[str, Any]:
    """Give what a roster knows of each stop's riders, who drives and who leads the day; note whom that shows."""
    at, roster = now(), roster_of(row, at=now(), seating=told.standing) if row else None
    known = roster.riders if roster else {}
    visits = [(visit, [(one, known.get(one["name"])) for one in riders]) for visit, riders in told.told.visits]
    if row is None:
        return {"visits": visits}
    person, lead, ring = row.driver.person if row.driver else None, row.day.lead, lead_rings(row.day)
    beside = [one.pseudonym for one in (person, lead if ring else None) if one is not None]
    seen = {*(roster.pseudonyms if roster else ()), *beside} - {one.pseudonym for one in noted}
    looks.note(request.actor, sorted(seen), purpose="lifts", page="vehicle", at=at)
    driver = Neighbour(person.name, telephone_of(person, row.day, at=at)) if person else None
    return {"visits": visits, "driver": driver, "ring": ring}


@require_POST
def tick(request: MemberRequest, pk: int) -> HttpResponse:
    """Tick somebody or a vehicle, or take that back; the driver's own vehicle by its driver too."""
    kind, _colon, who = request.POST.get("tick", "").partition(":")
    back, name = kind.startswith("un"), request.POST.get("vehicle", "")
    kind = kind.removeprefix("un")
    if kind not in KINDS:
        raise Http404
    one, row = _driven(request, pk, name)
    try:
        _ticked(request, one, row, who=who, kind=live.Tick(kind), back=back)
    except actions_of_saturday.NotOfThisDayError:
        raise Http404 from None
    except (actions_of_saturday.TickedAlreadyError, actions_of_saturday.NotTickedError):
        messages.info(request, _("It stands so already."))
    except actions_of_saturday.NotYetError:
        messages.warning(request, _("Nothing is ticked before the day has come."))
    else:
        _say(request, one, who=who, kind=kind, back=back)
    if name:
        return redirect("days:vehicle_live", pk, name)
    show, query = request.POST.get("next", ""), request.POST.get("q", "")[:60]
    if show in LISTS:
        return redirect(f"{reverse('days:people_live', args=[pk])}?show={show}")
    board = reverse("days:live", args=[pk])
    return redirect(f"{board}?{urlencode({'q': query})}#found" if query else board)


def _say(request: MemberRequest, one: "Day", *, who: str, kind: str, back: bool) -> None:
    """Say what a press did that leaves no button behind where it was: whoever came home goes from the list."""
    if kind not in LISTS or request.POST.get("vehicle"):
        return
    name = shown(request, one, [who], page="live").get(who)
    told = {"who": name.name if name else who, "t": f"{local(one, now()):%H:%M}"}
    if back:
        messages.success(request, _("Taken back: %(who)s.") % told)
        return
    said = {
        "home": _("%(who)s is home, %(t)s. Not so? Take it back, below."),
        "aboard": _("%(who)s is aboard, %(t)s. Not so? Take it back, below."),
        "here": _("%(who)s is here, %(t)s. Not so? Take it back, below."),
    }
    messages.success(request, said[kind] % told)


def _ticked(
    request: MemberRequest, one: "Day", row: "Vehicle | None", *, who: str, kind: live.Tick, back: bool
) -> None:
    by, at = request.actor, now()
    if row is not None and not may_plan(by, one):
        actions_of_saturday.take_aboard(row, who=who, kind=kind, back=back, by=by, at=at)
    elif back:
        actions_of_saturday.untick(one, who=who, kind=kind, by=by, at=at)
    else:
        actions_of_saturday.tick(one, who=who, kind=kind, by=by, at=at)


def _driven(request: MemberRequest, pk: int, name: str) -> "tuple[Day, Vehicle | None]":
    """Give a day that the asker runs, or whose vehicle of that name they drive, until the day has ended."""
    row = standing_vehicle(pk, name)
    ours = queries.days_run_by(request.actor).filter(pk=pk).first()
    if ours is not None:
        return ours, row
    if row is None or row.day.ended_at or not may_take_aboard(request.actor, row):
        raise Http404
    return row.day, row
