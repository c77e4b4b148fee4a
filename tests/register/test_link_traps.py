"""Where a wrong link lies near: each case stands in a made-up town that didn't change, so that rare is rare."""

import datetime as dt
from functools import cache

import numpy as np
import pytest

from muster.register.candidates import Pairs, Place
from muster.register.link import Links, are_ahead, link_versions
from muster.register.names_alike import Level
from muster.register.reasons import Against, For, Reason
from muster.register.side import Side, joined_sides
from tests.register.made_sides import Elector, side, two_years

SPRING, SUMMER = dt.date(2026, 3, 4), dt.date(2026, 7, 8)
MILL = tuple(f"{i} Mill Lane" for i in range(1, 12))


@cache
def town(year: int) -> Side:
    """A town, and itself with last year's people gone from every tenth door."""
    years = two_years(doors=700, seed=11)
    return years.new if year else years.old


def linked(
    old: list[Elector], new: list[Elector], *, renumbered: bool = True
) -> tuple[dict[str, str], list[tuple[str, str]], Links]:
    """Link two small files within the town; give links and questions as 'Forenames Surname, door'."""
    before, after = joined_sides([town(0), side(*old)]), joined_sides([town(1), side(*new)])
    links = link_versions(before, after, renumbered=renumbered)
    begin_old, begin_new = len(town(0)), len(town(1))
    rows = [row for row in range(begin_new, len(after)) if links.old[row] >= 0]
    assert all(links.old[row] >= begin_old for row in rows)
    told = {show(new[row - begin_new]): show(old[int(links.old[row]) - begin_old]) for row in rows}
    asked = [
        (show(old[o - begin_old]), show(new[n - begin_new]))
        for o, n in zip(links.unsure.old.tolist(), links.unsure.new.tolist(), strict=True)
        if o >= begin_old and n >= begin_new
    ]
    return told, asked, links


def show(one: Elector) -> str:
    return f"{one.forenames} {one.surname}, {one.at}"


def reasons(links: Links) -> list[Reason]:
    begin = len(town(1))
    return [Reason(code) for code in links.reason[begin:].tolist()]


def first_asked(links: Links) -> tuple[Reason, For, Against]:
    at = int(np.flatnonzero(links.unsure.new >= len(town(1)))[0])
    unsure = links.unsure
    return Reason(int(unsure.reason[at])), For(int(unsure.speaks_for[at])), Against(int(unsure.against[at]))


def test_a_son_who_comes_of_age_is_not_his_father_of_the_same_name() -> None:
    father, son = Elector("Prendergast", "Albert"), Elector("Prendergast", "Albert", attains=SUMMER)
    told, asked, _ = linked([father], [son])
    assert (told, asked) == ({}, [])


def test_father_and_son_of_one_name_are_asked_about_after_a_renumbering() -> None:
    father, son = (
        Elector("Prendergast", "Albert", number=801),
        Elector("Prendergast", "Albert", number=802, attains=SPRING),
    )
    grown = son._replace(attains=None)
    told, asked, links = linked([father, son], [father, grown])
    assert told == {}
    assert len(asked) == 4
    assert Against.RIVAL in first_asked(links)[2]


def test_father_and_son_of_one_name_are_told_apart_by_numbers_that_stayed() -> None:
    father, son = (
        Elector("Prendergast", "Albert", number=801),
        Elector("Prendergast", "Albert", number=802, attains=SPRING),
    )
    _, asked, links = linked([father, son], [son._replace(attains=None), father], renumbered=False)
    begin = len(town(0))
    assert links.old[-2:].tolist() == [begin + 1, begin]
    assert asked == []
    assert reasons(links) == [Reason.NUMBER_HERE] * 2


def test_father_and_son_are_told_apart_by_middle_names() -> None:
    both = [Elector("Prendergast", "Albert James"), Elector("Prendergast", "Albert Henry")]
    assert linked(both, both[::-1])[0] == {show(one): show(one) for one in both}
    assert linked(both, both[1:])[0] == {show(both[1]): show(both[1])}


def test_whose_middle_name_is_left_out_of_two_is_asked() -> None:
    both = [Elector("Prendergast", "Albert J"), Elector("Prendergast", "Albert H")]
    told, asked, _ = linked(both, [Elector("Prendergast", "Albert")])
    assert told == {}
    assert sorted(asked) == sorted((show(one), "Albert Prendergast, 1 Mill Lane") for one in both)


def test_one_twin_is_never_linked_to_the_other() -> None:
    jayden, hayden = (Elector("Okonjo", name, attains=SUMMER) for name in ("Jayden", "Hayden"))
    assert linked([jayden, hayden], [hayden, jayden])[0] == {show(one): show(one) for one in (jayden, hayden)}
    told, _, _ = linked([jayden], [hayden])
    assert told == {}


