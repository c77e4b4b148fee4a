"""What is done with a register as a whole: sources, what their markers mean, doubts, and erasing."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.timezone import localdate

from muster.register.markers import MarkersError, bits_of, table_from_json
from muster.web.intake import uploads
from muster.web.intake.models import Upload
from muster.web.record.actor import Actor
from muster.web.record.deeds import Deed, name_of, recorded
from muster.web.record.jobs import start
from muster.web.register import erase, zoning
from muster.web.register.doubting import follow, joined_in, person_of, stands_in
from muster.web.register.models import PURPOSES, Area, Doubt, Entry, Source, Version
from muster.web.register.rules import (
    may_bring,
    may_expire,
    may_name,
    may_settle,
)

LONGEST_YEARS = 3


@dataclass(frozen=True, slots=True)
class Named:
    """A source, as somebody describes it.

    Attributes:
        area: the name of the area that it lists doors of.
        compartment: who may know of it.
        name: what the source is called.
        owner: who answers for it.
        mode: A, B or C: what may be kept of people.
        basis, condition: under what law (articles 6 and 9).
        purposes: codes of `PURPOSES`.
        expires_on: when all of it is erased.
        nation: whose rules say what its franchise markers mean.
    """

    area: str
    compartment: str
    name: str
    owner: str
    mode: Source.Mode
    basis: Source.Basis
    condition: Source.Condition
    purposes: Sequence[str]
    expires_on: dt.date
    nation: Source.Nation = Source.Nation.ENGLAND


class NameTakenError(ValueError):
    """The area has a source of this name."""


class PurposeError(ValueError):
    """A purpose that nobody knows, or none at all."""


class ExpiryError(ValueError):
    """A source may be kept from tomorrow to three years from now."""


class ExpiredError(ValueError):
    """The source was erased."""


class SettledAlreadyError(ValueError):
    """Somebody settled this before."""


class NobodySaysSoError(ValueError):
    """Neither "same" nor "other", nor taking either back."""


@recorded("register.add", may=may_name)
def add(deed: Deed, named: Named, *, by: Actor, at: dt.datetime) -> Source:
    """Add a source, with who answers for it, under what law, in which mode and until when.

    Raises:
        NameTakenError, PurposeError, ExpiryError: as they say.
    """
    if not named.purposes or not set(named.purposes) <= set(PURPOSES):
        raise PurposeError(", ".join(sorted(set(named.purposes) - set(PURPOSES))))
    today = localdate(at)  # the movement's day, not Greenwich's
    if not today < named.expires_on <= today.replace(year=today.year + LONGEST_YEARS, day=1):
        raise ExpiryError(named.expires_on.isoformat())
    area, _new = Area.objects.get_or_create(compartment=named.compartment, name=named.area)
    try:
        with transaction.atomic():
            source = Source.objects.create(
                area=area,
                name=named.name,
                owner=named.owner,
                mode=named.mode,
                basis=named.basis,
                condition=named.condition,
                purposes=sorted(set(named.purposes)),
                expires_on=named.expires_on,
                nation=named.nation,
            )
    except IntegrityError:
        raise NameTakenError(named.name) from None
    deed.concerns(source)
    return source


@recorded("register.explain_markers", may=may_bring)
def explain_markers(
    deed: Deed, source: Source, *, nation: str, markers: Mapping[str, Any], by: Actor, at: dt.datetime
) -> None:
    """Say what a source's franchise markers mean: a nation's table, or its own; entries are marked anew by it.

    Raises:
        MarkersError: from register.markers: it can't be meant so.
    """
    if nation not in Source.Nation.values:
        raise MarkersError(f"'{nation[:20]}' is none of the four nations")
    table_from_json(markers, nation=nation)
    Source.objects.filter(pk=source.pk).update(nation=nation, markers=dict(markers))
    Area.objects.filter(pk=source.area_id).update(edition=F("edition") + 1)  # a file that waits is read again
    start("register.mark_again", source=source.pk, by=by.person)


@recorded("register.mark_again", may=may_bring)
def mark_again(deed: Deed, source: Source, *, by: Actor, at: dt.datetime) -> None:
    """Say again what each entry's markers leave, by the table that the source has now."""
    held = Source.objects.select_for_update().get(pk=source.pk)
    entries = Entry.objects.filter(source=held)
    written = entries.order_by().values_list("markers", flat=True).distinct()
    for markers, bits in bits_of(written, table_from_json(held.markers, nation=held.nation)).items():
        entries.filter(markers=markers).exclude(franchise=bits).update(franchise=bits)


