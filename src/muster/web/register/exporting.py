"""Carries a list out of a register: written first, then numbered by its deed, then given once."""

import datetime as dt
import re
from typing import TYPE_CHECKING

from muster.web.intake.pages import csv_bytes
from muster.web.power import copies
from muster.web.record.actor import Actor
from muster.web.register import out
from muster.web.register.actions_of_copies import export
from muster.web.register.models import Source
from muster.web.register.out import Scope

if TYPE_CHECKING:
    from django.http import FileResponse

KIND = "register.export"


def exported(source: Source, scope: Scope, *, by: Actor, at: dt.datetime) -> "FileResponse":
    """Give a list of this scope as a table, numbered.

    Raises:
        NeedsTwoError, NoSecondError: from power.pairs.
        NobodyIsNamedError, NoSuchZoneError: from out.
    """
    listed = out.listed(source, scope)
    copies.require_second(KIND, listed, by=by, at=at)
    written = copies.write(csv_bytes(*out.written(source, scope)))
    copy = export(source, listed=listed, sha256=written.sha256, by=by, at=at)
    return copies.answer(copy, written, name=_slug(f"{source.area.name} {source.name} {scope.holds}"))


def _slug(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", words.casefold()).strip("-")[:60]
