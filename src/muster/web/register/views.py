"""Pages of registers: sources and their versions, what changed, doubts, and searching."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.web.intake.pages import whole_in
from muster.web.power import looks
from muster.web.power.asking import done_or_asked
from muster.web.power.pairs import NoSecondError
from muster.web.record.again import again
from muster.web.register import actions, exporting, finding, out, queries
from muster.web.register import actions_of_files as of_files
from muster.web.register import changes as changed
from muster.web.register import queries_of_electors as electors
from muster.web.register.forms import BringForm, SourceForm
from muster.web.register.forms_of_electors import ExportForm, FindForm, MarkersForm, NationForm
from muster.web.register.noting import note_electors
from muster.web.roll.middleware import MemberRequest


def _organiser(request: MemberRequest) -> None:
    """Let on whoever organises anything: to anybody else there are no registers, nor a form to add one."""
    if not any(held.role == "organiser" for held in request.actor.grants):
        raise Http404


@require_safe
def sources(request: MemberRequest) -> HttpResponse:
    """List the sources, and what each needs."""
    _organiser(request)
    told = {"sources": queries.sources_told(request.actor), "here": "sources"}
    return render(request, "register/sources.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Describe a source."""
    _organiser(request)
    form = SourceForm(request.POST or None, by=request.actor, today=localdate())
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(actions.add(form.named(), by=request.actor, at=now()))
        except actions.NameTakenError:
            form.add_error("name", _("This area has a source of this name. Give this one another."))
    return render(request, "register/new.html", {"form": form, "here": "sources"}, status=422 if form.errors else 200)


