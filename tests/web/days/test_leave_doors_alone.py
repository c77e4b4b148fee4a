"""Doors that a lottery leaves alone: drawn for the list that a page gives, brought by a form, offered to no day."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from muster.cli import main
from muster.web.days.models import Day
from muster.web.days.models_of_turfs import LeftAlone
from muster.web.days.offered import doors_offered
from muster.web.record.actor import Actor
from muster.web.register.models import Door
from tests.web.days.made_day import somebody
from tests.web.days.made_ground import cut, day_in, made_area, organiser

pytestmark = pytest.mark.django_db
OFFERED = 36


@pytest.fixture
def made() -> tuple[Day, Actor]:
    _person, by = organiser()
    return day_in(made_area(), by), by


def _bring(client: Client, day: Day, rows: str, *, trial: str = "Spring") -> HttpResponse:
    file = SimpleUploadedFile("draw.csv", ("door,arm\n" + rows).encode())
    said = {"trial": trial, "file": file, "arm": "holdout"}
    answer = client.post(f"/days/{day.pk}/left-alone", said, follow=True)
    assert isinstance(answer, HttpResponse)
    return answer


def test_lots_are_drawn_at_a_terminal_for_the_list_that_the_page_gives(
    made: tuple[Day, Actor], enter: Callable[[Actor], Client], tmp_path: Path
) -> None:
    day, by = made
    client = enter(by)
    listed = tmp_path / f"doors-{day.pk}.csv"
    listed.write_bytes(client.get(f"/days/{day.pk}/doors.csv").content)
    assert len(list(csv.DictReader(io.StringIO(listed.read_text("utf-8-sig"))))) == OFFERED
    seed, out = str(tmp_path / "seed.txt"), str(tmp_path / "lottery")
    assert main(["learn", "draw", "--new-seed", seed]) == 0
    assert main(["learn", "draw", str(listed), "--seed", seed, "--block", "street", "--out", out]) == 0
    drawn = (Path(out) / "draw.csv").read_bytes()
    held = {
        int(row["door"]) for row in csv.DictReader(io.StringIO(drawn.decode("utf-8-sig"))) if row["arm"] == "holdout"
    }
    said = {"trial": "Spring", "file": SimpleUploadedFile("draw.csv", drawn), "arm": "Holdout"}
    page = client.post(f"/days/{day.pk}/left-alone", said, follow=True).content.decode()
    assert f"{len(held)} doors are left alone, from the next cut on." in page
    assert held
    assert held.isdisjoint(doors_offered(day).ids.tolist())
    assert len(doors_offered(day).ids) == OFFERED - len(held)


def test_ended_the_doors_are_offered_again(made: tuple[Day, Actor], enter: Callable[[Actor], Client]) -> None:
    day, by = made
    first, other = doors_offered(day).ids.tolist()[:2]
    client = enter(by)
    _bring(client, day, f"{first},holdout\n{other},visit\n")
    _bring(client, day, f"{other},holdout\n", trial="Summer")
    assert len(doors_offered(day).ids) == OFFERED - 2
    client.post(f"/days/{day.pk}/left-alone", {"end": "Spring"})
    assert list(LeftAlone.objects.values_list("trial", "door")) == [("Summer", other)]


def test_doors_that_stand_in_turfs_already_are_said() -> None:
    person, by = organiser()
    day = day_in(made_area(), by)
    cut(day, person)
    door = day.turfs.all()[0].door_ids[0]
    client = Client()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("muster.web.roll.middleware.actor_of", lambda _user, **_at: by)
        page = " ".join(_bring(client, day, f"{door},holdout\n").content.decode().split())
    assert "One of them stands in this day’s turfs, which were cut before." in page


def test_what_cannot_be_taken_says_which_row_and_what_to_do_and_nothing_is_written(
    made: tuple[Day, Actor], enter: Callable[[Actor], Client]
) -> None:
    day, by = made
    door = doors_offered(day).ids.tolist()[0]
    elsewhere = Door.objects.filter(area=made_area(compartment="south", name="Elsewhere"))[0].pk
    client = enter(by)
    for rows, told in (
        (f"{door},holdout\n{elsewhere},holdout\n", "Oakham has no door of this number"),
        ("one,holdout\n", "Write a whole number from 1"),
        (f"{door},\n", "This may not be blank"),
        (f"{door},visit\n", "No door has this arm; the file has visit"),
        (f"{door},holdout\n{door},holdout\n", "This stands in row 2 as well"),
        ('"', "quotes are open or broken"),
    ):
        answer = _bring(client, day, rows)
        page = " ".join(answer.content.decode().split())
        assert (answer.status_code, told in page) == (422, True), (rows, told)
        assert "Row " in page
    assert not LeftAlone.objects.exists()


def test_nobody_else_knows_of_it(made: tuple[Day, Actor], enter: Callable[[Actor], Client]) -> None:
    for other in (somebody("volunteer"), somebody("organiser", "south")):
        for page in ("left-alone", "doors.csv"):
            assert enter(other).get(f"/days/{made[0].pk}/{page}").status_code == 404
