"""Making two people one, and two again: rows change hands or change places, and none is ever thrown away."""

import datetime as dt
import json
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db.models import Max, Model, Q

from muster.web.power.held import powers_held
from muster.web.record.canonical import Json
from muster.web.record.deeds import name_of
from muster.web.record.models import Payload
from muster.web.record.sealing import ErasedError, opened
from muster.web.roll import words
from muster.web.roll.belonging import count, say
from muster.web.roll.models import (
    Account,
    Chase,
    Consent,
    ContactWay,
    Double,
    Membership,
    Merge,
    Payment,
    Person,
    Term,
)
from muster.web.roll.moves import Kind

_DAYS = ("joined_on", "paid_until")
CHOICES: dict[str, tuple[str, ...]] = {
    "name": ("forenames", "surname"),
    "known_as": ("known_as",),
    "number": ("number",),
    "address": ("address", "postcode"),
    "group": ("group_id",),
    "standing": ("kind", "body", "status"),
}
FIELDS = (*(name for names in CHOICES.values() for name in names), *_DAYS)
_GIVEN: dict[str, type[Model]] = {"payment": Payment, "chase": Chase, "term": Term, "account": Account}
_BLANK: dict[str, Any] = {
    **dict.fromkeys(("forenames", "surname", "known_as", "address", "postcode", "kind", "body", "status"), ""),
    "group_id": None, "joined_on": None, "paid_until": None,
}  # fmt: skip


class HoldsPowerError(ValueError):
    """Who would go holds power: it is withdrawn first, or the other one goes."""


class LaterMergeError(ValueError):
    """One of the two was merged again since; that is undone first."""


class UndoneAlreadyError(ValueError):
    """It was undone before."""


def join(
    kept: Person, gone: Person, *, chosen: Mapping[str, str], by: str, at: dt.datetime
) -> tuple[Merge, dict[str, Json]]:
    """Make `gone` a part of `kept`; gives the merge, and what stood before, to be sealed.

    Raises:
        HoldsPowerError: `gone` holds power.
    """
    if powers_held(gone.pseudonym, at=at):
        raise HoldsPowerError
    taken = {name for name in CHOICES if chosen.get(name) == "gone"}
    before = {"kept": _fields(kept), "gone": _fields(gone)}
    stood = sorted(Consent.objects.filter(person=gone, until_at=None).values_list("pk", flat=True))
    upto = Consent.objects.aggregate(upto=Max("pk"))["upto"] or 0
    merge = Merge.objects.create(kept=kept, gone=gone, merged_at=at, merged_by=by)
    given = {name: _give(table, gone, kept) for name, table in _GIVEN.items()}
    given["way"] = _give_ways(gone, kept)
    swapped: dict[str, Json] = {"membership": _swap(Membership, kept, gone) if "standing" in taken else None}
    swapped["consent"], given["consent"] = _consents(kept, gone)
    _take_fields(kept, gone, taken)
    moot = Double.objects.filter(Q(one=gone) | Q(other=gone), said=Double.Said.NOTHING)
    moot.update(said=Double.Said.MOOT)
    others = {app: step.join(kept, gone, by=by, at=at) for app, step in followers().items()}
    told = {"given": given, "swapped": swapped, "stood": stood, "consents_upto": upto, "others": others}
    return merge, {**before, "after": _fields(kept), **told}


def followers() -> dict[str, Any]:
    """Give the modules `joining` of higher apps, whose rows change hands too, by the app's name.

    Each has `join(kept, gone, by=, at=)`, which gives what changed, and `part(told, kept, gone, by=, at=)`.
    """
    names = [config.name for config in apps.get_app_configs() if config.name.startswith("muster.web.")]
    return {name: import_module(f"{name}.joining") for name in names if find_spec(f"{name}.joining")}


def _fields(person: Person) -> dict[str, Json]:
    told = {name: getattr(person, name) for name in FIELDS}
    return {name: one.isoformat() if isinstance(one, dt.date) else one for name, one in told.items()}


