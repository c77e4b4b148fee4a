"""Which database the site keeps its rows in, from `DATABASE_URL`: SQLite under `MUSTER_HOME`, or PostgreSQL."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from muster.home import made

# WAL lets pages read while one deed writes; FULL survives a power cut (NORMAL lost acknowledged commits);
# secure_delete overwrites what was erased.
_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;"


def database(url: str, *, home: Path) -> dict[str, Any]:
    """Give Django's settings of the database that `url` names; without one, SQLite under `home`.

    Raises:
        ImproperlyConfigured: `url` names neither `sqlite:///a/path` nor `postgresql://user@host/name`.
    """
    parts = urlsplit(url)
    if not url:
        return _sqlite(made(home) / "muster.sqlite3")
    if parts.scheme == "sqlite" and parts.path:
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme in {"postgresql", "postgres"} and parts.path.strip("/"):
        return _postgresql(url)
    raise ImproperlyConfigured(
        f"DATABASE_URL begins with {parts.scheme or url[:20]!r}: write postgresql://user:password@host:5432/name or "
        "sqlite:////an/absolute/path, or leave it out for a database under MUSTER_HOME."
    )


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        # IMMEDIATE takes the writer's place at the start: a deed waits its turn rather than fail half way.
        "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": _PRAGMAS},
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(options.pop("port", parts.port or "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
