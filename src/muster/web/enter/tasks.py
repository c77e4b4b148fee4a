"""What comes round daily: sessions and keys that ran out are let go, with what was kept of them."""

import datetime as dt
from typing import Final

from django.core.management import call_command
from django.utils.timezone import now

from muster.web.enter.models import ProgramKey, Session
from muster.web.record.jobs import Run

KEPT_FOR: Final = dt.timedelta(days=30)  # after it ended; then its entry alone tells of it


def sweep(run: Run) -> dict[str, int]:
    """Let go of every session that ran out, and of what was kept of those, and of keys, that ended a month ago."""
    run.say("Letting go of sessions that ran out")
    call_command("clearsessions")
    gone, _by_table = Session.objects.filter(ended_at__lt=now() - KEPT_FOR).delete()
    forgotten, _by_table = Session.objects.filter(opened_at__lt=now() - KEPT_FOR - dt.timedelta(days=14)).delete()
    keys, _by_table = ProgramKey.objects.filter(ends_at__lt=now() - KEPT_FOR).delete()
    return {"sessions": gone + forgotten, "keys": keys}
