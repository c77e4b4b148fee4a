"""Deeds of the roll that were approved, as `carry_out` calls them: terms back into arguments."""

import datetime as dt
from typing import Any

from django.http import FileResponse
from django.shortcuts import get_object_or_404

from muster.web.record.actor import Actor
from muster.web.roll import queries
from muster.web.roll.exporting import exported
from muster.web.roll.out import Scope


def export(terms: dict[str, Any], *, by: Actor, at: dt.datetime) -> FileResponse:
    """Give the list that was approved; where somebody came or went since, its terms are others and nobody's."""
    group = get_object_or_404(queries.groups_kept_by(by), slug=terms["slug"])
    return exported(group, Scope(terms["status"]), by=by, at=at)
