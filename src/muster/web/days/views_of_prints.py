"""Printed copies: asked for, for somebody named; fetched; let go."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.web.days import actions_of_copies, queries, shut_files
from muster.web.days.copies import copies_told, electors_on, holders_found, people_on
from muster.web.days.forms_of_saturday import PrintForm
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
        if len(holders) == 1:
            actions_of_copies.print_copy(one, form.wanted(holders[0]), by=request.actor, at=now())
            messages.success(request, _("It is being printed. It goes by itself after a day."))
            return redirect("days:prints", pk)
        wrong = _("Nobody of this name comes to this day or organises it.") if not holders else None
        form.add_error("holder", wrong or _("Several have this name. Write it in full, as in the list of members."))
    told = copies_told(one)
    looks.note(request.actor, [copy.row.holder for copy in told], purpose="lifts", page="prints", at=now())
    context = {"day": one, "form": form, "copies": told, "here": "prints"}
    response = render(request, "days/live/prints.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def copy(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Open a copy, for whoever organises the day and for whom it was made."""
    row = get_object_or_404(copies_opened_by(request.actor), day=pk, number=number)
    try:
        content = shut_files.opened(row.file)
    except shut_files.GoneError:
        raise Http404 from None
    looks.note(request.actor, people_on(row), purpose="lifts", page="prints", at=now())
    looks.note_lists(request.actor, electors_on(row), purpose="canvass", page=f"boards/{pk}/{row.number}", at=now())
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
