"""Taking files in: what stands then is what the file says, and whoever was there before is who they were."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils.timezone import now

from muster.web.intake.models import Upload, folder_of_uploads
from muster.web.intake.uploads import EmptyFileError, MovedOnError, OneIsOpenError
from muster.web.record.models import Job
from muster.web.register import actions_of_files as of_files
from muster.web.register.models import Area, Building, Door, Doubt, Elector, Entry, Listing, Source, Street, Version
from tests.register.made import people
from tests.register.made.dirt import CLEAN
from tests.register.made.write import LAYOUTS
from tests.web.register.made_source import (
    AFTER,
    added,
    brought,
    csv_of,
    organiser,
    read,
    taken_in,
    two_years,
    work,
)

pytestmark = pytest.mark.usefixtures("transactional_db")

TABLES = (Street, Building, Door, Listing, Elector, Entry, Doubt)
SAID = ("district", "number", "suffix", "surname", "forenames", "markers", "attains_on")


def as_said(entry: people.Entry) -> tuple[Any, ...]:
    """What a row says of an elector."""
    person = entry.person
    forenames = f"{person.first} {person.middle}".strip()
    return entry.district, entry.number, entry.suffix, person.last, forenames, person.marker, person.attains


def rows_of(*tables: Any) -> dict[str, list[tuple[Any, ...]]]:
    return {table.__name__: list(table.objects.order_by("pk").values_list()) for table in tables or TABLES}


def standing(source: Source) -> dict[tuple[str, int, int], Entry]:
    """Who stands, by number; two of one number would be one too few."""
    return {(one.district, one.number, one.suffix): one for one in Entry.objects.filter(source=source, ending=None)}


def same_parts(ours: Sequence[Any], truth: Sequence[Any]) -> bool:
    """Whether two ways of naming the same things agree on which are one."""
    return len(set(zip(ours, truth, strict=True))) == len(set(ours)) == len(set(truth))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_first_version_is_what_the_file_says(layout: str) -> None:
    by, years = organiser(), two_years(120)
    source = added(by)
    version = taken_in(source, LAYOUTS[layout](years.before, CLEAN).content, by=by)

    stands = Entry.objects.filter(source=source, ending=None)
    if layout != "X1":  # which has one column for the whole name
        assert Counter(stands.values_list(*SAID)) == Counter(map(as_said, years.before))
    ours = standing(source)
    with_door = [one for one in years.before if one.door]
    assert same_parts([ours[one[:3]].door_id for one in with_door], [one.door and one.door.id for one in with_door])
    assert all(ours[one[:3]].door_id is None for one in years.before if one.door is None)
    assert Elector.objects.count() == len({one.elector_id for one in ours.values()}) == len(years.before)
    assert {one.since for one in ours.values()} == {1} == {version.number}

    behind = Counter(one.door.id for one in with_door if one.door)
    listed = dict(Listing.objects.filter(source=source, until=None).values_list("door", "electors"))
    assert sorted(listed.values()) == sorted(behind.values())
    assert all(listed[ours[one[:3]].door_id or 0] == behind[one.door.id] for one in with_door if one.door)
    counts = version.counts
    assert (counts["electors"], counts["new"], counts["set_aside"]) == (len(years.before), len(years.before), 0)
    assert (counts["doors"], counts["doors_new"]) == (len(behind), len(behind)) == (Door.objects.count(),) * 2
    assert (counts["gone"], counts["moved"], counts["changed"], counts["doubts"]) == (0, 0, 0, 0)


def test_a_year_later_electors_are_who_they_were_and_the_counts_are_what_happened() -> None:
    by, years = organiser(), two_years(200)
    source = added(by)
    taken_in(source, years.first, by=by)
    was = standing(source)
    version = taken_in(source, years.second, by=by, on=AFTER)
    now_stands = standing(source)
    assert Counter(Entry.objects.filter(source=source, ending=None).values_list(*SAID)) == Counter(
        map(as_said, years.after)
    )
    # as the first version stood, so it can still be asked for
    first = Entry.objects.filter(source=source, since=1)
    assert Counter(first.values_list(*SAID)) == Counter(map(as_said, years.before))

    elector_then = {one.person.id: was[one[:3]].elector_id for one in years.before}
    elector_now = {one.person.id: now_stands[one[:3]].elector_id for one in years.after}
    older = {one.person.id: one for one in years.before}
    shared = Counter((one.door, one.person.last, one.person.first) for one in [*years.before, *years.after])
    stayed = [one for one in years.after if same_here(older.get(one.person.id), one)]
    alone = [one for one in stayed if shared[one.door, one.person.last, one.person.first] == 2]  # once in either year
    assert len(alone) > 200
    assert not [one for one in alone if elector_now[one.person.id] != elector_then[one.person.id]]
    owner = {elector: person for person, elector in elector_then.items()}
    assert all(owner[elector] == person for person, elector in elector_now.items() if elector in owner)
    assert counted(years, owner, elector_now) == {name: version.counts[name] for name in counted(years, {}, {})}
    assert len(now_stands) == len(years.after)


def same_here(before: people.Entry | None, after: people.Entry) -> bool:
    """Whether somebody stayed behind one door under one name."""
    if before is None or before.door is None or after.door is None:
        return False
    return before.door.id == after.door.id and as_said(before)[3:5] == as_said(after)[3:5]


def counted(years: Any, owner: dict[int, int], elector_now: dict[int, int]) -> dict[str, int]:
    """Count what happened, person by person, by the truth's doors and names and by who was found to be whom."""
    older, newer = {one.person.id: one for one in years.before}, {one.person.id: one for one in years.after}
    counts = Counter(dict.fromkeys(("new", "gone", "moved", "changed", "renumbered", "unchanged"), 0))
    known = [person for person, elector in elector_now.items() if elector in owner]
    counts["new"], counts["gone"] = len(newer) - len(known), len(older) - len(known)
    for person in known:
        before, after = older[person], newer[person]
        if (before.door and before.door.id) != (after.door and after.door.id):
            counts["moved"] += 1
        elif as_said(before)[3:] != as_said(after)[3:]:
            counts["changed"] += 1
        elif before[:3] != after[:3]:
            counts["renumbered"] += 1
        else:
            counts["unchanged"] += 1
    return dict(counts)


