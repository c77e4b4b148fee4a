"""Two streets of one name, told apart by their postcodes: doors and hand-placed buildings are kept a year later."""

import pytest
from django.utils.timezone import now

from muster.web.register import actions_of_places as of_places
from muster.web.register.models import Building, Door, Entry, Street
from tests.web.register.made_source import AFTER, added, csv_of, organiser, taken_in

pytestmark = pytest.mark.usefixtures("transactional_db")

Living = tuple[str, int, str, str, str, str, str]
NAMES = ("Ash", "Birch", "Cedar", "Dogwood", "Elder", "Fir", "Gorse", "Hazel")


def living(first: int, postcode: str, *, place: str, doors: int) -> list[Living]:
    return [
        ("CA1", first + n, f"{NAMES[n]}{place}", "Ann", postcode, f"{n + 1} Church Lane", "London")
        for n in range(doors)
    ]


EAST, SOUTH = living(1, "E17 4AA", place="east", doors=8), living(101, "SE25 1AA", place="south", doors=4)


def test_a_hands_place_and_every_door_are_kept_when_nothing_tells_two_streets_apart_any_more() -> None:
    by = organiser()
    source = added(by)
    taken_in(source, csv_of(EAST + SOUTH), by=by)
    assert sorted(Street.objects.values_list("locality", flat=True)) == ["London (E17 4)", "London (SE25 1)"]
    first = dict(Entry.objects.values_list("surname", "door"))
    hand = Building.objects.get(number="3", street__locality="London (SE25 1)")
    of_places.place(hand, lon=-0.08, lat=51.4, by=by, at=now())
    later = [row for row in EAST if row[1] > 4] + SOUTH[1:3]  # no number of one stands in the other
    taken_in(source, csv_of(later), by=by, on=AFTER)
    stands = dict(Entry.objects.filter(ending=None).values_list("surname", "door"))
    assert stands == {row[2]: first[row[2]] for row in later}
    told = source.versions.get(number=2).counts
    assert [told[kind] for kind in ("new", "moved", "doors_new", "unchanged")] == [0, 0, 0, len(later)]
    hand.refresh_from_db()
    assert (hand.lon, hand.lat, hand.placed_from) == (-0.08, 51.4, "hand")
    assert hand.doors.get().pk == stands["Cedarsouth"]


def in_block(first: int, block: str, *flats: int) -> list[Living]:
    """Give who lives in a block of 12 Church Lane, as X2 has it: the flat and the block in one line."""
    return [
        ("CA1", first + n, f"{NAMES[n]}{block[:5].lower()}", "Ann", "E17 4AA", f"Flat {n}, {block}", "12 Church Lane")
        for n in flats
    ]


def test_a_door_of_a_block_is_kept_when_the_other_block_is_gone_and_when_it_comes_back() -> None:
    by = organiser()
    source = added(by)
    north, south = in_block(1, "North Court", 1, 2, 3), in_block(101, "South Court", 1, 2)
    taken_in(source, csv_of(north + south), by=by)
    first = dict(Entry.objects.values_list("surname", "door"))
    assert len(set(first.values())) == 5
    for later in (north, north + south):
        version = taken_in(source, csv_of(later), by=by, on=AFTER)
        stands = dict(Entry.objects.filter(ending=None).values_list("surname", "door"))
        assert stands == {row[2]: first[row[2]] for row in later}
        assert version.counts["doors_new"] == version.counts["moved"] == 0
    assert sorted(Door.objects.values_list("unit", flat=True))[:2] == ["Flat 1, North Court", "Flat 1, South Court"]
