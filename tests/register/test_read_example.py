"""The page's own example is read as the page says."""

import datetime as dt
import re

from muster.home import CHECKOUT
from muster.register.account import Accounts
from muster.register.read import read_register
from muster.table import Problem

PAGE = (CHECKOUT / "docs" / "methods" / "register.md").read_text(encoding="utf-8")


def test_the_example_on_the_page() -> None:
    block = re.search(r"^```csv\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert block
    reading = read_register(block[1].encode("cp1252"), name="example.csv", on=dt.date(2026, 12, 1))
    (batch,) = reading
    home = ("Flat 2, 4- 6 Mill Street", "Merrowby")
    assert list(zip(batch.rows, batch.districts, batch.numbers, batch.suffixes, batch.surnames, batch.forenames,
                    batch.markers, batch.attains, batch.postcodes, batch.addresses, strict=True)) == [
        (3, "CA1", 1, 0, "VAN DER BERG", "Jan P", "", None, "ZX10AB", home),
        (4, "CA1", 1, 1, "O'Neill", "Zoë", "G", dt.date(2026, 3, 12), "ZX10AB", home),
        (5, "CA1", 2, 0, "Lee", "Ann", "F", None, "", ()),
        (6, "CA1", 3, 0, "", "", "N", None, "", ()),
    ]  # fmt: skip
    cure = "this number stands in row 5 as well; an elector's number may stand only once"
    assert reading.problems == [Problem(7, "Elector Number", "CA1-2", cure)]
    assert [note.row for note in reading.notes] == [4]
    assert reading.cautions == []
    assert reading.accounts == Accounts(rows=8, electors=4, set_aside=1, above=1, headers=1, totals=1)