def test_rows_live_from_the_version_that_brings_them_until_the_one_that_ends_them() -> None:
    by, years = organiser(), two_years(200)
    source = added(by)
    taken_in(source, years.first, by=by)
    version = taken_in(source, years.second, by=by, on=AFTER)
    lives: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
    for elector, since, until in Entry.objects.values_list("elector", "since", "ending__until").order_by("since"):
        lives[elector].append((since, until))
    shapes = Counter(tuple(one) for one in lives.values())
    assert set(shapes) == {((1, None),), ((1, 2),), ((2, None),), ((1, 2), (2, None))}
    counts = version.counts
    assert shapes[(1, None),] == counts["unchanged"]
    assert shapes[(1, 2),] == counts["gone"]
    assert shapes[(2, None),] == counts["new"]
    assert shapes[(1, 2), (2, None)] == counts["moved"] + counts["changed"] + counts["renumbered"]
    doors_now = {one.door.id for one in years.after if one.door}
    assert Listing.objects.filter(until=None).count() == counts["doors"] == len(doors_now)
    gone = {one.door.id for one in years.before if one.door} - doors_now
    assert counts["doors_gone"] == len(gone) > 0
    assert set(Listing.objects.filter(until__isnull=False).values_list("since", "until")) == {(1, 2)}


def test_the_same_file_again_changes_nothing_but_is_a_version() -> None:
    by, years = organiser(), two_years(100)
    source = added(by)
    taken_in(source, years.first, by=by)
    taken_in(source, years.second, by=by, on=AFTER)
    before = rows_of()
    version = taken_in(source, years.second, by=by, on=AFTER)
    assert rows_of() == before
    assert version.number == source.standing == 3
    assert {
        name: version.counts[name] for name in ("new", "gone", "moved", "changed", "renumbered", "doubts")
    } == dict.fromkeys(("new", "gone", "moved", "changed", "renumbered", "doubts"), 0)
    assert version.counts["unchanged"] == len(years.after)


