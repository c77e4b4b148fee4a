"""Two electors who may be one: what somebody says of them, what their histories say then, and how it is taken back."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from muster.web.intake.models import Upload
from muster.web.record.actor import Actor
from muster.web.register import actions, changes
from muster.web.register import actions_of_files as of_files
from muster.web.register.models import Doubt, Elector, Entry, Source
from muster.web.register.queries_of_electors import Pair, doubts_told, history_of
from muster.web.roll.models import Account, Person
from tests.entered import entered
from tests.web.register.made_source import AFTER, added, csv_of, organiser, read, taken_in, two_years, work

pytestmark = pytest.mark.usefixtures("transactional_db")


def two_versions(by: Actor) -> Source:
    """A source with pairs to look at."""
    years = two_years(200, 3)
    source = added(by)
    taken_in(source, years.first, by=by)
    version = taken_in(source, years.second, by=by, on=AFTER)
    assert version.counts["doubts"] == Doubt.objects.count() > 0
    return source


def history(elector: int) -> list[tuple[int, int | None]]:
    """Since and until of an elector's entries, oldest first."""
    return [(one.since, one.until) for one in reversed(history_of(Elector.objects.get(pk=elector)))]


def of(doubt: Doubt, said: str) -> Doubt:
    """Say it, and give the doubt as it stands then."""
    actions.settle(doubt, said=said, by=organiser(), at=now())
    doubt.refresh_from_db()
    return doubt


def test_one_person_has_one_history_until_it_is_taken_back() -> None:
    by = organiser()
    source = two_versions(by)
    doubt = doubts_told(source, settled=False)[0].doubt
    was = set(Entry.objects.values_list("pk", "elector"))
    before, after = history(doubt.older_id), history(doubt.newer_id)
    assert (before[-1][1], after) == (2, [(2, None)])

    assert of(doubt, "same").said == "same"
    assert (history(doubt.older_id), history(doubt.newer_id)) == ([*before, *after], [])
    pair = doubts_told(source, settled=True)[0]
    assert pair.before
    assert pair.after
    assert (pair.doubt, pair.before.until, pair.after.since) == (doubt, 2, 2)
    assert doubt not in {one.doubt for one in doubts_told(source, settled=False)}

    assert of(doubt, "").said_by == ""
    assert set(Entry.objects.values_list("pk", "elector")) == was
    assert of(doubt, "other").said == "other"
    assert set(Entry.objects.values_list("pk", "elector")) == was


def test_the_next_file_finds_the_one_that_somebody_made_of_two() -> None:
    by = organiser()
    source = two_versions(by)
    doubt = doubts_told(source, settled=False)[0].doubt
    of(doubt, "same")
    entry = Entry.objects.get(elector=doubt.older_id, ending=None)
    years = two_years(200, 3)
    gone = years.second.replace(b",G,", b",,")  # some lose their mark, so that something changes
    version = taken_in(source, gone, by=by, on=AFTER)
    assert version.counts["changed"] > 0
    stands = Entry.objects.get(elector=doubt.older_id, ending=None)
    assert (stands.surname, stands.forenames, stands.door_id) == (entry.surname, entry.forenames, entry.door_id)
    assert not Entry.objects.filter(elector=doubt.newer_id).exists()


def test_who_says_it_and_when_is_kept_and_twice_is_refused() -> None:
    by = organiser()
    doubt = doubts_told(two_versions(by), settled=False)[0].doubt
    actions.settle(doubt, said="other", by=by, at=now())
    doubt.refresh_from_db()
    assert (doubt.said, doubt.said_by) == ("other", by.pseudonym)
    with pytest.raises(actions.SettledAlreadyError):
        actions.settle(doubt, said="other", by=by, at=now())
    with pytest.raises(actions.NobodySaysSoError):
        actions.settle(doubt, said="perhaps", by=by, at=now())


