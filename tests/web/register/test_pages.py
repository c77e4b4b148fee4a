"""An organiser's way through the pages, from describing a source to erasing it; and what is said to wrong input."""

import datetime as dt
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from muster.web.intake.models import Upload
from muster.web.intake.uploads import remember, seen
from muster.web.record.actor import Actor
from muster.web.register import actions_of_files as of_files
from muster.web.register.models import Area, Building, Door, Doubt, Elector, Entry, Source
from tests.register.made.write import ODD_MEANS, write_odd
from tests.web.register.made_source import AFTER, added, csv_of, organiser, read, taken_in, two_years, work

pytestmark = pytest.mark.usefixtures("transactional_db")

Enter = Callable[[Actor], Client]
DESCRIBED: dict[str, Any] = {
    "area": "Rutland", "compartment": "north", "name": "Rolls", "owner": "The Made-up Party", "mode": "A",
    "basis": "public task", "condition": "registered party", "purposes": ["canvass", "leaflet"],
    "nation": "england",
}  # fmt: skip
KEPT = ("every 500ms", 'id="lost"', "js/live.js")
PEOPLE = [
    ("CA1", 12, "Okonjo", "Ada", "ZX1 0AB", "1 Mill Street", "Penbury"),
    ("CA1", 13, "Borg", "Bo", "ZX1 0AB", "Flat 2, 3 Mill Street", "Penbury"),
    ("CB2", 1, "Émile-Çelik", "Zoë", "ZX1 0AD", "Rose Cottage, Long Lane", "Penbury"),
]


def at(name: str, *about: int) -> str:
    return reverse(f"register:{name}", args=about)


def text_of(page: HttpResponseBase) -> str:
    """What a page says, without its tags."""
    assert isinstance(page, HttpResponse)
    words = re.sub(r"<(script|style).*?</\1>|<[^>]*>", " ", page.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(words).split())


def described(**changed: Any) -> dict[str, Any]:
    return {**DESCRIBED, "expires_on": str(localdate() + dt.timedelta(days=200)), **changed}


def bring(client: Client, source: int, content: bytes, name: str = "register.csv", on: str = "2024-12-01") -> Any:
    told = {"file": SimpleUploadedFile(name, content), "published_on": on}
    return client.post(at("bring", source), told)


