"""Days with their turfs and boards, and seasons, to whoever holds a power where they are."""

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from muster.web.api.reading import Paged
from muster.web.api.refusals import REFUSALS, Refusal
from muster.web.days import publishing, queries, seasons

router = Router(tags=["days"])
REFUSED: dict[Any, Any] = {REFUSALS: Refusal}


class Season(Schema):
    """Days that are looked at side by side."""

    id: int
    title: str
    compartment: str
    starts_on: dt.date
    ends_on: dt.date


class Day(Schema):
    """One action day in one place. What ends in `_min` is in minutes of that local day, in the zone `zone_name`."""

    id: int
    title: str
    held_on: dt.date
    state: Literal["draft", "called", "cut", "published", "held", "cancelled"]
    compartment: str
    season: int | None
    place: str
    zone_name: str
    meet_name: str
    to_lon: float
    to_lat: float
    starts_min: int | None
    ends_min: int | None
    arrive_min: int
    leave_min: int | None

    @staticmethod
    def resolve_season(day: Any) -> int | None:
        """Give the season's number."""
        number: int | None = day.season_id
        return number


class Turf(Schema):
    """Doors for one walk as the draft has them; `doors` is how many."""

    number: int
    doors: int
    walk_m: int
    work_s: int
    streets: list[str]
    locked: bool


class TurfTold(Turf):
    """A turf with the numbers of its doors, in walking order."""

    door_ids: list[int]


class Board(Schema):
    """A published turf: what names it, and the numbers of its doors in walking order."""

    number: int
    code: str
    door_ids: list[int]
    walk_m: int
    work_s: int
    streets: list[str]


class Days(Schema):
    """A part of the list of days."""

    days: list[Day]
    next: int | None


class Turfs(Schema):
    """A part of a day's turfs."""

    turfs: list[Turf]
    next: int | None


class Boards(Schema):
    """A part of what stands published of a day: nothing of it is known before that, nor once it is recalled."""

    published_at: dt.datetime | None
    digest: str
    boards: list[Board]
    next: int | None


class Seasons(Schema):
    """A part of the list of seasons."""

    seasons: list[Season]
    next: int | None


@router.get("/days", response={200: Days, **REFUSED})
def days(request: HttpRequest, asked: Query[Paged]) -> Any:
    """List the days of every compartment that you hold a power in, those last written down first."""
    rows = queries.days_seen_by(_actor(request)).order_by("-pk")
    return _newest("days", rows, asked)


@router.get("/days/{int:pk}", response={200: Day, **REFUSED})
def day(request: HttpRequest, pk: int) -> Any:
    """Tell a day."""
    return get_object_or_404(queries.days_seen_by(_actor(request)), pk=pk)


@router.get("/days/{int:pk}/turfs", response={200: Turfs, **REFUSED})
def turfs(request: HttpRequest, pk: int, asked: Query[Paged]) -> Any:
    """List a day's turfs by number."""
    one = get_object_or_404(queries.days_seen_by(_actor(request)), pk=pk)
    return _numbered("turfs", queries.turfs_of(one), asked)


@router.get("/days/{int:pk}/turfs/{int:number}", response={200: TurfTold, **REFUSED})
def turf(request: HttpRequest, pk: int, number: int) -> Any:
    """Tell a turf with its doors."""
    return get_object_or_404(queries.turfs_seen_by(_actor(request)), day=pk, number=number)


@router.get("/days/{int:pk}/boards", response={200: Boards, **REFUSED})
def boards(request: HttpRequest, pk: int, asked: Query[Paged]) -> Any:
    """List the boards that stand published of a day, by number."""
    one = get_object_or_404(queries.days_seen_by(_actor(request)), pk=pk)
    standing = publishing.standing_publication(one)
    if standing is None:
        return {"published_at": None, "digest": "", "boards": [], "next": None}
    rows = standing.boards.defer("drawn", "building_ids")
    return {"published_at": standing.published_at, "digest": standing.digest, **_numbered("boards", rows, asked)}


@router.get("/seasons", response={200: Seasons, **REFUSED})
def every_season(request: HttpRequest, asked: Query[Paged]) -> Any:
    """List the seasons of every compartment that you hold a power in, those opened last first."""
    return _newest("seasons", seasons.seasons_seen_by(_actor(request)).order_by("-pk"), asked)


@router.get("/seasons/{int:pk}", response={200: Season, **REFUSED})
def season(request: HttpRequest, pk: int) -> Any:
    """Tell a season."""
    return get_object_or_404(seasons.seasons_seen_by(_actor(request)), pk=pk)


def _actor(request: Any) -> Any:
    return request.actor


def _newest(name: str, rows: Any, asked: Paged) -> dict[str, Any]:
    """Give the part of a list that begins behind a number, counting down."""
    return _part(name, rows.filter(pk__lt=asked.after) if asked.after else rows, asked, by="pk")


def _numbered(name: str, rows: Any, asked: Paged) -> dict[str, Any]:
    """Give the part of a list that begins behind a number, counting up."""
    return _part(name, rows.filter(number__gt=asked.after), asked, by="number")


def _part(name: str, behind: Any, asked: Paged, *, by: str) -> dict[str, Any]:
    shown = list(behind[: asked.limit + 1])
    more = len(shown) > asked.limit
    return {name: shown[: asked.limit], "next": getattr(shown[asked.limit - 1], by) if more else None}
