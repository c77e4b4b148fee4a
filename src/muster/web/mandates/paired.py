"""Deeds that were approved, as `carry_out` calls them: terms back into arguments."""

import datetime as dt
from typing import Any

from muster.web.mandates import actions_of_erasing as actions
from muster.web.mandates.models import Erasure
from muster.web.record.actor import Actor


def erase(terms: dict[str, Any], *, by: Actor, at: dt.datetime) -> object:
    """Erase whoever asked for it.

    Raises:
        NotAskedError: from actions_of_erasing: they took it back since.
    """
    wish = Erasure.objects.filter(pk=terms["erasure"]).first()
    if wish is None:
        raise actions.NotAskedError(str(terms["erasure"]))
    return actions.erase(wish, by=by, at=at)
