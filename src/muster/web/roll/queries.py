"""What pages and rules may ask of the roll. Every question says who is asking; what one may not know is not found.

Who sees whom is decided in `scope_of` and nowhere else.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse

from muster.guard.need import EVERYWHERE
from muster.register.postcodes import postcode_told
from muster.web.intake.models import Upload
from muster.web.intake.uploads import OPEN
from muster.web.power.held import powers_held
from muster.web.power.models import Copy
from muster.web.record.actor import NOBODY, Actor
from muster.web.record.deeds import name_of
from muster.web.roll.models import (
    GROUP,
    Account,
    Chase,
    Consent,
    ContactWay,
    District,
    Double,
    Group,
    Membership,
    Merge,
    Payment,
    Person,
    Post,
    Tally,
    Term,
)
from muster.web.roll.moves import BELONGS, Kind, Move, Status, moves_from

PAGE = 60  # rows


def actor_of(account: Account | None, *, at: dt.datetime) -> Actor:
    """Give who is asking, with the powers held at that moment: two queries, one for nobody's account."""
    person = account.person if account and account.is_active else None
    return NOBODY if person is None else actor_of_person(person, at=at)


def actor_of_person(person: Person, *, at: dt.datetime) -> Actor:
    """Give somebody with the powers held at that moment, entered or not: a job acts for whoever asked for it."""
    while person.merged_into is not None:  # an account that came before the merge still enters, as who they are
        person = person.merged_into
    return Actor(person=person.pk, pseudonym=person.pseudonym, grants=powers_held(person.pseudonym, at=at))


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom an actor may see: everybody, people of some groups, themselves."""

    everywhere: bool
    slugs: frozenset[str]
    person: int | None

    @property
    def keeps(self) -> bool:
        """Whether they keep anybody's record but their own."""
        return self.everywhere or bool(self.slugs)


def scope_of(actor: Actor) -> Scope:
    """Say whom an actor may see: an officer the people of their compartments, everybody themselves."""
    kept = {held.compartment for held in actor.grants if held.role == "officer"}
    slugs = frozenset(one.removeprefix(GROUP) for one in kept if one.startswith(GROUP))
    return Scope(EVERYWHERE in kept, slugs, actor.person)


def groups_kept_by(actor: Actor) -> QuerySet[Group]:
    """Give the groups whose people the actor keeps."""
    scope = scope_of(actor)
    return Group.objects.all() if scope.everywhere else Group.objects.filter(slug__in=scope.slugs)


def is_begun() -> bool:
    """Say whether the movement has a group, as anybody may know."""
    return Group.objects.filter(closed_on=None).exists()


def copies_of(group: Group) -> tuple[Copy, ...]:
    """Give the newest lists that were carried out of a group that the asker was found to keep."""
    return tuple(Copy.objects.filter(of=name_of(group)).order_by("-pk")[:20])


def _group_ids(actor: Actor) -> list[int] | None:
    """Give the groups that a search is kept to: None for all."""
    return None if scope_of(actor).everywhere else list(groups_kept_by(actor).values_list("pk", flat=True))


def people_kept_by(actor: Actor) -> QuerySet[Person]:
    """Give the people whose records the actor keeps as an officer."""
    people = Person.objects.filter(merged_into=None, erased_at=None)
    ids = _group_ids(actor)
    return people if ids is None else people.filter(group__in=ids)


def people_seen_by(actor: Actor) -> QuerySet[Person]:
    """Give the people whose page the actor may open: those they keep, and themselves."""
    scope = scope_of(actor)
    people = Person.objects.filter(merged_into=None, erased_at=None).select_related("group")
    if scope.everywhere:
        return people
    return people.filter(Q(group__slug__in=scope.slugs) | Q(pk=scope.person))


def doubles_seen_by(actor: Actor) -> QuerySet[Double]:
    """Give the pairs of two people whom the actor both keeps."""
    pairs = Double.objects.exclude(said=Double.Said.MOOT).select_related("one__group", "other__group")
    ids = _group_ids(actor)
    return pairs if ids is None else pairs.filter(group__in=ids)


