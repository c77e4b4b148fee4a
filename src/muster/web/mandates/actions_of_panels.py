"""The panel that hears somebody whose access was stopped: promised, drawn by lot, and whom another stands in for."""

import datetime as dt
import secrets

from muster.guard import lot
from muster.web.mandates.lots import candidates
from muster.web.mandates.models import Panel, Panellist
from muster.web.mandates.rules import may_call_panel, may_decline, may_draw
from muster.web.power.models import Suspension
from muster.web.record.actor import Actor
from muster.web.record.deeds import Deed, recorded

DRAWN = 9  # three sit; six may stand in


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
