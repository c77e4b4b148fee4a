"""What goes wrong with a file is kept without anything that stood in it: a job's row outlives an elector."""

import logging

import pytest
from django.db import connection

from muster.web.record.models import Job
from muster.web.register import staging
from muster.web.register.models import Source
from muster.web.wordless import WordlessFormatter
from tests.web.register.made_source import added, brought, csv_of, organiser, trouble, work

pytestmark = pytest.mark.usefixtures("transactional_db")

PLANTED = "Wilhelmina Plantagenet"
FILE = csv_of([("CA1", 1, "Plantagenet", "Wilhelmina", "ZX1 0AB", "1 Mill Lane", "Penbury")])


@pytest.mark.parametrize("mode", [Source.Mode.A, Source.Mode.B])
@pytest.mark.parametrize("stumbles_in", ["database", "parser"])
def test_a_cell_that_stops_the_work_is_kept_nowhere(
    mode: str, stumbles_in: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    by = organiser()
    source = added(by, mode=mode)

    def stumbles(*_given: object, **_named: object) -> None:
        if stumbles_in == "database":  # both databases tell the value that they can't take
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT "{PLANTED}"."{PLANTED}"')
        int(PLANTED)

    monkeypatch.setattr(staging, "read_register", stumbles)
    upload = brought(source, FILE, by=by)
    with caplog.at_level(logging.WARNING):
        work()
    kind = (
        "ValueError"
        if stumbles_in == "parser"
        else {"sqlite": "OperationalError"}.get(connection.vendor, "ProgrammingError")
    )
    assert f"({kind})" in trouble(upload)
    kept = [str(value) for row in Job.objects.values_list() for value in row]
    assert not any("Plantagenet" in one for one in kept)
    (record,) = [one for one in caplog.records if one.exc_info]
    record.exc_text = None  # what another formatter made of it
    on_terminal = WordlessFormatter().format(record)
    assert "test_no_name_in_a_job.py" in on_terminal
    assert "stumbles" in on_terminal
    assert "Plantagenet" not in on_terminal
