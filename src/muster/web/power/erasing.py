"""Takes free words out of what was asked about somebody: who asked, who answered and when stays."""

import json
from collections.abc import Collection

from django.db.models import TextField
from django.db.models.functions import Cast

from muster.guard.pair import State
from muster.web.power.models import Request
from muster.web.record.canonical import canonical

TABLES = ("power_request",)
FREE_WORDS = ("scope",)  # terms of a request that somebody wrote as they liked


def erase(whose: Collection[str]) -> None:
    """Take what somebody wrote about these people (pseudonyms) out of requests, none of which can be used any more."""
    about = Cast("subjects", TextField())
    for who in whose:
        for row in Request.objects.annotate(about=about).filter(about__contains=who):
            said = json.loads(bytes(row.body))
            said["t"] = {name: value for name, value in said["t"].items() if name not in FREE_WORDS}
            row.body = canonical(said)
            row.state = State.LAPSED if row.state in {State.ASKED, State.APPROVED} else row.state
            row.save(update_fields=["body", "state"])
