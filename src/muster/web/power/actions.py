"""What changes who may do what: mostly acts of two."""

import datetime as dt
from collections.abc import Collection
from dataclasses import asdict, dataclass

from muster.guard import need, pair
from muster.guard.need import LONGEST_GRANT
from muster.web.messenger.outbox import silence
from muster.web.power.held import holders_ever, powers_held
from muster.web.power.kept import moment_of, stand, tell
from muster.web.power.models import (
    GLASS_LASTS,
    SUSPENSION_LASTS,
    Glass,
    Grant,
    Interest,
    Request,
    Suspension,
    Wall,
)
from muster.web.power.pairs import Terms, asked_in, body_of, interests_of, spend
from muster.web.power.rules import (
    may_answer,
    may_ask,
    may_break_glass,
    may_declare,
    may_end,
    may_grant,
    may_raise_wall,
    may_renew,
    may_retract,
    may_review,
    may_suspend,
    may_withdraw,
)
from muster.web.record.actor import Actor
from muster.web.record.deeds import Deed, recorded


class EndedAlreadyError(ValueError):
    """It was ended before."""


class NoReasonError(ValueError):
    """Glass is broken for a reason."""


@dataclass(frozen=True, slots=True)
class Given:
    """A power that somebody is to hold; `until` in milliseconds since 1970, as entries tell moments."""

    holder: str
    role: str
    compartment: str
    purpose: str
    decision: str
    until: int
    proposed_by: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a second person is asked to approve."""

    kind: str
    terms: Terms
    compartment: str
    subjects: Collection[str]


@dataclass(frozen=True, slots=True)
class Side:
    """A compartment that stands on one side of a conflict, by a decision."""

    conflict: str
    side: str
    compartment: str
    decision: str


@recorded("power.grant", may=may_grant)
def grant(deed: Deed, given: Given, *, by: Actor, at: dt.datetime) -> Grant:
    """Give somebody a power by a decision, until a date at most 92 days away. An act of two.

    Raises:
        TooLongError: it would end later than that, or not after `at`.
        WalledError: its holder stands on another side of a conflict.
        NeedsTwoError: nobody approved these terms.
    """
    until = moment_of(given.until)
    need.check_grant(holder=given.holder, giver=by.pseudonym, starts=at, ends=until)
    spend(deed, asdict(given), compartment=given.compartment, subjects=[given.holder])
    stand(given.holder, compartment=given.compartment, at=at)
    held = Grant.objects.create(
        holder=given.holder,
        role=given.role,
        compartment=given.compartment,
        purpose=given.purpose,
        granted_by=by.pseudonym,
        proposed_by=given.proposed_by,
        decision=given.decision,
        starts_at=at,
        ends_at=until,
    )
    deed.concerns(held)
    tell(deed, held)
    return held


@recorded("power.renew", may=may_renew)
def renew(deed: Deed, held: Grant, *, decision: str, by: Actor, at: dt.datetime) -> Grant:
    """Say, as somebody else, that a power stays with its holder for another 92 days.

    Raises:
        EndedAlreadyError: it ended; a new one is given by two.
    """
    if not Grant.objects.filter(pk=held.pk, ended_at__isnull=True, ends_at__gt=at).update(ended_at=at):
        raise EndedAlreadyError(f"grant {held.pk} ended before")
    again = Grant.objects.create(
        holder=held.holder,
        role=held.role,
        compartment=held.compartment,
        purpose=held.purpose,
        granted_by=by.pseudonym,
        proposed_by=held.proposed_by,
        decision=decision,
        starts_at=at,
        ends_at=at + LONGEST_GRANT,
    )
    tell(deed, again)
    return again


@recorded("power.withdraw", may=may_withdraw)
def withdraw(deed: Deed, held: Grant, *, by: Actor, at: dt.datetime) -> None:
    """End a power now. What its holder wrote by it and has not left is stopped.

    Raises:
        EndedAlreadyError: it was withdrawn before.
    """
    if not Grant.objects.filter(pk=held.pk, ended_at__isnull=True).update(ended_at=at):
        raise EndedAlreadyError(f"grant {held.pk} was withdrawn before")
    silence(held.holder, grants=powers_held(held.holder, at=at), at=at)


@recorded("power.ask", may=may_ask)
def ask(deed: Deed, asked: Asked, *, by: Actor, at: dt.datetime) -> Request:
    """Ask for a second person. Asking again for what is open already gives that request."""
    body = body_of(asked.kind, asked.terms)
    ours = Request.objects.filter(asked_by=by.pseudonym, body=body, ends_at__gt=at)
    request = ours.filter(state__in=[pair.State.ASKED, pair.State.APPROVED]).first() or Request.objects.create(
        kind=asked.kind,
        compartment=asked.compartment,
        body=body,
        subjects=sorted(asked.subjects),
        asked_by=by.pseudonym,
        asked_at=at,
        ends_at=at + pair.HOLDS_FOR,
    )
    deed.concerns(request)
    deed.seals({"request": request.pk, "body": body.decode()}, of=sorted(asked.subjects)[:2])
    return request


@recorded("power.approve", may=may_answer)
def approve(deed: Deed, request: Request, *, seen: bytes, by: Actor, at: dt.datetime) -> Request:
    """Approve the bytes that were shown.

    Raises:
        NotOpenError, OwnRequestError, OwnCaseError, InterestError: why not.
        OtherWordsError: `seen` are not the request's bytes.
    """
    if seen != bytes(request.body):
        raise pair.OtherWordsError
    return _answer(request, pair.State.APPROVED, by=by, at=at)


@recorded("power.refuse", may=may_answer)
def refuse(deed: Deed, request: Request, *, by: Actor, at: dt.datetime) -> Request:
    """Say no to a request.

    Raises:
        NotOpenError, OwnRequestError, OwnCaseError, InterestError: why not.
    """
    return _answer(request, pair.State.REFUSED, by=by, at=at)


def _answer(request: Request, state: pair.State, *, by: Actor, at: dt.datetime) -> Request:
    request = Request.objects.select_for_update().get(pk=request.pk)
    interests = interests_of(by.pseudonym)
    pair.check_approver(asked_in(request), by=by.pseudonym, interests=interests, at=at)
    request.state, request.answered_by, request.answered_at = state, by.pseudonym, at
    request.save(update_fields=["state", "answered_by", "answered_at"])
    return request


@recorded("power.declare", may=may_declare)
def declare(deed: Deed, about: str, *, kind: Interest.Kind, by: Actor, at: dt.datetime) -> Interest:
    """Declare an interest in somebody: from now on neither approves for the other."""
    interest, _new = Interest.objects.get_or_create(
        holder=by.pseudonym, about=about, ended_at=None, defaults={"kind": kind, "declared_at": at}
    )
    deed.concerns(interest)
    return interest


@recorded("power.retract", may=may_retract)
def retract(deed: Deed, interest: Interest, *, by: Actor, at: dt.datetime) -> None:
    """Say that an interest is over.

    Raises:
        EndedAlreadyError: it was over before.
    """
    if not Interest.objects.filter(pk=interest.pk, ended_at__isnull=True).update(ended_at=at):
        raise EndedAlreadyError(f"interest {interest.pk} ended before")


@recorded("power.raise_wall", may=may_raise_wall)
def raise_wall(deed: Deed, side: Side, *, by: Actor, at: dt.datetime) -> Wall:
    """Put a compartment on one side of a conflict. Whoever ever held power there stands on that side. An act of two.

    Raises:
        WalledError: somebody who holds power there stands on another side already; withdraw one of the two first.
        NeedsTwoError: nobody approved these terms.
    """
    spend(deed, asdict(side), compartment=need.EVERYWHERE, subjects=[])
    wall = Wall.objects.create(**asdict(side))
    for holder, holds in holders_ever(side.compartment, at=at).items():
        try:
            stand(holder, compartment=side.compartment, at=at)
        except need.WalledError:
            if holds:  # whose power is over stays on the side that was named first
                raise
    deed.concerns(wall)
    return wall


@recorded("power.suspend", may=may_suspend)
def suspend(deed: Deed, holder: str, *, scope: str, by: Actor, at: dt.datetime) -> Suspension:
    """Stop somebody's access at once, without prejudice: it lapses after 14 days. An act of two.

    What they wrote to others and has not left yet is stopped as well.

    Args:
        deed: the running deed.
        holder: whose access.
        scope: what is to be looked into, and nothing else.
        by: who asks for it.
        at: from when.

    Raises:
        EndedAlreadyError: they are suspended as it is.
        NeedsTwoError: nobody approved these terms.
    """
    if Suspension.objects.filter(holder=holder, ended_at__isnull=True, ends_at__gt=at).exists():
        raise EndedAlreadyError(f"{holder} is suspended already")
    spend(deed, {"holder": holder, "scope": scope}, compartment=need.EVERYWHERE, subjects=[holder])
    ends_at = at + SUSPENSION_LASTS
    stopped = Suspension.objects.create(holder=holder, asked_by=by.pseudonym, starts_at=at, ends_at=ends_at)
    silence(holder, grants=(), at=at)
    deed.concerns(stopped)
    deed.seals({"scope": scope}, of=[holder])
    return stopped


@recorded("power.give_reasons", may=may_end)
def give_reasons(deed: Deed, stopped: Suspension, *, reasons: str, by: Actor, at: dt.datetime) -> None:
    """Tell whoever is suspended why: due within three days.

    Raises:
        EndedAlreadyError: reasons were given.
    """
    if not Suspension.objects.filter(pk=stopped.pk, reasons_at__isnull=True).update(reasons_at=at):
        raise EndedAlreadyError(f"reasons for suspension {stopped.pk} were given")
    deed.seals({"reasons": reasons}, of=[stopped.holder])


@recorded("power.offer_hearing", may=may_end)
def offer_hearing(deed: Deed, stopped: Suspension, *, when: str, by: Actor, at: dt.datetime) -> None:
    """Offer a hearing: due within fourteen days.

    Raises:
        EndedAlreadyError: one was offered.
    """
    if not Suspension.objects.filter(pk=stopped.pk, hearing_at__isnull=True).update(hearing_at=at):
        raise EndedAlreadyError(f"a hearing on suspension {stopped.pk} was offered")
    deed.seals({"when": when}, of=[stopped.holder])


@recorded("power.end_suspension", may=may_end)
def end_suspension(deed: Deed, stopped: Suspension, *, by: Actor, at: dt.datetime) -> None:
    """Lift a suspension before its time. Whether there is a finding is its panel's to say.

    Raises:
        EndedAlreadyError: it ended before.
    """
    standing = Suspension.objects.filter(pk=stopped.pk, ended_at__isnull=True, ends_at__gt=at)
    if not standing.update(ended_at=at, end=Suspension.End.LIFTED):
        raise EndedAlreadyError(f"suspension {stopped.pk} ended before")


@recorded("power.break_glass", may=may_break_glass)
def break_glass(deed: Deed, compartment: str, *, reason: str, by: Actor, at: dt.datetime) -> Glass:
    """Take an officer's power over a compartment for an hour, alone: everybody is told, and it is reviewed.

    Raises:
        NoReasonError: no reason is given.
    """
    if not reason.strip():
        raise NoReasonError
    stand(by.pseudonym, compartment=compartment, at=at)
    glass = Glass.objects.create(holder=by.pseudonym, compartment=compartment, broken_at=at, ends_at=at + GLASS_LASTS)
    deed.concerns(glass)
    deed.seals({"reason": reason}, of=[by.pseudonym])
    return glass


@recorded("power.review", may=may_review)
def review(deed: Deed, glass: Glass, *, right: bool, by: Actor, at: dt.datetime) -> None:
    """Say whether the glass was rightly broken: due within 72 hours.

    Raises:
        EndedAlreadyError: somebody reviewed it before.
    """
    reviewed = {"reviewed_by": by.pseudonym, "reviewed_at": at, "right": right}
    if not Glass.objects.filter(pk=glass.pk, reviewed_at__isnull=True).update(**reviewed):
        raise EndedAlreadyError(f"glass {glass.pk} was reviewed before")
