"""Before its date a day is rehearsed: what is tried tells nobody by one press."""

import datetime as dt
from zoneinfo import ZoneInfo

from muster.web.days.models import Day


def days_ahead(day: Day, *, at: dt.datetime) -> int:
    """Give how many days a day is still ahead by its own calendar; 0 from its date on."""
    return max((day.held_on - at.astimezone(ZoneInfo(day.zone_name)).date()).days, 0)
