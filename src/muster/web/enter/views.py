"""Pages of signing in that are ours: the door, the link, what one has to prove with, where one is signed in."""

from http import HTTPStatus

from allauth.account.adapter import get_adapter
from allauth.account.utils import get_next_redirect_url, perform_login
from allauth.core import ratelimit
from allauth.mfa.webauthn.forms import LoginWebAuthnForm
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.guard.need import EVERYWHERE
from muster.web.enter import actions, letters, queries
from muster.web.enter.adapters import end_keys, note_limit
from muster.web.enter.forms import AddressForm
from muster.web.enter.founding import send_link_to_begin
from muster.web.enter.fresh import has_second, note_link, note_proved
from muster.web.enter.links import DeadLinkError, Link, new_link, read, spend
from muster.web.enter.resuming import note_led, resumed
from muster.web.enter.rules import may_let_begin_anew, needs_second_factor
from muster.web.record.actor import NOBODY
from muster.web.record.again import again
from muster.web.roll.middleware import MemberRequest


@login_not_required
@never_cache
@require_safe
def door(request: MemberRequest) -> HttpResponse:
    """Show the ways in, the easiest first."""
    if request.user.is_authenticated:
        return redirect(_leads_to(request))
    movement = queries.movement()
    if movement is None:
        return redirect("enter:first")
    told = {"form": AddressForm(), "passkey": LoginWebAuthnForm(), "movement": movement, "next": _next(request)}
    return render(request, "enter/door.html", told)


@login_not_required
@never_cache
@require_POST
def ask_link(request: MemberRequest) -> HttpResponse:
    """Send a link to an address, if anybody enters with it; the page that follows is the same if nobody does."""
    form = AddressForm(request.POST)
    if not form.is_valid():
        told = {"form": form, "passkey": LoginWebAuthnForm(), "movement": queries.movement(), "next": _next(request)}
        return render(request, "enter/door.html", told, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    email = str(form.cleaned_data["email"]).lower()
    if not ratelimit.consume(request, action="link", key=email):
        return too_many(request)
    _send_link(request, email)
    request.session["enter.sent_to"] = email
    return redirect("enter:sent")


def _send_link(request: MemberRequest, email: str) -> None:
    address, way = queries.address_known_as(email), queries.way_of_member(email, at=now())
    to = (address if address.user.is_active else None) if address else way
    link = request.build_absolute_uri(reverse("enter:link", args=[new_link(to, leads_to=_next(request))]))
    if to:
        letters.send("link", to=email, link=link, movement=queries.movement())


@login_not_required
@never_cache
@require_safe
def sent(request: MemberRequest) -> HttpResponse:
    """Say to look into the mail."""
    email = request.session.get("enter.sent_to")
    if not email:
        return redirect("account_login")
    return render(request, "enter/sent.html", {"email": email})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: MemberRequest, token: str) -> HttpResponse:
    """Ask whoever opens a link to press a button: what only looks at addresses in mail presses none."""
    if request.method != "POST":
        return _open_link(request, token)
    if not ratelimit.consume(request, action="link_use"):
        return too_many(request)
    try:
        used = spend(token)
    except DeadLinkError:
        return _dead(request)
    if used.account and request.user.pk == used.account.pk:
        note_proved(request)
        return resumed(request, used.leads_to or "/")
    return _let_in(request, used)


def _open_link(request: MemberRequest, token: str) -> HttpResponse:
    try:
        found = read(token)
    except DeadLinkError:
        return _dead(request)
    told = {"email": found.email, "token": token, "movement": queries.movement()}
    return render(request, "enter/link.html", told)


def _let_in(request: MemberRequest, used: Link) -> HttpResponse:
    note_link(request)
    account = used.account
    if account is None and used.person:
        account = actions.open_account(used.person, email=used.email, by=NOBODY, at=now())
    address = queries.address_known_as(used.email)
    if address and not address.verified:  # whoever opened the link reads its mail
        get_adapter().confirm_email(request, address)
    note_led(request, used.leads_to)
    answer: HttpResponse = perform_login(request, account, redirect_url=used.leads_to or "/", email=used.email)
    return answer


def _dead(request: HttpRequest) -> HttpResponse:
    return render(request, "enter/link_dead.html", status=HTTPStatus.GONE)