def merges_seen_by(actor: Actor) -> QuerySet[Merge]:
    """Give the merges into people whom the actor keeps."""
    merges = Merge.objects.select_related("kept__group", "gone")
    ids = _group_ids(actor)
    return merges if ids is None else merges.filter(kept__group__in=ids)


def posts_kept_by(actor: Actor) -> QuerySet[Post]:
    """Give the posts of the groups that the actor keeps; those of the movement to its officers."""
    posts = Post.objects.select_related("group")
    ids = _group_ids(actor)
    return posts if ids is None else posts.filter(group__in=ids)


def terms_kept_by(actor: Actor) -> QuerySet[Term]:
    """Give the terms that the actor may end: in those posts, and their own."""
    terms = Term.objects.select_related("post__group", "person")
    return terms.filter(Q(post__in=posts_kept_by(actor)) | Q(person=scope_of(actor).person))


def ways_kept_by(actor: Actor) -> QuerySet[ContactWay]:
    """Give the ways to reach people whose page the actor may open."""
    return ContactWay.objects.filter(person__in=people_seen_by(actor)).select_related("person__group")


def uploads_seen_by(actor: Actor) -> QuerySet[Upload]:
    """Give the files of the roll that were brought for what the actor keeps."""
    scope = scope_of(actor)
    uploads = Upload.objects.filter(into__startswith="roll.")
    if scope.everywhere:
        return uploads
    return uploads.filter(compartment__in=[f"{GROUP}{slug}" for slug in scope.slugs])


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of people in the order of their names, and how many there are by status."""

    people: tuple[Person, ...]
    tallies: Mapping[str, int]
    group: Group | None
    status: str | None
    beyond: int

    @property
    def total(self) -> int:
        """How many belong."""
        return sum(people for status, people in self.tallies.items() if status in BELONGS)


def people_listed(actor: Actor, *, group: Group | None, status: str | None, beyond: int = 0) -> Listed:
    """List people whom the actor keeps, from behind the person of the id `beyond`: of one group, or of all."""
    rows = people_kept_by(actor) if group is None else Person.objects.filter(group=group, merged_into=None)
    rows = rows if status is None else rows.filter(status=status)
    last = Person.objects.filter(pk=beyond).values_list("folded", flat=True).first() if beyond else None
    # one lower bound alone: of two, SQLite begins to read at the first, and reads all that lies between
    later = Q(folded__gt=last) | Q(folded=last, pk__gt=beyond) if last else Q()
    rows = rows.filter(later, folded__gte=last) if last else rows.filter(folded__gt="")
    page = tuple(rows.select_related("group").order_by("folded", "pk")[: PAGE + 1])
    return Listed(page[:PAGE], _tallies(actor, group), group, status, page[PAGE - 1].pk if len(page) > PAGE else 0)


def _tallies(actor: Actor, group: Group | None) -> dict[str, int]:
    rows = Tally.objects.all()
    if group is not None:
        rows = rows.filter(group=group.pk)
    elif not scope_of(actor).everywhere:
        rows = rows.filter(group__in=groups_kept_by(actor).values("pk"))
    return dict(rows.order_by().values_list("status").annotate(Sum("people")))


def tallies_by_kind(group: Group) -> dict[str, int]:
    """Count who belongs to a group, by kind."""
    rows = Tally.objects.filter(group=group.pk, status__in=BELONGS)
    return dict(rows.order_by().values_list("kind").annotate(Sum("people")))


@dataclass(frozen=True, slots=True)
class PersonTold:
    """A person as their page tells them."""

    person: Person
    ways: tuple[ContactWay, ...]
    consents: Mapping[str, Consent]
    history: tuple[Membership, ...]
    terms: tuple[Term, ...]
    payments: tuple[Payment, ...]
    chases: tuple[Chase, ...]
    merges: tuple[Merge, ...]
    moves: tuple[Move, ...]
    lies_in: Group | None


def person_told(person: Person, *, group: Group | None) -> PersonTold:
    """Tell a person that the asker was found to see; `group` is the one of their postcode."""
    consents = Consent.objects.filter(person=person, until_at=None)
    kind = Kind(person.kind) if person.kind else None
    return PersonTold(
        person=person,
        ways=tuple(ContactWay.objects.filter(person=person).order_by("kind", "pk")),
        consents={one.channel: one for one in consents},
        history=tuple(Membership.objects.filter(person=person).order_by("-pk")[:PAGE]),
        terms=tuple(Term.objects.filter(person=person).select_related("post__group").order_by("-starts_on")[:PAGE]),
        payments=tuple(Payment.objects.filter(person=person).order_by("-paid_on")[:12]),
        chases=tuple(Chase.objects.filter(person=person).order_by("-asked_on")[:12]),
        merges=tuple(Merge.objects.filter(kept=person, undone_at=None).order_by("-pk")),
        moves=moves_from(Status(person.status), kind=kind),
        lies_in=group if group and group.pk != person.group_id else None,
    )


def consents_told(person: Person) -> tuple[Consent, ...]:
    """Tell everything that somebody ever said of being told, newest first."""
    return tuple(Consent.objects.filter(person=person).order_by("-said_at", "-pk")[:200])


@dataclass(frozen=True, slots=True)
class GroupTold:
    """A group as its officers see it."""

    group: Group
    tallies: Mapping[str, int]
    kinds: Mapping[str, int]
    districts: tuple[str, ...]
    posts: tuple[tuple[Post, tuple[Term, ...]], ...]
    doubles: int

    @property
    def officers(self) -> int:
        """How many people hold a post."""
        return len({term.person_id for _post, terms in self.posts for term in terms})


def group_told(actor: Actor, group: Group, *, today: dt.date) -> GroupTold:
    """Tell a group that the asker was found to keep."""
    posts = Post.objects.filter(group=group, closed_on=None).order_by("pk")
    held: dict[int, list[Term]] = {}
    for term in standing_terms(today).filter(post__in=posts).select_related("person").order_by("pk"):
        held.setdefault(term.post_id, []).append(term)
    return GroupTold(
        group=group,
        tallies=_tallies(actor, group),
        kinds=tallies_by_kind(group),
        districts=tuple(District.objects.filter(group=group).order_by("code").values_list("code", flat=True)),
        posts=tuple((post, tuple(held.get(post.pk, ()))) for post in posts),
        doubles=Double.objects.filter(group=group, said="").count(),
    )


def standing_terms(today: dt.date) -> QuerySet[Term]:
    """Give every term that stands on a day."""
    ended = Q(ended_on__isnull=True) | Q(ended_on__gt=today)
    return Term.objects.filter(ended, starts_on__lte=today, ends_on__gte=today, post__closed_on=None)


def terms_left(person: Person, *, today: dt.date) -> tuple[Term, ...]:
    """Give the terms of their group that somebody whom the asker keeps would keep in another: ending one is apart."""
    held = standing_terms(today).filter(person=person, post__group=person.group_id).exclude(post__group=None)
    return tuple(held.select_related("post__group").order_by("pk"))


def doubles_told(actor: Actor, *, settled: bool, beyond: tuple[int, int] | None = None) -> tuple[Double, ...]:
    """Give a page of pairs, likeliest first, from behind (weight, id); or what was settled, newest first."""
    rows = doubles_seen_by(actor)
    if settled:
        return tuple(rows.exclude(said="").order_by("-said_at", "-pk")[:PAGE])
    rows = rows.filter(said="")
    if beyond:
        weight, pk = beyond
        rows = rows.filter(Q(weight__lt=weight) | Q(weight=weight, pk__gt=pk), weight__lte=weight)
    return tuple(rows.order_by("-weight", "pk")[:PAGE])


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group in a list, with what needs somebody."""

    group: Group
    people: int
    applied: int
    due: int
    officers: int


