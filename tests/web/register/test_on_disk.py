"""What is on the disk: nobody's name where names may not be kept, and nothing of what was erased."""

import itertools
from pathlib import Path

import pytest

from tests.sites import Site
from tests.web.register.beside import MARK, Beside
from tests.web.register.made_source import csv_of, two_years

ENDS = (
    "illfeather etkovich obadiyah rumbleton eworthy rzywicki mbatha yard plum drabble fforde ghosh"
    " hnatiuk illing jabber wolfen nwachu ruckmin spindle tchaikov"
)
PLANTED = tuple(MARK.title() + end for end in ENDS.split())
_numbers = itertools.count(1)


@pytest.fixture
def beside(site: Site) -> Beside:
    one = Beside(site)
    one.forgets()
    return one


def planted(folder: Path, *, town: str = "Penbury") -> Path:
    """A file of twenty people; in three rows more, a name stands where it does not belong."""
    rows = [("CA1", n, name, "Ada", "ZX1 0AB", f"{n} Mill Lane", town) for n, name in enumerate(PLANTED, start=1)]
    content = csv_of(rows).decode()
    content += f"CA1,{PLANTED[3]},0,,,{PLANTED[4]},Ada,ZX1 0AB,99 Mill Lane,{town},,,,\r\n"  # a name for a number
    content += f"CA1,98,0,,{PLANTED[6]},{PLANTED[5]},Ada,ZX1 0AB,98 Mill Lane,{town},,,,\r\n"  # and for a day
    content += f"CA1,97,0,{PLANTED[8]},,{PLANTED[7]},Ada,ZX1 0AB,97 Mill Lane,{town},,,,\r\n"  # and for a marker
    path = folder / "planted.csv"
    path.write_bytes(content.encode())
    return path


def unmapped(folder: Path) -> Path:
    """The same under headers that no layout has: somebody must say what they mean."""
    path = folder / "unmapped.csv"
    rows = [f"{n};{name};Ada;{n} Mill Lane;Penbury;ZX1 0AB" for n, name in enumerate(PLANTED, start=1)]
    path.write_bytes("\r\n".join(["Ref;Who;Given;Where;Village;Code", *rows, ""]).encode())
    return path


def test_the_look_finds_what_is_there(beside: Beside, tmp_path: Path) -> None:
    source = beside.ask("add", f"Named {next(_numbers)}", "A", "Lookland")
    upload = beside.ask("bring", source, str(planted(tmp_path)))
    beside.ask("work")
    assert any(path.endswith("stage.sqlite3") for path in beside.kept())
    beside.ask("accept", upload)
    beside.ask("work")
    beside.samples()
    found = beside.kept()
    assert beside.ask("state", upload)["state"] == "taken in"
    said = " ".join(name for names in found.values() for name in names)
    assert [name for name in PLANTED if name.lower() not in said] == []
    beside.ask("expire", source)
    assert beside.kept() == {}


def test_a_source_of_addresses_keeps_nobodys_name_anywhere(beside: Beside, tmp_path: Path) -> None:
    source = beside.ask("add", f"Addresses {next(_numbers)}", "B", "Doorland")
    upload = beside.ask("bring", source, str(planted(tmp_path)))
    beside.ask("work")
    assert beside.ask("state", upload)["state"] == "read"
    # but for the file itself, until somebody has looked at what it would change
    assert beside.kept(but="content") == {}
    beside.ask("accept", upload)
    beside.ask("work")
    assert beside.ask("state", upload)["state"] == "taken in"
    assert beside.ask("stands", source)["listings"][1] >= 20
    assert beside.kept() == {}


def test_no_name_is_kept_where_columns_are_still_to_be_named(beside: Beside, tmp_path: Path) -> None:
    source = beside.ask("add", f"Addresses {next(_numbers)}", "B", "Doorland")
    upload = beside.ask("bring", source, str(unmapped(tmp_path)))
    beside.ask("work")
    assert beside.ask("state", upload)["state"] == "unmapped"
    assert beside.kept(but="content") == {}
    beside.ask("send_back", upload)
    assert beside.kept() == {}


def test_what_has_expired_is_nowhere_and_what_another_source_lists_stays(beside: Beside, tmp_path: Path) -> None:
    area = f"Expiry {next(_numbers)}"
    both = {name: beside.ask("add", f"{name} {area}", "A", area) for name in ("first", "other")}
    mine = planted(tmp_path, town=f"{MARK.title()}onlyhere")
    years = two_years(40)
    theirs = tmp_path / "theirs.csv"
    theirs.write_bytes(years.first)
    # the second file of the first source names nobody of the twenty-two: their number is said besides
    for source, path, gone in ((both["first"], mine, 0), (both["first"], theirs, 22), (both["other"], theirs, 0)):
        upload = beside.ask("bring", source, str(path))
        beside.ask("work")
        beside.ask("accept", upload, although=gone)
        beside.ask("work")
        assert beside.ask("state", upload)["state"] == "taken in"
    waits = beside.ask("bring", both["first"], str(mine))
    beside.ask("work")
    other = beside.ask("stands", both["other"])
    assert beside.ask("stands", both["first"])["doors"][2] > other["listings"][1]

    beside.ask("expire", both["first"])
    gone = beside.ask("stands", both["first"])
    assert (gone["entries"], gone["listings"], gone["electors"], gone["doubts"]) == ([0, 0, 0], [0, 0, 0], 0, 0)
    assert gone["versions"] == [1, 2]
    assert gone["doors"][2] == other["listings"][1]  # the other's doors, and no more
    assert {**beside.ask("stands", both["other"]), "edition": 0, "doors": gone["doors"]} == {
        **other, "edition": 0, "doors": gone["doors"],
    }  # fmt: skip
    assert beside.ask("state", waits)["state"] == "sent back"
    assert beside.kept() == {}
    assert "register.expire" in beside.site.ask(
        f"list(Entry.objects.filter(thing='register.source:{both['first']}').values_list('kind', flat=True))"
    )
    beside.ask("expire", both["other"])
