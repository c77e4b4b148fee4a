"""A file of nobody but namesakes: each door keeps its own, and who can't be told apart is nobody else's."""

import pytest

from muster.web.register.models import Doubt, Elector, Entry
from tests.web.register.made_source import AFTER, added, csv_of, organiser, taken_in

pytestmark = pytest.mark.usefixtures("transactional_db")


def smiths(doors: int, *, first: int = 1, each: int = 1) -> bytes:
    rows = [(door, nth) for door in range(1, doors + 1) for nth in range(each)]
    return csv_of([
        ("CA1", first + n, "Smith", "John", "ZX1 0AB", f"{door} Mill Street", "Penbury")
        for n, (door, _nth) in enumerate(rows)
    ])  # fmt: skip


def test_namesakes_behind_doors_of_their_own_stay_who_they_are_when_all_are_numbered_anew() -> None:
    by = organiser()
    source = added(by)
    taken_in(source, smiths(40), by=by)
    was = dict(Entry.objects.values_list("door", "elector"))
    version = taken_in(source, smiths(40, first=500), by=by, on=AFTER)
    assert dict(Entry.objects.filter(ending=None).values_list("door", "elector")) == was
    assert (version.counts["renumbered"], version.counts["new"], version.counts["gone"]) == (40, 0, 0)
    assert Elector.objects.count() == 40


def test_namesakes_behind_one_door_are_as_many_as_before() -> None:
    by = organiser()
    source = added(by)
    taken_in(source, smiths(10, each=2), by=by)
    version = taken_in(source, smiths(10, first=500, each=2), by=by, on=AFTER)
    stand = Entry.objects.filter(source=source, ending=None)
    assert stand.count() == 20 == stand.values("elector").distinct().count()
    assert version.counts["unchanged"] + version.counts["renumbered"] + version.counts["new"] == 20
    assert version.counts["new"] == version.counts["gone"]
    assert Doubt.objects.filter(source=source).count() == version.counts["doubts"]
