"""Powers in compartments, walls, renewals, broken glass: whatever happens in any order, a plain model says the same."""

import datetime as dt
from dataclasses import asdict, dataclass, field
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from muster.guard import need, pair
from muster.web.power import actions, pairs
from muster.web.power.held import powers_held
from muster.web.power.models import Glass, Grant
from muster.web.record.actor import Actor
from muster.web.record.deeds import ms_of
from muster.web.roll.queries import actor_of_person
from tests.web.deeds_tried import Deeds
from tests.web.power.founded import AT, DAY, founded, named

HOUR = dt.timedelta(hours=1)
WHO = st.sampled_from([0, 1, 0, 1, 2, 3])  # two founders, who do most of it, and two members
PLACE = st.sampled_from(["north", "south", "east", "movement"])
SIDES = {"north": "left", "south": "right"}
FOUNDER = st.integers(0, 1)
PICK = st.integers(0, 3)  # counted from the last
_NO = (PermissionDenied, actions.EndedAlreadyError, need.WalledError, pairs.NoSecondError, pair.OwnCaseError)


def second_of(by: int) -> int:
    """Give which founder approves: the other one; the first, of whoever became one later."""
    return 1 - by if by < 2 else 0


@dataclass
class Held:
    """A power as the model keeps it."""

    holder: int
    role: str
    place: str
    since: dt.datetime
    until: dt.datetime
    ended: bool = False


@dataclass
class Broken:
    """Glass as the model keeps it."""

    holder: int
    place: str
    at: dt.datetime
    reviewed: bool = False


@dataclass
class Model:
    """Who holds what, and on which side they stand, in plain lists."""

    held: list[Held] = field(default_factory=list)
    glass: list[Broken] = field(default_factory=list)
    walls: set[str] = field(default_factory=set)
    stands: dict[int, str] = field(default_factory=dict)
    stopped: dict[int, tuple[dt.datetime, dt.datetime]] = field(default_factory=dict)

    def live(self, at: dt.datetime) -> list[Held]:
        return [one for one in self.held if not one.ended and one.since <= at < one.until]

    def powers(self, who: int, at: dt.datetime) -> set[tuple[str, str]]:
        since, until = self.stopped.get(who, (at, at))
        if since <= at < until:
            return set()
        broken = {("officer", one.place) for one in self.glass if one.holder == who and one.at <= at < one.at + HOUR}
        return {(one.role, one.place) for one in self.live(at) if one.holder == who} | broken

    def founds(self, who: int, at: dt.datetime) -> bool:
        return ("founder", "movement") in self.powers(who, at)

    def pair(self, by: int, at: dt.datetime, about: int | None = None) -> bool:
        """Say whether a founder finds a second one for an act of two."""
        second = second_of(by)
        return self.founds(by, at) and self.founds(second, at) and about not in {by, second}

    def crosses(self, who: int, place: str) -> bool:
        return place in self.walls and self.stands.get(who, SIDES[place]) != SIDES[place]

    def enter(self, who: int, place: str) -> None:
        if place in self.walls:
            self.stands.setdefault(who, SIDES[place])


