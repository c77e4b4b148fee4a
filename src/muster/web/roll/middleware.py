"""Gives every request its actor."""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from muster.web.record.actor import Actor
from muster.web.roll.queries import actor_of


class MemberRequest(HttpRequest):
    """A request that knows who is asking."""

    actor: Actor


def actor_of_request(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Build `request.actor` once, when a view first asks: a page that asks nobody costs no query."""

    def respond(request: HttpRequest) -> HttpResponse:
        def who() -> Actor:
            user = request.user
            return actor_of(None if isinstance(user, AnonymousUser) else user, at=timezone.now())

        request.actor = SimpleLazyObject(who)  # type: ignore[attr-defined]  # MemberRequest names it for views
        return get_response(request)

    return respond
