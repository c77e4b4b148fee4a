"""A panel by lot: anybody draws the same, the lowest lots sit, and whoever declines is stood in for by the next."""

import hashlib
import hmac
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.guard import lot

SEED = bytes(range(32))
PROMISE = "630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd"


def test_a_worked_draw() -> None:
    assert lot.promise_of(SEED) == PROMISE
    order = lot.drawn("dacb", seed=SEED, promise=PROMISE, most=4)
    by_hand = sorted("abcd", key=lambda one: hmac.new(SEED, one.encode(), hashlib.sha256).hexdigest())
    assert order == by_hand
    assert lot.seated(order, declined=set()) == order[:3]
    assert lot.seated(order, declined={order[1]}) == [order[0], *order[2:]]
    assert lot.list_hash("cab") == hashlib.sha256(b"a\nb\nc\n").hexdigest()


def test_no_other_seed_and_not_too_few() -> None:
    with pytest.raises(lot.SeedError):
        lot.drawn("abcd", seed=bytes(32), promise=PROMISE, most=4)
    with pytest.raises(lot.TooFewError):
        lot.drawn("aab", seed=SEED, promise=PROMISE, most=4)


@given(people=st.sets(st.text(min_size=1, max_size=8), min_size=3, max_size=20), out=st.data())
def test_who_else_is_a_candidate_changes_nobodys_lot(people: set[str], out: st.DataObject) -> None:
    order = lot.drawn(people, seed=SEED, promise=PROMISE, most=len(people))
    gone = out.draw(st.sets(st.sampled_from(order), max_size=len(order) - 3))
    fewer = lot.drawn(people - gone, seed=SEED, promise=PROMISE, most=len(people))
    assert fewer == [one for one in order if one not in gone]
    assert lot.seated(order, declined=gone) == fewer[:3]


def test_two_of_those_who_sit_say_what_the_panel_says() -> None:
    words = ["", "finding", "no finding", "longer"]
    for said in itertools.product(words, repeat=3):
        sit = ("a", "b", "c")
        twice = [word for word in words[1:] if said.count(word) >= 2]
        assert lot.word_of(sit, says=dict(zip(sit, said, strict=True))) == "".join(twice)
    assert lot.word_of(("a", "b", "c"), says={"a": "finding", "d": "finding"}) == ""  # who stands in has no word
