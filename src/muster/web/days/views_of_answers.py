"""Pages on which somebody answers for a day and finds where to be: by their one link, signed in, by telephone."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from muster.web.days import actions_of_people as actions
from muster.web.days import answering, comings, ics, inviting, itinerary_words, slips
from muster.web.days.answering import TAPS
from muster.web.days.forms_of_people import AnswerForm, answer_before
from muster.web.days.whereabouts import Whereabouts, whereabouts_of
from muster.web.power import looks
from muster.web.record.actor import Actor
from muster.web.roll.middleware import MemberRequest

if TYPE_CHECKING:
    from muster.web.days.models import Day
    from muster.web.days.models_of_people import Coming, Invitation

READ_OR_SAY = ["GET", "HEAD", "POST"]
PARTS = ("", "_calendar", "_roster", "_claim", "_slip")  # of a desk's addresses, in their order
WHY: dict[type[answering.NotTakenError], tuple[str, Any]] = {  # what is refused: at which question, in which words
    answering.OverError: ("way", gettext_lazy("The day is over, or was called off. There is nothing to answer.")),
    answering.PlanSentError: (
        "way",
        gettext_lazy(
            "Everybody has been told their place, so this can’t be changed here any more. Ring whoever asked you; if "
            "you can’t come, say so here."
        ),
    ),
    answering.NeedsAnAdultError: (
        "adult",
        gettext_lazy(
            "Nobody of that name has said that they come. Ask them to say so first, or write the number on their card. "
            "Not sure? Ring whoever asked you."
        ),
    ),
    answering.CarFullError: (
        "seats_offered",
        gettext_lazy("More of you come than the car has seats. Put the seats or the number right."),
    ),
    answering.ChildDrivesError: (
        "way",
        gettext_lazy("Whoever is under 18 may not drive others. Choose another way to get there."),
    ),
}


class NotTheirsError(Exception):
    """Somebody is signed in and opens another's link."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where an answer is given: whose, by whom, and the addresses of this way in; '' where there is none."""

    invitation: "Invitation"
    by: Actor
    own: bool  # they say it themselves
    linked: bool  # they came by a link, and are not signed in
    plans: bool  # an organiser looks: who is kept apart is theirs alone to see
    here: str
    calendar: str = ""
    roster: str = ""
    claim: str = ""
    slip: str = ""
    token: str = ""  # of their own link: what is told on the day goes by it


def desk_by_link(request: MemberRequest, token: str) -> Desk:
    """Open an invitation by its link."""
    found = inviting.opened(token)
    if found is None:
        raise Http404
    person = found.person
    by = Actor(person=person.pk, pseudonym=person.pseudonym)
    asks = request.actor
    if asks.person is not None and asks.person not in {person.pk, person.merged_into_id}:
        raise NotTheirsError
    here, *others = (reverse(f"days:asked{name}", args=[token]) for name in PARTS)
    own = Desk(found, by, True, asks.person is None, False, here, *others)  # noqa: FBT003 - as they stand above
    return replace(own, token=token)


def desk_signed_in(request: MemberRequest, pk: int) -> Desk:
    """Open one's own invitation."""
    found = comings.invitation_of(request.actor, pk)
    if found is None:
        raise Http404
    others = (reverse(f"days:my{name}", args=[pk]) for name in PARTS[1:])
    here = reverse("days:mine", args=[pk])
    token = inviting.token(found) if found.pk else ""
    own = Desk(found, request.actor, True, False, False, here, *others)  # noqa: FBT003 - as above
    return replace(own, token=token)


@csrf_exempt  # the link itself says who answers: whoever has it could press the button anyway
@login_not_required
@never_cache
@require_http_methods(READ_OR_SAY)
def asked(request: MemberRequest, token: str) -> HttpResponse:
    """Ask whether somebody comes, take what they say, and tell them where to be: all behind their one link."""
    try:
        desk = desk_by_link(request, token)
    except NotTheirsError:
        return render(request, "days/people/not_yours.html", status=403)
    return _answer(request, desk)


