"""What changed between two versions: against a slow twin, beside another source, found by the elector alone."""

from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from muster.web.register import changes
from muster.web.register.models import Entry, Source
from tests.web.register import made_source

pytestmark = pytest.mark.usefixtures("transactional_db")  # a merge attaches a file
Told = set[tuple[str, int | None, int | None]]


@pytest.fixture
def source() -> Source:
    """Take two years in, of two sources of one area: what is the other's never counts."""
    by = made_source.organiser()
    years = made_source.two_years()
    for name in ("Another", "Register of electors"):
        source = made_source.added(by, name=name)
        made_source.taken_in(source, years.first, by=by)
        made_source.taken_in(source, years.second, by=by, on=made_source.AFTER)
    return source


def _standing(source: Source, version: int) -> dict[int, Entry]:
    rows = Entry.objects.filter(source=source).select_related("ending")
    return {one.elector_id: one for one in rows if one.since <= version and not (one.until and one.until <= version)}


def _slowly(source: Source) -> Told:
    """Tell each elector as they stood before and as they stand after, where these are two entries."""
    before, after = _standing(source, 1), _standing(source, 2)
    told: Told = {("new", None, after[one].pk) for one in after.keys() - before.keys()}
    told |= {("gone", before[one].pk, None) for one in before.keys() - after.keys()}
    for one in before.keys() & after.keys():
        was, now = before[one], after[one]
        if was.pk != now.pk:
            told.add(("changed" if was.door_id == now.door_id else "moved", was.pk, now.pk))
    return told


def _paged(source: Source, kind: changes.Kind) -> list[changes.Difference]:
    """Turn over all pages."""
    found: list[changes.Difference] = []
    beyond = 0
    while page := changes.differences(source, after=1, upto=2, kind=kind, beyond=beyond):
        found += page
        last = page[-1].after or page[-1].before
        assert last
        beyond = last.pk
    return found


def test_every_page_together_tells_what_a_slow_twin_tells_each_once_and_in_order(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "PAGE", 7)
    told: Told = set()
    for kind in changes.KINDS:
        page = _paged(source, kind)
        keys = [(one.after or one.before) for one in page]
        assert all(one and other and one.pk < other.pk for one, other in pairwise(keys))
        told |= {(kind, one.before.pk if one.before else None, one.after.pk if one.after else None) for one in page}
    assert told == _slowly(source)
    assert {kind for kind, _was, _is in told} == set(changes.KINDS)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's own plan")
def test_an_elector_is_found_by_themselves_and_never_through_all_who_left(source: Source) -> None:
    for kind in changes.KINDS:
        with CaptureQueriesContext(connection) as asked:
            changes.differences(source, after=1, upto=2, kind=kind)
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + asked[0]["sql"])
            plan = [row[3] for row in cursor.fetchall()]
        inner = [line for line in plan if " U0 " in line or " V0 " in line]
        assert inner, kind
        assert all("entry_elector" in line for line in inner), plan
