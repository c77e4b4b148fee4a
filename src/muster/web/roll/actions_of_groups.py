"""What changes groups, their areas and their offices."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.timezone import localdate

from muster.web.record.actor import Actor
from muster.web.record.deeds import Deed, recorded
from muster.web.record.meanwhile import ChangedMeanwhileError
from muster.web.roll import belonging, telling
from muster.web.roll.districts import read_district
from muster.web.roll.models import Chase, District, Group, Person, Post, Term
from muster.web.roll.moves import Status
from muster.web.roll.rules import may_appoint, may_end_term, may_lead, may_run

LONGEST_TERM = dt.timedelta(days=3 * 366)
CHASED_EVERY = dt.timedelta(days=14)
DESCRIBED = ("name", "about", "first_thing")


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


class TermError(ValueError):
    """A term lasts at most three years, and begins before it ends."""


class EndedAlreadyError(ValueError):
    """It was ended before."""


@recorded("roll.chase", may=may_run)
def chase(deed: Deed, group: Group, *, by: Actor, at: dt.datetime) -> int:
    """Ask everybody of a group whose subscription is due and who was not asked in the last fortnight."""
    today = localdate(at)
    lately = Chase.objects.filter(asked_on__gt=today - CHASED_EVERY).values("person")
    due = list(Person.objects.filter(group=group, status=Status.DUE).exclude(pk__in=lately))
    Chase.objects.bulk_create(Chase(person=one, asked_on=today, asked_by=by.pseudonym) for one in due)
    telling.chase(due, by=by.pseudonym, at=at)
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
def describe(
    deed: Deed, group: Group, *, named: Named, stood: Mapping[str, str] | None = None, by: Actor, at: dt.datetime
) -> None:
    """Put right what a group is called and says of itself. Its area is `set_area`'s.

    Raises:
        ChangedMeanwhileError: it says of itself otherwise than as `stood` says that whoever puts it right read it.
        NameTakenError: there is another of this name.
    """
    row = Group.objects.select_for_update().get(pk=group.pk)
    if stood is not None and stood != {name: getattr(row, name) for name in DESCRIBED}:
        raise ChangedMeanwhileError
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
