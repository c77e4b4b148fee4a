"""What can't wait for a worker that may be in the middle of something long: messages of the day itself."""

import logging
import threading

from django.db import close_old_connections
from django.utils import timezone

from muster.web.messenger.outbox import waiting
from muster.web.record.lines import Lines, lines
from muster.web.record.worker import work_once

WRITING = ("days.tell_difference", "days.tell_incident")
HANDING = ("messenger.hand_over",)

_log = logging.getLogger(__name__)


def hurry() -> threading.Thread:
    """Write and hand on what is urgent here, beside whatever the workers do; each job is still done by one alone."""
    working = threading.Thread(target=_work, name="hurry", daemon=True)
    working.start()
    return working


def _work() -> None:
    try:
        with lines(own=True) as said:
            do_urgent(said)
    except Exception:  # noqa: BLE001 - whatever it is, the worker does what is left
        _log.exception("urgent messages are left to the worker")
    finally:
        close_old_connections()


def do_urgent(said: Lines) -> None:
    """Write all that is urgent, then hand on as long as any waits: other mail, older, must not go before it."""
    while work_once(said, kinds=WRITING):
        pass
    while _urgent_waits() and work_once(said, kinds=HANDING):
        pass


def _urgent_waits() -> bool:
    return waiting(at=timezone.now()).filter(sending__urgent=True).exists()
