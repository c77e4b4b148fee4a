"""What carries people's records away: lists of a group's people, numbered, and each noted as a look-up."""

import datetime as dt

from muster.web.power.copies import Listed, number
from muster.web.power.models import Copy
from muster.web.record.actor import Actor
from muster.web.record.deeds import Deed, name_of, recorded
from muster.web.roll.looking import note_shown
from muster.web.roll.models import Group
from muster.web.roll.out import Scope, people_in
from muster.web.roll.rules import may_export


class OtherPeopleError(ValueError):
    """What was written down is not a list of this group as it stands."""


@recorded("roll.export", may=may_export)
def export(deed: Deed, group: Group, *, scope: Scope, listed: Listed, sha256: str, by: Actor, at: dt.datetime) -> Copy:
    """Number a list that somebody carries away, and note whom they were shown. More than 50 within a day take two.

    Args:
        deed: the running deed.
        group: whose people.
        scope: which of them.
        listed: what the list holds, from `out.listed`.
        sha256: of its bytes.
        by: who carries it away.
        at: when.

    Raises:
        NeedsTwoError, NoSecondError: from power.pairs.
        OtherPeopleError: the list is another group's, or somebody came or went since it was written.
    """
    people = list(people_in(group, scope).only("pk", "pseudonym"))
    if (listed.of, listed.compartment, listed.people) != (name_of(group), group.compartment, len(people)):
        raise OtherPeopleError(group.name)
    copy = number(deed, listed, sha256=sha256)
    note_shown(by, people, page="copy", at=at)
    return copy
