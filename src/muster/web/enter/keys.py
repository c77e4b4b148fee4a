"""Keys by which programs ask in somebody's name: made here, shown once, ended by one press; and what their text is."""

import hashlib
import secrets
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from muster.web.enter import actions, letters, queries
from muster.web.enter.forms import KeyForm
from muster.web.enter.fresh import has_second
from muster.web.enter.rules import needs_second_factor
from muster.web.record.again import again
from muster.web.roll.middleware import MemberRequest

BEGINS = "muster_"  # so that whoever finds one knows what it opens


def new_text() -> str:
    """Draw the text of a key: 256 random bits, so that a plain hash of it tells nobody anything."""
    return BEGINS + secrets.token_urlsafe(32)


def hash_of(text: str) -> str:
    """Give what is kept of a key's text."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: MemberRequest) -> HttpResponseBase:
    """List one's keys, and make another."""
    if needs_second_factor(request.actor) and not has_second(request):
        return redirect("enter:second")
    return _made(request) if request.method == "POST" else _page(request, KeyForm())


@again
def _made(request: MemberRequest) -> HttpResponse:
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    text, said = new_text(), form.cleaned_data
    asked = actions.Asked(
        said["name"], hash_of(text), said["days"], reads_only=not said["changes"], second=has_second(request)
    )
    account = queries.account_of(request.user)
    try:
        key = actions.make_key(account, asked=asked, by=request.actor, at=now())
    except actions.TooManyKeysError:
        form.add_error(None, _("Twenty keys are enough: end one that you don’t use any more."))
        return _page(request, form)
    to = queries.address_of(account)
    if to:
        page = request.build_absolute_uri(reverse("enter:keys"))
        letters.send("changed", to=to, change="key made", at=now(), page=page)
    return _page(request, KeyForm(), made=key, text=text)


def _page(request: MemberRequest, form: KeyForm, **made: Any) -> HttpResponse:
    standing = queries.program_keys_of(queries.account_of(request.user))
    address = request.build_absolute_uri("/api/v1/me")
    told = {"form": form, "keys": standing, "here": "keys", "address": address, **made}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "enter/keys.html", told, status=status)


@require_POST
def end(request: MemberRequest, pk: int) -> HttpResponse:
    """End a key."""
    key = get_object_or_404(queries.program_keys_of(queries.account_of(request.user)), pk=pk)
    try:
        actions.end_key(key, by=request.actor, at=now())
    except actions.EndedAlreadyError:
        messages.info(request, _("It was ended before."))
    else:
        messages.success(request, _("It opens nothing any more."))
    return redirect("enter:keys")