def test_from_the_first_word_to_the_last(enter: Enter) -> None:
    client = enter(organiser())
    assert "There is none yet" in text_of(client.get(at("sources")))
    answer = client.post(at("new"), described())
    source = Source.objects.get()
    assert answer.headers["Location"] == at("source", source.pk)
    assert (source.mode, source.purposes, source.area.name) == ("A", ["canvass", "leaflet"], "Rutland")

    answer = bring(client, source.pk, csv_of(PEOPLE))
    upload = Upload.objects.get()
    assert answer.headers["Location"] == at("upload", upload.pk)
    waiting = client.get(at("upload", upload.pk))
    assert "Waiting for a worker" in text_of(waiting)
    assert all(one in waiting.content.decode() for one in KEPT)  # whatever answers instead, what stands there stays
    for told in (at("sources"), at("source", source.pk)):
        assert "register.csv is being read" in text_of(client.get(told))  # there is nothing to look at yet
    assert "register.csv" not in text_of(client.get("/"))
    work()
    page = text_of(client.get(at("upload", upload.pk)))
    assert "3 electors behind 3 doors" in page
    assert "Nothing is written yet" in page
    assert not Entry.objects.exists()
    for told in (at("sources"), at("source", source.pk), "/"):
        assert "register.csv waits for you" in text_of(client.get(told))
    assert client.post(at("accept", upload.pk)).status_code == 302
    work()
    assert client.get(at("upload", upload.pk)).headers["Location"] == at("source", source.pk)
    assert "3 doors, 3 electors" in text_of(client.get(at("source", source.pk)))

    later = [
        ("CA1", 14, "Okonjo", "Ada", "ZX1 0AB", "1 Mill Street", "Penbury"),
        PEOPLE[1],
        ("CB2", 2, "Newcome", "Ann", "ZX1 0AD", "5 Long Lane", "Penbury"),
    ]
    bring(client, source.pk, csv_of(later), "later.csv", "2025-12-01")
    work()
    client.post(at("accept", Upload.objects.latest("pk").pk))
    work()
    assert "What changed from 1 December 2024 to 1 December 2025" in text_of(client.get(at("changes", source.pk, 1, 2)))
    for kind, name in (("new", "Ann Newcome"), ("gone", "Zoë Émile-Çelik"), ("changed", "Ada Okonjo")):
        page = text_of(client.get(at("changes", source.pk, 1, 2), {"kind": kind}))
        assert name in page, kind
        assert "Bo Borg" not in page
    assert "None." in text_of(client.get(at("changes", source.pk, 1, 2), {"kind": "moved"}))

    elector = Entry.objects.get(surname="Okonjo", ending=None).elector
    page = text_of(client.get(elector.get_absolute_url()))
    assert page.index("Since version 2: Ada Okonjo, CA1-14") < page.index(
        "From version 1 until version 2: Ada Okonjo, CA1-12"
    )

    assert "That is not its name" in text_of(client.post(at("erase", source.pk), {"name": "rolls"}))
    assert Entry.objects.exists()
    assert client.post(at("erase", source.pk), {"name": "Rolls"}).status_code == 302
    assert [table.objects.count() for table in (Entry, Elector, Door)] == [0, 0, 0]
    assert "Everything of it was erased" in text_of(client.get(at("source", source.pk)))
    assert client.post(at("erase", source.pk), {"name": "Rolls"}).status_code == 302
    work()


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("mill", "Mill Street"), ("Mill Street", "Mill Street"), ("MILL STREET, PENBURY", "Mill Street"),
        ("ZX1 0AD", "Rose Cottage"), ("zx10ad", "Rose Cottage"), ("ZX1", "Rose Cottage"),
        ("1 Mill Street", "Buildings 1 Mill Street, Penbury"), ("1 mill st", "Buildings 1 Mill Street, Penbury"),
        ("Flat 2, 3 Mill", "Buildings 3 Mill Street, Penbury"), ("2 Mill Street", "Nothing begins with"),
        ("mill st", "Streets Mill Street, Penbury"), ("rose cottage", "Buildings Rose Cottage, "),
        ("CA1-12", "Ada Okonjo"), ("ca1 12", "Ada Okonjo"), ("CA1-12/0", "Ada Okonjo"),
        ("okonjo", "Ada Okonjo"), ("Okonjo A", "Ada Okonjo"), ("emile celik", "Zoë Émile-Çelik"),
        ("ÉMILE", "Zoë Émile-Çelik"), ("xyzzy", "Nothing begins with “xyzzy”"), ("CA1-99", "Nothing begins with"),
        ("CA1-12/7", "Nothing begins with"), ("%", "Nothing"), ("_", "Nothing"), ("'; DROP", "Nothing begins with"),
        ("9" * 400, "Nothing begins with"), ("CA1-" + "9" * 30, "Nothing begins with"),
        ("\u0663", "Nothing begins with"),
    ],
)  # fmt: skip
def test_find(enter: Enter, sought: str, found: str) -> None:
    by = organiser()
    source = added(by)
    taken_in(source, csv_of(PEOPLE), by=by)
    page = text_of(enter(by).get(at("find", source.pk), {"q": sought}))
    assert found in page


def test_find_says_nothing_before_it_is_asked_and_no_name_where_none_is_kept(enter: Enter) -> None:
    by = organiser()
    source = added(by, mode="B")
    taken_in(source, csv_of(PEOPLE), by=by)
    client = enter(by)
    assert "Nothing begins" not in text_of(client.get(at("find", source.pk), {"q": "  "}))
    for sought in ("Okonjo", "CA1-12"):
        assert "Nothing begins" in text_of(client.get(at("find", source.pk), {"q": sought}))
    door = Door.objects.get(building__number="1")
    page = text_of(client.get(door.get_absolute_url()))
    assert "One elector" in page
    assert "This register keeps nobody’s name." in page
    assert "Okonjo" not in page


