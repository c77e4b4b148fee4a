"""What days hold on somebody, for themself: their answers, bills, what they told of, their copies."""

from typing import Any

from muster.web.days.models_of_people import Claim, Coming, Invitation
from muster.web.days.models_of_seats import CheckIn, Copy, Incident

_SAID = (
    "answer", "answered_at", "size", "rides", "drives", "seats_offered", "needs", "beds_wanted", "beds_offered",
    "bed_step_free", "child", "under_18", "walk_m", "lift_m", "lon", "lat", "ready_min", "home_by_min", "returns",
    "withdrawn_at",
)  # fmt: skip


def held_on(person: int, whose: str) -> dict[str, Any]:
    """Give it as plain values. From whom organisers keep somebody apart is no answer of theirs, and stays out."""
    comings = list(Coming.objects.filter(person=person).select_related("day").order_by("pk"))
    ticks = {row.pk: CheckIn.objects.filter(day=row.day_id, who=row.name, undone_at=None) for row in comings}
    asked = Invitation.objects.filter(person=person).select_related("day").order_by("pk")
    return {
        "days_asked_to": [{"day": one.day.title, "on": one.day.held_on, "asked_at": one.asked_at} for one in asked],
        "days": [
            {"day": row.day.title, "on": row.held_on, **{name: getattr(row, name) for name in _SAID},
             "ticks": list(ticks[row.pk].order_by("pk").values("kind", "at"))}
            for row in comings
        ],
        "bills": _rows(Claim.objects.filter(person=person), "kind", "pence", "currency", "miles", "note", "settled"),
        "told_of": _rows(Incident.objects.filter(told_by=whose), "kind", "place", "words", "told_at"),
        "printed_copies": _rows(Copy.objects.filter(holder=whose), "kind", "number", "asked_at", "gone_at"),
    }  # fmt: skip


def _rows(rows: Any, *names: str) -> list[dict[str, Any]]:
    return list(rows.order_by("pk").values(*names))
