"""Deeds: the only way in which anything changes. One deed is one transaction, one question who may, one entry."""

import datetime as dt
import functools
import hashlib
import hmac
import inspect
import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from muster.web.record.actor import Actor
from muster.web.record.canonical import Json, canonical
from muster.web.record.models import Entry, Payload
from muster.web.record.sealing import shut

P = ParamSpec("P")
R = TypeVar("R")
Rule = Callable[[Actor, Any], bool]

_KIND = re.compile(r"[a-z]+\.[a-z_]+")
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_doing: ContextVar[str] = ContextVar("doing", default="")


class NotAllowedError(PermissionDenied):
    """The rule of this deed says no to this actor."""


class DeedInDeedError(RuntimeError):
    """A deed called another: what both do belongs in a function that neither wraps, so that one entry tells it."""


class NothingNamedError(RuntimeError):
    """A deed ended without saying what it was done to."""


@dataclass(slots=True)
class Deed:
    """What the running deed will say of itself in its entry."""

    kind: str
    by: Actor
    at: dt.datetime
    thing: str = ""
    reason: str = ""
    sealed: list[tuple[bytes, tuple[str, ...]]] = field(default_factory=list)

    def concerns(self, thing: models.Model) -> None:
        """Name what the deed is done to; without this it is the deed's first argument."""
        self.thing = name_of(thing)

    def because(self, reason: str) -> None:
        """Name the rule or the approval that the deed rests on."""
        self.reason = reason

    def seals(self, payload: Json, *, of: Sequence[str] = ()) -> None:
        """Commit to what would give somebody away: the entry holds a hash; the payload lies beside it, erasable.

        Whom it tells of, two people at most, are named by their pseudonyms `of`: it is shut under their keys, and goes
        when one of them is erased. What names nobody of them holds pseudonyms and closed codes only, and stays.
        """
        self.sealed.append((canonical(payload), tuple(dict.fromkeys(of))))


def name_of(thing: models.Model) -> str:
    """Name a row as entries do: `days.day:17`."""
    return f"{thing._meta.label_lower}:{thing.pk}"  # noqa: SLF001 - Django documents _meta as public


def recorded(kind: str, *, may: Rule) -> Callable[[Callable[Concatenate[Deed, P], R]], Callable[P, R]]:
    """Make a function a deed.

    The function takes the running `Deed` first, then what it is done to, and `by` and `at` by keyword; whoever calls it
    leaves out the deed: `close(contest, by=actor, at=now())`. In one transaction the rule `may(by, contest)` is asked,
    the function runs, and its entry is written; if anything fails, none of it happened.

    Raises (when called):
        NotAllowedError: the rule says no.
        DeedInDeedError: another deed is running.
    """
    if not _KIND.fullmatch(kind):
        raise ValueError(f"{kind!r} is no name for a deed: write app.verb")

    def wrap(act: Callable[Concatenate[Deed, P], R]) -> Callable[P, R]:
        shape = inspect.signature(act)
        _require_shape(kind, shape)

        @functools.wraps(act)
        def done(*args: P.args, **kwargs: P.kwargs) -> R:
            given = shape.bind(None, *args, **kwargs).arguments
            deed = Deed(kind=kind, by=given["by"], at=given["at"])
            thing = next((value for name, value in given.items() if name in _things(shape)), None)
            if isinstance(thing, models.Model):
                deed.concerns(thing)
            with _alone(kind), transaction.atomic():
                if not may(deed.by, thing):
                    raise NotAllowedError(kind)
                result = act(deed, *args, **kwargs)
                _keep(deed)
                return result

        done.recorded = (kind, may)  # type: ignore[attr-defined]  # read by the test that walks all deeds
        del done.__wrapped__  # nobody calls round the rule
        return done

    return wrap


def _things(shape: inspect.Signature) -> list[str]:
    """Name the positional parameter after the deed, if there is one: what the deed is done to."""
    positional = [name for name, p in shape.parameters.items() if p.kind is not inspect.Parameter.KEYWORD_ONLY]
    return positional[1:2]


def _require_shape(kind: str, shape: inspect.Signature) -> None:
    keywords = {name for name, p in shape.parameters.items() if p.kind is inspect.Parameter.KEYWORD_ONLY}
    if not {"by", "at"} <= keywords:
        raise TypeError(f"the deed {kind} must take `by` and `at` by keyword")


@contextmanager
def _alone(kind: str) -> Iterator[None]:
    """Refuse a deed within a deed."""
    if _doing.get():
        raise DeedInDeedError(f"{kind} within {_doing.get()}")
    token = _doing.set(kind)
    try:
        yield
    finally:
        _doing.reset(token)


def _keep(deed: Deed) -> None:
    """Write the deed's entry. Its bytes are final: the tree's leaves are to be exactly these."""
    if not deed.thing:
        raise NothingNamedError(f"{deed.kind} did not say what it concerns")
    keys = [secrets.token_bytes(32) for _ in deed.sealed]
    body = entry_bytes(deed, [commitment(key, told) for key, (told, _of) in zip(keys, deed.sealed, strict=True)])
    entry = Entry.objects.create(body=body, kind=deed.kind, thing=deed.thing)
    Payload.objects.bulk_create(
        Payload(
            entry=entry, place=place, key=key, body=shut(told, of=of), **dict(zip(("whose", "also"), of, strict=False))
        )
        for place, (key, (told, of)) in enumerate(zip(keys, deed.sealed, strict=True))
    )


def entry_bytes(deed: Deed, commitments: list[str]) -> bytes:
    """Give the bytes of a deed's entry: canonical JSON, milliseconds since 1970, and nobody's name.

    Of what a program did in somebody's name it says besides by which key: `"p": 17`.
    """
    program = {} if deed.by.program is None else {"p": deed.by.program}
    return canonical(
        {
            **program,
            "v": 1,
            "ms": ms_of(deed.at),
            "k": deed.kind,
            "a": deed.by.pseudonym,
            "o": deed.thing,
            "c": commitments,
            "r": deed.reason,
        }
    )


def ms_of(moment: dt.datetime) -> int:
    """Count a moment's whole milliseconds since 1970."""
    return (moment - _EPOCH) // dt.timedelta(milliseconds=1)


def commitment(key: bytes, payload: bytes) -> str:
    """Commit to `payload` under a key of 32 random bytes: without the key, nobody can find out what it was."""
    return hmac.new(key, payload, hashlib.sha256).hexdigest()