def test_a_door_tells_who_lives_there_and_a_street_lists_its_doors_in_order(enter: Enter) -> None:
    by = organiser()
    source = added(by)
    rows = [("CA1", n, f"Name{n}", "Ada", "ZX1 0AB", f"{house} Mill Street", "Penbury")
            for n, house in enumerate(("10", "2", "2A", "1", "4-6", "100"), start=1)]  # fmt: skip
    taken_in(source, csv_of([*rows, ("CA1", 9, "Name9", "Bo", "ZX1 0AB", "2 Mill Street", "Penbury")]), by=by)
    client = enter(by)
    door = Door.objects.get(building__number="2")
    page = text_of(client.get(door.get_absolute_url()))
    assert "2 electors, Register of electors" in page
    assert "Ada Name2" in page
    assert "Bo Name9" in page
    assert "Name3" not in page
    page = client.get(at("street", door.building.street_id)).content.decode()
    assert re.findall(r'/doors/\d+">([^<]*)</a>', page) == ["1", "2", "2A", "4-6", "10", "100"]


def test_a_place_by_hand_is_kept_through_the_next_file(enter: Enter) -> None:
    by = organiser()
    source = added(by)
    taken_in(source, csv_of(PEOPLE), by=by)
    client = enter(by)
    building = Building.objects.get(number="1")
    assert "3 buildings in all of Rutland have no place on the map" in text_of(client.get(source.get_absolute_url()))
    assert "3 buildings have no place on the map" in text_of(client.get(at("places", source.area_id)))
    assert client.post(at("place", building.pk), {"lon": "-0.65", "lat": "52.67"}).status_code == 302
    upload = read(
        source, csv_of([*PEOPLE, ("CB2", 9, "New", "Ann", "ZX1 0AB", "1 Mill Street", "Penbury")]), by=by, on=AFTER
    )
    assert (
        client.post(at("place", building.pk), {"lon": "-0.651", "lat": "52.671"}).status_code == 302
    )  # while it waits
    client.post(at("accept", upload.pk))
    work()
    building.refresh_from_db()
    assert (building.lon, building.lat, building.placed_from) == (-0.651, 52.671, "hand")
    assert "2 buildings have no place on the map" in text_of(client.get(at("places", source.area_id)))
    door = Door.objects.get(building=building)
    assert "placed by hand" in text_of(client.get(door.get_absolute_url()))


def test_doubts_are_settled_on_their_page(enter: Enter) -> None:
    by = organiser()
    years = two_years(200, 3)
    source = added(by)
    taken_in(source, years.first, by=by)
    taken_in(source, years.second, by=by, on=AFTER)
    client = enter(by)
    doubt = Doubt.objects.order_by("-weight", "pk")[0]
    open_pairs = Doubt.objects.count()
    assert "who may be one person" in text_of(client.get(at("source", source.pk)))
    assert client.get(at("doubts", source.pk)).content.count(b'value="same"') == open_pairs
    assert client.post(at("settle", doubt.pk), {"said": "same"}).headers["Location"] == at("doubts", source.pk)
    assert client.get(at("doubts", source.pk)).content.count(b'value="same"') == open_pairs - 1
    assert "Take it back" in text_of(client.get(at("doubts", source.pk), {"settled": 1}))
    assert "settled this before" in text_of(client.post(at("settle", doubt.pk), {"said": "same"}, follow=True))
    assert "one person or two" in text_of(client.post(at("settle", doubt.pk), {"said": "maybe"}, follow=True))
    client.post(at("settle", doubt.pk), {"said": ""})
    doubt.refresh_from_db()
    assert doubt.said == ""


