"""Pages for writing to a group: write, look at it, try it on oneself, send, watch it go, stop."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.web.letters import once, queries
from muster.web.letters.forms import WriteForm
from muster.web.messenger import actions
from muster.web.messenger.rules import is_of_a_day
from muster.web.power import looks
from muster.web.roll.middleware import MemberRequest


@require_safe
def sent(request: MemberRequest) -> HttpResponse:
    """List what was sent."""
    if not queries.groups_written_to_by(request.actor).exists():
        raise Http404
    return render(request, "letters/sent.html", {"sendings": queries.sendings_told(request.actor)})


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: MemberRequest) -> HttpResponse:
    """Write a letter; show whom it reaches; try it on oneself; send it."""
    groups = queries.groups_written_to_by(request.actor)
    if not groups.exists():
        raise Http404
    form = WriteForm(request.POST or None, groups=groups)
    told: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        told |= _looked_over(request, form)
        deed = request.POST.get("deed", "")
        if deed == "try":
            _try(request, form)
        elif deed == "send" and request.POST.get("reaches") == str(told["reaches"]):
            done = _send(request, form)
            if done is not None:
                return redirect("letters:sending", done.pk)
        elif deed == "send":
            messages.error(request, _("Whom it reaches has changed since you looked. Look again, then send."))
    return render(request, "letters/write.html", told)


def _looked_over(request: MemberRequest, form: WriteForm) -> dict[str, object]:
    """Give the letter as a reader sees it, and how many it reaches by which way."""
    told = form.cleaned_data
    found = queries.reached(request.actor, told["group"], kind=told["kind"])
    first = found.recipients[:1]
    looks.note(request.actor, [one.to for one in first], purpose="care", page="write", at=now())
    name = first[0].fields["name"] if first else _("a member")
    subject, body = queries.as_read(told["subject"], told["body"], name=name)
    return {"found": found, "reaches": len(found.recipients), "subject": subject, "body": body}


def _try(request: MemberRequest, form: WriteForm) -> None:
    to = queries.myself(request.actor).recipients
    if not to:
        messages.error(request, _("There is no way to reach you in your record."))
        return
    writing = replace(form.writing(), urgent=True)  # whoever writes at night is awake
    actions.queue(writing, recipients=to, by=request.actor, at=now())
    messages.success(request, _("On its way to you."))


def _send(request: MemberRequest, form: WriteForm) -> Any:
    told = form.cleaned_data
    found = queries.reached(request.actor, told["group"], kind=told["kind"])
    try:
        return once.send(form.writing(), group=told["group"], recipients=found.recipients, by=request.actor, at=now())
    except once.SentAlreadyError as error:
        messages.info(request, _("These very words went to this group before. For another letter, change them."))
        return error.sending
    except actions.NobodyError:
        messages.error(request, _("It would reach nobody: nobody there has agreed to a way that we know."))
        return None


def _seen(request: MemberRequest, pk: int) -> Any:
    found = queries.sending_seen_by(request.actor, pk)
    if found is None:
        raise Http404
    return found


def _note(request: MemberRequest, shown: Iterable[Any], *, page: str) -> None:
    looks.note(request.actor, [message.to for message in shown], purpose="care", page=page, at=now())


@require_safe
def sending(request: MemberRequest, pk: int) -> HttpResponse:
    """Show how far a letter came and what was answered."""
    row = _seen(request, pk)
    stuck = queries.stuck_of(row)
    _note(request, stuck, page="sending")
    return render(request, "letters/sending.html", {"told": queries.sending_told(row, at=now()), "stuck": stuck})


@require_POST
def stop(request: MemberRequest, pk: int) -> HttpResponse:
    """Stop what has not gone yet."""
    row = _seen(request, pk)
    if is_of_a_day(row):
        raise PermissionDenied  # the day's own page asks before it stops
    try:
        stopped = actions.stop(row, by=request.actor, at=now())
        told = ngettext("%(n)s message was stopped.", "%(n)s messages were stopped.", stopped)
        messages.success(request, told % {"n": f"{stopped:,}"})
    except actions.EndedAlreadyError:
        messages.error(request, _("It was stopped before."))
    return redirect("letters:sending", pk)


@require_POST
def go_on(request: MemberRequest, pk: int) -> HttpResponse:
    """Send after all what was stopped: from now on by the power of whoever says so."""
    row = _seen(request, pk)
    if is_of_a_day(row):
        raise PermissionDenied  # the day's own page says first whether it still holds
    try:
        actions.go_on(row, by=request.actor, at=now())
    except actions.EndedAlreadyError:
        messages.error(request, _("It was not stopped, or its words are gone."))
    return redirect("letters:sending", pk)


@require_POST
def remind(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask once more whoever has not answered."""
    try:
        again = actions.remind(_seen(request, pk), by=request.actor, at=now())
    except actions.EndedAlreadyError:
        messages.error(request, _("They were reminded before, or it was stopped."))
        return redirect("letters:sending", pk)
    if again is None:
        messages.success(request, _("Everybody has answered."))
    return redirect("letters:sending", again.pk if again else pk)


@require_safe
def letters(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the letters to be printed, a page each."""
    row = _seen(request, pk)
    waiting = queries.letters_of(row)
    _note(request, [message for message, _subject, _body in waiting], page="letters")
    response = render(request, "letters/letters.html", {"letters": waiting, "sending": row})
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def chat(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a letter's words to be copied into a chat: the same for everybody, with nobody's link in them."""
    row = _seen(request, pk)
    return render(request, "letters/chat.html", {"texts": queries.chat_told(row), "sending": row})


@require_POST
def posted(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that the letters were posted."""
    try:
        actions.post(_seen(request, pk), by=request.actor, at=now())
    except actions.EndedAlreadyError:
        messages.error(request, _("They were posted before."))
    return redirect("letters:sending", pk)


@require_POST
def try_again(request: MemberRequest, pk: int, message: int) -> HttpResponse:
    """Send again what failed, or what may not have gone."""
    stuck = [one for one in queries.stuck_of(_seen(request, pk)) if one.pk == message]
    if not stuck:
        raise Http404
    try:
        actions.try_again(stuck[0], by=request.actor, at=now())
    except actions.EndedAlreadyError:
        messages.error(request, _("It bounced, or went after all."))
    return redirect("letters:sending", pk)
