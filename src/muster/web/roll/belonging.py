"""How deeds of the roll write: a person's standing, words and tallies move together or not at all."""

import datetime as dt

from django.db.models import F
from django.utils.timezone import localdate

from muster.web.record.deeds import Deed
from muster.web.roll import words
from muster.web.roll.districts import codes_of
from muster.web.roll.models import Consent, District, Group, Membership, Person, Tally
from muster.web.roll.moves import NEEDS_A_DECISION, Kind, Move, Status, after

PAYS_FOR = dt.timedelta(days=365)  # what an officer notes as renewed, from its day; a file says until when


class OutOfOrderError(ValueError):
    """A status would begin before the one that stands, or after today."""


class NoDecisionError(ValueError):
    """This move rests on a decision, and none is named."""


class GoneError(ValueError):
    """This person was found to be another meanwhile, or was erased."""


def held(person: Person) -> Person:
    """Give a person's row to write to, as it stands now.

    Raises:
        GoneError: they were merged into another.
    """
    row = Person.objects.select_for_update().select_related(None).get(pk=person.pk)
    if row.merged_into_id is not None or row.erased_at is not None:
        raise GoneError(str(person.pk))
    return row


def count(group: int | None, kind: str, status: str, by: int) -> None:
    """Move a tally."""
    where = {"group": group or 0, "kind": kind, "status": status}
    if not Tally.objects.filter(**where).update(people=F("people") + by):
        Tally.objects.create(**where, people=by)


def change(
    deed: Deed, row: Person, *, move: Move, on: dt.date, kind: Kind | None = None, decision: str = ""
) -> Membership:
    """Change how somebody belongs, as the table of moves allows, from a day on.

    Raises:
        NotAllowedMoveError: from moves.
        OutOfOrderError, NoDecisionError: as they say.
    """
    then = after(Status(row.status), move, kind=kind or (Kind(row.kind) if row.kind else None))
    stands = Membership.objects.filter(person=row, until_on=None).first()
    if on > localdate(deed.at) or (stands and on < stands.since_on):
        raise OutOfOrderError(on.isoformat())
    if move in NEEDS_A_DECISION and not decision.strip():
        raise NoDecisionError(move)
    if stands:
        Membership.objects.filter(pk=stands.pk).update(until_on=on)
    kept = Membership.objects.create(
        person=row, kind=kind or row.kind, status=then, move=move, since_on=on, decision=decision
    )
    if move == Move.PAY:  # else it would fall due again tomorrow
        row.paid_until = max(row.paid_until or on, on + PAYS_FOR)
        row.save(update_fields=["paid_until"])
    restand(
        row, kind=kept.kind, status=kept.status, joined_on=row.joined_on or (on if then == Status.STANDING else None)
    )
    deed.seals(
        {
            "person": row.pseudonym, "membership": kept.pk, "kind": kept.kind, "status": kept.status, "move": kept.move,
            "since": on.isoformat(), "decision": decision,
        }
    )  # fmt: skip
    return kept


def restand(row: Person, *, kind: str, status: str, joined_on: dt.date | None) -> None:
    """Write a standing to a person's own row, and count them where they now belong."""
    count(row.group_id, row.kind, row.status, -1)
    row.kind, row.status, row.joined_on = kind, status, joined_on
    row.body = row.body if kind == Kind.AFFILIATE else ""
    row.save(update_fields=["kind", "status", "joined_on", "body"])
    count(row.group_id, row.kind, row.status, 1)


def rename(row: Person, **changed: str) -> None:
    """Write what somebody is called, and by which words they are found."""
    was = (row.folded, row.group_id)
    for name, value in changed.items():
        setattr(row, name, value)
    row.folded = words.sort_of(row.surname, row.forenames, row.known_as)
    row.save(update_fields=[*changed, "folded"])
    if was[0] != row.folded:
        words.index(row, was=was)


def regroup(row: Person, group: Group | None) -> None:
    """Put somebody into another group, with their words and their place in the tallies."""
    was = (row.folded, row.group_id)
    count(row.group_id, row.kind, row.status, -1)
    row.group = group
    row.save(update_fields=["group"])
    count(row.group_id, row.kind, row.status, 1)
    words.index(row, was=was)


def group_at(postcode: str) -> Group | None:
    """Give the group in whose area a postcode lies: the longest code that any group has."""
    found = District.objects.filter(code__in=codes_of(postcode), group__closed_on=None).select_related("group")
    best = max(found, key=lambda one: len(one.code), default=None)
    return best.group if best else None


def say(row: Person, *, channel: str, agreed: bool, how: Consent.How, by: str, at: dt.datetime) -> Consent | None:
    """Keep what somebody says of one channel; None where they said the same before."""
    stands = Consent.objects.filter(person=row, channel=channel, until_at=None).first()
    if stands and stands.agreed == agreed:
        return None
    if stands:
        Consent.objects.filter(pk=stands.pk).update(until_at=at)
    return Consent.objects.create(person=row, channel=channel, agreed=agreed, said_at=at, said_by=by, how=how)
