"""Which doors a day is offered, and why not the others."""

import datetime as dt

import pytest
from django.utils.timezone import now

from muster.web.days import actions_of_turfs
from muster.web.days.models import Day
from muster.web.days.models_of_turfs import Publication, Taken
from muster.web.days.offered import NoAreaError, Offered, ZoneGoneError, doors_offered, unplaced_of
from muster.web.record.actor import Actor
from muster.web.record.deeds import NotAllowedError
from muster.web.register.models import Area, Building, Door, Listing, Source, Within, Zone
from tests.web.days.made_day import somebody
from tests.web.days.made_ground import HOUSES, STREETS, day_in, made_area, organiser

pytestmark = pytest.mark.django_db
PLACED = HOUSES - 1


@pytest.fixture
def area() -> Area:
    return made_area()


@pytest.fixture
def ours() -> Actor:
    return organiser()[1]


def _streets(offered: Offered) -> dict[str, int]:
    return {name: offered.doors.street.count(name) for name in dict.fromkeys(offered.doors.street)}


def test_all_placed_doors_of_the_area_in_order_with_their_ward(area: Area, ours: Actor) -> None:
    offered = doors_offered(day_in(area, ours, service_s=90))
    assert _streets(offered) == dict.fromkeys(STREETS, PLACED)
    assert (offered.unplaced, offered.taken, offered.left_alone) == (4, 0, 0)
    assert offered.ids.tolist() == sorted(offered.ids.tolist()) == [int(name) for name in offered.doors.names]
    assert set(offered.doors.service_s.tolist()) == {90}
    assert [offered.doors.zone.count(ward) for ward in ("East", "West")] == [2 * PLACED, 2 * PLACED]
    assert offered.buildings.tolist() == [Door.objects.get(pk=pk).building_id for pk in offered.ids.tolist()]


def test_those_that_nothing_placed_are_listed(area: Area, ours: Actor) -> None:
    listed = unplaced_of(day_in(area, ours))
    assert [(one.street.name, one.number) for one in listed] == [(street, "10") for street in sorted(STREETS)]


def test_zones_by_ward_by_letters_and_by_border(area: Area, ours: Actor) -> None:
    east = Zone.objects.get(area=area, name="East")
    assert _streets(doors_offered(day_in(area, ours, zones=(east.pk,)))) == dict.fromkeys(STREETS[:2], PLACED)
    letters = Zone.objects.create(area=area, kind="district", name="AB", bordered=False)
    Listing.objects.filter(door__building__street__name="Church Walk").update(district="AB")
    both = day_in(area, ours, zones=(east.pk, letters.pk))
    assert _streets(doors_offered(both)) == dict.fromkeys(("Mill Lane", "High Street", "Church Walk"), PLACED)
    drawn = Zone.objects.create(area=area, kind="other", name="Round the mill", bordered=True)
    for building in Building.objects.filter(street__name="Mill Lane"):
        Within.objects.create(zone=drawn, building=building)
    assert _streets(doors_offered(day_in(area, ours, zones=(drawn.pk, east.pk)))) == dict.fromkeys(STREETS[:2], PLACED)


def test_a_zone_that_went_is_never_taken_for_the_whole_area(area: Area, ours: Actor) -> None:
    east = Zone.objects.get(area=area, name="East")
    day = day_in(area, ours, zones=(east.pk,))
    east.delete()
    with pytest.raises(ZoneGoneError, match="East"):
        doors_offered(day)


def test_a_day_without_an_area_has_no_doors(ours: Actor, area: Area) -> None:
    day = day_in(area, ours)
    day.area = None
    with pytest.raises(NoAreaError):
        doors_offered(day)


def test_a_door_that_two_registers_list_is_offered_once_and_one_that_none_lists_never(area: Area, ours: Actor) -> None:
    other = Source.objects.create(
        area=area, name="Ours", owner="Us", mode="C", basis="consent", condition="explicit consent",
        purposes=["members"], expires_on=dt.date(2030, 1, 1), standing=1,
    )  # fmt: skip
    one, two = Door.objects.filter(building__lon__isnull=False).order_by("pk")[:2]
    Listing.objects.create(source=other, door=one, since=1, electors=1)
    Listing.objects.filter(door=two).update(until=2)
    ids = doors_offered(day_in(area, ours)).ids.tolist()
    assert ids.count(one.pk) == 1
    assert two.pk not in ids
    assert len(ids) == len(STREETS) * PLACED - 1
    Source.objects.filter(area=area).update(expired_at=now())
    assert not len(doors_offered(day_in(area, ours)).doors)


def test_a_holdout_is_taken_out_until_its_trial_ends(area: Area, ours: Actor) -> None:
    doors = list(Door.objects.filter(building__lon__isnull=False).values_list("pk", flat=True)[:3])
    day = day_in(area, ours)
    actions_of_turfs.leave_alone(area, trial="May letters", doors=doors, by=ours, at=now())
    offered = doors_offered(day)
    assert offered.left_alone == 3
    assert not set(doors) & set(offered.ids.tolist())
    with pytest.raises(actions_of_turfs.NoSuchDoorsError):
        actions_of_turfs.leave_alone(area, trial="May letters", doors=[10**9], by=ours, at=now())
    with pytest.raises(NotAllowedError):
        actions_of_turfs.leave_alone(area, trial="May letters", doors=[], by=somebody("officer"), at=now())
    assert doors_offered(day).left_alone == 3
    actions_of_turfs.leave_alone(area, trial="May letters", doors=[], by=ours, at=now())
    assert doors_offered(day).left_alone == 0


def test_buildings_that_another_day_holds_on_that_date_and_on_no_other(area: Area, ours: Actor) -> None:
    first, second = day_in(area, ours), day_in(area, ours)
    held = Building.objects.filter(lon__isnull=False).order_by("pk")[:2]
    made = Publication.objects.create(
        day=first, number=1, held_on=first.held_on, digest="x", certificate={}, published_at=now(), published_by="a"
    )
    for building in held:
        Taken.objects.create(publication=made, building=building, held_on=first.held_on)
    assert (doors_offered(first).taken, doors_offered(second).taken) == (0, 2)
    Day.objects.filter(pk=second.pk).update(held_on=first.held_on + dt.timedelta(days=1))
    second.refresh_from_db()
    assert doors_offered(second).taken == 0


def test_as_many_questions_whatever_the_size(django_assert_num_queries: pytest.FixtureRequest, ours: Actor) -> None:
    for name, houses in (("Small", 2), ("Large", 8)):
        day = day_in(made_area(name=name, houses=houses), ours)
        with django_assert_num_queries(6):  # type: ignore[operator]
            doors_offered(day)
