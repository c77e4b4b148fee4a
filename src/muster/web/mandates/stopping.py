"""Pages of suspension and of broken glass."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.guard.need import WalledError
from muster.web.mandates import queries
from muster.web.mandates.asking import REFUSALS, refused
from muster.web.mandates.forms import GlassForm, SuspendForm, TellForm
from muster.web.mandates.views import READ, WRITE, founds
from muster.web.power import actions, looks
from muster.web.power.asking import done_or_asked
from muster.web.record.again import again
from muster.web.roll.middleware import MemberRequest

if TYPE_CHECKING:
    from muster.web.power.models import Suspension


def _standing(request: MemberRequest, pk: int) -> "Suspension":
    founds(request)
    found = [one.suspension for one in queries.suspensions_seen_by(request.actor, at=now()) if one.suspension.pk == pk]
    if not found or found[0].holder == request.actor.pseudonym:
        raise Http404
    return found[0]


@require_safe
def suspensions(request: MemberRequest) -> HttpResponse:
    """List the suspensions that stand, and what is due to whom."""
    founds(request)
    stopped = queries.suspensions_seen_by(request.actor, at=now())
    looks.note(
        request.actor, [one.suspension.holder for one in stopped], purpose="founding", page="suspensions", at=now()
    )
    told = {"suspensions": stopped, "here": "suspensions"}
    return render(request, "mandates/suspensions.html", told)


@again
@require_http_methods(READ)
def suspend(request: MemberRequest) -> HttpResponse:
    """Stop somebody's access: ask for the second person."""
    founds(request)
    form = SuspendForm(request.POST or None)
    if request.method == WRITE and form.is_valid():
        holder, by, at = form.cleaned_data["who"].pseudonym, request.actor, now()
        if holder == by.pseudonym:
            form.add_error("who", _("Another must ask for that."))
        else:
            scope = form.cleaned_data["scope"]
            return _of_two(request, lambda: actions.suspend(holder, scope=scope, by=by, at=at))
    return render(request, "mandates/write.html", {"form": form, "what": "suspend", "here": "suspensions"})


@require_http_methods(READ)
def give_reasons(request: MemberRequest, pk: int) -> HttpResponse:
    """Tell whoever is suspended why."""
    stopped = _standing(request, pk)
    return _tell(
        request, "reasons", lambda text: actions.give_reasons(stopped, reasons=text, by=request.actor, at=now())
    )


@require_http_methods(READ)
def offer_hearing(request: MemberRequest, pk: int) -> HttpResponse:
    """Offer a hearing."""
    stopped, by = _standing(request, pk), request.actor
    return _tell(request, "hearing", lambda text: actions.offer_hearing(stopped, when=text, by=by, at=now()))


@require_POST
def end(request: MemberRequest, pk: int) -> HttpResponse:
    """Lift a suspension."""
    stopped = _standing(request, pk)
    try:
        actions.end_suspension(stopped, by=request.actor, at=now())
    except actions.EndedAlreadyError as error:
        refused(request, error)
    return redirect("mandates:suspensions")


@again
@require_http_methods(READ)
def glass(request: MemberRequest) -> HttpResponse:
    """Take a power that can't wait for a second person."""
    founds(request)
    form = GlassForm(request.POST or None)
    if request.method == WRITE and form.is_valid():
        told = form.cleaned_data
        try:
            actions.break_glass(told["compartment"], reason=told["reason"], by=request.actor, at=now())
            messages.success(request, _("Yours for an hour. Every member can see it, and another will review it."))
            return redirect("mandates:holders")
        except WalledError as error:
            form.add_error("compartment", str(REFUSALS[type(error)]))
    return render(request, "mandates/write.html", {"form": form, "what": "glass", "here": "holders"})


@require_POST
def review(request: MemberRequest, pk: int) -> HttpResponse:
    """Say whether glass was rightly broken."""
    found = [one.glass for one in queries.glass_seen_by(request.actor) if one.glass.pk == pk]
    if not found:
        raise Http404
    try:
        actions.review(found[0], right=request.POST.get("right") == "yes", by=request.actor, at=now())
    except actions.EndedAlreadyError as error:
        refused(request, error)
    return redirect("mandates:holders")


def _of_two(request: MemberRequest, deed: Callable[[], object]) -> HttpResponse:
    try:
        asked = done_or_asked(request, deed, by=request.actor, at=now())
    except actions.EndedAlreadyError as error:
        refused(request, error)
        asked = None
    return asked or redirect("mandates:suspensions")


def _tell(request: MemberRequest, what: str, tell: Callable[[str], object]) -> HttpResponse:
    form = TellForm(request.POST or None)
    if request.method == WRITE and form.is_valid():
        try:
            tell(form.cleaned_data["text"])
        except actions.EndedAlreadyError as error:
            refused(request, error)
        return redirect("mandates:suspensions")
    return render(request, "mandates/write.html", {"form": form, "what": what, "here": "suspensions"})
