"""From a sending's text to the words that one person reads."""

import re
from collections.abc import Collection, Mapping

from django.conf import settings
from django.utils.translation import gettext as _

FIELDS = frozenset({"name", "group"})
_PLACE = re.compile(r"\{([^{}]*)\}")
LONGEST_SUBJECT, LONGEST_BODY = 150, 8_000


class WordingError(ValueError):
    """A text that can't be sent; its words say where and what to do."""


def check_texts(texts: Mapping[str, Mapping[str, str]], *, default: str, fields: Collection[str] = FIELDS) -> None:
    """Refuse texts that would go out wrong: empty, too long, or with a place that nothing fills.

    Args:
        texts: language -> subject and body.
        default: the language of whoever has said nothing.
        fields: names of the places that are filled for each reader.

    Raises:
        WordingError: saying what to mend.
    """
    if default not in texts:
        raise WordingError(
            _("There is no text in %(language)s, which is what most people read.") % {"language": _called(default)}
        )
    for code, text in texts.items():
        language = _called(code)
        if not text["subject"].strip() or not text["body"].strip():
            raise WordingError(_("The text in %(language)s has no subject or no words.") % {"language": language})
        if len(text["subject"]) > LONGEST_SUBJECT or "\n" in text["subject"]:
            words = _("The subject in %(language)s must be one line of at most %(most)s letters.")
            raise WordingError(words % {"language": language, "most": LONGEST_SUBJECT})
        if len(text["body"]) > LONGEST_BODY:
            words = _("The text in %(language)s is longer than %(most)s letters.")
            raise WordingError(words % {"language": language, "most": LONGEST_BODY})
        unknown = sorted(set(_PLACE.findall(text["subject"] + text["body"])) - set(fields))
        if unknown:
            known = ", ".join(f"{{{field}}}" for field in sorted(fields))
            words = _("Nothing fills %(place)s in the text in %(language)s. What can stand there: %(known)s.")
            raise WordingError(words % {"place": f"{{{unknown[0]}}}", "language": language, "known": known})


def _called(language: str) -> str:
    return str(dict(settings.LANGUAGES).get(language, language))


def worded(text: Mapping[str, str], *, fields: Mapping[str, str]) -> tuple[str, str]:
    """Give subject and body as one person reads them. What is put in is never read as a place again."""
    subject, body = (_PLACE.sub(lambda place: fields.get(place[1], ""), text[part]) for part in ("subject", "body"))
    return " ".join(subject.split()), body
