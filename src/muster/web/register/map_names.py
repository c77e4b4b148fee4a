"""The names of an extract's streets, kept beside its ground so that close ones are found without reading the others."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from muster.register.suggest import TRIED, closest_of, threes_of, words_of


def write_names(file: sqlite3.Connection, names: Sequence[str]) -> None:
    """Keep names, by the threes of letters that they hold."""
    file.execute("CREATE TABLE name (id integer PRIMARY KEY, name text, words text)")
    file.execute("CREATE TABLE three (letters text, name integer, PRIMARY KEY (letters, name)) WITHOUT ROWID")
    for at, name in enumerate(names):
        words = words_of(name)
        file.execute("INSERT INTO name VALUES (?, ?, ?)", (at, name, words))
        file.executemany("INSERT INTO three VALUES (?, ?)", ((letters, at) for letters in threes_of(words)))


def close_names(path: Path, name: str) -> tuple[str, ...]:
    """Give the names that come closest to one, as `register.suggest` finds them; none where there is no extract."""
    if not path.exists():
        return ()
    words = words_of(name)
    threes = sorted(threes_of(words))
    sql = (
        "SELECT name.name, words FROM (SELECT name AS id, count(*) AS shared FROM three"  # noqa: S608 - our own words
        f" WHERE letters IN ({', '.join('?' * len(threes))}) GROUP BY name) JOIN name USING (id)"
        " ORDER BY -CAST(shared AS REAL) / (length(words) + ?), name.name LIMIT ?"
    )
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
        return closest_of(words, dict(file.execute(sql, (*threes, len(words), TRIED))))
