"""What can be done about who comes to a day: ask them, write down what they answer, keep some apart."""

import datetime as dt

from muster.web.days import answering, inviting
from muster.web.days.answering import Noting, Said
from muster.web.days.inviting import Calling
from muster.web.days.models_of_people import Coming, Invitation
from muster.web.days.rules import (
    may_answer_for,
    may_disown,
    may_invite,
    may_keep_apart,
    may_note_answers,
    may_stop_asking,
)
from muster.web.messenger.models import Sending
from muster.web.messenger.stopping import stop_waiting
from muster.web.record.actor import Actor
from muster.web.record.deeds import Deed, recorded
from muster.web.record.jobs import start
from muster.web.record.models import Job
from muster.web.roll.models import Person


class NobodyToAskError(ValueError):
    """An invitation to nobody: all were asked or have answered, or agreed to no way that is known."""


class OtherGroupError(ValueError):
    """Somebody is of another group than was said."""


class NotComingError(ValueError):
    """They don't come, or not with this adult."""


@recorded("days.invite", may=may_invite)
def invite(deed: Deed, calling: Calling, *, subject: str, words: str, by: Actor, at: dt.datetime) -> tuple[Job, ...]:
    """Ask people to come: each has a link of their own; a worker writes the messages, in one sending or one a group.

    Raises:
        NobodyToAskError: it would reach nobody.
        WordingError: the text would go out wrong.
    """
    deed.concerns(calling.day)
    inviting.check_words(subject, words)
    found = inviting.reached(calling)
    if not found.recipients:
        raise NobodyToAskError
    named = {one.to for one in found.recipients}
    people = inviting.people_called(calling).values_list("pk", "pseudonym")
    inviting.keep_invitations(calling.day, [pk for pk, who in people if who in named], by=by.pseudonym, at=at)
    asked = {"day": calling.day.pk, "asked_at": at.isoformat(), "by": by.pseudonym, "subject": subject, "words": words}
    where = inviting.compartments_of(calling, by=by)
    return tuple(start("days.write_invitations", **asked, compartment=one) for one in where)


@recorded("days.stop_asking", may=may_stop_asking)
def stop_asking(deed: Deed, sending: Sending, *, by: Actor, at: dt.datetime) -> int:
    """Stop the invitations that have not gone yet: whoever gets none was not asked, and can be. Gives how many."""
    del deed
    stopped = stop_waiting(sending, by=by.pseudonym, at=at) or []
    inviting.unask(sending, stopped)
    return len(stopped)


@recorded("days.answer", may=may_answer_for)
def answer(
    deed: Deed,
    invitation: Invitation,
    *,
    said: Said,
    turn: int,
    instead: bool = False,
    by: Actor,
    at: dt.datetime,
) -> Coming:
    """Write down what somebody answers, by themselves or as they said it on the telephone.

    Args:
        deed: the running deed.
        invitation: whose answer, and for which day; one that isn't kept yet is kept now.
        said: what they say.
        turn: of the answer that whoever says this saw; 0 where there was none.
        instead: whether they come here rather than to another day on this date.
        by: who writes it down.
        at: when.

    Raises:
        OverError: the day is over or called off.
        StaleError: it was answered since.
        PlanSentError: everybody was told their place.
        BookedElsewhereError: they come to another day on this date.
        NeedsAnAdultError, ChildDrivesError: they are under 18.
        CarFullError: more come with a driver than the car holds.
    """
    if invitation.pk is None:
        invitation, _new = Invitation.objects.get_or_create(
            day=invitation.day, person=invitation.person, defaults={"made_at": at}
        )
    deed.concerns(invitation)
    row = answering.keep(
        invitation, said, turn=turn, instead=instead, today=answering.today_of(invitation.day, at), by=by.pseudonym,
        at=at,
    )  # fmt: skip
    deed.seals({"answer": row.answer, "size": row.size, "turn": row.turn, "under_18": row.under_18})
    if row.stands and row.under_18:
        start("days.tell_adult", coming=row.pk, turn=row.turn)
    return row


@recorded("days.disown", may=may_disown)
def disown(deed: Deed, coming: Coming, *, by: Actor, at: dt.datetime) -> None:
    """Say that somebody under 18 doesn't come with the adult whom they named: then they don't come.

    Raises:
        NotComingError: they don't come any more, or with somebody else.
    """
    row = Coming.objects.select_for_update(of=("self",)).get(pk=coming.pk)
    if not row.stands or row.with_person_id != coming.with_person_id:
        raise NotComingError
    row.withdrawn_at, row.turn = at, row.turn + 1
    row.save(update_fields=["withdrawn_at", "turn"])
    start("days.tell_young", coming=row.pk, turn=row.turn)


@recorded("days.keep_apart", may=may_keep_apart)
def keep_apart(deed: Deed, coming: Coming, *, other: Person, apart: bool, by: Actor, at: dt.datetime) -> None:
    """Note that two people share neither a vehicle nor a house, or that they may again. Organisers alone see it."""
    if apart:
        coming.apart_from.add(other)
    else:
        coming.apart_from.remove(other)


@recorded("days.note_answers", may=may_note_answers)
def note_answers(deed: Deed, noting: Noting, *, by: Actor, at: dt.datetime) -> int:
    """Write down what many said at once, as of a list that went round at a meeting; gives how many.

    Whoever answered before keeps what they said themselves.

    Raises:
        OtherGroupError: somebody is of none of the groups that it is said to be of.
        OverError: the day is over or called off.
        PlanSentError: everybody was told their place.
        NotTakenError: what one of them said can't be taken.
        BookedElsewhereError: one of them comes to another day on this date.
    """
    day = noting.day
    deed.concerns(day)
    people = [one.person for one in noting.answers]
    if noting.groups and Person.objects.filter(pk__in=people).exclude(group__in=noting.groups).exists():
        raise OtherGroupError
    kept = answering.keep_many(day, noting.answers, today=answering.today_of(day, at), by=by.pseudonym, at=at)
    deed.seals({"answers": len(kept)})
    return len(kept)
