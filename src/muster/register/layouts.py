"""The five layouts in which UK registers come, told by their headers."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from muster.register.mapping import ColumnMapping, loose

_NEARLY = 2  # columns that may be missing for a layout to be worth a word


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout.

    Attributes:
        name: its short name.
        told: where it comes from.
        needed: the columns that tell it from others.
        columns: all columns that it has, used or not.
        mapping: what they hold; a file may have a few more of these, such as a UPRN.
    """

    name: str
    told: str
    needed: tuple[str, ...]
    columns: tuple[str, ...]
    mapping: ColumnMapping


@dataclass(frozen=True, slots=True)
class Recognised:
    """The layout that a header is, or None; and why, in a sentence for people."""

    layout: Layout | None
    why: str


def lacking(layout: Layout, header: Sequence[str]) -> list[str]:
    """Give the columns that a layout always has and this header has not."""
    names = {loose(name) for name in header}
    return [name for name in layout.columns if loose(name) not in names]


def _numbered(pattern: str, count: int) -> tuple[str, ...]:
    return tuple(pattern.format(i) for i in range(1, count + 1))


def _lines(pattern: str, count: int) -> tuple[tuple[str, ...], ...]:
    return tuple((pattern.format(i),) for i in range(1, count + 1))


_X_NUMBER = {
    "district": ("Elector Number Prefix",),
    "number": ("Elector Number",),
    "suffix": ("Elector Number Suffix",),
    "markers": ("Elector Markers",),
    "born": ("Elector DOB",),
    "postcode": ("PostCode",),
    "uprn": ("UPRN",),
    "zone": ("Ward",),
}
_X_FIRST = ("Elector Number Prefix", "Elector Number", "Elector Number Suffix", "Elector Markers", "Elector DOB")
_X_LAST = ("PostCode", *_numbered("Address{}", 6))
_X_NEEDED = ("Elector Number Prefix", "Elector Number", "Elector Number Suffix", "PostCode", "Address1")

X1 = Layout(
    "X1", "Xpress, full register, name in one column", (*_X_NEEDED, "Elector Name"),
    (*_X_FIRST, "Elector Name", *_X_LAST),
    ColumnMapping({**_X_NUMBER, "name": ("Elector Name",)}, _lines("Address{}", 9)),
)  # fmt: skip
X2 = Layout(
    "X2", "Xpress, full register, surname and forename", (*_X_NEEDED, "Elector Surname", "Elector Forename"),
    (*_X_FIRST, "Elector Surname", "Elector Forename", *_X_LAST),
    ColumnMapping(
        {**_X_NUMBER, "surname": ("Elector Surname",), "forenames": ("Elector Forename",)}, _lines("Address{}", 9)
    ),
)  # fmt: skip
X3 = Layout(
    "X3", "Xpress, monthly update",
    ("ElectorNumber", "ElectorSurname", "ElectorForename", "PropertyAddress1", "ElectorCreatedMonth",
     "ElectorChangedMonth", "ElectorDeletedMonth"),
    ("CompanyName", "CompanyOPCSRef", "DistrictRef", "StreetName", *_numbered("PropertyAddress{}", 5),
     "PropertyPostCode", "PropertyAddressPrefix", "PropertyAddressNumber", "ElectorNumber", "ElectorForename",
     "ElectorSurname", "ElectorDOB", "ElectorCreatedMonth", "ElectorChangedMonth", "ElectorDeletedMonth",
     "MarkersRegisterText", "RecordCount", "RecordTotal", "CurrentRegisterMonth"),
    ColumnMapping(
        {
            "elector": ("ElectorNumber",), "district": ("DistrictRef",), "surname": ("ElectorSurname",),
            "forenames": ("ElectorForename",), "markers": ("MarkersRegisterText",), "born": ("ElectorDOB",),
            "postcode": ("PropertyPostCode",), "uprn": ("UPRN",), "created": ("ElectorCreatedMonth",),
            "changed": ("ElectorChangedMonth",), "deleted": ("ElectorDeletedMonth",), "total": ("RecordTotal",),
        },
        _lines("PropertyAddress{}", 9),
        otherwise=(("PropertyAddressPrefix",), ("PropertyAddressNumber", "StreetName")),
    ),
)  # fmt: skip
H1 = Layout(
    "H1", "Halarose and alike, full register (Dundee, Lothian)",
    ("PD", "ENO", "First Name(s)", "Surname", "Franchise Flag", "Address 1", "Postcode"),
    ("PD", "ENO", "Title", "First Name(s)", "Initials", "Surname", "Suffix", "Date Of Attainment", "Franchise Flag",
     *_numbered("Address {}", 9), "Postcode"),
    ColumnMapping(
        {
            "district": ("PD",), "number": ("ENO",), "surname": ("Surname", "Suffix"),
            "forenames": ("First Name(s)", "Initials"), "markers": ("Franchise Flag",),
            "attains": ("Date Of Attainment",), "postcode": ("Postcode",), "uprn": ("UPRN",), "zone": ("Ward",),
        },
        _lines("Address {}", 9),
    ),
)  # fmt: skip
S1 = Layout(
    "S1", "Strand and alike, full register (Glasgow)",
    ("DISTRICT", "ELNO", "FORENAMES", "SURNAME", "HOUSENUMBER", "STREETNAME", "PCODE"),
    ("DISTRICT", "ELNO", "FORENAMES", "SURNAME", "QUALIFICATION", "DO18", "FLAT", "HOUSENUMBER", "STREETNAME",
     "SUBSTREETNAME", "STREETADD1", "PCODE"),
    ColumnMapping(
        {
            "district": ("DISTRICT",), "number": ("ELNO",), "surname": ("SURNAME",), "forenames": ("FORENAMES",),
            "markers": ("QUALIFICATION",), "attains": ("DO18",), "postcode": ("PCODE",), "uprn": ("UPRN",),
            "zone": ("WARD",),
        },
        (("FLAT",), ("HOUSENUMBER", "SUBSTREETNAME"), ("STREETNAME",), *_lines("STREETADD{}", 9)),
    ),
)  # fmt: skip

