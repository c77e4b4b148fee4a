"""Where registers come from and how they stand, to whoever organises there. Nobody's name is in it."""

import datetime as dt
from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema

from muster.web.api.reading import Paged
from muster.web.api.refusals import REFUSALS, Refusal
from muster.web.register import queries

router = Router(tags=["registers"])
REFUSED: dict[Any, Any] = {REFUSALS: Refusal}


class Register(Schema):
    """A source: who keeps it, under what law and until when it is held, and its newest version; 0 before the first.

    `mode`: A electors by name, B nobody's name, C our own people.
    """

    id: int
    name: str
    area: str
    compartment: str
    owner: str
    mode: Literal["A", "B", "C"]
    nation: str
    purposes: list[str]
    expires_on: dt.date
    version: int
    published_on: dt.date | None
    doors: int
    electors: int
    doubts: int


class Registers(Schema):
    """A part of the list of sources."""

    registers: list[Register]
    next: int | None


@router.get("/registers", response={200: Registers, **REFUSED})
def registers(request: HttpRequest, asked: Query[Paged]) -> Any:
    """List the sources of every area that you organise in, by number."""
    every = sorted(map(_told, queries.sources_told(request.actor)), key=lambda one: one["id"])  # type: ignore[attr-defined]
    rows = [one for one in every if one["id"] > asked.after]
    more = len(rows) > asked.limit
    return {"registers": rows[: asked.limit], "next": rows[asked.limit - 1]["id"] if more else None}


@router.get("/registers/{int:pk}", response={200: Register, **REFUSED})
def register(request: HttpRequest, pk: int) -> Any:
    """Tell a source."""
    for one in queries.sources_told(request.actor):  # type: ignore[attr-defined]
        if one.source.pk == pk:
            return _told(one)
    raise Http404


def _told(one: queries.SourceTold) -> dict[str, Any]:
    source, newest = one.source, one.versions[0] if one.versions else None
    return {
        "id": source.pk, "name": source.name, "area": source.area.name, "compartment": source.area.compartment,
        "owner": source.owner, "mode": source.mode, "nation": source.nation, "purposes": source.purposes,
        "expires_on": source.expires_on, "version": source.standing,
        "published_on": newest.published_on if newest else None, "doors": one.doors, "electors": one.electors,
        "doubts": one.doubts,
    }  # fmt: skip