def test_a_file_that_waited_meanwhile_is_read_again() -> None:
    by = organiser()
    source = two_versions(by)
    doubt = doubts_told(source, settled=False)[0].doubt
    upload = read(source, two_years(200, 3).second.replace(b",G,", b",,"), by=by, on=AFTER)
    of(doubt, "same")
    for state in (Upload.State.READ, Upload.State.TAKEN_IN):
        of_files.accept(upload, by=by, at=now())
        work()
        upload.refresh_from_db()
        assert upload.state == state
    assert not Entry.objects.filter(elector=doubt.newer_id).exists()
    assert Entry.objects.filter(elector=doubt.older_id, ending=None).count() == 1


def test_two_who_are_one_person_are_neither_new_nor_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    by = organiser()
    source = two_versions(by)
    monkeypatch.setattr(changes, "PAGE", 10_000)

    def told() -> dict[str, tuple[int, int]]:
        counts = source.versions.get(number=2).counts
        pages = {kind: changes.differences(source, after=1, upto=2, kind=kind) for kind in changes.KINDS}
        return {kind: (len(page), sum(one.settled for one in page)) for kind, page in pages.items()} | {
            "counted": (counts["new"], counts["gone"]), "stay": (counts["moved"], counts["changed"]),
        }  # fmt: skip

    before = told()
    doubt = doubts_told(source, settled=False)[0].doubt
    of(doubt, "same")
    after = told()
    assert (after["new"][0], after["gone"][0]) == (before["new"][0] - 1, before["gone"][0] - 1)
    assert after["counted"] == (before["counted"][0] - 1, before["counted"][1] - 1)
    assert sum(after["stay"]) == sum(before["stay"]) + 1
    assert after["moved"][1] + after["changed"][1] == 1
    of(doubt, "")
    assert told() == before


def three_names(by: Actor) -> tuple[Source, list[int]]:
    """A source whose one door holds another stranger in each of three versions; gives the three electors."""
    source = added(by)
    others = [("CA1", n, f"Stays{n}", "Ada", "ZX1 0AB", f"{n} Mill Lane", "Penbury") for n in range(1, 9)]
    electors = []
    for name in ("Aarons", "Borg", "Czerny"):
        taken_in(source, csv_of([*others, ("CA1", 90, name, "Q" + name, "ZX1 0AB", "90 Mill Lane", "Penbury")]), by=by)
        electors.append(Entry.objects.get(surname=name, ending=None).elector_id)
    Doubt.objects.all().delete()
    assert len(set(electors)) == 3
    return source, electors


def doubted(source: Source, version: int, older: int, newer: int) -> Doubt:
    said = {"reason": 1, "speaks_for": 0, "against": 0, "weight": 1}
    return Doubt.objects.create(source=source, version=version, older_id=older, newer_id=newer, **said)


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("taken_back", [0, 1])
def test_one_person_through_three_versions_in_whatever_order_it_is_said(first: int, taken_back: int) -> None:
    by = organiser()
    source, (one, two, three) = three_names(by)
    doubts = [doubted(source, 2, one, two), doubted(source, 3, two, three)]
    of(doubts[first], "same")
    of(doubts[1 - first], "same")
    assert [history(each) for each in (one, two, three)] == [[(1, 2), (2, 3), (3, None)], [], []]
    of(doubts[taken_back], "")
    left = [[(1, 2)], [(2, 3), (3, None)], []] if taken_back == 0 else [[(1, 2), (2, 3)], [], [(3, None)]]
    assert [history(each) for each in (one, two, three)] == left
    of(doubts[1 - taken_back], "")
    assert [history(each) for each in (one, two, three)] == [[(1, 2)], [(2, 3)], [(3, None)]]


def two_namesakes(by: Actor) -> tuple[Source, Doubt, Doubt]:
    """A source where one of before may be either of two who stand at the same door under other numbers."""
    source = added(by)
    others = [("CA1", n, f"Stays{n}", "Ada", "ZX1 0AB", f"{n} Mill Lane", "Penbury") for n in range(1, 9)]
    one = ("Archer", "Dee", "ZX1 0AB", "10 Church Lane", "Penbury")
    taken_in(source, csv_of([*others, ("CA1", 40, *one)]), by=by)
    later = [(one[0], 100 + one[1], *one[2:]) for one in others]
    taken_in(source, csv_of([*later, ("CA1", 140, *one), ("CA1", 141, *one)]), by=by, on=AFTER)
    first, second = doubts_told(source, settled=False)
    assert shown(first) == (40, 140)
    assert shown(second) == (40, 141)
    return source, first.doubt, second.doubt


