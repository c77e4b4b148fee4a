"""What pages may ask of days. Every question says who is asking; what one may not know is not found."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.utils.timezone import localdate

from muster.compiled import is_ready
from muster.web.days import drawings, tellings
from muster.web.days.changes import Change, change_told
from muster.web.days.models import Day, Drawing
from muster.web.days.models_of_people import Telling
from muster.web.days.models_of_seats import Seating
from muster.web.days.models_of_turfs import Correction, Publication, Turf
from muster.web.days.riding import (
    BedsTold,
    RidingTold,
    SeatsTold,
    beds_told,
    riding_told,
    seats_told,
)
from muster.web.days.rules import may_mend, may_plan
from muster.web.days.standing import head_of, standing_of
from muster.web.days.sums import Sums, sums_of
from muster.web.record.actor import Actor
from muster.web.record.jobs import Progress, progress
from muster.web.record.models import Job
from muster.web.register.models import Table

Stage = Literal["ahead", "now", "done"]
S_PER_MIN, MIN_PER_H = 60, 60
SHORT_H = 10  # a day of less work than this is told in minutes
STAGES = ("doors", "ground", "turfs", "seats")
LAYERS = ("streets", "doors", "turfs")  # of a map, in the order in which they come


@dataclass(frozen=True, slots=True)
class TurfsTold:
    """A certificate, rounded against ourselves, as a sentence needs it; a short day is told in minutes."""

    count: int
    spread_min: int
    wanted_min: int  # within which all should finish; 0 where nothing was asked
    lost: int
    total: int
    saved: int
    in_minutes: bool
    certificate: Mapping[str, Any]

    @property
    def wide(self) -> bool:
        """Whether the turfs finish farther apart than was asked."""
        return 0 < self.wanted_min < self.spread_min


@dataclass(frozen=True, slots=True)
class DayTold:
    """A day as its page tells it; what isn't known yet is None."""

    day: Day
    stages: dict[str, Stage]
    turfs: TurfsTold | None
    seats: SeatsTold | None
    sums: Sums | None
    beds: BedsTold | None
    change: Change | None
    may_rehearse: bool
    may_plan: bool
    layers: tuple[str, ...]
    work: Progress | None
    filling: bool  # the demo's day waits for its register
    news: Telling | None  # that it was put off or called off, as everybody is told
    news_fell: bool  # and could not be
    making_ready: bool

    @property
    def working(self) -> bool:
        """Whether there is more to come."""
        return self.filling or (self.work is not None and not self.work.ended)

    @property
    def is_today_or_over(self) -> bool:
        """Whether the day has come, where it is held."""
        return self.day.held_on <= localdate(timezone=ZoneInfo(self.day.zone_name))


def days_seen_by(actor: Actor) -> QuerySet[Day]:
    """Give the days of every compartment that the actor holds a grant in."""
    return Day.objects.filter(compartment__in=actor.compartments)


def is_one_called() -> bool:
    """Say whether any day stands, whoever may see it."""
    return Day.objects.exists()


def days_run_by(actor: Actor) -> QuerySet[Day]:
    """Give the days that the actor organises: who rides in what is nobody else's."""
    return Day.objects.filter(compartment__in=[one.compartment for one in actor.grants if one.role == "organiser"])


def turfs_seen_by(actor: Actor) -> QuerySet[Turf]:
    """Give the turfs of those days."""
    return Turf.objects.filter(day__compartment__in=actor.compartments)


def turfs_run_by(actor: Actor) -> QuerySet[Turf]:
    """Give the turfs of the days that the actor organises, whose doors a register lists."""
    turfs = Turf.objects.filter(day__in=days_run_by(actor)).exclude(door_ids=[])
    return turfs.select_related("day").defer("shape", "path")


def corrections_run_by(actor: Actor) -> QuerySet[Correction]:
    """Give the corrections of those days."""
    return Correction.objects.filter(day__in=days_run_by(actor)).select_related("day")


def last_correction(day: Day) -> Correction | None:
    """Give the last correction that stands: the one that can be taken back."""
    return Correction.objects.filter(day=day, undone_at=None).order_by("number").defer("before").last()


def publications_run_by(actor: Actor) -> QuerySet[Publication]:
    """Give what was published of those days."""
    return Publication.objects.filter(day__in=days_run_by(actor)).select_related("day")