@never_cache
@require_http_methods(READ_OR_SAY)
def mine(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask and tell the same, signed in."""
    return _answer(request, desk_signed_in(request, pk))


@require_safe
def my_days(request: MemberRequest) -> HttpResponse:
    """List the coming days that one was asked to."""
    if request.actor.person is None:
        raise Http404
    rows = comings.invitations_of(request.actor, today=now().date() - dt.timedelta(days=1))
    return render(request, "days/people/my_days.html", {"rows": rows})


@never_cache
@require_http_methods(READ_OR_SAY)
def answer_for(request: MemberRequest, pk: int, person: int) -> HttpResponse:
    """Write down what somebody said on the telephone."""
    day = get_object_or_404(comings.days_peopled_by(request.actor), pk=pk)
    row = comings.invitations_seen_by(request.actor, day).filter(person=person).first()
    if row is None:
        raise Http404
    looks.note(request.actor, [row.person.pseudonym], purpose="canvass", page="answer", at=now())
    here = reverse("days:answer_for", args=[pk, person])
    plans = comings.plans(request.actor, day)
    return _answer(request, Desk(row, request.actor, own=False, linked=False, here=here, plans=plans))


def _answer(request: MemberRequest, desk: Desk) -> HttpResponse:
    day, person = desk.invitation.day, desk.invitation.person
    before = comings.coming_of(day, person)
    form = AnswerForm(day=day, initial=answer_before(before, _stops(day)) if before else {"way": "seat", "size": 1})
    told: dict[str, Any] = {}
    if request.method == "POST":
        deed = request.POST.get("deed", "")
        if deed.startswith("not:"):
            return _disown(request, desk, deed)
        if deed == "details":
            form = AnswerForm(request.POST, day=day)
        refused = _take(request, desk, before, form, deed)
        if refused is None:
            return redirect(desk.here)
        told = refused
    return render(request, "days/people/answer.html", {**_shown(desk, before), "form": form, **told})


def _take(
    request: MemberRequest, desk: Desk, before: "Coming | None", form: AnswerForm, deed: str
) -> dict[str, Any] | None:
    """Take an answer; gives what stands in its way, None where nothing does."""
    said = answering.tapped(deed, before) if deed in TAPS else _details(desk, form) if deed == "details" else None
    if said is None:
        return {}
    turn, instead = request.POST.get("turn", "0"), request.POST.get("instead") == "yes"
    seen = int(turn) if turn.isdecimal() else 0
    try:
        actions.answer(desk.invitation, said=said, turn=seen, instead=instead, by=desk.by, at=now())
    except answering.BookedElsewhereError as error:
        said_again = [(name, value) for name, values in request.POST.lists() for value in values]
        kept = [pair for pair in said_again if pair[0] not in {"csrfmiddlewaretoken", "instead"}]
        return {"elsewhere": error.coming, "kept": kept}
    except answering.StaleError:
        words = _("This was answered since you opened the page. Here is what stands; change it if you like.")
        messages.info(request, words)
        return None
    except answering.NotTakenError as error:
        field, why = WHY[type(error)]
        if deed != "details" or isinstance(error, answering.PlanSentError):
            return {"refused": why}
        form.add_error(field, str(why))
        return {}
    messages.success(request, _("Thank you. It is written down.") if desk.own else _("It is written down."))
    return None


def _details(desk: Desk, form: AnswerForm) -> answering.Said | None:
    if not form.is_valid():
        return None
    adult = None
    if form.cleaned_data["under_18"]:
        adult = answering.adult_named(desk.invitation.day, desk.invitation.person, form.cleaned_data["adult"])
        if adult is None:
            form.add_error("adult", str(WHY[answering.NeedsAnAdultError][1]))
            return None
    return form.said(adult=adult)


def _disown(request: MemberRequest, desk: Desk, deed: str) -> HttpResponse:
    """Take it that somebody under 18 doesn't come with this adult."""
    number = deed.removeprefix("not:")
    young = comings.young_with(desk.invitation.day, desk.invitation.person)
    row = young.filter(pk=int(number) if number.isdecimal() else 0).first()
    if row is None:
        raise Http404
    try:
        actions.disown(row, by=desk.by, at=now())
        messages.success(request, _("It is written down, and they are told."))
    except actions.NotComingError:
        messages.info(request, _("They don’t come with you any more."))
    return redirect(desk.here)


def _stops(day: "Day") -> Any:
    return AnswerForm(day=day).stops.values()


def _shown(desk: Desk, before: "Coming | None") -> dict[str, Any]:
    """Give what an answer's page shows, and note whom it shows beside whoever it is for."""
    at, day, person = now(), desk.invitation.day, desk.invitation.person
    told = whereabouts_of(before, at=at) if before else None
    young = list(comings.young_with(day, person).filter(under_18=True, answer="come", withdrawn_at=None))
    apart = list(before.apart_from.order_by("pk")) if before and desk.plans else []
    adult = [before.with_person] if before and before.with_person else []
    beside = [one.pseudonym for one in (*apart, *adult, *(row.person for row in young))]
    looks.note(desk.by, [*beside, *_neighbours(told)], purpose="canvass", page="answer", at=at)
    return {
        "desk": desk,
        "day": day,
        "person": person,
        "before": before,
        "turn": before.turn if before else 0,
        "told": told,
        "plan_sent": answering.is_told(day),
        "over": answering.is_over(day, today=answering.today_of(day, at)),
        "is_today": answering.today_of(day, at) == day.held_on,
        "apart": apart,
        "young": young,
        "elsewhere_stands": answering.booked_elsewhere(day, person) if before is None else None,
    }


def _neighbours(told: Whereabouts | None) -> list[str]:
    """Name those whose telephone or address somebody is shown for the day's sake."""
    if told is None:
        return []
    return [one.pseudonym for one in (told.driver, told.host, *told.guests) if one is not None and one.pseudonym]


@login_not_required
@require_safe
def asked_calendar(request: MemberRequest, token: str) -> HttpResponse:
    """Give one's day as an entry of one's calendar."""
    try:
        return _calendar(request, desk_by_link(request, token))
    except NotTheirsError:
        raise Http404 from None


@require_safe
def my_calendar(request: MemberRequest, pk: int) -> HttpResponse:
    """Give the same, signed in."""
    return _calendar(request, desk_signed_in(request, pk))


@login_not_required
@require_safe
def asked_slip(request: MemberRequest, token: str) -> HttpResponse:
    """Print one's own slip."""
    try:
        return _slip(desk_by_link(request, token))
    except NotTheirsError:
        raise Http404 from None


@require_safe
def my_slip(request: MemberRequest, pk: int) -> HttpResponse:
    """Print the same, signed in."""
    return _slip(desk_signed_in(request, pk))


def _slip(desk: Desk) -> HttpResponse:
    row = comings.coming_of(desk.invitation.day, desk.invitation.person)
    told = whereabouts_of(row, at=now()) if row else None
    content = slips.own_slip(row) if row and told else None
    if content is None:
        raise Http404
    looks.note(desk.by, _neighbours(told), purpose="canvass", page="itinerary", at=now())
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="slip.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def _calendar(request: MemberRequest, desk: Desk) -> HttpResponse:
    at, day = now(), desk.invitation.day
    row = comings.coming_of(day, desk.invitation.person)
    if row is None:
        raise Http404
    address = request.build_absolute_uri(desk.here)
    told = whereabouts_of(row, at=at)
    if told is not None:
        words = itinerary_words.told_in_words(told)
        content = ics.calendar_of(told, desk.invitation, address=address, words=words, at=at)
    elif not row.stands or day.state == "cancelled":
        content = ics.cancelled_of(row, desk.invitation, address=address, at=at)
    else:
        raise Http404
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="day.ics"'
    response["Cache-Control"] = "no-store"
    return response
