"""Who asks: whoever made the key that the program sends, with what they may at this moment and nothing more."""

from dataclasses import replace
from typing import Any, Final

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.timezone import now
from ninja.security import HttpBearer

from muster.web.api.refusals import RefusedError
from muster.web.enter.adapters import note_limit
from muster.web.enter.counting import count_question
from muster.web.enter.keys import BEGINS, hash_of
from muster.web.enter.queries import program_key_with
from muster.web.enter.rules import needs_second_factor
from muster.web.power.held import is_stopped
from muster.web.record.actor import NOBODY
from muster.web.roll.queries import actor_of

PER_MINUTE: Final = 300  # questions in one person's name
WRONG_PER_MINUTE: Final = 20  # from one address
_READS: Final = {"GET", "HEAD", "OPTIONS"}


class Key(HttpBearer):
    """A program key, in the Authorization header and nowhere else. A session is no key, so no other site's page is."""

    def __call__(self, request: HttpRequest) -> Any:
        """Find whose key it is; from here on `request.actor` is whoever made it."""
        request.actor = NOBODY  # type: ignore[attr-defined]  # in the place of the session's
        if BEGINS in request.get_full_path():
            told = "This key stands in an address, where logs keep it. End it on the site, and send one in the header."
            raise RefusedError(400, "key_in_address", told)
        return super().__call__(request)

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Give the key that a program sent.

        Raises:
            RefusedError: it opens nothing, or not this; or too much was asked.
        """
        key, at = program_key_with(hash_of(token)), now()
        if key is None or not key.account.is_active:
            raise _wrong(request, "wrong_key", "This is no key of this site.")
        if key.ended_at is not None or key.ends_at <= at:
            raise _wrong(request, "ended_key", "This key has ended. Whoever it is of can make another on the site.")
        actor = replace(actor_of(key.account, at=at), program=key.pk)
        request.actor = actor  # type: ignore[attr-defined]  # as every view finds it
        if count_question(key, at=at) > PER_MINUTE:
            note_limit(request, of="program")
            raise RefusedError(429, "too_often", f"No more than {PER_MINUTE} questions a minute. Wait a minute.")
        if not actor.grants and is_stopped(actor.pseudonym, at=at):
            raise RefusedError(403, "stopped", "Your access is stopped. What was written to you stands on the site.")
        if needs_second_factor(actor) and not key.second:
            told = "You hold a power that needs a second proof, and this key was made without one. Make another."
            raise RefusedError(403, "second_proof", told)
        if key.reads_only and request.method not in _READS:
            raise RefusedError(403, "reads_only", "This key only reads. Make one that may change things as well.")
        request.key = key  # type: ignore[attr-defined]  # for `me`
        return key


def _wrong(request: HttpRequest, code: str, told: str) -> RefusedError:
    """Tell of a key that opens nothing; where many come from one address, it is told to wait."""
    count = f"api:wrong:{get_adapter().get_client_ip(request)}:{now():%H:%M}"  # where other limits are counted
    cache.add(count, 0, timeout=120)
    if cache.incr(count) <= WRONG_PER_MINUTE:
        return RefusedError(401, code, told)
    note_limit(request, of="program_key")
    return RefusedError(429, "too_often", "Too many wrong keys came from there. Wait a minute.")
