"""What of registers goes by itself: files that nobody took in or sent back while they might lie."""

import datetime as dt
from contextlib import suppress

from muster.web.intake import uploads
from muster.web.intake.told import under_way
from muster.web.record.actor import SITE
from muster.web.register import actions_of_files as of_files

KINDS = ("register.source", "register.area")


def look(*, at: dt.datetime) -> None:
    """Send back what has waited too long, unless a job has it: then the next look does."""
    left = [upload for kind in KINDS for upload in uploads.left_too_long(kind, at=at)]
    working = under_way(left)
    for upload in left:
        if upload.pk not in working:
            with suppress(uploads.MovedOnError):
                of_files.send_back(upload, by=SITE, at=at)