def _give(table: type[Model], gone: Person, kept: Person) -> list[int]:
    """Give rows from one to the other; an account only to somebody who has none."""
    if table is Account and Account.objects.filter(person=kept).exists():
        return []
    rows = table._default_manager.filter(person=gone)  # noqa: SLF001 - Django documents _default_manager as public
    ids = sorted(rows.values_list("pk", flat=True))
    rows.update(person=kept)
    return ids


def _give_ways(gone: Person, kept: Person) -> list[int]:
    has = set(ContactWay.objects.filter(person=kept).values_list("value", flat=True))
    rows = ContactWay.objects.filter(person=gone).exclude(value__in=has)
    ids = sorted(rows.values_list("pk", flat=True))
    ContactWay.objects.filter(pk__in=ids).update(person=kept)
    return ids


def _swap(table: type[Model], one: Person, other: Person, **only: str) -> dict[str, Json]:
    """Let rows of two people change places; gives whose they were. Nobody has two that stand, not for a moment."""
    rows = table._default_manager.filter(**only)  # noqa: SLF001 - Django documents _default_manager as public
    ids = [sorted(rows.filter(person=each).values_list("pk", flat=True)) for each in (one, other)]
    # people's ids are above nothing: their negatives are nobody's
    rows.filter(pk__in=ids[0]).update(person=-one.pk)
    rows.filter(pk__in=ids[1]).update(person=one)
    rows.filter(pk__in=ids[0]).update(person=other)
    return {"kept": ids[0], "gone": ids[1]}


def _consents(kept: Person, gone: Person) -> tuple[dict[str, Json], list[int]]:
    """Keep what either said of each channel; where they said different things, no is what holds."""
    said = {each.pk: {one.channel: one for one in Consent.objects.filter(person=each, until_at=None)}
            for each in (kept, gone)}  # fmt: skip
    swapped: dict[str, Json] = {}
    given: list[int] = []
    for channel, theirs in sorted(said[gone.pk].items()):
        ours = said[kept.pk].get(channel)
        if ours is None:
            rows = Consent.objects.filter(person=gone, channel=channel)
            given += sorted(rows.values_list("pk", flat=True))
            rows.update(person=kept)
        elif ours.agreed and not theirs.agreed:
            swapped[channel] = _swap(Consent, kept, gone, channel=channel)
    return swapped, given


def _take_fields(kept: Person, gone: Person, taken: set[str]) -> None:
    """Write the chosen fields to `kept` and blank `gone`, who is then found nowhere but by the number on their card."""
    was = {each.pk: (each.folded, each.group_id, each.kind, each.status) for each in (kept, gone)}
    for each in (kept, gone):
        count(was[each.pk][1], was[each.pk][2], was[each.pk][3], -1)
    numbers = (gone.number, kept.number) if "number" in taken else (kept.number, gone.number)
    for name in (field for choice in taken - {"number"} for field in CHOICES[choice]):
        setattr(kept, name, getattr(gone, name))
    for name in _DAYS:
        dates = [day for day in (getattr(kept, name), getattr(gone, name)) if day]
        setattr(kept, name, (min if name == "joined_on" else max)(dates, default=None))
    for name, blank in _BLANK.items():
        setattr(gone, name, blank)
    gone.merged_into, gone.number = kept, ""
    _write(gone, was[gone.pk][0], was[gone.pk][1])
    kept.number = numbers[0]
    _write(kept, was[kept.pk][0], was[kept.pk][1])
    Person.objects.filter(pk=gone.pk).update(number=numbers[1])
    count(kept.group_id, kept.kind, kept.status, 1)


def _write(row: Person, folded: str, group: int | None) -> None:
    row.folded = words.sort_of(row.surname, row.forenames, row.known_as)
    row.save()
    words.index(row, was=(folded, group))