def test_reading_writes_nothing_to_the_register() -> None:
    by, years = organiser(), two_years(60)
    source = added(by)
    taken_in(source, years.first, by=by)
    before = rows_of(*TABLES, Version, Source, Area)
    upload = read(source, years.second, by=by, on=AFTER)
    assert (upload.state, rows_of(*TABLES, Version, Source, Area)) == (Upload.State.READ, before)


def test_a_file_that_was_compared_with_what_stands_no_more_is_read_again() -> None:
    by, years, others = organiser(), two_years(60), two_years(60, seed=5)
    source, other = added(by), added(by, name="Marked register")
    upload = read(source, years.first, by=by)
    taken_in(other, others.first, by=by)
    held = rows_of()
    of_files.accept(upload, by=by, at=now())
    work()
    upload.refresh_from_db()
    assert upload.state == Upload.State.READ
    assert upload.preview
    assert rows_of() == held
    assert not source.versions.exists()

    of_files.accept(upload, by=by, at=now())
    work()
    upload.refresh_from_db()
    assert upload.state == Upload.State.TAKEN_IN
    assert Counter(Entry.objects.filter(source=source).values_list(*SAID)) == Counter(map(as_said, years.before))
    assert not list(folder_of_uploads().iterdir())


def test_two_sources_of_an_area_share_its_doors() -> None:
    by, years = organiser(), two_years(60)
    source, other = added(by), added(by, name="Marked register", mode=Source.Mode.B)
    taken_in(source, years.first, by=by)
    before = rows_of(Street, Building, Door)
    version = taken_in(other, years.first, by=by)
    assert rows_of(Street, Building, Door) == before
    assert version.counts["doors_new"] == 0
    assert Listing.objects.filter(source=other).count() == Listing.objects.filter(source=source).count()


def test_one_file_at_a_time() -> None:
    by, years = organiser(), two_years(60)
    source = added(by)
    first = brought(source, years.first, by=by)
    with pytest.raises(OneIsOpenError) as refused:
        brought(source, years.second, by=by)
    assert refused.value.upload == first
    assert [path.name for path in folder_of_uploads().iterdir()] == [first.ref.hex]
    assert Job.objects.filter(end="").count() == 1
    of_files.send_back(first, by=by, at=now())
    assert brought(source, years.second, by=by).pk


def test_an_empty_file_leaves_nothing() -> None:
    by = organiser()
    source = added(by)
    with pytest.raises(EmptyFileError):
        brought(source, b"", by=by)
    assert not Upload.objects.exists()
    assert not list(folder_of_uploads().iterdir())


@pytest.mark.parametrize("when", ["brought", "read", "refused"])
def test_what_is_sent_back_leaves_nothing(when: str) -> None:
    by, years = organiser(), two_years(60)
    source = added(by)
    content = b"\x00\x01\x02" * 100 if when == "refused" else years.first
    upload = brought(source, content, by=by)
    if when != "brought":
        work()
        upload.refresh_from_db()
    of_files.send_back(upload, by=by, at=now())
    assert not list(folder_of_uploads().iterdir())
    assert upload.preview is None
    work()  # the job that was still to read it finds nothing to do
    upload.refresh_from_db()
    assert upload.state == Upload.State.SENT_BACK
    assert set(Job.objects.values_list("end", flat=True)) == {"done"}
    assert not any(rows_of().values())
    with pytest.raises(MovedOnError):
        of_files.send_back(upload, by=by, at=now())


def test_what_was_sent_back_is_not_taken_in_by_the_job_that_waits_for_it() -> None:
    by, years = organiser(), two_years(60)
    source = added(by)
    upload = read(source, years.first, by=by)
    of_files.accept(upload, by=by, at=now())
    of_files.send_back(upload, by=by, at=now())
    work()
    assert not any(rows_of().values())
    assert set(Job.objects.values_list("end", flat=True)) == {"done"}


