"""Pages of seasons, and of a day before it is published: written down, called, changed, put off, called off."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.web.days import actions, actions_of_saturday, leads, offered, queries, seasons
from muster.web.days.forms import BecauseForm, DayForm, LeadForm, PostponeForm, SeasonForm
from muster.web.days.lifecycle import NotNowError
from muster.web.days.rules import may_plan
from muster.web.mandates.queries import places_of
from muster.web.power import looks
from muster.web.register.looking import look_in
from muster.web.roll.middleware import MemberRequest

LONGEST = 9  # digits of a change's number

if TYPE_CHECKING:
    from muster.web.days.models import Day

READ, WRITE = ["GET", "HEAD", "POST"], "POST"
MOST_LISTED = 200


@require_safe
def every(request: MemberRequest) -> HttpResponse:
    """List the days: today's first, then season by season."""
    told = {
        "listed": seasons.listed(request.actor, today=localdate()),
        "runs": bool(seasons.organised(request.actor)),
        "here": "seasons",
    }
    return render(request, "days/seasons.html", told)


@require_safe
def season(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a season: its days and places side by side, and what competes."""
    one = get_object_or_404(seasons.seasons_seen_by(request.actor), pk=pk)
    days = queries.days_seen_by(request.actor).filter(season=one)
    runs = one.compartment in seasons.organised(request.actor)
    told = {"season": one, "dates": seasons.side_by_side(days), "runs": runs, "here": "seasons"}
    return render(request, "days/season.html", told)


@require_http_methods(READ)
def open_season(request: MemberRequest) -> HttpResponse:
    """Open a season."""
    known = seasons.organised(request.actor)
    if not known:
        raise PermissionDenied
    names = places_of(known)
    choices = [(one, names.get(one, one)) for one in known]
    form = SeasonForm(request.POST or None, compartments=choices)
    if request.method == WRITE and form.is_valid():
        try:
            with transaction.atomic():
                made = actions.open_season(form.opened(), by=request.actor, at=now())
            return redirect(made)
        except IntegrityError:
            form.add_error("title", _("There is a season of this name. Give this one another."))
    status = 422 if form.errors else 200
    return render(request, "days/write_season.html", {"form": form, "here": "seasons"}, status=status)


@require_http_methods(READ)
def new(request: MemberRequest) -> HttpResponse:
    """Write a day down: as a draft, or called at once."""
    if not seasons.organised(request.actor):
        raise PermissionDenied
    wanted = request.GET.get("season", "")
    begun = seasons.seasons_run_by(request.actor).filter(pk=wanted).first() if wanted.isdigit() else None
    form = _form(request, season=begun)
    if request.method == WRITE and form.is_valid():
        called = "draft" not in request.POST
        deed = actions.call if called else actions.draft
        return redirect(deed(form.asked(), by=request.actor, at=now()))
    return _write(request, form, day=None)


@require_http_methods(READ)
def change(request: MemberRequest, pk: int) -> HttpResponse:
    """Change what a day asks for."""
    one = get_object_or_404(queries.days_run_by(request.actor), pk=pk)
    form = _form(request, day=one)
    if request.method == WRITE and form.is_valid():
        try:
            actions.change(one, form.asked(), by=request.actor, at=now())
            messages.success(request, _("Written down. Turfs that were cut before stay until you cut anew."))
        except NotNowError:
            messages.warning(request, _("This day is published or over: recall its boards first."))
        return redirect(one)
    return _write(request, form, day=one)


def _form(request: MemberRequest, **begun: object) -> DayForm:
    return DayForm(
        request.POST or None,
        areas=seasons.areas_run_by(request.actor),
        seasons=seasons.seasons_run_by(request.actor),
        zones=seasons.zones_run_by(request.actor),
        **begun,  # type: ignore[arg-type]  # a day, or a season
    )


def _write(request: MemberRequest, form: DayForm, *, day: "Day | None") -> HttpResponse:
    area = day.area if day and day.area else seasons.areas_run_by(request.actor).first()
    look = look_in(area, at=(day.to_lon, day.to_lat) if day else None) if area else None
    told = {"form": form, "day": day, "area": area, "look": look, "here": "seasons" if day is None else "day"}
    return render(request, "days/write_day.html", told, status=422 if form.errors else 200)


@require_POST
def call(request: MemberRequest, pk: int) -> HttpResponse:
    """Call a draft."""
    one = get_object_or_404(queries.days_run_by(request.actor), pk=pk)
    try:
        actions.call_draft(one, by=request.actor, at=now())
        messages.success(request, _("Called. Now its doors can be cut, and people asked to come."))
    except NotNowError:
        messages.info(request, _("It was called before."))
    return redirect(one)


@require_http_methods(READ)
def postpone(request: MemberRequest, pk: int) -> HttpResponse:
    """Put a day off."""
    one = get_object_or_404(queries.days_run_by(request.actor), pk=pk)
    form = PostponeForm(request.POST or None, today=localdate())
    if request.method == WRITE and form.is_valid():
        try:
            actions.postpone(one, held_on=form.cleaned_data["held_on"], by=request.actor, at=now())
            messages.success(request, _("Put off. Everybody whom it touches is being told."))
            return redirect(one)
        except actions.MovedOnError:
            form.add_error("held_on", _("It is on this day already."))
        except NotNowError:
            messages.warning(request, _("This day is over, or was called off."))
            return redirect(one)
    return _ask(request, one, form, what="postpone")


@require_http_methods(READ)
def cancel(request: MemberRequest, pk: int) -> HttpResponse:
    """Call a day off."""
    one = get_object_or_404(queries.days_run_by(request.actor), pk=pk)
    form = BecauseForm(request.POST or None)
    if request.method == WRITE and form.is_valid():
        try:
            actions.cancel(one, because=form.cleaned_data["because"], by=request.actor, at=now())
            messages.success(request, _("Called off. Everybody whom it touches is being told."))
        except NotNowError:
            messages.warning(request, _("This day is over, or was called off."))
        return redirect(one)
    return _ask(request, one, form, what="cancel")


@require_http_methods(READ)
def lead(request: MemberRequest, pk: int) -> HttpResponse:
    """Say who leads a day."""
    one = get_object_or_404(queries.days_run_by(request.actor), pk=pk)
    change = _numbered(request.GET.get("change", ""))  # what waits to be told; 0 is everybody's place
    waits = reverse("days:change", args=[pk, change]) if change else reverse("days:people", args=[pk])
    back = "" if change is None else waits
    organisers = (leads.rung_organisers_of if back else leads.organisers_of)(one, at=now())
    looks.note(request.actor, [person.pseudonym for person in organisers], purpose="lifts", page="lead", at=now())
    form = LeadForm(request.POST or None, organisers=organisers, initial={"lead": one.lead_id}, must=bool(back))
    if request.method == WRITE and form.is_valid():
        try:
            actions_of_saturday.name_lead(one, lead=form.cleaned_data["lead"], by=request.actor, at=now())
            messages.success(request, _("Written down."))
            return redirect(back or one)
        except actions_of_saturday.NoOrganiserError:
            form.add_error("lead", _("They don’t organise this day any more. Choose another."))
    context = {"day": one, "form": form, "back": back, "change": change, "here": "day"}
    return render(request, "days/lead.html", context, status=422 if form.errors else 200)


def lead_first(request: MemberRequest, pk: int, *, change: int) -> HttpResponse:
    """Ask whom people ring before any is told; whoever says it comes back to what waits to be told."""
    messages.warning(request, _("Nobody was told yet. First say whom people ring: each message names them."))
    return redirect(f"{reverse('days:lead', args=[pk])}?change={change}")


def _numbered(change: str) -> int | None:
    return int(change) if change.isascii() and change.isdecimal() and len(change) < LONGEST else None


@require_POST
def end(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that a day has been held."""
    one = get_object_or_404(queries.days_run_by(request.actor), pk=pk)
    try:
        actions.end(one, by=request.actor, at=now())
        messages.success(request, _("The day is over. Thank you."))
    except NotNowError:
        messages.warning(request, _("Only a day whose boards are published can end."))
    return redirect(one)


def _ask(request: MemberRequest, day: "Day", form: BecauseForm | PostponeForm, *, what: str) -> HttpResponse:
    told = {"day": day, "form": form, "what": what, "here": "day"}
    return render(request, "days/ask.html", told, status=422 if form.errors else 200)


@require_safe
def doors(request: MemberRequest, pk: int) -> HttpResponse:
    """Say which doors a day is offered, and list those that nothing placed."""
    one = get_object_or_404(queries.days_run_by(request.actor).exclude(area=None), pk=pk)
    try:
        unplaced = list(offered.unplaced_of(one)[: MOST_LISTED + 1])
        gone = ""
    except offered.ZoneGoneError as error:
        unplaced, gone = [], error.name
    told = {
        "day": one, "unplaced": unplaced[:MOST_LISTED], "more": len(unplaced) > MOST_LISTED, "gone": gone,
        "plans": may_plan(request.actor, one), "here": "turfs",
    }  # fmt: skip
    return render(request, "days/doors.html", told)