def part(merge: Merge, *, by: str, at: dt.datetime) -> None:
    """Make two people of one again.

    Raises:
        UndoneAlreadyError, LaterMergeError, ErasedError: as they say.
    """
    if not Merge.objects.filter(pk=merge.pk, undone_at=None).update(undone_at=at, undone_by=by):
        raise UndoneAlreadyError
    both = [merge.kept_id, merge.gone_id]
    if Merge.objects.filter(Q(kept__in=both) | Q(gone__in=both), undone_at=None, pk__gt=merge.pk).exists():
        raise LaterMergeError
    told = sealed(merge)
    kept, gone = (Person.objects.select_for_update().get(pk=pk) for pk in both)
    tables: dict[str, type[Model]] = {**_GIVEN, "way": ContactWay}
    for name, table in tables.items():
        table._default_manager.filter(pk__in=told["given"][name], person=kept).update(person=gone)  # noqa: SLF001
    if told["swapped"]["membership"] is not None:
        _swap(Membership, kept, gone)  # and what was added since stays with the history that it goes on from
    for app, step in followers().items():
        step.part(told["others"][app], kept, gone, by=by, at=at)
    _part_consents(told, kept, gone, by=by, at=at)
    _put_back(kept, gone, told)
    open_again = Double.objects.filter(Q(one=gone) | Q(other=gone), said=Double.Said.MOOT)
    open_again.filter(one__merged_into=None, other__merged_into=None).update(said=Double.Said.NOTHING)
    pair = Double.objects.filter(one__in=both, other__in=both)
    pair.update(said=Double.Said.NOTHING, said_by="", said_at=None)  # that they are two, nobody said


def sealed(merge: Merge) -> dict[str, Any]:
    """Give what stood before a merge.

    Raises:
        ErasedError: its payload was erased.
    """
    payload = Payload.objects.filter(entry__kind="roll.merge", entry__thing=name_of(merge)).first()
    if payload is None:
        raise ErasedError
    told: dict[str, Any] = json.loads(opened(payload))
    return told


def _part_consents(told: Mapping[str, Any], kept: Person, gone: Person, *, by: str, at: dt.datetime) -> None:
    """Give back what each said. What was said since stays with `kept`; a no that was said since holds for both."""
    swapped = told["swapped"]["consent"]
    ours = Consent.objects.filter(pk__in=[pk for ids in swapped.values() for pk in ids["kept"]])
    theirs = [*told["given"]["consent"], *(pk for ids in swapped.values() for pk in ids["gone"])]
    ours.update(person=-kept.pk)
    Consent.objects.filter(pk__in=theirs).update(person=gone)
    Consent.objects.filter(pk__in=set(theirs) & set(told["stood"])).update(until_at=None)
    for one in Consent.objects.filter(person=kept, until_at=None, pk__gt=told["consents_upto"]):
        ours.filter(channel=one.channel, until_at=None).update(until_at=one.said_at)
        if not one.agreed:
            say(gone, channel=one.channel, agreed=False, how=Consent.How(one.how), by=by, at=at)
    ours.update(person=kept)


def _put_back(kept: Person, gone: Person, told: Mapping[str, Any]) -> None:
    """Give both their own fields back, but for what was put right since in `kept`."""
    was = {each.pk: (each.folded, each.group_id) for each in (kept, gone)}
    count(kept.group_id, kept.kind, kept.status, -1)
    numbers = kept.number, told["gone"]["number"]
    if kept.number == told["after"]["number"]:
        numbers = told["kept"]["number"], told["gone"]["number"]
    now = _fields(kept)
    for name in FIELDS:
        if now[name] == told["after"][name]:
            setattr(kept, name, _read(name, told["kept"][name]))
        setattr(gone, name, _read(name, told["gone"][name]))
    gone.merged_into = None
    bodies = now["body"], told["gone"]["body"]
    if told["swapped"]["membership"] is not None:  # what `kept` went on with goes back to `gone`, as it is now
        bodies = told["kept"]["body"], now["body"]
    for each, body in zip((kept, gone), bodies, strict=True):
        each.number = ""
        _stand_again(each, str(body))
        _write(each, *was[each.pk])
        count(each.group_id, each.kind, each.status, 1)
    for each, number in zip((kept, gone), numbers, strict=True):
        Person.objects.filter(pk=each.pk).update(number=number)


def _read(name: str, value: str | int | None) -> Any:
    return dt.date.fromisoformat(str(value)) if name in _DAYS and value else value


def _stand_again(row: Person, body: str) -> None:
    """Let a row say what its standing membership says, an affiliate's through that body."""
    stands = Membership.objects.filter(person=row, until_on=None).first()
    row.kind, row.status = (stands.kind, stands.status) if stands else (row.kind, "")
    row.body = body if row.kind == Kind.AFFILIATE else ""
