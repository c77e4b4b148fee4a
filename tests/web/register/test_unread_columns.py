"""Columns that nothing is read from are told wherever somebody says, or sees, what columns mean."""

from collections.abc import Callable

import pytest
from django.test import Client

from muster.web.intake.models import Upload
from muster.web.record.actor import Actor
from tests.web.register.made_source import added, organiser, work
from tests.web.register.test_pages import at, bring, text_of

pytestmark = pytest.mark.usefixtures("transactional_db")

Enter = Callable[[Actor], Client]
ROWS = [f"AB-{n},Birch{n},Ada,{n} Mill Street,Oakham,rear door" for n in range(1, 9)]
FILE = "\n".join(["Elector No,Family name,Given,Line 1,Line 2,Zip", *ROWS, "AB-9,Lam,Al,,Oakham,", ""]).encode()


@pytest.mark.parametrize("mode", ["A", "B"])
def test_they_are_told_on_the_page_of_columns_and_in_the_preview(enter: Enter, mode: str) -> None:
    by = organiser()
    source = added(by, mode=mode)
    client = enter(by)
    bring(client, source.pk, FILE)
    work()
    upload = Upload.objects.latest("pk")
    hidden = "hidden here, as it may be a name"
    held = "rear door" if mode == "A" else hidden  # what stands in a cell may be somebody's name
    page = text_of(client.get(at("columns", upload.pk)))
    given = "Ada" if mode == "A" else hidden
    assert f"Nothing is read from these columns: Given {given} Zip {held} What else" in page
    said = {"elector": "Elector No", "surname": "Family name", "forenames": "Given", "address_0": "Line 1",
            "address_1": "Line 2", "dates": "day first", "names": "surname first"}  # fmt: skip
    client.post(at("columns", upload.pk), said)
    work()
    preview = text_of(client.get(at("upload", upload.pk)))
    assert f"Nothing is read from these columns: Zip {held} Say again what the columns mean" in preview
    assert "Row 10 Line 1 " + ("“Oakham”" if mode == "A" else hidden) in preview
    assert "Only a place stands here, and no house of it, so nobody can knock" in preview
    client.post(at("columns", upload.pk), {**said, "zone": "Zip"})
    work()
    assert "Nothing is read from" not in text_of(client.get(at("upload", upload.pk)))


def test_what_can_be_no_name_is_shown_where_none_is_kept(enter: Enter) -> None:
    by = organiser()
    source = added(by, mode="B")
    client = enter(by)
    rows = [f"{n},ZX1 0AB,{n} Mill Street,Oakham,K{n},{n}/2/1990" for n in range(1, 9)]
    odd = ["AB9,LE15 9AC,9 Mill Street,Oakham,K9,", "Illfeather,ZX1 0AB,10 Mill Street,Oakham,,"]
    file = "\n".join(["Elector No,Postcode,Line 1,Line 2,Key,Since", *rows, *odd, ""]).encode()
    bring(client, source.pk, file)
    work()
    upload = Upload.objects.latest("pk")
    hidden = "hidden here, as it may be a name"  # a date is as much somebody's own
    page = text_of(client.get(at("columns", upload.pk)))
    assert f"Nothing is read from these columns: Key K1 Since {hidden} What else" in page
    said = {"number": "Elector No", "postcode": "Postcode", "address_0": "Line 1", "address_1": "Line 2",
            "dates": "day first", "names": "surname first"}  # fmt: skip
    client.post(at("columns", upload.pk), said)
    work()
    preview = text_of(client.get(at("upload", upload.pk)))
    assert "Elector No “AB9” There is no elector number here" in preview
    assert f"Elector No {hidden} There is no elector number here" in preview
    assert "none of its last two letters can be C, I, K, M, O or V" not in preview  # its row is set aside
    assert "Illfeather" not in preview
