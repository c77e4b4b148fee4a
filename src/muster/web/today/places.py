"""Where one can go from every page: at most five places, so that a phone shows them all."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from muster.web.enter.queries import movement
from muster.web.record.actor import Actor
from muster.web.roll.queries import scope_of


@dataclass(frozen=True, slots=True)
class Place:
    """One destination: what it is called, where it is, and whether one is there."""

    name: str
    address: str
    here: bool


def places(request: HttpRequest) -> dict[str, Any]:
    """Give every page its destinations, the languages it could be read in, and the movement, asked for where named."""
    actor = getattr(request, "actor", None)
    others = [one for one in settings.LANGUAGES if one[0] != get_language()]
    told = {"DEMO": settings.DEMO, "languages": others, "movement": SimpleLazyObject(movement)}
    if actor is None or (actor.person is None and not actor.grants):
        return {**told, "places": ()}
    return {
        **told,
        "places": tuple(Place(name, address, _is_at(request.path, address)) for name, address in _of(actor)),
    }


def _of(actor: Actor) -> list[tuple[str, str]]:
    roles = {held.role for held in actor.grants}
    found = [(_("Today"), reverse("today:home"))]
    if roles:
        found.append((_("Days"), reverse("first")))
    if scope_of(actor).keeps:
        found.append((_("People"), reverse("roll:people")))
    elif "organiser" in roles:
        found.append((_("Registers"), reverse("register:sources")))
    found.append((_("Find"), reverse("today:find")))
    found.append((_("You"), reverse("mfa_index")))
    return found


def _is_at(path: str, address: str) -> bool:
    return path == address if address == "/" else path.startswith(address)
