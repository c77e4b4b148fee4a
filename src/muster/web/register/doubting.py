"""What follows from what somebody said of pairs: who is whom by now, and which other pairs that decides.

Whoever was found to be one person stands under the oldest of its electors. Two who stand in one version are two: once
an elector of before is known to be one of them, the pair with the other is no question any more. Such a pair is settled
as two people, by nobody (`said_by` is blank), and is open again when the answer that decided it is taken back.
"""

import datetime as dt
from collections.abc import Mapping

from django.db.models import Q, QuerySet

from muster.web.register.models import Doubt, Entry, Source

_BY_NOBODY = Q(said=Doubt.Said.OTHER, said_by="")


def joined_in(source: Source) -> dict[int, int]:
    """Give, for each elector who was found to be an older one, that older one."""
    return dict(Doubt.objects.filter(source=source, said=Doubt.Said.SAME).values_list("newer", "older"))


def person_of(elector: int, joined: Mapping[int, int]) -> int:
    """Give the elector under whom one stands."""
    while elector in joined:
        elector = joined[elector]
    return elector


def stands_in(elector: int, version: int) -> bool:
    """Say whether an elector stands in a version."""
    rows = Entry.objects.filter(elector=elector, since__lte=version)
    return rows.exclude(ending__until__lte=version).exists()


def follow(doubt: Doubt, *, at: dt.datetime) -> None:
    """Settle the pairs that a pair's answer decides, and open those that no answer decides any more."""
    joined = joined_in(doubt.source)
    both = {person_of(doubt.older_id, joined), person_of(doubt.newer_id, joined)}
    electors = both | {one for one in joined if person_of(one, joined) in both}
    beside = Doubt.objects.filter(Q(older__in=electors) | Q(newer__in=electors), source=doubt.source_id)
    _decide(beside, joined, at=at)


def open_again(source: Source, *, at: dt.datetime) -> None:
    """Open the pairs of a source that no answer decides any more."""
    _decide(source.doubts.filter(_BY_NOBODY), joined_in(source), at=at)


def _decide(doubts: QuerySet[Doubt], joined: Mapping[int, int], *, at: dt.datetime) -> None:
    for one in doubts.filter(Q(said=Doubt.Said.NOTHING) | _BY_NOBODY):
        decided = one.newer_id in joined or stands_in(person_of(one.older_id, joined), one.version)
        if decided != bool(one.said):
            one.said, one.said_at = (Doubt.Said.OTHER, at) if decided else (Doubt.Said.NOTHING, None)
            one.save(update_fields=["said", "said_at"])
