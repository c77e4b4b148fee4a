"""Pages of what needs somebody today."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from muster.web.roll.middleware import MemberRequest


@login_not_required
@require_safe
def home(request: MemberRequest) -> HttpResponse:
    """Show what needs whoever asks, and their one next step."""
    if request.actor.person is None:
        return redirect("cards" if settings.DEMO else "account_login")
    return render(request, "today/home.html", {})


@require_safe
def find(request: MemberRequest) -> HttpResponse:
    """Look for something among what one may see."""
    return render(request, "today/find.html", {})
