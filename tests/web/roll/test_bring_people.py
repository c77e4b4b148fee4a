"""A list of people comes in: what it would change is shown, all of it is written or none, and nobody is here twice."""

import csv
import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate, now

from muster.web.intake.models import Upload
from muster.web.intake.told import problems_of
from muster.web.intake.uploads import EmptyFileError, seen
from muster.web.record.actor import Actor
from muster.web.record.deeds import NotAllowedError
from muster.web.roll import actions
from muster.web.roll import actions_of_files as files
from muster.web.roll.models import Consent, ContactWay, Double, Membership, Person, PersonWord, Tally
from muster.web.roll.searching import find
from tests.web.roll.made_files import keeper, read, taken_in, trouble, work
from tests.web.roll.made_roll import group, officer

pytestmark = pytest.mark.usefixtures("transactional_db")

HEADER = ("Number", "First name", "Surname", "E-mail", "Mobile", "Address 1", "Town", "Postcode", "Group", "Status",
          "Joined", "Email consent", "SMS consent")  # fmt: skip


def row(n: int, **changed: str) -> tuple[str, ...]:
    cells = {
        "Number": f"M{n:05d}", "First name": "Ada", "Surname": f"Okonjo{chr(96 + n)}", "E-mail": f"ada{n}@example.org",
        "Mobile": f"07700 900{n:03d}", "Address 1": f"{n} Mill Lane", "Town": "Penbury", "Postcode": "ZX1 0AB",
        "Group": "", "Status": "member", "Joined": "03/05/2020", "Email consent": "yes", "SMS consent": "no",
    }  # fmt: skip
    return tuple({**cells, **changed}.values())


