"""Pages of the panel that hears somebody whose access was stopped."""

import datetime as dt
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from muster.guard import lot
from muster.guard.need import EVERYWHERE
from muster.web.mandates import actions_of_panels as actions
from muster.web.mandates.asking import refused
from muster.web.mandates.lots import fallen_out
from muster.web.mandates.models import Panel, Panellist
from muster.web.mandates.queries import names_of, sealed, suspensions_seen_by
from muster.web.mandates.views import founds
from muster.web.power import looks
from muster.web.power.actions import EndedAlreadyError
from muster.web.record.actor import Actor
from muster.web.roll.middleware import MemberRequest


@dataclass(frozen=True, slots=True)
class Drawn:
    """Somebody the lot fell on, as the page tells it."""

    seat: Panellist
    name: str
    lot: str
    sits: bool
    out: bool
    says: str
    ours: bool


def panels_seen_by(actor: Actor) -> QuerySet[Panel]:
    """Give the panels that one may see: all to a founder; those that hear one, or that one was drawn for."""
    rows = Panel.objects.select_related("suspension")
    if actor.holds("founder", compartment=EVERYWHERE):
        return rows
    return rows.filter(Q(suspension__holder=actor.pseudonym) | Q(drawn__who=actor.pseudonym)).distinct()


def drawn_told(panel: Panel, actor: Actor, *, at: dt.datetime) -> list[Drawn]:
    """Tell whom the lot fell on, in their order, and who of them sits at that moment."""
    rows = list(Panellist.objects.filter(panel=panel).order_by("place"))
    names = names_of(row.who for row in rows)
    out = fallen_out(panel, at=at)
    sit = lot.seated([row.who for row in rows], declined=out)
    seed = bytes.fromhex(panel.seed)
    return [
        Drawn(
            row,
            names.get(row.who, ""),
            lot.lot_of(seed, row.who),
            row.who in sit,
            row.who in out,
            row.get_says_display(),
            row.who == actor.pseudonym,
        )
        for row in rows
    ]


@require_POST
def call(request: MemberRequest, pk: int) -> HttpResponse:
    """Promise a panel for a suspension."""
    founds(request)
    found = [one.suspension for one in suspensions_seen_by(request.actor, at=now()) if one.suspension.pk == pk]
    if not found or found[0].holder == request.actor.pseudonym:
        raise Http404
    try:
        actions.call_panel(found[0], by=request.actor, at=now())
    except actions.DrawnAlreadyError:
        messages.info(request, _("A panel was promised before."))
    return redirect("mandates:panel", Panel.objects.get(suspension=found[0]).pk)


@require_safe
def panel(request: MemberRequest, pk: int) -> HttpResponse:
    """Show how a panel was drawn, and how anybody draws it again."""
    row = get_object_or_404(panels_seen_by(request.actor), pk=pk)
    told = drawn_told(row, request.actor, at=now())
    seen = [row.suspension.holder, *(one.seat.who for one in told)]
    looks.note(request.actor, seen, purpose="founding", page="panel", at=now())
    holder = names_of([row.suspension.holder]).get(row.suspension.holder, "")
    draws = request.actor.holds("founder", compartment=EVERYWHERE) and row.suspension.holder != request.actor.pseudonym
    words = Panellist.Word.choices[1:]
    hears = any(one.ours and one.sits for one in told) or row.suspension.holder == request.actor.pseudonym
    case = sealed(row.suspension) if hears else {}
    page = {
        "case": case,
        "panel": row,
        "drawn": told,
        "holder": holder,
        "draws": draws,
        "words": words,
        "open": _open(row),
    }
    response = render(request, "mandates/panel.html", page)
    response["Cache-Control"] = "no-store"
    return response


def _open(panel: Panel) -> bool:
    return panel.suspension.ended_at is None and now() < panel.suspension.ends_at


@require_POST
def draw(request: MemberRequest, pk: int) -> HttpResponse:
    """Draw a promised panel."""
    row = get_object_or_404(panels_seen_by(request.actor), pk=pk)
    try:
        actions.draw_panel(row, by=request.actor, at=now())
    except actions.DrawnAlreadyError:
        messages.info(request, _("It was drawn before."))
    except lot.TooFewError:
        messages.error(request, _("Fewer than three members have no interest in anybody concerned: none can be drawn."))
    return redirect("mandates:panel", pk)


@require_POST
def decline(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that one can't sit."""
    seat = get_object_or_404(Panellist, pk=pk, who=request.actor.pseudonym)
    try:
        actions.decline(seat, by=request.actor, at=now())
        messages.success(request, _("Written down. The next by lot sits in your place."))
    except actions.DrawnAlreadyError:
        messages.info(request, _("You said so before."))
    return redirect("mandates:panel", seat.panel_id)


@require_POST
def speak(request: MemberRequest, pk: int) -> HttpResponse:
    """Say what becomes of a suspension, as one of three."""
    seat = get_object_or_404(Panellist, pk=pk, who=request.actor.pseudonym)
    word = request.POST.get("word", "")
    if word not in Panellist.Word.values[1:]:
        return redirect("mandates:panel", seat.panel_id)
    try:
        actions.speak(seat, word=Panellist.Word(word), by=request.actor, at=now())
        messages.success(request, _("Written down. What two of you say alike is so."))
    except (actions.NoHearingError, actions.NotSeatedError, EndedAlreadyError) as error:
        refused(request, error)
    return redirect("mandates:panel", seat.panel_id)
