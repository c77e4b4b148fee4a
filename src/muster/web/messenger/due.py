"""What comes due by itself: messages after quiet hours, and reminders."""

import datetime as dt

from muster.web.messenger.actions import remind
from muster.web.messenger.models import Message, Sending, State
from muster.web.messenger.outbox import waiting
from muster.web.record import jobs
from muster.web.record.actor import SITE
from muster.web.record.models import Job


def start_due(*, at: dt.datetime) -> None:
    """Remind whoever is to be reminded, and start the handing on if anything waits and nobody is at it."""
    for sending in Sending.objects.filter(remind_at__lte=at, stopped_at__isnull=True, reminder__isnull=True):
        remind(sending, by=SITE, at=at)
    at_it = Job.objects.filter(kind="messenger.hand_over", ended_at__isnull=True).exists()
    if not at_it and (waiting(at=at).exists() or Message.objects.filter(state=State.HANDING).exists()):
        jobs.start("messenger.hand_over")
