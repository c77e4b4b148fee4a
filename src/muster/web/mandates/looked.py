"""Who was shown one's own record: together by who, what for and on which page, and each look by itself."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Max, Min
from django.utils.timezone import localdate

from muster.web.mandates.queries import names_of
from muster.web.mandates.worded import look_told
from muster.web.power.models import Look
from muster.web.record.actor import Actor
from muster.web.record.models import Entry

SHOWN: Final = 200
# pages that are opened to change something of a record, and the deeds that do it
_CHANGES: Final = {
    "edit": {"roll.correct", "roll.move", "roll.become", "roll.transfer", "roll.add_way"},
    "agree": {"roll.agree"},
    "invite": {"enter.invite"},
}


@dataclass(frozen=True, slots=True)
class Looked:
    """That somebody saw one's record on one page, once or more often.

    `changed` are the days on which they changed something there; None for a page on which nobody does.
    """

    who: str
    purpose: str
    page: str
    times: int
    first_at: dt.datetime
    last_at: dt.datetime
    changed: tuple[dt.date, ...] | None


@dataclass(frozen=True, slots=True)
class Looks:
    """All who looked, the latest first, and the latest looks one by one: when and who, what for, where."""

    together: tuple[Looked, ...]
    each: tuple[tuple[dt.datetime, str, str, str], ...]
    total: int


def looks_at(actor: Actor) -> Looks:
    """Give who was shown one's own record: four queries."""
    ours = Look.objects.filter(whom=actor.pseudonym)
    kinds = ours.order_by().values("looker", "purpose", "page")
    groups = list(kinds.annotate(times=Count("pk"), first_at=Min("at"), last_at=Max("at")).order_by("-last_at"))
    rows = list(ours.order_by("-at", "-pk")[:SHOWN])
    names = names_of(group["looker"] for group in groups)
    changes = _changes_of(actor)
    together = tuple(
        Looked(
            names.get(group["looker"], ""),
            *look_told(group["purpose"], group["page"]),
            group["times"],
            group["first_at"],
            group["last_at"],
            _changed(changes, group["looker"], group["page"]),
        )
        for group in groups
    )
    each = tuple((row.at, names.get(row.looker, ""), *look_told(row.purpose, row.page)) for row in rows)
    return Looks(together, each, sum(group["times"] for group in groups))


def _changes_of(actor: Actor) -> list[tuple[str, str, dt.date]]:
    """Give who changed one's record by which deed and on which day, as the log says: one query."""
    deeds = set[str]().union(*_CHANGES.values())
    entries = Entry.objects.filter(thing=f"roll.person:{actor.person}", kind__in=deeds).order_by("pk")
    told = [json.loads(bytes(body)) for body in entries.values_list("body", flat=True)]
    return [(one["a"], one["k"], localdate(dt.datetime.fromtimestamp(one["ms"] / 1000, tz=dt.UTC))) for one in told]


def _changed(changes: list[tuple[str, str, dt.date]], looker: str, page: str) -> tuple[dt.date, ...] | None:
    if page not in _CHANGES:
        return None
    return tuple(dict.fromkeys(day for who, kind, day in changes if who == looker and kind in _CHANGES[page]))
