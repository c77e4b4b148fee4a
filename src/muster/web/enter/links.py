"""Links that let somebody in from their mail: signed, short-lived, good for one sign-in, and kept in no table.

A link names an address and the moment its owner last entered. Entering moves that moment, so whatever link was sent
before is dead; using one marks it in the cache as well, so that it can't be used twice while a second proof is asked.
"""

import hashlib
from dataclasses import dataclass
from typing import Any, Final

from allauth.account.models import EmailAddress
from django.core import signing
from django.core.cache import cache

from muster.web.record.deeds import ms_of
from muster.web.roll.models import Account, ContactWay, Person

ENTER_S: Final = 15 * 60  # from asking to clicking
BEGIN_S: Final = 7 * 24 * 3600  # for whoever is invited, who doesn't sit and wait for it
_SALT = "muster.enter.link"


class DeadLinkError(LookupError):
    """The link was used, is too old, or never was one."""


@dataclass(frozen=True, slots=True)
class Link:
    """Whom a link lets in: the account of an address, or a person who has none yet; and where it leads."""

    email: str
    account: Account | None
    person: Person | None
    leads_to: str


def new_link(to: EmailAddress | ContactWay | None, *, leads_to: str = "", lasts_s: int = ENTER_S) -> str:
    """Make the token of a link; for no address one that lets nobody in."""
    said = {"a": 0, "w": 0, "l": 0}
    if isinstance(to, ContactWay):
        said["w"] = to.pk
    elif to:
        said |= {"a": to.pk, "l": _entered(to.user)}
    return signing.dumps({**said, "n": leads_to, "s": lasts_s}, salt=_SALT, compress=True)


def read(token: str) -> Link:
    """Read a token without using it.

    Raises:
        DeadLinkError: it lets nobody in.
    """
    try:
        said: dict[str, Any] = signing.loads(token, salt=_SALT, max_age=BEGIN_S)
        signing.loads(token, salt=_SALT, max_age=said["s"])
    except signing.BadSignature as error:
        raise DeadLinkError from error
    link = _to_person(said) if said["w"] else _to_account(said)
    if link is None or cache.get(_mark(token)):
        raise DeadLinkError
    return link


def _to_account(said: dict[str, Any]) -> Link | None:
    address = EmailAddress.objects.filter(pk=said["a"]).select_related("user__person").first()
    if address is None or not address.user.is_active or _entered(address.user) != said["l"]:
        return None
    return Link(address.email, address.user, None, said["n"])


def _to_person(said: dict[str, Any]) -> Link | None:
    way = ContactWay.objects.filter(pk=said["w"], person__merged_into=None).select_related("person").first()
    if way is None or Account.objects.filter(person=way.person, emailaddress__isnull=False).exists():
        return None
    return Link(way.value, None, way.person, said["n"])


def spend(token: str) -> Link:
    """Use a link: of two who try at once, one gets in.

    Raises:
        DeadLinkError: it lets nobody in.
    """
    link = read(token)
    if not cache.add(_mark(token), 1, timeout=BEGIN_S):
        raise DeadLinkError
    return link


def _entered(account: Account) -> int:
    return ms_of(account.last_login) if account.last_login else 0


def _mark(token: str) -> str:
    return f"enter:link:{hashlib.sha256(token.encode()).hexdigest()}"
