"""The panel that hears somebody whose access was stopped: promised, drawn by lot, and whom another stands in for."""

import datetime as dt
import secrets

from muster.guard import lot
from muster.web.mandates.lots import candidates, fallen_out
from muster.web.mandates.models import Panel, Panellist
from muster.web.mandates.rules import may_call_panel, may_decline, may_draw, may_speak
from muster.web.power.actions import EndedAlreadyError
from muster.web.power.models import LONGEST_SUSPENSION, Suspension
from muster.web.record.actor import Actor
from muster.web.record.deeds import Deed, recorded

DRAWN = 9  # three sit; six may stand in


class NoHearingError(ValueError):
    """Whoever is suspended was not offered a hearing."""


class NotSeatedError(ValueError):
    """They do not sit, or something keeps them out by now."""


class DrawnAlreadyError(ValueError):
    """It was promised, drawn or declined before."""


@recorded("mandates.call_panel", may=may_call_panel)
def call_panel(deed: Deed, stopped: Suspension, *, by: Actor, at: dt.datetime) -> Panel:
    """Promise a panel: its seed is fixed now, its hash told, and nobody sees the seed before the draw.

    Raises:
        DrawnAlreadyError: one was promised.
    """
    seed = secrets.token_bytes(lot.SEED_BYTES)
    made = {"seed": seed.hex(), "promise": lot.promise_of(seed), "promised_at": at}
    panel, new = Panel.objects.get_or_create(suspension=stopped, defaults=made)
    if not new:
        raise DrawnAlreadyError(f"panel {panel.pk}")
    deed.concerns(panel)
    deed.because(f"sha256:{panel.promise[:16]}")
    deed.seals({"suspension": stopped.pk, "promise": panel.promise})
    return panel


@recorded("mandates.draw_panel", may=may_draw)
def draw_panel(deed: Deed, panel: Panel, *, by: Actor, at: dt.datetime) -> list[Panellist]:
    """Draw it among all members in good standing who have no interest in anybody concerned.

    Raises:
        DrawnAlreadyError: it was drawn.
        TooFewError: from guard.lot: too few have no interest.
    """
    among = candidates(panel.suspension, at=at)
    order = lot.drawn(among, seed=bytes.fromhex(panel.seed), promise=panel.promise, most=DRAWN)
    told = {"drawn_at": at, "among": len(among), "list_hash": lot.list_hash(among)}
    if not Panel.objects.filter(pk=panel.pk, drawn_at=None).update(**told):
        raise DrawnAlreadyError(f"panel {panel.pk}")
    deed.seals({"seed": panel.seed, "among": len(among), "list": str(told["list_hash"]), "order": order})
    rows = [Panellist(panel=panel, place=place, who=who) for place, who in enumerate(order, start=1)]
    return Panellist.objects.bulk_create(rows)


@recorded("mandates.decline", may=may_decline)
def decline(deed: Deed, seat: Panellist, *, by: Actor, at: dt.datetime) -> None:
    """Say that one can't sit, or has an interest: the next by lot does.

    Raises:
        DrawnAlreadyError: they said so before.
    """
    if not Panellist.objects.filter(pk=seat.pk, declined_at=None).update(declined_at=at):
        raise DrawnAlreadyError(f"seat {seat.pk}")


@recorded("mandates.speak", may=may_speak)
def speak(deed: Deed, seat: Panellist, *, word: Panellist.Word, by: Actor, at: dt.datetime) -> str:
    """Say, as one of three, what becomes of a suspension; once two say it, it is so. Gives the panel's word, or ''.

    Raises:
        EndedAlreadyError: it ended, or lapsed; or is to last longer, and does.
        NotSeatedError: they don't sit, or have an interest by now.
        NoHearingError: no hearing was offered; without one there is neither a finding nor a longer suspension.
    """
    panel = Panel.objects.select_for_update().get(pk=seat.panel_id)
    stopped = panel.suspension
    lasts = stopped.ended_at is None and at < stopped.ends_at
    if not lasts or (word == Panellist.Word.LONGER and panel.longer_at):
        raise EndedAlreadyError(f"suspension {stopped.pk}")
    if word != Panellist.Word.NO_FINDING and stopped.hearing_at is None:
        raise NoHearingError(f"suspension {stopped.pk}")
    Panellist.objects.filter(pk=seat.pk).update(says=word, said_at=at)
    drawn = list(panel.drawn.order_by("place"))
    sit = lot.seated([one.who for one in drawn], declined=fallen_out(panel, at=at))
    if seat.who not in sit:
        raise NotSeatedError(f"seat {seat.pk}")
    so = lot.word_of(sit, says={one.who: one.says for one in drawn})
    _carry_out(panel, so, at=at)
    deed.seals({"panel": panel.pk, "place": seat.place, "says": str(word), "panel_says": so})
    return so


def _carry_out(panel: Panel, so: str, *, at: dt.datetime) -> None:
    stopped = Suspension.objects.filter(pk=panel.suspension_id)
    if so == Panellist.Word.LONGER and panel.longer_at is None:
        stopped.update(ends_at=panel.suspension.starts_at + LONGEST_SUSPENSION)
        Panel.objects.filter(pk=panel.pk).update(longer_at=at)
    elif so in {Suspension.End.FINDING, Suspension.End.NO_FINDING}:
        stopped.update(ended_at=at, end=so)
