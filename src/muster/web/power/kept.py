"""What deeds of power keep beside their entry: on which side somebody stands, and the whole grant."""

import datetime as dt

from muster.guard import need
from muster.web.power.models import Grant, Stand, Wall
from muster.web.record.deeds import Deed, ms_of


def stand(holder: str, *, compartment: str, at: dt.datetime) -> None:
    """Note on which sides a compartment puts somebody.

    Raises:
        WalledError: they stand on another side.
    """
    enters = dict(Wall.objects.filter(compartment=compartment).values_list("conflict", "side"))
    stands = dict(Stand.objects.filter(holder=holder, conflict__in=enters).values_list("conflict", "side"))
    crossed = need.sides_crossed(stands, enters=enters)
    if crossed:
        raise need.WalledError(crossed)
    Stand.objects.bulk_create(
        Stand(holder=holder, conflict=conflict, side=side, since_at=at)
        for conflict, side in sorted(enters.items())
        if conflict not in stands
    )


def tell(deed: Deed, held: Grant) -> None:
    """Seal the whole grant beside the entry, so that the table can be built again from the log and compared."""
    codes = ("holder", "role", "compartment", "purpose", "granted_by", "proposed_by", "decision")
    moments = {name: ms_of(getattr(held, name)) for name in ("starts_at", "ends_at")}
    deed.seals({"grant": held.pk, **{name: str(getattr(held, name)) for name in codes}, **moments})


def moment_of(ms: int) -> dt.datetime:
    """Give the moment that entries tell as `ms`."""
    return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(milliseconds=ms)
