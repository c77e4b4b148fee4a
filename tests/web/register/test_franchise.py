"""In which elections an elector may vote: by the source's markers, kept with each entry, and asked for by a day."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from muster.register.markers import BY_NATION, Franchise, MarkersError
from muster.web.record.actor import Actor
from muster.web.register import actions, out
from muster.web.register import actions_of_files as of_files
from muster.web.register.finding import Sought, found
from muster.web.register.models import Entry, Source
from tests.web.register.made_source import AFTER, added, csv_of, organiser, read, taken_in, work
from tests.web.register.test_pages import at, text_of

pytestmark = pytest.mark.usefixtures("transactional_db")

Enter = Callable[[Actor], Client]
UK, LOCAL, DEVOLVED, PCC = Franchise.UK_PARL, Franchise.LOCAL, Franchise.DEVOLVED, Franchise.PCC
MARKED = {"Ada": "", "Bo": "F", "Cy": "G", "Di": "AG", "Eve": "X", "Flo": "K"}
ENGLAND = {"Ada": UK | LOCAL | PCC, "Bo": UK, "Cy": LOCAL | PCC, "Di": LOCAL | PCC, "Eve": UK | LOCAL | PCC, "Flo": 0}
ATTAINS = dt.date(2026, 5, 7)


def register(marked: dict[str, str] = MARKED) -> bytes:
    """Write a register whose electors have these markers; Gus attains on the day of an election."""
    rows = [("CA1", n, "Okonjo", name, "ZX1 0AB", "1 Mill Street", "Penbury") for n, name in enumerate(marked, start=1)]
    lines = csv_of([*rows, ("CA1", 99, "Okonjo", "Gus", "ZX1 0AB", "1 Mill Street", "Penbury")]).decode()
    for n, markers in enumerate(marked.values(), start=1):
        lines = lines.replace(f"CA1,{n},0,,", f"CA1,{n},0,{markers},")
    return lines.replace("CA1,99,0,,", "CA1,99,0,N,07/05/2008").encode()


def bits() -> dict[str, int]:
    return dict(Entry.objects.filter(ending=None).exclude(forenames="Gus").values_list("forenames", "franchise"))


def may_vote(source: Source, election: int, on: dt.date | None = None) -> list[str]:
    return sorted(one.forenames for one in found(source, Sought(election=election, on=on)).entries)


@pytest.mark.parametrize("mode", ["A", "C"])
def test_each_entry_has_what_its_markers_leave(mode: str) -> None:
    by = organiser()
    source = added(by, mode=Source.Mode(mode))
    taken_in(source, register(), by=by)
    assert bits() == ENGLAND
    gus = Entry.objects.get(forenames="Gus")
    assert (gus.markers, gus.franchise, gus.attains_on) == ("N", UK | LOCAL | PCC, ATTAINS)
    # next year's file changes a marker, and what stood before stays as it was
    taken_in(source, register({**MARKED, "Ada": "G"}), by=by, on=AFTER)
    assert bits() == {**ENGLAND, "Ada": LOCAL | PCC}
    assert Entry.objects.get(forenames="Ada", since=1).franchise == UK | LOCAL | PCC


def test_the_nations_table_counts_from_the_first_file_on() -> None:
    by = organiser()
    taken_in(added(by, nation=Source.Nation.SCOTLAND), register(), by=by)
    all_of_it = UK | LOCAL | DEVOLVED
    scotland = {"Ada": all_of_it, "Bo": UK, "Cy": LOCAL | DEVOLVED, "Di": LOCAL | DEVOLVED}
    assert bits() == {**scotland, "Eve": all_of_it, "Flo": all_of_it}


def test_a_table_of_its_own_marks_every_entry_anew_and_a_waiting_file_is_read_again() -> None:
    by = organiser()
    source = added(by)
    taken_in(source, register(), by=by)
    waits = read(source, register({**MARKED, "New": "X"}), by=by, on=AFTER)
    own = {"everything": int(UK | LOCAL), "by_marker": {"X": int(LOCAL), "F": 0}}
    actions.explain_markers(source, nation="england", markers=own, by=by, at=now())
    work()
    assert bits() == {name: {"F": 0, "X": LOCAL}.get(marker, UK | LOCAL) for name, marker in MARKED.items()}
    of_files.accept(waits, by=by, at=now())
    work()
    waits.refresh_from_db()
    assert waits.state == "read"  # compared with what stands now
    of_files.accept(waits, by=by, at=now())
    work()
    assert bits()["New"] == LOCAL
    actions.explain_markers(source, nation="wales", markers={}, by=by, at=now())
    work()
    assert bits()["New"] == BY_NATION["wales"].everything
    wrong: dict[str, Any]
    for wrong in ({"everything": 99, "by_marker": {}}, {"by_marker": {}}, {"everything": 1, "by_marker": {"AB": 1}}):
        with pytest.raises(MarkersError):
            actions.explain_markers(source, nation="england", markers=wrong, by=by, at=now())
    with pytest.raises(MarkersError):
        actions.explain_markers(source, nation="france", markers={}, by=by, at=now())
    source.refresh_from_db()
    assert (source.nation, source.markers) == ("wales", {})


def test_who_may_vote_in_an_election_on_its_day() -> None:
    by = organiser()
    source = added(by)
    taken_in(source, register(), by=by)
    before, then = ATTAINS - dt.timedelta(days=1), ATTAINS
    assert may_vote(source, UK) == ["Ada", "Bo", "Eve", "Gus"]
    assert may_vote(source, UK, before) == ["Ada", "Bo", "Eve"]
    assert may_vote(source, UK, then) == ["Ada", "Bo", "Eve", "Gus"]
    assert may_vote(source, LOCAL, before) == ["Ada", "Cy", "Di", "Eve"]
    assert may_vote(source, DEVOLVED) == []
    assert found(source, Sought(election=PCC, on=before)).electors == 4
    assert [one.forenames for one in found(source, Sought("okonjo c", election=PCC)).entries] == ["Cy"]
    assert found(source, Sought("okonjo b", election=PCC)).nothing
    header, rows = out.electors(source, Sought(election=UK, on=before))
    told = [dict(zip(header, row, strict=True)) for row in rows]
    assert [(row["forenames"], row["markers"], row["may_vote_in"]) for row in told] == [
        ("Ada", "", "uk parliament; local; pcc"), ("Bo", "F", "uk parliament"),
        ("Eve", "X", "uk parliament; local; pcc"),
    ]  # fmt: skip


def test_the_page_of_markers_says_what_was_verified_and_keeps_a_table(enter: Enter) -> None:
    by = organiser()
    source = added(by, nation=Source.Nation.SCOTLAND)
    taken_in(source, register(), by=by)
    client = enter(by)
    page = text_of(client.get(at("markers", source.pk)))
    assert "Marked F Checked against the Electoral Commission’s format." in page
    assert "Marked G Not verified: compare it with the key that your council sends." in page
    assert "Marked X Nobody has said what it means; until then it takes nothing away." in page
    assert client.post(at("markers", source.pk), {"nation": "england"}).status_code == 302
    work()
    assert bits() == ENGLAND
    page = text_of(client.get(at("markers", source.pk)))
    assert "Checked against" not in page  # nobody has, for England
    said: dict[str, Any] = {"everything": ["uk parliament", "local"], "marker_G": ["local"], "marker_N": ["local"]}
    assert client.post(at("markers", source.pk), said).status_code == 302
    work()
    assert (bits()["Ada"], bits()["Cy"], bits()["Bo"]) == (UK | LOCAL, LOCAL, 0)
    assert "This register has a table of its own" in text_of(client.get(at("markers", source.pk)))
    assert "England, with a table of its own" in text_of(client.get(at("source", source.pk)))
    for wrong in ("nation", "everything"):
        assert client.post(at("markers", source.pk), {wrong: "france"}).status_code == 422
    elector = Entry.objects.get(forenames="Cy").elector
    assert "May vote in: local elections." in text_of(client.get(elector.get_absolute_url()))
    elector = Entry.objects.get(forenames="Gus").elector
    assert "local elections, from 7 May 2026" in text_of(client.get(elector.get_absolute_url()))
    page = text_of(client.get(at("find", source.pk), {"election": "local", "on": "2026-05-06"}))
    assert "1 elector" not in page
    assert "electors may vote there then" in page
    assert "Gus" not in page
    assert "Gus" in text_of(client.get(at("find", source.pk), {"election": "local", "on": "2026-05-07"}))
    assert client.get(at("find", source.pk), {"election": "x"}).status_code == 400


def test_where_no_name_is_kept_there_are_no_markers_to_explain(enter: Enter) -> None:
    by = organiser()
    source = added(by, mode=Source.Mode.B)
    taken_in(source, register(), by=by)
    assert enter(by).get(at("markers", source.pk)).status_code == 404
    assert "Who may vote in" not in text_of(enter(by).get(at("find", source.pk)))
