"""Pages of a council's files on their way in."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.web.intake import pages
from muster.web.intake.told import problems_of
from muster.web.register import actions_of_files as actions
from muster.web.register import queries
from muster.web.register.forms import (
    BringForm,
    ColumnsForm,
)
from muster.web.register.losses import GreatLossError
from muster.web.register.noting import note_file, rows_quoted
from muster.web.roll.middleware import MemberRequest

_UPLOAD = "register:upload"
_OLDER = gettext_lazy("The version that stands was published on %(day)s, after this. Was another day meant?")


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a file to read; nothing is written before its preview was seen."""
    one = get_object_or_404(queries.sources_seen_by(request.actor), pk=pk)
    if request.method != "POST":  # somebody opened again where a form was refused
        return redirect(one)
    form = BringForm(request.POST, request.FILES)
    if form.is_valid():
        file, on = form.cleaned_data["file"], form.cleaned_data["published_on"]
        come, by, at = {"chunks": file.chunks(), "name": file.name, "published_on": on}, request.actor, now()
        try:
            brought = pages.brought(request, form, lambda: actions.bring(one, **come, by=by, at=at))
        except actions.NotYetPublishedError:
            brought = form.add_error("published_on", _("This day has not come. Write the day that the council gives."))
        except actions.OlderError as error:
            brought = form.add_error("published_on", _OLDER % {"day": date_format(error.stands_since, "j F Y")})
        if brought:
            return pages.elsewhere(request, _UPLOAD, brought.pk)
    if "file" not in form.errors:
        form.add_error("file", _("Choose the file once more: a browser does not keep it."))
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
    preview = told.seen
    as_read = preview.get("as_read", ()) if "columns" in preview else ()  # of a known layout nobody is shown them
    rows = (
        len(as_read)
        + any(value for _name, value in preview.get("unread", ()))
        + sum(map(len, preview.get("samples", {}).values()))
        + rows_quoted(preview.get("problems", ()))
    )
    note_file(request.actor, told.source, rows=rows, upload=pk, at=now())
    response = render(request, "register/upload.html", {"told": told, "source": told.source, "here": "source"})
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: MemberRequest, pk: int) -> HttpResponse:
    """Say what a file's columns mean."""
    told = _upload(request, pk)
    form = ColumnsForm(request.POST or None, preview=told.seen, source=told.source)
    if request.method == "POST" and form.is_valid():
        mapping, by, at = form.mapping(), request.actor, now()
        pages.in_time(request, lambda: actions.map_columns(told.upload, mapping=mapping, by=by, at=at))
        return redirect(_UPLOAD, pk)
    rows = max((len(one["samples"]) for one in told.seen.get("columns", ())), default=0)
    note_file(request.actor, told.source, rows=rows, upload=pk, at=now())
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


@require_POST
def renamed(request: MemberRequest, pk: int) -> HttpResponse:
    """Say which streets a file calls otherwise, and have it read again."""
    told, streets, by, at = _upload(request, pk), _ticked(request), request.actor, now()
    pages.in_time(request, lambda: actions.rename_streets(told.upload, streets=streets, by=by, at=at))
    return redirect(_UPLOAD, pk)


def _ticked(request: MemberRequest) -> list[int]:
    return [int(one) for one in request.POST.getlist("street") if one.isdecimal()]


@require_safe
def problems(request: MemberRequest, pk: int) -> HttpResponse:
    """Give every row that needs somebody as a file, to work through."""
    told = _upload(request, pk)
    rows = problems_of(told.upload)
    note_file(request.actor, told.source, rows=rows_quoted(rows), upload=pk, at=now())
    return pages.problems_csv(told.upload, rows)


@require_POST
def accept(request: MemberRequest, pk: int) -> HttpResponse:
    """Have a previewed file taken in; where streets were ticked and it was not read so, it is read again first."""
    told = _upload(request, pk)
    if {one["street"] for one in told.seen.get("renamed", ()) if one["said"]} != set(_ticked(request)):
        messages.info(request, _("Nothing was taken in yet: it is read again with the streets that you ticked."))
        return renamed(request, pk)
    although, by, at = pages.whole_in(request.POST.get("although")), request.actor, now()
    try:
        pages.in_time(request, lambda: actions.accept(told.upload, although=although, by=by, at=at))
    except GreatLossError:
        messages.error(request, _("Nothing was taken in. If this is meant, tick the line above the button first."))
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
