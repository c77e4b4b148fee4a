"""What changes who is who, and how they belong."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.timezone import localdate

from muster.guard.need import EVERYWHERE, LONGEST_GRANT
from muster.web.messenger import languages
from muster.web.messenger.models import OptOut
from muster.web.power.kept import tell
from muster.web.power.models import Grant
from muster.web.record.actor import Actor
from muster.web.record.deeds import Deed, recorded
from muster.web.record.meanwhile import ChangedMeanwhileError
from muster.web.roll import belonging, doubles, merging, telling, words
from muster.web.roll.audience import CHANNELS
from muster.web.roll.belonging import change
from muster.web.roll.models import (
    Account,
    Consent,
    ContactWay,
    Double,
    Group,
    Membership,
    Merge,
    Person,
    holding,
)
from muster.web.roll.moves import Kind, Move, Status
from muster.web.roll.rules import (
    may_drop,
    may_found,
    may_join,
    may_keep,
    may_run,
    may_settle,
    may_tell,
    may_unmerge,
    may_welcome,
)

CORRECTED = ("forenames", "surname", "known_as", "address", "postcode")


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody, as they or an officer describe them; e-mail, telephone and postcode in the form that `reach` gives.

    Attributes:
        forenames, surname: as they write them.
        known_as: what they want to be called, if that is something else.
        email, telephone: '' where there is none.
        address: its lines, without the postcode.
        postcode: tells the group.
        kind: as what they belong.
        body: through which an affiliate does.
        agrees: what was said of each channel that was asked about.
    """

    forenames: str
    surname: str
    known_as: str = ""
    email: str = ""
    telephone: str = ""
    address: str = ""
    postcode: str = ""
    kind: Kind = Kind.MEMBER
    body: str = ""
    agrees: Mapping[str, bool] = field(default_factory=dict)


class NoBodyError(ValueError):
    """An affiliate belongs through a body, and nobody else does."""


class SettledAlreadyError(ValueError):
    """Somebody settled this before."""


class NobodySaysSoError(ValueError):
    """Nothing that can be said of a pair."""


class HasThatError(ValueError):
    """They have this way to be reached already."""


@recorded("roll.found", may=may_found)
def found(deed: Deed, *, names: tuple[str, str], by: Actor, at: dt.datetime) -> tuple[Person, Person]:
    """Let two people found the movement: each holds a founder's power from the other, and it ends in 92 days."""
    one, other = (_welcomed(name) for name in names)
    for holder, giver in ((one, other), (other, one)):
        held = Grant.objects.create(
            holder=holder.pseudonym,
            role=Grant.Role.FOUNDER,
            compartment=EVERYWHERE,
            purpose="founding",
            granted_by=giver.pseudonym,
            decision="founding",
            starts_at=at,
            ends_at=at + LONGEST_GRANT,
        )
        tell(deed, held)
    deed.concerns(one)
    return one, other


@recorded("roll.welcome", may=may_welcome)
def welcome(deed: Deed, *, known_as: str, by: Actor, at: dt.datetime) -> Person:
    """Take somebody in, with an account to enter by."""
    person = _welcomed(known_as)
    deed.concerns(person)
    return person


def _welcomed(known_as: str) -> Person:
    person = Person.objects.create(known_as=known_as, folded=words.sort_of("", "", known_as))
    belonging.count(None, "", "", 1)
    words.index(person)
    Account.objects.create(person=person)
    return person


@recorded("roll.join", may=may_join)
def join(deed: Deed, told: Told, *, language: str = "", by: Actor, at: dt.datetime) -> Person:
    """Take down that somebody asks to join by the public form. Supporters belong at once; others when admitted.

    Nobody is told whether they were known before: an officer sees the pair and settles it. Whoever filled the form in
    in another `language` than the site's own is told things in that one.

    Raises:
        NoBodyError: an affiliate without a body.
    """
    person = _enter(deed, told, group=belonging.group_at(told.postcode), how=Consent.How.FORM)
    move = Move.ADMIT if told.kind == Kind.SUPPORTER else Move.APPLY
    change(deed, person, move=move, on=localdate(at), kind=told.kind)
    doubles.find_for(person)
    if language in languages.of_letters()[1:]:
        languages.keep(person.pseudonym, language, at=at)
    telling.welcome(person, at=at)
    return person


