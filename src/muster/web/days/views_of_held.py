"""Pages of what a day's messages have not done yet: whoever organises it stops them, or sends them after all.

And of the news that it was put off or called off: how far it came, and whom to ring.
"""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from muster.web.days import actions_of_telling, going_out, hurrying, queries, tellings
from muster.web.days.asking_again import shows_already, version_of, versioned
from muster.web.days.incidents import names_of
from muster.web.days.whereabouts import rung
from muster.web.messenger import actions as outbox
from muster.web.messenger.told import text_read
from muster.web.power import looks
from muster.web.roll.middleware import MemberRequest

if TYPE_CHECKING:
    from muster.web.days.going_out import Held


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def held(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask before anything is stopped; send after all what was."""
    one = get_object_or_404(queries.days_run_by(request.actor), pk=pk)
    rows = going_out.held_of(one)
    if request.method == "POST":
        chosen = next((row for row in rows if str(row.sending.pk) == request.POST.get("sending")), None)
        if chosen is None:
            messages.info(request, _("There is nothing left to stop: it has gone, or was stopped before."))
        elif request.POST.get("deed") in {"stop", "send"}:
            _done(request, chosen, stops=request.POST["deed"] == "stop")
        else:
            raise Http404
        return redirect("days:held", pk)
    names = names_of(row.sending.stopped_by for row in rows)
    told = [
        {"held": row, "subject": text_read(row.sending)["subject"], "stopped_by": names.get(row.sending.stopped_by, "")}
        for row in rows
    ]
    return render(request, "days/live/held.html", {"day": one, "held": told, "here": "live"})


def _done(request: MemberRequest, chosen: "Held", *, stops: bool) -> None:
    try:
        if stops:
            count = outbox.stop(chosen.sending, by=request.actor, at=now())
            told = ngettext("%(n)s message was stopped.", "%(n)s messages were stopped.", count)
        else:
            over = going_out.over_of(chosen.sending)
            count = outbox.go_on(chosen.sending, but=over, by=request.actor, at=now())
            hurrying.hurry()
            told = ngettext("%(n)s message goes after all.", "%(n)s messages go after all.", count)
        messages.success(request, told % {"n": f"{count:,}"})
    except outbox.EndedAlreadyError:
        messages.info(request, _("Somebody was quicker. This is how it stands."))


@require_http_methods(["GET", "HEAD", "POST"])
def news(request: MemberRequest, pk: int) -> HttpResponse:
    """Tell how far the news came that a day was put off or called off, and whom it doesn't reach; write it again."""
    one = get_object_or_404(queries.days_run_by(request.actor), pk=pk)
    row = tellings.news_of(one)
    if row is None:
        raise Http404
    if request.method == "POST":
        try:
            actions_of_telling.tell_again(one, by=request.actor, at=now())
        except actions_of_telling.ToldBeforeError:
            messages.info(request, _("They are on their way."))
        hurrying.hurry()
        return redirect("days:news", pk)
    far = going_out.sent_told(row, at=now())
    first = int(request.GET["from"]) if request.GET.get("from", "").isdecimal() else 0
    version = version_of((far, row.unreached, first))
    if shows_already(request, version):
        return HttpResponseNotModified()
    people, beyond = tellings.unreached_of(row, first=first)
    rings = {
        name: rung(one, some, at=now())
        for name, some in (("unreached", people), ("stopped", far.stopped_to), ("stuck", far.stuck_to))
    }
    shown = {who.pseudonym for some in rings.values() for who in some}
    looks.note(request.actor, sorted(shown), purpose="lifts", page="news", at=now())
    told = {"day": one, "news": row, "told": far, "rings": rings, "beyond": beyond, "version": version, "here": "day"}
    return versioned(render(request, "days/news.html", told), version)
