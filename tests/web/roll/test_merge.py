"""Two people become one and two again: nothing is lost, whatever happens in between."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from muster.web.power.models import Grant
from muster.web.record.models import Payload
from muster.web.record.sealing import ErasedError
from muster.web.roll import actions, merging
from muster.web.roll.models import (
    Consent,
    ContactWay,
    Double,
    Membership,
    Merge,
    Payment,
    Person,
    PersonWord,
    Tally,
)
from muster.web.roll.moves import MOVES, NEEDS_A_DECISION, OF_PAYING_KINDS, Kind, Move, Status
from muster.web.roll.queries import doubles_seen_by
from muster.web.roll.searching import find
from tests.web.deeds_tried import Deeds
from tests.web.roll.made_roll import AT, DAY, TODAY, doubled, entered, group, officer

TABLES = (Person, Membership, ContactWay, Consent, Payment)


def rows() -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {table.__name__: list(table.objects.order_by("pk").values_list()) for table in TABLES}
    found["words"] = sorted(PersonWord.objects.values_list("word", "group", "person"))
    found["tally"] = sorted(Tally.objects.exclude(people=0).values_list("group", "kind", "status", "people"))
    return found


def pay(person: Person, key: str) -> None:
    Payment.objects.create(person=person, paid_on=TODAY, pence=500, pays_until=TODAY, key=key)


@pytest.mark.django_db
@pytest.mark.parametrize("chosen", [{}, dict.fromkeys(merging.CHOICES, "gone")])
def test_a_merge_that_is_undone_leaves_what_stood(chosen: dict[str, str]) -> None:
    here, there = group("Merrowby", "ZX1"), group("York", "ZY1")
    one = entered(here, known_as="Addie", agrees={"email": True, "text": True})
    other = entered(there, kind=Kind.AFFILIATE, body="Rail Union", forenames="Adah", email="other@example.org",
                    address="1 Mill Lane", postcode="ZY11AA", agrees={"text": False, "post": True},
                    at=AT - DAY)  # fmt: skip
    pay(other, "a")
    before, pair = rows(), doubled(one, other)
    merge = actions.merge(pair, keep=one.pk, chosen=chosen, by=officer(), at=AT + DAY)
    one.refresh_from_db()
    if chosen:
        assert (one.forenames, one.kind, one.body, one.group) == ("Adah", "affiliate", "Rail Union", there)
    else:
        assert (one.forenames, one.known_as, one.kind, one.group) == ("Ada Jane", "Addie", "member", here)
    assert set(ContactWay.objects.filter(person=one).values_list("value", flat=True)) == {
        "ada@example.org", "other@example.org", "+447700900123",
    }  # fmt: skip
    said = dict(Consent.objects.filter(person=one, until_at=None).values_list("channel", "agreed"))
    assert said == {"email": True, "text": False, "post": True}  # where one said no, no is what holds
    assert Payment.objects.get().person_id == one.pk
    assert [p.pk for p in find(officer(), "okonjo").people] == [one.pk]
    assert find(officer(), other.number if not chosen else one.number).people[0].pk == one.pk
    actions.unmerge(merge, by=officer(), at=AT + 2 * DAY)
    assert rows() == before
    pair.refresh_from_db()
    assert (pair.said, pair.said_by, pair.said_at) == (
        "",
        "",
        None,
    )  # as open as it was: that they are two, nobody said
    assert pair in doubles_seen_by(officer()).filter(said="")


@pytest.mark.django_db
def test_what_was_learnt_since_stays_and_a_later_no_holds_for_both() -> None:
    one, other = entered(agrees={"email": True}), entered(email="b@example.org", agrees={"email": True, "post": True})
    merge = actions.merge(doubled(one, other), keep=one.pk, chosen={}, by=officer(), at=AT)
    names: dict[str, Any] = {"forenames": "Zora", "known_as": "", "address": "New Street", "postcode": ""}
    actions.correct(one, surname="Okonjo", **names, by=officer(), at=AT + DAY)
    actions.agree(one, channel="post", agreed=False, by=officer(), at=AT + DAY)
    actions.add_way(one, kind=ContactWay.Kind.EMAIL, value="new@example.org", by=officer(), at=AT + DAY)
    actions.move(one, move=Move.OWE, on=TODAY, by=officer(), at=AT + DAY)
    actions.unmerge(merge, by=officer(), at=AT + 2 * DAY)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.forenames, one.address, one.status) == ("Zora", "New Street", "due")
    assert (other.forenames, other.status) == ("Ada Jane", "standing")
    standing = Consent.objects.filter(until_at=None).values_list("person", "channel", "agreed")
    assert set(standing) == {
        (one.pk, "email", True), (one.pk, "post", False), (other.pk, "email", True), (other.pk, "post", False),
    }  # fmt: skip
    assert ContactWay.objects.get(value="new@example.org").person_id == one.pk
    assert ContactWay.objects.get(value="b@example.org").person_id == other.pk


@pytest.mark.django_db
def test_a_standing_that_was_taken_over_goes_back_with_the_body_it_goes_through_since() -> None:
    one, other = entered(), entered(email="b@example.org")
    merge = actions.merge(doubled(one, other), keep=one.pk, chosen={"standing": "gone"}, by=officer(), at=AT)
    one.refresh_from_db()
    actions.become(one, kind=Kind.AFFILIATE, body="Rail Union", on=TODAY, by=officer(), at=AT + DAY)
    actions.unmerge(merge, by=officer(), at=AT + 2 * DAY)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.kind, one.body) == ("member", "")
    assert (other.kind, other.body) == ("affiliate", "Rail Union")


@pytest.mark.django_db
def test_who_holds_power_is_merged_into_nobody_and_merges_are_undone_in_their_order() -> None:
    one, two, three = entered(), entered(email="b@example.org"), entered(email="c@example.org")
    held = {"role": "driver", "compartment": "x", "purpose": "x", "granted_by": "0" * 32, "decision": "x"}
    grant = Grant.objects.create(holder=two.pseudonym, starts_at=AT, ends_at=AT + 9 * DAY, **held)
    pair = doubled(one, two)
    with pytest.raises(merging.HoldsPowerError):
        actions.merge(pair, keep=one.pk, chosen={}, by=officer(), at=AT)
    assert Double.objects.get(pk=pair.pk).said == ""
    grant.delete()
    first = actions.merge(pair, keep=one.pk, chosen={}, by=officer(), at=AT)
    with pytest.raises(actions.SettledAlreadyError):
        actions.merge(pair, keep=one.pk, chosen={}, by=officer(), at=AT)
    second = actions.merge(doubled(one, three), keep=three.pk, chosen={}, by=officer(), at=AT)
    with pytest.raises(merging.LaterMergeError):
        actions.unmerge(first, by=officer(), at=AT)
    actions.unmerge(second, by=officer(), at=AT)
    actions.unmerge(first, by=officer(), at=AT)
    with pytest.raises(merging.UndoneAlreadyError):
        actions.unmerge(first, by=officer(), at=AT)


@pytest.mark.django_db
def test_what_was_erased_is_not_told_apart_again() -> None:
    merge = actions.merge(doubled(entered(), entered()), keep=Person.objects.latest("pk").pk, chosen={},
                          by=officer(), at=AT)  # fmt: skip
    Payload.objects.all().delete()
    with pytest.raises(ErasedError):
        actions.unmerge(merge, by=officer(), at=AT)
    assert Merge.objects.get().undone_at is None


class Roll(Deeds):
    """Four people who move, say, merge and part. What a merge and its undoing leave is looked at after every step."""

    @initialize()
    def begin(self) -> None:
        self.open()
        self.at = AT
        self.groups = [group("Merrowby", "ZX1"), group("York", "ZY1")]
        self.people = [
            entered(self.groups[n % 2], surname=f"Okonjo{n}", email=f"{n % 3}@example.org", telephone="",
                    agrees={"email": n % 2 == 0, "post": True} if n % 3 else {},
                    kind=Kind.SUPPORTER if n == 3 else Kind.MEMBER)
            for n in range(4)
        ]  # fmt: skip
        self.merges: list[tuple[Merge, dict[str, list[Any]], bool]] = []
        self.events = 0

    def _later(self) -> dt.datetime:
        self.at += dt.timedelta(minutes=1)
        return self.at

    def _standing(self, n: int) -> Person | None:
        row = Person.objects.select_related("group").get(pk=self.people[n].pk)
        return None if row.merged_into_id else row

    def _learnt(self) -> None:
        self.merges = [(merge, before, False) for merge, before, _calm in self.merges]

    @rule(n=st.integers(0, 3), move=st.sampled_from(Move))
    def move(self, n: int, move: Move) -> None:
        person = self._standing(n)
        if person is None or move == Move.BECOME or move not in MOVES[Status(person.status)]:
            return
        if move in OF_PAYING_KINDS and person.kind != "member":
            return
        decision = "panel" if move in NEEDS_A_DECISION else ""
        actions.move(person, move=move, on=TODAY, decision=decision, by=officer(), at=self._later())
        self._learnt()

    @rule(n=st.integers(0, 3), channel=st.sampled_from(["email", "post"]), agreed=st.booleans())
    def say(self, n: int, channel: str, agreed: bool) -> None:  # noqa: FBT001 - Hypothesis hands it over
        person = self._standing(n)
        if person:
            actions.agree(person, channel=channel, agreed=agreed, by=officer(), at=self._later())
            self._learnt()

    @rule(n=st.integers(0, 3), to=st.integers(0, 1))
    def transfer(self, n: int, to: int) -> None:
        person = self._standing(n)
        if person:
            actions.transfer(person, to=self.groups[to], by=officer(), at=self._later())
            self._learnt()

    @rule(one=st.integers(0, 3), other=st.integers(0, 3), taken=st.sets(st.sampled_from(sorted(merging.CHOICES))))
    def merge(self, one: int, other: int, taken: set[str]) -> None:
        if one == other or not self._standing(one) or not self._standing(other):
            return
        before, pair = rows(), doubled(self.people[one], self.people[other])
        Double.objects.filter(pk=pair.pk).update(said="")
        fresh = Double.objects.select_related("one__group", "other__group").get(pk=pair.pk)
        done = actions.merge(fresh, keep=self.people[one].pk, chosen=dict.fromkeys(taken, "gone"), by=officer(),
                             at=self._later())  # fmt: skip
        self.merges.append((done, before, True))

    @precondition(lambda self: self.merges)
    @rule()
    def part(self) -> None:
        merge, before, calm = self.merges.pop()
        actions.unmerge(merge, by=officer(), at=self._later())
        if calm:  # nothing happened in between
            assert rows() == before

    @invariant()
    def nothing_is_lost(self) -> None:
        people = {one.pk: one for one in Person.objects.all()}
        assert len(people) == 4
        assert {one.number for one in people.values()} == {one.number for one in self.people}
        assert ContactWay.objects.count() == 4
        assert not Membership.objects.exclude(person__in=people).exists()
        assert not Consent.objects.exclude(person__in=people).exists()

    @invariant()
    def rows_tallies_and_words_say_the_same(self) -> None:
        people = list(Person.objects.filter(merged_into=None))
        tally: dict[tuple[int, str, str], int] = {}
        for one in people:
            stands = Membership.objects.get(person=one, until_on=None)
            assert (stands.kind, stands.status) == (one.kind, one.status)
            where = (one.group_id or 0, one.kind, one.status)
            tally[where] = tally.get(where, 0) + 1
        kept = Tally.objects.exclude(people=0).values_list("group", "kind", "status", "people")
        assert {where[:3]: where[3] for where in kept} == tally
        words = {(word, one.group_id or 0, one.pk) for one in people for word in one.folded.split()}
        assert set(PersonWord.objects.values_list("word", "group", "person")) == words


@pytest.mark.django_db
def test_nothing_is_lost_whatever_happens() -> None:
    case = Roll.TestCase
    case.settings = settings(max_examples=12, stateful_step_count=14, suppress_health_check=list(HealthCheck))
    case().runTest()
