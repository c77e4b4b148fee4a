"""Printed copies: asked for, for somebody named; fetched; let go; back on paper."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.web.days import actions_of_copies, queries, shut_files
from muster.web.days.asking_again import shows_already, version_of, versioned
from muster.web.days.copies import (
    copies_told,
    electors_on,
    holders_found,
    paper_ends_on,
    people_on,
    recalled_at,
    why_not,
)
from muster.web.days.forms_of_saturday import PrintForm
from muster.web.days.publishing import recalled_of, standing_publication
from muster.web.days.queries_of_saturday import copies_opened_by, copies_run_by
from muster.web.power import looks
from muster.web.roll.middleware import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def prints(request: MemberRequest, pk: int) -> HttpResponse:
    """List the copies of a day, and ask for another."""
    one = get_object_or_404(queries.days_run_by(request.actor), pk=pk)
    last = one.copies.exclude(imprint="").values_list("imprint", flat=True).first()
    form = PrintForm(request.POST or None, initial={"imprint": last or "", "kind": "boards"})
    if request.method == "POST" and form.is_valid():
        holders = holders_found(one, form.cleaned_data["holder"], at=now())
        wanted = form.wanted(holders[0] if len(holders) == 1 else "")
        wrong = why_not(one, wanted) or _whose(holders)
        if wrong is None:
            actions_of_copies.print_copy(one, wanted, by=request.actor, at=now())
            messages.success(request, _("It is being printed. Its file goes by itself after a day."))
            return redirect("days:prints", pk)
        form.add_error(*wrong)
    told = copies_told(one)
    version = version_of([(copy.row.number, copy.state, copy.recalled_at, copy.row.back_at) for copy in told])
    if shows_already(request, version):
        return HttpResponseNotModified()
    looks.note(request.actor, [copy.row.holder for copy in told], purpose="lifts", page="prints", at=now())
    context = {
        "day": one, "form": form, "copies": told, "here": "prints", "published": standing_publication(one),
        "paper_ends": paper_ends_on(one, today=localdate()), "version": version,
        "waits": any(copy.state == "waits" for copy in told),
    }  # fmt: skip
    return versioned(render(request, "days/live/prints.html", context, status=422 if form.errors else 200), version)


def _whose(holders: list[str]) -> tuple[str, str] | None:
    """Say why the name of a holder is not enough."""
    if len(holders) == 1:
        return None
    nobody = _("Nobody of this name comes to this day or organises it.")
    return "holder", _("Several have this name. Write it in full, as in the list of members.") if holders else nobody


@require_safe
def copy(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Open a copy, for whoever organises the day and for whom it was made; not of boards that were recalled."""
    row = get_object_or_404(copies_opened_by(request.actor), day=pk, number=number)
    if recalled_at(row, recalled_of(row.day)):
        raise Http404
    try:
        content = shut_files.opened(row.file)
    except shut_files.GoneError:
        raise Http404 from None
    looks.note(request.actor, people_on(row), purpose="lifts", page="prints", at=now())
    page = f"boards/{pk}/{row.number}"
    looks.note_lists(request.actor, electors_on(row), purpose="canvass", page=page, at=now(), boards=True)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{row.kind}-copy-{row.number}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def let_go(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Let a copy go before its day is over."""
    row = get_object_or_404(copies_run_by(request.actor), day=pk, number=number)
    try:
        actions_of_copies.let_copy_go(row, by=request.actor, at=now())
    except actions_of_copies.CopyGoneError:
        messages.info(request, _("It was let go before."))
    return redirect("days:prints", pk)


@require_POST
def note_back(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Note that a copy's paper came back, or that it didn't after all."""
    row = get_object_or_404(copies_run_by(request.actor), day=pk, number=number)
    try:
        actions_of_copies.note_back(row, back=request.POST.get("deed") != "out", by=request.actor, at=now())
    except actions_of_copies.NotedAlreadyError:
        messages.info(request, _("It stands so already."))
    return redirect("days:prints", pk)
