"""The live board: how coaches, cars and people stand, what is proposed, what needs somebody."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import Any

from django.db.models import Count, Max, Q

from muster.web.days.changes import Change, change_told, fetched
from muster.web.days.comings import Gone, gone_of
from muster.web.days.models import Day
from muster.web.days.models_of_people import Coming
from muster.web.days.models_of_seats import CheckIn, Difference, HomeCall, Incident, Seating
from muster.web.days.riding import VehicleTold, vehicles_told
from muster.web.days.standing import head_of, standing_of
from muster.web.messenger.models import Message, State
from muster.web.record.jobs import progress
from muster.web.record.models import Job

Tick = CheckIn.Kind  # under way, aboard, here, home, as pages name it

Body = Mapping[str, Any]
S_PER_MIN = 60
MOST_FOUND, MOST_LISTED = 20, 100
_NAMES = ("person__known_as", "person__forenames", "person__surname")
_STUCK = (State.FAILED, State.UNCLEAR, State.BOUNCED)


@dataclass(frozen=True, slots=True)
class SentTold:
    """How far the messages of a difference came."""

    messages: int
    waiting: int
    stuck_names: tuple[str, ...]
    stuck: bool  # whether they could not even be written

    @property
    def stuck_messages(self) -> int:
        """How many did not arrive, or may not have."""
        return len(self.stuck_names)


@dataclass(frozen=True, slots=True)
class VehicleLive:
    """A coach or a car on the day.

    Attributes:
        told: as people were told.
        state: 'stopped', 'here', 'off', 'late' or 'waits'.
        since: since when it is under way or here.
        late_min: how much later than everybody is wanted.
        aboard, people: how many people were ticked aboard, of how many who ride.
        proposed: what the proposal would make of it: '', 'stops', 'changes' or 'runs'.
    """

    told: Body
    state: str
    since: dt.datetime | None
    late_min: int
    aboard: int
    people: int
    proposed: str


@dataclass(frozen=True, slots=True)
class BoardTold:
    """All of it.

    Attributes:
        seen: the number of the newest seating: what the next deed says that its asker saw.
        people: everybody who comes, as they were told.
        vehicles: coaches, then cars, in the list's order.
        wanted, riding, left: people who want a seat, have one, have none.
        aboard, here, home: people ticked so.
        incidents: those that nobody closed yet.
        gone: whoever said that they can't after all, and is expected still.
        proposal: what would change if it was sent.
        last: the last difference that was sent; sent: how far its messages came.
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


@dataclass(frozen=True, slots=True)
class VehicleNow:
    """A vehicle with its riders and what was ticked; `seen` is the newest seating's number."""

    told: VehicleTold
    seen: int
    ticks: Mapping[str, dt.datetime]
    riders: Mapping[str, Mapping[str, dt.datetime]]

    @property
    def aboard(self) -> frozenset[str]:
        """Who was ticked aboard."""
        return frozenset(who for who, kinds in self.riders.items() if CheckIn.Kind.ABOARD in kinds)


def version_of(day: Day) -> str:
    """Give a name to how the board stands, from a few light questions: as long as it is the same, nothing changed."""
    seatings = list(day.seatings.values_list("number", "sent_at", "undone_at"))
    ticks = day.check_ins.aggregate(last=Max("pk"), undone=Count("undone_at"))
    incidents = list(day.incidents.values_list("pk", "answered_at", "closed_at", "forgotten_at"))
    sent = list(day.differences.values_list("after", "written_at", "sending"))
    about = [one[2] for one in sent if one[2]][-1:]
    rows = Message.objects.filter(sending__in=about)
    states = sorted(rows.values_list("state").annotate(Count("pk")))
    asked = list(HomeCall.objects.filter(day=day).values_list("sending", flat=True))
    home = Message.objects.filter(_of_call(asked), answer="home").count() if any(asked) else 0
    gone = day.coming.filter(withdrawn_at__isnull=False).count()
    return sha256(repr((seatings, ticks, incidents, sent, states, asked, home, gone)).encode()).hexdigest()[:24]


def board_told(day: Day) -> BoardTold | None:
    """Tell the whole board; None before there are seats."""
    head = head_of(day)
    standing = head if head is None or head.sent_at else standing_of(day)
    if standing is None or head is None:
        return None
    ticks = ticks_of(day)
    body = standing.body
    call = call_of(day)
    home = home_names(day, call) | {name for name, kinds in ticks.items() if CheckIn.Kind.HOME in kinds}
    size_of = {one["name"]: one["size"] for one in body["people"]}
    proposal = change_told(head, before=standing) if not head.sent_at else None
    last = day.differences.last()
    return BoardTold(
        seen=head.number,
        people=tuple(body["people"]),
        vehicles=tuple(_vehicle(day, one, ticks, size_of, head) for one in _in_order(body["vehicles"])),
        wanted=body["wanted"],
        riding=body["seated"],
        left=body["wanted"] - body["seated"],
        aboard=_people(size_of, ticks, CheckIn.Kind.ABOARD),
        here=_people(size_of, ticks, CheckIn.Kind.HERE),
        home=sum(size_of.get(name, 0) for name in home),
        home_asked=call,
        incidents=tuple(day.incidents.filter(closed_at=None)),
        gone=gone_of(day, head),
        proposal=proposal,
        last=last,
        sent=sent_told(last) if last else None,
    )