@pytest.mark.parametrize(
    ("wrong", "label"),
    [
        ({"area": ""}, "Area"), ({"name": ""}, "What this source is called"), ({"owner": " "}, "Who answers for it"),
        ({"mode": "D"}, "What may be kept"), ({"basis": "because"}, "Lawful basis"),
        ({"purposes": []}, "What it may be"),
        ({"purposes": ["spam"]}, "What it may be"), ({"expires_on": "2020-01-01"}, "Erased on"),
        ({"expires_on": "2999-01-01"}, "Erased on"), ({"expires_on": "soon"}, "Erased on"),
        ({"name": "n" * 500}, "called"),
    ],
)  # fmt: skip
def test_a_source_that_is_described_wrongly_is_mended_where_it_is_wrong(
    enter: Enter, wrong: dict[str, Any], label: str
) -> None:
    client = enter(organiser())
    answer = client.post(at("new"), described(**wrong))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count('<p class="wrong"') == 1
    listed = re.search(r'id="errors".*?</div>', page, re.DOTALL)
    assert listed
    assert label in unescape(listed[0])
    kept = {"owner": "The Made-up Party", "area": "Rutland"}
    for name, value in kept.items():
        assert name in wrong or f'value="{value}"' in page
    assert not Source.objects.exists()


def test_a_name_that_is_taken_is_said_beside_it(enter: Enter) -> None:
    client = enter(organiser())
    client.post(at("new"), described())
    answer = client.post(at("new"), described(owner="Somebody else"))
    assert answer.status_code == 422
    assert "This area has a source of this name" in text_of(answer)
    assert 'value="Somebody else"' in answer.content.decode()
    assert client.post(at("new"), described(area="Elsewhere")).status_code == 302


def test_a_file_that_is_none_is_said_beside_the_field(enter: Enter) -> None:
    by = organiser()
    source = added(by)
    client = enter(by)
    for posted, said in (
        ({"published_on": "2026-01-01"}, "Choose the file."),
        ({"file": SimpleUploadedFile("a.csv", b""), "published_on": "2026-01-01"}, "This file holds nothing."),
        ({"file": SimpleUploadedFile("a.csv", b"x"), "published_on": "in May"}, "date"),
    ):
        answer = client.post(at("bring", source.pk), posted)
        assert answer.status_code == 422
        assert said in text_of(answer)
    assert "Choose the file once more: a browser does not keep it." in text_of(answer)
    assert client.get(at("bring", source.pk)).headers["Location"] == at("source", source.pk)
    assert not Upload.objects.exists()
    bring(client, source.pk, csv_of(PEOPLE))
    answer = bring(client, source.pk, csv_of(PEOPLE), "second.csv")
    assert answer.headers["Location"] == at("upload", Upload.objects.get().pk)
    assert "Another file waits" in text_of(client.get(answer.headers["Location"]))


def test_bytes_that_are_no_table_are_refused_in_words_and_can_be_sent_back(enter: Enter) -> None:
    by = organiser()
    source = added(by)
    client = enter(by)
    for content in (b"\x00\x01\x02\x03" * 50, b"%PDF-1.7\n" + bytes(range(256)) * 4, b"\r\n" * 40):
        answer = bring(client, source.pk, content)
        address = answer.headers["Location"]
        work()
        page = client.get(address)
        assert page.status_code == 200
        assert "It can’t be used as it is" in text_of(page)
        assert "needs somebody" not in text_of(page)  # the whole file is wrong, and no row of it
        assert "set aside" not in text_of(page)
        upload = Upload.objects.latest("pk")
        assert upload.state == "refused"
        assert "Error" not in seen(upload)["why"]
        assert client.post(at("accept", upload.pk)).status_code == 302
        work()
        told = text_of(client.get(at("source", source.pk)))
        assert "register.csv can’t be used as it is" in told
        assert "Bring the first file" in told  # the right one takes its place
        assert client.post(at("send_back", upload.pk)).status_code == 302
    assert not Entry.objects.exists()


