"""What can be done with a day's seats: give them, mend them, take that back, tell everybody whom it touches."""

import datetime as dt
from collections.abc import Mapping

from django.core.files.base import ContentFile
from django.db.models import Max

from muster.plan.ride_plan import RidePlan
from muster.plan.ride_store import pack_plan
from muster.web.days import seats
from muster.web.days.changes import change_told
from muster.web.days.leads import NoLeadError, lacks_lead
from muster.web.days.models import Day
from muster.web.days.models_of_seats import Difference, Seating
from muster.web.days.proposal import Proposal
from muster.web.days.rules import may_mend, may_note_told, may_plan, may_send, may_undo, may_write_again
from muster.web.days.standing import MovedOnError, chain_of, require_seen
from muster.web.record.actor import Actor
from muster.web.record.deeds import Deed, recorded
from muster.web.record.jobs import start


class SentAlreadyError(ValueError):
    """Everybody whom it touches was told before."""


class WrittenAlreadyError(ValueError):
    """All its messages are in the outbox."""


@recorded("days.seat", may=may_plan)
def seat(deed: Deed, day: Day, *, plan: RidePlan, by: Actor, at: dt.datetime) -> None:
    """Keep who sits where, as planned."""
    day.differences.all().delete()
    day.seatings.all().delete()
    _keep(day, plan, number=0, sent_at=at, made_by=by.pseudonym)


@recorded("days.mend", may=may_mend)
def mend(deed: Deed, day: Day, proposal: Proposal, *, by: Actor, at: dt.datetime) -> Seating:
    """Keep a mended plan as a proposal, upon the seats that its asker saw.

    Raises:
        MendedAlreadyError: this event was told before.
        MovedOnError: the seats changed since the asker saw them.
        NotPlannedError: there are no seats yet.
    """
    _lock(day.pk)
    require_seen(day, seen=proposal.after, event="" if proposal.takes_back else proposal.event)
    last = day.seatings.aggregate(last=Max("number"))["last"]
    seating = _keep(
        day,
        proposal.plan,
        number=1 + last,
        after=proposal.after,
        event=proposal.event,
        takes_back=proposal.takes_back,
        mended_ms=proposal.mended_ms,
        made_by=by.pseudonym,
        because=proposal.because,
    )
    deed.concerns(seating)
    return seating


@recorded("days.undo", may=may_undo)
def undo(deed: Deed, seating: Seating, *, by: Actor, at: dt.datetime) -> None:
    """Take back the newest event before anybody was told: everything is as it was before it.

    Raises:
        MovedOnError: a later event stands on this one, it was sent, or it was taken back before.
    """
    _lock(seating.day_id)
    chain = chain_of(seating.day)
    if not chain or chain[-1].pk != seating.pk or chain[-1].sent_at:
        raise MovedOnError(tuple(one for one in chain if one.number > seating.number))
    Seating.objects.filter(pk=seating.pk).update(undone_at=at)
    seating.undone_at = at


@recorded("days.send", may=may_send)
def send(deed: Deed, seating: Seating, *, by: Actor, at: dt.datetime) -> Difference:
    """Tell everybody whose ride is another than they were told: this seating stands from now on.

    Raises:
        SentAlreadyError: they were told before.
        MovedOnError: something happened since the asker looked, or it was taken back.
        NoLeadError: somebody is to be told, and none of it would say whom to ring.
    """
    day = _lock(seating.day_id)
    chain = chain_of(seating.day)
    if chain and chain[-1].pk == seating.pk and chain[-1].sent_at:
        raise SentAlreadyError(f"seating {seating.pk}")
    if not chain or chain[-1].pk != seating.pk:
        raise MovedOnError(tuple(one for one in chain if one.number > seating.number))
    if lacks_lead(day, at=at) and change_told(seating).touched:
        raise NoLeadError(f"day {day.pk}")
    told = [one for one in chain if one.sent_at][-1]
    sent = [one.pk for one in chain if one.number > told.number]
    Seating.objects.filter(pk__in=sent).update(sent_at=at)
    difference = Difference.objects.create(
        day=seating.day, before=told.number, after=seating.number, sent_at=at, sent_by=by.pseudonym
    )
    return _write(difference, by=by)


@recorded("days.write_again", may=may_write_again)
def write_again(deed: Deed, difference: Difference, *, by: Actor, at: dt.datetime) -> Difference:
    """Write the messages of a difference once more, where that came to no good end.

    Raises:
        WrittenAlreadyError: they are in the outbox.
    """
    _lock(difference.day_id)
    difference.refresh_from_db()
    if difference.written_at:
        raise WrittenAlreadyError(f"difference {difference.pk}")
    return _write(difference, by=by)


@recorded("days.note_told", may=may_note_told)
def note_told(
    deed: Deed, difference: Difference, *, sending: int | None, unreached: list[str], by: Actor, at: dt.datetime
) -> None:
    """Note that all messages of a difference are in the outbox, and whom none of them reaches.

    Raises:
        WrittenAlreadyError: they were before.
    """
    open_one = Difference.objects.filter(pk=difference.pk, written_at=None)
    if not open_one.update(written_at=at, sending=sending, unreached=unreached):
        raise WrittenAlreadyError(f"difference {difference.pk}")


def _lock(day: int) -> Day:
    """Let one change at a time: a double click waits here."""
    return Day.objects.select_for_update().get(pk=day)


def _write(difference: Difference, *, by: Actor) -> Difference:
    difference.job = start("days.tell_difference", difference=difference.pk, by=by.pseudonym).ref
    difference.save(update_fields=["job"])
    return difference


def _keep(day: Day, plan: RidePlan, *, number: int, because: Mapping[str, str] | None = None, **row: object) -> Seating:
    file = ContentFile(pack_plan(plan), name=f"rides-{number}.zip")
    body = {**seats.told(plan), "because": dict(because or {})}
    return Seating.objects.create(day=day, number=number, body=body, plan=file, **row)
