"""The movement: who asks and what they may, groups, and how many belong."""

import datetime as dt
from typing import Any, Literal

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from ninja import Query, Router, Schema
from pydantic import Field

from muster.web.api.reading import MOST, Asked
from muster.web.api.refusals import REFUSALS, Refusal, RefusedError
from muster.web.roll import open_to_all, queries

router = Router(tags=["movement"])
REFUSED: dict[Any, Any] = {REFUSALS: Refusal}


class Power(Schema):
    """A power that you hold now. `compartment` is `movement`, or `group:` and a slug."""

    role: str
    compartment: str
    purpose: str


class Me(Schema):
    """Who asks, what they may, and how long this key lasts."""

    id: int
    name: str
    powers: list[Power]
    key: str
    reads_only: bool
    ends_at: dt.datetime


class Group(Schema):
    """A group as anybody sees it."""

    slug: str
    name: str
    about: str


class GroupKept(Schema):
    """What a group's officers see beside it: how many stand how and belong as what, and how many officers it has."""

    statuses: dict[str, int]
    kinds: dict[str, int]
    officers: int
    doubles: int


class GroupTold(Group):
    """A group with its area; `people` to the nearest ten, null for few; `kept` for its officers alone."""

    districts: list[str]
    people: int | None
    kept: GroupKept | None


class Groups(Schema):
    """A part of the list of groups."""

    groups: list[Group]
    next: str | None


class GroupsAsked(Asked):
    """Which part of it: behind the group of this slug."""

    after: str = Field("", max_length=34)
    limit: int = Field(20, ge=1, le=MOST)


class Month(Schema):
    """How many belonged at a month's end, and came and went in it: in tens, null where they were few."""

    first: dt.date
    people: int | None
    came: int | None
    went: int | None


class Figures(Schema):
    """The movement through time, by kind, oldest month first."""

    kinds: dict[Literal["member", "supporter", "affiliate"], list[Month]]


@router.get("/me", response={200: Me, **REFUSED})
def me(request: HttpRequest) -> Any:
    """Tell who you are here, what you may, and until when this key lasts."""
    actor, key = request.actor, request.key  # type: ignore[attr-defined]  # asking.Key gives both
    one = get_object_or_404(queries.people_seen_by(actor), pk=actor.person or 0)
    powers = sorted(actor.grants, key=lambda held: (held.role, held.compartment))
    return {
        "id": one.pk, "name": one.name, "powers": powers, "key": key.name, "reads_only": key.reads_only,
        "ends_at": key.ends_at,
    }  # fmt: skip


@router.get("/groups", response={200: Groups, **REFUSED})
def groups(request: HttpRequest, asked: Query[GroupsAsked]) -> Any:  # noqa: ARG001 - the same for all
    """List the groups that are open, by name."""
    every = open_to_all.open_groups()
    places = {group.slug: place for place, group in enumerate(every)}
    if asked.after and asked.after not in places:
        raise RefusedError(422, "fields", "Begin again.", fields=[("after", "no group of this slug is open")])
    since = places[asked.after] + 1 if asked.after else 0
    shown = every[since : since + asked.limit]
    return {"groups": shown, "next": shown[-1].slug if since + asked.limit < len(every) else None}


@router.get("/groups/{slug:slug}", response={200: GroupTold, **REFUSED})
def group(request: HttpRequest, slug: str) -> Any:
    """Tell a group: what anybody may know of it, and to its officers how it stands."""
    seen = open_to_all.group_seen(slug)
    if seen is None:
        raise Http404
    one, actor = seen.group, request.actor  # type: ignore[attr-defined]  # asking.Key gives it
    told = None
    if queries.groups_kept_by(actor).filter(pk=one.pk).exists():
        found = queries.group_told(actor, one, today=localdate())
        told = {
            "statuses": found.tallies, "kinds": found.kinds, "officers": found.officers, "doubles": found.doubles,
        }  # fmt: skip
    public = {"slug": one.slug, "name": one.name, "about": one.about, "districts": seen.districts}
    return {**public, "people": seen.people, "kept": told}


@router.get("/figures", response={200: Figures, **REFUSED})
def figures(request: HttpRequest) -> Any:  # noqa: ARG001 - the same for all
    """Tell how many belong, and how that changed: the last three years."""
    return {"kinds": open_to_all.figures_seen().kinds}