def test_households_that_swap_homes_go_with_their_people() -> None:
    here = [Elector("Prendergast", name) for name in ("Albert", "Winifred", "Cuthbert")]
    there = [Elector("Ollerenshaw", name, "2 Mill Lane") for name in ("Ethelred", "Drusilla", "Ottoline")]
    after = [one._replace(at="2 Mill Lane") for one in here] + [one._replace(at="1 Mill Lane") for one in there]
    told, _, links = linked(here + there, after)
    assert told == {show(b): show(a) for a, b in zip(here + there, after, strict=True)}
    assert set(reasons(links)) == {Reason.MOVED_TOGETHER}
    assert links.doors.alone[-2:].tolist() == [False, False]


def test_two_of_one_name_in_a_street_stay_two() -> None:
    near, far = Elector("Smith", "John", MILL[0]), Elector("Smith", "John", MILL[8])
    others = [Elector("Ollerenshaw", "Drusilla", MILL[0])]
    assert linked([near, far], [far, near])[0] == {show(near): show(near), show(far): show(far)}
    told, _, _ = linked([near], [far, *others])
    assert told == {}


def test_a_street_with_a_new_name_keeps_its_people_and_says_which_doors_are_one() -> None:
    old = [Elector(name, "Ann", at) for name, at in zip(("Smith", "Jones", "Begum", "Okoro"), MILL, strict=False)]
    new = [one._replace(at=one.at.replace("Mill Lane", "Mandela Way")) for one in old]
    told, _, links = linked(old, new)
    assert told == {show(b): show(a) for a, b in zip(old, new, strict=True)}
    assert set(reasons(links)) == {Reason.NAME_AT_RESPELLED_DOOR}
    pairs = dict(zip(links.doors.new.tolist(), links.doors.old.tolist(), strict=True))
    before, after = side(*old), side(*new)
    assert [pairs[door] for door in after.door.tolist()] == before.door.tolist()
    assert links.doors.alone[np.isin(links.doors.new, after.door)].all()


def test_two_doors_are_too_few_to_rename_a_street() -> None:
    old = [Elector(name, "Ann", at) for name, at in zip(("Smith", "Jones"), MILL, strict=False)]
    _, _, links = linked(old, [one._replace(at=one.at.replace("Mill Lane", "Mandela Way")) for one in old])
    assert Reason.NAME_AT_RESPELLED_DOOR not in reasons(links)


def test_a_property_number_knows_the_door_however_it_is_spelt() -> None:
    old = Elector("Smith", "John", "Rose Cottage, Mill Lane", uprn="100200")
    new = Elector("Smith", "John", "14 Mill Lane", uprn="100200")
    told, _, links = linked([old], [new])
    assert told == {show(new): show(old)}
    assert reasons(links) == [Reason.NAME_AT_RESPELLED_DOOR]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (("Smith", "John Paul"), ("John", "Smith Paul")),
        (("van der Berg", "Jan"), ("van", "der Berg Jan")),
        (("Smith-Jones", "Zoë"), ("Smith Jones", "Zoe")),
        (("O'Brien", "Núria"), ("O’BRIEN", "NURIA")),
        (("Mc Donald", "Anne-Marie"), ("McDonald", "Anne Marie")),
        (("Şahin", "İlker"), ("Sahin", "Ilker")),
    ],
)
def test_a_name_is_the_same_however_it_is_set(before: tuple[str, str], after: tuple[str, str]) -> None:
    old, new = Elector(*before), Elector(*after)
    told, _, links = linked([old], [new])
    assert told == {show(new): show(old)}
    assert reasons(links) == [Reason.NAME_HERE]


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (("Ollerenshaw", "Drusilla"), ("Prendergast", "Drusilla"), Reason.MARRIED_HERE),
        (("Ollerenshaw", "D"), ("Ollerenshaw", "Drusilla"), Reason.INITIAL_HERE),
        (("Ollerenshaw", "Stephen"), ("Ollerenshaw", "Steven"), Reason.RESPELLED_HERE),
        (("Ollerenshaw", "William"), ("Ollerenshaw", "Bill"), Reason.CALLED_HERE),
        (("Ollerenshaw", "Mary Jane"), ("Ollerenshaw", "Jane"), Reason.CALLED_HERE),
    ],
)
def test_what_is_nearly_a_name_is_asked_where_the_household_stayed(
    before: tuple[str, str], after: tuple[str, str], reason: Reason
) -> None:
    stays = Elector("Prendergast", "Cuthbert")
    old, new = Elector(*before), Elector(*after)
    told, asked, links = linked([stays, old], [stays, new])
    assert told in ({show(stays): show(stays)}, {show(stays): show(stays), show(new): show(old)})
    if show(new) not in told:
        assert asked == [(show(old), show(new))]
        assert first_asked(links)[0] == reason
        assert For.HOUSEHOLD_STAYED in first_asked(links)[1]
    else:
        assert reasons(links)[1] == reason


