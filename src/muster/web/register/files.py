"""Pages of a council's files on their way in."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.web.intake import pages
from muster.web.register import actions_of_files as actions
from muster.web.register import queries
from muster.web.register.forms import (
    BringForm,
    ColumnsForm,
)
from muster.web.roll.middleware import MemberRequest

_UPLOAD = "register:upload"


@require_POST
def bring(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a file to read; nothing is written before its preview was seen."""
    one = get_object_or_404(queries.sources_seen_by(request.actor), pk=pk)
    form = BringForm(request.POST, request.FILES)
    if form.is_valid():
        file, on = form.cleaned_data["file"], form.cleaned_data["published_on"]
        come, by, at = {"chunks": file.chunks(), "name": file.name, "published_on": on}, request.actor, now()
        brought = pages.brought(request, form, lambda: actions.bring(one, **come, by=by, at=at))
        if brought:
            return redirect(_UPLOAD, brought.pk)
    told = {"told": queries.source_told(one), "source": one, "form": form, "here": "source"}
    return render(request, "register/source.html", told, status=422)


def _upload(request: MemberRequest, pk: int) -> queries.UploadTold:
    told = queries.upload_told(get_object_or_404(queries.uploads_seen_by(request.actor), pk=pk), request.actor)
    if told is None:
        raise Http404
    return told


@require_safe
def upload(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a file on its way in: how far it is read, then what it would change."""
    told = _upload(request, pk)
    if told.over and not told.working:
        return pages.elsewhere(request, told.source)
    response = render(request, "register/upload.html", {"told": told, "source": told.source, "here": "source"})
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: MemberRequest, pk: int) -> HttpResponse:
    """Say what a file's columns mean."""
    told = _upload(request, pk)
    form = ColumnsForm(request.POST or None, preview=told.seen)
    if request.method == "POST" and form.is_valid():
        mapping, by, at = form.mapping(), request.actor, now()
        pages.in_time(request, lambda: actions.map_columns(told.upload, mapping=mapping, by=by, at=at))
        return redirect(_UPLOAD, pk)
    shown = {"told": told, "source": told.source, "form": form, "here": "source"}
    return render(request, "register/columns.html", shown, status=422 if form.errors else 200)


@require_POST
def offered(request: MemberRequest, pk: int) -> HttpResponse:
    """Read a file without a header as the layout that it looks like."""
    told, by, at = _upload(request, pk), request.actor, now()
    seen = told.seen
    if seen.get("offer"):
        pages.in_time(request, lambda: actions.map_columns(told.upload, mapping=seen["guess"], by=by, at=at))
    return redirect(_UPLOAD, pk)


@require_safe
def problems(request: MemberRequest, pk: int) -> HttpResponse:
    """Give every row that needs somebody as a file, to work through."""
    return pages.problems_csv(_upload(request, pk).upload)


@require_POST
def accept(request: MemberRequest, pk: int) -> HttpResponse:
    """Have a previewed file taken in."""
    told = _upload(request, pk)
    pages.in_time(request, lambda: actions.accept(told.upload, by=request.actor, at=now()))
    return redirect(_UPLOAD, pk)


@require_POST
def send_back(request: MemberRequest, pk: int) -> HttpResponse:
    """Take nothing of a file in."""
    told = _upload(request, pk)
    if pages.in_time(request, lambda: actions.send_back(told.upload, by=request.actor, at=now())):
        messages.success(request, _("Nothing of that file was taken in, and it is no longer kept."))
    return redirect(told.source)


@require_POST
def read_again(request: MemberRequest, pk: int) -> HttpResponse:
    """Read a file again."""
    told = _upload(request, pk)
    pages.in_time(request, lambda: actions.read_again(told.upload, by=request.actor, at=now()))
    return redirect(_UPLOAD, pk)
