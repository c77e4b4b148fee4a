"""People: found, listed and told to whoever may see them; taken in, put right, moved."""

from typing import Any

from allauth.core import ratelimit
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Query, Router, Status

from muster.register.postcodes import postcode_told
from muster.web.api.reading import note_shown
from muster.web.api.refusals import REFUSALS, Refusal, RefusedError, require_whole
from muster.web.api.told_of_people import (
    Channel,
    Correction,
    Entered,
    Found,
    Joined,
    Joining,
    Listing,
    Moving,
    NewWay,
    People,
    PersonTold,
    Said,
    Sought,
    Taken,
    Transferring,
    WayKept,
    listed,
    told,
)
from muster.web.record.actor import Actor
from muster.web.roll import actions, queries
from muster.web.roll.forms import CorrectForm, EnterForm, JoinForm, MoveForm, TransferForm, WayForm
from muster.web.roll.moves import Move
from muster.web.roll.searching import find as search

router = Router(tags=["people"])
REFUSED: dict[Any, Any] = {REFUSALS: Refusal}
DONE = Status(204, None)


@router.get("/people", response={200: People, **REFUSED})
def people(request: HttpRequest, asked: Query[Listing]) -> Any:
    """List people whom you keep, in the order of their names."""
    actor = _keeper(request)
    if asked.after and not queries.people_kept_by(actor).filter(pk=asked.after).exists():
        raise RefusedError(422, "fields", "Begin again.", fields=[("after", "nobody of this number is listed now")])
    group = get_object_or_404(queries.groups_kept_by(actor), slug=asked.group) if asked.group else None
    found = queries.people_listed(actor, group=group, status=asked.status or None, beyond=asked.after)
    shown, more = found.people[: asked.limit], len(found.people) > asked.limit or bool(found.beyond)
    note_shown(actor, shown)
    return {"people": list(map(listed, shown)), "next": shown[-1].pk if more and shown else None}


@router.get("/people/find", response={200: Found, **REFUSED})
def find(request: HttpRequest, asked: Query[Sought]) -> Any:
    """Find people whom you keep."""
    actor = _keeper(request)
    found = search(actor, asked.q.strip())
    shown = found.people[: asked.limit]
    note_shown(actor, shown)
    return {"people": list(map(listed, shown)), "more": found.more or found.unsure or len(found.people) > asked.limit}


@router.get("/people/{int:pk}", response={200: PersonTold, **REFUSED})
def person(request: HttpRequest, pk: int) -> Any:
    """Tell a person whom you keep, or yourself."""
    one = _seen(request, pk)
    note_shown(_actor(request), [one])
    return told(queries.person_told(one, group=None))


@router.post("/joins", response={201: Joined, **REFUSED})
def join(request: HttpRequest, said: Joining) -> Any:
    """Take down that somebody asks to join, as the public form does. Nobody is told whether they were known before."""
    form = JoinForm({**said.model_dump(), "website": ""})
    require_whole(form)
    actor = _actor(request)
    if not ratelimit.consume(request, action="program_join", key=actor.pseudonym):
        raise RefusedError(429, "too_often", "So many can't join within an hour. Wait, and send it again.")
    one = actions.join(form.told(), by=actor, at=now())
    return Status(201, {"group": one.group.slug if one.group else None})


@router.post("/people", response={201: Taken, **REFUSED})
def enter(request: HttpRequest, said: Entered) -> Any:
    """Take somebody in who joined on paper or by telephone: for officers."""
    actor = _keeper(request)
    groups = queries.groups_kept_by(actor).filter(closed_on=None)
    sent = {**said.model_dump(), "on": said.on.isoformat(), "group": _number_of(groups, said.group), "website": ""}
    form = EnterForm(sent, groups=groups, everywhere=queries.scope_of(actor).everywhere)
    whole = require_whole(form)
    one = actions.enter(whole["group"], told=form.told(), on=whole["on"], by=actor, at=now())
    return Status(201, {"id": one.pk, "number": one.number})


