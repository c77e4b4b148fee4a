"""The live board: how coaches, cars and people stand, what is proposed, what needs somebody."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q

from muster.web.days.asking_again import version_of
from muster.web.days.changes import Change, change_told
from muster.web.days.comings import Gone, gone_of
from muster.web.days.going_out import GOING, Far, SentTold, far_of, held_of, place_told, sent_told, stops_of
from muster.web.days.models import Day
from muster.web.days.models_of_people import Telling
from muster.web.days.models_of_seats import CheckIn, Difference, HomeCall, Incident, Seating
from muster.web.days.riding import VehicleTold, vehicle_told
from muster.web.days.standing import head_of, standing_of
from muster.web.days.vehicles_now import VehicleLive, clock_s, vehicles_live
from muster.web.messenger.models import Message

Tick = CheckIn.Kind  # under way, aboard, here, home, as pages name it

Body = Mapping[str, Any]
MOST_LISTED = 100
WHILE_WAITING_S = 15
_GRAVEST = (Incident.Kind.ACCIDENT, Incident.Kind.THREAT, Incident.Kind.DOG, Incident.Kind.OTHER)


@dataclass(frozen=True, slots=True)
class BoardTold:
    """All of it.

    Attributes:
        seen: the number of the newest seating: what the next deed says that its asker saw.
        people: everybody who comes, as they were told.
        vehicles: coaches, then cars, as they leave.
        wanted, riding, left: people who want a seat, have one, have none.
        aboard, here, home: people ticked so.
        incidents: those that nobody closed yet: first those that nobody looks after, of them first the gravest.
        gone: whoever said that they can't after all, and is expected still.
        proposal: what would change if it was sent.
        last: the last difference that was sent; sent: how far its messages came.
        stopped_before: how many messages were stopped, and never went, of what was sent before the last difference.
        ticks: what was ticked of whom, and since when.
        place: how far the messages came that tell everybody their place.
    """

    seen: int
    people: tuple[Body, ...]
    vehicles: tuple[VehicleLive, ...]
    wanted: int
    riding: int
    left: int
    aboard: int
    here: int
    home: int
    home_asked: HomeCall | None
    incidents: tuple[Incident, ...]
    gone: tuple[Gone, ...]
    proposal: Change | None
    last: Difference | None
    sent: SentTold | None
    place: SentTold | None
    stopped_before: int
    ticks: Mapping[str, Mapping[str, dt.datetime]]

    @property
    def first(self) -> tuple[VehicleLive, ...]:
        """The vehicles that need somebody."""
        return tuple(one for one in self.vehicles if one.needs_somebody)

    @property
    def rest(self) -> tuple[VehicleLive, ...]:
        """All others."""
        return tuple(one for one in self.vehicles if not one.needs_somebody)


@dataclass(frozen=True, slots=True)
class VehicleNow:
    """A vehicle with its riders, as people were told (`standing`), and what was ticked.

    `seen` is the newest seating's number.
    """

    told: VehicleTold
    standing: Seating
    seen: int
    ticks: Mapping[str, dt.datetime]
    riders: Mapping[str, Mapping[str, dt.datetime]]

    @property
    def aboard(self) -> frozenset[str]:
        """Who was ticked aboard."""
        return frozenset(who for who, kinds in self.riders.items() if CheckIn.Kind.ABOARD in kinds)


@dataclass(frozen=True, slots=True)
class Asked:
    """How a board stands, from light questions: enough to see whether anything changed since it was shown.

    Attributes:
        day: whose.
        numbers: of each seating, when it was sent, and when it was taken back.
        ticks: the newest tick, and how many were taken back.
        incidents, differences: all of them.
        place: the telling by which everybody learns their place.
        stops: which sendings stand stopped, and since when.
        far: how far the messages of the last difference and of everybody's place came.
        call: that everybody was asked whether they are home; home: how many said so.
        gone: how many can't after all.
    """

    day: Day
    numbers: tuple[tuple[object, ...], ...]
    ticks: Mapping[str, int | None]
    incidents: tuple[Incident, ...]
    differences: tuple[Difference, ...]
    place: Telling | None
    stops: Mapping[int, dt.datetime]
    far: Far
    call: HomeCall | None
    home: int
    gone: int

    @property
    def last(self) -> Difference | None:
        """The last difference that was sent."""
        return self.differences[-1] if self.differences else None

    def version(self, *, at: dt.datetime) -> str:
        """Give a name to how the board stands: as long as it is the same, nothing changed.

        On the day itself it is another each minute: who should have left by now is told by the clock. As long as
        messages wait it is another each quarter of a minute.
        """
        told = (
            self.numbers,
            self.ticks,
            [(one.pk, one.answered_at, one.closed_at, one.forgotten_at) for one in self.incidents],
            [(one.after, one.written_at, one.sending) for one in self.differences],
            self.place and self.place.written_at,
            self.stops,
            sorted(self.far.counted.items()),
            self.call and self.call.sending,
            self.home,
            self.gone,
            clock_s(self.day, at=at),
            at.timestamp() // WHILE_WAITING_S if self.waits else None,
        )
        return version_of(told)

    @property
    def waits(self) -> bool:
        """Whether anything is told that has not gone: why it hasn't may change though nothing else does."""
        unwritten = any(one and one.written_at is None for one in (self.last, self.place))
        return unwritten or any(one.state in GOING for each in self.far.counted.values() for one in each)