def groups_told(actor: Actor, *, today: dt.date) -> tuple[GroupRow, ...]:
    """Tell all groups that the actor keeps: three queries, however many they are."""
    groups = tuple(groups_kept_by(actor).filter(closed_on=None).order_by("name"))
    counts: dict[int, dict[str, int]] = {}
    for group, status, people in Tally.objects.values_list("group", "status", "people"):
        of_group = counts.setdefault(group, {})
        of_group[status] = of_group.get(status, 0) + people
    held = standing_terms(today).values_list("post__group").annotate(people=Count("person", distinct=True))
    officers = dict(held.order_by())
    return tuple(_row(one, counts.get(one.pk, {}), officers.get(one.pk, 0)) for one in groups)


def _row(group: Group, counts: Mapping[str, int], officers: int) -> GroupRow:
    belong = sum(people for status, people in counts.items() if status in BELONGS)
    return GroupRow(group, belong, counts.get("applied", 0), counts.get("due", 0), officers)


@dataclass(frozen=True, slots=True)
class Field:
    """A choice between two people's records: what either says, and whether it differs."""

    name: str
    one: str
    other: str

    @property
    def differs(self) -> bool:
        """Whether there is anything to choose."""
        return self.one != self.other


@dataclass(frozen=True, slots=True)
class DoubleTold:
    """Two people side by side."""

    pair: Double
    fields: tuple[Field, ...]
    ways: tuple[tuple[ContactWay, ...], tuple[ContactWay, ...]]
    consents: tuple[tuple[Consent, ...], tuple[Consent, ...]]


