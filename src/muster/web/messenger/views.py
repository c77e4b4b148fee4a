"""Pages behind a one-tap link: no sign-in, and nothing happens before a button is pressed.

A mail scanner opens every link of a mail; it presses no button. The link itself says who answers, so a page that is
posted needs no cookie: whoever has the link could press the button anyway.
"""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from muster.web.messenger import actions, queries


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is asked; take the answer whose button was pressed."""
    at = now()
    asked = queries.opened_by(token, "answer", at=at)
    if asked is None or not asked.choices:
        raise Http404
    _speak_as(request, asked)
    said = request.POST.get("answer", "")
    taken = False
    if request.method == "POST" and asked.fresh and not asked.closed and said in dict(asked.choices):
        try:
            actions.answer(asked.message, answer=said, turn=asked.turn, by=asked.reader, at=at)
            taken = True
        except (actions.EndedAlreadyError, actions.ClosedError):
            pass  # somebody was quicker: the page says what stands
        asked = queries.opened_by(token, "answer", at=at)
    return render(request, "messenger/answer.html", {"asked": asked, "taken": taken})


def _speak_as(request: HttpRequest, asked: queries.Opened) -> None:
    """Show the page in its reader's language, unless they chose another in this browser."""
    language = asked.message.language
    known = language in dict(settings.LANGUAGES) and language != settings.LANGUAGE_CODE
    if known and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(language)


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def opt_out(request: HttpRequest, token: str) -> HttpResponse:
    """Show what would stop; stop it when the button is pressed, here or in a mail program (RFC 8058)."""
    asked = queries.opened_by(token, "stop", at=now())
    if asked is None:
        raise Http404
    _speak_as(request, asked)
    if request.method == "POST":
        actions.opt_out(asked.message, by=asked.reader, at=now())
    out = queries.has_opted_out(asked.message)
    return render(request, "messenger/opt_out.html", {"asked": asked, "out": out})