def asked_of(day: Day) -> Asked:
    """Ask how a day's board stands."""
    differences, place, call = tuple(day.differences.order_by("after")), place_told(day), call_of(day)
    sent = [one.sending for one in differences if one.sending][-1:]
    home = Message.objects.filter(_of_call([call.sending]), answer="home").count() if call and call.sending else 0
    return Asked(
        day=day,
        numbers=tuple(day.seatings.values_list("number", "sent_at", "undone_at")),
        ticks=day.check_ins.aggregate(last=Max("pk"), undone=Count("undone_at")),
        incidents=tuple(day.incidents.all()),
        differences=differences,
        place=place,
        stops=stops_of(day),
        far=far_of([*sent, place.sending if place else None]),
        call=call,
        home=home,
        gone=day.coming.filter(withdrawn_at__isnull=False).count(),
    )


def board_told(asked: Asked, *, at: dt.datetime) -> BoardTold | None:
    """Tell the whole board; None before there are seats."""
    day = asked.day
    head = head_of(day)
    standing = head if head is None or head.sent_at else standing_of(day)
    if standing is None or head is None:
        return None
    ticks = ticks_of(day)
    body = standing.body
    last, place, call = asked.last, asked.place, asked.call
    home = {name for name, kinds in ticks.items() if CheckIn.Kind.HOME in kinds}
    home |= home_names(day, call) if asked.home else set()
    size_of = {one["name"]: one["size"] for one in body["people"]}
    proposal = change_told(head, before=standing) if not head.sent_at else None
    apart = {one.sending for one in (last, place) if one}
    before = [one for one in held_of(day) if one.sending.pk not in apart] if asked.stops.keys() - apart else []
    return BoardTold(
        seen=head.number,
        people=tuple(body["people"]),
        vehicles=vehicles_live(day, body, head, ticks=ticks, size_of=size_of, at=at),
        wanted=body["wanted"],
        riding=body["seated"],
        left=body["wanted"] - body["seated"],
        aboard=_people(size_of, ticks, CheckIn.Kind.ABOARD),
        here=_people(size_of, ticks, CheckIn.Kind.HERE),
        home=sum(size_of.get(name, 0) for name in home),
        home_asked=call,
        incidents=_open(asked.incidents),
        gone=gone_of(day, head) if asked.gone and place else (),
        proposal=proposal,
        last=last,
        sent=sent_told(last, at=at, far=asked.far) if last else None,
        place=sent_told(place, at=at, far=asked.far) if place else None,
        stopped_before=sum(one.stopped for one in before),
        ticks=ticks,
    )


def missing(day: Day, kind: str, *, first: int = 0) -> tuple[tuple[Body, ...], int]:
    """Give some of those who ride and were not ticked so, from the first on, and how many there are."""
    standing = standing_of(day)
    if standing is None:
        return (), 0
    ticks = ticks_of(day)
    done = {name for name, kinds in ticks.items() if kind in kinds}
    if kind == CheckIn.Kind.HOME:
        done |= home_names(day, call_of(day))
    rows = [one for one in standing.body["people"] if one["vehicle"] is not None and one["name"] not in done]
    return tuple(rows[first : first + MOST_LISTED]), len(rows)


def ticked(day: Day, kind: str) -> tuple[CheckIn, ...]:
    """Give whom somebody ticked so, of those who ride: the newest first, as many as a page lists."""
    rows = day.check_ins.filter(kind=kind, undone_at=None).exclude(who__in=day.vehicles.values("name"))
    return tuple(rows.order_by("-at", "-pk")[:MOST_LISTED])


def call_of(day: Day) -> HomeCall | None:
    """Give when everybody was asked to say that they are home, if they were."""
    return HomeCall.objects.filter(day=day).first()


def vehicle_now(day: Day, name: str) -> "VehicleNow | None":
    """Tell a vehicle as it stands, with what was ticked; None where there is none of that name."""
    head = head_of(day)
    standing = head if head is None or head.sent_at else standing_of(day)
    told = vehicle_told(standing.body, name) if standing else None
    if told is None or standing is None or head is None:
        return None
    ticks = ticks_of(day)
    riders = {who: kinds for who, kinds in ticks.items() if who != name}
    return VehicleNow(told, standing, head.number, ticks.get(name, {}), riders)


def sent_with(seating: Seating) -> int:
    """Give the number of the seating together with which this one was sent."""
    rows = Difference.objects.filter(day=seating.day_id, after__gte=seating.number).order_by("after")
    return rows[0].after


def ticks_of(day: Day) -> dict[str, dict[str, dt.datetime]]:
    """Give what was ticked of whom, and since when."""
    ticks: dict[str, dict[str, dt.datetime]] = defaultdict(dict)
    for who, kind, at in day.check_ins.filter(undone_at=None).values_list("who", "kind", "at"):
        ticks[who][kind] = at
    return ticks


def home_names(day: Day, call: HomeCall | None) -> set[str]:
    """Name everybody who said by their link that they are home."""
    if call is None or call.sending is None:
        return set()
    answered = Message.objects.filter(_of_call([call.sending]), answer="home").values_list("to", flat=True)
    by_pseudonym = dict(day.coming.values_list("person__pseudonym", "pk"))
    return {f"r{by_pseudonym[to]}" for to in answered if to in by_pseudonym}


def _open(incidents: Iterable[Incident]) -> tuple[Incident, ...]:
    """Give those that nobody closed yet; those that stand alike the newest first, as they came."""
    rows = (one for one in incidents if one.closed_at is None)
    return tuple(sorted(rows, key=lambda one: (one.answered_at is not None, _GRAVEST.index(one.kind))))


def _of_call(sendings: Iterable[int | None]) -> Q:
    """Choose the messages of these sendings and of their reminders."""
    known = [one for one in sendings if one]
    return Q(sending__in=known) | Q(sending__reminder_of__in=known)


def _people(size_of: Mapping[str, int], ticks: Mapping[str, Mapping[str, dt.datetime]], kind: str) -> int:
    return sum(size_of.get(name, 0) for name, kinds in ticks.items() if kind in kinds)
