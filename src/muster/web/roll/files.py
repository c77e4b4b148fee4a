"""Pages of files on their way into the roll: people, and subscriptions that came in."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.web.intake import pages
from muster.web.intake.told import Brought, problems_of, upload_told
from muster.web.roll import actions_of_files as actions
from muster.web.roll import queries
from muster.web.roll.forms import BringForm, ColumnsForm
from muster.web.roll.middleware import MemberRequest

SHOWN = 30  # problems, on a preview


def _page(request: MemberRequest, page: str, told: dict[str, Any], **more: Any) -> HttpResponse:
    scope = queries.scope_of(request.actor)
    response = render(request, f"roll/{page}.html", {"scope": scope, "here": "files", **told}, **more)
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def files(request: MemberRequest) -> HttpResponse:
    """List the files that were brought, and take another."""
    scope = queries.scope_of(request.actor)
    if not scope.keeps:
        raise Http404
    groups = queries.groups_kept_by(request.actor).filter(closed_on=None).order_by("name")
    form = BringForm(request.POST or None, request.FILES or None, groups=groups, everywhere=scope.everywhere)
    if request.method == "POST" and form.is_valid():
        said, by, at = form.cleaned_data, request.actor, now()
        file = actions.Brought(said["file"].name, said["file"].chunks(), said["what"])
        upload = pages.brought(request, form, lambda: actions.bring(said["group"], file=file, by=by, at=at))
        if upload:
            return pages.elsewhere(request, "roll:file", upload.pk)
    told = {"form": form, "uploads": queries.uploads_told(request.actor)}
    return _page(request, "files", told, status=422 if form.errors else 200)


def _file(request: MemberRequest, pk: int) -> Brought:
    return upload_told(get_object_or_404(queries.uploads_seen_by(request.actor), pk=pk))


def _problems(told: Brought, *, most: int | None = None) -> list[tuple[Any, ...]]:
    """Give the rows that need somebody, with columns called as their file calls them."""
    called = told.seen.get("columns", {}).get("fields", {})
    rows = problems_of(told.upload, most=most)
    return [(row, ", ".join(called.get(column, [column])), *rest) for row, column, *rest in rows]


@require_safe
def file(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a file on its way in: how far it is read, then what it would change."""
    told = _file(request, pk)
    if told.over and not told.working:
        messages.success(request, _("It is taken in.") if told.upload.state == "taken in" else _("It was sent back."))
        return pages.elsewhere(request, "roll:people")
    return _page(request, "file", {"told": told, "problems": _problems(told, most=SHOWN)})


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: MemberRequest, pk: int) -> HttpResponse:
    """Say what a file's columns mean."""
    told = _file(request, pk)
    form = ColumnsForm(request.POST or None, what=told.upload.wanted["what"], preview=told.seen)
    if request.method == "POST" and form.is_valid():
        mapping, by, at = form.mapping(), request.actor, now()
        pages.in_time(request, lambda: actions.map_columns(told.upload, mapping=mapping, by=by, at=at))
        return redirect("roll:file", pk)
    return _page(request, "columns", {"told": told, "form": form}, status=422 if form.errors else 200)


@require_safe
def problems(request: MemberRequest, pk: int) -> HttpResponse:
    """Give every row that needs somebody as a file, to work through."""
    told = _file(request, pk)
    return pages.problems_csv(told.upload, _problems(told))


@require_POST
def accept(request: MemberRequest, pk: int) -> HttpResponse:
    """Have a previewed file taken in."""
    told = _file(request, pk)
    pages.in_time(request, lambda: actions.accept(told.upload, by=request.actor, at=now()))
    return redirect("roll:file", pk)


@require_POST
def send_back(request: MemberRequest, pk: int) -> HttpResponse:
    """Take nothing of a file in."""
    told = _file(request, pk)
    if pages.in_time(request, lambda: actions.send_back(told.upload, by=request.actor, at=now())):
        messages.success(request, _("Nothing of that file was taken in, and it is no longer kept."))
    return redirect("roll:files")


@require_POST
def read_again(request: MemberRequest, pk: int) -> HttpResponse:
    """Read a file again."""
    told = _file(request, pk)
    pages.in_time(request, lambda: actions.read_again(told.upload, by=request.actor, at=now()))
    return redirect("roll:file", pk)
