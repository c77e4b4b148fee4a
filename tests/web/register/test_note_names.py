"""Whoever is shown electors by name is noted: who, of which register, how many, on which page; a line, and no more."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from muster.web.intake.uploads import seen
from muster.web.power.looks import note_lists
from muster.web.power.models import Look
from muster.web.record.actor import Actor
from muster.web.record.deeds import name_of
from muster.web.register import queries as queries_of
from muster.web.register.models import Door, Doubt, Elector, Source
from muster.web.register.noting import note_electors
from tests.web.register.made_source import AFTER, added, csv_of, organiser, read, taken_in
from tests.web.register.test_pages import at, text_of

pytestmark = pytest.mark.usefixtures("transactional_db")

Enter = Callable[[Actor], Client]
PEOPLE = [
    ("CA1", 12, "Okonjo", "Ada", "ZX1 0AB", "1 Mill Street", "Penbury"),
    ("CA1", 13, "Borg", "Bo", "ZX1 0AB", "1 Mill Street", "Penbury"),
    ("CA1", 14, "", "", "ZX1 0AB", "1 Mill Street", "Penbury"),  # anonymous: there is no name to read
    ("CB2", 1, "Celik", "Zoe", "ZX1 0AD", "2 Mill Street", "Penbury"),
]


def lines() -> list[tuple[str, str, int]]:
    return list(Look.objects.order_by("pk").values_list("whom", "page", "people"))


def test_each_page_that_names_electors_is_a_line(enter: Enter) -> None:
    by = organiser()
    source = added(by)
    taken_in(source, csv_of(PEOPLE), by=by)
    newer = [PEOPLE[0], PEOPLE[2], PEOPLE[3], ("CB2", 2, "Dunn", "Eve", "ZX1 0AD", "2 Mill Street", "Penbury")]
    taken_in(source, csv_of(newer), by=by, on=AFTER)
    ada, zoe = (Elector.objects.get(entries__surname=name, entries__ending=None) for name in ("Okonjo", "Celik"))
    said = {"reason": 1, "speaks_for": 0, "against": 0, "weight": 1}
    Doubt.objects.create(source=source, version=2, older=ada, newer=zoe, **said)
    door = Door.objects.get(entries__elector=ada, entries__ending=None)
    pages = {
        f"{at('find', source.pk)}?q=okonjo": ("find", 1),
        f"{at('find', source.pk)}?election=local": ("find", 3),
        f"{at('find', source.pk)}?q=mill": ("find", 0),  # a street, and nobody
        at("door", door.pk): (f"door/{door.pk}", 1),
        at("elector", ada.pk): (f"elector/{ada.pk}", 1),
        at("doubts", source.pk): ("doubts", 1),
        at("changes", source.pk, 1, 2): ("changes/1/2", 1),
        f"{at('changes', source.pk, 1, 2)}?kind=gone": ("changes/1/2", 1),
        at("source", source.pk): ("source", 0),
    }
    client, wanted = enter(by), []
    for address, (page, people) in pages.items():
        assert client.get(address).status_code == 200
        wanted += [(name_of(source), page, people)] if people else []
        assert lines() == wanted, address
    told = text_of(client.get(at("export", source.pk)))
    assert "Who read names of this register" in told
    assert "Who opened boards" not in told
    assert all(word in told for word in ("Find", "A door", "An elector", "Doubts", "What changed"))


def test_a_file_that_waits_is_a_line_for_the_rows_that_it_shows(enter: Enter) -> None:
    by = organiser()
    source = added(by)
    waits = read(source, csv_of(PEOPLE), by=by)
    client = enter(by)
    client.get(at("upload", waits.pk))
    assert lines() == [(name_of(source), f"file/{waits.pk}", len(PEOPLE))]


def test_rows_that_are_set_aside_are_a_line_where_what_stands_in_them_is_shown(enter: Enter) -> None:
    by = organiser()
    source = added(by, name="Other rolls")
    content = csv_of([*PEOPLE, ("CB2", 2, "X" * 121, "Ann", "no code", "3 Mill Street", "Penbury")])
    waits = read(source, content.replace(b"CA1,12,", b"CA1,Okonjo,"), by=by)
    assert {row for row, _column, value, *_ in seen(waits)["problems"] if value} == {2, 6}
    client, line = enter(by), (name_of(source), f"file/{waits.pk}", 2)
    assert "XXXX" in client.get(at("problems", waits.pk)).content.decode()
    assert lines() == [line]
    client.get(at("upload", waits.pk))
    assert lines() == [line, (*line[:2], 2 + 4)]  # and those who would be new


def test_a_register_that_keeps_no_name_has_no_line(enter: Enter) -> None:
    by = organiser()
    source = added(by, mode=Source.Mode.B)
    taken_in(source, csv_of(PEOPLE), by=by)
    waits = read(source, csv_of(PEOPLE[1:]).replace(b"CA1,13,", b"CA1,Borg,"), by=by, on=AFTER)
    client = enter(by)
    for address in (
        at("find", source.pk) + "?q=okonjo",
        at("upload", waits.pk),
        at("problems", waits.pk),
        at("door", Door.objects.earliest("pk").pk),
    ):
        assert client.get(address).status_code == 200
    assert lines() == []


def test_however_many_are_named_it_is_one_statement() -> None:
    by = organiser()
    source = added(by)
    taken_in(source, csv_of(PEOPLE), by=by)
    entries = list(source.entries.all())
    asked = []
    for some in (entries[:1], entries * 9):
        with CaptureQueriesContext(connection) as queries:
            note_electors(by, some, page="find", at=now())
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert [people for _whom, _page, people in lines()] == [1, 3]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's own plan")
def test_who_opened_boards_is_found_by_itself_however_many_pages_were_read_since() -> None:
    by = organiser()
    source = added(by)
    shown = {name_of(source): 3}
    note_lists(by, shown, purpose="canvass", page="boards/1/1", at=now(), boards=True)
    for _ in range(30):
        note_lists(by, shown, purpose="canvass", page="find", at=now())
    with CaptureQueriesContext(connection) as queries:
        opened, read_here = queries_of.looks_at(source)
    assert [one.look.page for one in opened] == ["boards/1/1"]
    assert {one.look.page for one in read_here} == {"find"}
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + queries[0]["sql"])
        plan = " ".join(row[3] for row in cursor.fetchall())
    assert "look_boards" in plan
