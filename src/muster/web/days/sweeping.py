"""What of a day goes by itself: printed copies whose day is over."""

import datetime as dt

from muster.web.days import actions_of_copies
from muster.web.days.models_of_seats import Copy
from muster.web.record.actor import SITE


def look(*, at: dt.datetime) -> None:
    """Let every copy go whose day is over."""
    for copy in Copy.objects.filter(gone_at=None, ends_at__lte=at).select_related("day"):
        actions_of_copies.let_copy_go(copy, by=SITE, at=at)
