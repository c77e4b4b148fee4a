"""A deed of two, from a page: done if it was approved, else asked for."""

import datetime as dt
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from muster.web.power import actions
from muster.web.power.pairs import NeedsTwoError
from muster.web.record.actor import Actor


def done_or_asked(
    request: HttpRequest, deed: Callable[[], object], *, by: Actor, at: dt.datetime
) -> HttpResponse | None:
    """Do a deed of two, or ask for the second person and show what was asked; None once it is done."""
    try:
        deed()
    except NeedsTwoError as need:
        wanted = actions.Asked(need.kind, terms=need.terms, compartment=need.compartment, subjects=need.subjects)
        asked = actions.ask(wanted, by=by, at=at)
        messages.success(request, str(_("Another must approve this within four hours. Then you can do it, here.")))
        return redirect("mandates:request", asked.pk)
    return None
