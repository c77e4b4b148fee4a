"""Why a job failed, in words that may be kept: a job's row stays when the people of a file are long erased."""

import errno

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from muster.web.record.jobs import NotDoneError

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_ROOM_WORDS = ("disk is full", "disk i/o error", "no space left")  # as SQLite and PostgreSQL say it


def told(error: Exception) -> str:
    """Tell why a job failed; of what nobody foresaw its kind alone, as its words may hold a cell of somebody's file."""
    if isinstance(error, NotDoneError):
        return str(error)
    if isinstance(error, PermissionDenied):
        return _("Whoever asked for this may not have it done any more, so it was not. Somebody who may can ask anew.")
    if getattr(error, "errno", None) in _NO_ROOM or any(words in str(error).lower() for words in _NO_ROOM_WORDS):
        return _("The disk is full, or can't be written to. Make room, then try again.")
    return _(
        "Muster met something that it does not know (%(kind)s). Nothing is half written. Try again; if it "
        "stops again, tell whoever looks after this site: the terminal says where it happened."
    ) % {"kind": type(error).__name__}
