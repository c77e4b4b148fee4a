"""How often programs ask: counted beside their keys, so that a limit holds whichever process answers."""

import datetime as dt

from django.db.models import Case, F, Sum, When

from muster.web.enter.models import ProgramKey


def count_question(key: ProgramKey, *, at: dt.datetime) -> int:
    """Count a question of a program; gives how many came in this minute by all keys of its person."""
    minute = at.replace(second=0, microsecond=0)
    again = Case(When(asked_at=minute, then=F("asked_times") + 1), default=1)
    ProgramKey.objects.filter(pk=key.pk).update(asked_times=again, asked_at=minute)
    ours = ProgramKey.objects.filter(account=key.account_id, asked_at=minute)
    return int(ours.aggregate(times=Sum("asked_times"))["times"] or 0)
