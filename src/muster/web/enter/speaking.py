"""In which language pages are read: as the browser asks, until somebody chooses."""

from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import now
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from muster.web.messenger import actions
from muster.web.messenger.languages import of_letters
from muster.web.roll.middleware import MemberRequest


@csrf_exempt
@login_not_required
@require_POST
def language(request: MemberRequest) -> HttpResponse:
    """Read every page in this language from now on, in this browser; whoever is signed in is written to in it as well.

    It stands in the foot of every page, so it needs no cookie to be pressed; what another site posts is refused.
    """
    code = request.POST.get("language", "")
    if code not in dict(settings.LANGUAGES) or not _from_here(request):
        return render(request, "403.html", status=HTTPStatus.FORBIDDEN)
    if request.actor.person is not None and code in of_letters():
        actions.read_in(request.actor.pseudonym, language=code, by=request.actor, at=now())
    to = request.POST.get("next", "")
    response = redirect(to if to.startswith("/") and url_has_allowed_host_and_scheme(to, {request.get_host()}) else "/")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, code, max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE, httponly=settings.LANGUAGE_COOKIE_HTTPONLY, samesite="Lax",
    )  # fmt: skip
    return response


def _from_here(request: HttpRequest) -> bool:
    """Say whether a page of ours posted this; a browser that names no origin is believed."""
    origin = request.headers.get("Origin", "")
    return not origin or urlsplit(origin).netloc == request.get_host()
