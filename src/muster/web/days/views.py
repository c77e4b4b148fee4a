"""Pages of a day: the day itself, its turfs, its seats, its files, and what changed."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from muster.plan.events import EventError
from muster.web.days import actions, queries, walks
from muster.web.roll.middleware import MemberRequest

TYPES = {**dict.fromkeys(queries.LAYERS, "application/geo+json"), "picture": "image/svg+xml"}


@require_safe
def first(request: MemberRequest) -> HttpResponse:
    """Lead to the newest day that the asker may see."""
    one = queries.days_seen_by(request.actor).order_by("-held_on", "-pk").first()
    if one is None:
        coming = settings.DEMO  # whose county takes a moment to make up
        return render(request, "days/none.html", {"coming": coming}, status=200 if coming else 404)
    return HttpResponseClientRedirect(resolve_url(one)) if request.headers.get("HX-Request") else redirect(one)


@require_safe
def day(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the whole day; it fills while the work runs."""
    one = get_object_or_404(queries.days_seen_by(request.actor), pk=pk)
    told = queries.day_told(one, request.actor)
    response = render(request, "days/day.html", {"told": told, "day": one, "here": "day"})
    response["Cache-Control"] = "no-store"
    if told.may_rehearse:
        queries.make_rehearsal_ready(one)
    return response


@require_safe
def files(request: MemberRequest, pk: int) -> HttpResponse:
    """List what was given, and every row that is set aside with its cure."""
    one = get_object_or_404(queries.days_seen_by(request.actor), pk=pk)
    return render(request, "days/files.html", {"day": one, "files": queries.files_of(one), "here": "files"})


@require_safe
def turfs(request: MemberRequest, pk: int) -> HttpResponse:
    """List the turfs: what the map shows, in words."""
    one = get_object_or_404(queries.days_seen_by(request.actor), pk=pk)
    told = {"day": one, "told": queries.turfs_told(one), "turfs": queries.turfs_of(one), "here": "turfs"}
    return render(request, "days/turfs.html", told)


@require_safe
def turf(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Show one turf: its walk and its doors in order."""
    one = get_object_or_404(queries.turfs_seen_by(request.actor), day=pk, number=number)
    walk = walks.drawn(walks.board_of(one))
    return render(request, "days/turf.html", {"day": one.day, "turf": one, "walk": walk, "here": "turfs"})


@require_safe
def board(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Print one board."""
    one = get_object_or_404(queries.turfs_seen_by(request.actor), day=pk, number=number)
    response = HttpResponse(walks.printed(one), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="board-{number}.pdf"'
    return response


@require_safe
def seats(request: MemberRequest, pk: int) -> HttpResponse:
    """List every vehicle, and whoever has no seat."""
    one = get_object_or_404(queries.days_seen_by(request.actor), pk=pk)
    return render(request, "days/seats.html", {"day": one, "told": queries.riding_of(one), "here": "seats"})


@require_safe
def vehicle(request: MemberRequest, pk: int, name: str) -> HttpResponse:
    """Show one vehicle's stops and times, and who gets in where."""
    one = get_object_or_404(queries.days_seen_by(request.actor), pk=pk)
    told = queries.vehicle_told(one, name)
    if told is None:
        raise Http404
    stopped = None if told.told["runs"] else queries.stopped_by(one, name)
    return render(request, "days/vehicle.html", {"day": one, "vehicle": told, "stopped": stopped, "here": "seats"})


@require_safe
def beds(request: MemberRequest, pk: int) -> HttpResponse:
    """List who sleeps where tonight, and who has no bed yet."""
    one = get_object_or_404(queries.days_seen_by(request.actor), pk=pk)
    return render(request, "days/beds.html", {"day": one, "told": queries.beds_of(one), "here": "beds"})


@require_POST
def mend(request: MemberRequest, pk: int) -> HttpResponse:
    """Tell that something happened, and mend the seats."""
    one = get_object_or_404(queries.days_seen_by(request.actor), pk=pk)
    event, after = request.POST.get("event", ""), request.POST.get("after", "")
    try:
        made = actions.mend(one, event=event, after=int(after) if after.isdigit() else -1, by=request.actor, at=now())
    except actions.MendedAlreadyError as error:
        messages.info(request, _("This was told before. Here is how it was mended."))
        return redirect("days:change", pk, error.seating.number)
    except actions.MovedOnError:
        messages.warning(request, _("The seats changed while you looked. This is how they stand now; try again."))
    except actions.NotPlannedError:
        messages.warning(request, _("There are no seats to mend yet. Wait until the plan stands."))
    except EventError as error:
        messages.warning(request, str(error))
    else:
        return redirect("days:change", pk, made.number)
    return redirect(one)


@require_safe
def change(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Show what one event changed: who moves, when they now leave, who can't be carried and why."""
    one = get_object_or_404(queries.seatings_seen_by(request.actor), day=pk, number=number, number__gt=0)
    told = queries.change_told(one, queries.before_of(one))
    return render(request, "days/change.html", {"day": one.day, "change": told, "here": "seats"})


@require_POST
def undo(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Take the last event back."""
    one = get_object_or_404(queries.seatings_seen_by(request.actor), day=pk, number=number, number__gt=0)
    try:
        actions.undo(one, by=request.actor, at=now())
    except actions.NotTheLastError:
        messages.info(request, _("This was taken back before, or something happened since. Here is how it stands."))
    else:
        messages.success(request, _("Everything is as it was before."))
    return redirect(one.day)


@require_safe
def certificate(request: MemberRequest, pk: int) -> HttpResponse:
    """Give the figures behind the promise."""
    one = get_object_or_404(queries.days_seen_by(request.actor), pk=pk)
    if one.certificate is None:
        raise Http404
    return JsonResponse(one.certificate, json_dumps_params={"indent": 1})


@require_safe
def drawing(request: MemberRequest, pk: int, kind: str) -> HttpResponse:
    """Give one layer of the map."""
    one = get_object_or_404(queries.drawings_seen_by(request.actor), day=pk, kind=kind)
    return HttpResponse(one.body, content_type=TYPES[one.kind])
