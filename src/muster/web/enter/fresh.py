"""How much a session has proved, and when: noted in the session itself."""

import time
from typing import Any, Final

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

STAYS_FRESH_S: Final = 5 * 60
_PROVED_AT, _SECOND, _BY_LINK = "enter.proved_at", "enter.second", "enter.by_link"


def note_proved(request: HttpRequest) -> None:
    """Note that somebody just proved who they are."""
    request.session[_PROVED_AT] = time.time()


def note_second(request: HttpRequest) -> None:
    """Note that this session has a second proof."""
    request.session[_SECOND] = True
    note_proved(request)


def note_link(request: HttpRequest) -> None:
    """Note that a link from the mail let somebody this far."""
    request.session[_BY_LINK] = True


def has_second(request: HttpRequest) -> bool:
    """Say whether this session has proved in two ways who it is."""
    return bool(request.session.get(_SECOND))


def is_fresh(request: HttpRequest) -> bool:
    """Say whether somebody proved within five minutes who they are, by entering or when asked again."""
    if not request.user.is_authenticated:
        return False
    again = [one["at"] for one in _records(request) if one.get("reauthenticated")]
    proved_at = max([request.session.get(_PROVED_AT, 0.0), *again])
    return bool(time.time() - proved_at < STAYS_FRESH_S)


def ways_taken(request: HttpRequest, user: Any) -> list[str]:
    """Name what somebody proved on the way in: 'link', 'password', 'passkey', 'app', 'code'."""
    names = {"webauthn": "passkey", "totp": "app", "recovery_codes": "code"}
    taken = ["link"] if request.session.pop(_BY_LINK, False) else []
    taken += [names.get(one.get("type", ""), one["method"]) for one in get_authentication_records(request, user)]
    return list(dict.fromkeys(taken))


def _records(request: HttpRequest) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = get_authentication_records(request, request.user)
    return records
