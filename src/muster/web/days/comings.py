"""What pages may ask of who comes to a day. Every question says who is asking."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from muster.register.folded import folded
from muster.web.days.going_out import SentTold, place_told, sent_told
from muster.web.days.heard import still_due
from muster.web.days.models import Day
from muster.web.days.models_of_people import Coming, Invitation, Telling, Vehicle
from muster.web.days.models_of_seats import Seating
from muster.web.days.queries import days_seen_by
from muster.web.days.sums import COME, Sums, sums_of
from muster.web.days.whereabouts import telephones_of
from muster.web.messenger.models import Message, State
from muster.web.record.actor import Actor
from muster.web.record.jobs import Progress, progress
from muster.web.record.models import Job
from muster.web.roll.models import Person
from muster.web.roll.queries import groups_kept_by, scope_of

PAGE = 40
MOST_ASKED = 5
_WHO = (
    "person__pseudonym", "person__known_as", "person__forenames", "person__surname", "person__group__name",
)  # fmt: skip
_SAID = (
    "answer",
    "withdrawn_at",
    "size",
    "drives",
    "seats_offered",
    "needs",
    "beds_wanted",
    "beds_offered",
    "under_18",
)
_ALONE = Q(under_18=True, answer="come", withdrawn_at__isnull=False)
Show = Literal["come", "cant", "silent", "needs", "alone", "unreached"]
SHOWS: tuple[Show, ...] = ("come", "needs", "alone", "silent", "cant", "unreached")


def plans(actor: Actor, day: Day) -> bool:
    """Whether somebody plans this day."""
    return actor.holds("organiser", compartment=day.compartment)


def days_peopled_by(actor: Actor) -> QuerySet[Day]:
    """Give the days whose people somebody sees: those they plan; an officer's where their own people are asked."""
    planned = {held.compartment for held in actor.grants if held.role == "organiser"}
    kept = {held.compartment for held in actor.grants if held.role == "officer"}
    wanted = Q(compartment__in=planned | kept)
    scope = scope_of(actor)
    if scope.everywhere:
        return Day.objects.all()
    if scope.keeps:
        theirs = Invitation.objects.filter(day=OuterRef("pk"), person__group__in=groups_kept_by(actor))
        wanted |= Q(Exists(theirs))
    return Day.objects.filter(wanted)


def comings_seen_by(actor: Actor, day: Day) -> QuerySet[Coming]:
    """Give the answers that somebody sees: an organiser all of the day, an officer those of their own people."""
    rows = Coming.objects.filter(day=day).select_related("person__group", "with_person", "day")
    if plans(actor, day) or scope_of(actor).everywhere:
        return rows
    return rows.filter(person__group__in=groups_kept_by(actor))


def invitations_seen_by(actor: Actor, day: Day) -> QuerySet[Invitation]:
    """Give the invitations of the same people."""
    rows = Invitation.objects.filter(day=day).select_related("person__group", "day")
    if plans(actor, day) or scope_of(actor).everywhere:
        return rows
    return rows.filter(person__group__in=groups_kept_by(actor))


def invitation_of(actor: Actor, pk: int) -> Invitation | None:
    """Give somebody's own invitation to a day; one not kept yet where they may see the day anyway."""
    if actor.person is None:
        return None
    found = Invitation.objects.filter(day=pk, person=actor.person).select_related("day", "person__group").first()
    if found is not None:
        return found
    day = days_seen_by(actor).filter(pk=pk).first()
    return Invitation(day=day, person=Person.objects.select_related("group").get(pk=actor.person)) if day else None


def invitations_of(actor: Actor, *, today: dt.date) -> list[tuple[Invitation, Coming | None]]:
    """Give the coming days that somebody was asked to, and what they answered."""
    rows = Invitation.objects.filter(person=actor.person or 0, day__held_on__gte=today).select_related("day")
    answers = {row.day_id: row for row in Coming.objects.filter(person=actor.person or 0, held_on__gte=today)}
    return [(row, answers.get(row.day_id)) for row in rows.order_by("day__held_on", "day")]


def is_asked(actor: Actor, day: Day) -> bool:
    """Whether somebody was asked to a day, or comes to it: then they have a page of their own there."""
    return actor.person is not None and Invitation.objects.filter(day=day, person=actor.person).exists()


def only_asked_to(actor: Actor, *, today: dt.date) -> list[Day]:
    """Give the coming days to which somebody was asked who neither organises any nor looks after anybody."""
    if scope_of(actor).keeps or any(held.role == "organiser" for held in actor.grants):
        return []
    return [invitation.day for invitation, _coming in invitations_of(actor, today=today)]


