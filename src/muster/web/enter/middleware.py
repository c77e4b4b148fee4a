"""Stands before every page: who must sign in first, who must prove more, and how fresh the proof is."""

import functools
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse

from muster.web.enter.fresh import has_second, is_fresh
from muster.web.enter.resuming import led_back
from muster.web.enter.rules import needs_second_factor

_HIGHEST = 2**63 - 1  # no thing's number is beyond what the database counts to
Respond = Callable[[HttpRequest], HttpResponse]


def sign_in_first(get_response: Respond) -> Respond:
    """Send whoever is nobody to sign in, and back to where they were going.

    A page for everybody says so by Django's `login_not_required`. A power that one proof is too little for waits until
    there is a second.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        request.is_fresh = functools.partial(is_fresh, request)  # type: ignore[attr-defined]  # for `again`
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and request.method == "GET" and request.user.is_authenticated:
            return led_back(request)
        return response

    def process_view(
        request: HttpRequest, view: Callable[..., HttpResponse], _args: Any, asked: dict[str, Any]
    ) -> HttpResponse | None:
        if any((isinstance(part, int) and part > _HIGHEST) or "\0" in str(part) for part in asked.values()):
            raise Http404  # no such thing
        if any("\0" in said for said in request.GET.values()):
            raise BadRequest("no text holds a NUL")
        if not getattr(view, "login_required", True):
            return None
        actor = request.actor  # type: ignore[attr-defined]  # roll's middleware gives it
        if actor.person is None and not request.user.is_authenticated:
            return _led(request, resolve_url(settings.LOGIN_URL))
        if needs_second_factor(actor) and request.user.is_authenticated and not _may_go_on(request):
            return _led(request, reverse("enter:second"))
        return None

    respond.process_view = process_view  # type: ignore[attr-defined]  # as Django looks for it
    return respond


def _may_go_on(request: HttpRequest) -> bool:
    return has_second(request) or request.path.startswith(reverse("account_login"))


def _led(request: HttpRequest, to: str) -> HttpResponse:
    """Lead somewhere first; a page that was read is come back to, a deed is not done by itself."""
    reads = request.method in {"GET", "HEAD"} and not request.headers.get("HX-Request")
    back = f"?{urlencode({'next': request.get_full_path()})}" if reads and request.path != "/" else ""
    if request.headers.get("HX-Request"):  # a part of a page can't hold another: the whole page goes
        return HttpResponse(status=204, headers={"HX-Redirect": to})
    return HttpResponseRedirect(to + back)
