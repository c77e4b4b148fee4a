"""What tells of somebody is shut under their own key: copies that outlive it can't be read once the key is gone."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from nacl.secret import SecretBox
from nacl.utils import random

from muster.web.record.models import Key, Payload

MOST = 2  # people whom one payload tells of


class ErasedError(LookupError):
    """It was erased, or the key of whoever it tells of was."""


class TooManyError(ValueError):
    """One payload tells of two people at most."""


def shut(body: bytes, *, of: Sequence[str]) -> bytes:
    """Shut a payload under the keys of the people it tells of (pseudonyms), each of which it then takes to open it.

    Raises:
        TooManyError: they are more than two.
    """
    if len(of) > MOST:
        raise TooManyError(str(len(of)))
    for who in of:
        key, _new = Key.objects.get_or_create(who=who, defaults={"secret": random(SecretBox.KEY_SIZE)})
        body = bytes(SecretBox(bytes(key.secret)).encrypt(body))
    return body


def keys_of(payloads: Iterable[Payload]) -> dict[str, bytes]:
    """Give the keys that these take, by whose they are: one query."""
    of = {who for one in payloads for who in (one.whose, one.also) if who}
    rows = Key.objects.filter(who__in=of).values_list("who", "secret") if of else ()
    return {who: bytes(secret) for who, secret in rows}


def opened(payload: Payload, *, keys: Mapping[str, bytes] | None = None) -> bytes:
    """Give what a payload says; of many, by the keys that were fetched for them all.

    Raises:
        ErasedError: a key that it takes is gone.
    """
    body, of = bytes(payload.body), [who for who in (payload.whose, payload.also) if who]
    keys = keys_of([payload]) if keys is None else keys
    for who in reversed(of):
        if who not in keys:
            raise ErasedError(f"payload {payload.pk}")
        body = SecretBox(keys[who]).decrypt(body)
    return body


def destroy(whose: Collection[str]) -> None:
    """Take away the keys of some people (pseudonyms), and every payload that tells of them."""
    Payload.objects.filter(whose__in=whose).delete()
    Payload.objects.filter(also__in=whose).delete()
    Key.objects.filter(who__in=whose).delete()
