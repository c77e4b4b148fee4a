"""Pages of coaches and cars, of giving everybody a seat and telling them so, and a driver's roster."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.web.days import actions_of_telling, actions_of_vehicles, answering, comings, rosters
from muster.web.days.coaches import BookedError
from muster.web.days.forms_of_people import CoachForm, coach_before
from muster.web.days.leads import NoLeadError, lead_rings
from muster.web.days.rules import may_take_aboard
from muster.web.days.views_of_answers import NotTheirsError, desk_by_link, desk_signed_in
from muster.web.days.views_of_seasons import lead_first
from muster.web.power import looks
from muster.web.record.actor import Actor
from muster.web.roll.middleware import MemberRequest

if TYPE_CHECKING:
    from muster.web.days.models import Day
    from muster.web.days.models_of_people import Vehicle


def _planned(request: MemberRequest, pk: int) -> "Day":
    """Give a day that the asker plans."""
    day: Day = get_object_or_404(comings.days_peopled_by(request.actor), pk=pk)
    if not comings.plans(request.actor, day):
        raise Http404
    return day


@require_safe
def fleet(request: MemberRequest, pk: int) -> HttpResponse:
    """List coaches and cars, with their seats."""
    day = _planned(request, pk)
    rows = list(comings.vehicles_of_day(day))
    drivers = [row.driver.person.pseudonym for row in rows if row.driver]
    looks.note(request.actor, drivers, purpose="canvass", page="fleet", at=now())
    told = {"day": day, "vehicles": rows, "plan_sent": answering.is_told(day), "here": "people"}
    return render(request, "days/people/fleet.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
def coach(request: MemberRequest, pk: int, vehicle: int | None = None) -> HttpResponse:
    """Note a coach that was ordered, or put one right."""
    day = _planned(request, pk)
    row = None
    if vehicle is not None:
        row = get_object_or_404(comings.vehicles_run_in(day).filter(kind="coach"), pk=vehicle)
    before = coach_before(row) if row else {"name": answering.next_name(day, "coach"), "wheelchairs": 0}
    form = CoachForm(request.POST or None, day=day, initial=before)
    if request.method == "POST" and form.is_valid():
        try:
            if row is None:
                actions_of_vehicles.add_coach(day, told=form.told(), by=request.actor, at=now())
            else:
                actions_of_vehicles.change_coach(row, told=form.told(), by=request.actor, at=now())
        except BookedError as error:
            words = _(
                "This coach of %(operator)s drives for another day on this date. Order another, or change its name."
            )
            form.add_error("name", words % {"operator": error.vehicle.operator})
        except actions_of_vehicles.NameTakenError:
            form.add_error("name", _("Another vehicle of this day has this name. Give each its own."))
        else:
            return redirect("days:fleet", pk)
    return render(request, "days/people/coach.html", {"day": day, "form": form, "coach": row, "here": "people"})


@require_POST
def drop_vehicle(request: MemberRequest, pk: int, vehicle: int) -> HttpResponse:
    """Note that a vehicle doesn't drive."""
    row = get_object_or_404(comings.vehicles_run_in(_planned(request, pk)), pk=vehicle)
    actions_of_vehicles.drop_vehicle(row, by=request.actor, at=now())
    messages.success(request, _("%(name)s doesn’t drive.") % {"name": row.name})
    return redirect("days:fleet", pk)


@require_POST
def begin_seats(request: MemberRequest, pk: int) -> HttpResponse:
    """Look for everybody's seat."""
    day = _planned(request, pk)
    try:
        actions_of_vehicles.begin_seats(day, by=request.actor, at=now())
    except actions_of_vehicles.NoRidersError:
        messages.warning(request, _("Nobody comes yet. Ask people first."))
    except answering.PlanSentError:
        messages.warning(
            request, _("Everybody was told their place. What happens now is told on the board of the day.")
        )
    return redirect("days:people", pk)


@require_POST
def tell_plan(request: MemberRequest, pk: int) -> HttpResponse:
    """Tell everybody where to be, and when."""
    day = _planned(request, pk)
    try:
        actions_of_telling.tell_plan(day, by=request.actor, at=now())
    except NoLeadError:
        return lead_first(request, pk, change=0)
    except actions_of_telling.NoSeatsError:
        messages.warning(request, _("Nobody has a seat yet. Look for everybody’s seat first."))
    except actions_of_telling.ToldBeforeError:
        messages.info(request, _("Everybody was told before; nobody is told twice."))
    else:
        messages.success(request, _("The messages are being written. How far they came stands here."))
    return redirect("days:people", pk)


@never_cache
@require_safe
def roster(request: MemberRequest, pk: int, name: str) -> HttpResponse:
    """Show a driver's roster to whoever drives, and to who plans the day."""
    row = rosters.vehicle_driven_by(request.actor, pk, name)
    return _roster(request, row, request.actor)


@login_not_required
@never_cache
@require_safe
def asked_roster(request: MemberRequest, token: str) -> HttpResponse:
    """Show a driver their roster, by their link."""
    try:
        desk = desk_by_link(request, token)
    except NotTheirsError:
        raise Http404 from None
    return _own_roster(request, desk.invitation.day, desk.by)


@never_cache
@require_safe
def my_roster(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a driver their roster, signed in."""
    desk = desk_signed_in(request, pk)
    return _own_roster(request, desk.invitation.day, desk.by)


def _own_roster(request: MemberRequest, day: "Day", by: Actor) -> HttpResponse:
    return _roster(request, rosters.driven_by(by, day), by)


def _roster(request: MemberRequest, row: "Vehicle | None", by: Actor) -> HttpResponse:
    if row is None:
        raise Http404
    told = rosters.roster_of(row, at=now())
    if told is None:
        raise Http404
    day, ring = row.day, lead_rings(row.day)
    lead = [day.lead.pseudonym] if day.lead and ring else []
    looks.note(by, [*told.pseudonyms, *lead], purpose="canvass", page="roster", at=now())
    ticks = request.actor.person is not None and may_take_aboard(request.actor, row) and not day.ended_at
    return render(request, "days/people/roster.html", {"day": day, "roster": told, "ticks": ticks, "ring": ring})
