"""What can't wait for a worker that may be in the middle of something long: messages of the day itself."""

import logging
import threading

from django.db import close_old_connections

from muster.web.record.lines import lines
from muster.web.record.worker import work_once

KINDS = ("days.tell_difference", "days.tell_incident", "messenger.hand_over")
MOST_JOBS = 8  # then the urgent have long gone, and what is left is the worker's

_log = logging.getLogger(__name__)


def hurry() -> threading.Thread:
    """Write and hand on what is urgent here, beside whatever the workers do; each job is still done by one alone."""
    working = threading.Thread(target=_work, name="hurry", daemon=True)
    working.start()
    return working


def _work() -> None:
    try:
        with lines(own=True) as said:
            for _job in range(MOST_JOBS):
                if not work_once(said, kinds=KINDS):
                    break
    except Exception:  # noqa: BLE001 - whatever it is, the worker does what is left
        _log.exception("urgent messages are left to the worker")
    finally:
        close_old_connections()
