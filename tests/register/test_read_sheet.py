"""Spreadsheets, and what they do to numbers and days."""

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

import pytest

from muster.register.layouts import X1
from muster.register.read import read_register
from muster.table import Problem, TableError

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


Rows = Sequence[Sequence[object]]


def workbook(*sheets: Rows) -> bytes:
    """A small XLSX, by hand: words, numbers, and days as spreadsheets hold them."""
    names = "".join(f'<sheet name="S{i}" sheetId="{i}" r:id="rId{i}"/>' for i in range(1, len(sheets) + 1))
    links = "".join(
        f'<Relationship Id="rId{i}" Type="{_RELS}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    out = io.BytesIO()
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _relations(f'<Relationship Id="r" Type="{_RELS}/officeDocument" Target="xl/workbook.xml"/>'),
        "xl/_rels/workbook.xml.rels": _relations(
            f'{links}<Relationship Id="s" Type="{_RELS}/styles" Target="styles.xml"/>'
        ),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELS}"><sheets>{names}</sheets></workbook>',
        "xl/styles.xml": (
            f'<styleSheet xmlns="{_MAIN}"><cellXfs count="2">'
            '<xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
        ),
    }
    for i, rows in enumerate(sheets, start=1):
        body = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
        sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData></worksheet>'
        parts[f"xl/worksheets/sheet{i}.xml"] = sheet
    with zipfile.ZipFile(out, "w") as box:
        for name, text in parts.items():
            box.writestr(name, text)
    return out.getvalue()


def _relations(inside: str) -> str:
    return f'<?xml version="1.0"?><Relationships xmlns="{_PACKAGE}">{inside}</Relationships>'


def _cell(value: object) -> str:
    if isinstance(value, dt.date):
        return f'<c s="1"><v>{(value - dt.date(1899, 12, 30)).days}</v></c>'
    if isinstance(value, int | float):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'


def row(number: object, name: str, born: object = "", postcode: str = "ZX1 0AB") -> list[object]:
    return ["CA1", number, 0, "", born, name, postcode, "4\u00a0Mill Street", "Upton", "", "", "", ""]


SHEET: list[list[object]] = [
    ["Register of Electors"],
    list(X1.columns),
    row(1, "Smith John"),
    row(2.0, "Lee Ann", dt.date(2026, 3, 12)),
    [],
    row(dt.date(2026, 1, 12), "Gone Wrong"),
    row("4/1", "O’Neill Zoë", 46093),
    ["Total electors", 4],
]


def test_a_spreadsheet() -> None:
    reading = read_register(workbook([], SHEET), name="x.xlsx", on=dt.date(2025, 12, 1))
    (batch,) = reading
    assert reading.sniffed.form == "xlsx"
    assert reading.sniffed.layout is X1
    assert list(batch.rows) == [3, 4, 7]
    assert batch.numbers == [1, 2, 4]
    assert batch.suffixes == [0, 0, 1]
    assert batch.surnames == ["Smith", "Lee", "O'Neill"]
    assert batch.attains == [None, dt.date(2026, 3, 12), dt.date(2026, 3, 12)]
    assert batch.addresses == [("4 Mill Street", "Upton")] * 3
    cure = "a spreadsheet has made a date of this number; take it from the council's own file"
    assert reading.problems == [Problem(6, "Elector Number", "12/01/2026", cure)]
    assert reading.cautions == []
    assert (reading.accounts.rows, reading.accounts.blank, reading.accounts.totals) == (8, 1, 1)


def test_rows_are_given_in_batches() -> None:
    reading = read_register(
        workbook([list(X1.columns), *(row(n, f"Smith A{n}") for n in range(1, 2_600))]), name="x.xlsx"
    )
    seen: list[tuple[int, int]] = []
    reading = read_register(
        workbook([list(X1.columns), *(row(n, f"Smith A{n}") for n in range(1, 2_600))]),
        name="x.xlsx", rows_per_batch=1_000, progress=lambda done, size: seen.append((done, size)),
    )  # fmt: skip
    batches = list(reading)
    assert [len(batch) for batch in batches] == [1_000, 1_000, 599]
    assert [number for batch in batches for number in batch.numbers] == list(range(1, 2_600))
    assert seen[-1] == (2_600, 2_600)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (workbook([]), "the spreadsheet is empty"),
        (workbook([[" ", "-"]]), "the first sheet is empty"),
        (workbook(SHEET)[:-40], "this spreadsheet can't be read|this is a zip file"),
        (b"PK\x03\x04" + b"xl/workbook.xml" * 9, "this spreadsheet can't be read"),
    ],
)
def test_a_spreadsheet_that_is_none_is_refused(content: bytes, told: str) -> None:
    with pytest.raises(TableError, match=told):
        read_register(content, name="x.xlsx")
