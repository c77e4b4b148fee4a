"""How the seats of a day stand: what people were told, and what is proposed upon it."""

from django.db.models import QuerySet

from muster.web.days.models import Day
from muster.web.days.models_of_seats import Seating


class MovedOnError(ValueError):
    """The seats changed after the asker last saw them; `since` is what happened, in order."""

    def __init__(self, since: tuple[Seating, ...] = ()) -> None:
        """Keep what happened since."""
        self.since = since
        super().__init__(", ".join(one.event for one in since))


class MendedAlreadyError(ValueError):
    """This event was told before; `seating` is how it was mended."""

    def __init__(self, seating: Seating) -> None:
        """Keep how it was mended."""
        self.seating = seating
        super().__init__(seating.event)


class NotPlannedError(ValueError):
    """The day has no seats yet."""


def chain_of(day: Day) -> list[Seating]:
    """Give the seatings that were not taken back unsent, in order, without their bodies."""
    return list(day.seatings.filter(undone_at=None).defer("body"))


def head_of(day: Day) -> Seating | None:
    """Give the newest seating: what will stand once it is sent."""
    return day.seatings.filter(undone_at=None).last()


def standing_of(day: Day) -> Seating | None:
    """Give the seats as people were told."""
    return _sent(day).last()


def standing_plan(day: Day) -> bytes | None:
    """Give the plan of those seats, packed, and nothing else of them."""
    row = _sent(day).defer("body").last()
    return row.plan.read() if row else None


def proposed_of(day: Day) -> Seating | None:
    """Give the newest seating that nobody was told yet, if there is one."""
    head = head_of(day)
    return None if head is None or head.sent_at else head


def _sent(day: Day) -> QuerySet[Seating]:
    return day.seatings.filter(undone_at=None, sent_at__isnull=False)


def told_before(seating: Seating) -> Seating:
    """Give what people had been told when this seating was sent; as long as it isn't, what they are told now."""
    told = Seating.objects.filter(day=seating.day_id, number__lt=seating.number, undone_at=None)
    if seating.sent_at:
        row = seating.day.differences.filter(after__gte=seating.number).order_by("after").first()
        return Seating.objects.get(day=seating.day_id, number=row.before) if row else seating
    return told.filter(sent_at__isnull=False).last() or seating


def require_seen(day: Day, *, seen: int, event: str = "") -> Seating:
    """Give the newest seating, if it is the one that somebody saw.

    Raises:
        NotPlannedError: there are no seats.
        MendedAlreadyError: this event was told before, and stands.
        MovedOnError: something else happened since.
    """
    chain = chain_of(day)
    if not chain:
        raise NotPlannedError
    if event and event in events_of(chain)[chain[-1].number]:
        raise MendedAlreadyError(next(one for one in reversed(chain) if one.event == event))
    if chain[-1].number != seen:
        raise MovedOnError(tuple(one for one in chain if one.number > seen))
    return chain[-1]


def events_of(chain: list[Seating]) -> dict[int, tuple[str, ...]]:
    """Give what had happened by each seating and was not taken back: a taking back undoes the change it stands on."""
    events: dict[int, tuple[str, ...]] = {}
    for one in chain:
        if one.after is None:
            events[one.number] = ()
        elif one.takes_back:
            undone = next(other for other in chain if other.number == one.after)
            events[one.number] = events.get(undone.after or 0, ())
        else:
            events[one.number] = (*events.get(one.after, ()), one.event)
    return events
