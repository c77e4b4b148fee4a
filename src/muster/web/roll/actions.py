"""What changes who is who, and how they belong."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.timezone import localdate

from muster.guard.need import EVERYWHERE, LONGEST_GRANT
from muster.web.power.kept import tell
from muster.web.power.models import Grant
from muster.web.record.actor import Actor
from muster.web.record.deeds import Deed, recorded
from muster.web.roll import belonging, doubles, merging, telling, words
from muster.web.roll.belonging import change
from muster.web.roll.districts import read_district
from muster.web.roll.models import (
    Account,
    Chase,
    Consent,
    ContactWay,
    District,
    Double,
    Group,
    Membership,
    Merge,
    Person,
    Post,
    Term,
)
from muster.web.roll.moves import Kind, Move, Status
from muster.web.roll.rules import (
    may_appoint,
    may_drop,
    may_end_term,
    may_found,
    may_join,
    may_keep,
    may_lead,
    may_run,
    may_settle,
    may_tell,
    may_unmerge,
    may_welcome,
)

LONGEST_TERM = dt.timedelta(days=3 * 366)
CHASED_EVERY = dt.timedelta(days=14)


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


@dataclass(frozen=True, slots=True)
class Named:
    """A group, as somebody describes it; `districts` as people write them."""

    name: str
    about: str = ""
    first_thing: str = ""
    lon: float | None = None
    lat: float | None = None
    districts: Sequence[str] = ()


class NameTakenError(ValueError):
    """There is another of this name."""


class DistrictTakenError(ValueError):
    """Another group has this district."""


class NoBodyError(ValueError):
    """An affiliate belongs through a body, and nobody else does."""


class TermError(ValueError):
    """A term lasts at most three years, and begins before it ends."""


class EndedAlreadyError(ValueError):
    """It was ended before."""


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
def join(deed: Deed, told: Told, *, by: Actor, at: dt.datetime) -> Person:
    """Take down that somebody asks to join by the public form. Supporters belong at once; others when admitted.

    Nobody is told whether they were known before: an officer sees the pair and settles it.

    Raises:
        NoBodyError: an affiliate without a body.
    """
    person = _enter(deed, told, group=belonging.group_at(told.postcode), how=Consent.How.FORM)
    move = Move.ADMIT if told.kind == Kind.SUPPORTER else Move.APPLY
    change(deed, person, move=move, on=localdate(at), kind=told.kind)
    doubles.find_for(person)
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
        number=words.new_number(lambda number: Person.objects.filter(number=number).exists()),
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
    deed: Deed, person: Person, *, move: Move, on: dt.date, decision: str = "", by: Actor, at: dt.datetime
) -> Membership:
    """Change how somebody stands, as the table of moves allows.

    Raises:
        NotAllowedMoveError: from moves.
        OutOfOrderError, NoDecisionError, GoneError: from belonging.
    """
    return change(deed, belonging.held(person), move=move, on=on, decision=decision)


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
    by: Actor, at: dt.datetime
) -> None:  # fmt: skip
    """Put right what somebody is called and where they live. Their group stays until they are transferred.

    Raises:
        GoneError: from belonging.
    """
    row = belonging.held(person)
    was = {name: getattr(row, name) for name in ("forenames", "surname", "known_as", "address", "postcode")}
    row.address, row.postcode = address, postcode
    row.save(update_fields=["address", "postcode"])
    belonging.rename(row, forenames=forenames, surname=surname, known_as=known_as)
    deed.seals({"was": was})


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

    Raises:
        GoneError: from belonging.
    """
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
    deed.seals({"person": way.person.pseudonym, "kind": way.kind, "value": way.value})
    way.delete()


@recorded("roll.chase", may=may_run)
def chase(deed: Deed, group: Group, *, by: Actor, at: dt.datetime) -> int:
    """Ask everybody of a group whose subscription is due and who was not asked in the last fortnight."""
    today = localdate(at)
    lately = Chase.objects.filter(asked_on__gt=today - CHASED_EVERY).values("person")
    due = list(Person.objects.filter(group=group, status=Status.DUE).exclude(pk__in=lately))
    Chase.objects.bulk_create(Chase(person=one, asked_on=today, asked_by=by.pseudonym) for one in due)
    telling.chase(due, at=at)
    deed.seals({"asked": sorted(one.pseudonym for one in due)})
    return len(due)


