"""What the site says, gathered from its source; catalogues of it in other languages, and one that nobody speaks.

The pseudo-locale (`en-xa`) is made by rule: every text is accented, two fifths longer and stands in brackets. A page
that is read in it shows at once what never went through gettext, and what a longer language would cut off.
"""

import ast
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, TypeAlias

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from muster.home import CHECKOUT

WEB: Final = CHECKOUT / "src" / "muster" / "web"
LOCALE: Final = WEB / "locale"
PSEUDO: Final = "en_XA"
OPEN, CLOSE = "⟦", "⟧"
Said: TypeAlias = str | tuple[str, str]  # one text, or the singular and the plural of one

_PYTHON = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
}  # fmt: skip
_TEXT = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
_CALL = re.compile(rf"\b(_|n?p?gettext)\(\s*({_TEXT})(?:,\s*({_TEXT}))?(?:,\s*({_TEXT}))?", re.DOTALL)
_PLACE = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}|<[^<>]*>|&\w+;")
_FILLED = re.compile(r"%\(\w+\)[sd]|%s|%d")
_ACCENTS = str.maketrans("aAbBcCdDeEfFgGhHiIjJkKlLnNoOpPrRsStTuUwWyYzZ", "áÁƀɃçÇðÐéÉƒƑğĞĥĤíÍĵĴķĶłŁñÑöÖþÞřŘšŠŧŦúÚŵŴýÝžŽ")
_VOWELS = frozenset("aeiouyAEIOUY")
_LONGER = 0.4
_HEAD = b"# Made by ./muster words; translations are written here by hand. What is marked fuzzy is read in English.\n"
_NO_DAY = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)  # in every head: the same words give the same file


def said() -> Catalog:
    """Give every text of the site, with the files that it stands in."""
    catalog = Catalog(project="Muster", creation_date=_NO_DAY, revision_date=_NO_DAY, charset="utf-8")
    for path in sorted(WEB.rglob("*")):
        for said_there, context in _said_in(path):
            place = (str(path.relative_to(WEB)), 0)
            catalog.add(said_there, locations=[place], context=context)
    return catalog


def _said_in(path: Path) -> Iterator[tuple[Said, str | None]]:
    if path.suffix == ".py" and "migrations" not in path.parts:
        with path.open("rb") as file:
            for _line, words, _comments, context in extract("python", file, keywords=_PYTHON):
                yield words if isinstance(words, str) else (words[0], words[1]), context
    elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
        for call in _CALL.finditer(templatize(path.read_text(encoding="utf-8"))):
            texts = [ast.literal_eval(text) for text in call.groups()[1:] if text]
            context = texts.pop(0) if "p" in call[1] else None
            yield (texts[0], texts[1]) if call[1].startswith("n") else texts[0], context


def translated(language: str) -> Catalog:
    """Give the catalogue of a language as its translators left it; an empty one if nobody began."""
    path = po_of(language)
    if not path.exists():
        return Catalog(locale=language, project="Muster")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def brought_up(old: Catalog, template: Catalog) -> Catalog:
    """Give a catalogue with every text of today: what was translated stays, what is gone is gone."""
    new = Catalog(
        locale=old.locale, project="Muster", header_comment=old.header_comment,
        creation_date=_NO_DAY, revision_date=_NO_DAY, fuzzy=False,
        last_translator="", language_team="Cymraeg",
    )  # fmt: skip
    for message in template:
        if message.id:
            held = old.get(message.id, context=message.context)
            flags = {flag for flag in held.flags if flag == "fuzzy"} if held else set()
            new.add(
                message.id, held.string if held else "", locations=message.locations, context=message.context,
                flags=flags, user_comments=held.user_comments if held else (),
            )  # fmt: skip
    return new


def written(catalog: Catalog) -> bytes:
    """Write a catalogue as translators read it; its order is that of the words, whoever moves a file."""
    file = io.BytesIO()
    write_po(file, catalog, width=120, sort_output=True, include_lineno=False)
    head, _, rest = file.getvalue().partition(b"\n\n")
    kept = [line for line in head.split(b"\n") if not re.match(rb'#|"(?!Plural-Forms|Content-Type|Language:)\w', line)]
    return _HEAD + b"\n".join(kept) + b"\n\n" + rest


def compiled(catalog: Catalog) -> bytes:
    """Write a catalogue as the site reads it; what is not there in every form, or not sure (fuzzy), stays English."""
    sure = Catalog(locale=catalog.locale, project="Muster", creation_date=_NO_DAY, revision_date=_NO_DAY, fuzzy=False)
    for message in catalog:
        if message.id and is_whole(message):
            sure.add(message.id, message.string, context=message.context)
    file = io.BytesIO()
    write_mo(file, sure)
    return file.getvalue()