def test_columns_are_named_once(enter: Enter) -> None:
    by = organiser()
    source = added(by)
    client = enter(by)
    odd = b"Ref;PD;Who;Given;Where;Village\r\n" + b"".join(
        b"%d;CA1;Okonjo%d;Ada;%d Mill Street;Penbury\r\n" % (n, n, n) for n in range(1, 9)
    )
    address = bring(client, source.pk, odd).headers["Location"]
    work()
    assert "Somebody must say what its columns mean" in text_of(client.get(address))
    upload = Upload.objects.latest("pk")
    columns = at("columns", upload.pk)
    page = client.get(columns).content.decode()
    labels = re.findall(r"<label[^>]*>([^<]*)</label>", page)
    first = ["Elector number:", "Whole name:", "Surname:", "Forenames and initials:", "Polling district:"]
    assert labels[:5] == first  # what nobody could guess, then what was guessed
    assert len(labels) == len(set(labels)) == 30
    assert page.index("Forenames and initials:") < page.index("Guessed from names and values") < page.index("<details")
    wrong = client.post(columns, {"surname": "Nobody has this column", "dates": "day first", "names": "surname first"})
    assert wrong.status_code == 422
    said = {"number": "Ref", "district": "PD", "surname": "Who", "forenames": "Given", "address_0": "Where",
            "address_1": "Village", "dates": "day first", "names": "surname first"}  # fmt: skip
    assert client.post(columns, said).status_code == 302
    work()
    upload.refresh_from_db()
    assert upload.state == "read", upload.preview
    as_read = "Okonjo1 Ada 1 Mill Street, Penbury Okonjo2 Ada 2 Mill Street, Penbury Okonjo3 Ada 3 Mill Street, Penbury"
    assert f"{as_read} Say again what the columns mean" in text_of(client.get(address))
    assert "Each column as somebody said" in text_of(client.get(address))
    client.post(columns, {**said, "surname": "Given", "forenames": "Who"})
    work()
    assert "Ada Okonjo1 1 Mill Street, Penbury" in text_of(client.get(address))
    client.post(columns, said)
    work()
    client.post(at("accept", upload.pk))
    work()
    assert Entry.objects.get(number=3).surname == "Okonjo3"
    for again in (odd, odd.replace(b"Okonjo3;Ada", b";").replace(b"5 Mill Street;Penbury", b";")):
        bring(client, source.pk, again, "next.csv", "2025-12-01")
        work()
        upload = Upload.objects.latest("pk")
        assert upload.state == "read"  # nobody is asked a second time
        page = text_of(client.get(at("upload", upload.pk)))
        assert f'<a href="{at("columns", upload.pk)}">' in client.get(at("upload", upload.pk)).content.decode()
        client.post(at("send_back", upload.pk))
    assert "Row 4 Who nothing No name stands here" in page
    assert "Row 6 Where nothing No address stands here, so nobody can knock; ask the council for it. The" in page


@pytest.mark.parametrize("mode", ["A", "B", "C"])
def test_columns_without_a_name_are_asked_about_where_names_are_kept(enter: Enter, mode: str) -> None:
    by = organiser()
    source = added(by, mode=Source.Mode(mode))
    client = enter(by)
    odd = b"Ref;Place\r\n" + b"".join(b"%d;%d Mill Street\r\n" % (n, n) for n in range(1, 9))
    bring(client, source.pk, odd)
    work()
    upload = Upload.objects.latest("pk")
    columns = at("columns", upload.pk)
    asks = "Whole name" in text_of(client.get(columns)).split("What else a file may say")[0]
    assert asks is (mode != "B")
    said = {"number": "Ref", "address_0": "Place", "dates": "day first", "names": "surname first"}
    answer = client.post(columns, said)
    if mode == "B":
        assert answer.status_code == 302
        work()
        assert "8 electors behind 8 doors" in text_of(client.get(at("upload", upload.pk)))
        return
    assert answer.status_code == 422
    assert "Whole name: No column holds names, and this register keeps people by name." in text_of(answer)
    answer = client.post(columns, {**said, "forenames": "Place"})
    assert "Forenames and initials: No column holds names" in text_of(answer)
    remember(f"register.source:{source.pk}", {"fields": {"number": ["Ref"]}, "address": [["Place"]]})
    client.post(at("send_back", upload.pk))
    bring(client, source.pk, odd)
    work()
    upload = Upload.objects.latest("pk")
    assert upload.state == "unmapped"  # whoever said so, a file is never taken for one of the anonymous alone
    assert "Say which column holds them; if none does, send the file back and bring" in text_of(
        client.get(at("upload", upload.pk))
    )
    assert 'value="Ref" selected' in client.get(at("columns", upload.pk)).content.decode()
    assert client.post(at("columns", upload.pk), {**said, "number": "", "name": "Ref"}).status_code == 302
    work()
    upload.refresh_from_db()
    assert upload.state == "read"


