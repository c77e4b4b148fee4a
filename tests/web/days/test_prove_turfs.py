"""What the page of a day's turfs gives proves them at any terminal, and whoever changes it is found out."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.test import Client

from muster.cli import main
from muster.web.days import actions_of_turfs
from muster.web.days.corrections import CorrectionAsked
from muster.web.days.models import Day
from muster.web.days.models_of_turfs import Correction, Turf
from muster.web.record.actor import Actor
from muster.web.register.models import Door, Table
from muster.web.roll.models import Person
from tests.web.days.made_day import AT
from tests.web.days.made_ground import made_cut, named

pytestmark = pytest.mark.django_db

Made = tuple[Day, Person, Actor]
Files = dict[str, bytes]
Check = Callable[[Files], tuple[int, str]]
EVERY_FILE = ["certificate.json", "doors.csv", "prices.csv", "streets.osm", "turfs.csv"]


@pytest.fixture
def made() -> Made:
    return made_cut()


@pytest.fixture
def given(client: Client, monkeypatch: pytest.MonkeyPatch) -> Callable[[Made], Files]:
    """Fetch a day's archive as its organiser."""

    def fetched(made: Made) -> Files:
        monkeypatch.setattr("muster.web.roll.middleware.actor_of", lambda _user, **_at: made[2])
        with zipfile.ZipFile(io.BytesIO(_content(client.get(f"/days/{made[0].pk}/proof.zip")))) as parts:
            return {name: parts.read(name) for name in parts.namelist()}

    return fetched


@pytest.fixture
def check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    """Check an archive at the terminal."""

    def checked(files: Files) -> tuple[int, str]:
        path = tmp_path / "day.zip"
        with zipfile.ZipFile(path, "w") as parts:
            for name, content in files.items():
                parts.writestr(name, content)
        done = main(["plan", "check", str(path)])
        return done, capsys.readouterr().out

    return checked


def _content(answer: HttpResponseBase) -> bytes:
    assert isinstance(answer, StreamingHttpResponse)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[arg-type]  # bytes, as it is sent


def _correct(made: Made, kind: Correction.Kind, turf: int, **more: Any) -> None:
    made[0].refresh_from_db()
    asked = CorrectionAsked(made[0], kind, turf, seen=made[0].edition, **more)
    actions_of_turfs.correct(asked, by=made[2], at=AT)


def test_a_cut_day_is_proved_at_a_terminal_and_holds_no_name(
    given: Callable[[Made], Files], check: Check, made: Made
) -> None:
    assert made[0].area is not None
    named(made[0].area, Door.objects.order_by("pk")[0], "Quillfeather")
    files = given(made)
    assert sorted(files) == EVERY_FILE
    assert check(files)[0] == 0
    assert not any(b"Quillfeather" in content or b"Ann" in content for content in files.values())


def test_it_is_proved_after_every_correction(given: Callable[[Made], Files], check: Check, made: Made) -> None:
    first = Turf.objects.get(day=made[0], number=1).door_ids
    wanted: list[tuple[Correction.Kind, int, dict[str, Any]]] = [
        (Correction.Kind.MOVE, 2, {"doors": tuple(first[:1])}), (Correction.Kind.SPLIT, 2, {}),
        (Correction.Kind.MERGE, 3, {"other": 1}),
    ]  # fmt: skip
    for kind, turf, more in wanted:
        _correct(made, kind, turf, **more)
        files = given(made)
        done, told = check(files)
        assert (done, "every figure is the same" in told) == (0, True)
    assert json.loads(files["certificate.json"])["numbers"] == [2, 3, 4, 5]


@pytest.mark.parametrize("name", ["turfs.csv", "doors.csv", "streets.osm", "certificate.json"])
def test_whoever_changes_one_file_of_it_is_found_out(
    given: Callable[[Made], Files], check: Check, made: Made, name: str
) -> None:
    files = given(made)
    done, told = check({**files, name: TAMPERED[name](files[name])})
    assert done == 1
    assert "every figure is the same" not in told


def _without_last(content: bytes) -> bytes:
    return b"\n".join(content.rstrip().splitlines()[:-1]) + b"\n"


def _less_walking(content: bytes) -> bytes:
    told = json.loads(content)
    return json.dumps({**told, "walking_m": told["walking_m"] - 10}).encode()


# not prices.csv: any prices prove a floor, so that nobody can lie with them
TAMPERED: dict[str, Callable[[bytes], bytes]] = {
    "turfs.csv": _without_last,
    "doors.csv": _without_last,
    "streets.osm": lambda content: content.replace(b"residential", b"motorway"),
    "certificate.json": _less_walking,
}


def test_turfs_that_were_changed_in_the_database_are_found_out(
    given: Callable[[Made], Files], check: Check, made: Made
) -> None:
    one, other = Turf.objects.filter(day=made[0])[:2]
    other.door_ids = [*other.door_ids, one.door_ids[0]]
    other.save()
    done, told = check(given(made))
    assert done == 1
    assert "doubled" in told


def test_other_streets_than_those_of_the_cut_are_said_and_given_to_nobody(
    client: Client, monkeypatch: pytest.MonkeyPatch, made: Made
) -> None:
    table = Table.objects.get(kind="streets")
    table.path.write_bytes(table.path.read_bytes() + b" ")
    monkeypatch.setattr("muster.web.roll.middleware.actor_of", lambda _user, **_at: made[2])
    told = client.get(f"/days/{made[0].pk}/proof.zip", follow=True)
    assert told.redirect_chain == [(f"/days/{made[0].pk}/turfs", 302)]
    assert "streets were brought anew since" in told.content.decode()


def test_a_file_that_is_no_archive_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    odd, empty = tmp_path / "odd.zip", tmp_path / "empty.zip"
    odd.write_bytes(b"PK, and no more")
    with zipfile.ZipFile(empty, "w") as parts:
        parts.writestr("else.txt", "x")
    assert [main(["plan", "check", str(one)]) for one in (odd, empty)] == [2, 2]
    told = capsys.readouterr().err
    assert "neither a plan's folder nor a day's archive" in told
    assert "it holds no certificate.json and no turfs.csv and no doors.csv" in told
