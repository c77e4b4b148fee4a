"""The rules once more, slowly and plainly, from their texts: a paper at a time, decimals, every subset tried."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_UP, Decimal
from fractions import Fraction
from itertools import combinations

from muster.count.limits import Category

FIVE, NINE = Decimal("0.00001"), Decimal("0.000000001")


@dataclass
class Paper:
    """One voter's paper: candidates left on it in order, and what it is worth."""

    ranks: list[int]
    worth: Decimal = Decimal(1)


@dataclass
class Naive:
    """What a naive count finds: totals and what is exhausted after each stage, and who is elected in which order."""

    elected: list[int] = field(default_factory=list)
    totals: list[list[Decimal]] = field(default_factory=list)
    exhausted: list[Decimal] = field(default_factory=list)
    guarded: list[set[int]] = field(default_factory=list)
    doomed: list[set[int]] = field(default_factory=list)


@dataclass
class Asked:
    """What is counted."""

    candidates: int
    papers: list[tuple[int, list[int]]]
    seats: int
    seed: str = "00" * 16
    categories: tuple[Category, ...] = ()
    filled: int | None = None

    @property
    def places(self) -> int:
        return min(self.seats, self.candidates) if self.filled is None else self.filled


def completions(asked: Asked, elected: Collection[int], hopeful: Collection[int]) -> bool:
    """Try every way to make up the number, and look at each constraint."""
    wanted = asked.places - len(elected)
    if wanted < 0:
        return False
    lacking_may_be = asked.seats - asked.places
    for more in combinations(sorted(hopeful), wanted):
        chosen = {*elected, *more}
        if all(one.at_most is None or len(chosen & one.candidates) <= one.at_most for one in asked.categories):
            short: dict[str, int] = {}
            for at, one in enumerate(asked.categories):
                key = one.group or f"alone {at}"
                short[key] = short.get(key, 0) + max(0, one.at_least - len(chosen & one.candidates))
            if all(number <= lacking_may_be for number in short.values()):
                return True
    return False


def places_with(asked: Asked) -> int:
    """Fill as many seats as those who stand allow."""
    for filled in range(asked.seats, -1, -1):
        tried = Asked(asked.candidates, [], asked.seats, categories=asked.categories, filled=filled)
        if filled <= asked.candidates and completions(tried, (), range(asked.candidates)):
            return filled
    return -1


def judged(asked: Asked, elected: Sequence[int], hopeful: Collection[int]) -> tuple[set[int], set[int]]:
    if not asked.categories:
        return set(), set()
    guarded = {one for one in hopeful if not completions(asked, elected, set(hopeful) - {one})}
    doomed = {one for one in hopeful if not completions(asked, [*elected, one], set(hopeful) - {one})}
    return guarded, doomed


def choose(asked: Asked, tied: list[int], past: list[list[Decimal]], *, lowest: bool, to: str) -> int:
    """The most recent earlier stage at which they differed; then the lot."""
    for totals in reversed(past):
        best = min(totals[x] for x in tied) if lowest else max(totals[x] for x in tied)
        tied = [x for x in tied if totals[x] == best]
        if len(tied) == 1:
            return tied[0]
    words = {x: f"{asked.seed} stage {len(past) + 1}: {to} candidate {x + 1}" for x in tied}
    return min(tied, key=lambda x: hashlib.sha256(words[x].encode()).hexdigest())


def order_key(totals: list[Decimal], past: list[list[Decimal]], candidate: int) -> tuple[Decimal | int, ...]:
    return (-totals[candidate], *(-stage[candidate] for stage in reversed(past)), candidate)


def elect(asked: Asked, found: Naive, totals: list[Decimal], hopeful: set[int], quota: Decimal) -> list[int]:
    """Elect whom this stage elects; constraints are asked anew after each."""
    now = []
    waiting = {one for one in hopeful if totals[one] >= quota}
    while waiting and len(found.elected) < asked.places:
        waiting -= judged(asked, found.elected, hopeful)[1]
        if not waiting:
            break
        best = [one for one in sorted(waiting) if totals[one] == max(totals[x] for x in waiting)]
        if completions(asked, [*found.elected, *best], hopeful - set(best)):
            first = min(best, key=lambda one: order_key(totals, found.totals, one))
        else:
            first = choose(asked, best, found.totals, lowest=False, to="elect") if len(best) > 1 else best[0]
        waiting.discard(first)
        hopeful.discard(first)
        found.elected.append(first)
        now.append(first)
    left = asked.places - len(found.elected)
    guarded, doomed = judged(asked, found.elected, hopeful) if left else (set(), set())
    found.guarded.append(guarded)
    found.doomed.append(doomed)
    able = hopeful - doomed
    if left and len(able) == left and (asked.papers or len(hopeful) <= left):
        for one in sorted(able, key=lambda one: order_key(totals, found.totals, one)):
            hopeful.discard(one)
            found.elected.append(one)
    return now


def note(found: Naive, totals: list[Decimal], exhausted: Decimal) -> None:
    found.totals.append(list(totals))
    found.exhausted.append(exhausted)


