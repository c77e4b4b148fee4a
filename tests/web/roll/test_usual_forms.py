"""Cells that are written as most are, read a column at once: as they are one by one, or not at all."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from muster.register.postcodes import read_postcode, usual_postcodes
from muster.web.roll.reach import read_email, read_telephone, usual_emails, usual_telephones

LIKE_EMAILS = st.from_regex(r"[A-Za-z\d._+,<'-]{0,9}@?[a-zß\d.-]{0,9}\.?[a-z]{0,3}", fullmatch=True)
LIKE_TELEPHONES = st.from_regex(r"(?:\+44|0|\+353)? ?\(?[1-9][\d -]{6,11}", fullmatch=True)
LIKE_POSTCODES = st.from_regex(r"[A-Za-z]{1,2}[\dOI]{1,2}[A-Z]? ?[\dO][A-Za-z]{2}", fullmatch=True)
CELLS = st.lists((LIKE_EMAILS | LIKE_TELEPHONES | LIKE_POSTCODES | st.text(max_size=9)).map(str.strip), max_size=6)


@given(cells=CELLS)
@example(cells=["ann..b@example.org", "Ann@Example.org", "a.b@example.org"])
@example(cells=["0770090012\u0663", "ZX\u0661 2AB", "ann\u0661@example.org"])
@example(cells=["07700\n900123", "07700 900123"])
@pytest.mark.parametrize(
    ("at_once", "alone"),
    [(usual_emails, read_email), (usual_telephones, read_telephone), (usual_postcodes, read_postcode)],
)
def test_a_column_is_read_as_its_cells_are(
    at_once: Callable[[Sequence[str]], list[str]], alone: Callable[[str], tuple[str, str]], cells: list[str]
) -> None:
    found = at_once(cells)
    assert len(found) == len(cells)
    for value, cell in zip(found, cells, strict=True):
        assert not value or (value, "") == alone(cell)


def test_what_most_write_is_read_at_once_beside_what_is_not() -> None:
    emails = ["Ann.Okonjo3@Example.org", "", "bea at example.org", "cy+x@mail.example.co.uk"]
    assert usual_emails(emails) == ["ann.okonjo3@example.org", "", "", "cy+x@mail.example.co.uk"]
    telephones = ["07700 900123", "+44 7700 900124", "not yet", "", "01632 960001"]
    assert usual_telephones(telephones) == ["+447700900123", "+447700900124", "", "", "+441632960001"]
    assert usual_postcodes(["ZX1 2AB", "zx1 2ab", "", "ZX12AB", "ZX1"]) == ["ZX12AB", "", "", "ZX12AB", ""]
