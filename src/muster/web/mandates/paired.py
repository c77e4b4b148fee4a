"""Deeds that were approved, as `carry_out` calls them: terms back into arguments."""

import datetime as dt
from typing import Any

from muster.web.mandates import actions_of_erasing as actions
from muster.web.mandates.models import Erasure
from muster.web.record.actor import Actor


def erase(terms: dict[str, Any], *, by: Actor, at: dt.datetime) -> object:
    """Erase whoever asked for it."""
    return actions.erase(Erasure.objects.get(pk=terms["erasure"]), by=by, at=at)
