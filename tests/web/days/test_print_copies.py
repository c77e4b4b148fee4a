"""Printed copies: numbered, for somebody named, shut where they lie, gone after a day; the row stays."""

import datetime as dt
import io
import re
from collections.abc import Callable
from dataclasses import asdict, replace

import pypdfium2
import pytest
from django.conf import settings
from django.test import Client
from django.utils.timezone import localtime

from muster.paper.boards import Board as Drawn
from muster.paper.boards import BoardStop
from muster.web.days import actions_of_copies, boards, printing, shut_files, sweeping
from muster.web.days.actions_of_copies import Wanted
from muster.web.days.models import Day
from muster.web.days.models_of_people import Coming, Telling, Vehicle
from muster.web.days.models_of_seats import Copy
from muster.web.days.models_of_turfs import Board, Publication, Turf
from muster.web.power.models import Look
from muster.web.record.actor import Actor
from muster.web.record.deeds import NotAllowedError
from muster.web.register.models import Door
from muster.web.roll.models import ContactWay, Person
from tests.web.days import made_ground
from tests.web.days.made_ground import made_cut
from tests.web.days.made_saturday import AT, organiser, saturday

pytestmark = pytest.mark.django_db
IMPRINT = "Promoted by Ann Archer for the Ferry League, 1 Mill Lane"


@pytest.fixture
def day(ours: Actor) -> Day:
    """A day with one published board of two doors, and people who ride and were told so."""
    day = saturday(ours)
    rows = {"day": day, "number": 1, "held_on": day.held_on, "digest": "0" * 64, "certificate": {}}
    publication = Publication.objects.create(**rows, published_at=AT, published_by=ours.pseudonym)
    stops = (
        BoardStop(0.0, 0.0, 0.0, 5.0, "Mill Lane", "north side", ("101",)),
        BoardStop(40.0, 0.0, 40.0, 5.0, "Mill Lane", "north side", ("102",)),
    )
    drawn = Drawn(7, "MUSTER:1:ABCDEFGH:7", "", 84, 40, stops, ((0.0, 0.0), (40.0, 0.0)), ())
    Board.objects.create(
        publication=publication, number=7, code=drawn.code, door_ids=[101, 102], building_ids=[1, 2], walk_m=40,
        work_s=5_000, streets=["Mill Lane"], drawn=asdict(drawn),
    )  # fmt: skip
    Telling.objects.create(
        day=day, what=Telling.What.PLAN, edition=day.seatings.get().pk, at=AT, by=ours.pseudonym, written_at=AT
    )
    return day


def printed(day: Day, by: Actor, kind: str, **wanted: object) -> tuple[Copy, str, bytes]:
    """Have a copy made; gives its row, its text and its bytes."""
    asked = Wanted(Copy.Kind(kind), by.pseudonym, **wanted)  # type: ignore[arg-type]  # a test's own words
    copy = actions_of_copies.print_copy(day, asked, by=by, at=AT)
    printing.make(copy, by=by, at=AT)
    copy.refresh_from_db()
    content = shut_files.opened(copy.file)
    pdf = pypdfium2.PdfDocument(io.BytesIO(content))
    return copy, "\n".join(page.get_textpage().get_text_range() for page in pdf), content


@pytest.mark.parametrize("kind", [one for one in Copy.Kind.values if one != "slips"])
@pytest.mark.parametrize("large", [False, True])
def test_every_sheet_says_its_copy_and_the_legal_line(day: Day, ours: Actor, kind: str, large: bool) -> None:  # noqa: FBT001 - a parameter of the test
    _first = printed(day, ours, "labels")
    copy, text, _content = printed(day, ours, kind, imprint=IMPRINT, large=large)
    assert copy.number == 2
    assert "copy 2" in text.casefold()
    assert kind == "labels" or IMPRINT in " ".join(text.split())
    assert copy.pages
    if kind != "rosters":
        assert "7" in text
        assert "Mill Lane" in text


