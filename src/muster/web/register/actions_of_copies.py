"""What carries a register away: lists of doors or electors, numbered."""

import datetime as dt

from muster.web.power.copies import Listed, number
from muster.web.power.models import Copy
from muster.web.record.actor import Actor
from muster.web.record.deeds import Deed, name_of, recorded
from muster.web.register.models import Source
from muster.web.register.rules import may_export


class OtherThingError(ValueError):
    """What was written down is not a list of this source."""


@recorded("register.export", may=may_export)
def export(deed: Deed, source: Source, *, listed: Listed, sha256: str, by: Actor, at: dt.datetime) -> Copy:
    """Number a list that somebody carries away. More than 50 people within a day are an act of two.

    Args:
        deed: the running deed.
        source: whose list.
        listed: what it holds, from `out.listed`.
        sha256: of its bytes.
        by: who carries it away.
        at: when.

    Raises:
        NeedsTwoError, NoSecondError: from power.pairs.
        OtherThingError: the list is another source's.
    """
    if listed.of != name_of(source) or listed.compartment != source.area.compartment:
        raise OtherThingError(listed.of)
    return number(deed, listed, sha256=sha256)