class Walls(Deeds):
    """Four people, three groups, a conflict between two of these; every deed is tried by anybody."""

    refusals = _NO

    @initialize()
    def begin(self) -> None:
        self.open()
        self.at, self.model = AT, Model()
        self.people = [*founded(), *(named(f"M{n}") for n in range(2))]
        self.model.held = [Held(n, "founder", "movement", AT, AT + 92 * DAY) for n in (0, 1)]
        self.rows: list[Grant] = list(Grant.objects.order_by("pk"))
        self.panes: list[Glass] = []

    def actor(self, who: int) -> Actor:
        return actor_of_person(self.people[who], at=self.at)

    def approved(self, by: int, kind: str, terms: dict[str, Any], place: str, subjects: list[str]) -> None:
        """Let the other founder approve, where there is one who may; a request alone does nothing."""
        wanted = actions.Asked(kind, terms=terms, compartment=place, subjects=subjects)
        try:
            with transaction.atomic():
                request = actions.ask(wanted, by=self.actor(by), at=self.at)
                second = self.actor(second_of(by))
                actions.approve(request, seen=bytes(request.body), by=second, at=self.at)
        except (*_NO, pair.NotOpenError):
            pass

    def of_two(self, deed: Any, *, may: bool) -> Any:
        def done() -> Any:
            try:
                return deed()
            except pairs.NeedsTwoError as error:
                raise PermissionDenied from error

        return self.tried(done, may=may)

    @rule(hours=st.sampled_from([1, 1, 24 * 13, 24 * 40, 24 * 60]))
    def wait(self, hours: int) -> None:
        self.at += hours * HOUR

    @rule(by=WHO, to=WHO, place=PLACE, founder=st.booleans(), days=st.sampled_from([1, 30, 92]))
    def give(self, by: int, to: int, place: str, founder: bool, days: int) -> None:  # noqa: FBT001 - Hypothesis hands it over
        role, place = ("founder", "movement") if founder else ("officer", place)
        until = self.at + days * DAY
        given = actions.Given(self.people[to].pseudonym, role, place, "members", "minute 1", ms_of(until))
        may = self.model.pair(by, self.at, to) and not self.model.crosses(to, place)
        self.approved(by, "power.grant", asdict(given), place, [given.holder])
        actor = self.actor(by)
        done = self.of_two(lambda: actions.grant(given, by=actor, at=self.at), may=may)
        if done is not None:
            self.rows.append(done)
            self.model.held.append(Held(to, role, place, self.at, until))
            self.model.enter(to, place)

    @rule(by=WHO, pick=PICK)
    def renew(self, by: int, pick: int) -> None:
        n = max(len(self.rows) - 1 - pick, 0)
        one, row, actor = self.model.held[n], Grant.objects.get(pk=self.rows[n].pk), self.actor(by)
        may = self.model.founds(by, self.at) and by != one.holder and not one.ended and self.at < one.until
        done = self.tried(lambda: actions.renew(row, decision="minute 2", by=actor, at=self.at), may=may)
        if done is not None:
            assert done.granted_by == actor.pseudonym
            one.ended = True
            self.rows.append(done)
            self.model.held.append(Held(one.holder, one.role, one.place, self.at, self.at + 92 * DAY))

    @rule(by=FOUNDER)
    def certify_each_other(self, by: int) -> None:
        """A founder keeps the other's power alive: by chance alone both are soon without any."""
        for n, one in enumerate(self.model.held):
            if one.role == "founder" and one.holder == 1 - by and not one.ended and self.at < one.until:
                self.renew(by=by, pick=len(self.rows) - 1 - n)
                return

    @rule(by=WHO, pick=PICK)
    def withdraw(self, by: int, pick: int) -> None:
        n = max(len(self.rows) - 1 - pick, 0)
        one, row, actor = self.model.held[n], Grant.objects.get(pk=self.rows[n].pk), self.actor(by)
        if one.role == "founder" or (not one.ended and one.until <= self.at):
            return  # the founders stay: without them nothing more happens
        may = not one.ended and (by == one.holder or self.model.founds(by, self.at))
        if self.tried(lambda: actions.withdraw(row, by=actor, at=self.at), may=may):
            one.ended = True

    @rule(by=WHO, place=st.sampled_from(["north", "south"]))
    def raise_wall(self, by: int, place: str) -> None:
        if place in self.model.walls:
            return
        side = actions.Side("seats", SIDES[place], place, "rule 9")
        actor, model = self.actor(by), self.model
        now = {one.holder for one in model.held if one.place == place and not one.ended and self.at < one.until}
        now |= {one.holder for one in model.glass if one.place == place and self.at < one.at + HOUR}
        may = model.pair(by, self.at) and all(model.stands.get(who, SIDES[place]) == SIDES[place] for who in now)
        self.approved(by, "power.raise_wall", asdict(side), "movement", [])
        if self.of_two(lambda: actions.raise_wall(side, by=actor, at=self.at), may=may):
            model.walls.add(place)
            ever = [(one.holder, one.place) for one in model.held] + [(one.holder, one.place) for one in model.glass]
            for who in {who for who, where in ever if where == place}:
                model.enter(who, place)

    @rule(by=FOUNDER, who=st.integers(2, 3), north=st.booleans(),
          walls=st.sampled_from(["first", "between", "last", "last"]),
          way=st.sampled_from(["held", "held", "over", "glass"]))  # fmt: skip
    def on_both_sides(self, by: int, who: int, north: bool, walls: str, way: str) -> None:  # noqa: FBT001 - as above
        """Power on one side, then on the other, with the walls raised at any time: by chance alone that is rare."""
        places = ["north", "south"] if north else ["south", "north"]
        self.certify_each_other(by=by)
        for n, place in enumerate(places):
            for wall in places if walls == ("first", "between")[n] else ():
                self.raise_wall(by=by, place=wall)
            if way == "glass":
                self.break_glass(by=by, place=place)
            else:
                self.give(by=by, to=who, place=place, founder=False, days=30)
            if way == "over" and n == 0:
                self.withdraw(by=by, pick=0)
        for wall in places if walls == "last" else ():
            self.raise_wall(by=by, place=wall)

    @rule(by=FOUNDER, who=st.integers(2, 3), days=st.sampled_from([1, 30]))
    def renew_twice(self, by: int, who: int, days: int) -> None:
        """A power that was renewed, or has run out, is renewed no more."""
        self.give(by=by, to=who, place="east", founder=False, days=days)
        self.wait(hours=24)
        self.renew(by=by, pick=0)
        if self.rows and self.model.held[-1].place == "east":
            self.renew(by=by, pick=1)

    @rule(by=WHO, place=PLACE)
    def break_glass(self, by: int, place: str) -> None:
        actor = self.actor(by)
        may = self.model.founds(by, self.at) and not self.model.crosses(by, place)
        done = self.tried(lambda: actions.break_glass(place, reason="flood", by=actor, at=self.at), may=may)
        if done is not None:
            self.panes.append(done)
            self.model.glass.append(Broken(by, place, self.at))
            self.model.enter(by, place)

    @precondition(lambda self: self.panes)
    @rule(by=WHO, pick=PICK, right=st.booleans())
    def review(self, by: int, pick: int, right: bool) -> None:  # noqa: FBT001 - as above
        n = max(len(self.panes) - 1 - pick, 0)
        one, row, actor = self.model.glass[n], Glass.objects.get(pk=self.panes[n].pk), self.actor(by)
        powers = self.model.powers(by, self.at)
        may = (
            by != one.holder and not one.reviewed and bool(powers & {("founder", "movement"), ("officer", "movement")})
        )
        if self.tried(lambda: actions.review(row, right=right, by=actor, at=self.at), may=may):
            one.reviewed = True
            said = Glass.objects.get(pk=row.pk)
            assert (said.reviewed_by, said.reviewed_at, said.right) == (actor.pseudonym, self.at, right)

    @rule(by=st.integers(0, 1), about=st.integers(2, 3))
    def suspend(self, by: int, about: int) -> None:
        whom, actor = self.people[about].pseudonym, self.actor(by)
        since, until = self.model.stopped.get(about, (self.at, self.at))
        may = self.model.pair(by, self.at, about) and not since <= self.at < until
        self.approved(by, "power.suspend", {"holder": whom, "scope": "x"}, "movement", [whom])
        if self.of_two(lambda: actions.suspend(whom, scope="x", by=actor, at=self.at), may=may):
            self.model.stopped[about] = (self.at, self.at + 14 * DAY)

    @invariant()
    def everybody_holds_what_the_model_says(self) -> None:
        for n, person in enumerate(self.people):
            held = powers_held(person.pseudonym, at=self.at)
            assert {(one.role, one.compartment) for one in held} == self.model.powers(n, self.at), n
            for role in ("founder", "officer"):
                opened = {place for place in ("north", "south", "east", "movement")
                          if need.opens(held, roles={role}, compartment=place)}  # fmt: skip
                places = {place for one, place in self.model.powers(n, self.at) if one == role}
                assert opened == ({"north", "south", "east", "movement"} if "movement" in places else places), n

    @invariant()
    def nobody_holds_power_on_two_sides_of_a_wall(self) -> None:
        if len(self.model.walls) == 2:
            for n in range(len(self.people)):
                assert len({place for _role, place in self.model.powers(n, self.at)} & {"north", "south"}) < 2, n


@pytest.mark.django_db
def test_a_plain_model_says_the_same() -> None:
    case = Walls.TestCase
    case.settings = settings(max_examples=20, stateful_step_count=30, suppress_health_check=list(HealthCheck))
    case().runTest()
