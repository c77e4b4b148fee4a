"""What was deleted is rewritten on PostgreSQL once nobody can see it any more, and not before."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection

from muster.web.record import disk

pytestmark = [
    pytest.mark.usefixtures("transactional_db"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite zeroes what it deletes"),
]


@pytest.fixture
def reader() -> Iterator[Any]:
    """Somebody who began to read before, and reads on."""
    with psycopg.connect(**connection.get_connection_params()) as one:
        one.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        one.execute("SELECT 1 FROM record_entry").fetchall()
        yield one


def test_it_waits_until_whoever_began_before_has_ended(reader: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    waited = []

    def wait(pause_s: float) -> None:
        waited.append(pause_s)
        reader.rollback()

    monkeypatch.setattr("time.sleep", wait)
    disk.off_the_disk(["record_entry"])
    assert waited


def test_who_reads_without_end_is_told_of(reader: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "_PATIENCE_S", -1)
    with pytest.raises(disk.StillReadError, match="try again"):
        disk.off_the_disk(["record_entry"])
    assert reader.execute("SELECT 1").fetchone() == (1,)
