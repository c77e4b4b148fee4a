"""Deeds that were approved, as `carry_out` calls them: terms back into arguments."""

import datetime as dt
from typing import Any

from muster.guard.pair import OtherWordsError
from muster.web.days.actions_of_boards import EmptyTurfError, OverlapError
from muster.web.days.actions_of_boards import publish as publish_boards
from muster.web.days.lifecycle import NotNowError
from muster.web.days.models import Day
from muster.web.days.publishing import Terms
from muster.web.record.actor import Actor


def publish(terms: dict[str, Any], *, by: Actor, at: dt.datetime) -> object:
    """Publish the turfs that were approved.

    Raises:
        OtherWordsError: they are not as they were approved any more, or can't be published now: its page says why.
    """
    try:
        return publish_boards(Terms(Day.objects.get(pk=terms["day"]), terms["digest"]), by=by, at=at)
    except (EmptyTurfError, OverlapError, NotNowError) as error:
        raise OtherWordsError(str(terms["title"])) from error