def people_found(day: Day, told: BoardTold, query: str) -> tuple[Body, ...]:
    """Find who comes by a part of their name: their rides as they were told, a few of them."""
    words = query.casefold().split()
    rows = Coming.objects.filter(day=day, answer="come").select_related("person").only("pk", *_NAMES)
    called = {row.name: row.person.name for row in rows}
    hits = (one for one in told.people if _is_called(called.get(one["name"]) or one["name"], words))
    return tuple(islice(hits, MOST_FOUND))


def _is_called(name: str, words: Iterable[str]) -> bool:
    return all(word in name.casefold() for word in words)


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


def call_of(day: Day) -> HomeCall | None:
    """Give when everybody was asked to say that they are home, if they were."""
    return HomeCall.objects.filter(day=day).first()


def vehicle_now(day: Day, name: str) -> "VehicleNow | None":
    """Tell a vehicle as it stands, with what was ticked; None where there is none of that name."""
    standing, head = standing_of(day), head_of(day)
    told = next((one for one in vehicles_told(standing.body) if one.told["name"] == name), None) if standing else None
    if told is None or head is None:
        return None
    ticks = ticks_of(day)
    return VehicleNow(
        told, head.number, ticks.get(name, {}), {who: kinds for who, kinds in ticks.items() if who != name}
    )


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


def sent_told(sent: Difference) -> SentTold:
    """Tell how far the messages of a difference came: two questions."""
    job = Job.objects.filter(ref=sent.job).first() if sent.job and sent.written_at is None else None
    states: Counter[str] = Counter()
    stuck: list[str] = []
    if sent.sending:
        rows = Message.objects.filter(sending=sent.sending)
        states.update(dict(rows.values_list("state").annotate(Count("pk"))))
        failed = rows.filter(state__in=_STUCK).values_list("fields", flat=True)
        stuck = [str(fields.get("name", "")) for fields in failed]
    return SentTold(
        messages=sum(states.values()),
        waiting=states[State.WAITING] + states[State.HANDING],
        stuck_names=tuple(sorted(stuck)),
        stuck=job is not None and progress(job).state in {"failed", "cancelled"},
    )


def _of_call(sendings: Iterable[int | None]) -> Q:
    """Choose the messages of these sendings and of their reminders."""
    known = [one for one in sendings if one]
    return Q(sending__in=known) | Q(sending__reminder_of__in=known)


def _in_order(vehicles: Iterable[Body]) -> list[Body]:
    return sorted(vehicles, key=lambda one: one["kind"] != "coach")


def _people(size_of: Mapping[str, int], ticks: Mapping[str, Mapping[str, dt.datetime]], kind: str) -> int:
    return sum(size_of.get(name, 0) for name, kinds in ticks.items() if kind in kinds)


def _vehicle(
    day: Day, told: Body, ticks: Mapping[str, Mapping[str, dt.datetime]], size_of: Mapping[str, int], head: Seating
) -> VehicleLive:
    mine = ticks.get(told["name"], {})
    riders = fetched(told)
    late_min = max(0, -(-(told["arrives_s"] - day.arrive_min * S_PER_MIN) // S_PER_MIN)) if told["runs"] else 0
    here, off = mine.get(CheckIn.Kind.HERE), mine.get(CheckIn.Kind.OFF)
    state = "here" if here else "off" if off else "late" if late_min else "waits"
    return VehicleLive(
        told=told,
        state=state if told["runs"] else "stopped",
        since=here or off,
        late_min=late_min,
        aboard=sum(size_of[name] for name in riders if CheckIn.Kind.ABOARD in ticks.get(name, {})),
        people=sum(size_of[name] for name in riders),
        proposed=_proposed(told, head),
    )


def _proposed(told: Body, head: Seating) -> str:
    if head.sent_at:
        return ""
    then = next(one for one in head.body["vehicles"] if one["name"] == told["name"])
    if then["runs"] != told["runs"]:
        return "runs" if then["runs"] else "stops"
    keys = ("starts_s", "arrives_s", "visits")
    return "changes" if any(then[key] != told[key] for key in keys) else ""
