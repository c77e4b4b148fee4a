"""Pages of power: who holds it, giving it, a second person, one's own."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.guard.need import LONGEST_GRANT, FromOneselfError, TooLongError, WalledError
from muster.web.mandates import own, queries
from muster.web.mandates.asking import REFUSALS, refused
from muster.web.mandates.forms import DecisionForm, GiveForm, InterestForm
from muster.web.mandates.looked import looks_at
from muster.web.power import actions, looks, pairs, rules
from muster.web.power.asking import done_or_asked
from muster.web.record.again import again
from muster.web.roll.middleware import MemberRequest

READ, WRITE = ["GET", "HEAD", "POST"], "POST"
_NO = tuple(REFUSALS)
PAGE, LONGEST = 60, 9  # powers a page; digits of where one begins


def founds(request: MemberRequest) -> None:
    """Let founders alone go on; to anybody else these pages are not there."""
    if not request.actor.holds("founder", compartment="movement"):
        raise Http404


@require_safe
def holders(request: MemberRequest) -> HttpResponse:
    """Show who holds which power, by which decision, until when."""
    given = request.GET.get("from", "")
    first = int(given) if given.isdecimal() and len(given) < LONGEST else 0
    held = queries.holdings(request.actor, at=now(), first=first, most=PAGE + 1)
    told = {
        "holdings": held[:PAGE],
        "next": first + PAGE if len(held) > PAGE else 0,
        "glass": queries.glass_seen_by(request.actor),
        "founds": request.actor.holds("founder", compartment="movement"),
        "here": "holders",
    }
    return render(request, "mandates/holders.html", told)


@require_safe
def mine(request: MemberRequest) -> HttpResponse:
    """Show what is held on one, what one holds, who looked at one's record, and which interests one declared."""
    if request.actor.person is None:
        raise Http404
    at = now()
    told = {
        "holdings": queries.holdings_of(request.actor, at=at),
        "looks": looks_at(request.actor),
        "interests": queries.interests_of(request.actor),
        "suspensions": queries.suspensions_seen_by(request.actor, at=at),
        "objections": own.objections_of(request.actor),
        "erasure": own.erasure_of(request.actor),
        "here": "mine",
    }
    response = render(request, "mandates/mine.html", told)
    looks.note(request.actor, own.names_beside(request.actor, at=at), purpose="care", page="mine", at=at)
    response["Cache-Control"] = "no-store"
    return response


@again
@require_http_methods(READ)
def give(request: MemberRequest) -> HttpResponse:
    """Give somebody a power: ask for the second person."""
    founds(request)
    form = GiveForm(request.POST or None, initial={"until": localdate() + LONGEST_GRANT * 0.97})
    if request.method == WRITE and form.is_valid():
        try:
            by, at = request.actor, now()
            asked = done_or_asked(request, lambda: actions.grant(form.given(), by=by, at=at), by=by, at=at)
            return asked or redirect("mandates:holders")
        except TooLongError:
            form.add_error("until", _("A power lasts 92 days at most, and ends after today."))
        except (FromOneselfError, PermissionDenied):
            form.add_error("who", _("Nobody gives power to themselves."))
        except WalledError as error:
            form.add_error("compartment", str(REFUSALS[type(error)]))
    return render(request, "mandates/write.html", {"form": form, "what": "give", "here": "holders"})


@again
@require_http_methods(READ)
def renew(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that somebody else's power stays for another 92 days."""
    founds(request)
    held = get_object_or_404(queries.grants_seen_by(request.actor), pk=pk)
    if not rules.may_renew(request.actor, held):
        raise PermissionDenied
    form = DecisionForm(request.POST or None)
    if request.method == WRITE and form.is_valid():
        try:
            actions.renew(held, decision=form.cleaned_data["decision"], by=request.actor, at=now())
        except actions.EndedAlreadyError as error:
            refused(request, error)
        return redirect("mandates:holders")
    return render(request, "mandates/write.html", {"form": form, "what": "renew", "here": "holders"})


@require_POST
def withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """End a power: one's own, or as a founder anybody's."""
    held = get_object_or_404(queries.grants_seen_by(request.actor), pk=pk)
    try:
        actions.withdraw(held, by=request.actor, at=now())
        messages.success(request, _("It has ended."))
    except actions.EndedAlreadyError as error:
        refused(request, error)
    return redirect("mandates:holders")


@require_http_methods(READ)
def declare(request: MemberRequest, pk: int) -> HttpResponse:
    """Declare an interest in somebody who holds a power."""
    held = get_object_or_404(queries.grants_seen_by(request.actor), pk=pk)
    if not rules.may_declare(request.actor, held.holder):
        raise Http404
    form = InterestForm(request.POST or None)
    if request.method == WRITE and form.is_valid():
        actions.declare(held.holder, kind=form.cleaned_data["kind"], by=request.actor, at=now())
        messages.success(request, _("Declared: from now on neither of you approves for the other."))
        return redirect("mandates:mine")
    return render(request, "mandates/write.html", {"form": form, "what": "interest", "here": "mine"})


@require_POST
def retract(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that an interest is over."""
    ours = [interest for interest, _name in queries.interests_of(request.actor) if interest.pk == pk]
    if not ours:
        raise Http404
    actions.retract(ours[0], by=request.actor, at=now())
    return redirect("mandates:mine")


@require_safe
def requests(request: MemberRequest) -> HttpResponse:
    """List what was asked for: what waits first."""
    rows = queries.requests_seen_by(request.actor).order_by("-pk")[:60]
    told = queries.asked_told(request.actor, rows, at=now())
    return render(request, "mandates/requests.html", {"asked": told, "here": "requests"})


@require_safe
def request_page(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one request: its words, its bytes, and what one may do."""
    row = get_object_or_404(queries.requests_seen_by(request.actor), pk=pk)
    looks.note(request.actor, row.subjects, purpose="founding", page="request", at=now())
    (told,) = queries.asked_told(request.actor, [row], at=now())
    return render(request, "mandates/request.html", {"asked": told, "here": "requests"})


@again
@require_POST
def approve(request: MemberRequest, pk: int) -> HttpResponse:
    """Approve the bytes that one has read."""
    row = get_object_or_404(queries.requests_seen_by(request.actor), pk=pk)
    try:
        actions.approve(row, seen=request.POST.get("seen", "").encode(), by=request.actor, at=now())
        messages.success(request, _("Approved. Whoever asked can now do it, once."))
    except _NO as error:
        refused(request, error)
    return redirect("mandates:request", pk)


@require_POST
def refuse(request: MemberRequest, pk: int) -> HttpResponse:
    """Say no."""
    row = get_object_or_404(queries.requests_seen_by(request.actor), pk=pk)
    try:
        actions.refuse(row, by=request.actor, at=now())
    except _NO as error:
        refused(request, error)
    return redirect("mandates:request", pk)


@again
@require_POST
def carry_out(request: MemberRequest, pk: int) -> HttpResponseBase:
    """Do what another approved."""
    row = get_object_or_404(queries.requests_seen_by(request.actor).filter(asked_by=request.actor.pseudonym), pk=pk)
    try:
        done = pairs.carry_out(row, by=request.actor, at=now())
        if isinstance(done, HttpResponseBase):  # a list that was to be carried away
            return done
        messages.success(request, _("Done."))
    except _NO as error:
        refused(request, error)
    return redirect("mandates:request", pk)
