"""Joining, renewing, lapsing, leaving, moving, becoming one and two again: a slow plain model says the same."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.timezone import localdate
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from muster.web.record.actor import NOBODY
from muster.web.record.models import Entry
from muster.web.roll import actions, belonging, merging
from muster.web.roll import actions_of_groups as of_groups
from muster.web.roll import actions_of_time as of_time
from muster.web.roll.models import Chase, Double, Membership, Merge, Person, Tally
from muster.web.roll.moves import Kind, Move, NotAllowedMoveError
from muster.web.roll.tasks import SITE_ITSELF
from tests.web.deeds_tried import Deeds
from tests.web.roll.made_roll import AT, doubled, group, officer, told
from tests.web.roll.test_belong import BY_HAND

DAY = dt.timedelta(days=1)
MOST = 6  # people: more say nothing else and cost more
WHO = st.sampled_from(["all", "all", "north", "south", "nobody"])
PICK = st.integers(0, MOST - 1)
BACK = st.sampled_from([0, 0, 0, 1, 40, -1])
_NO = (
    PermissionDenied, NotAllowedMoveError, belonging.OutOfOrderError, belonging.NoDecisionError, belonging.GoneError,
    actions.NoBodyError, actions.SettledAlreadyError, merging.LaterMergeError, merging.UndoneAlreadyError,
)  # fmt: skip
_HEAD, *_LINES = (line.split() for line in BY_HAND.strip().splitlines())
TABLE = {(line[0], move): cell for line in _LINES for move, cell in zip(_HEAD, line[1:], strict=True) if cell != "."}


@dataclass
class Stood:
    """How somebody stood, for a time."""

    kind: str
    status: str
    since: dt.date
    until: dt.date | None = None


@dataclass
class One:
    """Somebody, as the model keeps them."""

    kind: str
    status: str
    place: int | None  # which group
    joined: dt.date | None = None
    paid: dt.date | None = None
    asked: list[dt.date] = field(default_factory=list)
    stood: list[Stood] = field(default_factory=list)
    into: int | None = None


@dataclass
class Made:
    """Two made one: what stood before, and what stood then."""

    kept: int
    gone: int
    before: tuple[dict[str, Any], dict[str, Any]]
    after: dict[str, Any]
    swapped: bool
    asked: list[dt.date]
    over: bool = False


FIELDS = ("place", "joined", "paid")


class Belonging(Deeds):
    """Up to six people of two groups; every deed is tried by anybody, and done exactly if the model says so."""

    refusals = _NO

    @initialize()
    def begin(self) -> None:
        self.open()
        self.at = AT
        self.groups = [group("North", "ZX1"), group("South", "ZX2")]
        self.actors = {"all": officer(), "nobody": NOBODY, "north": officer(self.groups[0].compartment),
                       "south": officer(self.groups[1].compartment)}  # fmt: skip
        self.people: list[Person] = []
        self.model: list[One] = []
        self.merges: list[Merge] = []
        self.made: list[Made] = []
        self.step = 0
        for kind, place, back in (("member", 0, 0), ("member", 0, 9), ("supporter", 1, 3)):
            self.take_in(by="all", kind=kind, form=False, place=place, back=back)

    @property
    def today(self) -> dt.date:
        return localdate(self.at)

    def keeps(self, by: str, place: int | None) -> bool:
        return by == "all" or (by in {"north", "south"} and place == ("north", "south").index(by))

    def fresh(self, n: int) -> Person:
        return Person.objects.select_related("group").get(pk=self.people[n].pk)

    def stand(self, one: One, kind: str, status: str, on: dt.date) -> None:
        """Write a standing into the model."""
        if one.stood:
            one.stood[-1].until = on
        one.stood.append(Stood(kind, status, on))
        one.kind, one.status = kind, status
        if status == "standing" and one.joined is None:
            one.joined = on

    @rule(hours=st.sampled_from([1, 14, 24, 24 * 15, 24 * 46, 24 * 100]))
    def wait(self, hours: int) -> None:
        self.at += dt.timedelta(hours=hours)

    @rule(by=WHO, kind=st.sampled_from(["member", "member", "supporter", "affiliate"]), form=st.booleans(),
          place=st.integers(0, 1), back=st.sampled_from([0, 0, 3, -1]))  # fmt: skip
    def take_in(self, by: str, kind: str, form: bool, place: int, back: int) -> None:  # noqa: FBT001 - Hypothesis hands it over
        if len(self.people) == MOST:
            return
        self.step += 1
        on = self.today if form else self.today - back * DAY
        said = told(surname=f"Okonjo{self.step}", email=f"{self.step}@example.org", telephone="",
                    postcode=("ZX10AB", "ZX20AB")[place], kind=Kind(kind),
                    body="Rail Union" if kind == "affiliate" else "")  # fmt: skip
        here, actor = self.groups[place], self.actors[by]
        deed = (lambda: actions.join(said, by=NOBODY, at=self.at)) if form else (
            lambda: actions.enter(here, told=said, on=on, by=actor, at=self.at))  # fmt: skip
        done = self.tried(deed, may=form or (self.keeps(by, place) and on <= self.today))
        if done is not None:
            self.people.append(done)
            self.model.append(One(kind, "", place))
            self.stand(self.model[-1], kind, "applied" if form and kind != "supporter" else "standing", on)

    @rule(
        by=WHO,
        n=PICK,
        pick=st.integers(0, 10),
        usual=st.sampled_from([True, True, False]),
        back=BACK,
        why=st.booleans(),
    )
    def move(self, by: str, n: int, pick: int, usual: bool, back: int, why: bool) -> None:  # noqa: FBT001 - as above
        """Try a move: mostly one that the table has, since by chance alone few are."""
        status = self.model[n % len(self.people)].status
        moves = [Move(move) for one, move in TABLE if one == status] if usual and status else list(Move)
        self.moved(by=by, n=n, move=moves[pick % len(moves)], back=back, why=why)

    def moved(self, *, by: str, n: int, move: Move, back: int, why: bool) -> None:
        n %= len(self.people)
        one, on = self.model[n], self.today - back * DAY
        may = self.moves(by, one, move, on) and (why or move not in {"remove", "restore", "refuse"})
        actor, row = self.actors[by], self.fresh(n)
        decision = "minute 3" if why else ""
        done = self.tried(lambda: actions.move(row, move=move, on=on, decision=decision, by=actor, at=self.at), may=may)
        if done is not None:
            self.stand(one, one.kind, TABLE[one.status, move.value], on)
            if move == "pay":
                one.paid = max(one.paid or on, on + 365 * DAY)

    def moves(self, by: str, one: One, move: str, on: dt.date) -> bool:
        """Say whether the table, the kind, the days and who asks allow a move."""
        owes = one.kind == "member" or move not in {"owe", "pay", "lapse"}
        dated = on <= self.today and (not one.stood or one.stood[-1].since <= on)
        return one.into is None and self.keeps(by, one.place) and (one.status, move) in TABLE and owes and dated

    @rule(by=WHO, n=PICK, kind=st.sampled_from(["member", "supporter", "affiliate"]), body=st.booleans())
    def become(self, by: str, n: int, kind: str, body: bool) -> None:  # noqa: FBT001 - as above
        n %= len(self.people)
        one, row, actor, on = self.model[n], self.fresh(n), self.actors[by], self.today
        may = self.moves(by, one, "become", on) and body == (kind == "affiliate")
        named = "Rail Union" if body else ""
        done = self.tried(
            lambda: actions.become(row, kind=Kind(kind), body=named, on=on, by=actor, at=self.at), may=may
        )
        if done is not None:
            self.stand(one, kind, "standing", on)

    @rule(by=WHO, n=PICK, place=st.sampled_from([0, 1, None]))
    def transfer(self, by: str, n: int, place: int | None) -> None:
        n %= len(self.people)
        one, row, actor = self.model[n], self.fresh(n), self.actors[by]
        to = None if place is None else self.groups[place]
        may = one.into is None and self.keeps(by, one.place)
        before = Entry.objects.count()
        self.tried(lambda: actions.transfer(row, to=to, by=actor, at=self.at), may=may)
        if Entry.objects.count() > before:
            one.place = place

    @rule(n=PICK, days=st.sampled_from([-40, -1, 0, 0, 1, 10]), due=st.booleans())
    def pays_until(self, n: int, days: int, due: bool) -> None:  # noqa: FBT001 - as above
        """A file said until when somebody has paid."""
        n %= len(self.people)
        if self.model[n].into is None:
            self.model[n].paid = self.today + days * DAY
            Person.objects.filter(pk=self.people[n].pk).update(paid_until=self.model[n].paid)
        if due:
            self.come_due(site=True)

    @rule(by=WHO, place=st.integers(0, 1))
    def chase(self, by: str, place: int) -> None:
        actor, here = self.actors[by], self.groups[place]
        due = [one for one in self.model if one.into is None and one.place == place and one.status == "due"
               and not any(day > self.today - 14 * DAY for day in one.asked)]  # fmt: skip
        done = self.tried(lambda: of_groups.chase(here, by=actor, at=self.at), may=self.keeps(by, place))
        if done is not None:
            assert done == len(due)
            for one in due:
                one.asked.append(self.today)

    @rule(site=st.sampled_from([True, True, True, False]))
    def come_due(self, site: bool) -> None:  # noqa: FBT001 - as above
        actor = SITE_ITSELF if site else officer()
        done = self.tried(lambda: of_time.come_due(None, by=actor, at=self.at), may=site)
        if done is None:
            return
        members = [one for one in self.model if one.into is None and one.kind == "member"]
        owing = [one for one in members if one.status == "standing" and one.paid and one.paid < self.today]
        lapsing = [one for one in members if one.status == "due" and len(one.asked) > 1
                   and one.stood[-1].since <= self.today - 90 * DAY]  # fmt: skip
        assert done == (len(owing), len(lapsing))
        for one in owing:
            self.stand(one, one.kind, "due", self.today)
        for one in lapsing:
            self.stand(one, one.kind, "lapsed", self.today)

    @rule(n=PICK)
    def let_lapse(self, n: int) -> None:
        """Owe, be asked twice, and come to the day: by chance alone hardly anybody lapses."""
        n %= len(self.people)
        place = self.model[n].place
        self.moved(by="all", n=n, move=Move.OWE, back=0, why=False)
        for days, asked in ((1, True), (20, True), (45, False), (25, False)):
            if asked and place is not None:
                self.chase(by="all", place=place)
            self.wait(hours=24 * days)
            self.come_due(site=True)

    @rule(by=WHO, n=PICK, other=PICK, standing=st.booleans(), there=st.booleans())
    def merge(self, by: str, n: int, other: int, standing: bool, there: bool) -> None:  # noqa: FBT001 - as above
        n, other = n % len(self.people), other % len(self.people)
        if n == other:
            return
        kept, gone, actor = self.model[n], self.model[other], self.actors[by]
        pair = doubled(self.people[n], self.people[other])
        Double.objects.filter(pk=pair.pk).update(said="")
        row = Double.objects.select_related("one__group", "other__group").get(pk=pair.pk)
        may = kept.into is None is gone.into and self.keeps(by, kept.place) and self.keeps(by, gone.place)
        chosen = ({"standing": "gone"} if standing else {}) | ({"group": "gone"} if there else {})
        done = self.tried(
            lambda: actions.merge(row, keep=self.people[n].pk, chosen=chosen, by=actor, at=self.at), may=may
        )
        if done is None:
            return
        before = ({name: getattr(kept, name) for name in FIELDS}, {name: getattr(gone, name) for name in FIELDS})
        if standing:
            kept.stood, gone.stood = gone.stood, kept.stood
            kept.kind, kept.status = gone.kind, gone.status
        kept.place = gone.place if there else kept.place
        kept.joined = min(filter(None, (kept.joined, gone.joined)), default=None)
        kept.paid = max(filter(None, (kept.paid, gone.paid)), default=None)
        kept.asked = kept.asked + gone.asked
        after = {name: getattr(kept, name) for name in FIELDS}
        self.made.append(Made(n, other, before, after, standing, gone.asked))
        self.merges.append(done)
        gone.into, gone.kind, gone.status, gone.asked = n, "", "", []
        gone.place = gone.joined = gone.paid = None

    @precondition(lambda self: self.merges)
    @rule(by=WHO, pick=st.integers(0, 1))
    def unmerge(self, by: str, pick: int) -> None:
        n = max(len(self.merges) - 1 - pick, 0)
        made, row = self.made[n], Merge.objects.select_related("kept__group").get(pk=self.merges[n].pk)
        kept, gone, actor = self.model[made.kept], self.model[made.gone], self.actors[by]
        both = {made.kept, made.gone}
        later = any(not one.over and both & {one.kept, one.gone} for one in self.made[n + 1 :])
        may = not made.over and not later and self.keeps(by, kept.place)
        before = Entry.objects.count()
        self.tried(lambda: actions.unmerge(row, by=actor, at=self.at), may=may)
        if Entry.objects.count() == before:
            return
        made.over, gone.into = True, None
        if made.swapped:
            kept.stood, gone.stood = gone.stood, kept.stood
        for name in FIELDS:
            if getattr(kept, name) == made.after[name]:
                setattr(kept, name, made.before[0][name])
            setattr(gone, name, made.before[1][name])
        for one in (kept, gone):
            one.kind, one.status = one.stood[-1].kind, one.stood[-1].status
        gone.asked = made.asked
        for day in gone.asked:
            kept.asked.remove(day)

    @invariant()
    def everybody_stands_as_the_model_says(self) -> None:
        for n, one in enumerate(self.model):
            row = self.fresh(n)
            place = None if one.place is None else self.groups[one.place].pk
            into = None if one.into is None else self.people[one.into].pk
            assert (row.kind, row.status, row.group_id, row.joined_on, row.paid_until, row.merged_into_id) == (
                one.kind, one.status, place, one.joined, one.paid, into,
            ), n  # fmt: skip
            stood = Membership.objects.filter(person=row).order_by("pk")
            assert list(stood.values_list("kind", "status", "since_on", "until_on")) == [
                (was.kind, was.status, was.since, was.until) for was in one.stood
            ], n
            asked = Chase.objects.filter(person=row).values_list("asked_on", flat=True)
            assert sorted(asked) == sorted(one.asked), n

    @invariant()
    def tallies_are_what_one_counts(self) -> None:
        counted: dict[tuple[int, str, str], int] = {}
        for one in self.model:
            where = (0 if one.place is None else self.groups[one.place].pk, one.kind, one.status)
            if one.into is None:
                counted[where] = counted.get(where, 0) + 1
        kept = Tally.objects.exclude(people=0).values_list("group", "kind", "status", "people")
        assert {where[:3]: where[3] for where in kept} == counted


@pytest.mark.django_db
def test_a_plain_model_says_the_same() -> None:
    case = Belonging.TestCase
    case.settings = settings(max_examples=15, stateful_step_count=25, suppress_health_check=list(HealthCheck))
    case().runTest()
