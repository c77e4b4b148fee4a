"""Electors without an address or a name are kept, and told, unless the row itself says why."""

import pytest

from muster.register.mapping import ColumnMapping
from muster.register.missing import NO_ADDRESS, NO_NAME, ONLY_A_PLACE
from muster.register.read import read_register

MEANS = ColumnMapping(
    {"number": ("Nr",), "name": ("Who",), "markers": ("Mark",), "postcode": ("Code",)}, (("Where",), ("Town",))
)
ADDRESS, NAME = ("Where", NO_ADDRESS), ("Who", NO_NAME)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("2,Archer Ann,,1 Mill Lane,Penbury,ZX1 0AB", []),
        ("2,Archer Ann,,,,", [ADDRESS]),
        ("2,Archer Ann,,,,ZX1 0AB", [ADDRESS]),  # a postcode alone is nobody's door
        ("2,Archer Ann,,-,n/a,", [ADDRESS]),
        ("2,Archer Ann,F,,,", []),  # overseas
        ("2,Archer Ann,,Other Electors,,", []),
        ("2,,,1 Mill Lane,Penbury,ZX1 0AB", [NAME]),
        ("2,,,,,", [ADDRESS, NAME]),
        ("2,Anonymous,,,,", []),
        ("2,,N,,,", []),
        ("2,Archer Ann,,,Penbury,", [("Where", ONLY_A_PLACE)]),
        ("2,Archer Ann,F,,Penbury,", []),
        ("2,Archer Ann,,Penbury,,", []),  # a house that is called so
        ("2,Archer Ann,,,Mill House,", []),  # nobody else's town
    ],
)
def test_who_has_no_address_or_no_name_is_kept_and_told(row: str, told: list[tuple[str, str]]) -> None:
    content = f"Nr,Who,Mark,Where,Town,Code\n1,Borg Bo,,2 Mill Lane,Penbury,ZX1 0AB\n{row}\n"
    reading = read_register(content.encode(), name="odd.csv", mapping=MEANS)
    (batch,) = reading
    assert len(batch) == reading.accounts.electors == 2
    assert reading.problems == []
    assert [(note.row, note.column, note.cure) for note in reading.notes] == [(3, *one) for one in told]
