"""Look-ups: whoever is shown another's record is noted, so that the other can see who looked, when and what for."""

import datetime as dt
from collections.abc import Iterable

from muster.web.power.models import Look
from muster.web.record.actor import Actor


def note(actor: Actor, whom: Iterable[str], *, purpose: str, page: str, at: dt.datetime) -> None:
    """Note that `actor` is shown the records of `whom` (pseudonyms): one statement, however many. One's own is not."""
    Look.objects.bulk_create(
        Look(looker=actor.pseudonym, whom=one, purpose=purpose, page=page, at=at)
        for one in dict.fromkeys(whom)
        if one != actor.pseudonym
    )
