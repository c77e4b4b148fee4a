"""Pages for entering with another e-mail address: the new one shows that it is read, the old one is told."""

from http import HTTPStatus
from typing import Any, Final

from allauth.core import ratelimit
from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from muster.web.enter import actions, letters, queries
from muster.web.enter.forms import NewAddressForm
from muster.web.enter.fresh import has_second
from muster.web.enter.links import DeadLinkError
from muster.web.enter.rules import needs_second_factor
from muster.web.enter.views import end_others_of, too_many
from muster.web.record.again import again
from muster.web.roll.middleware import MemberRequest
from muster.web.roll.models import Account

LASTS_S: Final = 3600
_SALT = "muster.enter.moving"
_READ = ["GET", "HEAD", "POST"]


@never_cache
@again
@require_http_methods(_READ)
def address(request: MemberRequest) -> HttpResponse:
    """Ask for the new address, and send a link there; the page that follows is the same if somebody else has it."""
    if needs_second_factor(request.actor) and not has_second(request):
        return redirect("enter:second")
    account = queries.account_of(request.user)
    form = NewAddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = str(form.cleaned_data["email"]).lower()
        if not ratelimit.consume(request, action="link", key=email):
            return too_many(request)
        if queries.address_known_as(email) is None:
            link = request.build_absolute_uri(reverse("enter:new_address", args=[_token(account, email)]))
            letters.send("moving", to=email, link=link, movement=queries.movement())
        request.session["enter.sent_to"] = email
        return redirect("enter:sent")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    told = {"form": form, "email": queries.address_of(account), "here": "ways"}
    return render(request, "enter/address.html", told, status=status)


@never_cache
@require_http_methods(_READ)
def new_address(request: MemberRequest, token: str) -> HttpResponse:
    """Ask whoever opens the link to press a button, signed in as who asked for it; then only the new one enters."""
    if needs_second_factor(request.actor) and not has_second(request):
        return redirect("enter:second")
    account = queries.account_of(request.user)
    try:
        email = _read(account, token)
    except DeadLinkError:
        return render(request, "enter/link_dead.html", {"moving": True}, status=HTTPStatus.GONE)
    if request.method == "POST":
        return _moved(request, account, email)
    return render(request, "enter/new_address.html", {"email": email, "here": "ways"})


def _moved(request: MemberRequest, account: Account, email: str) -> HttpResponse:
    before = queries.address_of(account)
    try:
        actions.change_address(account, email=email, by=request.actor, at=now())
    except actions.AddressTakenError:
        return render(request, "enter/link_dead.html", {"moving": True}, status=HTTPStatus.GONE)
    end_others_of(request)  # whoever could read the old mailbox may have come in by it
    if before:
        page = request.build_absolute_uri(reverse("enter:sessions"))
        letters.send("changed", to=before, change="address changed", at=now(), page=page)
    said = _("From now on you enter with %(email)s. Other browsers and programs are signed out.")
    messages.success(request, said % {"email": email})
    return redirect("mfa_index")


def _token(account: Account, email: str) -> str:
    return signing.dumps({"u": account.pk, "e": email, "b": queries.address_of(account)}, salt=_SALT, compress=True)


def _read(account: Account, token: str) -> str:
    """Give the address that a link moves this account to.

    Raises:
        DeadLinkError: it was used, is too old, is another's, or never was one.
    """
    try:
        said: dict[str, Any] = signing.loads(token, salt=_SALT, max_age=LASTS_S)
    except signing.BadSignature as error:
        raise DeadLinkError from error
    if said["u"] != account.pk or said["b"] != queries.address_of(account):
        raise DeadLinkError
    return str(said["e"])
