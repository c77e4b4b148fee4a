"""Finding people by what somebody types: a name's first letters, a postcode, a telephone, an e-mail, a card's number.

A search is kept to the groups that the asker keeps. Its cost does not grow with the roll: what is typed is where a
range of an index begins, the longest word leads, the others pick from what it found, and no more is read than a page.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from muster.register.folded import folded
from muster.web.record.actor import Actor
from muster.web.roll.models import ContactWay, Person, PersonWord, holding
from muster.web.roll.queries import PAGE, groups_kept_by, scope_of
from muster.web.roll.reach import telephone_begins
from muster.web.roll.words import LONGEST_WORD

_LAST = "\U0010ffff"
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]{0,5}")
_FEWEST_DIGITS = 4
_MOST_LOOKED_AT = 4_000  # people of one first word, through whom the other words are looked for


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, cut at `PAGE`, and by what."""

    text: str
    people: tuple[Person, ...]
    more: bool


def find(actor: Actor, text: str) -> Found:
    """Find people whom the actor keeps."""
    groups = None if scope_of(actor).everywhere else list(groups_kept_by(actor).values_list("pk", flat=True))
    plain = text.strip()
    code = "".join(plain.upper().split())
    ids: list[int] = []
    if "@" in plain:
        ids = _by_way(plain.casefold(), groups)
    elif sum(c.isdecimal() for c in plain) >= _FEWEST_DIGITS and telephone_begins(plain):
        ids = [*_by_way(telephone_begins(plain), groups), *_by_number(code, groups)]
    elif any(map(str.isdecimal, plain)):
        ids = [*_by_number(code, groups), *_by_postcode(code, groups)]
    elif folded(plain):
        ids = _by_words(folded(plain).split(), groups)
    wanted = list(dict.fromkeys(ids))
    rows = Person.objects.select_related("group").in_bulk(wanted[:PAGE]) if wanted else {}
    people = tuple(sorted(rows.values(), key=lambda one: (one.folded, one.pk)))
    return Found(text, people, more=len(wanted) > PAGE)


def _between(column: str, text: str) -> Q:
    return Q(**{f"{column}__gte": text, f"{column}__lt": text + _LAST})


def _by_way(text: str, groups: list[int] | None) -> list[int]:
    rows = ContactWay.objects.filter(_between("value", text), person__merged_into=None)
    return _page(rows.order_by("value", "pk"), groups, "person__group", "person")


def _by_number(code: str, groups: list[int] | None) -> list[int]:
    """A card's number whole, of whoever holds it now."""
    rows = holding([code]).values_list("pk", "merged_into")
    ids = [into or pk for pk, into in rows]
    return _page(Person.objects.filter(pk__in=ids, merged_into=None), groups, "group", "pk") if ids else []


def _by_postcode(code: str, groups: list[int] | None) -> list[int]:
    if not _POSTCODE.fullmatch(code):
        return []
    rows = Person.objects.filter(_between("postcode", code), merged_into=None).exclude(postcode="")
    return _page(rows.order_by("postcode", "pk"), groups, "group", "pk")


def _by_words(typed: Iterable[str], groups: list[int] | None) -> list[int]:
    """The longest word leads: it has the fewest hits; the others are looked for in their names."""
    lead, *others = sorted({word[:LONGEST_WORD] for word in typed}, key=len, reverse=True)
    rows = PersonWord.objects.filter(_between("word", lead))
    if groups is not None:
        rows = rows.filter(group__in=groups)
    ids = rows.order_by("word", "group", "person").values_list("person", flat=True)
    if not others:
        return list(ids[: 2 * PAGE])
    people = Person.objects.filter(pk__in=list(ids[:_MOST_LOOKED_AT]))
    for word in others:
        people = people.filter(Q(folded__startswith=word) | Q(folded__contains=f" {word}"))
    return list(people.values_list("pk", flat=True)[: PAGE + 1])


def _page(
    rows: QuerySet[Person] | QuerySet[ContactWay], groups: list[int] | None, group: str, column: str
) -> list[int]:
    kept = rows if groups is None else rows.filter(**{f"{group}__in": groups})
    return list(kept.values_list(column, flat=True)[: PAGE + 1])
