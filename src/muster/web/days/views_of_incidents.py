"""Telling of an incident from any phone of the day, and looking after it."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from muster.web.days import actions_of_saturday, homes, hurrying, incidents, inviting, leads, queries
from muster.web.days.forms_of_saturday import DoneForm, ReportForm
from muster.web.days.live import Tick
from muster.web.days.queries_of_saturday import days_told_of_by, here_since, incidents_run_by
from muster.web.days.riders import standing
from muster.web.days.rules import may_report
from muster.web.days.standing import standing_of
from muster.web.days.whereabouts import ticks_from
from muster.web.power import looks
from muster.web.record.actor import Actor
from muster.web.roll.middleware import MemberRequest

if TYPE_CHECKING:
    from muster.web.days.models import Day


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: MemberRequest, pk: int) -> HttpResponse:
    """Tell of an incident, signed in."""
    one = get_object_or_404(days_told_of_by(request.actor), pk=pk)
    return _report(request, one, by=request.actor, back="")


@csrf_exempt  # the link itself says who tells
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Tell of an incident by the link of one's invitation, without signing in."""
    invitation = inviting.opened(token)
    by = Actor(None, invitation.person.pseudonym) if invitation else None
    if invitation is None or by is None or not may_report(by, invitation.day):
        raise Http404
    return _report(request, invitation.day, by=by, back=token)


def _report(request: HttpRequest, one: "Day", *, by: Actor, back: str) -> HttpResponse:
    form = ReportForm(request.POST or None)
    told: dict[str, Any] = {"day": one, "form": form, "token": back, "ring": leads.whom_to_ring(one)}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions_of_saturday.report(one, kind=form.what(), place=given["place"], words=given["words"], by=by, at=now())
        hurrying.hurry()
        told["done"] = True
    return render(request, "days/live/report.html", told, status=422 if form.errors else 200)


@csrf_exempt  # the link itself says who ticks
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def here_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Say by one's link that one is at the meeting point."""
    invitation = inviting.opened(token)
    coming = standing(invitation.day).filter(person=invitation.person).first() if invitation else None
    if invitation is None or coming is None:
        raise Http404
    ticked = here_since(coming)
    begins_at = ticks_from(coming.day) if now() < ticks_from(coming.day) else None
    if request.method == "POST" and ticked is None and begins_at is None:
        by = Actor(None, invitation.person.pseudonym)
        ticked = actions_of_saturday.check_in(coming, kind=Tick.HERE, by=by, at=now())
    return render(
        request,
        "days/live/here.html",
        {"day": coming.day, "here_since": ticked, "token": token, "begins_at": begins_at},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def incident(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Show an incident; take it in hand; say what was done about it."""
    row = get_object_or_404(incidents_run_by(request.actor), day=pk, pk=number)
    form = DoneForm(request.POST if request.POST.get("deed") == "close" else None)
    if request.method == "POST":
        try:
            if request.POST.get("deed") == "take":
                actions_of_saturday.take_in_hand(row, by=request.actor, at=now())
                return redirect("days:incident", pk, number)
            if form.is_valid():
                actions_of_saturday.close_incident(row, done=form.cleaned_data["done"], by=request.actor, at=now())
                return redirect("days:incident", pk, number)
        except actions_of_saturday.ClosedAlreadyError:
            messages.info(request, _("Somebody was quicker. This is how it stands."))
            return redirect("days:incident", pk, number)
    told_by = incidents.names_of([row.told_by, row.answered_by, row.closed_by])
    looks.note(request.actor, [row.told_by], purpose="lifts", page="incident", at=now())
    context = {"day": row.day, "incident": row, "form": form, "names": told_by, "here": "live"}
    return render(request, "days/live/incident.html", context, status=422 if form.errors else 200)


@require_POST
def ask_home(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask everybody now to say when they are home."""
    one = get_object_or_404(queries.days_run_by(request.actor), pk=pk)
    if standing_of(one) is None:
        raise Http404
    try:
        homes.ask(one, by=request.actor, at=now())
    except actions_of_saturday.AskedAlreadyError:
        messages.info(request, _("They were asked before."))
    return redirect("days:live", pk)