@never_cache
@require_safe
def second(request: MemberRequest) -> HttpResponse:
    """Ask whoever holds a power for a second proof, before anything of it is shown."""
    if not needs_second_factor(request.actor) or has_second(request):
        return redirect(_leads_to(request))
    ways = queries.ways_of(queries.account_of(request.user))
    return render(request, "enter/second.html", {"ways": ways})


@never_cache
@require_safe
def ways(request: MemberRequest) -> HttpResponse:
    """Show how one signs in, and what one could add."""
    told = queries.ways_of(queries.account_of(request.user))
    needs = needs_second_factor(request.actor) and not has_second(request)
    founder = request.actor.holds("founder", compartment=EVERYWHERE)
    return render(request, "enter/ways.html", {"ways": told, "needs": needs, "here": "ways", "founder": founder})


@never_cache
@require_safe
def sessions(request: MemberRequest) -> HttpResponse:
    """List where one is signed in."""
    account = queries.account_of(request.user)
    standing = queries.sessions_of(account)
    keys = queries.program_keys_of(account).count()
    told = {"sessions": standing, "here": "sessions", "key": request.session.session_key, "keys": keys}
    return render(request, "enter/sessions.html", told)


@require_POST
def end_session(request: MemberRequest, pk: int) -> HttpResponse:
    """Sign one browser out."""
    session = get_object_or_404(queries.sessions_of(queries.account_of(request.user)), pk=pk)
    if session.key == request.session.session_key:
        return redirect("account_logout")
    try:
        actions.end_session(session, by=request.actor, at=now())
    except actions.EndedAlreadyError:
        messages.info(request, _("It was signed out before."))
    else:
        messages.success(request, _("It is signed out."))
    return redirect("enter:sessions")


@again
@require_POST
def end_others(request: MemberRequest) -> HttpResponse:
    """Sign every other browser out, and every program."""
    end_others_of(request)
    messages.success(request, _("Every other browser and every program is signed out."))
    return redirect("enter:sessions")


def end_others_of(request: MemberRequest) -> None:
    """Leave nothing signed in but this browser."""
    account = queries.account_of(request.user)
    for session in queries.sessions_of(account).exclude(key=request.session.session_key):
        actions.end_session(session, by=request.actor, at=now())
    end_keys(account)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def again_by_link(request: MemberRequest) -> HttpResponse:
    """Ask again, by mail, whoever has nothing else to prove with."""
    if request.method == "POST":
        email = queries.address_of(queries.account_of(request.user))
        if not email:
            raise Http404
        if not ratelimit.consume(request, action="link", key=email):
            return too_many(request)
        _send_link(request, email)
        request.session["enter.sent_to"] = email
        return redirect("enter:sent")
    return render(request, "enter/again_by_link.html", {"next": _next(request)})


@never_cache
@again
@require_http_methods(["GET", "HEAD", "POST"])
def begin_anew(request: MemberRequest) -> HttpResponse:
    """Let somebody begin anew who lost phone and codes: a founder says so, and a link goes to their mailbox."""
    if not request.actor.holds("founder", compartment=EVERYWHERE):
        raise Http404
    form = AddressForm(request.POST or None, initial={"email": ""})
    if request.method == "POST" and form.is_valid():
        address = queries.address_known_as(form.cleaned_data["email"])
        if address and may_let_begin_anew(request.actor, address.user):
            actions.let_begin_anew(address.user, by=request.actor, at=now())
            send_link_to_begin(address.user, address_of=request.build_absolute_uri)
            messages.success(request, _("Their old proofs are gone, and a link is on its way to them."))
            return redirect("enter:begin_anew")
        form.add_error("email", _("Nobody else enters with this address."))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "enter/begin_anew.html", {"form": form}, status=status)


def too_many(request: HttpRequest) -> HttpResponse:
    """Say that something was tried too often."""
    note_limit(request, of="address")
    return render(request, "enter/too_many.html", status=HTTPStatus.TOO_MANY_REQUESTS)


def _next(request: HttpRequest) -> str:
    """Give where somebody wanted to go, if it is here."""
    to = get_next_redirect_url(request) or ""
    return to if to.startswith("/") else ""  # a bare word would be looked for among the names of addresses


def _leads_to(request: HttpRequest) -> str:
    return _next(request) or resolve_url("/")
