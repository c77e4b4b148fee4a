"""Pages of registers: sources and their versions, a file on its way in, doubts, places, and who is behind a door."""

import csv
import io

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from muster.web.intake.uploads import EmptyFileError, MovedOnError, OneIsOpenError
from muster.web.register import actions, finding, queries
from muster.web.register import zones as zoned
from muster.web.register.forms import (
    BringForm,
    ColumnsForm,
    FindForm,
    MarkersForm,
    NationForm,
    PlaceForm,
    SourceForm,
    StreetForm,
    TableForm,
)
from muster.web.register.looking import look_for
from muster.web.register.zoning import BORDERS
from muster.web.roll.middleware import MemberRequest


@require_safe
def sources(request: MemberRequest) -> HttpResponse:
    """List the sources, and what each needs."""
    told = {"sources": queries.sources_told(request.actor), "here": "sources"}
    return render(request, "register/sources.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Describe a source."""
    form = SourceForm(request.POST or None, by=request.actor, today=localdate())
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(actions.add(form.named(), by=request.actor, at=now()))
        except actions.NameTakenError:
            form.add_error("name", _("This area has a source of this name. Give this one another."))
    return render(request, "register/new.html", {"form": form, "here": "sources"}, status=422 if form.errors else 200)


@require_safe
def source(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a source: how it stands, its versions, the file that waits."""
    one = get_object_or_404(queries.sources_seen_by(request.actor), pk=pk)
    told = {"told": queries.source_told(one), "source": one, "form": BringForm(), "here": "source"}
    return render(request, "register/source.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
def markers(request: MemberRequest, pk: int) -> HttpResponse:
    """Say what the letters beside electors mean: by the nation's table, or letter by letter."""
    one = get_object_or_404(queries.sources_seen_by(request.actor).exclude(mode="B").filter(expired_at=None), pk=pk)
    told = queries.markers_told(one)
    is_nation = "nation" in request.POST
    by_nation = NationForm(request.POST if is_nation else None, initial={"nation": one.nation})
    by_letter = MarkersForm(
        request.POST if request.method == "POST" and not is_nation else None, table=told.table, written=told.written
    )
    used = by_nation if is_nation else by_letter
    if used.is_bound and used.is_valid():
        said = used.explained(one.nation)
        actions.explain_markers(one, **said, by=request.actor, at=now())
        messages.success(request, _("Electors are being marked by it."))
        return redirect("register:markers", pk)
    shown = {"told": told, "by_nation": by_nation, "by_letter": by_letter, "source": one, "here": "source"}
    status = 422 if by_nation.errors or by_letter.errors else 200
    return render(request, "register/markers.html", shown, status=status)


@require_POST
def bring(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a file to read; nothing is written before its preview was seen."""
    one = get_object_or_404(queries.sources_seen_by(request.actor), pk=pk)
    form = BringForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            upload = actions.bring(
                one,
                chunks=file.chunks(),
                name=file.name,
                published_on=form.cleaned_data["published_on"],
                by=request.actor,
                at=now(),
            )
            return redirect("register:upload", upload.pk)
        except OneIsOpenError as error:
            messages.warning(request, _("Another file waits. Take it in or send it back first."))
            return redirect("register:upload", error.upload.pk)
        except EmptyFileError:
            form.add_error("file", _("This file holds nothing. Was it still being copied?"))
    told = {"told": queries.source_told(one), "source": one, "form": form, "here": "source"}
    return render(request, "register/source.html", told, status=422)


def _upload(request: MemberRequest, pk: int) -> queries.UploadTold:
    told = queries.upload_told(get_object_or_404(queries.uploads_seen_by(request.actor), pk=pk), request.actor)
    if told is None:
        raise Http404
    return told


@require_safe
def upload(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a file on its way in: how far it is read, then what it would change."""
    told = _upload(request, pk)
    if told.over and not told.working:
        if request.headers.get("HX-Request"):
            return HttpResponseClientRedirect(resolve_url(told.source))
        return redirect(told.source)
    response = render(request, "register/upload.html", {"told": told, "source": told.source, "here": "source"})
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: MemberRequest, pk: int) -> HttpResponse:
    """Say what a file's columns mean."""
    told = _upload(request, pk)
    form = ColumnsForm(request.POST or None, preview=told.seen)
    if request.method == "POST" and form.is_valid():
        try:
            actions.map_columns(told.upload, mapping=form.mapping(), by=request.actor, at=now())
        except MovedOnError:
            messages.info(request, _("This file was taken in or sent back meanwhile."))
        return redirect("register:upload", pk)
    shown = {"told": told, "source": told.source, "form": form, "here": "source"}
    return render(request, "register/columns.html", shown, status=422 if form.errors else 200)


@require_POST
def offered(request: MemberRequest, pk: int) -> HttpResponse:
    """Read a file without a header as the layout that it looks like."""
    told = _upload(request, pk)
    if told.seen.get("offer"):
        try:
            actions.map_columns(told.upload, mapping=told.seen["guess"], by=request.actor, at=now())
        except MovedOnError:
            messages.info(request, _("This file was taken in or sent back meanwhile."))
    return redirect("register:upload", pk)


@require_safe
def problems(request: MemberRequest, pk: int) -> HttpResponse:
    """Give every row that needs somebody as a file, to work through."""
    told = _upload(request, pk)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(("row", "column", "value", "cure", "kept"))
    writer.writerows(queries.problem_rows(told.upload))
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="problems-{pk}.csv"'
    return response


@require_POST
def accept(request: MemberRequest, pk: int) -> HttpResponse:
    """Have a previewed file taken in."""
    told = _upload(request, pk)
    try:
        actions.accept(told.upload, by=request.actor, at=now())
    except actions.MovedOnError:
        messages.info(request, _("This file has no preview any more. Here is how it stands."))
    return redirect("register:upload", pk)


@require_POST
def send_back(request: MemberRequest, pk: int) -> HttpResponse:
    """Take nothing of a file in."""
    told = _upload(request, pk)
    try:
        actions.send_back(told.upload, by=request.actor, at=now())
    except MovedOnError:
        messages.info(request, _("This file was taken in or sent back before."))
    else:
        messages.success(request, _("Nothing of that file was taken in, and it is no longer kept."))
    return redirect(told.source)


@require_POST
def read_again(request: MemberRequest, pk: int) -> HttpResponse:
    """Read a file again."""
    told = _upload(request, pk)
    try:
        actions.read_again(told.upload, by=request.actor, at=now())
    except MovedOnError:
        messages.info(request, _("This file was taken in or sent back before."))
    return redirect("register:upload", pk)


@require_safe
def changes(request: MemberRequest, pk: int, after: int, upto: int) -> HttpResponse:
    """Show what changed between two versions."""
    one = get_object_or_404(queries.sources_seen_by(request.actor), pk=pk)
    told = queries.changes_told(
        one, after=after, upto=upto, kind=request.GET.get("kind", ""), beyond=_whole(request.GET.get("beyond"))
    )
    if told is None:
        raise Http404
    return render(request, "register/changes.html", {"told": told, "source": one, "here": "source"})


@require_safe
def find(request: MemberRequest, pk: int) -> HttpResponse:
    """Search by street, postcode, number and, where names are kept, name; in a zone, for an election."""
    one = get_object_or_404(queries.sources_seen_by(request.actor), pk=pk)
    form = FindForm(request.GET or None, source=one, zones=queries.zones_seen_by(request.actor), today=localdate())
    told = finding.found(one, form.sought()) if form.is_valid() else None
    shown = {"found": told, "form": form, "source": one, "here": "find"}
    return render(request, "register/find.html", shown, status=400 if form.errors else 200)


@require_safe
def doubts(request: MemberRequest, pk: int) -> HttpResponse:
    """Show pairs who may be one elector, side by side."""
    one = get_object_or_404(queries.sources_seen_by(request.actor), pk=pk)
    settled = bool(request.GET.get("settled"))
    told = queries.doubts_told(one, settled=settled)
    shown = {"doubts": told, "settled": settled, "source": one, "here": "doubts"}
    return render(request, "register/doubts.html", shown)


@require_POST
def settle(request: MemberRequest, pk: int) -> HttpResponse:
    """Say whether two electors are one."""
    one = get_object_or_404(queries.doubts_seen_by(request.actor), pk=pk)
    said = request.POST.get("said", "")
    try:
        actions.settle(one, said=said, by=request.actor, at=now())
    except actions.SettledAlreadyError:
        messages.info(request, _("Somebody settled this before. Here is what is left."))
    except actions.NobodySaysSoError:
        messages.warning(request, _("Say whether the two are one person or two."))
    return redirect("register:doubts", one.source_id)


@require_safe
def street(request: MemberRequest, pk: int) -> HttpResponse:
    """List a street's doors in the order of its numbers: all, or those in a zone."""
    one = get_object_or_404(queries.streets_seen_by(request.actor), pk=pk)
    asked = _whole(request.GET.get("zone"))
    within = queries.zones_seen_by(request.actor).filter(pk=asked).first() if asked else None
    told = {"street": one, "zone": within, "doors": zoned.doors_of(one, within), "area": one.area, "here": "find"}
    return render(request, "register/street.html", told)


@require_safe
def door(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a door, where it lies and who said so, and its electors where names are kept."""
    one = get_object_or_404(queries.doors_seen_by(request.actor), pk=pk)
    told = queries.door_told(one, request.actor)
    return render(request, "register/door.html", {"told": told, "door": one, "here": "find"})


@require_safe
def elector(request: MemberRequest, pk: int) -> HttpResponse:
    """Show how an elector stood in every version."""
    one = get_object_or_404(queries.electors_seen_by(request.actor), pk=pk)
    told = {"elector": one, "entries": queries.history_of(one), "source": one.source, "here": "find"}
    return render(request, "register/elector.html", told)


@require_safe
def places(request: MemberRequest, pk: int) -> HttpResponse:
    """List what could not be placed, street by street."""
    one = get_object_or_404(queries.areas_seen_by(request.actor), pk=pk)
    told = queries.places_told(one)
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
    if by_hand.is_bound and by_hand.is_valid():
        actions.place_street(one, **by_hand.cleaned_data, by=request.actor, at=now())
        messages.success(request, _("They stand there now, and no later file moves them."))
        return redirect("register:places", one.area_id)
    told = {"street": one, "area": one.area, "told": queries.unplaced_in(one), "look": look_for(one), "here": "places"}
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
        file, kind = form.cleaned_data["file"], form.cleaned_data["kind"]
        try:
            brought = actions.furnish(one, chunks=file.chunks(), name=file.name, kind=kind, by=request.actor, at=now())
            return redirect("register:table", brought.pk)
        except OneIsOpenError as error:
            return redirect("register:table", error.upload.pk)
        except EmptyFileError:
            form.add_error("file", _("This file holds nothing. Was it still being copied?"))
    told = {"area": one, "tables": queries.tables_of(one), "form": form, "here": "places"}
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
        if request.headers.get("HX-Request"):
            return HttpResponseClientRedirect(resolve_url(after, told.area.pk))
        return redirect(after, told.area.pk)
    response = render(request, "register/table.html", {"told": told, "area": told.area, "here": "places"})
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def send_table_back(request: MemberRequest, pk: int) -> HttpResponse:
    """Take nothing of a table."""
    told = _table(request, pk)
    try:
        actions.send_back(told.upload, by=request.actor, at=now())
    except MovedOnError:
        messages.info(request, _("This file was taken in or sent back before."))
    return redirect("register:tables", told.area.pk)


@require_safe
def ground(request: MemberRequest, pk: int) -> HttpResponse:
    """Give the ground of a part of an area, as its extract has it, for a map."""
    one = get_object_or_404(queries.areas_seen_by(request.actor), pk=pk)
    try:
        west, south, east, north = (float(text) for text in request.GET.get("box", "").split(","))
        told = queries.ground_of(one, (west, south, east, north))
    except (ValueError, OverflowError):
        return HttpResponse(status=400)
    return HttpResponse(told, content_type="application/json")


@require_http_methods(["GET", "HEAD", "POST"])
def place(request: MemberRequest, pk: int) -> HttpResponse:
    """Put a building on the map by hand."""
    one = get_object_or_404(queries.buildings_seen_by(request.actor), pk=pk)
    form = PlaceForm(request.POST or None, initial={"lon": one.lon, "lat": one.lat})
    if request.method == "POST" and form.is_valid():
        actions.place(one, **form.cleaned_data, by=request.actor, at=now())
        messages.success(request, _("It stands there now, and no later file moves it."))
        return redirect("register:street", one.street_id)
    look = look_for(one.street, one)
    told = {"building": one, "area": one.area, "form": form, "look": look, "here": "places"}
    return render(request, "register/place.html", told, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: MemberRequest, pk: int) -> HttpResponse:
    """Erase a source before its day, once its name is written out."""
    one = get_object_or_404(queries.sources_seen_by(request.actor), pk=pk)
    wrong = request.method == "POST" and request.POST.get("name", "").strip() != one.name
    if request.method == "POST" and not wrong:
        try:
            actions.expire(one, by=request.actor, at=now())
        except actions.ExpiredError:
            messages.info(request, _("It was erased before."))
        else:
            messages.success(request, _("Everything of this source is erased."))
        return redirect("register:sources")
    told = {"source": one, "wrong": wrong, "here": "source"}
    return render(request, "register/erase.html", told, status=422 if wrong else 200)


def _whole(text: str | None) -> int:
    """Read a number from an address; 0 where there is none that a row could have."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < len(str(2**63)) else 0
