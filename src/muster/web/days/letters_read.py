"""What everybody read when a difference was sent, as whoever runs the day may read it too."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from django.utils.functional import Promise

from muster.web.days.changes import change_told, fetched
from muster.web.days.models_of_people import Coming
from muster.web.days.models_of_seats import Difference, Seating
from muster.web.messenger.models import Message, State
from muster.web.messenger.told import told

MOST_LETTERS = 60  # on a page
StrOrPromise: TypeAlias = str | Promise


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person read, and how far it came."""

    to: str  # pseudonym
    name: str
    state: StrOrPromise
    subject: str
    body: str


def letters_of(sent: Difference, *, first: int = 0) -> tuple[tuple[Letter, ...], int]:
    """Give some of a difference's letters, from the first on, and how many there are: two questions."""
    if sent.sending is None:
        return (), 0
    rows = Message.objects.filter(sending=sent.sending)
    some = rows.select_related("sending").order_by("pk")[first : first + MOST_LETTERS]
    return tuple(_letter(one) for one in some), rows.count()


def _letter(message: Message) -> Letter:
    """Give a letter without its reader's own link: whoever has that answers for them."""
    name = str(message.fields.get("name", ""))
    message.fields = {**message.fields, "link": "…"}  # never saved
    return Letter(message.to, name, State(message.state).label, *told(message))


def named_in(sent: Difference, to: Iterable[str]) -> list[str]:
    """Give the core's names of those whom the letters to these name: whoever a driver now fetches."""
    rows = Coming.objects.filter(day=sent.day_id, person__pseudonym__in=list(to))
    drivers = {row.name for row in rows}
    rounds = change_told(Seating.objects.get(day=sent.day_id, number=sent.after)).rounds
    return [name for one in rounds if one.driver in drivers for name in fetched(one.after)]
