"""Work that comes round: every day, begun by whichever worker first looks; and whatever has come due this minute."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

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


def look(*, at: dt.datetime) -> None:
    """Have each function of `settings.EVERY_MINUTE` look whether anything of its app has come due."""
    for name in settings.EVERY_MINUTE:
        import_string(name)(at=at)