@recorded("register.settle", may=may_settle)
def settle(deed: Deed, doubt: Doubt, *, said: str, by: Actor, at: dt.datetime) -> None:
    """Say whether two electors are one. "same" gives the newer entries to the older elector; it can be taken back.

    Raises:
        SettledAlreadyError: it stands as somebody else settled it meanwhile.
        NobodySaysSoError: `said` is nothing that can be said.
    """
    if said not in Doubt.Said.values:
        raise NobodySaysSoError(said)
    Source.objects.select_for_update().get(pk=doubt.source_id)  # one answer decides other pairs too
    held = Doubt.objects.select_for_update().get(pk=doubt.pk)
    if held.said == said or held.follows:
        raise SettledAlreadyError
    joins = Doubt.Said.SAME in (said, held.said)
    if joins:
        _join(held, apart=said != Doubt.Said.SAME)
        Area.objects.filter(sources=held.source_id).update(edition=F("edition") + 1)  # a file that waits is read again
    nobody = said == Doubt.Said.NOTHING
    held.said, held.said_by, held.said_at = said, "" if nobody else by.pseudonym, None if nobody else at
    held.save(update_fields=["said", "said_by", "said_at"])
    if joins:
        follow(held, at=at)


def _join(doubt: Doubt, *, apart: bool) -> None:
    """Give a pair's newer entries to the older elector, or to whom that one was found to be; or take them back."""
    older = person_of(doubt.older_id, joined_in(doubt.source))
    entries = Entry.objects.filter(source=doubt.source_id, since__gte=doubt.version)
    has, gets = (older, doubt.newer_id) if apart else (doubt.newer_id, older)
    if not apart and stands_in(older, doubt.version):
        raise SettledAlreadyError  # who stands in that version is nobody else in it
    if entries.filter(elector=gets).exists() or not entries.filter(elector=has).update(elector=gets):
        raise SettledAlreadyError  # another pair gave these entries away
    _recount(doubt, before=older, after=gets, apart=apart)


def _recount(doubt: Doubt, *, before: int, after: int, apart: bool) -> None:
    """Count a version's new and gone anew: two who are one person are neither."""
    was = Entry.objects.filter(elector=before, ending__until=doubt.version).first()
    came = Entry.objects.filter(elector=after, since=doubt.version).first()
    if was is None or came is None:  # they went with an earlier version, and are new to this one
        return
    version = Version.objects.select_for_update().get(source=doubt.source_id, number=doubt.version)
    step = -1 if apart else 1
    kind = "changed" if was.door_id == came.door_id else "moved"
    for name, by in (("new", -step), ("gone", -step), (kind, step)):
        version.counts[name] += by
    version.save(update_fields=["counts"])


@recorded("register.expire", may=may_expire)
def expire(deed: Deed, source: Source, *, by: Actor, at: dt.datetime) -> None:
    """Erase a source: its electors, its listings, every door that no other source lists, and its waiting file.

    Raises:
        ExpiredError: it was erased before.
    """
    Area.objects.select_for_update().get(pk=source.area_id)  # nobody lists a door meanwhile
    if not Source.objects.filter(pk=source.pk, expired_at=None).update(expired_at=at):
        raise ExpiredError(source.name)
    waiting = uploads.open_upload(name_of(source))
    if waiting:
        uploads.move(waiting, Upload.State.SENT_BACK, preview=None)
    erase.rows_of(source)
    zoning.zone_again(source.area)
    start("register.off_the_disk")
    start("register.tell_erased", source=source.pk)