def unanswered_by(actor: Actor, *, today: dt.date) -> list[Day]:
    """Give the coming days to which somebody was asked and that they have said nothing of."""
    if actor.person is None:
        return []
    said = Coming.objects.filter(day=OuterRef("pk"), person=actor.person)
    asked = Invitation.objects.filter(day=OuterRef("pk"), person=actor.person, asked_at__isnull=False)
    days = Day.objects.filter(Exists(asked), ~Exists(said), held_on__gte=today).exclude(state=Day.State.CANCELLED)
    return list(days.order_by("held_on", "pk")[:MOST_ASKED])


def days_peopled_next(actor: Actor, *, today: dt.date) -> list[Day]:
    """Give the coming days whose people somebody sees, the nearest few."""
    days = days_peopled_by(actor).filter(held_on__gte=today).exclude(state=Day.State.CANCELLED)
    return list(days.order_by("held_on", "pk")[:MOST_ASKED])


def days_come_to_by(actor: Actor, *, today: dt.date) -> list[Day]:
    """Give the coming days to which somebody comes."""
    if actor.person is None:
        return []
    said = Coming.objects.filter(person=actor.person, answer=Coming.Answer.COME, withdrawn_at=None)
    return list(Day.objects.filter(coming__in=said, held_on__gte=today).order_by("held_on", "pk")[:MOST_ASKED])


@dataclass(frozen=True, slots=True)
class PeopleTold:
    """Who comes to a day, counted over those whom the asker sees, and what is to be done next.

    Whoever was asked comes, can't, has not answered, or answered what stands no more (`fallen`). The day's own sums are
    an organiser's alone.
    """

    day: Day
    people: int
    answers: int
    asked: int
    silent: int
    cant: int
    fallen: int
    drivers: int
    seats: int
    sums: Sums | None
    beds_wanted: int
    beds_offered: int
    needs: int
    alone: int
    planned: bool
    told: bool
    telling: Telling | None
    place: SentTold | None
    unreached: int
    work: Progress | None
    plans: bool

    @property
    def working(self) -> bool:
        """Whether seats are being looked for."""
        return self.work is not None and not self.work.ended

    @property
    def goes_on(self) -> bool:
        """Whether this may be another in a moment: seats are looked for, or messages leave that no night holds back."""
        return self.working or bool(self.place and self.place.waits and self.place.waits.why != "night")

    @property
    def beds_short(self) -> int:
        """How many more beds are wanted than offered."""
        return max(self.beds_wanted - self.beds_offered, 0)


def people_told(actor: Actor, day: Day, *, at: dt.datetime) -> PeopleTold:
    """Count who comes: a few queries, however many they are."""
    job = Job.objects.filter(kind="days.seat_people", arguments__day=day.pk).order_by("-pk").first()
    work = progress(job) if job else None  # before the seats: a job that has ended by now has put them there
    rows, invited = comings_seen_by(actor, day), invitations_seen_by(actor, day)
    sums = rows.aggregate(
        people=Sum("size", filter=COME), answers=Count("pk", filter=COME), wanted=Sum("beds_wanted", filter=COME),
        offered=Sum("beds_offered", filter=COME), drivers=Count("pk", filter=COME & Q(drives=True)),
        seats=Sum("seats_offered", filter=COME), needs=Count("pk", filter=COME & ~Q(needs="")), said=Count("pk"),
        cant=Count("pk", filter=Q(answer=Coming.Answer.CANT)), alone=Count("pk", filter=_ALONE),
    )  # fmt: skip
    asked = invited.count()
    plan = day.seatings.filter(number=0).values_list("pk", flat=True).first()
    telling = place_told(day)
    place = sent_told(telling, at=at) if telling else None
    return PeopleTold(
        day=day,
        people=sums["people"] or 0,
        answers=sums["answers"],
        asked=asked,
        silent=max(asked - sums["said"], 0),  # whoever answered has an invitation, if only since then
        cant=sums["cant"],
        fallen=sums["said"] - sums["answers"] - sums["cant"],
        drivers=sums["drivers"],
        seats=sums["seats"] or 0,
        sums=sums_of([day.pk])[day.pk] if plans(actor, day) else None,
        beds_wanted=sums["wanted"] or 0,
        beds_offered=sums["offered"] or 0,
        needs=sums["needs"],
        alone=sums["alone"],
        planned=plan is not None,
        told=telling is not None,
        telling=telling,
        place=place,
        unreached=_unreached_of(rows, telling).count() if telling else 0,
        work=work,
        plans=plans(actor, day),
    )


def silent_of(invited: QuerySet[Invitation], day: Day) -> QuerySet[Invitation]:
    """Give whoever was asked and has not answered."""
    answered = Coming.objects.filter(day=day, person=OuterRef("person"))
    return invited.filter(~Exists(answered))


def alone_of(rows: QuerySet[Coming]) -> QuerySet[Coming]:
    """Give whoever is under 18 and has nobody any more with whom they come."""
    return rows.filter(_ALONE)