@router.put("/people/{int:pk}", response={204: None, **REFUSED})
def correct(request: HttpRequest, pk: int, said: Correction) -> Any:
    """Put right what somebody is called and where they live."""
    one = _seen(request, pk)
    whole = require_whole(CorrectForm(said.model_dump(exclude={"was"})))
    stood = {name: getattr(one, name) for name in actions.CORRECTED}
    told_now = {**stood, "postcode": postcode_told(one.postcode)}
    if other := [(name, now_said) for name, now_said in told_now.items() if now_said != getattr(said.was, name)]:
        note_shown(_actor(request), [one])
        raise RefusedError(409, "changed", "It stands otherwise than as you read it: these fields do.", fields=other)
    actions.correct(one, **whole, stood=stood, by=_actor(request), at=now())
    return DONE


@router.post("/people/{int:pk}/ways", response={201: WayKept, **REFUSED})
def add_way(request: HttpRequest, pk: int, said: NewWay) -> Any:
    """Add a way to reach somebody."""
    one = _seen(request, pk)
    form = WayForm({said.kind: said.value})
    require_whole(form)
    ((kind, value),) = form.ways()
    return Status(201, {"id": actions.add_way(one, kind=kind, value=value, by=_actor(request), at=now()).pk})


@router.delete("/people/ways/{int:pk}", response={204: None, **REFUSED})
def drop_way(request: HttpRequest, pk: int) -> Any:
    """Take a way to reach somebody away."""
    way = get_object_or_404(queries.ways_kept_by(_actor(request)), pk=pk)
    actions.drop_way(way, by=_actor(request), at=now())
    return DONE


@router.put("/people/{int:pk}/consents/{channel}", response={204: None, **REFUSED})
def agree(request: HttpRequest, pk: int, channel: Channel, said: Said) -> Any:
    """Keep what somebody said of being told by one channel."""
    one = _seen(request, pk)
    actions.agree(one, channel=channel, agreed=said.agreed, by=_actor(request), at=now())
    return DONE


@router.post("/people/{int:pk}/moves", response={204: None, **REFUSED})
def move(request: HttpRequest, pk: int, said: Moving) -> Any:
    """Change how somebody stands, as the table of moves allows: for officers."""
    one = _kept(request, pk)
    open_ones = queries.person_told(one, group=None).moves
    form = MoveForm({**said.model_dump(), "on": said.on.isoformat()}, moves=open_ones, stands=one.status)
    if said.move not in open_ones:
        raise RefusedError(
            409, "not_now", "Nothing leads there from how they stand.", fields=[("move", _or(open_ones))]
        )
    whole = require_whole(form)
    actions.move(
        one, move=Move(whole["move"]), on=whole["on"], decision=whole["decision"], by=_actor(request), at=now()
    )
    return DONE


@router.put("/people/{int:pk}/group", response={204: None, **REFUSED})
def transfer(request: HttpRequest, pk: int, said: Transferring) -> Any:
    """Put somebody into another group: for officers."""
    one = _kept(request, pk)
    form = TransferForm({"group": ""})
    if said.group is not None:
        form = TransferForm({"group": _number_of(form.fields["group"].queryset, said.group)})  # type: ignore[attr-defined]
    actions.transfer(one, to=require_whole(form)["group"], by=_actor(request), at=now())
    return DONE


def _actor(request: Any) -> Actor:
    actor: Actor = request.actor
    return actor


def _keeper(request: HttpRequest) -> Actor:
    """Give whoever keeps records; to anybody else these addresses are not there."""
    actor = _actor(request)
    if not queries.scope_of(actor).keeps:
        raise RefusedError(404, "not_there", "Only officers are shown people here.")
    return actor


def _seen(request: HttpRequest, pk: int) -> Any:
    return get_object_or_404(queries.people_seen_by(_actor(request)), pk=pk)


def _kept(request: HttpRequest, pk: int) -> Any:
    return get_object_or_404(queries.people_kept_by(_keeper(request)).select_related("group"), pk=pk)


def _number_of(groups: Any, slug: str) -> str:
    """Give what a form calls a group: '' where none is named, and what it refuses where there is none."""
    return str(groups.filter(slug=slug).values_list("pk", flat=True).first() or 0) if slug else ""


def _or(moves: tuple[Move, ...]) -> str:
    return "one of: " + ", ".join(move.value for move in moves)