LAYOUTS = (X1, X2, X3, H1, S1)


def recognise(header: Sequence[str]) -> Recognised:
    """Tell which layout a header is, by the columns that only that layout needs.

    Case, blanks and punctuation don't matter. Of several that fit, the one that uses most of the header's columns.
    Where none fits, `why` names the nearest and the columns that it lacks.
    """
    names = {loose(name) for name in header if name.strip()}
    fitting = [layout for layout in LAYOUTS if not _missing(layout, names)]
    if fitting:
        layout = max(fitting, key=lambda one: sum(loose(name) in names for name in one.mapping.columns()))
        return Recognised(layout, f"{layout.name} ({layout.told}): it has the columns {', '.join(layout.needed)}")
    return Recognised(None, _near_miss(header, names))


def fit(layout: Layout, header: Sequence[str]) -> ColumnMapping:
    """Give a layout's mapping without the columns that this file lacks, by the names that this file gives them."""
    here = {loose(name): name for name in reversed(header) if name.strip()}

    def held(names: Sequence[str]) -> tuple[str, ...]:
        return tuple(here[loose(name)] for name in names if loose(name) in here)

    fields = {field: held(names) for field, names in layout.mapping.fields.items() if held(names)}
    address: list[tuple[str, ...]] = []
    carried: tuple[str, ...] = ()
    for names in layout.mapping.address:
        line = carried + held(names)
        carried = line if len(line) == 1 < len(names) else ()  # a house number goes to the street's own line
        if line and not carried:
            address.append(line)
    otherwise = tuple(held(names) for names in layout.mapping.otherwise if held(names))
    return ColumnMapping(fields, tuple(address), layout.mapping.dates, layout.mapping.names, otherwise)


def _missing(layout: Layout, names: set[str]) -> list[str]:
    return [name for name in layout.needed if loose(name) not in names]


def _near_miss(header: Sequence[str], names: set[str]) -> str:
    layout = min(LAYOUTS, key=lambda one: len(_missing(one, names)) / len(one.needed))
    missing = _missing(layout, names)
    if len(missing) > min(_NEARLY, len(layout.needed) // 2):
        return "its columns are those of no layout that Muster knows; say which column holds what"
    used = {loose(name) for name in layout.mapping.columns()}
    spare = {loose(name): name for name in header if name.strip() and loose(name) not in used}
    said = []
    for name in missing:
        close = get_close_matches(loose(name), list(spare), n=1, cutoff=0.6)
        said.append(f"'{name}' is missing" + (f" (is it '{spare[close[0]]}'?)" if close else ""))
    return (
        f"nearly {layout.name} ({layout.told}), but {', and '.join(said)}; name it so, or say which column holds what"
    )