def _unreached_of(rows: QuerySet[Coming], telling: Telling | None) -> QuerySet[Coming]:
    """Give whoever comes and was told their place by no mail or text message: they are to be rung."""
    come = rows.filter(answer=Coming.Answer.COME, withdrawn_at=None)
    if telling is None:
        return come.none()
    messages = still_due(Message.objects.filter(sending=telling.sending or 0, state=State.STOPPED))
    stopped = Person.objects.filter(pseudonym__in=list(messages.values_list("to", flat=True)))
    return come.filter(person__in=[*telling.unreached, *stopped.values_list("pk", flat=True)])


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody in a list of who comes: what they answered, and where they are rung."""

    person: Person
    coming: Coming | None
    telephone: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a list, and from where the next one goes on."""

    rows: tuple[Row, ...]
    beyond: int


def listed(actor: Actor, day: Day, *, show: Show, beyond: int, at: dt.datetime) -> Listed:
    """List whoever the asker sees, a page at a time; those who have not answered with where they are rung."""
    if show == "silent":
        silent = silent_of(invitations_seen_by(actor, day), day).filter(pk__gt=beyond).order_by("pk")
        asked = list(silent.select_related(None).select_related("person__group").only(*_WHO)[: PAGE + 1])
        rings = telephones_of([one.person_id for one in asked], day, at=at)
        rows = tuple(Row(one.person, None, rings.get(one.person_id, "")) for one in asked[:PAGE])
        return Listed(rows, asked[PAGE - 1].pk if len(asked) > PAGE else 0)
    seen = comings_seen_by(actor, day)
    wanted = _unreached_of(seen, place_told(day)) if show == "unreached" else _shown(seen, show)
    return _page(wanted, day, beyond=beyond, at=at)


def found(actor: Actor, day: Day, *, words: str, beyond: int, at: dt.datetime) -> Listed:
    """Find whoever answered, whatever they said, by how the words of their name begin: a page of them."""
    rows = comings_seen_by(actor, day)
    for word in folded(words).split():
        rows = rows.filter(Q(person__folded__startswith=word) | Q(person__folded__contains=f" {word}"))
    return _page(rows, day, beyond=beyond, at=at)


def _page(rows: QuerySet[Coming], day: Day, *, beyond: int, at: dt.datetime) -> Listed:
    some = rows.filter(pk__gt=beyond).order_by("pk").select_related(None).select_related("person__group")
    answers = list(some.only(*_WHO, *_SAID)[: PAGE + 1])
    rings = telephones_of([one.person_id for one in answers], day, at=at)
    told = tuple(Row(one.person, one, rings.get(one.person_id, "")) for one in answers[:PAGE])
    return Listed(told, answers[PAGE - 1].pk if len(answers) > PAGE else 0)


def _shown(rows: QuerySet[Coming], show: Show) -> QuerySet[Coming]:
    come = rows.filter(answer=Coming.Answer.COME, withdrawn_at=None)
    by = {
        "come": come,
        "needs": come.exclude(needs=""),
        "alone": alone_of(rows),
        "cant": rows.filter(answer=Coming.Answer.CANT),
    }
    return by[show]


@dataclass(frozen=True, slots=True)
class Gone:
    """Somebody who can't after all and is expected still: the core's name; the vehicle that they were to drive."""

    who: str
    drives: str


def gone_of(day: Day, head: Seating) -> tuple[Gone, ...]:
    """Give those who said that they can't after everybody was told, and whom the newest seating still expects.

    To be asked once everybody was told. A driver's vehicle is cancelled first; then they drop out like anybody.
    """
    expected = {one["name"] for one in head.body["people"] if (one["reason"] or {}).get("kind") != "DropsOut"}
    driven = {one["driver"]: one["name"] for one in head.body["vehicles"] if one["driver"] and one["runs"]}
    rows = Coming.objects.filter(day=day, withdrawn_at__isnull=False).order_by("withdrawn_at")
    return tuple(Gone(row.name, driven.get(row.name, "")) for row in rows if row.name in expected)


def vehicles_of_day(day: Day) -> QuerySet[Vehicle]:
    """Give a day's coaches and cars that stand, with their drivers and stops."""
    rows = Vehicle.objects.filter(day=day, withdrawn_at=None).select_related("driver__person__group")
    return rows.prefetch_related("stops")


def vehicles_run_in(day: Day) -> QuerySet[Vehicle]:
    """Give every vehicle of a day that the asker was found to plan, whether it drives or not."""
    return Vehicle.objects.filter(day=day).select_related("day")


def coming_of(day: Day, person: Person) -> Coming | None:
    """Give what somebody answered for a day."""
    rows = Coming.objects.filter(day=day, person=person)
    return rows.select_related("day", "person", "with_person").first()


def young_with(day: Day, adult: Person) -> QuerySet[Coming]:
    """Give whoever is under 18 and named this adult, whether they come or not."""
    rows = Coming.objects.filter(day=day, with_person=adult)
    return rows.select_related("day", "person", "with_person__group").order_by("pk")