def naive_scottish(asked: Asked) -> Naive:
    """Rules 'First stage' to 'Filling of last vacancies' of the Scottish Orders."""
    found = Naive()
    votes = sum(number for number, _ in asked.papers)
    quota = Decimal(votes // (asked.seats + 1) + 1)
    hopeful = set(range(asked.candidates))
    piles: dict[int, list[Paper]] = {one: [] for one in hopeful}
    for number, ranks in asked.papers:
        piles[ranks[0]] += [Paper(ranks[1:]) for _ in range(number)]
    totals = [Decimal(len(piles[one])) for one in range(asked.candidates)]
    exhausted = Decimal(0)
    surplus_of: list[int] = []
    while True:
        reached = elect(asked, found, totals, hopeful, quota)
        surplus_of += [one for one in reached if totals[one] > quota]
        note(found, totals, exhausted)
        if len(found.elected) == asked.places or not hopeful or not votes:
            return found
        guarded, doomed = found.guarded[-1], found.doomed[-1]
        if surplus_of and not doomed:
            most = max(totals[one] for one in surplus_of)
            tied = sorted(one for one in surplus_of if totals[one] == most)
            giver = choose(asked, tied, found.totals, lowest=False, to="transfer") if len(tied) > 1 else tied[0]
            surplus_of.remove(giver)
            surplus, had = totals[giver] - quota, totals[giver]
            moving = piles.pop(giver)
            for paper in moving:
                paper.worth = Decimal(0) + ((surplus * paper.worth) / had).quantize(FIVE, ROUND_DOWN)
            totals[giver] = quota
            exhausted += surplus - sum(paper.worth for paper in moving)
        else:
            among = doomed or hopeful - guarded
            fewest = min(totals[one] for one in among)
            tied = sorted(one for one in among if totals[one] == fewest)
            goer = choose(asked, tied, found.totals, lowest=True, to="exclude") if len(tied) > 1 else tied[0]
            hopeful.discard(goer)
            moving = piles.pop(goer)
            totals[goer] = Decimal(0)
        for paper in moving:
            while paper.ranks and paper.ranks[0] not in hopeful:
                paper.ranks.pop(0)
            if paper.ranks:
                to = paper.ranks.pop(0)
                piles[to].append(paper)
                totals[to] += paper.worth
            else:
                exhausted += paper.worth


def naive_av(asked: Asked) -> Naive:
    """More than all others together, else the lowest goes: every stage counts all papers from the beginning."""
    found = Naive()
    hopeful = set(range(asked.candidates))
    while True:
        totals = [Decimal(0)] * asked.candidates
        for number, ranks in asked.papers:
            first = next((one for one in ranks if one in hopeful), None)
            if first is not None:
                totals[first] += number
        for one in sorted(hopeful):
            if totals[one] * 2 > sum(totals):
                found.elected = [one]
        if not found.elected and len(hopeful) == 1:
            found.elected = list(hopeful)
        votes = sum(number for number, _ in asked.papers)
        note(found, totals, votes - sum(totals, Decimal(0)))
        found.guarded.append(set())
        found.doomed.append(set())
        if found.elected or not votes:
            return found
        tied = [one for one in sorted(hopeful) if totals[one] == min(totals[x] for x in hopeful)]
        hopeful.discard(choose(asked, tied, found.totals, lowest=True, to="exclude") if len(tied) > 1 else tied[0])


def naive_meek(asked: Asked) -> Naive:  # noqa: C901 - as the text goes
    """The Proportional Representation Foundation's text, step by step, in decimals."""
    found = Naive()
    votes = sum(number for number, _ in asked.papers)
    hopeful = set(range(asked.candidates))
    keep = [Decimal(1)] * asked.candidates
    while True:
        before = None
        while True:
            totals = [Decimal(0)] * asked.candidates
            for number, ranks in asked.papers:  # B.2.a
                weight = Decimal(1)
                for one in ranks:
                    share = (weight * keep[one]).quantize(NINE, ROUND_UP)
                    totals[one] += share * number
                    weight -= share
                    if weight == 0:
                        break
            quota = (sum(totals, Decimal(0)) / (asked.seats + 1)).quantize(NINE, ROUND_DOWN) + NINE  # B.2.b
            doomed = judged(asked, found.elected, hopeful)[1]
            surplus = max(sum((totals[one] - quota for one in found.elected), Decimal(0)), Decimal(0))  # B.2.d
            if any(totals[one] >= quota for one in hopeful - doomed):
                break
            if surplus < Decimal("0.000001") or (before is not None and surplus >= before):
                break
            before = surplus
            for one in found.elected:  # B.2.f
                kept = (keep[one] * quota).quantize(NINE, ROUND_UP)
                keep[one] = Decimal(up(Fraction(kept) / Fraction(totals[one]))) * NINE
        already = len(found.elected)
        elect(asked, found, totals, hopeful, quota)
        note(found, totals, votes - sum(totals, Decimal(0)))
        if len(found.elected) == asked.places or not hopeful or not votes:
            return found
        guarded, doomed = found.guarded[-1], found.doomed[-1]
        if len(found.elected) == already or doomed:  # B.3
            among = doomed or hopeful - guarded
            spare = Decimal(0) if doomed else surplus
            fewest = min(totals[one] for one in among)
            tied = sorted(one for one in among if totals[one] <= fewest + spare)
            goer = choose(asked, tied, found.totals, lowest=True, to="exclude") if len(tied) > 1 else tied[0]
            hopeful.discard(goer)
            keep[goer] = Decimal(0)


def up(number: Fraction) -> int:
    """Round up to whole billionths."""
    return -(-number.numerator * 10**9 // number.denominator)
