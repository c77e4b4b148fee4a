"""What `DATABASE_URL` may say."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from muster.web.databases import database


def test_without_one_the_rows_lie_under_the_home(tmp_path: Path) -> None:
    assert database("", home=tmp_path / "new")["NAME"] == tmp_path / "new" / "muster.sqlite3"
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_a_sqlite_file_elsewhere(tmp_path: Path) -> None:
    assert database("sqlite:////srv/my%20rows.sqlite3", home=tmp_path)["NAME"] == Path("//srv/my rows.sqlite3")


def test_postgresql_in_full(tmp_path: Path) -> None:
    settings = database("postgresql://ann:p%40ss@db.example:6432/muster?sslmode=require", home=tmp_path)
    named = {name: settings[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")}
    assert named == {
        "NAME": "muster",
        "USER": "ann",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "require"},
    }


def test_postgresql_by_a_socket(tmp_path: Path) -> None:
    settings = database("postgres://muster@/rows?host=%2Frun%2Fpostgresql", home=tmp_path)
    assert (settings["HOST"], settings["PORT"], settings["OPTIONS"]) == ("/run/postgresql", "", {})


@pytest.mark.parametrize("url", ["mysql://x/y", "postgresql://host", "postgresql://host/", "sqlite:", "rubbish"])
def test_anything_else_is_refused_with_what_to_write(tmp_path: Path, url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="write postgresql://user:password@host:5432/name or sqlite:////"):
        database(url, home=tmp_path)
