"""An incident reaches whoever leads the day, at once; its words go when they have had their time."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from muster.web.days import actions_of_saturday
from muster.web.days.inviting import plain
from muster.web.days.leads import leads_of
from muster.web.days.models_of_seats import Incident
from muster.web.messenger.actions import Writing, queue
from muster.web.messenger.languages import in_each
from muster.web.messenger.models import Sending
from muster.web.record.actor import SITE
from muster.web.roll.audience import audience
from muster.web.roll.models import Person

KEPT = dt.timedelta(days=92)  # from its day on; a claim that needs longer is printed and kept elsewhere


def tell_lead(incident: Incident, *, at: dt.datetime) -> None:
    """Write to whoever leads the day; to be called in one transaction."""
    day = incident.day
    leads = Person.objects.filter(pseudonym__in=leads_of(day, at=at)).order_by("pk")
    found = audience(leads, kind=Sending.Kind.SERVICE)
    if not found.recipients:
        return
    writing = Writing(
        Sending.Kind.SERVICE,
        day.compartment,
        in_each(lambda: _worded(incident)),
        about=f"days.incident:{incident.pk}",
        urgent=True,
    )
    sending = queue(writing, recipients=found.recipients, by=SITE, at=at)
    actions_of_saturday.note_sent(incident, sending=sending.pk, by=SITE, at=at)


def forget_due(*, at: dt.datetime) -> int:
    """Let go of the words of incidents that have had their time; gives how many."""
    due = Incident.objects.filter(forgotten_at=None, told_at__lte=at - KEPT).select_related("day")
    for incident in due:
        actions_of_saturday.forget_incident(incident, by=SITE, at=at)
    return len(due)


def names_of(pseudonyms: Iterable[str]) -> dict[str, str]:
    """Give what these people are called."""
    rows = Person.objects.filter(pseudonym__in=[one for one in pseudonyms if one])
    return {one.pseudonym: one.name for one in rows}


def _worded(incident: Incident) -> tuple[str, str]:
    """Say the kind and the place; what else was said is read where it can be taken back."""
    told = {
        "kind": str(incident.get_kind_display()),
        "day": plain(incident.day.title),
        "place": plain(incident.place) or _("no place was said"),
    }
    body = _("An incident was told at %(day)s: %(kind)s, %(place)s.") % told
    body += "\n\n" + _("What was said stands on the live board. Say there that you look after it.")
    return _("%(day)s: %(kind)s") % told, body
