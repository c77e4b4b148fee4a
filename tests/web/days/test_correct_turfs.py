"""Correcting a day's turfs: each is taken back one by one; nobody's is lost, no door ever."""

import json
from typing import Any

import pytest

from muster.plan.certificate import Asked, certify
from muster.plan.correct import measure_turf, plan_again
from muster.plan.corrections import CorrectionError, LockedError, NoSuchDoorError
from muster.plan.turf import Plan
from muster.web.days import actions, actions_of_turfs, drafting
from muster.web.days.actions_of_turfs import CuttingError, NotTheLastCorrectionError, TurfsMovedOnError
from muster.web.days.corrections import CorrectionAsked
from muster.web.days.lifecycle import NotNowError
from muster.web.days.models import Day
from muster.web.days.models_of_turfs import Correction
from muster.web.days.queries import drawn
from muster.web.record.actor import Actor
from muster.web.record.deeds import NotAllowedError
from muster.web.record.models import Entry, Job
from muster.web.roll.models import Person
from tests.web.days.made_day import AT, somebody
from tests.web.days.made_ground import HOUSES, STREETS, cut, day_in, made_area, made_cut, organiser

pytestmark = pytest.mark.django_db
Kind = Correction.Kind
DOORS = len(STREETS) * (HOUSES - 1)
Made = tuple[Day, Person, Actor]


@pytest.fixture
def made() -> Made:
    return made_cut()


def _asked(day: Day, kind: Kind, turf: int, **more: Any) -> CorrectionAsked:
    day.refresh_from_db()
    return CorrectionAsked(day, kind, turf, **{"seen": day.edition, **more})


def _correct(made: Made, kind: Kind, turf: int, **more: Any) -> Correction:
    correction = actions_of_turfs.correct(_asked(made[0], kind, turf, **more), by=made[2], at=AT)
    made[0].refresh_from_db()
    return correction


def _held(day: Day) -> dict[int, list[int]]:
    return dict(day.turfs.values_list("number", "door_ids"))


def _rows(day: Day) -> list[dict[str, Any]]:
    rows: Any = day.turfs.order_by("number").values(
        "number", "door_ids", "walk_dm", "work_s", "locked", "board", "colour"
    )
    return list(rows)


def _is_whole(day: Day) -> None:
    """No door is lost or doubled, and every figure is that of the turfs as they are now."""
    day.refresh_from_db()
    laid = drafting.laid_of(day)
    draft = drafting.draft_of(day, laid.ground)
    assert sorted(door for doors in _held(day).values() for door in doors) == drafting.ids_on(laid.ground).tolist()
    assert draft.turfs == tuple(measure_turf(laid.ground, turf.number, turf.doors) for turf in draft.turfs)
    told = day.certificate
    assert told is not None
    again = plan_again(draft, ground=laid.ground, price=laid.price, effort=told["effort"])
    asked = Asked(**{**told["asked"], "seed": told["seed"], "effort": told["effort"]})
    plan = Plan(again.turfs, again.bound_dm, again.ideal_work_s, told["effort"])
    assert {**certify(plan, laid.ground.doors, asked), "inputs": told["inputs"]} == told
    for turf in day.turfs.all():
        assert [int(door) for stop in turf.board["stops"] for door in stop["doors"]] == turf.door_ids
        assert turf.doors == len(turf.door_ids)


def test_a_cut_holds_every_door_once_with_ids_alone(made: Made) -> None:
    day = made[0]
    assert sum(map(len, _held(day).values())) == DOORS
    assert (day.state, day.edition, day.offered) == ("cut", 1, {"unplaced": 4, "taken": 0, "left_alone": 0})
    _is_whole(day)
    turf = day.turfs.first()
    assert turf is not None
    assert "Flat" not in json.dumps(turf.board)


def test_each_is_whole_and_taken_back_one_by_one_it_is_as_it_was(made: Made) -> None:
    day, _person, by = made
    stood = [_rows(day)]
    first, second = _held(day)[1], _held(day)[2]
    corrections = [_correct(made, Kind.MOVE, 2, doors=tuple(first[:2]), street="Mill Lane")]
    stood.append(_rows(day))
    assert set(_held(day)[2]) == {*second, *first[:2]}
    for kind, turf, more in [
        (Kind.SPLIT, 2, {}), (Kind.LOCK, 1, {}), (Kind.MERGE, 3, {"other": 4}), (Kind.UNLOCK, 1, {}),
    ]:  # fmt: skip
        corrections.append(_correct(made, kind, turf, **more))
        stood.append(_rows(day))
        _is_whole(day)
    assert sorted(_held(day)) == [1, 2, 3, 5]
    assert [correction.number for correction in corrections] == [1, 2, 3, 4, 5]
    for correction, as_it_was in reversed(list(zip(corrections, stood, strict=False))):
        actions_of_turfs.take_back(correction, by=by, at=AT)
        assert _rows(day) == as_it_was
        _is_whole(day)
    with pytest.raises(NotTheLastCorrectionError):
        actions_of_turfs.take_back(corrections[0], by=by, at=AT)


