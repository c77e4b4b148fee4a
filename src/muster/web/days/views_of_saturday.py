"""Pages of the day itself: what happened and what it changes, the live board, who is home, incidents."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.plan.events import EventError
from muster.plan.roads import RoadError
from muster.web.days import actions_of_seats, happenings, hurrying, leads, letters_read, mending, queries, telling
from muster.web.days import live as live_board
from muster.web.days.asking_again import shows_already, version_of, versioned
from muster.web.days.changes import Change, change_told
from muster.web.days.going_out import SentTold, held_until, sent_told
from muster.web.days.names import Named, called, named_by
from muster.web.days.queries_of_saturday import differences_run_by
from muster.web.days.rehearsing import days_ahead
from muster.web.days.standing import MendedAlreadyError, MovedOnError, NotPlannedError, chain_of, head_of
from muster.web.days.vehicles_now import found_of
from muster.web.days.views_of_seasons import lead_first
from muster.web.days.views_of_seats import shown
from muster.web.days.whereabouts import Neighbour, rung, ticks_from
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
    one, at = _day(request, pk), now()
    asked = live_board.asked_of(one)
    version = asked.version(at=at)
    if shows_already(request, version):
        return HttpResponseNotModified()
    told = live_board.board_told(asked, at=at)
    query = request.GET.get("q", "").strip()[:60]
    found = found_of(one, told.vehicles, told.people, query) if told and query else None
    happened = told.proposal.happened if told and told.proposal else ()
    about = [who for event, _back in happened for who in named_by(event)]
    wanted = [*(gone.who for gone in told.gone), *(found.names if found else ()), *about] if told else []
    names = shown(request, one, wanted, page="live")
    context = {
        "day": one, "told": told, "names": names, "version": version, "query": query,
        "found": found, "here": "live", "clock": happenings.clock_of(one, at=at),
        "begins_at": ticks_from(one) if at < ticks_from(one) else None,
    }  # fmt: skip
    return versioned(render(request, "days/live/board.html", context), version)


@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: MemberRequest, pk: int) -> HttpResponse:
    """Take what was tapped; ask only for what a tap can't say."""
    one = _day(request, pk)
    given = request.POST if request.method == "POST" else request.GET
    what, _colon, who = given.get("tell", "").partition(":")
    at = given.get("at") or happenings.clock_of(one, at=now())
    at = at if CLOCK.fullmatch(at) else ""
    where = happenings.last_left(one, who) if what == "broken" else given.get("where", "")[:100]
    tapped = happenings.Tapped(what, who[:120], given.get("much", "")[:4], at, where)
    try:
        amounts = happenings.amounts_of(what)
    except happenings.UnknownTapError:
        raise Http404 from None
    seen, told_why = given.get("after", ""), ""
    if request.method == "POST" and happenings.is_whole(tapped):
        try:
            return _mended(request, one, event=happenings.sentence(tapped), seen=seen)
        except (EventError, RoadError) as error:
            told_why = _why(request, one, error)
    return _asked(request, one, tapped, amounts, seen=seen, why=told_why)


def _asked(
    request: MemberRequest, one: "Day", tapped: happenings.Tapped, amounts: tuple[int, ...], *, seen: str, why: str
) -> HttpResponse:
    """Ask what a tap doesn't say: how much, where, when."""
    clock, given = happenings.clock_of(one, at=now()), request.POST if request.method == "POST" else request.GET
    leaves = happenings.leaves_at(one, tapped.who)
    places = happenings.places_of(one, tapped.who, clock=clock) if tapped.what == "late" else ()
    doors = [place.rider for place in places if place.rider and not place.stop]
    names = shown(request, one, [tapped.who, *doors], page="live")
    context = {
        "day": one, "tapped": tapped, "amounts": amounts, "after": seen, "names": names, "here": "live",
        "usual": given.get("at") or happenings.usual_clock(one, leaves=leaves), "why": why, "asks_when": not clock,
        "stops": places if len(places) > 1 else (),
        "where": given.get("where", happenings.usual_place(one, tapped.who, places, clock=clock)),
    }  # fmt: skip
    return render(request, "days/live/tell.html", context, status=422 if why else 200)


@require_POST
def mend(request: MemberRequest, pk: int) -> HttpResponse:
    """Tell that something happened, and see what it would change."""
    one, event = _day(request, pk), request.POST.get("event", "")[:200]
    try:
        return _mended(request, one, event=event, seen=request.POST.get("after", ""))
    except (EventError, RoadError) as error:
        messages.warning(request, _why(request, one, error))
        return redirect("days:live", pk)


