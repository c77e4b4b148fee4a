"""Pages for cutting turfs, correcting them, publishing them and taking that back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.guard.pair import OtherWordsError
from muster.web.days import actions_of_boards, actions_of_turfs, publishing, queries, turfs_told
from muster.web.days.forms import BecauseForm, CutForm
from muster.web.days.lifecycle import NotNowError
from muster.web.days.refusals import CorrectionError, NoGroundError, why_not
from muster.web.power.asking import done_or_asked
from muster.web.power.pairs import NoSecondError
from muster.web.record.again import again
from muster.web.roll.middleware import MemberRequest

READ, WRITE = ["GET", "HEAD", "POST"], "POST"


@require_http_methods(READ)
def cut(request: MemberRequest, pk: int) -> HttpResponse:
    """Have the doors cut into turfs."""
    day = get_object_or_404(queries.days_run_by(request.actor), pk=pk)
    form = CutForm(request.POST or None, initial={"minutes": day.minutes, "into": day.into})
    if request.method == WRITE and form.is_valid():
        wanted = form.cleaned_data
        try:
            actions_of_turfs.ask_cut(day, into=wanted["into"], minutes=wanted["minutes"], by=request.actor, at=now())
            return redirect(day)
        except (NotNowError, actions_of_turfs.CuttingError) as error:
            messages.warning(request, why_not(error))
            return redirect(day)
    told = {"day": day, "form": form, "locked": day.turfs.filter(locked=True).count(), "here": "turfs"}
    return render(request, "days/cut.html", told, status=422 if form.errors else 200)


@require_http_methods(READ)
def correct(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Correct a turf: give doors away, split it, merge it, lock it."""
    turf = get_object_or_404(queries.turfs_run_by(request.actor), day=pk, number=number)
    if request.method == WRITE:
        return _correct(request, pk, number)
    told = {"day": turf.day, "turf": turf, "told": turfs_told.correcting_told(turf), "here": "turfs"}
    told["promise"] = queries.turfs_told(turf.day)
    return render(request, "days/correct.html", told)


def _correct(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    turf = get_object_or_404(queries.turfs_run_by(request.actor), day=pk, number=number)
    asked = turfs_told.correction_asked(turf, request.POST)
    if asked is None:
        messages.warning(request, _("Choose some doors and the turf that gets them."))
        return redirect("days:correct", pk, number)
    try:
        correction = actions_of_turfs.correct(asked, by=request.actor, at=now())
    except (
        NotNowError, actions_of_turfs.CuttingError, actions_of_turfs.TurfsMovedOnError, CorrectionError, NoGroundError,
    ) as error:  # fmt: skip
        messages.warning(request, why_not(error))
        return redirect("days:correct", pk, number)
    broken = turfs_told.broken_by(turf.day, correction)
    told = f"{turfs_told.correction_told(correction)} {broken}".strip()
    messages.add_message(request, messages.WARNING if broken else messages.SUCCESS, told)
    there = turf.day.turfs.filter(number=number).exists()
    return redirect("days:correct", pk, number if there else asked.turf)


@require_safe
def corrections(request: MemberRequest, pk: int) -> HttpResponse:
    """List the corrections; the last that stands can be taken back."""
    day = get_object_or_404(queries.days_run_by(request.actor), pk=pk)
    told = {"day": day, "corrections": turfs_told.corrections_of(day), "here": "turfs"}
    return render(request, "days/corrections.html", told)


@require_POST
def take_back(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Take the last correction back."""
    correction = get_object_or_404(queries.corrections_run_by(request.actor), day=pk, number=number)
    try:
        actions_of_turfs.take_back(correction, by=request.actor, at=now())
        messages.success(request, _("Taken back: its turfs are as they were before."))
    except (NotNowError, actions_of_turfs.CuttingError, actions_of_turfs.NotTheLastCorrectionError) as error:
        messages.warning(request, why_not(error))
    return redirect("days:corrections", pk)


@again
@require_http_methods(READ)
def publish(request: MemberRequest, pk: int) -> HttpResponse:
    """Show exactly what would be published; ask for the second person, or publish what was approved."""
    day = get_object_or_404(queries.days_run_by(request.actor), pk=pk)
    snapshot = publishing.snapshot_of(day)
    if request.method == WRITE:
        by, at = request.actor, now()
        terms = publishing.Terms(day, request.POST.get("digest", ""))
        try:
            asked = done_or_asked(request, lambda: actions_of_boards.publish(terms, by=by, at=at), by=by, at=at)
        except (NotNowError, OtherWordsError, NoSecondError, actions_of_boards.EmptyTurfError) as error:
            messages.warning(request, why_not(error))
            return redirect("days:publish", pk)
        except actions_of_boards.OverlapError as error:
            told = {"day": day, "snapshot": snapshot, "clashes": error.clashes, "here": "turfs"}
            return render(request, "days/publish.html", told, status=409)
        if asked is None:
            count = snapshot.turfs
            words = ngettext("One board is published.", "%(n)s boards are published.", count)
            messages.success(request, words % {"n": f"{count:,}"})
        return asked or redirect("days:publish", pk)
    told = {
        "day": day, "snapshot": snapshot, "standing": publishing.standing_publication(day),
        "told": queries.turfs_told(day), "past": publishing.recalled_of(day), "form": BecauseForm(), "here": "turfs",
    }  # fmt: skip
    return render(request, "days/publish.html", told)


@require_POST
def recall(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Recall boards."""
    one = get_object_or_404(queries.publications_run_by(request.actor), day=pk, number=number)
    form = BecauseForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Say in one sentence why the boards are recalled."))
        return redirect("days:publish", pk)
    try:
        actions_of_boards.recall(one, reason=form.cleaned_data["because"], by=request.actor, at=now())
        messages.success(request, _("Recalled. Take back what was handed out; the turfs can be corrected again."))
    except (actions_of_boards.RecalledError, NotNowError) as error:
        messages.warning(request, why_not(error))
    return redirect("days:publish", pk)
