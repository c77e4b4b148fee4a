"""Two people of the roll who are one: what they said of days changes hands, and back when they are two again."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F, Model, Q, QuerySet

from muster.web.days import answering
from muster.web.days.models import Day
from muster.web.days.models_of_people import Claim, Coming, Invitation
from muster.web.roll.models import Person

_STANDS = Q(answer=Coming.Answer.COME, withdrawn_at=None)
_Rows = dict[str, type[Model]]
_GIVEN: _Rows = {"coming": Coming, "invitation": Invitation, "claim": Claim}


def join(kept: Person, gone: Person, *, by: str, at: dt.datetime) -> dict[str, Any]:
    """Give `kept` what `gone` said of days; gives what changed, so that `part` can put it back.

    Of a day for which both answered, and of a date on which both come somewhere, what `kept` said stands; what `gone`
    said is withdrawn, so that one person has one seat.
    """
    days = Day.objects.filter(Q(coming__person__in=[kept, gone]) | Q(invitations__person=gone)).values("pk")
    list(Day.objects.select_for_update().filter(pk__in=days).order_by("pk"))  # no answer comes between
    ours = Coming.objects.filter(person=kept)
    twice = Q(day__in=ours.values("day")) | _STANDS & Q(held_on__in=ours.filter(_STANDS).values("held_on"))
    theirs = Coming.objects.filter(person=gone).exclude(with_person=kept)  # nobody is their own adult
    given = {
        "coming": _handed(theirs.exclude(twice), kept),
        "invitation": _handed(_first(Invitation, gone, kept), kept),
        "claim": _handed(_unclaimed(gone, kept), kept),
    }
    adult = _handed_adult(kept, gone)
    doubled: list[list[int]] = []
    for row in Coming.objects.filter(_STANDS, person=gone).select_related("day", "person").order_by("pk"):
        answering.withdraw(row, by=by, at=at)
        doubled.append([row.pk, row.turn])
    apart = _handed_apart(kept, gone)
    led = sorted(Day.objects.filter(lead=gone).values_list("pk", flat=True))
    Day.objects.filter(pk__in=led).update(lead=kept)
    return {**given, "adult": adult, "doubled": doubled, "apart": apart, "led": led}


def part(told: Mapping[str, Any], kept: Person, gone: Person, *, by: str, at: dt.datetime) -> None:
    """Put back what changed hands, but for what was answered since."""
    for name, table in _GIVEN.items():
        _of(table).filter(pk__in=told[name], person=kept).update(person=gone)
    Coming.objects.filter(pk__in=told["adult"], with_person=kept).exclude(person=gone).update(with_person=gone)
    for pk, turn in told["doubled"]:
        row = Coming.objects.filter(pk=pk, turn=turn, answer=Coming.Answer.CANT).select_related("day").first()
        if row is not None:
            answering.stand_again(row, by=by, at=at)
    Coming.apart_from.through.objects.filter(pk__in=told["apart"], person=kept).update(person=gone)
    Day.objects.filter(pk__in=told["led"], lead=kept).update(lead=gone)


def _of(table: type[Model]) -> "QuerySet[Any]":
    return table._default_manager.all()  # noqa: SLF001 - Django documents _default_manager as public


def _handed(rows: "QuerySet[Any]", kept: Person) -> list[int]:
    ids: list[int] = sorted(rows.values_list("pk", flat=True))
    _of(rows.model).filter(pk__in=ids).update(person=kept)
    return ids


def _first(table: type[Model], gone: Person, kept: Person) -> "QuerySet[Any]":
    """Give the rows of one for days of which the other has none."""
    return _of(table).filter(person=gone).exclude(day__in=_of(table).filter(person=kept).values("day"))


def _unclaimed(gone: Person, kept: Person) -> "QuerySet[Claim]":
    """Give what one asks back but for fuel of a day for which the other asks it too."""
    fuel = Claim.objects.filter(person=kept, kind=Claim.Kind.FUEL).exclude(settled=Claim.Settled.REFUSED)
    return Claim.objects.filter(person=gone).exclude(kind=Claim.Kind.FUEL, day__in=fuel.values("day"))


def _handed_adult(kept: Person, gone: Person) -> list[int]:
    """Let those under 18 who came with one come with the other, where that one comes."""
    come = Coming.objects.filter(_STANDS, person=kept).values("day")
    rows = Coming.objects.filter(with_person=gone, day__in=come).exclude(person=kept)
    ids: list[int] = sorted(rows.values_list("pk", flat=True))
    Coming.objects.filter(pk__in=ids).update(with_person=kept)
    return ids


def _handed_apart(kept: Person, gone: Person) -> list[int]:
    """Keep from the one whoever is to be kept from the other."""
    through = Coming.apart_from.through.objects
    has: Iterable[int] = through.filter(person=kept).values_list("coming", flat=True)
    rows = through.filter(person=gone).exclude(coming__in=list(has)).exclude(coming__person=F("person"))
    ids: list[int] = sorted(rows.exclude(coming__person=kept).values_list("pk", flat=True))
    through.filter(pk__in=ids).update(person=kept)
    return ids