def test_a_roster_holds_who_rides_and_how_they_are_rung(day: Day, ours: Actor) -> None:
    unrung = "Nobody here has given a telephone."
    _copy, text, _content = printed(day, ours, "rosters")
    assert unrung in text
    assert re.search(r"Person \d+(?: \(\d+ people\))?, seats? \d+", text)
    assert re.search(r"Car 1 +copy 1 +page 3", text)  # a page that fell out says whose it is
    rider = Coming.objects.filter(day=day)[0].person
    ContactWay.objects.create(person=rider, kind="telephone", value="+447700900123")
    _copy, text, _content = printed(day, ours, "rosters")
    assert "Person 0" in text
    assert "7700 900123" in text
    assert text.count(unrung) < len({row.name for row in Vehicle.objects.filter(day=day)})
    assert "r1" not in text.split()  # nobody is called by a short name on paper


@pytest.mark.parametrize("large", [False, True])
def test_a_roster_says_whom_a_driver_rings_or_leaves_room_for_it(day: Day, ours: Actor, *, large: bool) -> None:
    vehicles = Vehicle.objects.filter(day=day).count()
    asks = "Late, lost or broken down? Ring"
    assert " ".join(printed(day, ours, "rosters", large=large)[1].split()).count(f"{asks} .") == vehicles
    ContactWay.objects.create(person_id=ours.person or 0, kind="telephone", value="+447700900555")
    Day.objects.filter(pk=day.pk).update(lead=ours.person)
    day.refresh_from_db()
    text = " ".join(printed(day, ours, "rosters", large=large)[1].split())
    assert text.count(f"{asks} Olu, +44 7700 900555.") == vehicles


@pytest.mark.parametrize("kind", ["boards", "rosters", "covers"])
@pytest.mark.parametrize("large", [False, True])
def test_paper_says_which_day_it_is_of_and_whose_it_is(day: Day, ours: Actor, kind: str, *, large: bool) -> None:
    text = " ".join(printed(day, ours, kind, large=large)[1].split())
    holder = Person.objects.get(pseudonym=ours.pseudonym).name
    for part in (day.title, "Saturday 9 May", f"Made for {holder}. Give it back or destroy it by Sunday 10 May."):
        assert part in text


def test_every_slip_says_its_day_town_and_copy(day: Day, ours: Actor) -> None:
    Day.objects.update(place="Oakham", meet_name="Market Place")
    day.refresh_from_db()
    text = " ".join(printed(day, ours, "slips")[1].split())
    slips, riding = text.count("Can’t come?") + text.count("Can’t after all?"), text.count("There by")
    assert 0 < riding <= slips
    assert [text.count(part) for part in ("Saturday 9 May", day.title, "copy 1")] == [slips] * 3
    assert text.count(": Market Place, Oakham.") == riding


def test_before_everybody_is_told_slips_are_drafts_and_rosters_wait(
    day: Day, ours: Actor, enter: Callable[[Actor], Client]
) -> None:
    assert "DRAFT" not in printed(day, ours, "slips")[1]
    Telling.objects.all().delete()
    text = " ".join(printed(day, ours, "slips")[1].split())
    assert text.count("DRAFT Nobody was told yet: it may still change.") == text.count(day.title) > 0
    asked = {"kind": "rosters", "holder": Person.objects.get(pseudonym=ours.pseudonym).name}
    refused = enter(ours).post(f"/days/{day.pk}/prints", asked)
    assert refused.status_code == 422
    assert "Tell everybody where to be, then print rosters." in refused.content.decode()
    assert Copy.objects.count() == 2


def test_slips_of_one_vehicle_are_for_those_who_ride_in_it_alone(day: Day, ours: Actor) -> None:
    riding = {one["name"]: (one["vehicle"] or "").casefold() for one in day.seatings.get().body["people"]}
    names = {row.person.name: riding[row.name] for row in Coming.objects.filter(day=day).select_related("person")}
    _copy, text, _content = printed(day, ours, "slips", only=("coach 2",))  # as somebody types it
    slipped = {name for name in names if name in text}
    assert slipped == {name for name, vehicle in names.items() if vehicle == "coach 2"}
    assert 0 < len(slipped) < len(names)


