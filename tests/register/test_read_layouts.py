"""Which layout a header is, and mappings for files that have none."""

import json

import pytest

from muster.register.guess import ColumnShown, guess_mapping, show_columns, unread
from muster.register.layouts import H1, LAYOUTS, S1, X1, X2, X3, fit, lacking, recognise
from muster.register.mapping import ColumnMapping, MappingError, from_json, places_of, to_json
from muster.register.read import read_register
from muster.register.sniff import sniff
from muster.table import TableError


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_each_layout_is_told_by_its_header(layout: object) -> None:
    assert layout in LAYOUTS
    one = next(known for known in LAYOUTS if known is layout)
    assert recognise(one.columns).layout is one
    assert recognise([name.upper().replace(" ", "_") for name in one.columns]).layout is one
    assert recognise(tuple(reversed(one.columns))).layout is one
    assert lacking(one, one.columns) == []
    assert set(fit(one, one.columns).columns()) <= set(one.columns)


def test_layouts_are_as_wide_as_councils_send_them() -> None:
    assert [len(layout.columns) for layout in (X1, X2, X3, H1, S1)] == [13, 14, 23, 19, 12]


def test_a_near_miss_is_named_with_what_it_lacks() -> None:
    header = [
        name.replace("Elector Number", "Elector Nummer") if name == "Elector Number" else name for name in X1.columns
    ]
    told = recognise(header)
    assert told.layout is None
    assert told.why == (
        "nearly X1 (Xpress, full register, name in one column), but 'Elector Number' is missing"
        " (is it 'Elector Nummer'?);"
        " name it so, or say which column holds what"
    )


def test_a_header_like_no_other_is_told() -> None:
    assert recognise(["Colour", "Shape"]).why == (
        "its columns are those of no layout that Muster knows; say which column holds what"
    )


def test_a_file_without_layout_or_mapping_is_refused_with_the_reason() -> None:
    with pytest.raises(TableError, match="of no layout that Muster knows"):
        read_register(b"Colour,Shape\nred,round\n", name="x.csv")


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("title", ["", "Register of Electors, 1 December 2026\n\nAll wards; all parts\n"])
def test_what_a_file_is(delimiter: str, title: str) -> None:
    row = delimiter.join(["CA1", "1", "", "", "", "Smith John", "ZX1 0AB", "4 Mill Street", "", "", "", "", ""])
    told = sniff((title + delimiter.join(X1.columns) + "\n" + row + "\n").encode(), name="x.csv")
    assert (told.form, told.delimiter, told.header, told.layout) == ("text", delimiter, X1.columns, X1)
    assert told.header_row == (4 if title else 1)
    assert told.samples == (("CA1", "1", "", "", "", "Smith John", "ZX1 0AB", "4 Mill Street", "", "", "", "", ""),)
    assert len(told.title) == (2 if title else 0)
    assert told.why.startswith(
        "X1 (Xpress, full register, name in one column): it has the columns Elector Number Prefix"
    )


def test_an_empty_file_is_refused() -> None:
    for content in (b"", b"\n\n", b" , \n"):
        with pytest.raises(TableError, match="the file is empty"):
            sniff(content, name="x.csv")


MAPPING = ColumnMapping(
    {"name": ("Who",), "postcode": ("Post code",)}, (("No", "Road"), ("Town",)), "month first", "forenames first"
)


def test_a_mapping_is_remembered_as_it_is() -> None:
    assert from_json(json.loads(json.dumps(to_json(MAPPING)))) == MAPPING


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        (None, "this is no mapping; choose the columns again"),
        ({"fields": {}}, "this is no mapping; choose the columns again"),
        ({"fields": {"shoe": ["x"]}, "address": []}, "there is no field 'shoe'"),
        (
            {"fields": {}, "address": [], "dates": "year first"},
            "say 'day first' or 'month first', and 'surname first' or 'forenames first'",
        ),
    ],
)
def test_what_is_no_mapping_is_refused(told: object, wrong: str) -> None:
    with pytest.raises(MappingError) as refused:
        from_json(told)
    assert refused.value.wrong == (wrong,)


@pytest.mark.parametrize(
    ("mapping", "wrong"),
    [
        (ColumnMapping({}, (("Street",),)), "the file has no column 'Street'"),
        (ColumnMapping({"name": ("Who",)}), "say which columns hold the address: a postcode alone is nobody's door"),
        (ColumnMapping({"lon": ("No",)}, (("Road",),)), "longitude and latitude go together; choose both or neither"),
        (
            ColumnMapping({"name": ("Who",), "surname": ("Town",)}, (("Road",),)),
            "choose either the whole name or surname and forenames",
        ),
        (ColumnMapping({"created": ("No",)}, (("Road",),)), "an update needs the column that says who has gone"),
        (ColumnMapping({"suffix": ("No",)}, (("Road",),)), "a suffix needs the column of the elector number"),
    ],
)
def test_a_mapping_that_does_not_fit_says_why(mapping: ColumnMapping, wrong: str) -> None:
    with pytest.raises(MappingError) as refused:
        places_of(mapping, ["Who", "No", "Road", "Town", "Post code"])
    assert refused.value.wrong == (wrong,)


def test_a_table_is_read_through_a_mapping() -> None:
    content = (
        b"Who;No;Road;Town;Post code\nJan van der Berg;12;Mill Street;Upton;zx1 0ab\n;;;;\nAnn Lee;;Mill Street;;\n"
    )
    (batch,) = read_register(content, name="x.csv", mapping=MAPPING)
    assert list(batch.rows) == [2, 4]
    assert batch.surnames == ["van der Berg", "Lee"]
    assert batch.forenames == ["Jan", "Ann"]
    assert batch.addresses == [("12 Mill Street", "Upton"), ("Mill Street",)]
    assert batch.postcodes == ["ZX10AB", ""]
    assert batch.numbers == [0, 0]