def test_accepting_twice_takes_in_once() -> None:
    by, years = organiser(), two_years(60)
    source = added(by)
    upload = read(source, years.first, by=by)
    of_files.accept(upload, by=by, at=now())
    of_files.accept(upload, by=by, at=now())
    work()
    assert source.versions.count() == 1
    assert Entry.objects.count() == len(years.before)


def test_the_database_itself_keeps_nobody_in_mode_b() -> None:
    by, years = organiser(), two_years(60)
    source = added(by, mode=Source.Mode.B)
    version = taken_in(source, years.first, by=by)
    assert (Elector.objects.count(), Entry.objects.count(), Doubt.objects.count()) == (0, 0, 0)
    doors = {one.door.id for one in years.before if one.door}
    assert Listing.objects.count() == Door.objects.count() == len(doors) == version.counts["doors"]
    assert sum(Listing.objects.values_list("electors", flat=True)) == sum(1 for one in years.before if one.door)
    for add in (
        lambda: Elector.objects.create(source=source),
        lambda: Elector.objects.bulk_create([Elector(source=source)]),
        lambda: Entry.objects.create(source=source, elector_id=1, since=1, number=1, suffix=0, surname="Quimby"),
    ):
        with pytest.raises((DatabaseError, IntegrityError), match="a source of addresses only"), transaction.atomic():
            add()
    assert (Elector.objects.count(), Entry.objects.count()) == (0, 0)


@pytest.mark.parametrize(("mode", "other"), [("A", "B"), ("A", "C"), ("B", "A"), ("C", "B")])
def test_the_database_itself_lets_no_mode_change(mode: str, other: str) -> None:
    source = added(organiser(), mode=mode)
    with pytest.raises((DatabaseError, IntegrityError), match="decided once"), transaction.atomic():
        Source.objects.filter(pk=source.pk).update(mode=other)
    Source.objects.filter(pk=source.pk).update(mode=mode, owner="Somebody else")
    source.refresh_from_db()
    assert (source.mode, source.owner) == (mode, "Somebody else")


def test_no_entry_moves_into_a_source_of_addresses_only() -> None:
    by, years = organiser(), two_years(60)
    source, other = added(by), added(by, name="Addresses", mode=Source.Mode.B)
    taken_in(source, years.first, by=by)
    for table in (Entry, Elector):
        with pytest.raises((DatabaseError, IntegrityError), match="a source of addresses only"), transaction.atomic():
            table.objects.filter(source=source).update(source=other)


def test_a_file_of_two_people_of_one_name_behind_one_door_keeps_both() -> None:
    by = organiser()
    source = added(by)
    rows = [("CA1", n, "Okonjo", "Ada", "ZX1 0AB", "1 Mill Lane", "Penbury") for n in (1, 2)]
    rows += [("CA1", n, f"Name{n}", "Ada", "ZX1 0AB", f"{n} Mill Lane", "Penbury") for n in range(3, 9)]
    taken_in(source, csv_of(rows), by=by)
    first = set(Entry.objects.values_list("number", "elector"))
    assert len(first) == Elector.objects.count() == 8
    taken_in(source, csv_of(rows), by=by)
    assert set(Entry.objects.values_list("number", "elector")) == first


def test_indexes_and_tables_hold_together() -> None:
    by, years = organiser(), two_years(100)
    source = added(by)
    taken_in(source, years.first, by=by)
    taken_in(source, years.second, by=by, on=AFTER)
    with connection.cursor() as cursor:
        for table, column, of in (
            ("entry", "elector_id", "elector"),
            ("entry", "door_id", "door"),
            ("listing", "door_id", "door"),
            ("door", "building_id", "building"),
            ("building", "street_id", "street"),
            ("doubt", "older_id", "elector"),
            ("doubt", "newer_id", "elector"),
        ):
            cursor.execute(
                f"SELECT count(*) FROM register_{table} AS t WHERE t.{column} IS NOT NULL AND NOT EXISTS"  # noqa: S608
                f" (SELECT 1 FROM register_{of} AS o WHERE o.id = t.{column})"
            )
            assert cursor.fetchone()[0] == 0, (table, column)
    # rows made by hand afterwards get ids of their own
    assert Elector.objects.create(source=source).pk > max(Entry.objects.values_list("elector", flat=True))
