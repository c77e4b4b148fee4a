"""Electors who are kept without an address or a name, unless the row itself says why it has none."""

from collections.abc import Sequence

from muster.register.batch import Lines
from muster.register.mapping import Places
from muster.register.values import Bad, joined

ADDRESS = "address"  # beside the fields of a mapping
NO_ADDRESS = "no address stands here, so nobody can knock; ask the council for it"
NO_NAME = "no name stands here, and nothing says that the elector is anonymous; ask the council for it"
ONLY_A_PLACE = "only a place stands here, and no house of it, so nobody can knock; ask the council for the address"
_OVERSEAS, ANONYMOUS = "F", "N"  # markers
_HIDDEN = ("anonymous", "other elector")  # what stands where a name or an address may not


def find_missing(
    columns: Sequence[Sequence[str]],
    places: Places,
    *,
    addresses: Sequence[Lines],
    nameless: Sequence[int],
    markers: Sequence[str],
    changes: Sequence[str],
) -> tuple[Bad, Bad]:
    """Find rows without an address, and rows without a name.

    Whoever lives overseas (F) has no address here, the anonymous (N) have neither, and an update need not
    say where those lived who are gone.

    Args:
        columns: the cells of some rows, column by column.
        places: which of them hold what.
        addresses: the rows' lines.
        nameless: the rows without a name.
        markers: as written.
        changes: what an update does to them.
    """
    told = _nameless(columns, places, nameless)
    no_name: Bad = {
        i: (field, "", NO_NAME)
        for i, (field, cell) in told.items()
        if not cell.strip() and ANONYMOUS not in markers[i].upper()
    }
    no_address: Bad = {}
    bare = _only_places(columns, places, addresses)
    if bare or () in addresses:
        for i, lines in enumerate(addresses):
            said = i in told and i not in no_name  # that they are anonymous
            if (lines and i not in bare) or said or changes[i] == "gone" or _OVERSEAS in markers[i].upper():
                continue
            cells = " ".join(columns[place][i] for place in places.address).casefold()
            if not any(word in cells for word in _HIDDEN):
                no_address[i] = (ADDRESS, lines[0], ONLY_A_PLACE) if lines else (ADDRESS, cells, NO_ADDRESS)
    return no_address, no_name


def _only_places(columns: Sequence[Sequence[str]], places: Places, addresses: Sequence[Lines]) -> set[int]:
    """Find rows whose first line is blank, and whose only other is the last of somebody else's: a town's name alone."""
    if len(places.address) == 1 or places.otherwise or 1 not in map(len, addresses):
        return set()
    first = columns[places.address[0]]
    alone = {i for i, lines in enumerate(addresses) if len(lines) == 1 and not first[i].strip()}
    last = {lines[-1] for lines in addresses if len(lines) > 1} if alone else set()
    return {i for i in alone if addresses[i][0] in last}


def nameless_rows(surnames: Sequence[str], forenames: Sequence[str], known: Sequence[int]) -> list[int]:
    """Give the rows without a name; one whose name is `known`, 0 or more, has one that wasn't read."""
    if "" not in surnames:
        return []
    told = enumerate(zip(surnames, forenames, known, strict=True))
    return [i for i, (surname, forename, row) in told if row < 0 and not (surname or forename)]


def _nameless(columns: Sequence[Sequence[str]], places: Places, rows: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Give rows without a name, each with the field that has it in others, and what stands there."""
    field = next((one for one in ("name", "surname") if one in places.fields), "")
    if not field or not rows:
        return {}
    cells = joined(columns, places.fields[field])
    return {i: (field, cells[i]) for i in rows}