def test_only_the_last_can_be_taken_back(made: Made) -> None:
    first = _correct(made, Kind.SPLIT, 1)
    _correct(made, Kind.LOCK, 2)
    with pytest.raises(NotTheLastCorrectionError):
        actions_of_turfs.take_back(first, by=made[2], at=AT)
    assert 5 in _held(made[0])


def test_two_who_correct_other_turfs_both_keep_theirs_and_of_the_same_turf_the_second_is_told(made: Made) -> None:
    day = made[0]
    seen = day.edition
    _correct(made, Kind.SPLIT, 1, seen=seen)
    _correct(made, Kind.SPLIT, 2, seen=seen)
    assert sorted(_held(day)) == [1, 2, 3, 4, 5, 6]
    stood = _rows(day)
    with pytest.raises(TurfsMovedOnError) as refused:
        _correct(made, Kind.MERGE, 3, other=2, seen=seen)
    assert refused.value.numbers == [2]
    moved = _held(day)[5][0]  # the asker saw this door in turf 1
    with pytest.raises(TurfsMovedOnError):
        _correct(made, Kind.MOVE, 3, doors=(moved,), seen=seen)
    assert _rows(day) == stood


def test_a_correction_that_cannot_be_leaves_everything_as_it_is(made: Made) -> None:
    day = made[0]
    _correct(made, Kind.LOCK, 1)
    stood, entries = _rows(day), Entry.objects.count()
    locked, other = _held(day)[1][0], _held(day)[2]
    refusals: list[tuple[Correction.Kind, int, dict[str, Any], type[Exception]]] = [
        (Kind.MOVE, 2, {"doors": (locked,)}, LockedError),
        (Kind.MOVE, 3, {"doors": tuple(other)}, CorrectionError),
        (Kind.MOVE, 3, {"doors": (10**9,)}, NoSuchDoorError),
        (Kind.MOVE, 3, {"doors": ()}, NoSuchDoorError),
        (Kind.SPLIT, 1, {}, LockedError),
        (Kind.MERGE, 9, {"other": 2}, CorrectionError),
    ]
    for kind, turf, more, refusal in refusals:
        with pytest.raises(refusal):
            _correct(made, kind, turf, **more)
    with pytest.raises(NotAllowedError):
        actions_of_turfs.correct(_asked(day, Kind.SPLIT, 2), by=somebody("officer"), at=AT)
    assert (_rows(day), Entry.objects.count()) == (stood, entries)


def test_a_new_cut_leaves_locked_turfs_alone_and_forgets_the_corrections_before(made: Made) -> None:
    day, person, by = made
    _correct(made, Kind.MOVE, 2, doors=tuple(_held(day)[1][:2]))
    _correct(made, Kind.LOCK, 2)
    kept = _held(day)[2]
    actions_of_turfs.ask_cut(day, into=6, by=by, at=AT)
    with pytest.raises(CuttingError):
        _correct(made, Kind.SPLIT, 1)
    cut(day, person)
    Job.objects.update(ended_at=AT, end="done")
    assert _held(day)[2] == kept
    assert sorted(_held(day)) == [1, 2, 3, 4, 5, 6]
    assert list(day.turfs.filter(locked=True).values_list("number", flat=True)) == [2]
    assert not Correction.objects.exists()
    _is_whole(day)


def test_what_changed_while_the_cut_ran_is_never_overwritten(made: Made) -> None:
    day, _person, by = made
    seen, turfs = day.edition, list(day.turfs.all())
    _correct(made, Kind.SPLIT, 1)
    with pytest.raises(actions.MovedOnError):
        actions.cut(day, made=actions.Made(day.certificate or {}, turfs, b""), seen=seen, by=by, at=AT)
    assert len(_held(day)) == 5


def test_a_draft_and_a_day_called_off_are_not_corrected(made: Made) -> None:
    day = made[0]
    Day.objects.filter(pk=day.pk).update(state="published")
    with pytest.raises(NotNowError):
        _correct(made, Kind.SPLIT, 1)


def test_the_map_shows_the_turfs_as_they_are(made: Made) -> None:
    day = made[0]
    _correct(made, Kind.SPLIT, 1)
    told = json.loads(drawn(day, "turfs") or "")
    assert [one["properties"]["number"] for one in told["features"]] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    picture = drawn(day, "picture") or ""
    assert picture.count("fill-opacity") == 5
    assert ">5</text>" in picture


def test_without_an_extract_streets_come_of_the_registers_own_order() -> None:
    person, by = organiser()
    day = day_in(made_area(), by)
    assert cut(day, person).result is None
    _is_whole(day)
    _correct((day, person, by), Kind.SPLIT, 1)
    _is_whole(day)


def test_why_nothing_can_be_cut_is_said(made: Made) -> None:
    day, person, by = made
    actions_of_turfs.ask_cut(day, into=37, by=by, at=AT)
    assert cut(day, person).result == {"refused": "37 turfs can't be cut from 36 doors; ask for at most 36"}
    assert len(_held(day)) == 4
