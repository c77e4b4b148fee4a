"""Pages of what a day cost: a driver's fuel, a coach's invoice, all of it summed for whoever pays."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.web.days import actions_of_claims, claims, comings
from muster.web.days.forms_of_people import FuelForm, InvoiceForm
from muster.web.days.views_of_answers import Desk, NotTheirsError, desk_by_link, desk_signed_in
from muster.web.power import looks
from muster.web.roll.middleware import MemberRequest

if TYPE_CHECKING:
    from muster.web.days.models import Day

READ_OR_SAY = ["GET", "HEAD", "POST"]


def _planned(request: MemberRequest, pk: int) -> "Day":
    day: Day = get_object_or_404(comings.days_peopled_by(request.actor), pk=pk)
    if not comings.plans(request.actor, day):
        raise Http404
    return day


@csrf_exempt  # as the page where somebody answers
@login_not_required
@never_cache
@require_http_methods(READ_OR_SAY)
def asked_claim(request: MemberRequest, token: str) -> HttpResponse:
    """Ask one's fuel back, by one's link."""
    try:
        return _claim(request, desk_by_link(request, token))
    except NotTheirsError:
        raise Http404 from None


@never_cache
@require_http_methods(READ_OR_SAY)
def my_claim(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask one's fuel back, signed in."""
    return _claim(request, desk_signed_in(request, pk))


def _claim(request: MemberRequest, desk: Desk) -> HttpResponse:
    day, person = desk.invitation.day, desk.invitation.person
    form = FuelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions_of_claims.claim(form.bill(day, person), by=desk.by, at=now())
        except claims.ClaimedAlreadyError:
            messages.info(request, _("You told us before; it is counted once."))
            return redirect(desk.claim)
        except claims.NotInItError:
            raise Http404 from None
        messages.success(request, _("It is written down. Whoever pays sees it."))
        return redirect(desk.claim)
    rows = claims.claims_of(day, person)
    told: dict[str, Any] = {"day": day, "desk": desk, "form": form, "claims": rows, "rate": claims.PENCE_A_MILE}
    return render(request, "days/people/claim.html", told)


@never_cache
@require_http_methods(READ_OR_SAY)
def costs(request: MemberRequest, pk: int) -> HttpResponse:
    """Sum what a day costs, and note a coach's invoice."""
    day = _planned(request, pk)
    form = InvoiceForm(request.POST or None, day=day)
    if request.method == "POST" and form.is_valid():
        try:
            actions_of_claims.claim(form.bill(), by=request.actor, at=now())
        except claims.ClaimedAlreadyError:
            messages.info(request, _("This invoice was noted before; it is counted once."))
        return redirect("days:costs", pk)
    told = claims.costs_of(day)
    whom = [one.person.pseudonym for one in told.claims if one.person]
    looks.note(request.actor, whom, purpose="canvass", page="costs", at=now())
    return render(request, "days/people/costs.html", {"day": day, "told": told, "form": form, "here": "people"})


@never_cache
@require_safe
def costs_csv(request: MemberRequest, pk: int) -> HttpResponse:
    """Give the same as a table for a treasurer's program."""
    day = _planned(request, pk)
    told = claims.costs_of(day)
    whom = [one.person.pseudonym for one in told.claims if one.person]
    looks.note(request.actor, whom, purpose="canvass", page="costs", at=now())
    response = HttpResponse(claims.costs_csv(told.claims), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="costs-{day.held_on.isoformat()}.csv"'
    return response


@require_POST
def settle_claim(request: MemberRequest, pk: int, claim: int) -> HttpResponse:
    """Note that a claim was paid, or refused."""
    row = get_object_or_404(claims.all_of(_planned(request, pk)), pk=claim)
    try:
        actions_of_claims.settle_claim(row, paid=request.POST.get("deed") == "paid", by=request.actor, at=now())
    except claims.SettledAlreadyError:
        messages.info(request, _("It was paid or refused before."))
    return redirect("days:costs", pk)
