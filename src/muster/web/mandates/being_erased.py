"""Pages of being erased: asking for it, and carrying it out with a second person."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.web.mandates import actions_of_erasing as actions
from muster.web.mandates import own
from muster.web.mandates.asking import refused
from muster.web.mandates.queries import names_of
from muster.web.power import looks
from muster.web.power.asking import done_or_asked
from muster.web.record.again import again
from muster.web.record.erasing import StillNeededError
from muster.web.roll.middleware import MemberRequest
from muster.web.roll.models import Person
from muster.web.roll.queries import people_seen_by

_NO = (actions.HoldsPowerError, actions.IsStoppedError, actions.ErasedAlreadyError, StillNeededError)


@again
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: MemberRequest) -> HttpResponse:
    """Ask for what is held on oneself to be erased, or take that back."""
    person = get_object_or_404(people_seen_by(request.actor), pk=request.actor.person or 0)
    if request.POST.get("deed") == "back":
        return _taken_back(request, person)
    if request.method == "POST":
        try:
            actions.ask_erasure(person, by=request.actor, at=now())
            messages.success(request, _("Written down. Two officers carry it out; then you can’t enter any more."))
        except actions.AskedAlreadyError:
            messages.info(request, _("You asked for this before."))
        return redirect("mandates:mine")
    return render(request, "mandates/ask_erasure.html", {"here": "mine", "erasure": own.erasure_of(request.actor)})


def _taken_back(request: MemberRequest, person: Person) -> HttpResponse:
    try:
        actions.take_back_erasure(person, by=request.actor, at=now())
        messages.success(request, _("You stay, and all that is held on you."))
    except actions.NotAskedError:
        messages.info(request, _("There was nothing to take back."))
    return redirect("mandates:mine")


@require_safe
def erasure(request: MemberRequest, pk: int) -> HttpResponse:
    """Show who asks to be erased, and what will stay."""
    row = get_object_or_404(own.erasures_carried_out_by(request.actor), pk=pk)
    looks.note(request.actor, [row.who], purpose="care", page="erasure", at=now())
    told = {"erasure": row, "who": names_of([row.who]).get(row.who, "")}
    response = render(request, "mandates/erasure.html", told)
    response["Cache-Control"] = "no-store"
    return response


@again
@require_POST
def erase(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask for the second person."""
    row = get_object_or_404(own.erasures_carried_out_by(request.actor), pk=pk)
    if row.done_at is not None:
        raise Http404
    by, at = request.actor, now()
    try:
        return done_or_asked(request, lambda: actions.erase(row, by=by, at=at), by=by, at=at) or redirect(
            "mandates:erasure", pk
        )
    except _NO as error:
        refused(request, error)
    return redirect("mandates:erasure", pk)
