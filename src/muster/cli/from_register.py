"""A register's file as the doors that a plan begins with: `muster plan --register FILE`."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from muster.cli import called
from muster.cli.arguments import counted, form_of
from muster.cli.folder import FolderError, csv_bytes, read_file

if TYPE_CHECKING:
    from muster.register.place import Sources
    from muster.register.read import Reading
    from muster.table import Problem

NO_PLACE = (
    "nothing tells where this door is; bring a table of places with --places, or the street's name as the map has it"
)
SHOWN = 5


@dataclass(frozen=True, slots=True)
class FromRegister:
    """Doors of a register as CSV, the rows that could not be used, and the register's own figures."""

    doors: bytes
    problems: "tuple[Problem, ...]"
    figures: dict[str, Any]


def read_doors_of(register: Path, *, places: list[Path], streets: Path | None, set_aside: bool) -> FromRegister:
    """Read a register and place its doors by the tables and the extract that are given.

    Raises:
        FolderError: if its columns are in no layout, or rows can't be used and nobody said to set them aside.
        TableError: if a file can't be read at all.
    """
    from muster.register.read import read_register
    from muster.register.sniff import sniff
    from muster.register.to_doors import HEADER, doors_of_register
    from muster.table import Problem

    content = read_file(register)
    sniffed = sniff(content, name=register.name)
    if sniffed.layout is None:
        cure = f"import it ({called()} register import), where you can say what its columns mean"
        raise FolderError(f"{register}: {sniffed.why}; or {cure}, and plan from what {called()} register export writes")
    reading = read_register(content, name=register.name)
    made = doors_of_register(reading, _sources(places, streets))
    unplaced = [Problem(row, "address", address, why or NO_PLACE) for row, address, why in made.unplaced]
    problems = (*reading.problems, *unplaced)
    if problems and not set_aside:
        raise FolderError(_refusal(register, reading, unplaced, doors=len(made.rows)))
    figures = {
        "electors": made.electors,
        "without_address": made.homeless,
        "rows_set_aside": len(reading.problems),
        "doors_without_place": len(unplaced),
    }
    return FromRegister(csv_bytes(HEADER, made.rows), problems, figures)


def _sources(places: list[Path], streets: Path | None) -> "Sources":
    from muster.plan.streets import read_streets
    from muster.register.gazetteer_read import read_gazetteer
    from muster.register.houses import read_houses
    from muster.register.place import Sources
    from muster.register.spines import Named

    sources = Sources()
    for path in places:
        table = read_gazetteer([read_file(path)], name=path.name).gazetteer
        sources = replace(sources, uprns=table) if table.kind == "uprn" else replace(sources, postcodes=table)
    if streets:
        content, form = read_file(streets), form_of(streets)
        houses, named = read_houses(content, form=form), Named(read_streets(content, form=form))
        sources = replace(sources, houses=houses, streets=named)
    return sources


def _refusal(register: Path, reading: "Reading", unplaced: "list[Problem]", *, doors: int) -> str:
    shown = [*reading.problems[:SHOWN], *unplaced[:SHOWN]]
    lines = [f"{register.name}: nothing was written, because of", *(f"  {problem}" for problem in shown)]
    rest = len(reading.problems) + len(unplaced) - len(shown)
    if rest:
        lines.append(f"  and {rest:,} more")
    others = f", or add --set-aside to plan the other {counted(doors, 'door')} without" if doors else ""
    lines.append(f"mend them{others}")
    return "\n".join(lines)
