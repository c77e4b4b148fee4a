"""Files without a header are offered the layout that they look like; and nobody's row stands as names of columns."""

import io
from random import Random

import openpyxl  # type: ignore[import-untyped]
import pytest

from muster.register.layouts import LAYOUTS, fit
from muster.register.mapping import ColumnMapping, from_json, to_json
from muster.register.read import read_register
from muster.register.sniff import sniff
from muster.table import TableError
from tests.register.made.dirt import CLEAN
from tests.register.made.people import entries_of, make_population
from tests.register.made.write import LAYOUTS as WRITERS

KNOWN = {layout.name: layout for layout in LAYOUTS}


def headless(layout: str, doors: int = 40) -> tuple[bytes, bytes]:
    """Make a file up, and take its header away."""
    whole = WRITERS[layout](entries_of(make_population(Random(5), doors=doors)), CLEAN).content
    return whole, whole.split(b"\n", 1)[1]


@pytest.mark.parametrize("layout", sorted({"X1", "X2", "H1"} & set(WRITERS)))
def test_a_known_layout_without_its_header_is_offered_and_read_as_with_it(layout: str) -> None:
    whole, bare = headless(layout)
    told = sniff(bare, name="a.csv")
    assert (told.headless, told.layout, told.header_row) == (True, None, 0)
    assert told.offer is KNOWN[layout]
    assert told.why.startswith(f"this file seems to have no header row; its columns look like those of {layout} (")
    with pytest.raises(TableError):
        read_register(bare, name="a.csv")
    mapping = from_json(to_json(fit(KNOWN[layout], KNOWN[layout].columns)))
    read, meant = read_register(bare, name="a.csv", mapping=mapping), read_register(whole, name="a.csv")
    ours, theirs = list(read), list(meant)
    for column in ("districts", "numbers", "surnames", "forenames", "markers", "attains", "postcodes", "addresses"):
        assert [getattr(one, column) for one in ours] == [getattr(one, column) for one in theirs]
    assert [row + 1 for one in ours for row in one.rows] == [row for one in theirs for row in one.rows]
    assert (read.accounts.headers, read.accounts.electors) == (0, meant.accounts.electors)


ODD = "".join(f"{n};Okonjo{n};Ada;{n} Mill Street;Penbury\n" for n in range(1, 9)).encode()


def test_columns_of_an_unknown_file_without_a_header_are_numbered_and_nobody_names_one() -> None:
    told = sniff(ODD, name="a.csv")
    assert (told.headless, told.offer) == (True, None)
    assert told.header == ("Column 1", "Column 2", "Column 3", "Column 4", "Column 5")
    assert told.samples[0] == ("1", "Okonjo1", "Ada", "1 Mill Street", "Penbury")
    fields = {"number": ("Column 1",), "surname": ("Column 2",), "forenames": ("Column 3",)}
    read = read_register(ODD, name="a.csv", mapping=ColumnMapping(fields, (("Column 4",), ("Column 5",))))
    (batch,) = read
    assert list(batch.rows) == list(range(1, 9))
    assert batch.surnames[0] == "Okonjo1"
    assert batch.addresses[7] == ("8 Mill Street", "Penbury")


@pytest.mark.parametrize(
    "first",
    ["Ref;Who;Given;Where;Village", "Name 1;Name 2;Name 3;Line 1;Line 2", "2;x;y;z;w\nRef;Who;Given;Where;Village"],
)
def test_a_header_that_nobody_knows_is_one_all_the_same(first: str) -> None:
    rest = ODD.replace(b"1;Okonjo1;Ada;1 Mill", b"one;Okonjo;Ada;Mill")
    told = sniff(first.encode() + b"\n" + rest, name="a.csv")
    assert told.headless is first.startswith("2;")
    assert told.header[0] in {"Ref", "Name 1", "Column 1"}


def test_a_spreadsheet_without_a_header_is_read_from_its_first_row() -> None:
    book = openpyxl.Workbook()
    for line in ODD.decode().splitlines():
        book.active.append(line.split(";"))
    out = io.BytesIO()
    book.save(out)
    fields = {"number": ("Column 1",), "surname": ("Column 2",)}
    (batch,) = read_register(out.getvalue(), name="a.xlsx", mapping=ColumnMapping(fields, (("Column 4",),)))
    assert (list(batch.rows), batch.numbers) == (list(range(1, 9)), list(range(1, 9)))


X3 = KNOWN["X3"].columns


def update(**said: str) -> list[str]:
    row = {"DistrictRef": "CA1", "ElectorNumber": "CA1-7", "ElectorSurname": "Okonjo", "ElectorForename": "Ada",
           "ElectorCreatedMonth": "5", "ElectorChangedMonth": "0", "ElectorDeletedMonth": "0"}  # fmt: skip
    return [{**row, **said}.get(name, "") for name in X3]


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        ({"StreetName": "Mill Street", "PropertyAddressNumber": "12"}, ("12 Mill Street",)),
        ({"StreetName": "Mill Street", "PropertyAddressNumber": "12", "PropertyAddressPrefix": "Flat 2"},
         ("Flat 2", "12 Mill Street")),
        ({"StreetName": "Mill Street", "PropertyAddressPrefix": "Rose Cottage"}, ("Rose Cottage", "Mill Street")),
        ({"StreetName": "Mill Street", "PropertyAddress1": "3 Long Lane"}, ("3 Long Lane",)),
        ({"StreetName": "Other Electors"}, ()),
        ({}, ()),
    ],
)  # fmt: skip
def test_an_update_without_lines_has_the_address_of_its_street_and_number(
    said: dict[str, str], lines: tuple[str, ...]
) -> None:
    rows = [
        X3,
        update(**said, PropertyPostCode="ZX1 0AB"),
        update(ElectorNumber="CA1-8", PropertyAddress1="1 Long Lane"),
    ]
    content = "\r\n".join("\t".join(row) for row in rows).encode()
    (batch,) = read_register(content, name="update.txt")
    assert batch.addresses == [lines, ("1 Long Lane",)]
    assert batch.postcodes == ["ZX10AB", ""]
