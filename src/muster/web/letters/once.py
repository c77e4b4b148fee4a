"""A letter goes to a group once, however often its button is pressed: twice, in two tabs, after going back."""

import datetime as dt
from collections.abc import Collection
from typing import Final

from django.db import transaction

from muster.web.messenger.actions import Recipient, Writing, queue
from muster.web.messenger.models import Sending
from muster.web.record.actor import Actor
from muster.web.roll.models import Group

SAME_WITHIN: Final = dt.timedelta(days=1)


class SentAlreadyError(ValueError):
    """These very words went to this group within a day, and were not stopped; `sending` is that letter."""

    def __init__(self, sending: Sending) -> None:
        self.sending = sending
        super().__init__(sending.pk)


def send(writing: Writing, *, group: Group, recipients: Collection[Recipient], by: Actor, at: dt.datetime) -> Sending:
    """Put a letter to a group into the outbox.

    Raises:
        SentAlreadyError: it went before.
        NobodyError, WordingError: from messenger.
    """
    with transaction.atomic():
        Group.objects.select_for_update().get(pk=group.pk)  # of two presses the second waits here, and finds it sent
        since = at - SAME_WITHIN
        lately = Sending.objects.filter(compartment=writing.compartment, kind=writing.kind, asked_at__gt=since)
        # what was tried on oneself is urgent
        for sent in lately.filter(urgent=False, stopped_at=None, reminder_of=None):
            if sent.texts == writing.texts:
                raise SentAlreadyError(sent)
        return queue(writing, recipients=recipients, by=by, at=at)
