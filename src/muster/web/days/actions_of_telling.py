"""What can be done to have everybody told their place."""

import datetime as dt

from muster.web.days import tellings
from muster.web.days.leads import NoLeadError, lacks_lead
from muster.web.days.models import Day
from muster.web.days.models_of_people import Telling
from muster.web.days.rules import may_note_telling, may_plan
from muster.web.days.standing import standing_of
from muster.web.record.actor import Actor
from muster.web.record.deeds import Deed, recorded


class NoSeatsError(ValueError):
    """Nobody has a seat yet."""


class ToldBeforeError(ValueError):
    """Everybody was told before."""


@recorded("days.tell_plan", may=may_plan)
def tell_plan(deed: Deed, day: Day, *, by: Actor, at: dt.datetime) -> Telling:
    """Tell everybody who comes where to be and when; from now on seats are mended, not planned anew.

    Raises:
        NoSeatsError: there is no plan.
        ToldBeforeError: they were told.
        NoLeadError: none of it would say whom to ring.
    """
    locked = Day.objects.select_for_update().get(pk=day.pk)
    plan = day.seatings.filter(number=0).values_list("pk", flat=True).first()
    if plan is None or standing_of(day) is None:
        raise NoSeatsError
    begun = Telling.objects.filter(day=day, what=Telling.What.PLAN, edition=plan).first()
    if begun and not tellings.fell(begun):
        raise ToldBeforeError
    if lacks_lead(locked, at=at):
        raise NoLeadError(f"day {day.pk}")
    row = tellings.begin(day, what=Telling.What.PLAN, edition=plan, by=by.pseudonym, at=at)
    deed.concerns(row)
    return row


@recorded("days.tell_again", may=may_plan)
def tell_again(deed: Deed, day: Day, *, by: Actor, at: dt.datetime) -> None:
    """Have everybody told that a day was put off or called off, where the messages could not be written before.

    Raises:
        ToldBeforeError: they were written, or are being written.
    """
    news = tellings.news_of(Day.objects.select_for_update().get(pk=day.pk))
    if news is None or not tellings.fell(news):
        raise ToldBeforeError
    tellings.begin(day, what=Telling.What(news.what), edition=news.edition, by=by.pseudonym, at=at)
    deed.concerns(news)


@recorded("days.note_telling", may=may_note_telling)
def note_telling(
    deed: Deed, telling: Telling, *, sending: int | None, unreached: list[int], by: Actor, at: dt.datetime
) -> None:
    """Note that all messages of a telling are in the outbox, and whom none of them reaches."""
    Telling.objects.filter(pk=telling.pk).update(sending=sending, unreached=unreached, written_at=at)