def test_where_no_name_is_kept_rows_as_read_have_none_and_nobody_misses_one(enter: Enter) -> None:
    by = organiser()
    source = added(by, mode="B")
    remember(f"register.source:{source.pk}", {"fields": {"name": ["Who"]}, "address": [["Where"]]})
    odd = b"Who;Where\r\nQzx Ann;1 Mill Street\r\n;2 Mill Street\r\nQzx Bo;\r\n"
    upload = read(source, odd, by=by)
    page = text_of(enter(by).get(at("upload", upload.pk)))
    assert "The first rows as they were read Address 1 Mill Street 2 Mill Street – Say again" in page
    assert "Row 4 Where nothing No address stands here" in page
    assert "No name" not in page
    assert "qzx" not in str(seen(upload)).lower()


@pytest.mark.parametrize("mode", ["A", "B"])
def test_a_file_without_a_header_is_read_as_it_is_offered(enter: Enter, mode: str) -> None:
    by = organiser()
    source = added(by, mode=Source.Mode(mode))
    client = enter(by)
    bare = csv_of(PEOPLE).split(b"\r\n", 1)[1]
    address = bring(client, source.pk, bare).headers["Location"]
    work()
    page = text_of(client.get(address))
    assert "This file seems to have no header row; its columns look like those of X2 (Xpress" in page
    upload = Upload.objects.latest("pk")
    assert client.post(at("offered", upload.pk)).status_code == 302
    work()
    assert "3 electors behind 3 doors" in text_of(client.get(address))
    client.post(at("accept", upload.pk))
    work()
    assert Entry.objects.filter(surname="Okonjo").count() == (1 if mode == "A" else 0)
    later = bare.replace(b"Okonjo", b"Adeyemi")
    bring(client, source.pk, later, "later.csv")
    work()
    assert Upload.objects.latest("pk").state == "read"  # nobody is asked a second time
    assert client.post(at("offered", Upload.objects.latest("pk").pk)).status_code == 302  # it has no offer any more
    assert Upload.objects.latest("pk").state == "read"


@pytest.mark.parametrize("mode", ["A", "B", "C"])
@pytest.mark.parametrize("kind", ["known", "unknown", "headless", "wrong"])
def test_while_a_file_waits_the_database_holds_counts_of_it_and_nobodys_words(mode: str, kind: str) -> None:
    by = organiser()
    source = added(by, mode=Source.Mode(mode))
    known = csv_of([(*row[:2], f"Qzx{row[2]}", *row[3:]) for row in PEOPLE]).replace(b"CA1,13,", b"CA1,qzx,")
    rows = known.split(b"\r\n", 1)[1].replace(b"qzx", b"13")
    content = {"known": known, "unknown": b"Ref;Who\r\n1;Qzx\r\n2;Qzx\r\n", "headless": rows.replace(b",0,,,", b",0,"),
               "wrong": b"%PDF-1.7 qzx"}[kind]  # fmt: skip
    upload = read(source, content, by=by)
    assert upload.state == {"known": "read", "wrong": "refused"}.get(kind, "unmapped")
    row = list(Upload.objects.filter(pk=upload.pk).values_list())
    assert "qzx" not in str(row).lower()
    shown = str(seen(upload)).lower()
    assert ("qzx" in shown) is (mode != "B" and kind != "wrong")
    of_files.send_back(upload, by=by, at=now())
    assert not upload.folder.exists()


