"""Reading a full register as Xpress writes it."""

import datetime as dt

import pytest

from muster.register.batch import Batch
from muster.register.read import read_register
from muster.table import Problem

X1 = """\
Register of Electors,,,,,,,,,,,,
Elector Number Prefix,Elector Number,Elector Number Suffix,Elector Markers,Elector DOB,Elector Name,PostCode,\
Address1,Address2,Address3,Address4,Address5,Address6
CA1,1,0,,,Smith John A,ZX1 0AB,"Flat 1, 3 Mill Street",Town,,,,
CA1,2,,F,,Van der Berg Jan,ZX1 OAB,4 Mill Street,Town,ZX1 0AB,,,
CA1,3/1,,G,12/03/2008,O'Neill Zoë,,4- 6 Mill Street,Town,ZX1 0AB,,,

CA1,4,0,N,,,,,,,,,
CA1,2,0,,,Doubled Dan,ZX1 0AB,5 Mill Street,Town,,,,
CA1,five,0,,,Doe Jane,ZX1 0AB,5 Mill Street,Town,,,,
Total electors,6,,,,,,,,,,,
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_whole_file(encoding: str) -> None:
    reading = read_register(X1.encode(encoding), name="x1.csv")
    assert list(reading) == [
        Batch(
            rows=[3, 4, 5, 7],
            districts=["CA1", "CA1", "CA1", "CA1"],
            numbers=[1, 2, 3, 4],
            suffixes=[0, 0, 1, 0],
            surnames=["Smith", "Van der Berg", "O'Neill", ""],
            forenames=["John A", "Jan", "Zoë", ""],
            markers=["", "F", "G", "N"],
            attains=[None, None, dt.date(2026, 3, 12), None],
            uprns=["", "", "", ""],
            postcodes=["ZX10AB", "ZX10AB", "ZX10AB", ""],
            addresses=[
                ("Flat 1, 3 Mill Street", "Town"), ("4 Mill Street", "Town"), ("4- 6 Mill Street", "Town"), (),
            ],
            places=[None, None, None, None],
            zones=["", "", "", ""],
            changes=["", "", "", ""],
        )
    ]  # fmt: skip
    doubled = "this number stands in row 4 as well; an elector's number may stand only once"
    assert reading.problems == [
        Problem(8, "Elector Number", "CA1-2", doubled),
        Problem(9, "Elector Number", "five", "there is no elector number here; write it as 12, 12/1 or ABC1-12/1"),
    ]
    assert reading.notes == [Problem(4, "PostCode", "ZX1 OAB", "read as ZX1 0AB: letters and digits were swapped")]
    assert reading.cautions == []
