"""What the pages of every file have in common: bringing it, a deed that came too late, and its problems as a table."""

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from muster.table import inert
from muster.web.intake.models import Upload
from muster.web.intake.told import problems_of
from muster.web.intake.uploads import EmptyFileError, MovedOnError, OneIsOpenError

PROBLEMS = ("row", "column", "value", "cure", "kept")
Row = Sequence[Any]


def brought(request: HttpRequest, form: Form, deed: Callable[[], Upload]) -> Upload | None:
    """Bring the file of a form. Gives it, or the one that waits; None where the form now says what is wrong."""
    try:
        return deed()
    except OneIsOpenError as error:
        messages.warning(request, _("Another file waits. Take it in or send it back first."))
        return error.upload
    except EmptyFileError:
        form.add_error("file", _("This file holds nothing. Was it still being copied?"))
        return None


def in_time(request: HttpRequest, deed: Callable[[], object]) -> bool:
    """Do something with a file; where somebody was quicker, say so and give False."""
    try:
        deed()
    except MovedOnError:
        messages.info(request, _("This file was taken in, sent back or read again meanwhile. Here is how it stands."))
        return False
    return True


def elsewhere(request: HttpRequest, to: Any, *args: Any) -> HttpResponse:
    """Lead to another page, from a page that asks again by itself as well.

    No browser keeps that answer, which is an empty page: it would show it to who goes back.
    """
    lead = HttpResponseClientRedirect if request.headers.get("HX-Request") else HttpResponseRedirect
    return lead(resolve_url(to, *args), headers={"Cache-Control": "no-store"})


def problems_csv(upload: Upload, rows: Sequence[tuple[Any, ...]] | None = None) -> HttpResponse:
    """Give every row that needs somebody as a table, to work through."""
    return csv_answer(f"problems-{upload.pk}.csv", PROBLEMS, problems_of(upload) if rows is None else rows)


def csv_answer(name: str, header: Sequence[str], rows: Iterable[Row]) -> HttpResponse:
    """Give a table for somebody's spreadsheet, which takes nothing in it for a formula."""
    content = b"".join(csv_bytes(header, rows))
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def csv_bytes(header: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """Write a table in pieces: UTF-8 with a mark, which spreadsheets ask for."""
    yield "\ufeff".encode()
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    for row in rows:
        writer.writerow(map(_cell, row))
        if text.tell() > 1 << 16:
            yield _taken(text)
    yield _taken(text)


def _cell(cell: Any) -> Any:
    """Write a cell as spreadsheets read it."""
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return inert(cell) if isinstance(cell, str) else cell


def _taken(text: io.StringIO) -> bytes:
    told = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return told


def whole_in(text: str | None) -> int:
    """Read a number from an address; 0 where there is none that a row could have."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < len(str(2**63)) else 0
