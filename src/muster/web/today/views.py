"""Pages of what needs somebody today."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from muster.web.roll.middleware import MemberRequest
from muster.web.today.finding import found_by, kinds_found_by
from muster.web.today.queries import home_of

LONGEST = 100


@never_cache
@require_safe
def home(request: MemberRequest) -> HttpResponse:
    """Show what needs whoever asks, and their one next step."""
    at = now()
    return render(request, "today/home.html", {"home": home_of(request.actor, at=at), "at": at})


@never_cache
@require_safe
def find(request: MemberRequest) -> HttpResponse:
    """Look for something among what one may see."""
    words = request.GET.get("q", "").strip()[:LONGEST]
    told = {"words": words, "found": found_by(request.actor, words), "kinds": kinds_found_by(request.actor)}
    return render(request, "today/find.html", told)
