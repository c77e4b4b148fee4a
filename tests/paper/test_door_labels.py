import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.paper.door_labels import door_labels, house_order


@pytest.mark.parametrize(
    ("name", "street", "label"),
    [
        ("14 Mill Lane", "Mill Lane", "14"),
        ("7 Fosse Road, Fosseham", "Fosse Road", "7"),
        ("Keeper's Lodge, Fosse Road, Fosseham, LE14 9ZZ", "Fosse Road", "Keeper's Lodge"),
        ("Flat 2, 14 mill lane", "Mill Lane", "Flat 2, 14"),
        ("14 Mill Lane, Flat 2, Whitby", "Mill Lane", "14, Flat 2"),
        ("14 Mill Lane, Top Floor", "Mill Lane", "14, Top Floor"),
        ("Mill Lane 14", "Mill Lane", "14"),
        ("Mill Lane", "Mill Lane", "Mill Lane"),
        ("Church Street House, Church Street", "Church Street", "Church Street House"),
        ("3 Windmill Lane", "Mill Lane", "3 Windmill Lane"),
        ("3 Mill Laneway", "Mill Lane", "3 Mill Laneway"),
        ("Millers", "", "Millers"),
        ("1002", "Mill Lane", "1002"),
    ],
)
def test_the_street_and_the_town_are_left_out(name: str, street: str, label: str) -> None:
    assert door_labels([name], [street]) == [label]


def test_doors_that_would_be_called_the_same_keep_their_names() -> None:
    names = ["2 Mill Lane, Whitby", "2 Mill Lane, Ruswarp", "4 Mill Lane, Whitby", "2 High Street, Whitby"]
    streets = ["Mill Lane"] * 3 + ["High Street"]
    assert door_labels(names, streets) == ["2 Mill Lane, Whitby", "2 Mill Lane, Ruswarp", "4", "2"]


WORDS = st.lists(
    st.sampled_from(["1", "2", "Flat 1", "Mill Lane", "Whitby", "The Mill", "mill lane", ",", "Åß"]), max_size=5
)


@given(st.lists(WORDS.map(" ".join), unique=True, max_size=12), st.sampled_from(["Mill Lane", "", "Whitby"]))
def test_no_two_doors_of_a_street_share_a_label(names: list[str], street: str) -> None:
    labels = door_labels(names, [street] * len(names))
    given_up = {name for name, label in zip(names, labels, strict=True) if name == label}
    short = [label for name, label in zip(names, labels, strict=True) if name != label]
    assert len(set(short)) == len(short)
    assert all(label for label in short)
    assert len(given_up) + len(short) == len(names)


@pytest.mark.parametrize(
    "labels",
    [
        ["Flat 1, 12", "Flat 2, 12", "Flat 2A, 12", "Flat 10, 12"],
        ["Basement Flat, 12", "Ground Floor Flat, 12", "First Floor Flat, 12", "Second Floor, 12", "Top Floor, 12"],
        ["9", "12", "Flat 2, 12", "Flat 1, 14"],
        ["14, Ground Floor", "14, Flat 2", "14, Flat 11", "100"],
        ["Flat 2, Block A, Mill House", "Flat 10, Block A, Mill House", "Flat 1, Block B, Mill House"],
        ["14, Block A, Flat 9", "14, Block B, Flat 1"],
        ["1F1, 9", "1F2, 9", "2F1, 9", "10F1, 9"],
    ],
)
def test_the_doors_of_a_stop_stand_in_the_order_of_the_house(labels: list[str]) -> None:
    for written in (sorted(labels), [*labels[1:], labels[0]]):
        assert sorted(written, key=house_order) == labels