def test_names_stand_on_a_board_where_they_may_and_were_asked_for(
    day: Day, ours: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {101: ("Zed Zebra", "Zoe Zebra"), 102: ("Yan Yak",)}
    monkeypatch.setattr(boards, "names_at", lambda _doors: (names, ("Register",)))
    for large in (False, True):
        _copy, text, _content = printed(day, ours, "boards", names=True, large=large)
        text = " ".join(text.split())
        assert text.index("#101") < text.index("Zed Zebra, Zoe Zebra") < text.index("#102") < text.index("Yan Yak")
        assert "Zebra" not in printed(day, ours, "boards", large=large)[1]


@pytest.mark.usefixtures("day")
def test_the_doors_of_one_stop_and_whoever_lives_there_stand_in_the_order_of_the_house() -> None:
    board = boards.paper_of(Board.objects.get().drawn)
    ids, called = (7, 8, 9), ("Flat 10, 12", "Flat 2, 12", "Ground Floor Flat, 12")
    one_stop = replace(board.stops[0], doors=tuple(map(str, ids)))
    told = boards.labelled(
        replace(board, stops=(one_stop,)), dict(zip(ids, called, strict=True)),
        {door: (f"Of {label}",) for door, label in zip(ids, called, strict=True)},
    )  # fmt: skip
    assert told.stops[0].doors == ("Ground Floor Flat, 12", "Flat 2, 12", "Flat 10, 12")
    assert told.stops[0].people == tuple(f"Of {label}" for label in told.stops[0].doors)


def test_on_the_disk_nothing_of_it_can_be_read(day: Day, ours: Actor) -> None:
    copy, _text, content = printed(day, ours, "boards")
    kept = [path for path in settings.HOME.rglob("*") if path.is_file() and copy.file == path.name]
    assert sorted(path.parent.parent.name for path in kept) == ["files", "keys"]
    assert {oct(path.stat().st_mode & 0o777) for path in kept} == {"0o600"}
    for path in kept:
        assert b"%PDF" not in path.read_bytes()
        assert content[:64] not in path.read_bytes()


def test_after_a_day_the_file_and_its_key_are_gone_and_the_row_stays(day: Day, ours: Actor) -> None:
    copy, _text, _content = printed(day, ours, "boards")
    name = copy.file
    sweeping.look(at=AT + dt.timedelta(hours=23))
    assert shut_files.opened(name)
    sweeping.look(at=AT + dt.timedelta(hours=24))
    with pytest.raises(shut_files.GoneError):
        shut_files.opened(name)
    copy.refresh_from_db()
    assert (copy.number, copy.file, copy.gone_at) == (1, "", AT + dt.timedelta(hours=24))
    assert not list(settings.HOME.rglob(name))
    with pytest.raises(actions_of_copies.CopyGoneError):
        actions_of_copies.let_copy_go(copy, by=ours, at=AT)
    with pytest.raises(actions_of_copies.CopyGoneError):  # a job that is late brings nothing back
        printing.make(copy, by=ours, at=AT)


def test_what_was_never_printed_can_t_come_back_and_only_an_organiser_says_what_did(day: Day, ours: Actor) -> None:
    asked = actions_of_copies.print_copy(day, Wanted(Copy.Kind.BOARDS, ours.pseudonym), by=ours, at=AT)
    with pytest.raises(actions_of_copies.NotedAlreadyError):
        actions_of_copies.note_back(asked, by=ours, at=AT)
    printing.make(asked, by=ours, at=AT)
    with pytest.raises(NotAllowedError):
        actions_of_copies.note_back(asked, by=organiser("Ben", compartment="south"), at=AT)
    actions_of_copies.note_back(asked, by=ours, at=AT)
    with pytest.raises(actions_of_copies.NotedAlreadyError):
        actions_of_copies.note_back(asked, by=ours, at=AT)


def test_made_twice_there_is_one_file(day: Day, ours: Actor) -> None:
    copy, _text, _content = printed(day, ours, "labels")
    first = copy.file
    printing.make(copy, by=ours, at=AT)
    copy.refresh_from_db()
    assert copy.file != first
    with pytest.raises(shut_files.GoneError):
        shut_files.opened(first)


def test_the_page_makes_a_copy_for_somebody_named_and_they_alone_open_it(
    day: Day, ours: Actor, enter: Callable[[Actor], Client]
) -> None:
    page, client = f"/days/{day.pk}/prints", enter(ours)
    assert client.post(page, {"kind": "rosters", "holder": "Nobody Known"}).status_code == 422
    asked = {"kind": "rosters", "holder": "person 7", "imprint": IMPRINT}
    assert client.post(page, asked).status_code == 302
    copy = Copy.objects.get()
    driver = Person.objects.get(known_as="Person 7")
    assert (copy.holder, copy.imprint) == (driver.pseudonym, IMPRINT)
    assert client.get(f"{page}/1.pdf").status_code == 404  # it is not made yet
    printing.make(copy, by=ours, at=AT)
    opened = client.get(f"{page}/1.pdf")
    assert (opened.headers["Content-Type"], opened.headers["Cache-Control"]) == ("application/pdf", "no-store")
    riders = {row.person.pseudonym for row in Coming.objects.filter(day=day)}
    assert riders <= set(Look.objects.filter(looker=ours.pseudonym, page="prints").values_list("whom", flat=True))
    assert enter(Actor(driver.pk, driver.pseudonym)).get(f"{page}/1.pdf").status_code == 200
    other = Person.objects.get(known_as="Person 3")
    assert enter(Actor(other.pk, other.pseudonym)).get(f"{page}/1.pdf").status_code == 404
    assert enter(ours).post(f"{page}/1/gone").status_code == 302
    assert client.get(f"{page}/1.pdf").status_code == 404
    assert "gone" in client.get(page).content.decode()


def test_boards_that_were_recalled_are_opened_no_more_and_are_taken_back(
    day: Day, ours: Actor, enter: Callable[[Actor], Client]
) -> None:
    page, client, stood = f"/days/{day.pk}/prints", enter(ours), Publication.objects.get()
    for kind in ("boards", "rosters"):
        printed(day, ours, kind)
    assert client.get(f"{page}/1.pdf").status_code == 200
    recalled_at = dt.datetime(2026, 5, 9, 7, 28, tzinfo=dt.UTC)
    Publication.objects.update(recalled_at=recalled_at, recalled_by=ours.pseudonym, reason="The wrong street.")
    assert [client.get(f"{page}/{n}.pdf").status_code for n in (1, 2)] == [404, 200]  # the seats stand
    text = client.get(page).content.decode()
    assert f'href="{page}/1.pdf"' not in text
    assert f'href="{page}/2.pdf"' in text
    holder = Person.objects.get(pseudonym=ours.pseudonym).name
    assert f"recalled 9 May, 08:28: don’t hand it out; take back what {holder} has on paper" in text
    client.post(f"{page}/1/back")
    row = Copy.objects.get(number=1)
    assert (row.back_by, row.gone_at) == (ours.pseudonym, None)  # the paper is back; the file goes by itself
    text = client.get(page).content.decode()
    assert "take back what" not in text
    assert f"came back {localtime(row.back_at):%-d %B, %H:%M}" in text
    sweeping.look(at=AT + dt.timedelta(days=2))
    client.post(f"{page}/1/back", {"deed": "out"})  # of another paper
    assert Copy.objects.get(number=1).back_at is None
    client.post(f"{page}/1/back")
    assert Copy.objects.get(number=1).back_at is not None  # when its file is long gone
    again = {"held_on": day.held_on, "digest": "1", "certificate": {}, "published_by": ours.pseudonym}
    later = Publication.objects.create(day=day, number=stood.number + 1, published_at=recalled_at, **again)
    drawn = Board.objects.values("number", "door_ids", "building_ids", "walk_m", "work_s", "streets", "drawn").get()
    Board.objects.create(publication=later, code="MUSTER:1:BCDEFGHA:7", **drawn)
    copy = actions_of_copies.print_copy(day, Wanted(Copy.Kind.BOARDS, ours.pseudonym), by=ours, at=AT)
    printing.make(copy, by=ours, at=recalled_at + dt.timedelta(hours=1))
    assert [client.get(f"{page}/{n}.pdf").status_code for n in (1, 3)] == [404, 200]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"kind": "boards", "only": "7, 999, x"}, "No turf is published as 999, x."),
        ({"kind": "rosters", "only": "coach 2, Bus"}, "No coach or car is called Bus."),
    ],
)
def test_what_is_not_there_is_said_before_anything_is_printed(
    day: Day, ours: Actor, enter: Callable[[Actor], Client], said: dict[str, str], told: str
) -> None:
    page, client = f"/days/{day.pk}/prints", enter(ours)
    answer = client.post(page, {**said, "holder": "person 7"})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Copy.objects.exists()
    assert client.post(page, {**said, "only": said["only"].split(",")[0], "holder": "person 7"}).status_code == 302