@recorded("roll.enter", may=may_run)
def enter(deed: Deed, group: Group | None, *, told: Told, on: dt.date, by: Actor, at: dt.datetime) -> Person:
    """Take somebody in who joined on paper or by telephone.

    Args:
        deed: the running deed.
        group: theirs; None for the one of their postcode, which only an officer of the movement leaves open.
        told: who they are.
        on: the day from which they belong.
        by: the officer.
        at: when.

    Raises:
        NoBodyError: an affiliate without a body.
        OutOfOrderError: from belonging: a day after today.
    """
    person = _enter(deed, told, group=group or belonging.group_at(told.postcode), how=Consent.How.OFFICER)
    change(deed, person, move=Move.ADMIT, on=on, kind=told.kind)
    doubles.find_for(person)
    telling.welcome(person, at=at)
    return person


def _enter(deed: Deed, told: Told, *, group: Group | None, how: Consent.How) -> Person:
    _check_body(told.kind, told.body)
    person = Person(
        forenames=told.forenames,
        surname=told.surname,
        known_as=told.known_as,
        folded=words.sort_of(told.surname, told.forenames, told.known_as),
        address=told.address,
        postcode=told.postcode,
        number=words.new_number(lambda number: holding([number]).exists()),
        group=group,
        kind=told.kind,
        body=told.body,
    )
    person.save(force_insert=True)
    belonging.count(person.group_id, person.kind, "", 1)
    words.index(person)
    for kind, value in ((ContactWay.Kind.EMAIL, told.email), (ContactWay.Kind.TELEPHONE, told.telephone)):
        if value:
            ContactWay.objects.create(person=person, kind=kind, value=value)
    for channel, agreed in told.agrees.items():
        belonging.say(person, channel=channel, agreed=agreed, how=how, by=deed.by.pseudonym, at=deed.at)
    deed.concerns(person)
    return person


def _check_body(kind: Kind, body: str) -> None:
    if (kind == Kind.AFFILIATE) != bool(body):
        raise NoBodyError(kind)


@recorded("roll.move", may=may_keep)
def move(
    deed: Deed, person: Person, *, move: Move, on: dt.date, decision: str = "", stood: Status | None = None,
    by: Actor, at: dt.datetime
) -> Membership:  # fmt: skip
    """Change how somebody stands, as the table of moves allows. Who asked to join is told the answer.

    Raises:
        ChangedMeanwhileError: they stand otherwise than `stood`, as which whoever moves them saw them.
        NotAllowedMoveError: from moves.
        OutOfOrderError, NoDecisionError, GoneError: from belonging.
    """
    row = belonging.held(person)
    if stood is not None and stood != row.status:
        raise ChangedMeanwhileError
    asked = row.status in {Status.APPLIED, Status.REFUSED}  # who was told no hears that it is yes after all
    kind = None if row.kind else Kind.MEMBER  # a founder, and whoever they let in, stood as nothing so far
    changed = change(deed, row, move=move, on=on, kind=kind, decision=decision)
    if asked and move == Move.ADMIT:
        telling.welcome(row, at=at)
    if move == Move.REFUSE:
        telling.refuse(row, at=at)
    return changed


@recorded("roll.become", may=may_keep)
def become(
    deed: Deed, person: Person, *, kind: Kind, body: str = "", on: dt.date, by: Actor, at: dt.datetime
) -> Membership:
    """Let somebody in good standing belong otherwise from a day on: a supporter becomes a member.

    Raises:
        NoBodyError: an affiliate without a body.
        NotAllowedMoveError: from moves: they are not in good standing.
        OutOfOrderError, GoneError: from belonging.
    """
    _check_body(kind, body)
    row = belonging.held(person)
    row.body = body
    return change(deed, row, move=Move.BECOME, on=on, kind=kind)


@recorded("roll.correct", may=may_tell)
def correct(
    deed: Deed, person: Person, *, forenames: str, surname: str, known_as: str, address: str, postcode: str,
    stood: Mapping[str, str] | None = None, by: Actor, at: dt.datetime
) -> None:  # fmt: skip
    """Put right what somebody is called and where they live. Their group stays until they are transferred.

    Raises:
        ChangedMeanwhileError: they stand otherwise than as `stood` says that whoever puts them right read them.
        GoneError: from belonging.
    """
    row = belonging.held(person)
    was = {name: getattr(row, name) for name in CORRECTED}
    if stood is not None and stood != was:
        raise ChangedMeanwhileError
    row.address, row.postcode = address, postcode
    row.save(update_fields=["address", "postcode"])
    belonging.rename(row, forenames=forenames, surname=surname, known_as=known_as)
    deed.seals({"was": was}, of=[row.pseudonym])


