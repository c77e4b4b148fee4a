"""Look-ups: whoever is shown another's record is noted, so that the other can see who looked, when and what for."""

import datetime as dt
from collections.abc import Iterable, Mapping

from muster.web.power.models import Look
from muster.web.record.actor import Actor

PROGRAM = "program"  # with its key's number, the page of what a program is shown in somebody's name


def note(actor: Actor, whom: Iterable[str], *, purpose: str, page: str, at: dt.datetime) -> None:
    """Note that `actor` is shown the records of `whom` (pseudonyms): one statement, however many. One's own is not.

    What a program is shown says by which key it asked: 'program:17'.
    """
    page = page if actor.program is None else f"{PROGRAM}:{actor.program}"
    others = [one for one in dict.fromkeys(whom) if one != actor.pseudonym]
    _write(Look(looker=actor.pseudonym, whom=one, purpose=purpose, page=page, at=at) for one in others)


def shown_to_programs(looker: str, *, since: dt.datetime) -> set[str]:
    """Give whose records (pseudonyms) programs were shown in somebody's name since a moment: one query."""
    shown = Look.objects.filter(looker=looker, page__startswith=f"{PROGRAM}:", at__gt=since)
    return set(shown.values_list("whom", flat=True).distinct())


def note_lists(
    actor: Actor, people: Mapping[str, int], *, purpose: str, page: str, at: dt.datetime, boards: bool = False
) -> None:
    """Note that `actor` is shown so many people of a list, such as 'register.source:3': who has no pseudonym."""
    told = {"looker": actor.pseudonym, "purpose": purpose, "page": page, "boards": boards, "at": at}
    _write(Look(whom=of, people=count, **told) for of, count in people.items() if count)


def _write(looks: Iterable[Look]) -> None:
    """Write look-ups down; a page that shows nobody begins no transaction, and waits for nobody else's."""
    if rows := list(looks):
        Look.objects.bulk_create(rows)