def shown(pair: Pair) -> tuple[int, int]:
    """The numbers that stand side by side."""
    assert pair.before
    assert pair.after
    return pair.before.number, pair.after.number


@pytest.mark.parametrize("first", [0, 1])
def test_who_is_one_of_two_namesakes_is_not_the_other_until_that_is_taken_back(first: int) -> None:
    by = organiser()
    source, *doubts = two_namesakes(by)
    said, left = doubts[first], doubts[1 - first]
    of(said, "same")
    assert doubts_told(source, settled=False) == ()
    told = {one.doubt.pk: (shown(one), one.doubt.said, one.doubt.follows) for one in doubts_told(source, settled=True)}
    assert told == {
        said.pk: ((40, 140 + first), "same", False),
        left.pk: ((40, 141 - first), "other", True),
    }
    for answer in ("same", "other", ""):
        with pytest.raises(actions.SettledAlreadyError):
            actions.settle(left, said=answer, by=by, at=now())
    of(said, "")
    assert {shown(one) for one in doubts_told(source, settled=False)} == {(40, 140), (40, 141)}


def test_two_namesakes_who_were_told_apart_by_somebody_stay_so() -> None:
    source, first, second = two_namesakes(organiser())
    of(first, "other")
    assert [shown(one) for one in doubts_told(source, settled=False)] == [(40, 141)]
    of(second, "same")
    of(second, "")
    assert [shown(one) for one in doubts_told(source, settled=False)] == [(40, 141)]


def test_the_page_says_what_another_answer_decided_and_offers_no_button_for_it(client: Client) -> None:
    by = organiser()
    source, first, _second = two_namesakes(by)
    of(first, "same")
    entered(client, Account.objects.create(person=Person.objects.get(pseudonym=by.pseudonym)))
    page = client.get(reverse("register:doubts", args=[source.pk]), {"settled": 1}).content.decode()
    assert page.count("Two people: another answer decides it") == 1
    assert page.count("Take it back") == 1


def test_who_was_joined_before_is_shown_as_they_last_stood() -> None:
    by = organiser()
    source, (one, two, three) = three_names(by)
    doubts = [doubted(source, 2, one, two), doubted(source, 3, two, three)]
    of(doubts[0], "same")
    (left,) = doubts_told(source, settled=False)
    assert left.before
    assert left.after
    assert (left.before.surname, left.after.surname) == ("Borg", "Czerny")


def test_a_version_taken_back_opens_what_an_answer_to_it_had_decided() -> None:
    by = organiser()
    source, (one, two, three) = three_names(by)
    decided = doubted(source, 3, one, three)
    Doubt.objects.filter(pk=decided.pk).update(version=2, newer=two)  # (Aarons, Borg), of the second version
    also = doubted(source, 3, two, three)
    other = doubted(source, 2, one, three)  # as if a third had stood in the second version too
    of(Doubt.objects.get(pk=decided.pk), "same")
    other.refresh_from_db()
    assert other.follows
    of_files.take_back(Source.objects.get(pk=source.pk), number=3, by=by, at=now())
    assert not Doubt.objects.filter(pk=also.pk).exists()
    other.refresh_from_db()
    assert other.follows  # its answer still stands
    of_files.take_back(Source.objects.get(pk=source.pk), number=2, by=by, at=now())
    assert not Doubt.objects.filter(source=source).exists()


def test_two_cannot_both_be_the_same_as_a_third() -> None:
    by = organiser()
    source, (one, two, three) = three_names(by)
    to_both = [doubted(source, 3, one, three), doubted(source, 3, two, three)]
    of(to_both[0], "same")
    with pytest.raises(actions.SettledAlreadyError):
        of(to_both[1], "same")
    assert [history(each) for each in (one, two, three)] == [[(1, 2), (3, None)], [(2, 3)], []]
    from_both = [doubted(source, 2, one, two), to_both[0]]
    of(to_both[0], "")
    of(from_both[0], "same")
    assert [history(each) for each in (one, two, three)] == [[(1, 2), (2, 3)], [], [(3, None)]]
