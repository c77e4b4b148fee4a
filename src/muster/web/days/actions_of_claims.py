"""What can be done about a day's costs: tell them, settle them."""

import datetime as dt

from django.db import IntegrityError, transaction

from muster.web.days.claims import PENCE_A_MILE, Bill, ClaimedAlreadyError, NotInItError, SettledAlreadyError
from muster.web.days.models_of_people import Claim, Coming
from muster.web.days.rules import may_claim, may_settle_claim
from muster.web.record.actor import Actor
from muster.web.record.deeds import Deed, recorded


@recorded("days.claim", may=may_claim)
def claim(deed: Deed, bill: Bill, *, by: Actor, at: dt.datetime) -> Claim:
    """Tell what somebody paid for fuel or else, or what a coach's firm asks.

    Raises:
        NotInItError: whoever paid doesn't come to this day.
        ClaimedAlreadyError: it was told before.
    """
    if bill.person is not None and not Coming.objects.filter(day=bill.day, person=bill.person).exists():
        raise NotInItError
    rate = PENCE_A_MILE if bill.miles else None
    row = Claim(
        day=bill.day,
        kind=bill.kind,
        person=bill.person,
        vehicle=bill.vehicle,
        pence=bill.miles * rate if bill.miles and rate else bill.pence,
        miles=bill.miles,
        pence_a_mile=rate,
        note=bill.note,
        told_at=at,
        told_by=by.pseudonym,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if not _told_before(row):
            raise
        raise ClaimedAlreadyError from error
    deed.concerns(row)
    deed.seals({"pence": row.pence, "kind": row.kind})
    return row


@recorded("days.settle_claim", may=may_settle_claim)
def settle_claim(deed: Deed, claim: Claim, *, paid: bool, by: Actor, at: dt.datetime) -> Claim:
    """Note that a claim was paid, or refused.

    Raises:
        SettledAlreadyError: it was before.
    """
    settled = Claim.Settled.PAID if paid else Claim.Settled.REFUSED
    standing = Claim.objects.filter(pk=claim.pk, settled="")
    if not standing.update(settled=settled, settled_at=at, settled_by=by.pseudonym):
        raise SettledAlreadyError
    claim.refresh_from_db()
    return claim


def _told_before(row: Claim) -> bool:
    same = Claim.objects.filter(kind=row.kind).exclude(settled=Claim.Settled.REFUSED)
    if row.kind == Claim.Kind.COACH:
        return same.filter(vehicle=row.vehicle, note=row.note).exists()
    return same.filter(day=row.day, person=row.person).exists()
