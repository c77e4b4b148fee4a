"""Publishing: two people, the very turfs, a snapshot that stays; recalling; two days that want one building."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils.timezone import now

from muster.guard import pair
from muster.guard.pair import OtherWordsError
from muster.home import CHECKOUT
from muster.paper.boards import print_boards
from muster.web.days import actions, actions_of_boards, actions_of_turfs, boards
from muster.web.days.actions_of_boards import EmptyTurfError, OverlapError, RecalledError
from muster.web.days.corrections import CorrectionAsked
from muster.web.days.lifecycle import MOVES, NotNowError, State, diagram
from muster.web.days.models import Day
from muster.web.days.models_of_turfs import Board, Correction, Publication, Taken
from muster.web.days.offered import doors_offered
from muster.web.days.publishing import Terms, snapshot_of, turf_digest
from muster.web.power import actions as powers
from muster.web.power.models import Request
from muster.web.power.pairs import NeedsTwoError, carry_out
from muster.web.record.actor import Actor
from muster.web.record.deeds import NotAllowedError
from muster.web.register.models import Area, Door
from muster.web.roll.models import Person
from muster.web.roll.queries import actor_of_person
from tests.web.days.made_day import AT, granted, somebody
from tests.web.days.made_ground import cut, day_in, made_cut, named

pytestmark = pytest.mark.django_db
Made = tuple[Day, Person, Actor]


@pytest.fixture
def made() -> Made:
    return made_cut()


def _terms(day: Day) -> Terms:
    return Terms(day, snapshot_of(day).digest)


def _sha256(told: Any) -> str:
    return hashlib.sha256(json.dumps(told, separators=(",", ":"), sort_keys=True).encode()).hexdigest()


def _asked(day: Day, by: Actor) -> Request:
    with pytest.raises(NeedsTwoError) as need:
        actions_of_boards.publish(_terms(day), by=by, at=now())
    wanted = need.value
    return powers.ask(
        powers.Asked(wanted.kind, terms=wanted.terms, compartment=wanted.compartment, subjects=wanted.subjects),
        by=by,
        at=now(),
    )


def _approved(day: Day, by: Actor) -> Request:
    request = _asked(day, by)
    officer = actor_of_person(granted("officer", day.compartment), at=now())
    powers.approve(request, seen=bytes(request.body), by=officer, at=now())
    return request


def _published(day: Day, by: Actor) -> Publication:
    carry_out(_approved(day, by), by=by, at=now())
    day.refresh_from_db()
    return Publication.objects.get(day=day, recalled_at=None)


def test_it_takes_two_and_the_second_is_no_organiser_of_their_own_asking(made: Made) -> None:
    day, _person, by = made
    request = _asked(day, by)
    with pytest.raises((pair.OwnRequestError, NotAllowedError)):
        powers.approve(request, seen=bytes(request.body), by=by, at=now())
    assert not Publication.objects.exists()
    with pytest.raises(NotAllowedError):
        actions_of_boards.publish(_terms(day), by=somebody("officer"), at=now())


def test_what_is_published_is_ids_codes_and_buildings(made: Made) -> None:
    day, _person, by = made
    was, turfs = snapshot_of(day), list(day.turfs.all())
    publication = _published(day, by)
    assert (day.state, publication.digest, publication.number) == ("published", was.digest, 1)
    rows = list(publication.boards.order_by("number"))
    assert [(row.number, row.door_ids) for row in rows] == [(turf.number, turf.door_ids) for turf in turfs]
    building_of = dict(Door.objects.values_list("pk", "building"))
    assert all(row.building_ids == [building_of[door] for door in row.door_ids] for row in rows)
    assert len({row.code for row in rows}) == len(rows)
    assert Taken.objects.filter(publication=publication, freed_at=None).count() == 36


def test_approved_words_are_those_turfs_and_no_others(made: Made) -> None:
    day, _person, by = made
    request = _approved(day, by)
    actions_of_turfs.correct(CorrectionAsked(day, Correction.Kind.SPLIT, 1, day.edition), by=by, at=AT)
    with pytest.raises(OtherWordsError):
        carry_out(request, by=by, at=now())
    day.refresh_from_db()
    with pytest.raises(NeedsTwoError):
        actions_of_boards.publish(_terms(day), by=by, at=now())
    assert day.state == "cut"


def test_doors_that_no_correction_wrote_are_not_what_was_approved(made: Made) -> None:
    day, _person, by = made
    request = _approved(day, by)
    turf = day.turfs.get(number=1)
    for changed in ({"door_ids": turf.door_ids[::-1]}, {"building_ids": turf.building_ids[1:]}):
        was = {name: getattr(turf, name) for name in changed}
        day.turfs.filter(number=1).update(**changed)
        with pytest.raises(OtherWordsError):
            carry_out(request, by=by, at=now())
        day.turfs.filter(number=1).update(**was)
    carry_out(request, by=by, at=now())
    assert Publication.objects.filter(day=day).count() == 1


def test_the_fingerprint_is_of_the_day_its_date_and_every_turfs_own(made: Made) -> None:
    day, _person, by = made
    for _ in range(2):
        own = [
            [one.number, _sha256([one.number, one.door_ids, one.building_ids])] for one in day.turfs.order_by("number")
        ]
        told = {"day": day.pk, "held_on": "2026-05-09", "turfs": own}
        assert snapshot_of(day).digest == _sha256(told)
        assert snapshot_of(day).doors == sum(len(one.door_ids) for one in day.turfs.all()) == 36
        actions_of_turfs.correct(CorrectionAsked(day, Correction.Kind.SPLIT, 1, day.edition), by=by, at=AT)
        day.refresh_from_db()


@pytest.mark.parametrize(
    "change",
    [
        lambda row: Board.objects.filter(pk=row.pk).update(door_ids=[1]),
        lambda row: Board.objects.filter(pk=row.pk).update(code="x"),
        lambda row: Board.objects.filter(pk=row.pk).delete(),
    ],
)
def test_the_database_refuses_to_change_a_board(made: Made, change: Callable[[Board], Any]) -> None:
    publication = _published(made[0], made[2])
    row = publication.boards.order_by("number")[0]
    with pytest.raises(DatabaseError, match="stays as it was published"), transaction.atomic():
        change(row)
    assert publication.boards.get(pk=row.pk).door_ids == row.door_ids


def test_an_empty_turf_is_refused_and_so_is_no_turf_at_all(made: Made) -> None:
    day, _person, by = made
    day.turfs.filter(number=2).update(door_ids=[], building_ids=[], doors=0, digest=turf_digest(2, [], []))
    with pytest.raises(EmptyTurfError) as refused:
        actions_of_boards.publish(_terms(day), by=by, at=AT)
    assert refused.value.numbers == (2,)
    day.turfs.all().delete()
    with pytest.raises(EmptyTurfError):
        actions_of_boards.publish(_terms(day), by=by, at=AT)


def test_a_building_of_another_published_day_on_that_date_is_refused_with_a_list(made: Made) -> None:
    day, person, by = made
    area = Area.objects.get()
    other = day_in(area, by, title="The other", place="Uppingham", into=2)
    cut(other, person)
    publication = _published(day, by)
    assert not len(doors_offered(other).doors)
    with pytest.raises(OverlapError) as refused:
        actions_of_boards.publish(_terms(other), by=by, at=AT)
    clashing = refused.value.clashes
    assert len(clashing) == 36
    assert (clashing[0].address, clashing[0].day) == ("1 Back Lane", day)
    actions_of_boards.recall(publication, reason="A street was left out", by=by, at=AT)
    assert _published(other, by).boards.count() == 2


def test_on_another_date_it_is_free(made: Made) -> None:
    day, person, by = made
    other = day_in(Area.objects.get(), by, held_on=day.held_on + dt.timedelta(days=7))
    cut(other, person)
    _published(day, by)
    assert _published(other, by).number == 1


def test_recalled_it_can_be_corrected_and_published_again_with_other_codes(made: Made) -> None:
    day, _person, by = made
    first = _published(day, by)
    with pytest.raises(NotNowError):
        actions_of_turfs.correct(CorrectionAsked(day, Correction.Kind.SPLIT, 1, day.edition), by=by, at=AT)
    actions_of_boards.recall(first, reason="Wrong street", by=by, at=AT)
    day.refresh_from_db()
    assert day.state == "cut"
    with pytest.raises(RecalledError):
        actions_of_boards.recall(first, reason="Again", by=by, at=AT)
    second = _published(day, by)
    codes = {row.code for row in Board.objects.all()}
    assert (second.number, len(codes)) == (2, 8)


def test_a_turf_of_published_boards_shows_no_form_and_says_what_to_do_first(
    made: Made, enter: Callable[[Actor], Client]
) -> None:
    day, _person, by = made
    page = f"/days/{day.pk}/turfs/1/correct"
    assert "Give them" in enter(by).get(page).content.decode()
    _published(day, by)
    words = enter(by).get(page).content.decode()
    assert "recall the boards first" in words
    assert f'href="/days/{day.pk}/publish"' in words
    assert [form in words for form in ("Give them", "Split it in two", "Lock it")] == [False] * 3


def test_a_board_told_has_labels_and_names_where_the_register_keeps_them_and_one_organises(made: Made) -> None:
    day, _person, by = made
    area = Area.objects.get()
    row = _published(day, by).boards.order_by("number")[0]
    door = Door.objects.get(pk=row.door_ids[0])
    named(area, door, "Plantedname")
    told = boards.board_told(row, by)
    labels = [label for stop in told.board.stops for label in stop.doors]
    assert labels == [Door.objects.get(pk=pk).building.number for pk in row.door_ids]
    assert told.board.code == row.code
    assert told.names == {door.pk: ("Ann Plantedname",)}
    assert boards.board_told(row, somebody("volunteer")).names == {}
    area.sources.update(expired_at=now())
    assert boards.board_told(row, by).names == {}
    assert print_boards([told.board]).startswith(b"%PDF")


def test_a_flat_is_told_by_its_unit_and_what_left_the_register_by_its_number(made: Made) -> None:
    day, _person, by = made
    row = _published(day, by).boards.order_by("number")[0]
    Door.objects.filter(pk=row.door_ids[0]).update(unit="Flat 2")
    Door.objects.filter(pk=row.door_ids[1]).delete()
    labels = [label for stop in boards.board_told(row, by).board.stops for label in stop.doors]
    assert labels[0].startswith("Flat 2, ")
    assert labels[1] == f"#{row.door_ids[1]}"


def test_put_off_it_is_free_for_others_and_called_off_it_ends(made: Made) -> None:
    day, _person, by = made
    _published(day, by)
    actions.postpone(day, held_on=day.held_on + dt.timedelta(days=7), by=by, at=now())
    day.refresh_from_db()
    assert (day.state, day.state_edition, day.held_on) == ("cut", 1, dt.date(2026, 5, 16))
    assert not Taken.objects.filter(freed_at=None).exists()
    actions.cancel(day, because="Snow", by=by, at=now())
    day.refresh_from_db()
    assert (day.state, day.cancelled_because) == ("cancelled", "Snow")
    with pytest.raises(NotNowError):
        actions.postpone(day, held_on=dt.date(2026, 6, 6), by=by, at=now())
    told = list(day.tellings.order_by("edition").values_list("what", "edition"))
    assert told == [("moved", 1), ("cancelled", 2)]


def test_the_table_of_moves_is_total() -> None:
    assert set(MOVES) == set(State)
    assert {after for moves in MOVES.values() for after in moves.values()} <= set(State)
    assert diagram().count("\n") == sum(map(len, MOVES.values()))
    assert f"```\n{diagram()}```" in (CHECKOUT / "docs" / "methods" / "day.md").read_text(encoding="utf-8")


def test_as_many_questions_for_one_board_as_for_a_long_one(made: Made, django_assert_num_queries: Any) -> None:
    publication = _published(made[0], made[2])
    for row in publication.boards.select_related("publication__day"):
        with django_assert_num_queries(2):
            boards.board_told(row, made[2])