def double_told(pair: Double) -> DoubleTold:
    """Tell a pair that the asker was found to see, field by field."""
    both = (pair.one_id, pair.other_id)
    ways = tuple(ContactWay.objects.filter(person__in=both).order_by("kind", "pk"))
    consents = tuple(Consent.objects.filter(person__in=both, until_at=None).order_by("channel"))
    first, second = _said(pair.one), _said(pair.other)
    return DoubleTold(
        pair=pair,
        fields=tuple(Field(name, first[name], second[name]) for name in first),
        ways=(_of(ways, pair.one_id), _of(ways, pair.other_id)),
        consents=(_of(consents, pair.one_id), _of(consents, pair.other_id)),
    )


Row = TypeVar("Row", ContactWay, Consent)


def _of(rows: tuple[Row, ...], person: int) -> tuple[Row, ...]:
    return tuple(row for row in rows if row.person_id == person)


def _said(person: Person) -> dict[str, str]:
    standing = " · ".join(filter(None, (person.get_kind_display(), person.body, person.get_status_display())))
    return {
        "name": f"{person.forenames} {person.surname}".strip(),
        "known_as": person.known_as,
        "number": person.number,
        "address": ", ".join(filter(None, (*person.address.splitlines(), postcode_told(person.postcode)))),
        "group": person.group.name if person.group else "",
        "standing": standing,
    }


@dataclass(frozen=True, slots=True)
class Need:
    """Something of the roll that waits for an officer: what, how many, and the page where it is done."""

    kind: Literal["doubles", "applied", "due", "one officer", "file"]
    count: int
    address: str
    group: str = ""


MOST_NEEDS = 20


def needs_of(actor: Actor, *, today: dt.date) -> tuple[Need, ...]:
    """Give what of the roll needs this actor, the most pressing first.

    Groups that one resignation would leave alone; who asked to join; pairs; subscriptions that are due.
    """
    if not scope_of(actor).keeps:
        return ()
    rows = groups_told(actor, today=today)
    needs = [Need("one officer", one.officers, one.group.get_absolute_url(), one.group.name)
             for one in rows if one.officers <= 1 and one.people][:MOST_NEEDS]  # fmt: skip
    listed, everybody = reverse("roll:people"), _tallies(actor, None)
    if everybody.get("applied", 0) > 0:
        needs.append(Need("applied", everybody["applied"], f"{listed}?status=applied"))
    doubled = doubles_seen_by(actor).select_related(None).filter(said="").values("pk")[: PAGE + 1].count()
    if doubled:
        needs.append(Need("doubles", doubled, reverse("roll:doubles")))
    if everybody.get("due", 0) > 0:
        needs.append(Need("due", everybody["due"], f"{listed}?status=due"))
    waiting = uploads_seen_by(actor).filter(state__in=OPEN).count()
    if waiting:
        needs.append(Need("file", waiting, reverse("roll:files")))
    return tuple(needs)


def uploads_told(actor: Actor) -> tuple[Upload, ...]:
    """Tell the newest files that the actor may see, those that wait first."""
    rows = sorted(uploads_seen_by(actor).order_by("-pk")[:PAGE], key=lambda one: one.state not in OPEN)
    return tuple(rows)
