"""What of registers goes by itself: a council's files and tables of places that have waited too long."""

import datetime as dt

from django.urls import reverse

from muster.web.intake.lying import send_back_left
from muster.web.intake.models import Upload
from muster.web.register import actions_of_files as of_files
from muster.web.roll import telling

_PAGES = {"register.source": "register:source", "register.area": "register:tables"}


def look(*, at: dt.datetime) -> None:
    """Send back what has waited too long, and tell whoever brought it."""
    send_back_left(_PAGES, send_back=of_files.send_back, tell=_tell, at=at)


def _tell(upload: Upload) -> None:
    kind, _colon, pk = upload.into.partition(":")
    telling.left_too_long(upload, page=reverse(_PAGES[kind], args=[pk]))
