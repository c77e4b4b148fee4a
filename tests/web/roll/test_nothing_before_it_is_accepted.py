"""Until a list is taken in, nobody whom it names stands in the database, and what lay beside it goes with it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from muster.web.intake.models import Upload
from muster.web.intake.uploads import MovedOnError
from muster.web.record.actor import Actor
from muster.web.record.models import Job
from muster.web.roll import actions_of_files as files
from muster.web.roll.models import Person
from tests.web.roll.made_files import keeper, read, work

pytestmark = pytest.mark.usefixtures("transactional_db")

Enter = Callable[[Actor], Client]
WHO = b"Quillfeather"
KNOWN = b"Number,Surname,E-mail\n1,Quillfeather,quillfeather at example\n"
STRANGE = b"Ref,Wer,Wo\n1,Quillfeather,Quillfeather Lane\n2,Quillfeather,Quillfeather Lane\n"
HEADLESS = b"Quillfeather,Ada,quillfeather@example.org\nQuillfeather,Bo,quillfeather@example.net\n"
REFUSED = b"%PDF-1.7 Quillfeather"
MAPPING = {"fields": {"name": ["Wer"], "address": ["Wo"]}}


def tables_that_hold(word: bytes) -> list[str]:
    """Name every table of the database in which a word stands, whatever the column."""
    found = []
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - our own tables
            cells = (cell for row in cursor.fetchall() for cell in row if cell is not None)
            told = (bytes(c) if isinstance(c, bytes | memoryview) else str(c).encode() for c in cells)
            if any(word.lower() in one.lower() for one in told):
                found.append(name)
    return found


def folder_that_holds(upload: Upload) -> Path:
    assert any(WHO in path.read_bytes() for path in upload.folder.iterdir())
    return upload.folder


@pytest.mark.parametrize(
    ("content", "state"),
    [(KNOWN, "read"), (STRANGE, "unmapped"), (HEADLESS, "unmapped"), (REFUSED, "refused")],
    ids=["known", "strange", "headless", "refused"],
)
def test_a_list_that_is_sent_back_was_never_in_the_database(content: bytes, state: str) -> None:
    by = keeper()
    upload = read(content, by=by)
    assert (upload.state, tables_that_hold(WHO)) == (state, [])
    folder = folder_that_holds(upload)
    files.send_back(upload, by=by, at=now())
    assert (folder.exists(), tables_that_hold(WHO)) == (False, [])


def test_a_list_that_is_taken_in_leaves_nothing_beside_it() -> None:
    by = keeper()
    upload = read(STRANGE, by=by)
    files.map_columns(upload, mapping=MAPPING, by=by, at=now())
    work()
    upload.refresh_from_db()
    assert (upload.state, tables_that_hold(WHO)) == ("read", [])
    folder = folder_that_holds(upload)
    files.accept(upload, by=by, at=now())
    work()
    assert (folder.exists(), Person.objects.filter(surname="Quillfeather").count()) == (False, 2)
    assert "intake_upload" not in tables_that_hold(WHO)


def test_whoever_says_what_the_columns_mean_is_shown_what_stands_there(enter: Enter) -> None:
    upload = read(STRANGE, by=keeper())
    page = enter(keeper()).get(reverse("roll:columns", args=[upload.pk])).content.decode()
    assert "Wo (Quillfeather Lane, Quillfeather Lane)" in page


def test_pressing_twice_takes_a_list_in_once(enter: Enter) -> None:
    by = keeper()
    upload = read(KNOWN, by=by)
    client = enter(by)
    for _twice in range(2):
        assert client.post(reverse("roll:accept", args=[upload.pk])).status_code == 302
    assert Job.objects.filter(kind="roll.take_in").count() == 1
    work()
    assert Person.objects.filter(surname="Quillfeather").count() == 1
    with pytest.raises(MovedOnError):
        files.accept(upload, by=by, at=now())


def test_a_list_that_is_sent_back_while_it_is_taken_in_is_not_taken_in() -> None:
    by = keeper()
    upload = read(KNOWN, by=by)
    files.accept(upload, by=by, at=now())
    files.send_back(Upload.objects.get(pk=upload.pk), by=by, at=now())
    work()
    assert not Person.objects.filter(surname="Quillfeather").exists()
    assert not Job.objects.exclude(trouble="").exists()


def test_a_spreadsheet_runs_nothing_that_a_list_brought(enter: Enter) -> None:
    upload = read(b'Forenames,Surname,E-mail\nAnn,A,"=HYPERLINK(""http://x.example"")"\nBo,B,+44 7700\n', by=keeper())
    answer = enter(keeper()).get(reverse("roll:problems", args=[upload.pk]))
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "row,column,value,cure,kept"
    assert lines[1].startswith("""2,E-mail,"'=HYPERLINK(""http://x.example"")",""")
    assert lines[2].startswith("3,E-mail,+44 7700,")  # a number, and nothing to run