def test_turfs_that_are_not_published_lead_to_where_they_are(
    day: Day, ours: Actor, enter: Callable[[Actor], Client]
) -> None:
    page, client = f"/days/{day.pk}/prints", enter(ours)
    lead = f'<a href="/days/{day.pk}/publish">Publish the turfs</a>'
    assert lead not in client.get(page).content.decode()
    Publication.objects.update(recalled_at=AT, recalled_by=ours.pseudonym, reason="The wrong street.")
    assert lead in client.get(page).content.decode()
    answer = client.post(page, {"kind": "labels", "holder": "person 7"})
    assert "The turfs are not published. Publish them first." in answer.content.decode()
    day.seatings.all().delete()
    answer = client.post(page, {"kind": "slips", "holder": "person 7"})
    assert "Nobody has a seat yet." in answer.content.decode()
    assert not Copy.objects.exists()


def test_paper_is_kept_until_the_day_after_the_day(day: Day, ours: Actor, enter: Callable[[Actor], Client]) -> None:
    soon = printed(day, ours, "rosters")[1]
    assert "destroy it by Sunday 10 May." in " ".join(soon.split())
    Day.objects.update(held_on=dt.date(2199, 5, 18))  # a Saturday, and not over when this is read
    day.refresh_from_db()
    early = printed(day, ours, "covers")[1]
    assert "destroy it by Sunday 19 May." in " ".join(early.split())
    assert "destroyed by Sunday 19 May." in enter(ours).get(f"/days/{day.pk}/prints").content.decode()


