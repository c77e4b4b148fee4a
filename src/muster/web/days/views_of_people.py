"""Pages of whoever asks people to come: who comes, who was asked, who is kept apart."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.web.days import actions_of_people as actions
from muster.web.days import answering, comings, going_out, inviting
from muster.web.days.asking_again import shows_already, version_of, versioned
from muster.web.days.forms_of_people import InviteForm
from muster.web.messenger import actions as outbox
from muster.web.power import looks
from muster.web.roll.middleware import MemberRequest

if TYPE_CHECKING:
    from muster.web.days.models import Day

READ_OR_SAY = ["GET", "HEAD", "POST"]
LONGEST = 60  # of a name that is looked for


def _peopled(request: MemberRequest, pk: int) -> "Day":
    day: Day = get_object_or_404(comings.days_peopled_by(request.actor), pk=pk)
    return day


@never_cache
@require_safe
def people(request: MemberRequest, pk: int) -> HttpResponse:
    """Tell who comes, list them, and lead to what is to be done next."""
    day = _peopled(request, pk)
    told = comings.people_told(request.actor, day, at=now())
    going = list(inviting.askings_going(request.actor, day))
    version = version_of((told, [(one.pk, one.waiting) for one in going]))  # type: ignore[attr-defined]  # annotated
    if shows_already(request, version):
        return HttpResponseNotModified()
    show = request.GET.get("show", "come")
    show = show if show in comings.SHOWS else "come"
    beyond, words = _number(request.GET.get("beyond")), request.GET.get("q", "").strip()[:LONGEST]
    if words:
        show, shown = "found", comings.found(request.actor, day, words=words, beyond=beyond, at=now())
    else:
        shown = comings.listed(request.actor, day, show=show, beyond=beyond, at=now())
    looks.note(request.actor, [row.person.pseudonym for row in shown.rows], purpose="canvass", page="coming", at=now())
    context = {
        "day": day, "told": told, "place": told.place, "listed": shown, "show": show, "shows": SHOWN, "words": words,
        "here": "people", "going": going, "goes_at": going_out.held_until(day, at=now()), "version": version,
    }  # fmt: skip
    return versioned(render(request, "days/people/people.html", context), version)


SHOWN = [
    ("come", gettext_lazy("They come")),
    ("needs", gettext_lazy("They need something")),
    ("alone", gettext_lazy("Under 18, and nobody comes with them")),
    ("silent", gettext_lazy("They have not answered")),
    ("cant", gettext_lazy("They can’t")),
    ("unreached", gettext_lazy("To be rung: no message reaches them")),
]


@require_http_methods(READ_OR_SAY)
def invite(request: MemberRequest, pk: int) -> HttpResponse:
    """Write an invitation; show whom it reaches; send it."""
    day = _peopled(request, pk)
    groups = inviting.groups_asked_by(request.actor, day)
    if not groups.exists():
        raise Http404
    subject, words = inviting.usual_words(day)
    usual = {"subject": subject, "words": words, "whom": "new"}
    form = InviteForm(request.POST or None, groups=groups, day=day, initial=usual)
    told: dict[str, Any] = {"day": day, "form": form, "here": "people"}
    if request.method == "POST" and form.is_valid():
        found = inviting.reached(form.calling())
        told |= {"found": found, "reaches": len(found.recipients)}
        told["by_group"] = inviting.by_group(form.calling(), found)
        told |= _as_read(form)
        if request.POST.get("deed") == "try":
            _try(request, form)
        elif request.POST.get("deed") == "send":
            if request.POST.get("reaches") != str(told["reaches"]):
                messages.error(request, _("Whom it reaches has changed since you looked. Look again, then send."))
            elif _send(request, form):
                return redirect("days:people", pk)
    return render(request, "days/people/invite.html", told)


def _as_read(form: InviteForm) -> dict[str, str]:
    """Give the invitation as a reader of no name in particular reads it."""
    fields = {"name": _("Ada"), "link": "…"}
    told = {part: form.cleaned_data[part] for part in ("subject", "words")}
    return {
        part: text.replace("{name}", fields["name"]).replace("{link}", fields["link"]) for part, text in told.items()
    }


def _try(request: MemberRequest, form: InviteForm) -> None:
    said = form.cleaned_data
    writing, to = inviting.trial(form.day, subject=said["subject"], words=said["words"], by=request.actor)
    if to:
        outbox.queue(writing, recipients=to, by=request.actor, at=now())
        messages.success(request, _("On its way to you."))
    else:
        messages.error(request, _("There is no way to reach you in your record."))


def _send(request: MemberRequest, form: InviteForm) -> bool:
    said = form.cleaned_data
    try:
        actions.invite(form.calling(), subject=said["subject"], words=said["words"], by=request.actor, at=now())
    except actions.NobodyToAskError:
        messages.error(
            request, _("It would reach nobody: all were asked or have answered, or agreed to no way that we know.")
        )
        return False
    messages.success(request, _("On its way. Answers stand here as they come in."))
    return True


@require_POST
def stop_asking(request: MemberRequest, pk: int, sending: int) -> HttpResponse:
    """Stop the invitations of one asking that have not gone yet."""
    day = _peopled(request, pk)
    going = next((one for one in inviting.askings_going(request.actor, day) if one.pk == sending), None)
    if going is None:
        messages.warning(request, _("There is nothing left to stop: it has gone, or was stopped before."))
        return redirect("days:people", pk)
    stopped = actions.stop_asking(going, by=request.actor, at=now())
    told = ngettext("%(n)s message was stopped.", "%(n)s messages were stopped.", stopped)
    messages.success(request, told % {"n": f"{stopped:,}"})
    return redirect("days:people", pk)


@require_POST
def keep_apart(request: MemberRequest, pk: int, person: int) -> HttpResponse:
    """Note that two people share no vehicle and no house, or that they may again."""
    day = _peopled(request, pk)
    rows = comings.comings_seen_by(request.actor, day)
    row = rows.filter(person=person).first()
    if row is None or not comings.plans(request.actor, day):
        raise Http404
    apart = request.POST.get("deed") != "together"
    if apart:
        other = answering.somebody_named(day, row.person, request.POST.get("other", ""))
    else:
        other = row.apart_from.filter(pk=_number(request.POST.get("other"))).first()
    if other is None:
        messages.warning(request, _("Nobody, or more than one, of that name comes. Write the number on their card."))
    else:
        actions.keep_apart(row, other=other, apart=apart, by=request.actor, at=now())
    return redirect("days:answer_for", pk, person)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0