def test_problems_are_a_file_with_every_row(enter: Enter) -> None:
    by = organiser()
    source = added(by)
    bad = [("CA1", n, "Okonjo", "Ada", "ZX1 0AB", "1 Mill Street", "Penbury") for n in range(1, 60)]
    content = csv_of(bad).replace(b"CA1,7,", b"CA1,seven,").replace(b"CA1,8,", b"CA1,-8,")
    upload = read(source, content, by=by)
    client = enter(by)
    answer = client.get(at("problems", upload.pk))
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "row,column,value,cure,kept"
    assert any(line.startswith("8,") and "seven" in line for line in lines)
    assert any(line.startswith("9,") and "-8" in line for line in lines)
    assert upload.preview
    assert len(lines) - 1 == upload.preview["problems_total"]
    assert "seven" in text_of(client.get(at("upload", upload.pk)))


@pytest.mark.parametrize("wrong", [{"lon": "east", "lat": "52"}, {"lon": "-0.6", "lat": "91"}, {"lon": "", "lat": ""},
                                   {"lon": "nan", "lat": "52"}, {"lon": "inf", "lat": "52"}])  # fmt: skip
def test_a_place_that_is_none_is_refused_beside_its_field(enter: Enter, wrong: dict[str, str]) -> None:
    by = organiser()
    source = added(by)
    taken_in(source, csv_of(PEOPLE), by=by)
    building = Building.objects.earliest("pk")
    answer = enter(by).post(at("place", building.pk), wrong)
    assert answer.status_code == 422
    assert '<p class="wrong"' in answer.content.decode()
    building.refresh_from_db()
    assert building.placed_from == ""


@pytest.mark.parametrize(
    "asked", ["?beyond=-1", "?beyond=x", "?beyond=" + "9" * 40, "?kind=%00", "?kind=new&beyond=1e9"]
)
def test_hostile_questions_are_answered_calmly(enter: Enter, asked: str) -> None:
    by = organiser()
    source = added(by)
    taken_in(source, csv_of(PEOPLE), by=by)
    taken_in(source, csv_of(PEOPLE), by=by, on=AFTER)
    client = enter(by)
    assert client.get(at("changes", source.pk, 1, 2) + asked).status_code == (400 if "%00" in asked else 200)
    for after, upto in ((2, 1), (1, 1), (0, 1), (1, 9), (1, 2**70)):
        assert client.get(at("changes", source.pk, after, upto)).status_code == 404
    assert client.get(at("find", source.pk) + "?q=%00%ff").status_code == 400
    for street in ("x", "-1", "9" * 40):
        assert client.get(at("places", source.area_id), {"street": street}).status_code == 200
    assert Area.objects.count() == 1


def test_a_place_by_hand_is_kept_though_a_file_that_waits_knows_another(enter: Enter) -> None:
    by = organiser()
    years = two_years(60)
    source = added(by)
    taken_in(source, years.first, by=by)
    mapping = {
        "fields": {name: list(columns) for name, columns in ODD_MEANS.items() if name != "address"},
        "address": [[column] for column in ODD_MEANS["address"]],
        "dates": "day first",
        "names": "surname first",
    }
    remember(f"register.source:{source.pk}", mapping)
    upload = read(source, write_odd(years.before).content, by=by, on=AFTER)
    client = enter(by)
    building, other = Building.objects.filter(area=source.area_id).order_by("pk")[:2]
    assert (building.placed_from, other.placed_from) == ("", "")
    client.post(at("place", building.pk), {"lon": "-0.651", "lat": "52.671"})
    client.post(at("accept", upload.pk))
    work()
    building.refresh_from_db()
    other.refresh_from_db()
    assert (building.lon, building.lat, building.placed_from) == (-0.651, 52.671, "hand")
    assert other.placed_from == "file"
