"""Pages of a day: the day itself, its turfs, its map."""

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from muster.web.days import boards, comings, mending, queries, seasons, walks
from muster.web.days.corrections import NoGroundError, OtherStreetsError
from muster.web.days.refusals import why_not
from muster.web.days.rules import may_plan
from muster.web.intake.pages import elsewhere
from muster.web.roll.middleware import MemberRequest

A_PAGE = 100  # turfs: as many as a page can show in its 50 ms
TYPES = {**dict.fromkeys(queries.LAYERS, "application/geo+json"), "picture": "image/svg+xml"}


@require_safe
def first(request: MemberRequest) -> HttpResponse:
    """Lead to the list of days, or to the only one; whoever only comes along, to their own page."""
    some, asked = queries.days_seen_by(request.actor)[:2], comings.only_asked_to(request.actor, today=localdate())
    coming = settings.DEMO and not queries.is_one_called()  # its county takes a moment to make up
    if asked:
        there = resolve_url("days:mine", asked[0].pk) if len(asked) == 1 else resolve_url("days:my_days")
    elif not some and (coming or not seasons.organised(request.actor)):
        if coming or not request.headers.get("HX-Request"):
            return render(request, "days/none.html", {"coming": coming})
        there = resolve_url("first")  # whoever watched the county being made up sees that none of its days is theirs
    else:
        there = resolve_url(some[0] if len(some) == 1 else "days:seasons")
    return elsewhere(request, there)


@require_safe
def day(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the whole day; it fills while the work runs."""
    one = get_object_or_404(queries.days_seen_by(request.actor).select_related("area"), pk=pk)
    told = queries.day_told(one, request.actor)
    own = comings.is_asked(request.actor, one)
    response = render(request, "days/day.html", {"told": told, "day": one, "own": own, "here": "day"})
    response["Cache-Control"] = "no-store"
    if told.may_rehearse:
        mending.make_rehearsal_ready(one)
    return response


@require_safe
def turfs(request: MemberRequest, pk: int) -> HttpResponse:
    """List the turfs: what the map shows, in words."""
    one = get_object_or_404(queries.days_seen_by(request.actor), pk=pk)
    rows = list(queries.turfs_of(one))
    plans = may_plan(request.actor, one)
    wanted = request.GET.get("from", "")
    later = [row for row in rows if row.number >= (int(wanted) if wanted.isdecimal() else 0)]
    corrects = plans and bool(one.laid) and one.state == "cut"
    promise = queries.turfs_told(one)
    last = queries.last_correction(one) if corrects and promise and promise.wide else None
    told = {
        "day": one, "told": promise, "last": last, "turfs": later[:A_PAGE], "count": len(rows), "plans": plans,
        "next": later[A_PAGE].number if len(later) > A_PAGE else None,
        "corrects": corrects, "late": queries.late_of(one, rows),
        "here": "turfs",
    }  # fmt: skip
    return render(request, "days/turfs.html", told)


@require_safe
def turf(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Show one turf: its walk and its doors in order."""
    one = get_object_or_404(queries.turfs_seen_by(request.actor), day=pk, number=number)
    walk = walks.drawn(boards.draft_board(one))
    corrects = may_plan(request.actor, one.day) and bool(one.day.laid) and one.day.state == "cut"
    told = {"day": one.day, "turf": one, "walk": walk, "corrects": corrects, "here": "turfs"}
    return render(request, "days/turf.html", told)


@require_safe
def board(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Print one board."""
    one = get_object_or_404(queries.turfs_seen_by(request.actor), day=pk, number=number)
    response = HttpResponse(walks.printed(one), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="board-{number}.pdf"'
    return response


@require_safe
def certificate(request: MemberRequest, pk: int) -> HttpResponse:
    """Give the figures behind the promise."""
    one = get_object_or_404(queries.days_seen_by(request.actor), pk=pk)
    if one.certificate is None:
        raise Http404
    return JsonResponse(one.certificate, json_dumps_params={"indent": 1})


@require_safe
def proof(request: MemberRequest, pk: int) -> HttpResponseBase:
    """Give what `muster plan check` works every figure out again from."""
    from muster.web.days import proving  # noqa: PLC0415 - the planner takes a second and a half to load

    one = get_object_or_404(queries.days_run_by(request.actor).exclude(certificate=None), pk=pk)
    try:
        archive = proving.proof_of(one)
    except (NoGroundError, OtherStreetsError) as error:
        messages.warning(request, why_not(error))
        return redirect("days:turfs", pk)
    return FileResponse(archive, as_attachment=True, filename=f"day-{pk}.zip", headers={"Cache-Control": "no-store"})


@require_safe
def drawing(request: MemberRequest, pk: int, kind: str) -> HttpResponse:
    """Give one layer of the map."""
    one = get_object_or_404(queries.days_seen_by(request.actor), pk=pk)
    body = queries.drawn(one, kind)
    if body is None:
        raise Http404
    return HttpResponse(body, content_type=TYPES[kind])
