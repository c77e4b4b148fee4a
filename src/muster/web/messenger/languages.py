"""In which languages people are told things, and texts of the program's own in each of them."""

import datetime as dt
from collections.abc import Callable, Iterable

from django.conf import settings
from django.utils import translation

from muster.web.messenger.models import Reader

PSEUDO = "en-xa"  # made by rule to try pages with; nobody reads it
_AT_ONCE = 2_000


def of_letters() -> tuple[str, ...]:
    """Give the languages that letters are written in, the site's own first."""
    codes = [code for code, _name in settings.LANGUAGES if code != PSEUDO]
    return tuple(sorted(codes, key=lambda code: code != settings.LANGUAGE_CODE))


def in_each(write: Callable[[], tuple[str, str]]) -> dict[str, dict[str, str]]:
    """Give the texts of a sending: what `write` says (subject, body) in every language.

    Braces that came in with a name are taken for no place to fill: `write` leaves only its own.
    """
    texts = {}
    for code in of_letters():
        with translation.override(code):
            subject, body = write()
            texts[code] = {"subject": str(subject), "body": str(body)}
    return texts


def keep(who: str, language: str, *, at: dt.datetime) -> Reader:
    """Keep in which language somebody wants to be told things."""
    reader, _new = Reader.objects.update_or_create(who=who, defaults={"language": language, "said_at": at})
    return reader


def read_by(people: Iterable[str]) -> dict[str, str]:
    """Give the languages of those among these people who said one: a query for each two thousand."""
    names = list(people)
    chunks = (names[first : first + _AT_ONCE] for first in range(0, len(names), _AT_ONCE))
    return {
        who: code
        for chunk in chunks
        for who, code in Reader.objects.filter(who__in=chunk).values_list("who", "language")
    }


def of_reader(who: str) -> str:
    """Give the language that somebody said, or nothing."""
    return read_by([who]).get(who, "")


def read_at_all() -> frozenset[str]:
    """Give every language that somebody said."""
    return frozenset(Reader.objects.values_list("language", flat=True).distinct())
