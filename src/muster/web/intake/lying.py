"""What goes by itself: files that nobody took in or sent back while they might lie. Their app says how, and to whom."""

import datetime as dt
from collections.abc import Callable, Iterable
from contextlib import suppress

from django.db import transaction

from muster.web.intake import uploads
from muster.web.intake.models import Upload
from muster.web.intake.told import under_way
from muster.web.record.actor import SITE


def send_back_left(
    kinds: Iterable[str], *, send_back: Callable[..., None], tell: Callable[[Upload], None], at: dt.datetime
) -> None:
    """Send back what has waited too long, unless a job has it: then the next look does.

    Args:
        kinds: what the files are for, such as 'register.source'.
        send_back: the app's deed by which nothing of a file is taken in; the site does it.
        tell: tells whoever is to know, in the same transaction: of each file once.
        at: when.
    """
    left = [upload for kind in kinds for upload in uploads.left_too_long(kind, at=at)]
    working = under_way(left)
    for upload in left:
        if upload.pk not in working:
            with suppress(uploads.MovedOnError), transaction.atomic():
                send_back(upload, by=SITE, at=at)
                tell(upload)
