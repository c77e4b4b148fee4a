"""By what right the movement keeps its roll, and whom to ask about data protection: a founder's page."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from muster.guard.need import EVERYWHERE
from muster.web.enter import actions, queries
from muster.web.enter.forms import ProtectionForm
from muster.web.record.meanwhile import changed_meanwhile, filled
from muster.web.roll.middleware import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def protection(request: MemberRequest) -> HttpResponse:
    """Say by what right the roll is kept, and whom to ask."""
    movement = queries.movement()
    if movement is None or not request.actor.holds("founder", compartment=EVERYWHERE):
        raise Http404
    stands = {"contact": movement.contact, "basis": movement.basis, "condition": movement.condition}
    form = filled(ProtectionForm(request.POST or None), stands)
    if request.method == "POST" and form.is_valid() and not changed_meanwhile(form):
        actions.set_protection(movement, **form.cleaned_data, by=request.actor, at=now())
        messages.success(request, _("Kept. This is how it reads."))
        return redirect("roll:record")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "enter/protection.html", {"form": form}, status=status)
