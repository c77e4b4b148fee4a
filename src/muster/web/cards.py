"""The demo's cards: one click makes a visitor one of its made-up people. They exist in the demo alone."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from allauth.account.utils import get_next_redirect_url
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from muster.web.demo import account_of
from muster.web.enter.fresh import note_second
from muster.web.roll.middleware import MemberRequest

if TYPE_CHECKING:
    from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Card:
    """One of the made-up people: their role, what they do, and the page that they see first."""

    role: str
    name: "str | Promise"
    does: "str | Promise"
    sees: str


CARDS = (
    Card("organiser", _("Organiser"), _("plans the day, and mends it when a coach breaks down"), "first"),
    Card("founder", _("Founder"), _("began the movement with another, and answers for who holds power"), "today:home"),
    Card("officer", _("Officer"), _("looks after the people of a group"), "today:home"),
    Card("keeper", _("Keeper of the roll"), _("an officer of the whole movement: those of no group too"), "today:home"),
    Card("driver", _("Driver"), _("brings people to the day and home again"), "today:home"),
    Card("volunteer", _("Volunteer"), _("says whether they come, and sees where to be and when"), "today:home"),
    Card("member", _("Member"), _("belongs, and holds no power"), "today:home"),
)


@login_not_required
@require_safe
def cards(request: MemberRequest) -> HttpResponse:
    """Offer the made-up people, whoever one is now."""
    standing = [one for one in CARDS if account_of(one.role)]  # the keeper comes with the roll
    return render(request, "today/cards.html", {"cards": standing, "next": get_next_redirect_url(request)})


@login_not_required
@require_POST
def become(request: MemberRequest, role: str) -> HttpResponse:
    """Enter as one of them, as if everything were proved."""
    card = next((one for one in CARDS if one.role == role), None)
    account = account_of(role) if card else None
    if card is None or account is None:
        raise Http404
    logout(request)
    get_adapter().login(request, account)
    note_second(request)
    to = get_next_redirect_url(request) or ""
    return redirect(to if to.startswith("/") else card.sees)