def csv_of(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([header, *rows])
    return out.getvalue().encode()


def counts_of(upload: Upload) -> dict[str, int]:
    return dict((upload.preview or {})["counts"])


def everything() -> list[Any]:
    tables = (Person, Membership, ContactWay, Consent, PersonWord)
    rows = [list(table.objects.order_by("pk").values_list()) for table in tables]
    return [*rows, sorted(Tally.objects.values_list("group", "kind", "status", "people"))]


def test_a_first_list_is_what_stands_afterwards() -> None:
    by, merrowby = keeper(), group("Merrowby", "ZX1")
    before = everything()
    upload = read(csv_of(row(1), row(2, Status="lapsed"), row(3, Status="supporter", **{"Email consent": ""})), by=by)
    assert (upload.state, counts_of(upload)["new"]) == ("read", 3), trouble(upload)
    assert everything() == before  # a preview writes nothing
    files.accept(upload, by=by, at=now())
    work()
    people = {one.number: one for one in Person.objects.exclude(number="")}
    one = people["M00001"]
    assert (one.forenames, one.surname, one.folded) == ("Ada", "Okonjoa", "okonjoa ada")
    assert (one.address, one.postcode, one.group) == ("1 Mill Lane, Penbury", "ZX10AB", merrowby)
    assert [(p.kind, p.status) for p in people.values()] == [
        ("member", "standing"), ("member", "lapsed"), ("supporter", "standing"),
    ]  # fmt: skip
    assert one.joined_on == dt.date(2020, 5, 3)
    standing = Membership.objects.get(person=one)
    assert (standing.status, standing.since_on, standing.until_on) == ("standing", dt.date(2020, 5, 3), None)
    assert set(ContactWay.objects.filter(person=one).values_list("kind", "value")) == {
        ("email", "ada1@example.org"), ("telephone", "+447700900001"),
    }  # fmt: skip
    said = Consent.objects.filter(person=one).values_list("channel", "agreed", "how", "said_by")
    assert set(said) == {("email", True, "file", by.pseudonym), ("text", False, "file", by.pseudonym)}
    assert len({one.pseudonym for one in people.values()}) == 3
    found = {name: [p.number for p in find(officer(), name).people]
             for name in ("okonjob", "ada okonjoc", "zx1 0", "ada1@", "07700 900002", "M00003")}  # fmt: skip
    assert found == {"okonjob": ["M00002"], "ada okonjoc": ["M00003"], "zx1 0": ["M00001", "M00002", "M00003"],
                     "ada1@": ["M00001"], "07700 900002": ["M00002"], "M00003": ["M00003"]}  # fmt: skip
    assert dict(Tally.objects.filter(group=merrowby.pk).values_list("kind", "people")) != {}
    ours = Tally.objects.filter(group=merrowby.pk).values_list("kind", "status", "people")
    assert set(ours) == {("member", "standing", 1), ("member", "lapsed", 1), ("supporter", "standing", 1)}


def test_the_same_list_again_changes_nothing_and_a_new_one_changes_what_it_says() -> None:
    by, _merrowby = keeper(), group("Merrowby", "ZX1")
    taken_in(csv_of(row(1), row(2)), by=by)
    before = everything()
    again = taken_in(csv_of(row(1), row(2)), by=by)
    assert (counts_of(again)["unchanged"], everything()) == (2, before)

    changed = row(1, Surname="Okonjo-Bell", **{"E-mail": "bell@example.org", "SMS consent": "yes", "Address 1": ""})
    upload = taken_in(csv_of(changed, row(2, Status="left")), by=by)
    assert (counts_of(upload)["changed"], counts_of(upload).get("new", 0)) == (2, 0)
    one, two = Person.objects.get(number="M00001"), Person.objects.get(number="M00002")
    assert (one.surname, one.folded, one.address) == ("Okonjo-Bell", "okonjo bell ada", "Penbury")
    assert ContactWay.objects.filter(person=one).count() == 3  # the old address of e-mail stays
    history = Consent.objects.filter(person=one, channel="text").order_by("pk").values_list("agreed", "until_at")
    assert [agreed for agreed, _until in history] == [False, True]
    assert [until is None for _agreed, until in history] == [False, True]
    stood = Membership.objects.filter(person=two).order_by("pk").values_list("status", "until_on")
    assert (two.status, list(stood)) == ("left", [("standing", localdate()), ("left", None)])
    assert [p.number for p in find(officer(), "bell").people] == ["M00001"]
    assert find(officer(), "okonjoa").people == ()


def test_bad_rows_say_row_column_and_cure_and_nobody_is_lost_with_them() -> None:
    by = keeper()
    content = csv_of(
        row(1, **{"E-mail": "ada at example"}), row(2, Mobile="12"), row(3, Postcode="nowhere"), row(4, Surname="",
        **{"First name": ""}), row(1), row(6, Joined="32/13/2020"), row(7, Status="emperor"),
        row(8, **{"Email consent": "perhaps"}),
    )  # fmt: skip
    upload = read(content, by=by)
    told = [(one[0], one[1], one[2], bool(one[4])) for one in problems_of(upload)]
    assert sorted(told) == [
        (2, "email", "ada at example", True), (3, "telephone", "12", True), (4, "postcode", "nowhere", True),
        (5, "surname", "", False), (6, "number", "M00001", False), (7, "joined_on", "32/13/2020", True),
        (8, "status", "emperor", True), (9, "by_email", "perhaps", True),
    ]  # fmt: skip
    assert (counts_of(upload)["new"], counts_of(upload)["set_aside"], counts_of(upload)["rows"]) == (6, 2, 8)


def test_columns_that_nobody_knows_are_asked_for_once() -> None:
    by = keeper()
    header = ("Ref", "Who", "Wo wohnt", "Mail")
    upload = read(csv_of(("7", "Ada Okonjo", "ZX1 0AB", "a@example.org"), header=header), by=by)
    assert upload.state == "unmapped"
    mapping = {"fields": {"number": ["Ref"], "name": ["Who"], "postcode": ["Wo wohnt"], "email": ["Mail"]}}
    files.map_columns(upload, mapping=mapping, by=by, at=now())
    work()
    upload.refresh_from_db()
    assert (upload.state, counts_of(upload)["new"]) == ("read", 1)
    files.send_back(upload, by=by, at=now())
    again = taken_in(csv_of(("8", "Bo Okonjo", "ZX1 0AB", "b@example.org"), header=header), by=by)
    assert counts_of(again)["new"] == 1
    assert list(Person.objects.exclude(number="").values_list("forenames", "surname")) == [("Bo", "Okonjo")]


def test_what_changed_meanwhile_has_the_file_read_again() -> None:
    by = keeper()
    taken_in(csv_of(row(1)), by=by)
    upload = read(csv_of(row(1, Surname="Other"), row(2)), by=by)
    one = Person.objects.select_related("group").get(number="M00001")
    names: dict[str, Any] = {"forenames": "Eve", "known_as": "", "address": "", "postcode": ""}
    actions.correct(one, surname="Okonjoa", **names, by=officer(), at=now())
    files.accept(upload, by=by, at=now())
    work()
    upload.refresh_from_db()
    assert (upload.state, counts_of(upload)["new"], Person.objects.filter(number="M00002").exists()) == (
        "read",
        1,
        False,
    )


def test_an_officer_of_a_group_brings_people_into_that_group_alone() -> None:
    one, other = group("Merrowby", "ZX1"), group("York", "ZY1")
    taken_in(csv_of(row(1, Group="York")), by=keeper())
    by = keeper(one.compartment)
    upload = taken_in(csv_of(row(1, Surname="Taken"), row(2, Group="York")), by=by, group=one)
    assert counts_of(upload)["set_aside"] == 1
    assert Person.objects.get(number="M00001").group == other
    assert Person.objects.get(number="M00002").group == one
    with pytest.raises(NotAllowedError):
        files.bring(other, file=files.Brought("x.csv", [b"x"], "people"), by=by, at=now())


def test_who_may_be_here_twice_is_asked_after_a_list() -> None:
    by = keeper()
    same = {"E-mail": "ada1@example.org"}
    taken_in(csv_of(row(1), row(2, Surname="Okonjoa", **same), row(3, Surname="Smith", Postcode="")), by=by)
    pairs = Double.objects.values_list("one__number", "other__number")
    assert list(pairs) == [("M00001", "M00002")]


def test_a_file_that_can_t_be_used_makes_room_for_the_right_one(enter: Callable[[Actor], Client]) -> None:
    by = keeper()
    wrong = read(b"\x89PNG\r\n\x1a\n", by=by, name="photo.png")
    assert (wrong.state, wrong.folder.exists()) == (Upload.State.REFUSED, True)
    assert "list as data" in seen(wrong)["why"]
    with pytest.raises(EmptyFileError):  # what holds nothing takes nobody's place
        read(b"", by=by)
    wrong.refresh_from_db()
    assert wrong.state == Upload.State.REFUSED
    right = read(csv_of(row(1)), by=by)
    wrong.refresh_from_db()
    assert (wrong.state, wrong.folder.exists(), right.state) == (Upload.State.SENT_BACK, False, Upload.State.READ)
    posted = {"file": SimpleUploadedFile("next.csv", csv_of(row(2))), "what": "people", "group": ""}
    answer = enter(by).post("/people/files", posted, headers={"HX-Request": "true"})  # as its script does
    assert answer.headers["HX-Redirect"] == f"/people/files/{right.pk}"
    assert "Another file waits." in enter(by).get(answer.headers["HX-Redirect"]).content.decode()


def test_going_back_to_a_file_that_was_taken_in_never_shows_what_its_own_asking_got(
    enter: Callable[[Actor], Client],
) -> None:
    by = keeper()
    upload = taken_in(csv_of(row(1)), by=by)
    client = enter(by)
    for asks, says in (({"HX-Request": "true"}, "HX-Redirect"), ({}, "Location")):
        answer = client.get(f"/people/files/{upload.pk}", headers=asks)
        assert (answer.headers[says], answer.headers["Cache-Control"]) == ("/people/", "no-store")
