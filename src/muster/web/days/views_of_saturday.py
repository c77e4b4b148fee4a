"""Pages of the day itself: what happened and what it changes, the live board, who is home, incidents."""

import re
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.plan.events import EventError
from muster.plan.roads import RoadError
from muster.web.days import actions_of_seats, happenings, hurrying, letters_read, mending, queries
from muster.web.days import live as live_board
from muster.web.days.changes import change_told
from muster.web.days.queries_of_saturday import differences_run_by
from muster.web.days.standing import MendedAlreadyError, MovedOnError, NotPlannedError, head_of
from muster.web.days.views_of_seats import shown
from muster.web.power import looks
from muster.web.roll.middleware import MemberRequest

if TYPE_CHECKING:
    from muster.web.days.models import Day
    from muster.web.days.models_of_seats import Seating

CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def _day(request: MemberRequest, pk: int) -> "Day":
    return get_object_or_404(queries.days_run_by(request.actor), pk=pk)


def _seating(request: MemberRequest, pk: int, number: int) -> "Seating":
    seen = queries.seatings_seen_by(request.actor)
    return get_object_or_404(seen.select_related("day"), day=pk, number=number, number__gt=0)


@require_safe
def live(request: MemberRequest, pk: int) -> HttpResponse:
    """Show how everything stands; asked again every few seconds, it answers 304 as long as nothing changed."""
    one = _day(request, pk)
    version = live_board.version_of(one)
    if request.headers.get("If-None-Match") == version and "HX-Request" in request.headers:
        return HttpResponseNotModified()
    told = live_board.board_told(one)
    query = request.GET.get("q", "").strip()[:60]
    found = live_board.people_found(one, told, query) if told and query else ()
    wanted = [*_drivers(told), *(person["name"] for person in found)] if told else []
    names = shown(request, one, wanted, page="live") if told else {}
    context = {
        "day": one, "told": told, "names": names, "version": version, "query": query,
        "found": found, "here": "live", "clock": happenings.clock_of(one, at=now()),
    }  # fmt: skip
    response = render(request, "days/live/board.html", context)
    response["Cache-Control"] = "no-store"
    response["ETag"] = version
    return response


def _drivers(told: live_board.BoardTold) -> list[str]:
    return [one.told["driver"] for one in told.vehicles if one.told["driver"]] + [one.who for one in told.gone]


@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: MemberRequest, pk: int) -> HttpResponse:
    """Take what was tapped; ask only for what a tap can't say."""
    one = _day(request, pk)
    given = request.POST if request.method == "POST" else request.GET
    what, _colon, who = given.get("tell", "").partition(":")
    at = given.get("at") or happenings.clock_of(one, at=now())
    tapped = happenings.Tapped(what, who[:120], given.get("much", "")[:4], at if CLOCK.fullmatch(at) else "")
    try:
        amounts = happenings.amounts_of(what)
    except happenings.UnknownTapError:
        raise Http404 from None
    if request.method == "POST" and happenings.is_whole(tapped):
        return _mended(request, one, event=happenings.sentence(tapped), seen=given.get("after", ""))
    seen = given.get("after", "")
    names = shown(request, one, [who], page="live")
    context = {"day": one, "tapped": tapped, "amounts": amounts, "after": seen, "names": names, "here": "live"}
    return render(request, "days/live/tell.html", {**context, "usual": happenings.usual_clock(one)})


@require_POST
def mend(request: MemberRequest, pk: int) -> HttpResponse:
    """Tell that something happened, and see what it would change."""
    event = request.POST.get("event", "")[:200]
    return _mended(request, _day(request, pk), event=event, seen=request.POST.get("after", ""))


def _mended(request: MemberRequest, one: "Day", *, event: str, seen: str) -> HttpResponse:
    try:
        made = mending.propose(one, event=event, seen=int(seen) if seen.isdigit() else -1, by=request.actor, at=now())
    except MendedAlreadyError as error:
        messages.info(request, _("This was told before. Here is how it was mended."))
        return redirect("days:change", one.pk, error.seating.number)
    except MovedOnError as error:
        return _again(request, one, error, event=event)
    except NotPlannedError:
        messages.warning(request, _("There are no seats to mend yet. Wait until the plan stands."))
    except (EventError, RoadError) as error:
        messages.warning(request, str(error))
    else:
        return redirect("days:change", one.pk, made.number)
    return redirect("days:live", one.pk)


def _again(request: MemberRequest, one: "Day", error: MovedOnError, *, event: str = "") -> HttpResponse:
    """Say what happened while somebody looked; they may do the same upon it."""
    head = head_of(one)
    told = {"day": one, "since": error.since, "event": event, "head": head, "here": "live"}
    return render(request, "days/live/again.html", told, status=409)


@require_safe
def change(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Show what one event changed: who moves, when they now leave, who can't be carried and why."""
    one = _seating(request, pk, number)
    told = change_told(one)
    if one.sent_at and told.sent is None:  # it was sent together with what happened after it
        return redirect("days:change", pk, live_board.sent_with(one))
    names = shown(request, one.day, list(told.touched), page="change")
    context = {"day": one.day, "change": told, "names": names, "messages_due": len(told.touched), "here": "live"}
    context["told"] = live_board.sent_told(told.sent) if told.sent else None
    response = render(request, "days/change.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def letters(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Show what everybody read when a difference was sent."""
    sent = get_object_or_404(differences_run_by(request.actor), day=pk, after=number)
    one = sent.day
    first = int(request.GET["from"]) if request.GET.get("from", "").isdigit() else 0
    written, total = letters_read.letters_of(sent, first=first)
    readers = [letter.to for letter in written]
    shown(request, one, letters_read.named_in(sent, readers), page="change")
    looks.note(request.actor, readers, purpose="lifts", page="change", at=now())
    context = {"day": one, "sent": sent, "letters": written, "total": total, "next": first + len(written)}
    response = render(request, "days/live/letters.html", {**context, "here": "live"})
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def undo(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Take the last event back; once people were told, that is a new proposal."""
    one = _seating(request, pk, number)
    try:
        made = mending.take_back(one, by=request.actor, at=now())
    except MovedOnError:
        messages.info(request, _("This was taken back before, or something happened since. Here is how it stands."))
        return redirect(one.day)
    if made is not None:
        return redirect("days:change", pk, made.number)
    messages.success(request, _("Everything is as it was before."))
    return redirect(one.day)


@require_POST
def send(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Tell everybody whom the proposal touches."""
    one = _seating(request, pk, number)
    try:
        actions_of_seats.send(one, by=request.actor, at=now())
    except actions_of_seats.SentAlreadyError:
        messages.info(request, _("Everybody was told before."))
    except MovedOnError as error:
        return _again(request, one.day, error)
    else:
        hurrying.hurry()
        messages.success(request, _("On its way to everybody whom it touches."))
    return redirect("days:change", pk, number)


@require_POST
def write_again(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Write the messages of a difference once more."""
    sent = get_object_or_404(differences_run_by(request.actor), day=pk, after=number)
    try:
        actions_of_seats.write_again(sent, by=request.actor, at=now())
    except actions_of_seats.WrittenAlreadyError:
        messages.info(request, _("They are on their way."))
    else:
        hurrying.hurry()
    return redirect("days:change", pk, number)
