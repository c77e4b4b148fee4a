"""A file of constraints: a row a category, who belongs to it, and how many must or may. docs/methods/constraints.md."""

import csv
import io
import json

from muster.count.contest import Contest, find_candidate
from muster.count.limits import Category
from muster.table import CellError, Column, Problem, TableError, read_table, whole_number

_MOST = 10_000
NOBODY = {"-", "nobody"}
_COLUMNS = (
    Column("category", required=True),
    Column("candidates", required=True),
    Column("at_least", whole_number(0, _MOST), default=0),
    Column("at_most", whole_number(0, _MOST), default=None),
    Column("group"),
)


def read_constraints(content: bytes, contest: Contest, *, name: str = "constraints") -> tuple[Category, ...]:
    """Read constraints from CSV: category, candidates, at_least, at_most, group.

    Candidates are numbers or names with ';' or '|' between, or '-' for nobody. A JSON list of objects with these
    keys, candidates as a list, is read as well.

    Args:
        content: the file's bytes.
        contest: whose candidates are meant.
        name: the file's, for messages.

    Raises:
        TableError: with row, column and cure.
    """
    table = read_table(_as_csv(content), _COLUMNS, name=name, unique="category")
    problems = list(table.problems)
    categories = []
    for row in table.rows:
        values = row.values
        if not values["category"]:
            problems.append(Problem(row.number, "category", "", "write what the category is called"))
        try:
            members = _members(values["candidates"], contest)
        except CellError as error:
            problems.append(Problem(row.number, "candidates", values["candidates"][:60], str(error)))
            continue
        categories.append(Category(values["category"], members, values["at_least"], values["at_most"], values["group"]))
    if problems:
        raise TableError(name, problems)
    return tuple(categories)


def _as_csv(content: bytes) -> bytes:
    """Turn a JSON list of categories into the table that it stands for; anything else stays as it is."""
    if content.lstrip()[:1] not in {b"[", b"{"}:
        return content
    try:
        given = json.loads(content)
    except ValueError:
        return content
    rows = given.get("categories") if isinstance(given, dict) else given
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [column.name for column in _COLUMNS], extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict):
            among = row.get("candidates")
            listed = ";".join(map(str, among)) or "-" if isinstance(among, list) else among
            writer.writerow({**row, "candidates": listed})
    return text.getvalue().encode()


def _members(words: str, contest: Contest) -> frozenset[int]:
    members = set()
    if words.strip() in NOBODY:
        return frozenset()
    for word in words.replace("|", ";").split(";"):
        if not word.strip():
            continue
        candidate = find_candidate(contest, word)
        if candidate is None:
            raise CellError(
                f"nobody is called '{word.strip()}': write a number from 1 to {len(contest.names)} or a name"
            )
        members.add(candidate)
    return frozenset(members)
