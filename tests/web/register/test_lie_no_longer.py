"""A file that nobody takes in or sends back is erased: after a day where nobody's name is kept, else after a week."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.timezone import now

from muster.web.messenger.models import Message
from muster.web.messenger.told import told
from muster.web.record.actor import Actor
from muster.web.record.daily import look
from muster.web.record.models import Entry as LogEntry
from muster.web.register import actions_of_places as of_places
from muster.web.register.models import Listing
from muster.web.roll.models import ContactWay, Person
from tests.web.register.made_source import added, brought, csv_of, organiser, read, work
from tests.web.register.test_pages import at, text_of

pytestmark = pytest.mark.usefixtures("transactional_db")

Enter = Callable[[Actor], Client]
FILE = csv_of([("CA1", n, f"Illfeather{n}", "Ada", "ZX1 0AB", f"{n} Mill Street", "Penbury") for n in range(1, 5)])
MINUTE = dt.timedelta(minutes=1)


@pytest.mark.parametrize(("mode", "hours"), [("A", 7 * 24), ("B", 24), ("C", 7 * 24)])
@pytest.mark.parametrize(
    ("content", "state"), [(FILE, "read"), (csv_of([]), "refused"), (b"Who,Where\nAda,Mill Street\n", "unmapped")]
)
def test_a_file_that_waits_is_erased_when_its_time_is_over(mode: str, hours: int, content: bytes, state: str) -> None:
    by = organiser()
    source = added(by, mode=mode)
    upload = read(source, content, by=by)
    over = upload.brought_at + dt.timedelta(hours=hours)
    look(at=over - MINUTE)
    upload.refresh_from_db()
    assert (upload.state, upload.content.exists()) == (state, True)
    look(at=over)
    upload.refresh_from_db()
    assert (upload.state, upload.folder.exists(), upload.preview) == ("sent back", False, None)
    last = LogEntry.objects.order_by("pk").last()
    assert last
    assert last.kind == "register.send_back"
    assert b'"site"' in bytes(last.body)
    assert not Listing.objects.exists()


def test_one_that_a_job_has_in_hand_goes_when_the_job_has_ended() -> None:
    by = organiser()
    upload = brought(added(by), FILE, by=by)
    late = upload.brought_at + dt.timedelta(days=8)
    look(at=late)
    assert upload.content.exists()
    work()
    look(at=late)
    assert not upload.folder.exists()


def test_whoever_brought_a_file_or_a_table_is_told_where_it_can_be_brought_again() -> None:
    by = organiser()
    ContactWay.objects.create(
        person=Person.objects.get(pseudonym=by.pseudonym), kind="email", value="ann@people.example"
    )
    source = added(by)
    read(source, FILE, by=by)
    table = of_places.furnish(source.area, chunks=[b"no table"], name="a.csv", kind="postcodes", by=by, at=now())
    work()
    look(at=now() + dt.timedelta(days=8))
    table.refresh_from_db()
    assert (table.state, table.folder.exists()) == ("sent back", False)
    work()
    bodies = [told(one)[1] for one in Message.objects.order_by("pk")]
    assert ["you brought register.csv." in bodies[0], "you brought a.csv." in bodies[1]] == [True, True]
    pages = [source.get_absolute_url(), at("tables", source.area.pk)]
    assert [body.rpartition("http://localhost:8000")[2].splitlines()[0] for body in bodies] == pages


@pytest.mark.parametrize(("mode", "most"), [("A", "a week"), ("B", "a day")])
def test_the_pages_say_how_long(enter: Enter, mode: str, most: str) -> None:
    by = organiser()
    source = added(by, mode=mode)
    client = enter(by)
    assert f"and for {most} at most." in text_of(client.get(source.get_absolute_url()))
    upload = read(source, FILE, by=by)
    page = text_of(client.get(at("upload", upload.pk)))
    assert "; then it is erased, and nothing of it taken in." in page
    assert ("Until then the file itself lies here, with any names in it" in page) == (mode == "B")
