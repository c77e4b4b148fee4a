"""The page on which a list that went round is written down: who comes, who drives, who can't."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from muster.web.days import actions_of_people as actions
from muster.web.days import answering, comings, noting
from muster.web.power import looks
from muster.web.roll.middleware import MemberRequest


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: MemberRequest, pk: int) -> HttpResponse:
    """Write down what people said by telephone or on paper, many at once."""
    day = get_object_or_404(comings.days_peopled_by(request.actor), pk=pk)
    groups = list(noting.groups_noted_by(request.actor, day))
    if not groups:
        raise Http404
    wanted = request.POST.get("group") or request.GET.get("group", "")
    group = next((one for one in groups if str(one.pk) == wanted), groups[0])
    beyond = _number(request.POST.get("beyond") or request.GET.get("beyond", ""))
    written = request.POST.dict() if request.method == "POST" else None
    sheet = noting.sheet_of(day, group, beyond=beyond, written=written)
    looks.note(
        request.actor, [line.person.pseudonym for line in sheet.lines], purpose="canvass", page="coming", at=now()
    )
    wrong = sum(bool(line.wrong) for line in sheet.lines)
    if (
        written is not None
        and not wrong
        and _kept(request, sheet, answering.Noting(day, noting.noted(sheet), (group,)))
    ):
        return redirect(f"{reverse('days:note', args=[pk])}?group={group.pk}&beyond={beyond}")
    told = {"day": day, "groups": groups, "group": group, "sheet": sheet, "began": beyond, "wrong": wrong}
    return render(request, "days/people/note.html", {**told, "here": "people"}, status=422 if wrong else 200)


def _kept(request: MemberRequest, sheet: noting.Sheet, noted: answering.Noting) -> bool:
    if not noted.answers:
        messages.warning(request, _("Nothing is written beside anybody yet."))
        return False
    try:
        count = actions.note_answers(noted, by=request.actor, at=now())
    except answering.OverError:
        messages.warning(request, _("The day is over, or was called off. There is nothing to answer."))
        return False
    except answering.PlanSentError:
        messages.warning(
            request, _("Everybody was told their place. Whoever comes now is written down on their own page.")
        )
        return False
    except answering.BookedElsewhereError as error:
        names = {line.person.pk: line.person.name for line in sheet.lines}
        told = {"who": names.get(error.coming.person_id, ""), "day": error.coming.day.title}
        messages.warning(request, _("%(who)s comes to %(day)s on this date. Nothing was written down.") % told)
        return False
    words = ngettext("One answer is written down.", "%(n)s answers are written down.", count) % {"n": count}
    messages.success(request, words)
    return True


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0  # noqa: PLR2004 - digits of 2**63
