"""Two people who are found to be one are one on every day as well; made two again, each has what they said."""

import datetime as dt
from typing import Any

import pytest
from django.utils.timezone import now

from muster.web.days import inviting
from muster.web.days.models_of_people import Claim, Coming, Invitation, Vehicle
from muster.web.roll import actions as roll
from muster.web.roll.models import Merge, Person
from tests.web.days import made_people as made
from tests.web.roll import made_roll

pytestmark = pytest.mark.django_db
SATURDAY, SUNDAY = (now().date() + dt.timedelta(days=days) for days in (9, 10))
TABLES: tuple[Any, ...] = (Coming, Invitation, Vehicle, Claim, Coming.apart_from.through)
MOVED = {"answered_at", "answered_by", "turn"}  # of whoever stands again


@pytest.fixture
def two() -> tuple[Person, Person]:
    group = made.group()
    return made.member(group, "Ada"), made.member(group, "Adah", email="adah@example.org")


def _merged(kept: Person, gone: Person) -> Merge:
    merge = roll.merge(made_roll.doubled(kept, gone), keep=kept.pk, chosen={}, by=made_roll.officer(), at=now())
    gone.refresh_from_db()
    kept.refresh_from_db()
    return merge


def _rows() -> list[Any]:
    return [
        [
            {name: value for name, value in row.items() if name not in MOVED}
            for row in table.objects.order_by("pk").values()
        ]
        for table in TABLES
    ]


def test_what_one_said_of_a_day_is_what_the_other_said(two: tuple[Person, Person]) -> None:
    kept, gone = two
    day = made.day(on=SATURDAY)
    link = made.link(day, gone)
    row = made.answered(day, gone, drives=True, seats_offered=3)
    Claim.objects.create(day=day, kind="fuel", person=gone, pence=100, told_at=now(), told_by=gone.pseudonym)
    young = made.member(made.group("South"), "Cem")
    made.answered(day, young, under_18=True, with_person_id=gone.pk)
    stranger = made.answered(day, made.member(young.group, "Dot"))  # type: ignore[arg-type]  # they have one
    stranger.apart_from.add(gone)
    before = _rows()
    merge = _merged(kept, gone)
    row.refresh_from_db()
    assert (row.person, row.stands, Vehicle.objects.get().driver) == (kept, True, row)
    assert Coming.objects.get(person=young).with_person == kept
    assert list(stranger.apart_from.all()) == [kept]
    assert Claim.objects.get().person == kept
    found = inviting.opened(link.split("/")[-2])
    assert found is not None
    assert found.person == kept
    roll.unmerge(merge, by=made_roll.officer(), at=now())
    assert _rows() == before


@pytest.mark.parametrize("same_day", [True, False])
def test_whoever_answered_twice_has_one_seat_and_two_once_they_are_two(
    two: tuple[Person, Person], *, same_day: bool
) -> None:
    kept, gone = two
    day = made.day(on=SATURDAY)
    other = day if same_day else made.day(on=SATURDAY, title="Uppingham")
    sunday = made.day(on=SUNDAY, title="Sunday")
    ours = made.answered(day, kept, size=2)
    theirs = made.answered(other, gone, drives=True, seats_offered=2)
    made.answered(sunday, gone)
    link = made.link(other, gone)
    before = _rows()
    merge = _merged(kept, gone)
    ours.refresh_from_db()
    theirs.refresh_from_db()
    assert (ours.stands, theirs.stands) == (True, False)
    assert Vehicle.objects.get().withdrawn_at is not None
    assert Coming.objects.get(day=sunday).person == kept
    found = inviting.opened(link.split("/")[-2])
    assert found is not None
    assert found.person == kept  # their link tells of the one whom they are
    roll.unmerge(merge, by=made_roll.officer(), at=now())
    assert _rows() == before
    assert Vehicle.objects.get().withdrawn_at is None


def test_what_was_said_since_stays_with_whoever_was_kept(two: tuple[Person, Person]) -> None:
    kept, gone = two
    day = made.day(on=SATURDAY)
    made.answered(day, gone)
    merge = _merged(kept, gone)
    elsewhere = made.day(on=SUNDAY, title="Sunday")
    made.answered(elsewhere, kept)
    roll.unmerge(merge, by=made_roll.officer(), at=now())
    assert dict(Coming.objects.values_list("day", "person")) == {day.pk: gone.pk, elsewhere.pk: kept.pk}
