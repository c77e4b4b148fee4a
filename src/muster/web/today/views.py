"""Pages of what needs somebody today."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from muster.web.roll.middleware import MemberRequest


@require_safe
def home(request: MemberRequest) -> HttpResponse:
    """Show what needs whoever asks, and their one next step."""
    return render(request, "today/home.html", {})


@require_safe
def find(request: MemberRequest) -> HttpResponse:
    """Look for something among what one may see."""
    return render(request, "today/find.html", {})
