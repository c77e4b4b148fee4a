"""What somebody reads: the sending's text in their language, with their links."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from muster.web.messenger.links import link
from muster.web.messenger.models import Message, Sending, Way
from muster.web.messenger.wording import worded


def told(message: Message) -> tuple[str, str]:
    """Give subject and body."""
    sending = message.sending
    language = message.language if message.language in sending.texts else settings.LANGUAGE_CODE
    subject, body = worded(sending.texts[language], fields=message.fields)
    with translation.override(language):
        return subject, "\n\n".join([body.strip(), *_links(message)]) + "\n"


def text_read(sending: Sending) -> dict[str, str]:
    """Give a sending's text in the language of the page, or in the one that it was written in."""
    found: dict[str, str] = sending.texts.get(get_language()) or next(iter(sending.texts.values()))
    return found


def for_a_chat(sending: Sending) -> dict[str, str]:
    """Give the words that anybody may paste into a chat, by language: nobody's name in them, and nobody's link."""
    texts = {}
    for language, text in sending.texts.items():
        with translation.override(language):
            subject, body = worded(text, fields={"name": _("all")})
            texts[language] = f"{subject}\n\n{body.strip()}"
    return texts


def _links(message: Message) -> list[str]:
    """Give what stands below the text: where to answer, and how to have no more of these."""
    parts = []
    if message.sending.answers:
        parts.append(_("Answer here, no password needed: %(link)s") % {"link": link(message, "answer")})
    if message.sending.kind != Sending.Kind.SERVICE and message.way in {Way.EMAIL, Way.SMS}:
        parts.append(_("No more of these: %(link)s") % {"link": link(message, "stop")})
    return parts
