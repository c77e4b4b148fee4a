"""Quiet hours: nobody is rung awake."""

import datetime as dt

FROM_HOUR, UNTIL_HOUR = 21, 8  # of the reader's clock


def next_allowed(at: dt.datetime, *, zone: dt.tzinfo) -> dt.datetime:
    """Give the first moment from `at` on outside quiet hours in `zone`."""
    local = at.astimezone(zone)
    if UNTIL_HOUR <= local.hour < FROM_HOUR:
        return at
    day = local.date() + dt.timedelta(days=local.hour >= FROM_HOUR)
    return dt.datetime.combine(day, dt.time(UNTIL_HOUR), tzinfo=zone).astimezone(dt.UTC)
