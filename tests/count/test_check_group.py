"""The group as libsodium does it, beside its definition in plain numbers."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.count.check_group import (
    IDENTITY,
    ORDER,
    check_library,
    generator,
    hash_to_scalar,
    joined,
    power,
    read_form,
    read_point,
    read_scalar,
    text_of,
    times,
    without,
)
from muster.count.check_opening import ranks_in
from muster.count.check_pieces import RecordError
from muster.count.sealing import point_of_ranks
from tests.count import naive_group as naive

SCALARS = st.integers(0, ORDER - 1) | st.sampled_from([0, 1, 2, ORDER - 1])
QUICK = settings(max_examples=15)
assert naive.BASE is not None


def plain(point: bytes) -> naive.Point:
    found = naive.uncompress(int.from_bytes(point, "little"))
    assert found is not None
    return found


@given(one=SCALARS, other=SCALARS)
@QUICK
def test_powers_products_and_quotients_are_those_of_the_definition(one: int, other: int) -> None:
    assert naive.BASE is not None
    first, second = power(one), power(other)
    assert plain(first) == naive.multiply(one, naive.BASE)
    assert plain(times(other, first)) == naive.multiply(other, plain(first))
    assert plain(joined((first, second, first))) == naive.add(naive.add(plain(first), plain(second)), plain(first))
    assert joined((without(first, second), second)) == first
    assert text_of(first) == f"{naive.compress(plain(first)):064x}"


@pytest.mark.parametrize("number", [-1, 0, 1, 2, 17, 1000])
def test_generators_are_those_of_the_specifications_table_9(number: int) -> None:
    start = int(hashlib.sha256(f"ggen|{number}".encode()).hexdigest(), 16) >> 2
    while (point := naive.uncompress(start)) is None:
        start += 1
    assert plain(generator(number)) == naive.multiply(8, point)


@pytest.mark.parametrize("number", [*range(20), naive.P, naive.P + 1, naive.P - 1, 2**255, 2**255 | 1, 2**256 - 1])
def test_a_point_is_taken_exactly_where_it_is_of_the_group(number: int) -> None:
    text = f"{number:064x}"
    if naive.in_group(naive.uncompress(number)):
        assert text_of(read_point(text)) == text
        return
    with pytest.raises(RecordError) as caught:
        read_point(text)
    assert caught.value.reason == "point-outside"


@pytest.mark.parametrize("scalar", [0, 1, 2, ORDER, ORDER - 1])
@pytest.mark.parametrize("number", [0, 2, naive.P - 1, naive.P + 3])
def test_a_point_outside_is_refused_where_it_is_used_whatever_the_power(number: int, scalar: int) -> None:
    with pytest.raises(RecordError) as caught:
        times(scalar, read_form(f"{number:064x}"))
    assert caught.value.reason == "point-outside"


def test_the_neutral_element_is_never_read() -> None:
    with pytest.raises(RecordError):
        read_form(text_of(IDENTITY))
    assert times(5, IDENTITY) == IDENTITY == power(ORDER) == joined(())


def test_a_product_of_a_good_point_and_one_of_small_order_is_refused() -> None:
    bad = joined((power(3), bytes(32)))
    with pytest.raises(RecordError):
        times(7, bad)
    with pytest.raises(RecordError):
        read_point(text_of(bad))
    check_library()


@pytest.mark.parametrize(
    "text", ["", "01", "-1", "+1", " 1", "1 ", "1_0", "٣", str(ORDER), str(ORDER + 1), "9" * 90, 5, None, True]
)
def test_a_number_has_one_form(text: object) -> None:
    with pytest.raises(RecordError) as caught:
        read_scalar(text)
    assert caught.value.reason == "number"


def test_the_least_and_the_greatest_number_are_read() -> None:
    assert (read_scalar("0"), read_scalar(str(ORDER - 1))) == (0, ORDER - 1)


def test_a_text_in_parts_hashes_like_the_whole() -> None:
    assert hash_to_scalar("a", "", "bc") == hash_to_scalar("abc") == int(hashlib.sha256(b"abc").hexdigest(), 16) % ORDER


@given(ranks=st.lists(st.integers(0, 255), min_size=1, max_size=30))
@settings(max_examples=4)
def test_a_point_holds_ranks_and_is_the_first_that_does(ranks: list[int]) -> None:
    point = point_of_ranks(ranks)
    assert ranks_in(point, len(ranks)) == tuple(ranks)
    found = int.from_bytes(point, "little")
    assert not any(naive.in_group(naive.uncompress(number)) for number in range(found >> 14 << 14, found))
