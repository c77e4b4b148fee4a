"""Grants, requests of two, interests, suspensions: whatever happens in whatever order, a plain model says the same."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from muster.web.power import actions, pairs
from muster.web.power.held import powers_held
from muster.web.power.models import Grant, Interest, Request, Suspension
from muster.web.power.pairs import interests_of
from muster.web.record.actor import Actor
from muster.web.record.deeds import ms_of
from muster.web.roll.queries import actor_of_person
from tests.web.deeds_tried import Deeds
from tests.web.power.founded import AT, DAY, founded, named

HOUR = dt.timedelta(hours=1)
WHO = st.sampled_from([0, 1, 0, 1, 2, 3, 4])  # two founders, who do most of it, and three members
LATELY = st.integers(0, 2)  # counted from the last
_NO = (PermissionDenied, ValueError, pairs.NeedsTwoError, pairs.NoSecondError)


@dataclass
class Asked:
    """A request as the model keeps it."""

    by: int
    about: int
    kind: str
    ends: dt.datetime
    until: dt.datetime
    approved_by: int | None = None
    over: bool = False


@dataclass
class Model:
    """Who holds what, in plain lists."""

    grants: list[list[Any]] = field(default_factory=list)  # holder, role, from, until
    asked: list[Asked] = field(default_factory=list)
    interests: set[tuple[int, int]] = field(default_factory=set)
    stopped: list[list[Any]] = field(default_factory=list)  # whom, from, until

    def held(self, who: int, at: dt.datetime) -> set[str]:
        if self.is_stopped(who, at):
            return set()
        return {role for holder, role, start, end in self.grants if holder == who and start <= at < end}

    def is_stopped(self, who: int, at: dt.datetime) -> bool:
        return any(whom == who and start <= at < end for whom, start, end in self.stopped)

    def founds(self, who: int, at: dt.datetime) -> bool:
        return "founder" in self.held(who, at)

    def interested(self, one: int, others: set[int]) -> bool:
        return any((one, other) in self.interests or (other, one) in self.interests for other in others)


class Power(Deeds):
    """Five people, two of whom found; every deed is tried by anybody, and done exactly if the model says so."""

    refusals = _NO

    @initialize()
    def begin(self) -> None:
        self.open()
        self.at, self.model = AT, Model()
        self.people = [*founded(), *(named(f"M{n}") for n in range(3))]
        self.model.grants = [[n, "founder", AT, AT + 92 * DAY] for n in (0, 1)]
        self.requests: list[Request] = []
        self.rows: list[Grant] = list(Grant.objects.order_by("pk"))
        self.cases: list[Suspension] = []
        self.declared: dict[int, tuple[int, int]] = {}  # interests, standing or over

    def actor(self, who: int) -> Actor:
        return actor_of_person(self.people[who], at=self.at)

    @rule(hours=st.sampled_from([1, 1, 3, 24 * 13, 24 * 40]))
    def wait(self, hours: int) -> None:
        self.at += hours * HOUR

    @rule(by=WHO, about=WHO, kind=st.sampled_from(["power.grant", "power.suspend"]), days=st.integers(1, 92))
    def ask(self, by: int, about: int, kind: str, days: int) -> None:
        until = self.at + days * DAY
        terms: dict[str, Any] = {"holder": self.people[about].pseudonym}
        if kind == "power.grant":
            rest = {"role": "founder", "compartment": "movement", "purpose": "founding", "decision": "m"}
            terms |= {**rest, "until": ms_of(until), "proposed_by": ""}
        else:
            terms["scope"] = f"case {len(self.requests)}"
        wanted = actions.Asked(kind, terms=terms, compartment="movement", subjects=[terms["holder"]])
        actor = self.actor(by)
        open_ones = [one for one in self.model.asked if not one.over and one.ends > self.at]
        again = next(
            (n for n, one in enumerate(self.model.asked)
             if one in open_ones and (one.by, one.about, one.kind, one.until) == (by, about, kind, until)
             and kind == "power.grant"), None,
        )  # fmt: skip
        may = bool(self.model.held(by, self.at))
        done = self.tried(lambda: actions.ask(wanted, by=actor, at=self.at), may=may)
        if done is not None and again is None:
            self.requests.append(done)
            self.model.asked.append(Asked(by, about, kind, self.at + 4 * HOUR, until))
        elif done is not None and again is not None:
            assert done.pk == self.requests[again].pk

    @precondition(lambda self: self.requests)
    @rule(by=WHO, pick=LATELY, yes=st.booleans())
    def answer(self, by: int, pick: int, yes: bool) -> None:  # noqa: FBT001 - Hypothesis hands it over
        n = max(len(self.requests) - 1 - pick, 0)
        one, row = self.model.asked[n], self.requests[n]
        waits = not one.over and one.approved_by is None and self.at < one.ends
        second = by not in {one.by, one.about} and not self.model.interested(by, {one.by, one.about})
        may = waits and second and self.model.founds(by, self.at)
        actor, seen = self.actor(by), bytes(row.body)
        deed = (lambda: actions.approve(row, seen=seen, by=actor, at=self.at)) if yes else (
            lambda: actions.refuse(row, by=actor, at=self.at))  # fmt: skip
        if self.tried(deed, may=may) is not None:
            one.approved_by, one.over = (by, False) if yes else (None, True)

    @precondition(lambda self: self.requests)
    @rule(pick=LATELY)
    def carry_out(self, pick: int) -> None:
        n = max(len(self.requests) - 1 - pick, 0)
        one, row = self.model.asked[n], self.requests[n]
        second, touched = one.approved_by, {one.by, one.about}
        may = (
            second is not None and not one.over and self.at < one.ends and one.by != one.about
            and self.model.founds(one.by, self.at) and self.model.founds(second, self.at)
            and not self.model.interested(second, touched)
            and not (one.kind == "power.suspend" and self.model.is_stopped(one.about, self.at))
        )  # fmt: skip
        actor = self.actor(one.by)
        done = self.tried(lambda: pairs.carry_out(row, by=actor, at=self.at), may=may)
        if done is None:
            return
        one.over = True
        if isinstance(done, Grant):
            self.rows.append(done)
            self.model.grants.append([one.about, "founder", self.at, one.until])
        else:
            self.cases.append(done)
            self.model.stopped.append([one.about, self.at, self.at + 14 * DAY])

    @rule(by=st.integers(0, 1), about=WHO, kind=st.sampled_from(["power.grant", "power.suspend"]))
    def two_of_one_mind(self, by: int, about: int, kind: str) -> None:
        """Ask, approve and carry out at once: by chance alone few requests come so far."""
        before = len(self.requests)
        self.ask(by=by, about=about, kind=kind, days=30)
        if len(self.requests) > before:
            self.answer(by=1 - by, pick=0, yes=True)
            self.carry_out(pick=0)

    @rule(by=WHO, pick=LATELY)
    def withdraw(self, by: int, pick: int) -> None:
        n = max(len(self.rows) - 1 - pick, 0)
        grant, row = self.model.grants[n], Grant.objects.get(pk=self.rows[n].pk)
        if row.ended_at is None and row.ends_at <= self.at:
            return  # over by itself: withdrawing it is a formality
        may = row.ended_at is None and (by == grant[0] or self.model.founds(by, self.at))
        actor = self.actor(by)
        before = row.ended_at
        self.tried(lambda: actions.withdraw(row, by=actor, at=self.at), may=may)
        if may and before is None:
            grant[3] = min(grant[3], self.at)

    @precondition(lambda self: self.cases)
    @rule(by=WHO, pick=LATELY)
    def end_suspension(self, by: int, pick: int) -> None:
        n = max(len(self.cases) - 1 - pick, 0)
        case, row = self.model.stopped[n], Suspension.objects.get(pk=self.cases[n].pk)
        may = self.at < case[2] and by != case[0] and self.model.founds(by, self.at)
        actor = self.actor(by)
        self.tried(lambda: actions.end_suspension(row, by=actor, at=self.at), may=may)
        if may:
            case[2] = self.at

    @rule(by=WHO, about=WHO)
    def declare(self, by: int, about: int) -> None:
        actor, them = self.actor(by), self.people[about].pseudonym
        done = self.tried(lambda: actions.declare(them, kind=Interest.Kind.WORK, by=actor, at=self.at), may=by != about)
        if done is not None:
            self.model.interests.add((by, about))
            self.declared[done.pk] = (by, about)

    @precondition(lambda self: self.requests)
    @rule(pick=LATELY, other_way=st.booleans(), about_asker=st.booleans())
    def declare_where_it_counts(self, pick: int, other_way: bool, about_asker: bool) -> None:  # noqa: FBT001 - as above
        """Between whoever answers or answered a request and somebody in it: by chance alone that hardly happens."""
        one = self.model.asked[max(len(self.requests) - 1 - pick, 0)]
        second = one.approved_by if one.approved_by is not None else 1 - one.by if one.by in {0, 1} else 0
        pair = (second, one.by if about_asker else one.about)
        self.declare(*(reversed(pair) if other_way else pair))

    @precondition(lambda self: self.declared)
    @rule(by=WHO, pick=LATELY, own=st.booleans())
    def retract(self, by: int, pick: int, own: bool) -> None:  # noqa: FBT001 - as above
        pk = sorted(self.declared)[max(len(self.declared) - 1 - pick, 0)]
        holder, about = self.declared[pk]
        by = holder if own else by
        stands = (holder, about) in self.model.interests and self.standing(holder, about) == pk
        actor, row = self.actor(by), Interest.objects.get(pk=pk)
        self.tried(lambda: actions.retract(row, by=actor, at=self.at), may=by == holder and stands)
        if by == holder and stands:
            self.model.interests.discard((holder, about))

    def standing(self, holder: int, about: int) -> int:
        """The last that was declared of two stands: one that was over before is declared anew."""
        return max(pk for pk, pair in self.declared.items() if pair == (holder, about))

    @invariant()
    def an_interest_counts_both_ways_as_long_as_it_stands(self) -> None:
        for n, person in enumerate(self.people):
            with_them = {m for m in range(len(self.people)) if m != n and self.model.interested(n, {m})}
            assert interests_of(person.pseudonym) == {self.people[m].pseudonym for m in with_them}, n

    @invariant()
    def everybody_holds_what_the_model_says(self) -> None:
        for n, person in enumerate(self.people):
            held = {one.role for one in powers_held(person.pseudonym, at=self.at)}
            assert held == self.model.held(n, self.at), n


@pytest.mark.django_db
def test_a_plain_model_says_the_same() -> None:
    case = Power.TestCase
    case.settings = settings(max_examples=40, stateful_step_count=30, suppress_health_check=list(HealthCheck))
    case().runTest()
