"""Carries a list out of the roll: its page, written first, then numbered by its deed, then given once."""

import datetime as dt

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from muster.web.intake.pages import csv_bytes
from muster.web.power import copies
from muster.web.power.asking import done_or_asked
from muster.web.power.pairs import NoSecondError
from muster.web.record.actor import Actor
from muster.web.record.again import again
from muster.web.roll import out, queries
from muster.web.roll.actions_of_copies import OtherPeopleError, export
from muster.web.roll.forms import ExportForm
from muster.web.roll.middleware import MemberRequest
from muster.web.roll.models import Group
from muster.web.roll.out import Scope

KIND = "roll.export"


def exported(group: Group, scope: Scope, *, by: Actor, at: dt.datetime) -> FileResponse:
    """Give a list of a group's people as a table, numbered.

    Raises:
        NeedsTwoError, NoSecondError: from power.pairs.
        OtherPeopleError: somebody came or went meanwhile.
    """
    listed = out.listed(group, scope)
    copies.require_second(KIND, listed, by=by, at=at)
    written = copies.write(csv_bytes(out.HEADER, out.written(group, scope)))
    copy = export(group, scope=scope, listed=listed, sha256=written.sha256, by=by, at=at)
    return copies.answer(copy, written, name=group.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: MemberRequest, pk: int) -> HttpResponseBase:
    """Carry a list of a group's people away: of more than 50 once somebody else has approved it."""
    group = get_object_or_404(queries.groups_kept_by(request.actor), pk=pk)
    return _carried(request, group) if request.method == "POST" else _page(request, group, ExportForm())


@again
def _carried(request: MemberRequest, group: Group) -> HttpResponseBase:
    form = ExportForm(request.POST)
    if form.is_valid():
        scope, by, at = Scope(form.cleaned_data["status"]), request.actor, now()
        made: list[HttpResponseBase] = []
        try:
            asked = done_or_asked(request, lambda: made.append(exported(group, scope, by=by, at=at)), by=by, at=at)
            return asked or made[0]
        except OtherPeopleError:
            form.add_error(None, _("Somebody came or went meanwhile. Press again."))
        except NoSecondError:
            form.add_error(None, _("Whoever approved this may no longer do so. Ask again."))
    return _page(request, group, form)


def _page(request: MemberRequest, group: Group, form: ExportForm) -> HttpResponse:
    people = out.people_in(group, Scope()).count()
    told = {"form": form, "group": group, "copies": queries.copies_of(group), "people": people}
    shown = {"scope": queries.scope_of(request.actor), "here": "group", **told}
    return render(request, "roll/export.html", shown, status=422 if form.errors else 200)
