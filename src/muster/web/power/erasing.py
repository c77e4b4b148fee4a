"""Takes free words out of what was asked about somebody: who asked, who answered and when stays."""

import datetime as dt
import json

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from muster.guard.pair import State
from muster.web.messenger.erasing import unname
from muster.web.messenger.models import Sending
from muster.web.power.models import Glass, Request
from muster.web.record.canonical import canonical
from muster.web.record.deeds import name_of
from muster.web.record.erasing import Gone

TABLES = ("power_request",)
FREE_WORDS = ("scope",)  # terms of a request that somebody wrote as they liked


def erase(gone: Gone, _at: dt.datetime) -> None:
    """Take what somebody wrote about them out of requests, none of which can be used any more."""
    for thing in _told_by_name(gone):
        told = Sending.objects.filter(about__startswith=f"{thing} ")
        unname(gone, about=set(told.values_list("about", flat=True)))
    about = Cast("subjects", TextField())
    for who in gone.whose:
        for row in Request.objects.annotate(about=about).filter(about__contains=who):
            said = json.loads(bytes(row.body))
            said["t"] = {name: value for name, value in said["t"].items() if name not in FREE_WORDS}
            row.body = canonical(said)
            row.state = State.LAPSED if row.state in {State.ASKED, State.APPROVED} else row.state
            row.save(update_fields=["body", "state"])


def _told_by_name(gone: Gone) -> list[str]:
    """Give what was told to others by their name: glass that they broke, what they asked for and what they answered."""
    theirs = Request.objects.filter(Q(asked_by__in=gone.whose) | Q(answered_by__in=gone.whose))
    return [name_of(one) for one in (*Glass.objects.filter(holder__in=gone.whose), *theirs)]
