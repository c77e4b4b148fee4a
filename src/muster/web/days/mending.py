"""Something happens: the mended plan is worked out first, so that the deed which keeps it is short.

It loads the planner, which takes seconds: whoever tells people what was mended does without it.
"""

import datetime as dt
import time
from functools import lru_cache
from threading import Thread

from muster.plan.mend import Mended, mend_rides
from muster.plan.ride_store import unpack_plan
from muster.plan.roads import Roads, lay_roads
from muster.plan.streets import form_of, read_streets
from muster.web.days import actions_of_seats, seats
from muster.web.days.models import Day
from muster.web.days.models_of_seats import Seating
from muster.web.days.proposal import Proposal
from muster.web.days.queries import extract_of
from muster.web.days.rules import may_mend
from muster.web.days.standing import MovedOnError, require_seen, standing_of
from muster.web.record.actor import Actor
from muster.web.record.deeds import NotAllowedError

PUT_BACK = "put back"
_ready: set[tuple[int, int]] = set()  # days and seatings whose event was tried in this process


def propose(day: Day, *, event: str, seen: int, by: Actor, at: dt.datetime) -> Seating:
    """Mend the seats after something happened, and keep that as a proposal: nobody is told yet.

    Args:
        day: whose seats.
        event: what happened, such as 'coach 2 breaks down 08:40'.
        seen: the number of the newest seating that the asker saw.
        by: who asks.
        at: when.

    Raises:
        NotAllowedError: they may not mend.
        MendedAlreadyError, MovedOnError, NotPlannedError: see `standing.require_seen`.
        EventError: nobody can make sense of the event, or it can't have happened.
    """
    if not may_mend(by, day):
        raise NotAllowedError("days.mend")
    head = require_seen(day, seen=seen, event=event)
    began = time.perf_counter()
    after = mended(head.plan.read(), event, extract=extract_of(day))
    mended_ms = round(1000 * (time.perf_counter() - began))
    because = {after.plan.people[one.person].name: one.because for one in after.changes}
    made = Proposal(event, seen, after.plan, because=because, mended_ms=mended_ms)
    return actions_of_seats.mend(day, made, by=by, at=at)


def take_back(seating: Seating, *, by: Actor, at: dt.datetime) -> Seating | None:
    """Take the newest event back. Unsent, it is gone, and None; sent, it is a new proposal: as it was before.

    Raises:
        MovedOnError: something happened since, or it was taken back before.
        NotAllowedError: they may not.
    """
    if seating.sent_at is None:
        actions_of_seats.undo(seating, by=by, at=at)
        return None
    if seating.after is None:
        raise MovedOnError
    before = Seating.objects.get(day=seating.day_id, number=seating.after)
    because = dict.fromkeys(seats.differing(seating.body, before.body), PUT_BACK)
    plan = unpack_plan(before.plan.read())
    made = Proposal(seating.event, seating.number, plan, because=because, mended_ms=0, takes_back=True)
    return actions_of_seats.mend(seating.day, made, by=by, at=at)


def mended(kept: bytes, event: str, *, extract: bytes) -> Mended:
    """Mend a kept plan after an event, on the roads of an extract.

    Raises:
        EventError: nobody can make sense of the event.
    """
    return mend_rides(unpack_plan(kept), event, roads=_roads(extract))


def make_rehearsal_ready(day: Day) -> Thread | None:
    """See to it that trying the event is as quick the first time as the second; gives what is at it, if anything."""
    standing = standing_of(day)
    if standing is None or (day.pk, standing.pk) in _ready:
        return None
    _ready.add((day.pk, standing.pk))
    args = (standing.plan.read(), day.rehearsal)
    trying = Thread(target=mended, args=args, kwargs={"extract": extract_of(day)}, daemon=True)
    trying.start()
    return trying


@lru_cache(maxsize=2)
def _roads(extract: bytes) -> Roads:
    return lay_roads(read_streets(extract, form=form_of(extract)) if extract else None)
