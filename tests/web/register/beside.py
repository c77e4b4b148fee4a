"""Asks a site beside us, on either database, to do what `in_site` can; and looks at every byte that it keeps."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg

from muster.home import CHECKOUT
from tests.sites import Site

MARK = "qzxvqj"  # what every planted name begins with, and nothing else: long enough that no bytes read so by chance
_LOOKED = re.compile(MARK.encode() + rb"\w*")
_MADE_WITH_POSTGRESQL = {"1", "4", "5"}  # its own databases


@dataclass(frozen=True)
class Beside:
    """A site in whose console `in_site` was loaded."""

    site: Site

    def ask(self, name: str, *words: Any, **named: Any) -> Any:
        """Call a function of `in_site` there."""
        given = ", ".join([*map(repr, words), *(f"{key}={value!r}" for key, value in named.items())])
        path = f"sys.path.__contains__({str(CHECKOUT)!r}) or sys.path.insert(1, {str(CHECKOUT)!r})"
        module = "__import__('tests.web.register.in_site', fromlist=['ask'])"
        return self.site.ask(f"[{path}, {module}.{name}({given})][1]")

    @property
    def home(self) -> Path:
        return Path(self.site.environment["MUSTER_HOME"])

    def folders(self) -> list[Path]:
        """Where it keeps anything: its home, and the rows of a PostgreSQL on this machine."""
        url = urlsplit(self.site.environment["DATABASE_URL"])
        host = parse_qs(url.query).get("host", [""])[0]
        return [self.home, *([Path(host) / "rows"] if host else [])]

    def kept(self, *, but: str = "") -> dict[str, list[str]]:
        """Give where any file holds a planted name, in whatever case: the file, and the names."""
        self.ask("flush")
        found = {}
        for folder in self.folders():
            for path in sorted(folder.rglob("*")):
                if path.parent.name in _MADE_WITH_POSTGRESQL or not path.is_file() or (but and path.name == but):
                    continue
                content = path.read_bytes().lower().replace("\0".join([*MARK, ""]).encode(), MARK.encode())
                if MARK.encode() in content:
                    found[str(path.relative_to(folder))] = sorted({one.decode() for one in _LOOKED.findall(content)})
        return found

    def forgets(self) -> None:
        """Have a PostgreSQL throw its old log of writes away: what its host is told to set."""
        url = self.site.environment["DATABASE_URL"]
        if url:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("ALTER SYSTEM SET wal_recycle = off")
                connection.execute("SELECT pg_reload_conf()")

    def samples(self) -> None:
        """Have a PostgreSQL take its samples of every column, as it does by itself after a while."""
        url = self.site.environment["DATABASE_URL"]
        if url:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("ANALYZE")