def test_nobody_but_an_organiser_has_anything_printed(day: Day, ours: Actor) -> None:
    wanted = Wanted(Copy.Kind.BOARDS, ours.pseudonym)
    with pytest.raises(NotAllowedError):
        actions_of_copies.print_copy(day, wanted, by=organiser(compartment="south"), at=AT)


def test_whoever_opens_names_of_electors_is_told_at_their_register(enter: Callable[[Actor], Client]) -> None:
    day, person, ours = made_cut(into=2)
    assert day.area is not None
    source = day.area.sources.get()
    for n, door in enumerate(Door.objects.order_by("pk")[:3]):
        made_ground.named(day.area, door, f"Quillfeather{n}")
    for turf in day.turfs.all():
        _published_board(day, turf)
    page, client = f"/days/{day.pk}/prints", enter(ours)
    for number, names in enumerate((True, False), start=1):
        wanted = Wanted(Copy.Kind.BOARDS, person.pseudonym, names=names)
        copy = actions_of_copies.print_copy(day, wanted, by=ours, at=AT)
        printing.make(copy, by=ours, at=AT)
        assert client.get(f"{page}/{number}.pdf").status_code == 200
    of_lists = Look.objects.filter(whom__startswith="register.source:").values_list("looker", "whom", "people", "page")
    assert list(of_lists) == [(ours.pseudonym, f"register.source:{source.pk}", 3, f"boards/{day.pk}/1")]
    told = client.get(f"/registers/{source.pk}/export").content.decode()
    assert f"Day {day.pk}, copy 1" in told
    assert f"Day {day.pk}, copy 2" not in told


def _published_board(day: Day, turf: Turf) -> None:
    publication, _new = Publication.objects.get_or_create(
        day=day, number=1,
        defaults={"held_on": day.held_on, "digest": "x", "certificate": {}, "published_at": AT, "published_by": "a"},
    )  # fmt: skip
    Board.objects.create(
        publication=publication, number=turf.number, code=f"c{turf.number}", door_ids=turf.door_ids,
        building_ids=turf.door_ids, walk_m=1, work_s=1, streets=turf.streets, drawn=turf.board,
    )  # fmt: skip
