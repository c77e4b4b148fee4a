"""Pages of files on their way into the roll: people, and subscriptions that came in."""

import csv
import io
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from muster.web.intake.uploads import EmptyFileError, MovedOnError, OneIsOpenError
from muster.web.roll import actions_of_files as actions
from muster.web.roll import queries
from muster.web.roll.forms import BringForm, ColumnsForm
from muster.web.roll.middleware import MemberRequest


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
        brought = form.cleaned_data["file"]
        file = actions.Brought(brought.name, brought.chunks(), form.cleaned_data["what"])
        try:
            upload = actions.bring(form.cleaned_data["group"], file=file, by=request.actor, at=now())
            return redirect("roll:file", upload.pk)
        except OneIsOpenError as error:
            messages.warning(request, _("Another file waits. Take it in or send it back first."))
            return redirect("roll:file", error.upload.pk)
        except EmptyFileError:
            form.add_error("file", _("This file holds nothing. Was it still being copied?"))
    told = {"form": form, "uploads": queries.uploads_told(request.actor)}
    return _page(request, "files", told, status=422 if form.errors else 200)


def _file(request: MemberRequest, pk: int) -> queries.UploadTold:
    return queries.upload_told(get_object_or_404(queries.uploads_seen_by(request.actor), pk=pk))


@require_safe
def file(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a file on its way in: how far it is read, then what it would change."""
    told = _file(request, pk)
    if told.over and not told.working:
        messages.success(request, _("It is taken in.") if told.upload.state == "taken in" else _("It was sent back."))
        if request.headers.get("HX-Request"):
            return HttpResponseClientRedirect("/people/")
        return redirect("roll:people")
    return _page(request, "file", {"told": told, "problems": queries.problems_of(told.upload)})


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: MemberRequest, pk: int) -> HttpResponse:
    """Say what a file's columns mean."""
    told = _file(request, pk)
    form = ColumnsForm(request.POST or None, what=told.upload.wanted["what"], preview=told.upload.preview or {})
    if request.method == "POST" and form.is_valid():
        try:
            actions.map_columns(told.upload, mapping=form.mapping(), by=request.actor, at=now())
        except MovedOnError:
            messages.info(request, _("This file was taken in or sent back meanwhile."))
        return redirect("roll:file", pk)
    return _page(request, "columns", {"told": told, "form": form}, status=422 if form.errors else 200)


@require_safe
def problems(request: MemberRequest, pk: int) -> HttpResponse:
    """Give every row that needs somebody as a file, to work through."""
    told = _file(request, pk)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(("row", "column", "value", "cure", "kept"))
    rows = queries.problems_of(told.upload, most=None)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="problems-{pk}.csv"'
    return response


def _safe(cell: Any) -> Any:
    """Keep a spreadsheet from taking what somebody wrote for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in {"=", "+", "-", "@", "\t"} else cell


@require_POST
def accept(request: MemberRequest, pk: int) -> HttpResponse:
    """Have a previewed file taken in."""
    told = _file(request, pk)
    try:
        actions.accept(told.upload, by=request.actor, at=now())
    except actions.MovedOnError:
        messages.info(request, _("This file has no preview any more. Here is how it stands."))
    return redirect("roll:file", pk)


@require_POST
def send_back(request: MemberRequest, pk: int) -> HttpResponse:
    """Take nothing of a file in."""
    told = _file(request, pk)
    try:
        actions.send_back(told.upload, by=request.actor, at=now())
    except MovedOnError:
        messages.info(request, _("This file was taken in or sent back before."))
    else:
        messages.success(request, _("Nothing of that file was taken in, and it is no longer kept."))
    return redirect("roll:files")


@require_POST
def read_again(request: MemberRequest, pk: int) -> HttpResponse:
    """Read a file again."""
    told = _file(request, pk)
    try:
        actions.read_again(told.upload, by=request.actor, at=now())
    except MovedOnError:
        messages.info(request, _("This file was taken in or sent back before."))
    return redirect("roll:file", pk)
