"""Publishing a day's turfs, which takes two, and recalling them, which takes one."""

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import Max

from muster.web.days import publishing
from muster.web.days.lifecycle import MOVES, NotNowError, move
from muster.web.days.models import Day
from muster.web.days.models_of_turfs import Board, Publication, Taken, Turf
from muster.web.days.publishing import Clash, Terms
from muster.web.days.rules import may_publish, may_recall
from muster.web.power.pairs import spend
from muster.web.record.actor import Actor
from muster.web.record.deeds import Deed, recorded


class EmptyTurfError(ValueError):
    """A turf holds no door, or there is no turf."""

    def __init__(self, *numbers: int) -> None:
        """Keep which; none where there is no turf at all."""
        super().__init__(*numbers)
        self.numbers = numbers


class OverlapError(ValueError):
    """Another published day visits some of these buildings on the same date."""

    def __init__(self, clashes: tuple[Clash, ...]) -> None:
        """Keep which."""
        super().__init__(f"{len(clashes)} buildings")
        self.clashes = clashes


class RecalledError(ValueError):
    """It was recalled before."""


@recorded("days.publish", may=may_publish)
def publish(deed: Deed, terms: Terms, *, by: Actor, at: dt.datetime) -> Publication:
    """Publish a day's turfs as they stand: boards that never change. An act of two.

    Raises:
        NotNowError: they are not cut, or published.
        OtherWordsError: the turfs are not those that were approved any more.
        EmptyTurfError, OverlapError: they can't be published so.
        NeedsTwoError: nobody approved these very turfs.
    """
    day = Day.objects.select_for_update().get(pk=terms.day.pk)
    if "publish" not in MOVES[Day.State(day.state)]:
        raise NotNowError(day, "publish")
    turfs = publishing.turfs_published(day, digest=terms.digest)
    buildings = _checked(day, turfs)
    snapshot = publishing.Snapshot(len(turfs), sum(len(turf.door_ids) for turf in turfs), terms.digest)
    spend(deed, publishing.terms_told(day, snapshot), compartment=day.compartment, subjects=[])
    number = 1 + (Publication.objects.filter(day=day).aggregate(last=Max("number"))["last"] or 0)
    made = Publication.objects.create(
        day=day, number=number, held_on=day.held_on, digest=snapshot.digest, certificate=day.certificate,
        published_at=at, published_by=by.pseudonym,
    )  # fmt: skip
    Board.objects.bulk_create(publishing.boards_of(made, turfs), batch_size=100)
    _take(made, buildings)
    move(day, "publish")
    day.save(update_fields=["state"])
    deed.concerns(made)
    return made


@recorded("days.recall", may=may_recall)
def recall(deed: Deed, publication: Publication, *, reason: str, by: Actor, at: dt.datetime) -> None:
    """Recall boards: they stand no more, and their buildings are free. What was published stays to be read.

    Raises:
        RecalledError: they were recalled before.
        NotNowError: the day was held.
    """
    del deed
    day = Day.objects.select_for_update().get(pk=publication.day_id)
    standing = Publication.objects.filter(pk=publication.pk, recalled_at=None)
    if not standing.update(recalled_at=at, recalled_by=by.pseudonym, reason=reason):
        raise RecalledError
    Taken.objects.filter(publication=publication, freed_at=None).update(freed_at=at)
    move(day, "recall")
    day.save(update_fields=["state"])


def _take(publication: Publication, buildings: set[int]) -> None:
    """Hold buildings for the publication's date; if another day was quicker by a moment, the database says so."""
    rows = [Taken(publication=publication, building_id=one, held_on=publication.held_on) for one in sorted(buildings)]
    try:
        with transaction.atomic():
            Taken.objects.bulk_create(rows, batch_size=5_000)
    except IntegrityError:
        raise OverlapError(publishing.clashes(publication.day, buildings)) from None


def _checked(day: Day, turfs: Sequence[Turf]) -> set[int]:
    """Give the buildings of turfs that can be published."""
    empty = [turf.number for turf in turfs if not turf.door_ids]
    if empty or not turfs:
        raise EmptyTurfError(*empty)
    buildings = {one for turf in turfs for one in turf.building_ids if one}
    if clashing := publishing.clashes(day, buildings):
        raise OverlapError(clashing)
    return buildings
