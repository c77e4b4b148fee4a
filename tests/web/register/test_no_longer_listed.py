"""What no register lists any more is neither found nor to be placed; it stays for the versions that listed it."""

import pytest

from muster.web.register import zones
from muster.web.register.finding import Sought, found
from muster.web.register.models import Building, Source
from muster.web.register.queries import source_told
from muster.web.register.queries_of_places import places_told, unplaced_in
from tests.web.register.made_source import AFTER, added, csv_of, organiser, taken_in

pytestmark = pytest.mark.usefixtures("transactional_db")

STAYS = [("CA1", n, f"Birch{n}", "Ada", "ZX1 0AB", f"{n} Mill Street", "Penbury") for n in range(1, 8)]
GOES = [
    ("CA1", 8, "Fry", "Bo", "ZX1 0AD", "1 Gone Lane", "Penbury"),
    ("CA1", 9, "Gow", "Ed", "ZX1 0AD", "Old Mill", "Gone Lane"),
]


def told(source: Source) -> tuple[int, ...]:
    texts = ("zx1 0ad", "Gone La", "1 Gone Lane", "Old Mill")
    finds = [found(source, Sought(text)) for text in texts]
    return tuple(len(one.buildings) + len(one.streets) for one in finds)


@pytest.mark.parametrize("mode", ["A", "B"])
def test_a_street_that_is_gone_is_neither_found_nor_counted(mode: str) -> None:
    by = organiser()
    source = added(by, mode=mode)
    taken_in(source, csv_of([*STAYS, *GOES]), by=by)
    assert 0 not in told(source)
    assert places_told(source.area).total == 9
    taken_in(source, csv_of(STAYS), by=by, on=AFTER)
    assert told(source) == (0, 0, 0, 0)
    assert len(found(source, Sought("ZX1 0AB")).buildings) == 7
    assert Building.objects.filter(area=source.area_id).count() == 9  # version 1 lists them
    places = places_told(source.area)
    assert (places.total, [(one["street__name"], one["buildings"]) for one in places.streets]) == (
        7,
        [("Mill Street", 7)],
    )
    assert source_told(source).unplaced == 7
    gone = Building.objects.filter(postcode="ZX10AD").earliest("pk")
    assert unplaced_in(gone.street).buildings == ()
    assert zones.area_zoned(source.area).unplaced == 0  # without borders nothing is asked
