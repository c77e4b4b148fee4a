"""Deeds of registers that were approved, as `carry_out` calls them: terms back into arguments."""

import datetime as dt
from typing import Any

from django.http import FileResponse
from django.shortcuts import get_object_or_404

from muster.web.record.actor import Actor
from muster.web.register import queries
from muster.web.register.exporting import exported
from muster.web.register.out import Scope


def export(terms: dict[str, Any], *, by: Actor, at: dt.datetime) -> FileResponse:
    """Give the list that was approved; where the register has changed since, its terms are others and nobody's."""
    source = get_object_or_404(queries.sources_seen_by(by).filter(expired_at=None), pk=terms["source"])
    scope = Scope(terms["holds"], zone=terms["zone"], election=terms["election"], on=terms["on"])
    return exported(source, scope, by=by, at=at)
