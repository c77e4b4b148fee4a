"""Keys of forenames are put together of two columns, as each text's own are."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from muster.register.side import forename_columns, forename_keys

WORDS = st.sampled_from(
    ["", "Ann", "ann", "Mary-Jane", "J", "O'Neill", "/", "Anne/Marie", "Zoë", "\tAl", "Bo\tD", "X Y"]
)
FORENAMES = st.lists(WORDS, max_size=7).map(" ".join) | st.text(max_size=12)


@given(st.lists(FORENAMES, min_size=1, max_size=9))
def test_forenames_are_keyed_in_two_columns_as_one_by_one(texts: list[str]) -> None:
    keys = forename_columns(texts)
    alone = np.array([forename_keys(text)[:4] for text in texts], dtype=np.uint64)
    assert np.array_equal(np.stack(keys[:4], axis=1), alone)


@given(FORENAMES.map(str.strip), FORENAMES.map(str.strip))
def test_forenames_written_otherwise_have_another_key(one: str, other: str) -> None:
    """They are read without blanks at their ends."""
    keys = forename_columns([one, other]).written
    assert (keys[0] == keys[1]) == (one == other)
