"""Rows that say of somebody what a row of an earlier file said: known by the key of their cells, so not read again."""

from collections.abc import Callable, Sequence
from hashlib import blake2b

import numpy as np

from muster.register.joins import Keys
from muster.register.mapping import Places

_FIELDS = ("name", "surname", "forenames", "markers", "postcode")
_BETWEEN = "\0"  # stands in no cell
Known = Callable[[Keys], Sequence[int]]  # of each key, which known row has it; -1 for none


def nobody_known(keys: Keys) -> Sequence[int]:
    """Know no row."""
    return [-1] * len(keys)


def said_keys(columns: Sequence[Sequence[str]], places: Places) -> Keys:
    """Key what rows say of a name and its markers: uint64[rows], the first 8 bytes of the cells' BLAKE2b.

    The postcode is keyed with them, so that whoever is found is mostly the very person and no namesake far away.

    Args:
        columns: the cells, column by column.
        places: which of them hold what.
    """
    held = [columns[place] for field in _FIELDS for place in places.fields.get(field, ())]
    texts = map(_BETWEEN.join, zip(*held, strict=True)) if held else [""] * len(columns[0])
    digests = [blake2b(text.encode(), digest_size=8).digest() for text in texts]
    return np.frombuffer(b"".join(digests), dtype="<u8").astype(np.uint64)
