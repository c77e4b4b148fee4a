"""Copies: lists that somebody carries away are numbered; one of more than 50 people takes two."""

import datetime as dt
import hashlib
import tempfile
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import IO

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.http import FileResponse

from muster.guard import pair
from muster.home import made
from muster.web.power import looks
from muster.web.power.held import TERMINAL
from muster.web.power.models import Copy, Grant, Request
from muster.web.power.pairs import NeedsTwoError, Terms, body_of, spend
from muster.web.record.actor import Actor
from muster.web.record.deeds import Deed

ALONE = 50  # people whom one person carries away within a day
DAY = dt.timedelta(days=1)


class TooManyError(ValueError):
    """More people than one person carries away within a day."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What a copy is of.

    Attributes:
        of: the thing, as entries name things.
        compartment: who may know of it, and whose officers approve.
        people: how many people it names.
        rows: how many rows it has.
        terms: everything that it was asked for by, in the words that the second person reads.
    """

    of: str
    compartment: str
    people: int
    rows: int
    terms: Terms


@dataclass(frozen=True, slots=True)
class Written:
    """A copy's bytes, in a file that has no name and goes when nobody looks at it any more."""

    file: IO[bytes]
    sha256: str


def write(pieces: Iterable[bytes]) -> Written:
    """Write a copy down before it is numbered: nothing of it stays on the disk."""
    file = tempfile.TemporaryFile(dir=made(settings.FILE_UPLOAD_TEMP_DIR))  # noqa: SIM115 - the answer closes it
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
        file.write(piece)
    file.seek(0)
    return Written(file, digest.hexdigest())


def takes_two(listed: Listed, *, by: Actor, at: dt.datetime) -> bool:
    """Say whether a second person is needed: for more than 50 people, those of the last day among them."""
    if by.pseudonym == TERMINAL or not listed.people:
        return False
    return listed.people + _in_copies(by, at) + len(looks.shown_to_programs(by.pseudonym, since=at - DAY)) > ALONE


def _in_copies(by: Actor, at: dt.datetime) -> int:
    """Count the people on lists that somebody carried away alone within the last day."""
    ours = Copy.objects.filter(by=by.pseudonym, alone=True, made_at__gt=at - DAY)
    return ours.aggregate(people=Sum("people"))["people"] or 0


def show_program(by: Actor, whom: Collection[str], *, purpose: str, at: dt.datetime) -> None:
    """Note that a program is shown these people (pseudonyms) in somebody's name: it carries them away, as a list does.

    Raises:
        TooManyError: with those of the last day they are more than one person carries away alone. None is noted.
    """
    if not whom:
        return
    with transaction.atomic():
        _one_at_a_time(by)
        everybody = looks.shown_to_programs(by.pseudonym, since=at - DAY).union(whom)
        if len(everybody) + _in_copies(by, at) > ALONE:
            raise TooManyError(len(everybody))
        looks.note(by, whom, purpose=purpose, page="", at=at)


def require_second(kind: str, listed: Listed, *, by: Actor, at: dt.datetime) -> None:
    """Say that a second person is needed before anything is written; the deed itself asks again, and uses them up.

    Raises:
        NeedsTwoError: nobody approved these terms.
    """
    approved = {"body": body_of(kind, listed.terms), "asked_by": by.pseudonym, "state": pair.State.APPROVED}
    if takes_two(listed, by=by, at=at) and not Request.objects.filter(**approved, ends_at__gt=at).exists():
        raise NeedsTwoError(kind, terms=listed.terms, compartment=listed.compartment, subjects=())


def number(deed: Deed, listed: Listed, *, sha256: str) -> Copy:
    """Number a copy within a running deed, whose entry commits to its terms and bytes.

    Raises:
        NeedsTwoError, NoSecondError: from power.pairs.
    """
    _one_at_a_time(deed.by)
    two = takes_two(listed, by=deed.by, at=deed.at)
    if two:
        spend(deed, listed.terms, compartment=listed.compartment, subjects=())
    copy = Copy.objects.create(
        kind=deed.kind,
        compartment=listed.compartment,
        of=listed.of,
        by=deed.by.pseudonym,
        rows=listed.rows,
        people=listed.people,
        alone=not two,
        sha256=sha256,
        made_at=deed.at,
    )
    deed.concerns(copy)
    deed.seals({"copy": copy.pk, "sha256": sha256, "terms": dict(listed.terms)})
    return copy


def _one_at_a_time(by: Actor) -> None:
    """Wait for whatever else somebody is carrying away, so that fifty and fifty are a hundred."""
    ours = Grant.objects.select_for_update().filter(holder=by.pseudonym).order_by("pk")
    list(ours.values_list("pk"))


def answer(copy: Copy, written: Written, *, name: str) -> FileResponse:
    """Give a numbered copy to whoever made it: once."""
    response = FileResponse(
        written.file, as_attachment=True, filename=f"copy-{copy.pk}-{name}.csv", content_type="text/csv; charset=utf-8"
    )
    response["Cache-Control"] = "no-store"
    return response
