"""What did not go, since the power by which it was written ended first: who wrote it and who leads there are told."""

import datetime as dt
from functools import partial
from typing import Final

from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.guard.need import EVERYWHERE
from muster.web.mandates.due import plain, standing
from muster.web.mandates.queries import places_of
from muster.web.mandates.worded import place_told
from muster.web.messenger.actions import Writing, queue
from muster.web.messenger.languages import in_each
from muster.web.messenger.links import whole
from muster.web.messenger.models import Sending
from muster.web.messenger.rules import is_of_a_day
from muster.web.messenger.told import text_read
from muster.web.power.held import holders_of
from muster.web.record.actor import SITE
from muster.web.roll.audience import audience
from muster.web.roll.models import Person

_LEAD: Final = ("officer", "organiser")


def tell(pk: int, *, people: int) -> int:
    """Tell of a sending that so many people did not get; gives how many it reaches."""
    sending, at = Sending.objects.get(pk=pk), now()
    there, everywhere = (_leading(place, but=sending.asked_by, at=at) for place in (sending.compartment, EVERYWHERE))
    whom = {sending.asked_by, *(there or everywhere)}
    found = audience(Person.objects.filter(pseudonym__in=whom).order_by("pk"), kind=Sending.Kind.SERVICE)
    if not found.recipients:
        return 0
    texts = in_each(partial(_words, sending, people))
    # as whatever is told of power, it stands in no officer's list of letters
    writing = Writing(Sending.Kind.SERVICE, EVERYWHERE, texts, about=f"power.unsent:{pk}")
    queue(writing, recipients=found.recipients, by=SITE, at=at)
    return len(found.recipients)


def _leading(compartment: str, *, but: str, at: dt.datetime) -> list[str]:
    return standing([one for role in _LEAD for one in holders_of(role, compartment, at=at)], but=but, at=at)


def _words(sending: Sending, people: int) -> tuple[str, str]:
    told = {
        "n": f"{people:,}",
        "subject": plain(text_read(sending)["subject"]),
        "where": plain(place_told(sending.compartment, places_of([sending.compartment]))),
        "link": whole("/" if is_of_a_day(sending) else reverse("letters:sending", args=[sending.pk])),
    }
    body = ngettext(
        "“%(subject)s” (%(where)s) has not gone to one person: the power by which it was written ended before it left, "
        "so it was stopped. An officer there can send it after all:\n\n%(link)s",
        "“%(subject)s” (%(where)s) has not gone to %(n)s people: the power by which it was written ended before it "
        "left, so it was stopped. An officer there can send it after all:\n\n%(link)s",
        people,
    )
    return _("A letter was stopped before everybody had it"), "{name},\n\n" + body % told