@pytest.mark.parametrize(
    ("header", "mapping"),
    [
        (
            ["Roll No", "PD", "Last name", "First name", "Middle names", "House number", "Street", "Town", "Ward"],
            ColumnMapping(
                {
                    "number": ("Roll No",), "district": ("PD",), "surname": ("Last name",),
                    "forenames": ("First name", "Middle names"), "zone": ("Ward",),
                },
                (("House number", "Street"), ("Town",)),
            ),
        ),
        (
            ["Name", "Address line 1", "Address line 2", "Post Code", "UPRN", "Latitude", "Longitude"],
            ColumnMapping(
                {
                    "name": ("Name",), "postcode": ("Post Code",), "uprn": ("UPRN",), "lat": ("Latitude",),
                    "lon": ("Longitude",),
                },
                (("Address line 1",), ("Address line 2",)),
            ),
        ),
        (list(X2.columns), fit(X2, X2.columns)),
    ],
)  # fmt: skip
def test_a_mapping_is_guessed_from_names(header: list[str], mapping: ColumnMapping) -> None:
    assert guess_mapping(header) == mapping


def test_a_mapping_is_guessed_from_values_too() -> None:
    guessed = guess_mapping(
        ["Elector number", "Surname", "DOB", "Address"], [["CA1-1", "A", "12/31/2008", "x"], ["CA1-2/1", "B", "", "y"]]
    )
    assert guessed.fields["elector"] == ("Elector number",)
    assert guessed.dates == "month first"


def test_columns_that_nothing_is_read_from_are_told_with_what_they_hold() -> None:
    header = ["No", "Surname", "Line 1", "Line 2", "Zip", "Marker", ""]
    rows = [[f"{n}", "Lam", f"{n} Mill Lane", "Oakham", "rear door", "", "x"] for n in range(1, 5)]
    guessed = guess_mapping(header, rows)
    assert guessed.address == (("Line 1",), ("Line 2",))
    assert unread(show_columns(header, rows), guessed) == [("Zip", "rear door")]
    assert unread(show_columns(header, rows), ColumnMapping({"number": ("NO",)}, (("line1",),))) == [
        ("Surname", "Lam"), ("Line 2", "Oakham"), ("Zip", "rear door"), ("Marker", ""),
    ]  # fmt: skip


def test_columns_are_shown_with_their_values() -> None:
    assert show_columns(["A", "B"], [["1", "x"], ["1", " "], ["2", "y"], ["3"], ["4"]]) == (
        ColumnShown("A", 0, ("1", "2", "3")), ColumnShown("B", 1, ("x", "y")),
    )  # fmt: skip


def test_a_column_of_addresses_is_known_by_what_it_holds_and_days_are_none() -> None:
    header = ["Ref", "Family name", "Home of voter", "Village or suburb", "Post town", "Since"]
    rows = [["1", "Lam", "1 Mill Lane", "Eastfield", "Merrowby", "12 May 2026"]] * 3
    assert guess_mapping(header, rows).address == (("Home of voter",), ("Village or suburb",), ("Post town",))


def test_a_guess_by_a_name_alone_is_dropped_where_the_values_cannot_be_that() -> None:
    header = ["Elector No", "Postcode", "Surname", "First name", "Address", "DOB", "Ward"]
    rows = [[f"AB{n}C", "Flat 2", f"Name{n}", "Ada", f"{n} Mill Street", "soon", "Oak"] for n in range(1, 9)]
    guessed = guess_mapping(header, rows)
    assert dict(guessed.fields) == {"surname": ("Surname",), "forenames": ("First name",), "zone": ("Ward",)}
    assert guessed.address == (("Address",),)
    rows = [[f"{n}", "ZX1 0AB", *row[2:5], "1/2/1990", "Oak"] for n, row in enumerate(rows, start=1)]
    assert guess_mapping(header, [*rows[:6], ["AB7", "", "", "", "", "", ""]]).fields.keys() == {
        "number", "postcode", "surname", "forenames", "born", "zone",
    }  # fmt: skip


def test_numbers_of_letters_and_figures_are_whole_elector_numbers_where_the_name_says_numbers() -> None:
    header = ["Elector No", "Surname", "Address"]
    rows = [[f"AB{n}", f"Name{n}", f"{n} Mill Street"] for n in range(1, 9)]
    assert guess_mapping(header, rows).fields == {"elector": ("Elector No",), "surname": ("Surname",)}
    assert guess_mapping(header, [["AB1", *row[1:]] for row in rows]).fields == {"surname": ("Surname",)}  # a district
    assert guess_mapping(["Ref", *header[1:]], rows).fields == {"surname": ("Surname",)}


def test_a_header_that_is_nearly_x2_keeps_all_that_x2_has() -> None:
    header = [*X2.columns[1:], "Extra"]  # without the prefix it is no X2
    assert recognise(header).layout is None
    known, guessed = fit(X2, X2.columns), guess_mapping(header)
    assert guessed.fields == {field: names for field, names in known.fields.items() if field != "district"}
    assert guessed.address == known.address


def test_a_column_is_known_by_its_values_where_its_name_says_nothing() -> None:
    header = ["Ref", "Where to", "Code", "Surname"]
    rows = [[f"KD-{n}", f"{n} Mill Street", "ZX1 0AB", "Borg"] for n in range(1, 5)]
    guessed = guess_mapping(header, rows)
    assert guessed.fields == {"elector": ("Ref",), "postcode": ("Code",), "surname": ("Surname",)}
    assert guessed.address == (("Where to",),)
