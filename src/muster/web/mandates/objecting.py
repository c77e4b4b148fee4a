"""Pages of one's own record: carry it away, object to its use; and for officers, hear who objects."""

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from muster.web.mandates import actions, own
from muster.web.mandates.forms import HearForm, ObjectForm
from muster.web.power import looks
from muster.web.roll.middleware import MemberRequest
from muster.web.roll.queries import people_seen_by

READ = ["GET", "HEAD", "POST"]


@require_safe
def carry_away(request: MemberRequest) -> HttpResponse:
    """Give everything that is held on whoever asks, as one file."""
    if request.actor.person is None:
        raise Http404
    response = JsonResponse(own.record_of(request.actor), json_dumps_params={"indent": 1, "ensure_ascii": False})
    looks.note(request.actor, own.names_beside(request.actor, at=now()), purpose="care", page="mine", at=now())
    response["Content-Disposition"] = 'attachment; filename="what-is-held-on-me.json"'
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(READ)
def object_to(request: MemberRequest) -> HttpResponse:
    """Object to a use of one's record."""
    person = get_object_or_404(people_seen_by(request.actor), pk=request.actor.person or 0)
    form = ObjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.object_to(person, words=form.cleaned_data["words"], by=request.actor, at=now())
            messages.success(request, _("Written down. The officers of your group are told, and answer here."))
        except actions.StandsAlreadyError:
            messages.error(request, _("You objected before, and nobody has answered yet."))
        return redirect("mandates:mine")
    return render(request, "mandates/write.html", {"form": form, "what": "object", "here": "mine"})


@require_http_methods(READ)
def hear(request: MemberRequest, pk: int) -> HttpResponse:
    """Show who objects to what; say what was done."""
    row = get_object_or_404(own.objections_heard_by(request.actor), pk=pk)
    form = HearForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.hear(row, done=form.cleaned_data["done"], by=request.actor, at=now())
            messages.success(request, _("They read it on their own page."))
        except actions.HeardAlreadyError:
            messages.error(request, _("Somebody answered before."))
        return redirect("mandates:hear", pk)
    looks.note(request.actor, [row.who], purpose="care", page="objection", at=now())
    (told,) = own.objected([row])
    response = render(request, "mandates/hear.html", {"told": told, "form": form})
    response["Cache-Control"] = "no-store"
    return response