@recorded("roll.transfer", may=may_keep)
def transfer(deed: Deed, person: Person, *, to: Group | None, by: Actor, at: dt.datetime) -> None:
    """Put somebody into another group.

    Raises:
        GoneError: from belonging.
    """
    row = belonging.held(person)
    deed.seals({"person": row.pseudonym, "from": row.group_id, "to": to.pk if to else None})
    belonging.regroup(row, to)
    doubles.regroup(row)


@recorded("roll.agree", may=may_tell)
def agree(deed: Deed, person: Person, *, channel: str, agreed: bool, by: Actor, at: dt.datetime) -> None:
    """Keep what somebody says of being told by one channel: by themselves, or told to an officer.

    Whoever opted out by a link and agrees anew is told things again.

    Raises:
        GoneError: from belonging.
    """
    if agreed:
        ways = [way for way, meant in CHANNELS.items() if meant == channel]
        OptOut.objects.filter(who=person.pseudonym, way__in=ways).delete()
    how = Consent.How.SELF if by.person == person.pk else Consent.How.OFFICER
    belonging.say(belonging.held(person), channel=channel, agreed=agreed, how=how, by=by.pseudonym, at=at)


@recorded("roll.add_way", may=may_tell)
def add_way(deed: Deed, person: Person, *, kind: ContactWay.Kind, value: str, by: Actor, at: dt.datetime) -> ContactWay:
    """Add a way to reach somebody.

    Raises:
        HasThatError: they have it already.
        GoneError: from belonging.
    """
    row = belonging.held(person)
    if ContactWay.objects.filter(person=row, value=value).exists():
        raise HasThatError
    way = ContactWay.objects.create(person=row, kind=kind, value=value)
    doubles.find_for(row)
    return way


@recorded("roll.drop_way", may=may_drop)
def drop_way(deed: Deed, way: ContactWay, *, by: Actor, at: dt.datetime) -> None:
    """Take a way to reach somebody away."""
    whose = way.person.pseudonym
    deed.seals({"person": whose, "kind": way.kind, "value": way.value}, of=[whose])
    way.delete()


@recorded("roll.settle", may=may_settle)
def settle(deed: Deed, double: Double, *, said: str, by: Actor, at: dt.datetime) -> None:
    """Say that two people are two, or take that back. That they are one is `merge`'s to say.

    Raises:
        SettledAlreadyError: it stands as somebody else settled it meanwhile.
        NobodySaysSoError: `said` is nothing that can be said here.
    """
    if said not in {Double.Said.NOTHING, Double.Said.OTHER}:
        raise NobodySaysSoError(said)
    nobody = said == Double.Said.NOTHING
    settled = {"said": said, "said_by": "" if nobody else by.pseudonym, "said_at": None if nobody else at}
    before = Double.Said.OTHER if nobody else Double.Said.NOTHING
    if not Double.objects.filter(pk=double.pk, said=before).update(**settled):
        raise SettledAlreadyError


@recorded("roll.merge", may=may_settle)
def merge(deed: Deed, double: Double, *, keep: int, chosen: Mapping[str, str], by: Actor, at: dt.datetime) -> Merge:
    """Make two people one.

    Args:
        deed: the running deed.
        double: the pair.
        keep: the id of whose record stays.
        chosen: for each of `merging.CHOICES` that differs, 'kept' or 'gone': whose stays. What is not named is kept's.
        by: who says so.
        at: when.

    Raises:
        SettledAlreadyError: somebody settled it before.
        NobodySaysSoError: `keep` is neither of the two.
        HoldsPowerError: from merging: who would go holds power, which no merge hands on.
        GoneError: from belonging.
    """
    if keep not in (double.one_id, double.other_id):
        raise NobodySaysSoError(str(keep))
    said = {"said": Double.Said.SAME, "said_by": by.pseudonym, "said_at": at}
    if not Double.objects.filter(pk=double.pk, said=Double.Said.NOTHING).update(**said):
        raise SettledAlreadyError
    one, other = belonging.held(double.one), belonging.held(double.other)
    kept, gone = (one, other) if keep == one.pk else (other, one)
    done, before = merging.join(kept, gone, chosen=chosen, by=by.pseudonym, at=at)
    doubles.find_for(kept)
    deed.concerns(done)
    deed.seals(before, of=[kept.pseudonym, gone.pseudonym])
    return done


@recorded("roll.unmerge", may=may_unmerge)
def unmerge(deed: Deed, merge: Merge, *, by: Actor, at: dt.datetime) -> None:
    """Make one person two again, as they were; what was learnt since stays with whoever was kept.

    Raises:
        LaterMergeError, UndoneAlreadyError, ErasedError: from merging.
    """
    merging.part(merge, by=by.pseudonym, at=at)
