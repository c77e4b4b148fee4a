"""The movement's own accent: the page on which a founder sets it, and the stylesheet that brings it everywhere."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from muster.guard.need import EVERYWHERE
from muster.web.enter import accent, actions, queries
from muster.web.enter.forms import AccentForm
from muster.web.record.meanwhile import changed_meanwhile, filled
from muster.web.roll.middleware import MemberRequest


@login_not_required
@cache_control(public=True, max_age=300)
@require_safe
def look(_request: HttpRequest) -> HttpResponse:
    """Give what the movement's accent changes; nothing while it has none of its own."""
    movement = queries.movement()
    own = movement.accent if movement else ""
    return HttpResponse(accent.stylesheet(own) if own else "", content_type="text/css")


@require_http_methods(["GET", "HEAD", "POST"])
def colour(request: MemberRequest) -> HttpResponse:
    """Set the accent, or go back to Muster's own."""
    movement = queries.movement()
    if movement is None or not request.actor.holds("founder", compartment=EVERYWHERE):
        raise Http404
    form = filled(AccentForm(request.POST or None), {"accent": movement.accent or accent.MUSTERS})
    if request.method == "POST" and form.is_valid() and not changed_meanwhile(form):
        own = "" if request.POST.get("deed") == "none" else form.cleaned_data["accent"]
        actions.set_accent(movement, accent=own, by=request.actor, at=now())
        messages.success(request, _("Every page has it within five minutes."))
        return redirect("enter:colour")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "enter/colour.html", {"form": form, "own": movement.accent}, status=status)
