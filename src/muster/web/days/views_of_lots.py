"""Pages on which doors are left alone for a trial: the list to draw lots for, and what was drawn."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from muster.web.days import actions_of_turfs, lots, queries
from muster.web.days.offered import ZoneGoneError
from muster.web.intake.pages import csv_bytes
from muster.web.roll.middleware import MemberRequest

LARGEST_MB = 20
LARGEST = LARGEST_MB * 2**20
SHOWN = 20  # rows that need somebody


class LotsForm(forms.Form):
    """Brings what a lottery drew."""

    trial = forms.CharField(label=gettext_lazy("What the trial is called"), max_length=80)
    file = forms.FileField(
        label=gettext_lazy("What was drawn (CSV with the columns door and arm)"),
        help_text=gettext_lazy("draw.csv, as muster learn draw writes it."),
    )
    arm = forms.CharField(label=gettext_lazy("Which arm is left alone"), max_length=80, initial="holdout")

    def clean_file(self) -> Any:
        """Refuse what is no list of doors."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("This is more than %(mb)s MB: no list of doors.") % {"mb": LARGEST_MB})
        return file


@require_http_methods(["GET", "HEAD", "POST"])
def left_alone(request: MemberRequest, pk: int) -> HttpResponse:
    """Show which trials keep doors from every day, take another's lottery, or end one."""
    one = get_object_or_404(queries.days_run_by(request.actor).select_related("area"), pk=pk)
    if one.area is None:
        raise Http404
    form = LotsForm()
    problems: tuple[Any, ...] = ()
    if request.method == "POST" and "end" in request.POST:
        actions_of_turfs.leave_alone(one.area, trial=request.POST["end"], doors=(), by=request.actor, at=now())
        messages.success(request, _("Its doors are offered again, from the next cut on."))
        return redirect("days:left_alone", pk)
    if request.method == "POST":
        form = LotsForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                return _taken(request, pk, one.area, form.cleaned_data)
            except lots.LotsError as error:
                problems = error.problems
                form.add_error("file", _("Nothing was taken in. Mend the rows below, and send it again."))
    told = {
        "day": one, "form": form, "held": lots.held_in(one.area), "still": lots.still_in_turfs(one),
        "problems": problems[:SHOWN], "more": max(len(problems) - SHOWN, 0), "here": "turfs",
    }  # fmt: skip
    return render(request, "days/left_alone.html", told, status=422 if form.errors else 200)


def _taken(request: MemberRequest, pk: int, area: Any, said: dict[str, Any]) -> HttpResponse:
    drawn = lots.read_lots(said["file"].read(), area, name=said["file"].name, arm=said["arm"].strip())
    actions_of_turfs.leave_alone(area, trial=said["trial"].strip(), doors=drawn, by=request.actor, at=now())
    words = ngettext(
        "One door is left alone, from the next cut on.", "%(n)s doors are left alone, from the next cut on.", len(drawn)
    )
    messages.success(request, words % {"n": f"{len(drawn):,}"})
    return redirect("days:left_alone", pk)


@require_safe
def doors_to_draw(request: MemberRequest, pk: int) -> HttpResponseBase:
    """Give the doors that a day is offered as a table, by their numbers: lots are drawn for it."""
    one = get_object_or_404(queries.days_run_by(request.actor).exclude(area=None), pk=pk)
    try:
        rows = lots.doors_listed(one)
    except ZoneGoneError:
        return redirect("days:doors", pk)
    response = HttpResponse(b"".join(csv_bytes(lots.HEADER, rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="doors-{pk}.csv"'
    response["Cache-Control"] = "no-store"
    return response
