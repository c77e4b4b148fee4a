"""The long work of the messenger: handing on, and letting go of what was sent long ago."""

import smtplib

from django.utils import timezone

from muster.web.messenger.erasing import let_go
from muster.web.messenger.mail import NoServerError
from muster.web.messenger.outbox import hand_on, put_off, settle_left, silence_ended, waiting
from muster.web.record import jobs
from muster.web.record.jobs import Run

_BATCH = 100  # messages of one job: what is urgent waits for no more; killed thrice within one, it is given up alone


def sweep(_run: Run) -> dict[str, int]:
    """Let go of the words of what was sent long ago."""
    return {"let_go": let_go(at=timezone.now())}


def hand_over(run: Run) -> dict[str, int]:
    """Hand on what is due, a batch; what is left is the next job's."""
    at = timezone.now()
    unclear = settle_left(run.job, at=at)
    order = ("-sending__urgent", "due_at", "pk")
    batch = list(waiting(at=at).select_related("sending").order_by(*order)[:_BATCH])
    stopped = silence_ended(batch, at=at)
    done = put_by = 0
    try:
        for dealt_with in hand_on(batch, job=run.job, at=at):
            done += dealt_with
            run.say("Messages are handed on.", done=done, total=len(batch))
    except (NoServerError, OSError, smtplib.SMTPException) as error:
        put_by = put_off(why=str(error), at=at)
    if waiting(at=at).exists():
        jobs.start("messenger.hand_over")
    return {"handed": done, "unclear": unclear, "put_off": put_by, "stopped": stopped}
