"""What somebody was sending when they were asked again who they are."""

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from allauth.account.internal.flows.reauthentication import resume_request
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import is_valid_path
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable


_LED_TO = "enter.led_to"  # where somebody who was asked who they are is led next


def note_led(request: HttpRequest, leads_to: str) -> None:
    """Note where an answer leads, so that only there somebody is told that nothing was done yet."""
    request.session[_LED_TO] = leads_to


def resumed(request: HttpRequest, leads_to: str) -> HttpResponse:
    """Do what somebody was sending to this address, as they sent it; lead them there if it was nothing."""
    request.GET = QueryDict(urlencode({"next": leads_to}))
    request.POST = QueryDict()
    resume: Callable[[HttpRequest], HttpResponse | None] = resume_request
    note_led(request, leads_to)
    return resume(request) or redirect(leads_to)


def led_back(request: HttpRequest) -> HttpResponse:
    """Lead from the address of a deed, which one can't read, to the page of the thing that it is done to.

    A link from the mail that is opened in another browser than the one where the deed was begun leads here; so does
    the address itself, of whoever was asked nothing and is told nothing.
    """
    if request.session.pop(_LED_TO, "") == request.path:
        messages.info(request, _("It is you. Nothing was done yet: now press it again, here."))
    to = request.path
    while to.count("/") > 1:
        to = to.rpartition("/")[0]
        for page in (to, f"{to}/"):
            if is_valid_path(page):
                return redirect(page)
    return redirect("/")