def drawn(day: Day, kind: str) -> str | None:
    """Give a layer of a day's map, or the whole as a picture; None where it isn't there."""
    if kind == "turfs":
        shapes = list(day.turfs.exclude(shape="").values_list("shape", flat=True))
        return drawings.turfs_geojson(shapes) if shapes else None
    kept = day.drawings.filter(kind=kind).values_list("body", flat=True).first()
    if kept is not None and kind == Drawing.Kind.PICTURE:
        return drawings.with_turfs(kept, day.turfs.exclude(path="").values_list("path", flat=True))
    return kept


def seatings_seen_by(actor: Actor) -> QuerySet[Seating]:
    """Give the seatings of the days that the actor organises."""
    return Seating.objects.filter(day__in=days_run_by(actor))


def day_told(day: Day, actor: Actor) -> DayTold:
    """Tell all that is known of a day that the actor was found to see."""
    job = job_of(day)
    work = progress(job) if job else None
    if work and work.ended:  # since the day was read, it may be: what its job made is told with its end
        day.refresh_from_db()
    standing, head = standing_of(day), head_of(day)
    news = tellings.news_of(day) if day.state_edition else None
    layers = set(day.drawings.values_list("kind", flat=True)) | ({"turfs"} if day.certificate else set())
    known = (day.offered is not None, bool(day.ground), bool(day.certificate), bool(standing))
    return DayTold(
        day=day,
        stages=_stages(known),
        turfs=turfs_told(day),
        seats=seats_told(standing.body) if standing else None,
        sums=sums_of([day.pk])[day.pk] if standing else None,
        beds=beds_told(standing.body) if standing else None,
        change=change_told(head) if head and head.number else None,
        may_rehearse=bool(day.rehearsal) and head is not None and not head.number and may_mend(actor, day),
        may_plan=may_plan(actor, day),
        layers=tuple(kind for kind in LAYERS if kind in layers),
        work=work,
        filling=settings.DEMO and day.made_up and job is None and not day.certificate,
        news=news,
        news_fell=news is not None and tellings.fell(news),
        making_ready=not is_ready(),
    )


def job_of(day: Day) -> Job | None:
    """Give the job that plans the day."""
    return Job.objects.filter(ref=day.job).first() if day.job else None


def _stages(known: tuple[bool, ...]) -> dict[str, Stage]:
    """Everything known is done; the first that isn't is being done."""
    first = known.index(False) if False in known else len(known)
    return {name: "done" if i < first else "now" if i == first else "ahead" for i, name in enumerate(STAGES)}


def turfs_told(day: Day) -> TurfsTold | None:
    """Round a certificate against ourselves: what is promised rounds up."""
    told = day.certificate
    if not told:
        return None
    hours = told["hours_at_doors"] + told["hours_on_foot"]
    in_minutes = hours < SHORT_H
    scale = MIN_PER_H if in_minutes else 1
    return TurfsTold(
        count=told["turfs"],
        spread_min=math.ceil((told["worst_work_s"] - told["quickest_work_s"]) / S_PER_MIN),
        wanted_min=told["asked"]["within_min"] or 0,
        lost=told["lost"],
        total=math.floor(scale * hours),
        saved=math.ceil(scale * told["hours_saveable_at_most"]),
        in_minutes=in_minutes,
        certificate=told,
    )


def riding_of(day: Day) -> RidingTold | None:
    """Tell every vehicle as it stands, and whoever has no seat; None before there are seats."""
    standing = standing_of(day)
    return riding_told(standing.body) if standing else None


def beds_of(day: Day) -> BedsTold | None:
    """Tell who sleeps where as it stands; None before that is planned."""
    standing = standing_of(day)
    return beds_told(standing.body) if standing else None


def turfs_of(day: Day) -> QuerySet[Turf]:
    """Give a day's turfs by number, without what only their own pages need."""
    return day.turfs.defer("board", "shape", "path", "door_ids", "building_ids", "digest")


def late_of(day: Day, turfs: Sequence[Turf]) -> int:
    """Count the turfs that end after the day does."""
    if day.ends_min is None:
        return 0
    return sum(S_PER_MIN * day.begins_min + turf.work_s > S_PER_MIN * day.ends_min for turf in turfs)


def extract_of(day: Day) -> bytes:
    """Give the street extract that the day was planned on, its area's; nothing where there is none."""
    table = Table.objects.filter(area=day.area_id, kind=Table.Kind.STREETS).first() if day.area_id else None
    return table.path.read_bytes() if table else b""
