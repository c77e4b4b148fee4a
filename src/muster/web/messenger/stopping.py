"""Stopping what has not gone yet."""

import datetime as dt

from muster.web.messenger.models import Sending, State


def stop_waiting(sending: Sending, *, by: str, at: dt.datetime) -> list[str] | None:
    """Stop every message of a sending that has not gone yet, for somebody (a pseudonym); to be called within a deed.

    Returns:
        To whom, by pseudonym; None if it was stopped before.
    """
    if not Sending.objects.filter(pk=sending.pk, stopped_at__isnull=True).update(stopped_at=at, stopped_by=by):
        return None
    waiting = sending.messages.filter(state=State.WAITING)
    told = list(waiting.values_list("to", flat=True))
    waiting.update(state=State.STOPPED)
    return told
