"""Finding people by what somebody types: a name's first letters, a postcode, a telephone, an e-mail, a card's number.

A search is kept to the groups that the asker keeps. Its cost does not grow with the roll: what is typed is where a
range of an index begins, the word with the fewest hits leads, the others pick from what it found. Where even those
are too many to look through, whose name begins with the words in some order is found all the same, and it is said that
others may be missing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

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
_MOST_LOOKED_AT = 2_000  # hits of the leading word, through which the other words are looked for
_MOST_LEADING = 4  # words that are weighed for the lead
_MOST_IN_ORDER = 3  # words whose every order is tried


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, cut at `PAGE`, and by what. `unsure`: too many to look through, so some may be missing."""

    text: str
    people: tuple[Person, ...]
    more: bool
    unsure: bool = False


def find(actor: Actor, text: str) -> Found:
    """Find people whom the actor keeps."""
    groups = None if scope_of(actor).everywhere else list(groups_kept_by(actor).values_list("pk", flat=True))
    plain = text.strip()
    code = "".join(plain.upper().split())
    ids: list[int] = []
    more = unsure = False
    if "@" in plain:
        ids = _by_way(plain.casefold(), groups)
    elif sum(c.isdecimal() for c in plain) >= _FEWEST_DIGITS and telephone_begins(plain):
        ids = [*_by_way(telephone_begins(plain), groups), *_by_number(code, groups)]
    elif any(map(str.isdecimal, plain)):
        ids = [*_by_number(code, groups), *_by_postcode(code, groups)]
    elif folded(plain):
        words = sorted({word[:LONGEST_WORD] for word in folded(plain).split()}, key=lambda one: (-len(one), one))
        ids, more, unsure = _by_words(words, groups) if len(words) > 1 else (*_by_word(words[0], groups), False)
    wanted = list(dict.fromkeys(ids))
    rows = Person.objects.select_related("group").in_bulk(wanted[:PAGE]) if wanted else {}
    people = tuple(sorted(rows.values(), key=lambda one: (one.folded, one.pk)))
    more = more or len(wanted) > PAGE
    return Found(text, people, more=more, unsure=unsure and not more)


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


def _hits(word: str, groups: list[int] | None) -> QuerySet[PersonWord]:
    rows = PersonWord.objects.filter(_between("word", word))
    return rows if groups is None else rows.filter(group__in=groups)


def _by_word(word: str, groups: list[int] | None) -> tuple[list[int], bool]:
    """Give a page of hits and whether there are more: somebody may have two words that begin so."""
    ids = list(_hits(word, groups).order_by("word", "group", "person").values_list("person", flat=True)[: 2 * PAGE])
    return ids, len(ids) == 2 * PAGE


def _by_words(words: Sequence[str], groups: list[int] | None) -> tuple[list[int], bool, bool]:
    """Find who has all of these words, longest first; whether there are more, and whether some may be missing.

    The word with the fewest hits leads, and the others are looked for in the names of those it found.
    """
    few = [_hits(word, groups).values("person")[: _MOST_LOOKED_AT + 1].count() for word in words[:_MOST_LEADING]]
    fewest = min(few)
    lead = words[few.index(fewest)]
    hits = _hits(lead, groups).order_by("word", "group", "person").values_list("person", flat=True)
    people = Person.objects.filter(pk__in=list(hits[:_MOST_LOOKED_AT]))
    for word in words:
        if word != lead:
            people = people.filter(Q(folded__startswith=word) | Q(folded__contains=f" {word}"))
    ids = [*_in_order(words, groups), *people.values_list("pk", flat=True)[: PAGE + 1]]
    return ids, False, fewest > _MOST_LOOKED_AT


def _in_order(words: Sequence[str], groups: list[int] | None) -> list[int]:
    """Find whose name begins with these words in some order: surname whole, then how the forename begins."""
    if len(words) > _MOST_IN_ORDER:
        return []
    ids: list[int] = []
    for one in permutations(words):  # a query each: of ranges joined by "or", PostgreSQL reads everybody
        begins = Person.objects.filter(_between("folded", " ".join(one)), merged_into=None)
        ids += _page(begins.order_by("folded", "pk"), groups, "group", "pk")
    return ids


def _page(
    rows: QuerySet[Person] | QuerySet[ContactWay], groups: list[int] | None, group: str, column: str
) -> list[int]:
    kept = rows if groups is None else rows.filter(**{f"{group}__in": groups})
    return list(kept.values_list(column, flat=True)[: PAGE + 1])
