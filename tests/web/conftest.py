"""Sites of their own on both databases, a database with real transactions, whoever asks."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from pytest_django import DjangoDbBlocker

from muster.web.intake.models import folder_of_uploads
from muster.web.record.actor import Actor
from tests.sites import CONSOLE, Site, environment, new_database

KEPT = ("django_", "auth_", "sqlite_")


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    url = "" if request.param == "sqlite" else new_database(request.getfixturevalue("postgres"))
    settings = environment(tmp_path_factory.mktemp("site"), url)
    subprocess.run([sys.executable, "-m", "muster.cli", "migrate"], env=settings, check=True, capture_output=True)
    console = [sys.executable, str(CONSOLE)]
    with subprocess.Popen(console, env=settings, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        yield Site(settings, running)
        assert running.stdin
        running.stdin.close()


@pytest.fixture
def enter(client: Client, monkeypatch: pytest.MonkeyPatch) -> Callable[[Actor], Client]:
    """Ask as a given actor: what a request's actor is, is tested with the roll."""

    def as_actor(actor: Actor) -> Client:
        monkeypatch.setattr("muster.web.roll.middleware.actor_of", lambda _user, **_at: actor)
        return client

    return as_actor


@pytest.fixture
def transactional_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Have transactions that are real, for what reads a stage beside the database: SQLite attaches none within one.

    Django would empty the tables afterwards, and our triggers refuse: entries stay as they were written. So what a test
    leaves is taken away here with the triggers put aside.
    """
    shutil.rmtree(settings.HOME / "files" / "areas", ignore_errors=True)  # of an area that had this number before
    with django_db_blocker.unblock():
        yield
        _empty()
    shutil.rmtree(folder_of_uploads(), ignore_errors=True)


def _empty() -> None:
    names = [name for name in connection.introspection.table_names() if not name.startswith(KEPT)]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(f"TRUNCATE {', '.join(names)} RESTART IDENTITY CASCADE")
            cursor.execute("SET session_replication_role = DEFAULT")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        cursor.execute("PRAGMA foreign_keys=OFF")
        for sql in (
            *(f"DROP TRIGGER {name}" for name, _sql in triggers),
            *(f"DELETE FROM {name}" for name in names),  # noqa: S608 - our own tables
            *(sql for _name, sql in triggers),
            "PRAGMA foreign_keys=ON",
        ):
            cursor.execute(sql)