def test_the_anonymous_are_linked_by_number_or_not_at_all() -> None:
    hidden = Elector("", "", "", number=900, district="ZZ")
    named = Elector("Ollerenshaw", "Drusilla", "", number=900, district="ZZ")
    assert linked([hidden], [hidden], renumbered=True)[:2] == ({}, [])
    _, _, links = linked([hidden], [hidden], renumbered=False)
    assert reasons(links) == [Reason.ANONYMOUS_NUMBER]
    for old, new in ((hidden, named), (named, hidden)):
        assert linked([old], [new], renumbered=False)[:2] == ({}, [])


def test_a_rare_name_with_the_same_day_of_attainment_moved() -> None:
    old = Elector("Ollerenshaw", "Drusilla Xanthe", attains=SUMMER)
    told, _, links = linked([old], [old._replace(at="9 Oak Road")])
    assert len(told) == 1
    assert reasons(links) == [Reason.MOVED]


def test_a_common_name_elsewhere_is_somebody_else() -> None:
    every = [Elector("Smith", "John", f"{i} Oak Road") for i in range(1, 20)]
    new = Elector("Smith", "John", "2 Tanners Row")
    told, asked, _ = linked([Elector("Smith", "John"), *every], [new, *every])
    assert show(new) not in told
    assert asked == []


def test_the_same_number_and_name_at_another_door() -> None:
    old = Elector("Ollerenshaw", "Drusilla", number=700)
    told, _, links = linked([old], [old._replace(at="The Old Forge, Tanners Row")], renumbered=False)
    assert len(told) == 1
    assert reasons(links) == [Reason.NUMBER]


def test_a_lead_of_ten_decibans_is_enough_and_nine_is_not() -> None:
    def lead(first: int, second: int) -> list[bool]:
        zeros = np.zeros(2, dtype=np.int32)
        pairs = Pairs(
            zeros,
            np.array([0, 1], dtype=np.int32),
            np.full(2, Place.HERE, dtype=np.int8),
            zeros.astype(np.int8),
            zeros > 0,
        )
        return [bool(ahead) for ahead in are_ahead(pairs, np.array([first, second]))]

    assert lead(30, 20) == [True, False]
    assert lead(30, 21) == [False, False]
    assert lead(20, 30) == [False, True]


def test_the_same_version_again_is_linked_row_by_row_and_nobody_is_asked() -> None:
    links = link_versions(town(1), town(1))
    assert not links.renumbered
    assert links.old.tolist() == list(range(len(town(1))))
    assert len(links.unsure.old) == 0


def test_an_empty_version_links_nobody() -> None:
    for old, new in ((side(), side()), (side(), town(0)), (town(0), side())):
        links = link_versions(old, new)
        assert (links.old == -1).all()
        assert len(links.unsure.old) == len(links.doors.old) == 0


def test_the_worked_example_of_the_document() -> None:
    john, salma = ("Smith", "John", 1), ("Begum", "Salma", 2)
    before = (john, ("Smith", "Ann", 1), salma, ("Ollerenshaw", "Drusilla", 2), ("Okoro", "Chidi", 3))
    after = (john, ("Smith", "Ann Mary", 1), salma, ("Prendergast", "Drusilla", 2), ("Novak", "Jan", 3))
    old, new = (
        side(*(Elector(last, first, f"{at} Mill Lane", i) for i, (last, first, at) in enumerate(version, begin)))
        for version, begin in ((before, 1), (after, 11))
    )
    links = link_versions(old, new)
    assert links.renumbered
    assert links.old.tolist() == [0, 1, 2, -1, -1]
    assert [Reason(code) for code in links.reason.tolist()[:3]] == [
        Reason.NAME_HERE, Reason.SHORT_HERE, Reason.NAME_HERE,
    ]  # fmt: skip
    assert (links.weights.names[Level.SHORT], links.weights.names[Level.MARRIED], links.weights.stayed) == (25, 12, -3)
    assert (int(links.weight[1]), links.unsure.weight.tolist()) == (22, [9])
    assert (links.unsure.old.tolist(), links.unsure.new.tolist()) == ([3], [3])
    assert For(int(links.unsure.speaks_for[0])) == For.SAME_FORENAME | For.SAME_DOOR | For.HOUSEHOLD_STAYED
    assert Against(int(links.unsure.against[0])) == Against.OTHER_SURNAME
