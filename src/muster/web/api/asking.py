"""Who asks: whoever made the key that the program sends, with what they may at this moment and nothing more."""

import threading
import time
from typing import Any, Final

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils.timezone import now
from ninja.security import HttpBearer

from muster.web.api.refusals import RefusedError
from muster.web.enter.adapters import note_limit
from muster.web.enter.keys import BEGINS, hash_of
from muster.web.enter.queries import program_key_with
from muster.web.enter.rules import needs_second_factor
from muster.web.power.held import is_stopped
from muster.web.record.actor import NOBODY
from muster.web.roll.queries import actor_of

PER_MINUTE: Final = 300  # questions in one person's name
WRONG_PER_MINUTE: Final = 20  # from one address
_READS: Final = {"GET", "HEAD", "OPTIONS"}
_MOST_KEPT: Final = 10_000
_asked: dict[str, tuple[int, int]] = {}  # who: the minute, and how many in it; one process serves the site
_counting = threading.Lock()


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
        actor = actor_of(key.account, at=at)
        request.actor = actor  # type: ignore[attr-defined]  # as every view finds it
        if not counted(f"account {key.account_id}", most=PER_MINUTE):
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


def counted(who: str, *, most: int) -> bool:
    """Count a question of an account or an address, and say whether it is one of the first so many of this minute."""
    minute = int(time.monotonic()) // 60
    with _counting:
        if len(_asked) > _MOST_KEPT:
            for one in [one for one, (since, _times) in _asked.items() if since != minute]:
                del _asked[one]
        since, times = _asked.get(who, (minute, 0))
        times = times + 1 if since == minute else 1
        _asked[who] = (minute, times)
    return times <= most


def _wrong(request: HttpRequest, code: str, told: str) -> RefusedError:
    """Tell of a key that opens nothing; where many come from one address, it is told to wait."""
    if counted(get_adapter().get_client_ip(request), most=WRONG_PER_MINUTE):
        return RefusedError(401, code, told)
    note_limit(request, of="program_key")
    return RefusedError(429, "too_often", "Too many wrong keys came from there. Wait a minute.")
