"""Work that comes round every day: begun by whichever worker first looks, once a day."""

import datetime as dt

from django.conf import settings
from django.db import transaction

from muster.web.record.jobs import start
from muster.web.record.models import Job


def start_due(*, at: dt.datetime) -> list[Job]:
    """Start every kind of `settings.DAILY` that was not asked for since midnight, here; gives what was started."""
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    started = []
    for kind in settings.DAILY:
        with transaction.atomic():  # two workers that look at once may both start one: each kind can be done twice
            if not Job.objects.filter(kind=kind, asked_at__gte=midnight).exists():
                started.append(start(kind))
    return started