@require_safe
def source(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a source: how it stands, its versions, the file that waits."""
    one = get_object_or_404(queries.sources_seen_by(request.actor), pk=pk)
    told = {"told": queries.source_told(one), "source": one, "form": BringForm(), "here": "source"}
    return render(request, "register/source.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
def markers(request: MemberRequest, pk: int) -> HttpResponse:
    """Say what the letters beside electors mean: by the nation's table, or letter by letter."""
    one = get_object_or_404(queries.sources_seen_by(request.actor).exclude(mode="B").filter(expired_at=None), pk=pk)
    told = electors.markers_told(one)
    is_nation = "nation" in request.POST
    by_nation = NationForm(request.POST if is_nation else None, initial={"nation": one.nation})
    by_letter = MarkersForm(
        request.POST if request.method == "POST" and not is_nation else None, table=told.table, written=told.written
    )
    used = by_nation if is_nation else by_letter
    if used.is_bound and used.is_valid():
        said = used.explained(one.nation)
        actions.explain_markers(one, **said, by=request.actor, at=now())
        messages.success(request, _("Electors are being marked by it."))
        return redirect("register:markers", pk)
    shown = {"told": told, "by_nation": by_nation, "by_letter": by_letter, "source": one, "here": "source"}
    status = 422 if by_nation.errors or by_letter.errors else 200
    return render(request, "register/markers.html", shown, status=status)


@require_safe
def changes(request: MemberRequest, pk: int, after: int, upto: int) -> HttpResponse:
    """Show what changed between two versions."""
    one = get_object_or_404(queries.sources_seen_by(request.actor), pk=pk)
    told = changed.changes_told(
        one, after=after, upto=upto, kind=request.GET.get("kind", ""), beyond=whole_in(request.GET.get("beyond"))
    )
    if told is None:
        raise Http404
    both = (entry for row in told.page for entry in (row.before, row.after))
    note_electors(request.actor, both, page=f"changes/{after}/{upto}", at=now())
    return render(request, "register/changes.html", {"told": told, "source": one, "here": "source"})


@require_safe
def find(request: MemberRequest, pk: int) -> HttpResponse:
    """Search by street, postcode, number and, where names are kept, name; in a zone, for an election."""
    one = get_object_or_404(queries.sources_seen_by(request.actor), pk=pk)
    form = FindForm(request.GET or None, source=one, zones=queries.zones_seen_by(request.actor), today=localdate())
    told = finding.found(one, form.sought()) if form.is_valid() else None
    note_electors(request.actor, told.entries if told else (), page="find", at=now())
    shown = {"found": told, "form": form, "source": one, "here": "find"}
    return render(request, "register/find.html", shown, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: MemberRequest, pk: int) -> HttpResponseBase:
    """Carry a list away: numbered, and of more than 50 people once somebody else has approved it."""
    seen = queries.sources_seen_by(request.actor).filter(expired_at=None, standing__gt=0)
    one = get_object_or_404(seen, pk=pk)
    asked: dict[str, Any] = {"source": one, "zones": queries.zones_seen_by(request.actor), "today": localdate()}
    if request.method == "POST":
        return _carried(request, one, ExportForm(request.POST, **asked))
    return _export_page(request, one, ExportForm(**asked))


@again
def _carried(request: MemberRequest, one: Any, form: ExportForm) -> HttpResponseBase:
    if form.is_valid():
        scope, by, at = form.scope(), request.actor, now()
        made: list[HttpResponseBase] = []
        try:
            given = done_or_asked(
                request, lambda: made.append(exporting.exported(one, scope, by=by, at=at)), by=by, at=at
            )
            return given or made[0]
        except out.NoSuchZoneError:
            form.add_error("zone", _("There is no such zone any more."))
        except NoSecondError:
            form.add_error(None, _("Whoever approved this may no longer do so. Ask again."))
    return _export_page(request, one, form)


def _export_page(request: MemberRequest, one: Any, form: ExportForm) -> HttpResponse:
    opened, read = queries.looks_at(one)
    lookers = [row.look.looker for row in (*opened, *read)]
    looks.note(request.actor, lookers, purpose="canvass", page="electors", at=now())
    copies = queries.copies_of(one)
    told = {"form": form, "source": one, "copies": copies, "opened": opened, "read": read, "here": "source"}
    return render(request, "register/export.html", told, status=422 if form.errors else 200)


@require_safe
def doubts(request: MemberRequest, pk: int) -> HttpResponse:
    """Show pairs who may be one elector, side by side."""
    one = get_object_or_404(queries.sources_seen_by(request.actor), pk=pk)
    settled = bool(request.GET.get("settled"))
    told = electors.doubts_told(one, settled=settled)
    both = (entry for pair in told for entry in (pair.before, pair.after))
    note_electors(request.actor, both, page="doubts", at=now())
    shown = {"doubts": told, "settled": settled, "source": one, "here": "doubts"}
    return render(request, "register/doubts.html", shown)


@require_POST
def settle(request: MemberRequest, pk: int) -> HttpResponse:
    """Say whether two electors are one."""
    one = get_object_or_404(queries.doubts_seen_by(request.actor), pk=pk)
    said = request.POST.get("said", "")
    try:
        actions.settle(one, said=said, by=request.actor, at=now())
    except actions.SettledAlreadyError:
        messages.info(request, _("Somebody settled this before. Here is what is left."))
    except actions.NobodySaysSoError:
        messages.warning(request, _("Say whether the two are one person or two."))
    return redirect("register:doubts", one.source_id)


@require_safe
def elector(request: MemberRequest, pk: int) -> HttpResponse:
    """Show how an elector stood in every version."""
    one = get_object_or_404(queries.electors_seen_by(request.actor), pk=pk)
    entries = electors.history_of(one)
    note_electors(request.actor, entries, page=f"elector/{pk}", at=now())
    told = {"elector": one, "entries": entries, "source": one.source, "here": "find"}
    return render(request, "register/elector.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a source's newest version back, once it was said what stands then."""
    one = get_object_or_404(queries.sources_seen_by(request.actor).filter(expired_at=None), pk=pk)
    told = queries.source_told(one)
    if request.method == "POST":
        try:
            of_files.take_back(one, number=whole_in(request.POST.get("number")), by=request.actor, at=now())
        except of_files.NotNewestError:
            messages.info(request, _("It was taken back before, or a newer one stands. Here is what stands."))
        else:
            messages.success(request, _("That version is taken back. What stood before it stands again."))
        return redirect(one)
    if not told.versions:
        return redirect(one)
    return render(request, "register/take_back.html", {"told": told, "source": one, "here": "source"})


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: MemberRequest, pk: int) -> HttpResponse:
    """Erase a source before its day, once its name is written out."""
    one = get_object_or_404(queries.sources_seen_by(request.actor), pk=pk)
    wrong = request.method == "POST" and request.POST.get("name", "").strip() != one.name
    if request.method == "POST" and not wrong:
        try:
            actions.expire(one, by=request.actor, at=now())
        except actions.ExpiredError:
            messages.info(request, _("It was erased before."))
        else:
            messages.success(request, _("Everything of this source is erased."))
        return redirect("register:sources")
    told = {"source": one, "wrong": wrong, "here": "source"}
    return render(request, "register/erase.html", told, status=422 if wrong else 200)
