"""How far the messages of a day came: of a difference, or of everybody's place; why some have not gone."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Max, Min

from muster.web.days.heard import still_due
from muster.web.days.incidents import names_of
from muster.web.days.inviting import about
from muster.web.days.models import Day
from muster.web.days.models_of_people import Telling
from muster.web.days.models_of_seats import Difference
from muster.web.days.telling import is_soon
from muster.web.messenger.models import Message, Sending, State
from muster.web.messenger.quiet import next_allowed
from muster.web.record.jobs import Progress, progress
from muster.web.record.lines import lines
from muster.web.record.models import Job

Why = Literal["going", "night", "server", "busy", "nobody"]

GOING = (State.WAITING, State.HANDING)
_STUCK = (State.FAILED, State.UNCLEAR, State.BOUNCED)
_OURS = ("days.tell_difference", "days.write_telling", "messenger.hand_over")
_PATIENCE = dt.timedelta(seconds=15)  # until then they are on their way, whoever takes them
_MOST_JOBS = 50


@dataclass(frozen=True, slots=True)
class Waits:
    """Why messages have not gone yet.

    Attributes:
        why: they are leaving; it is night and the day far off; the mail server did not take them; every worker does
            something else; no worker works.
        until: when they may go, or are tried again.
        said: what the mail server said, or what the worker says it does.
    """

    why: Why
    until: dt.datetime | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class SentTold:
    """How far the messages of a difference, or of a telling, came.

    Attributes:
        messages: how many there are.
        gone, gone_at: how many were handed on, and when the last was.
        waiting, waits: how many have not gone yet, and why.
        stopped_to, stopped_at, stopped_by: whose somebody stopped, so that they were told nothing, when, and who
            did so by name; blank where nobody knows.
        stuck_to: whose did not arrive, or may not have. Of each of these the pseudonym and the name that was written.
        stuck: whether they could not even be written.
    """

    messages: int
    gone: int
    gone_at: dt.datetime | None
    waiting: int
    waits: Waits | None
    stopped_to: tuple[tuple[str, str], ...]
    stopped_at: dt.datetime | None
    stopped_by: str
    stuck_to: tuple[tuple[str, str], ...]
    stuck: bool

    @property
    def stuck_messages(self) -> int:
        """How many did not arrive, or may not have."""
        return len(self.stuck_to)

    @property
    def stopped(self) -> int:
        """How many were stopped."""
        return len(self.stopped_to)

    @property
    def is_over(self) -> bool:
        """Whether nothing of it is still to be done: none waits, was stopped, or could not even be written."""
        return not (self.waits or self.stopped or self.stuck)

    @property
    def all_gone(self) -> bool:
        """Whether every one was handed on."""
        return self.messages == self.gone > 0


@dataclass(frozen=True, slots=True)
class Counted:
    """How many messages of a sending stand in a state; when the last was handed on, the first and the last are due."""

    state: str
    count: int
    handed_at: dt.datetime | None
    first_due_at: dt.datetime
    last_due_at: dt.datetime


@dataclass(frozen=True)
class Far:
    """How far the messages of several sendings came."""

    counted: Mapping[int, Sequence[Counted]]

    @cached_property
    def hands(self) -> Waits:
        """Whether any worker is at a day's messages; what they do instead; that none works."""
        jobs = list(Job.objects.filter(ended_at__isnull=True).order_by("pk")[:_MOST_JOBS])
        with lines() as said:
            locked = said.locked([job.ref for job in jobs])
            held = [job for job in jobs if job.ref in locked]
            if any(job.kind in _OURS for job in held):
                return Waits("going")
            return Waits("busy", said=said.read(held[0].ref).text) if held else Waits("nobody")


@dataclass(frozen=True, slots=True)
class Held:
    """A sending of a day that somebody can stop, or send after all: how many of its messages wait, or were stopped."""

    sending: Sending
    waiting: int
    stopped: int


def held_of(day: Day) -> list[Held]:
    """Give what a day tells those who come and that has not gone, or was stopped: one question, three where any did.

    What was stopped of a change is over once another was told: that tells each from what they know. Their place that
    was stopped is over for whomever a change told how it is now.
    """
    told = {"sending__about": about(day), "sending__kind": Sending.Kind.SERVICE, "sending__let_go_at": None}
    rows = still_due(Message.objects.filter(**told, state__in=[State.WAITING, State.STOPPED]))
    counted = {(sending, state): n for sending, state, n in rows.values_list("sending", "state").annotate(Count("pk"))}
    if not counted:
        return []
    over = list(day.differences.order_by("after").values_list("sending", flat=True))[:-1]
    sendings = Sending.objects.filter(pk__in={sending for sending, _state in counted}).order_by("pk")
    count = Counter(counted)
    held = [
        Held(one, count[one.pk, State.WAITING], 0 if one.pk in over else count[one.pk, State.STOPPED])
        for one in sendings
    ]
    return [one for one in held if one.waiting or one.stopped]


def over_of(sending: Sending) -> list[str]:
    """Give the readers (by pseudonym) of a stopped sending for whom it is over: it would tell them what was."""
    stopped = sending.messages.filter(state=State.STOPPED).exclude(address="")
    return list(stopped.exclude(pk__in=still_due(stopped).values("pk")).values_list("to", flat=True))