def pseudo_of(template: Catalog) -> Catalog:
    """Translate every text into the language that nobody speaks."""
    catalog = Catalog(locale="en", project="Muster", creation_date=_NO_DAY, revision_date=_NO_DAY, fuzzy=False)
    for message in template:
        if message.id:
            several = isinstance(message.id, list | tuple)
            string = tuple(map(pseudo, message.id)) if several else pseudo(str(message.id))
            catalog.add(message.id, string, context=message.context)
    return catalog


def pseudo(text: str) -> str:
    """Accent a text, draw its vowels out until it is two fifths longer, and put brackets round it.

    Places that something fills, tags and entities stay as they are.
    """
    wanted, parts, at = max(1, round(len(_PLACE.sub("", text)) * _LONGER)), [], 0
    vowels = sum(letter in _VOWELS for letter in _PLACE.sub("", text))
    each, more = divmod(wanted, vowels) if vowels else (0, wanted)
    for place in [*_PLACE.finditer(text), None]:
        plain = text[at : place.start() if place else len(text)]
        for letter in plain:
            drawn = each + (more > 0) if letter in _VOWELS else 0
            more -= drawn > each
            parts.append((letter + letter.lower() * drawn).translate(_ACCENTS))
        if place:
            parts.append(place[0])
            at = place.end()
    inner = "".join(parts) + ("" if vowels else "·" * wanted)
    lead, tail = len(inner) - len(inner.lstrip()), len(inner.rstrip())
    return f"{inner[:lead]}{OPEN}{inner[lead:tail]}{CLOSE}{inner[tail:]}"


def others_said() -> Catalog:
    """Give what Django and allauth say themselves: it stands on our pages too, and must be seen to be translated."""
    import allauth
    import django

    catalog = Catalog()
    django_home, allauth_home = (Path(str(package.__file__)).parent for package in (django, allauth))
    for path in (
        django_home / "conf" / "locale" / "en" / "LC_MESSAGES" / "django.po",
        django_home / "contrib" / "auth" / "locale" / "en" / "LC_MESSAGES" / "django.po",
        django_home / "contrib" / "humanize" / "locale" / "en" / "LC_MESSAGES" / "django.po",
        allauth_home / "locale" / "de" / "LC_MESSAGES" / "django.po",
    ):
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id and not _is_a_format(message):
                    catalog.add(message.id, context=message.context)
    return catalog


def _is_a_format(message: Message) -> bool:
    """Django keeps the way of writing dates in its catalogues too; letters of a format are not words."""
    return isinstance(message.id, str) and (
        message.id.isupper() or re.fullmatch(r"[a-z]{2}[_-][A-Za-z]+", message.id) is not None
    )


def faults_of(catalog: Catalog) -> list[str]:
    """Say which translations would go out wrong: a place that nothing fills, or one that is lost."""
    return [
        f"{_ids(message)[0]!r}: {fault}"
        for message in catalog
        if message.id and not message.fuzzy and any(_strings(message))
        for fault in _faults(message, catalog.num_plurals)
    ]


def _faults(message: Message, plurals: int) -> Iterator[str]:
    ids, strings = _ids(message), _strings(message)
    known = set(_FILLED.findall(ids[-1]))
    if len(ids) > 1 and len([string for string in strings if string]) != plurals:
        yield f"it has {plurals} forms in this language, and not all are there"
    for string in strings:
        found = set(_FILLED.findall(string))
        lost = known - found if len(ids) == 1 else set()  # a form for one may leave its number out
        if found - known or lost:
            yield f"{string!r}: {', '.join(sorted((found - known) | lost))}"


def is_whole(message: Message) -> bool:
    """Say whether a text is translated, for sure and in every form."""
    return not message.fuzzy and all(_strings(message))


def _ids(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, list | tuple) else (str(message.id),)


def _strings(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, list | tuple) else (str(message.string),)


def by_text(catalog: Iterable[Message]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Give texts and translations, in all their forms; what stands in a context has that before it."""
    return {_text_of(message): _strings(message) for message in catalog if message.id}


def _text_of(message: Message) -> tuple[str, ...]:
    context = message.context or ""
    if isinstance(context, bytes):  # as Babel reads it from what is compiled and has a plural
        context = context.decode()
    return (context, *_ids(message))


def kept_pseudo() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Give the compiled pseudo-locale that stands, text by text."""
    path = mo_of(PSEUDO)
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return by_text(read_mo(file))


def po_of(language: str) -> Path:
    """Give where a language's translators write."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def mo_of(language: str) -> Path:
    """Give where the site reads a language."""
    return LOCALE / language / "LC_MESSAGES" / "django.mo"