@recorded("roll.add_group", may=may_lead)
def add_group(deed: Deed, named: Named, *, by: Actor, at: dt.datetime) -> Group:
    """Add a group with its area.

    Raises:
        NameTakenError, DistrictTakenError: as they say.
        NoDistrictError: from districts.
    """
    group = Group(slug=slugify(named.name)[: Group._meta.get_field("slug").max_length or 0])  # noqa: SLF001 - Django documents _meta as public
    deed.concerns(_described(group, named))
    return group


@recorded("roll.describe", may=may_run)
def describe(deed: Deed, group: Group, *, named: Named, by: Actor, at: dt.datetime) -> None:
    """Put right what a group is called and says of itself. Its area is `set_area`'s.

    Raises:
        NameTakenError: there is another of this name.
    """
    _described(group, named, area=False)


@recorded("roll.set_area", may=may_lead)
def set_area(deed: Deed, group: Group, *, districts: Sequence[str], by: Actor, at: dt.datetime) -> None:
    """Say which districts are a group's area. Nobody is transferred by this.

    Raises:
        DistrictTakenError: another group has one.
        NoDistrictError: from districts.
    """
    _lay(group, districts)


def _described(group: Group, named: Named, *, area: bool = True) -> Group:
    group.name, group.about, group.first_thing = named.name, named.about, named.first_thing
    group.lon, group.lat = named.lon, named.lat
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError:
        raise NameTakenError(named.name) from None
    if area:
        _lay(group, named.districts)
    return group


def _lay(group: Group, districts: Sequence[str]) -> None:
    wanted = {read_district(one) for one in districts}
    taken = District.objects.filter(code__in=wanted).exclude(group=group).values_list("code", flat=True)
    if taken:
        raise DistrictTakenError(", ".join(sorted(taken)))
    District.objects.filter(group=group).exclude(code__in=wanted).delete()
    kept = set(District.objects.filter(group=group).values_list("code", flat=True))
    District.objects.bulk_create(District(group=group, code=code) for code in sorted(wanted - kept))


@recorded("roll.add_post", may=may_run)
def add_post(deed: Deed, group: Group | None, *, title: str, by: Actor, at: dt.datetime) -> Post:
    """Add an office of a group, or of the movement.

    Raises:
        NameTakenError: it has one of this title.
    """
    try:
        with transaction.atomic():
            post = Post.objects.create(group=group, title=title)
    except IntegrityError:
        raise NameTakenError(title) from None
    deed.concerns(post)
    return post


@recorded("roll.appoint", may=may_appoint)
def appoint(
    deed: Deed, post: Post, *, person: Person, starts_on: dt.date, ends_on: dt.date, decision: str,
    by: Actor, at: dt.datetime
) -> Term:  # fmt: skip
    """Write down who was put into an office by which decision, until when. It gives no power: a grant does.

    Raises:
        TermError: longer than three years, or it ends before it begins.
        GoneError: from belonging.
    """
    if not starts_on <= ends_on <= starts_on + LONGEST_TERM or not decision.strip():
        raise TermError(f"{starts_on} to {ends_on}")
    row = belonging.held(person)
    term = Term.objects.create(post=post, person=row, starts_on=starts_on, ends_on=ends_on, decision=decision)
    deed.seals(
        {
            "term": term.pk, "post": post.pk, "person": row.pseudonym, "starts": starts_on.isoformat(),
            "ends": ends_on.isoformat(), "decision": decision,
        }
    )  # fmt: skip
    return term


@recorded("roll.end_term", may=may_end_term)
def end_term(deed: Deed, term: Term, *, on: dt.date, by: Actor, at: dt.datetime) -> None:
    """End a term before its time.

    Raises:
        EndedAlreadyError: it was ended before.
    """
    if not Term.objects.filter(pk=term.pk, ended_on=None).update(ended_on=on):
        raise EndedAlreadyError(str(term.pk))


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
    deed.seals(before)
    return done


@recorded("roll.unmerge", may=may_unmerge)
def unmerge(deed: Deed, merge: Merge, *, by: Actor, at: dt.datetime) -> None:
    """Make one person two again, as they were; what was learnt since stays with whoever was kept.

    Raises:
        LaterMergeError, UndoneAlreadyError, ErasedError: from merging.
    """
    merging.part(merge, by=by.pseudonym, at=at)
