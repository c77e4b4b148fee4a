"""What of the roll goes by itself: files of people and of payments that have waited too long."""

import datetime as dt

from django.urls import reverse

from muster.web.intake.lying import send_back_left
from muster.web.intake.models import Upload
from muster.web.roll import actions_of_files as of_files
from muster.web.roll import telling

_KINDS = tuple(f"roll.{what}" for what in of_files.WHAT)


def look(*, at: dt.datetime) -> None:
    """Send back what has waited too long, and tell whoever brought it."""
    send_back_left(_KINDS, send_back=of_files.send_back, tell=_tell, at=at)


def _tell(upload: Upload) -> None:
    telling.left_too_long(upload, page=reverse("roll:files"))
