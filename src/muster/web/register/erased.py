"""Who is told that a source was erased: whoever organises where it was kept."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from muster.web.messenger.actions import Writing, queue
from muster.web.messenger.languages import in_each
from muster.web.messenger.models import Sending
from muster.web.power.held import holders_of
from muster.web.record.actor import SITE
from muster.web.register.models import Source
from muster.web.roll.audience import audience
from muster.web.roll.models import Person


def tell_erased(source: Source, *, at: dt.datetime) -> int:
    """Put into the outbox, for every organiser there, that a source was erased; gives how many it reaches."""
    organisers = Person.objects.filter(pseudonym__in=holders_of("organiser", source.area.compartment, at=at))
    found = audience(organisers.order_by("pk"), kind=Sending.Kind.SERVICE)
    if not found.recipients:
        return 0
    writing = Writing(Sending.Kind.SERVICE, source.area.compartment, in_each(lambda: _worded(source)))
    queue(writing, recipients=found.recipients, by=SITE, at=at)
    return len(found.recipients)


def _worded(source: Source) -> tuple[str, str]:
    told = {"source": source.name, "area": source.area.name, "day": date_format(source.expires_on)}
    told = {name: words.replace("{", "(").replace("}", ")") for name, words in told.items()}
    subject = _("%(area)s: %(source)s was erased") % told
    body = _(
        "Nothing of %(source)s in %(area)s is kept any more, as was laid down when it was added: it was to go on "
        "%(day)s at the latest. What another source lists as well stays. If you still need it, bring it again."
    )
    return subject, body % told
