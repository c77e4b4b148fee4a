"""Printed copies: asked for, for somebody named; fetched; let go."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.web.days import actions_of_copies, queries, shut_files
from muster.web.days.copies import copies_told, electors_on, holders_found, people_on
from muster.web.days.models_of_seats import Copy
from muster.web.power import looks
from muster.web.roll.middleware import MemberRequest


class PrintForm(forms.Form):
    """What is to be printed, for whom."""

    kind = forms.ChoiceField(label=gettext_lazy("What"), choices=Copy.Kind.choices, widget=forms.RadioSelect)
    holder = forms.CharField(
        label=gettext_lazy("For whom"),
        max_length=120,
        help_text=gettext_lazy("The name of whoever takes it. They come to this day, or organise it."),
    )
    only = forms.CharField(
        label=gettext_lazy("Which"),
        max_length=400,
        required=False,
        help_text=gettext_lazy("Numbers of turfs or names of vehicles, with commas between. Blank for all."),
    )
    large = forms.BooleanField(label=gettext_lazy("Large print"), required=False)
    names = forms.BooleanField(
        label=gettext_lazy("With the names of electors, where the register allows it"), required=False
    )
    imprint = forms.CharField(
        label=gettext_lazy("Imprint"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("The legal line, such as: Promoted by Ann Archer for the Ferry League, 1 Mill Lane."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def prints(request: MemberRequest, pk: int) -> HttpResponse:
    """List the copies of a day, and ask for another."""
    one = get_object_or_404(queries.days_run_by(request.actor), pk=pk)
    last = one.copies.exclude(imprint="").values_list("imprint", flat=True).first()
    form = PrintForm(request.POST or None, initial={"imprint": last or "", "kind": Copy.Kind.BOARDS})
    if request.method == "POST" and form.is_valid():
        holders = holders_found(one, form.cleaned_data["holder"], at=now())
        if len(holders) == 1:
            actions_of_copies.print_copy(one, _wanted(form.cleaned_data, holders[0]), by=request.actor, at=now())
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


def _wanted(given: dict[str, Any], holder: str) -> actions_of_copies.Wanted:
    kind = Copy.Kind(given["kind"])
    parts = [part.strip() for part in given["only"].split(",") if part.strip()]
    of_turfs = kind in {Copy.Kind.BOARDS, Copy.Kind.COVERS, Copy.Kind.LABELS}
    only = tuple(int(part) for part in parts if part.isdigit()) if of_turfs else tuple(parts)
    return actions_of_copies.Wanted(
        kind, holder, only, large=given["large"], names=given["names"], imprint=given["imprint"]
    )


@require_safe
def copy(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Open a copy, for whoever organises the day and for whom it was made."""
    mine = Q(day__in=queries.days_run_by(request.actor)) | Q(holder=request.actor.pseudonym)
    row = get_object_or_404(Copy.objects.filter(mine, gone_at=None).select_related("day"), day=pk, number=number)
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
    one = get_object_or_404(queries.days_run_by(request.actor), pk=pk)
    row = get_object_or_404(Copy, day=one, number=number)
    try:
        actions_of_copies.let_copy_go(row, by=request.actor, at=now())
    except actions_of_copies.CopyGoneError:
        messages.info(request, _("It was let go before."))
    return redirect("days:prints", pk)
