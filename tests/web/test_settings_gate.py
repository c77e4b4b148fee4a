"""The site starts on no database that may forget what it has confirmed."""

from pathlib import Path

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from muster.cli.postgres import NoPostgresError, throwaway_postgres
from muster.web import gate
from muster.web.databases import database
from muster.web.gate import ForgetfulDatabaseError, forgetful_settings, refuse_forgetful

pytestmark = pytest.mark.django_db


def opened(settings: dict[str, object]) -> BaseDatabaseWrapper:
    return ConnectionHandler({"default": settings})["default"]


def test_the_settings_that_we_ship_pass() -> None:
    assert forgetful_settings() == []
    refuse_forgetful()


@pytest.mark.parametrize(("level", "number"), [("OFF", 0), ("NORMAL", 1)])
def test_sqlite_below_full_is_refused(tmp_path: Path, level: str, number: int) -> None:
    settings = database("", home=tmp_path)
    settings["OPTIONS"]["init_command"] += f" PRAGMA synchronous={level};"
    over = opened(settings)
    try:
        assert forgetful_settings(over) == [f"SQLite's synchronous is {number}: set PRAGMA synchronous=FULL."]
    finally:
        over.close()


def test_sqlite_as_it_is_set_keeps_and_erases(tmp_path: Path) -> None:
    over = opened(database("", home=tmp_path))
    with over.cursor() as cursor:
        values = [
            cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "secure_delete")
        ]
    over.close()
    assert values == ["wal", 2, 1]


@pytest.mark.parametrize("name", ["fsync", "full_page_writes", "synchronous_commit"])
def test_postgresql_with_one_of_three_off_is_refused(tmp_path: Path, name: str) -> None:
    try:
        with throwaway_postgres(**{name: "off"}) as url:
            over = opened(database(url, home=tmp_path))
            wrong = forgetful_settings(over)
            over.close()
    except NoPostgresError as error:
        pytest.skip(str(error))
    assert wrong == [f"PostgreSQL's {name} is off: ALTER SYSTEM SET {name} = on; SELECT pg_reload_conf();"]


def test_refusing_says_everything_that_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "forgetful_settings", lambda: ["Mend this.", "Mend that."])
    with pytest.raises(ForgetfulDatabaseError, match=r"^Muster does not start .* Mend this\. Mend that\.$"):
        refuse_forgetful()


def test_a_deed_takes_the_writers_place_at_its_start() -> None:
    if connection.vendor == "sqlite":
        assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