def _why(request: MemberRequest, one: "Day", error: Exception) -> str:
    """Say why the core refused, in people's own names."""
    return called(str(error), shown(request, one, named_by(str(error)), page="live"))


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
    else:
        return redirect("days:change", one.pk, made.number)
    return redirect("days:live", one.pk)


def _again(request: MemberRequest, one: "Day", error: MovedOnError, *, event: str = "") -> HttpResponse:
    """Say what happened while somebody looked; they may do the same upon it."""
    head = head_of(one)
    about = [who for said in (event, *(row.event for row in error.since)) for who in named_by(said)]
    names = shown(request, one, about, page="live")
    told = {"day": one, "since": error.since, "event": event, "head": head, "names": names, "here": "live"}
    return render(request, "days/live/again.html", told, status=409)


@require_safe
def change(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Show what one event changed: who moves, when they now leave, who can't be carried and why."""
    one = _seating(request, pk, number)
    told = change_told(one)
    if one.sent_at and told.sent is None:  # it was sent together with what happened after it
        return redirect("days:change", pk, live_board.sent_with(one))
    far = sent_told(told.sent, at=now()) if told.sent else None
    version = version_of((far, told.is_last))
    if shows_already(request, version):
        return HttpResponseNotModified()
    later = None if told.is_last or told.undone else chain_of(one.day)[-1]
    events = [*(event for event, _back in told.happened), *([later.event] if later else [])]
    names = shown(request, one.day, [*told.touched, *(who for said in events for who in named_by(said))], page="change")
    context = {"day": one.day, "change": told, "names": names, "later": later, "here": "live"}
    context["due"] = telling.due(one.day, told.touched) if told.is_last and not told.sent else None
    context |= {"told": far, "goes_at": held_until(one.day, at=now()), "version": version}
    context["rings"] = _to_be_rung(request, one.day, told, far, names) if far else {}
    return versioned(render(request, "days/change.html", context), version)


def _to_be_rung(
    request: MemberRequest, one: "Day", change: Change, far: SentTold, names: Mapping[str, Named]
) -> dict[str, tuple[Neighbour, ...]]:
    """Give whom no message told, each with where they are rung; note whom that shows beside those who are named."""
    unreached = [names[who] for who in change.sent.unreached if who in names] if change.sent else []
    told = {
        "unreached": rung(one, [(who.pseudonym, who.name) for who in unreached], at=now()),
        "stopped": rung(one, far.stopped_to, at=now()),
        "stuck": rung(one, far.stuck_to, at=now()),
    }
    noted = {who.pseudonym for who in names.values()}
    beside = [who.pseudonym for each in told.values() for who in each if who.pseudonym not in noted]
    looks.note(request.actor, beside, purpose="lifts", page="change", at=now())
    return told


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
    context |= {"told": sent_told(sent, at=now()), "here": "live"}
    response = render(request, "days/live/letters.html", context)
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
        return redirect("days:live", pk)
    if made is not None:
        return redirect("days:change", pk, made.number)
    messages.success(request, _("Everything is as it was before."))
    return redirect("days:live", pk)


@require_POST
def send(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Tell everybody whom the proposal touches; before the day only after a question."""
    one = _seating(request, pk, number)
    ahead = days_ahead(one.day, at=now())
    if ahead and request.POST.get("sure") != str(ahead) and not leads.lacks_lead(one.day, at=now()):
        told = change_told(one)
        if told.is_last and not told.sent and told.touched:
            return _sure(request, one.day, told, ahead)
    try:
        actions_of_seats.send(one, by=request.actor, at=now())
    except leads.NoLeadError:
        return lead_first(request, pk, change=number)
    except actions_of_seats.SentAlreadyError:
        messages.info(request, _("Everybody was told before."))
    except MovedOnError as error:
        return _again(request, one.day, error)
    else:
        hurrying.hurry()
        messages.success(request, _("The messages are being written. How far they came stands here."))
    return redirect("days:change", pk, number)


def _sure(request: MemberRequest, one: "Day", told: Change, ahead: int) -> HttpResponse:
    """Ask whether people are to be told so many days ahead; nobody is told yet."""
    names = shown(request, one, [who for event, _back in told.happened for who in named_by(event)], page="change")
    context = {
        "day": one, "change": told, "names": names, "ahead": ahead, "here": "live",
        "due": telling.due(one, told.touched), "goes_at": held_until(one, at=now()),
    }  # fmt: skip
    return render(request, "days/live/sure.html", context)


@require_POST
def write_again(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Write the messages of a difference once more."""
    sent = get_object_or_404(differences_run_by(request.actor), day=pk, after=number)
    try:
        actions_of_seats.write_again(sent, by=request.actor, at=now())
    except actions_of_seats.WrittenAlreadyError:
        messages.info(request, _("They are on their way."))
    hurrying.hurry()
    return redirect("days:change", pk, number)