def never_went(days: Sequence[Day]) -> dict[int, int]:
    """Count, of each day, what it told that was stopped or failed and was not told anew since: two questions.

    Of a day without any, nothing. What was said of a change counts until another was told.
    """
    told = {about(day): day.pk for day in days}
    last: dict[int, int | None] = {}
    over: set[int | None] = set()
    for day, sending in (
        Difference.objects.filter(day__in=told.values()).order_by("after").values_list("day", "sending")
    ):
        over.add(last.get(day))
        last[day] = sending
    rows = Message.objects.filter(sending__about__in=told, sending__kind=Sending.Kind.SERVICE)
    rows = rows.filter(state__in=(State.FAILED, State.BOUNCED, State.STOPPED), sending__let_go_at=None)
    counted = still_due(rows).exclude(address="").exclude(sending__in=over - {None}).values_list("sending__about")
    return {told[name]: count for name, count in counted.annotate(Count("pk"))}


def stops_of(day: Day) -> dict[int, dt.datetime]:
    """Give which sendings of a day stand stopped, and since when: enough to see that this changed."""
    rows = Sending.objects.filter(about=about(day), stopped_at__isnull=False)
    return {pk: at for pk, at in rows.order_by("pk").values_list("pk", "stopped_at") if at}


def place_told(day: Day) -> Telling | None:
    """Give the telling by which everybody learns their place, if it was begun."""
    planned = day.seatings.filter(number=0).values("pk")
    rows = Telling.objects.filter(day=day, what=Telling.What.PLAN, edition__in=planned)
    row = rows.first()
    work = work_of(row) if row else None
    return rows.first() if work and work.ended else row  # what its job wrote is told with its end; or it let it fall


def work_of(sent: Difference | Telling) -> Progress | None:
    """Tell how far the job came that writes messages; None once they are written."""
    job = Job.objects.filter(ref=sent.job).first() if sent.job and sent.written_at is None else None
    return progress(job) if job else None


def held_until(day: Day, *, at: dt.datetime) -> dt.datetime | None:
    """Give until when quiet hours would hold back what is sent now; None if it goes at once."""
    goes_at = at if is_soon(day, at=at) else next_allowed(at, zone=ZoneInfo(settings.TIME_ZONE))
    return goes_at if goes_at > at else None


def far_of(sendings: Iterable[int | None]) -> Far:
    """Count the messages of sendings by how far they came: one question, or none; but what told an erased person."""
    wanted = sorted({one for one in sendings if one})
    rows = Message.objects.filter(sending__in=wanted).exclude(state=State.STOPPED, address="")
    asked = rows.values_list("sending", "state").annotate(Count("pk"), Max("handed_at"), Min("due_at"), Max("due_at"))
    counted: dict[int, list[Counted]] = defaultdict(list)
    for sending, *row in asked.order_by("sending", "state") if wanted else ():
        counted[sending].append(Counted(*row))
    return Far(counted)


def sent_told(sent: Difference | Telling, *, at: dt.datetime, far: Far | None = None) -> SentTold:
    """Tell how far messages came: a few questions more as long as any wait, were stopped or did not arrive.

    Where several are told, `far` counts the messages of all of them.
    """
    work = work_of(sent)
    if work and work.state == "done":  # since it was read: what its job wrote is told with its end
        sent.refresh_from_db()
        far = None
    far = far or far_of([sent.sending])
    counted = far.counted.get(sent.sending or 0, [])
    states = Counter({one.state: one.count for one in counted})
    rows = Message.objects.filter(sending=sent.sending or 0)
    unheard: list[tuple[str, str, bool]] = []
    if any(states[state] for state in (*_STUCK, State.STOPPED)):
        failed = rows.filter(state__in=(*_STUCK, State.STOPPED))
        told = still_due(failed) if states[State.STOPPED] else failed
        listed = told.values_list("state", "fields", "to")
        unheard = sorted((str(fields.get("name", "")), to, state == State.STOPPED) for state, fields, to in listed)
    stuck = work is not None and work.state in {"failed", "cancelled"}
    stopped_to = tuple((to, name) for name, to, is_stopped in unheard if is_stopped)
    waiting = sum(states[state] for state in GOING)
    to_come = waiting or (sent.written_at is None and not stuck)
    stopped = Sending.objects.filter(pk=sent.sending or 0).first() if stopped_to else None
    return SentTold(
        messages=states.total() - states[State.STOPPED] + len(stopped_to),
        gone=states[State.HANDED],
        gone_at=next((one.handed_at for one in counted if one.state == State.HANDED), None),
        waiting=waiting,
        waits=_waits(sent, far, at=at) if to_come else None,
        stopped_to=stopped_to,
        stopped_at=stopped.stopped_at if stopped else None,
        stopped_by=names_of([stopped.stopped_by]).get(stopped.stopped_by, "") if stopped else "",
        stuck_to=tuple((to, name) for name, to, is_stopped in unheard if not is_stopped),
        stuck=stuck,
    )


def _waits(sent: Difference | Telling, far: Far, *, at: dt.datetime) -> Waits:
    """Say why, from whichever of them goes first."""
    counted = far.counted.get(sent.sending or 0, [])
    first = next((one.first_due_at for one in counted if one.state == State.WAITING), None)
    if first is not None and first > at:
        rows = Message.objects.filter(sending=sent.sending, state=State.WAITING, due_at=first).order_by("pk")
        trouble = rows.values_list("trouble", flat=True).first() or ""  # none: it was stopped meanwhile
        return Waits("server" if trouble else "night", first, trouble)
    begun_at = sent.at if isinstance(sent, Telling) else sent.sent_at
    return Waits("going") if at - begun_at < _PATIENCE else far.hands
