"""Pages of places: streets and doors, what has no place, tables, zones."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.web.intake import pages
from muster.web.register import actions_of_files, queries, zone_map
from muster.web.register import actions_of_places as actions
from muster.web.register import queries_of_places as told_of
from muster.web.register import zones as zoned
from muster.web.register.forms import PlaceForm, StreetForm, TableForm
from muster.web.register.looking import look_for
from muster.web.register.noting import note_electors
from muster.web.register.zoning import BORDERS
from muster.web.roll.middleware import MemberRequest


@require_safe
def street(request: MemberRequest, pk: int) -> HttpResponse:
    """List a street's doors in the order of its numbers: all, or those in a zone."""
    one = get_object_or_404(queries.streets_seen_by(request.actor), pk=pk)
    asked = pages.whole_in(request.GET.get("zone"))
    within = queries.zones_seen_by(request.actor).filter(pk=asked).first() if asked else None
    told = {"street": one, "zone": within, "doors": zoned.doors_of(one, within), "area": one.area, "here": "find"}
    return render(request, "register/street.html", told)


@require_safe
def door(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a door, where it lies and who said so, and its electors where names are kept."""
    one = get_object_or_404(queries.doors_seen_by(request.actor), pk=pk)
    told = told_of.door_told(one, request.actor)
    note_electors(request.actor, told.entries, page=f"door/{pk}", at=now())
    return render(request, "register/door.html", {"told": told, "door": one, "here": "find"})


@require_safe
def places(request: MemberRequest, pk: int) -> HttpResponse:
    """List what could not be placed, street by street."""
    one = get_object_or_404(queries.areas_seen_by(request.actor), pk=pk)
    told = told_of.places_told(one)
    return render(request, "register/places.html", {"told": told, "area": one, "here": "places"})


@require_http_methods(["GET", "HEAD", "POST"])
def cure(request: MemberRequest, pk: int) -> HttpResponse:
    """Mend a whole street that could not be placed: by the map's name for it, or by one place for all of it."""
    one = get_object_or_404(queries.streets_seen_by(request.actor), pk=pk)
    by_name = StreetForm(request.POST if "on_map_as" in request.POST else None)
    by_hand = PlaceForm(request.POST if "lon" in request.POST else None)
    if by_name.is_bound and by_name.is_valid():
        actions.call_street(one, on_map_as=by_name.cleaned_data["on_map_as"], by=request.actor, at=now())
        messages.success(request, _("Its buildings are being placed by that name. Look again in a moment."))
        return redirect("register:places", one.area_id)
    by, at = request.actor, now()
    if by_hand.is_bound and _put(by_hand, lambda place: actions.place_street(one, **place, by=by, at=at)):
        messages.success(request, _("They stand there now, and no later file moves them."))
        return redirect("register:places", one.area_id)
    told = {"street": one, "area": one.area, "told": told_of.unplaced_in(one), "look": look_for(one), "here": "places"}
    told |= {"by_name": by_name, "by_hand": by_hand}
    return render(request, "register/cure.html", told, status=422 if by_name.errors or by_hand.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def zones(request: MemberRequest, pk: int) -> HttpResponse:
    """List an area's zones; take borders away."""
    one = get_object_or_404(queries.areas_seen_by(request.actor), pk=pk)
    if request.method == "POST":
        try:
            actions.unfurnish(one, kind=request.POST.get("kind", ""), by=request.actor, at=now())
        except actions.NotATableError:
            messages.info(request, _("There are no such borders any more."))
        else:
            messages.success(request, _("They are taken away. What registers say of their doors counts again."))
        return redirect("register:zones", pk)
    told = zoned.area_zoned(one)
    return render(request, "register/zones.html", {"told": told, "area": one, "here": "zones"})


@require_safe
def zone(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a zone, street by street."""
    one = get_object_or_404(queries.zones_seen_by(request.actor), pk=pk)
    told = zoned.zone_told(one)
    return render(request, "register/zone.html", {"told": told, "zone": one, "area": one.area, "here": "zones"})


@require_http_methods(["GET", "HEAD", "POST"])
def tables(request: MemberRequest, pk: int) -> HttpResponse:
    """List what an area's buildings are placed by, and take another table."""
    one = get_object_or_404(queries.areas_seen_by(request.actor), pk=pk)
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, by, at = form.cleaned_data["file"], request.actor, now()
        come = {"chunks": file.chunks(), "name": file.name, "kind": form.cleaned_data["kind"]}
        brought = pages.brought(request, form, lambda: actions.furnish(one, **come, by=by, at=at))
        if brought:
            return pages.elsewhere(request, "register:table", brought.pk)
    told = {"area": one, "tables": told_of.tables_of(one), "form": form, "here": "places"}
    return render(request, "register/tables.html", told, status=422 if form.errors else 200)


def _table(request: MemberRequest, pk: int) -> queries.TableTold:
    told = queries.table_told(get_object_or_404(queries.uploads_seen_by(request.actor), pk=pk), request.actor)
    if told is None:
        raise Http404
    return told


@require_safe
def table(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a table on its way in."""
    told = _table(request, pk)
    if told.over and not told.working:
        after = "register:zones" if told.upload.wanted.get("kind") in BORDERS.values() else "register:places"
        return pages.elsewhere(request, after, told.area.pk)
    response = render(request, "register/table.html", {"told": told, "area": told.area, "here": "places"})
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def send_table_back(request: MemberRequest, pk: int) -> HttpResponse:
    """Take nothing of a table."""
    told = _table(request, pk)
    pages.in_time(request, lambda: actions_of_files.send_back(told.upload, by=request.actor, at=now()))
    return redirect("register:tables", told.area.pk)


@require_safe
def ground(request: MemberRequest, pk: int) -> HttpResponse:
    """Give the ground of a part of an area, as its extract has it, for a map."""
    one = get_object_or_404(queries.areas_seen_by(request.actor), pk=pk)
    try:
        west, south, east, north = (float(text) for text in request.GET.get("box", "").split(","))
        told = told_of.ground_of(one, (west, south, east, north))
    except (ValueError, OverflowError):
        return HttpResponse(status=400)
    return HttpResponse(told, content_type="application/json")


@require_safe
def borders(request: MemberRequest, pk: int) -> HttpResponse:
    """Give the borders of an area's zones, for a map."""
    one = get_object_or_404(queries.areas_seen_by(request.actor), pk=pk)
    return HttpResponse(zone_map.geojson_of(one), content_type="application/json")


def _as_degrees(*place: float | None) -> dict[str, str]:
    """Write a place as the map does: to a decimetre."""
    return {name: f"{one:.6f}" for name, one in zip(("lon", "lat"), place, strict=True) if one is not None}


def _far_told(error: actions.FarOffError, *, lon: float, lat: float) -> str:
    """Tell that a place is far off, and what to write instead where that is known."""
    if error.off_km is None:
        told = _("That is not in the United Kingdom.")
    else:
        told = _("That is %(km)s km from the register’s other doors.") % {"km": f"{error.off_km:,}"}
    if error.changed_over:
        cure = _("Did you change the two over? Write longitude %(lon)s and latitude %(lat)s.") % {
            "lon": lat,
            "lat": lon,
        }
    else:
        cure = _("Look at both numbers again.")
    return f"{told} {cure}"


def _put(form: PlaceForm, deed: Callable[[dict[str, float]], None]) -> bool:
    """Put something where a form says; where no door can be there, say so in the form and give False."""
    if not form.is_valid():
        return False
    try:
        deed(form.cleaned_data)
    except actions.FarOffError as error:
        form.add_error("lon", _far_told(error, **form.cleaned_data))
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def place(request: MemberRequest, pk: int) -> HttpResponse:
    """Put a building on the map by hand."""
    one = get_object_or_404(queries.buildings_seen_by(request.actor), pk=pk)
    form = PlaceForm(request.POST or None, initial=_as_degrees(one.lon, one.lat))
    by, at = request.actor, now()
    if request.method == "POST" and _put(form, lambda place: actions.place(one, **place, by=by, at=at)):
        messages.success(request, _("It stands there now, and no later file moves it."))
        return redirect("register:street", one.street_id)
    look = look_for(one.street, one)
    told = {"building": one, "area": one.area, "form": form, "look": look, "here": "places"}
    return render(request, "register/place.html", told, status=422 if form.errors else 200)
