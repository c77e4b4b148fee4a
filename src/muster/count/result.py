"""What a count gives: every stage with its figures, and every decision with its reason, as values.

Candidates are indices from 0. Votes are whole numbers of a rule's smallest part: `places` decimals.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from muster.count.limits import Category, Clashes

NOBODY = -1


@dataclass(frozen=True, slots=True)
class FirstPreferences:
    """Every paper lies with its first preference."""


@dataclass(frozen=True, slots=True)
class SurplusMoved:
    """What a candidate had beyond the quota went on."""

    candidate: int
    surplus: int


@dataclass(frozen=True, slots=True)
class Fewest:
    """Excluded for having the fewest votes of those who could be."""


@dataclass(frozen=True, slots=True)
class CannotBeElected:
    """Excluded because the constraints leave no way in which this candidate is among those elected (doomed)."""


@dataclass(frozen=True, slots=True)
class Excluded:
    """A candidate is out, and the papers went on at the value they had."""

    candidate: int
    why: Fewest | CannotBeElected


@dataclass(frozen=True, slots=True)
class Shared:
    """Meek: papers were shared anew until no more than a trifle was left over."""

    rounds: int


Deed: TypeAlias = FirstPreferences | SurplusMoved | Excluded | Shared


@dataclass(frozen=True, slots=True)
class ReachedQuota:
    """Has at least the quota."""


@dataclass(frozen=True, slots=True)
class MoreThanAllOthers:
    """Has more votes than all others together."""


@dataclass(frozen=True, slots=True)
class LastPlaces:
    """As many are left as there are places to fill."""


@dataclass(frozen=True, slots=True)
class MostVotes:
    """Has the most votes of those who could still be elected."""


@dataclass(frozen=True, slots=True)
class Elected:
    """A candidate is elected, with what they had then."""

    candidate: int
    votes: int
    why: ReachedQuota | MoreThanAllOthers | LastPlaces | MostVotes


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Had the votes, but the constraints left no way in which this candidate is elected."""

    candidate: int
    votes: int


@dataclass(frozen=True, slots=True)
class EarlierStage:
    """Settled by the most recent earlier stage at which they differed."""

    stage: int


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a candidate drew: the SHA-256 of `words`, in hex."""

    candidate: int
    words: str
    drew: str


@dataclass(frozen=True, slots=True)
class LotDrawn:
    """Settled by lot from a public seed: the lowest ticket is chosen."""

    tickets: tuple[Ticket, ...]


@dataclass(frozen=True, slots=True)
class ChairsLot:
    """Settled by a lot that the chair drew before a witness."""

    witness: str


@dataclass(frozen=True, slots=True)
class MakesNoDifference:
    """Nothing settled it and nobody need: whoever is chosen, the same candidates are elected. The first was taken."""


@dataclass(frozen=True, slots=True)
class DeclaredTied:
    """Nothing settled it, and it decides who is elected: the count stops here."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Candidates between whom votes didn't decide.

    Attributes:
        stage: at which one had to be chosen.
        to: 'exclude', 'transfer' (whose surplus goes first) or 'elect'.
        candidates: between whom.
        chosen: who was, None if nobody.
        by: how.
    """

    stage: int
    to: str
    candidates: tuple[int, ...]
    chosen: int | None
    by: EarlierStage | LotDrawn | ChairsLot | MakesNoDifference | DeclaredTied


@dataclass(frozen=True, slots=True)
class Parcel:
    """Papers of one value that went from one candidate to another, or (to None) to nobody.

    Attributes:
        to: who got them.
        papers: how many.
        was: what each counted for before.
        value: what each counts for now.
    """

    to: int | None
    papers: int
    was: int
    value: int


@dataclass(frozen=True, slots=True)
class Parcels:
    """All parcels of a stage, in columns: a count makes thousands of them, and few are ever looked at.

    Attributes:
        to: who got each, `NOBODY` for nobody.
        papers: how many.
        was: what each of its papers counted for before.
        value: what each counts for now.
    """

    to: tuple[int, ...] = ()
    papers: tuple[int, ...] = ()
    was: tuple[int, ...] = ()
    value: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.to)

    def __iter__(self) -> Iterator[Parcel]:
        for to, papers, was, value in zip(self.to, self.papers, self.was, self.value, strict=True):
            yield Parcel(None if to == NOBODY else to, papers, was, value)


NO_PARCELS = Parcels()


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage.

    Attributes:
        number: from 1.
        deed: what was done.
        totals: each candidate's votes after it.
        exhausted: votes that count for nobody any more, with what rounding took.
        rounding: how much of `exhausted` rounding took.
        quota: what to reach at this stage, if the rule has a quota.
        parcels: what went where.
        elected: who was elected at its end, in order.
        passed_over: who had the votes and may not be elected.
        guarded: hopefuls who can't be excluded, since the constraints then couldn't be met.
        doomed: hopefuls who can't be elected, since the constraints then couldn't be met.
        ties: what had to be decided.
        keep: Meek's keep factors, in billionths; () otherwise.
    """

    number: int
    deed: Deed
    totals: tuple[int, ...]
    exhausted: int
    rounding: int = 0
    quota: int | None = None
    parcels: Parcels = NO_PARCELS
    elected: tuple[Elected, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()
    guarded: tuple[int, ...] = ()
    doomed: tuple[int, ...] = ()
    ties: tuple[Tie, ...] = ()
    keep: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """How the papers were read, in papers; `valid` are those that count at first.

    Attributes:
        valid: with a clear first preference for somebody who stands.
        empty: with no mark.
        unclear: whose first rank is left out or given to several.
        withdrawn: which name only candidates who don't stand any more.
        repeated_rank: valid, but a later rank is given to several: it counts as far as before that.
        skipped_rank: valid, but a later rank is left out: it counts as far as before that.
        repeated_name: valid, but somebody is named again: the first time counts.
    """

    valid: int
    empty: int = 0
    unclear: int = 0
    withdrawn: int = 0
    repeated_rank: int = 0
    skipped_rank: int = 0
    repeated_name: int = 0

    @property
    def papers(self) -> int:
        """All of them."""
        return self.valid + self.empty + self.unclear + self.withdrawn


@dataclass(frozen=True, slots=True)
class TooFewCandidates:
    """Fewer stand than there are seats."""


@dataclass(frozen=True, slots=True)
class NoVotes:
    """Nobody cast a valid vote, and more stand than there are seats."""


@dataclass(frozen=True, slots=True)
class ConstraintsUnmet:
    """No choice among those who stand meets the constraints; nominations are re-opened for these seats.

    Attributes:
        short: (category, how many more people of it must be among those elected later).
        clashes: what those who stand can't meet: constraints alone, else such as clash.
    """

    short: tuple[tuple[str, int], ...]
    clashes: Clashes


@dataclass(frozen=True, slots=True)
class Vacant:
    """Seats that this count can't fill."""

    seats: int
    why: TooFewCandidates | NoVotes | ConstraintsUnmet


@dataclass(frozen=True, slots=True)
class Count:
    """A whole count.

    Attributes:
        rule: scottish, av, meek, approval or fptp.
        title: the contest's.
        names: the candidates'.
        seats: to be filled.
        places: decimals of every amount of votes here.
        quota: of the last stage, if the rule has one.
        elected: in the order of election.
        stages: all of them.
        tally: how papers were read.
        withdrawn: who didn't stand.
        constraints: what had to be kept to.
        vacant: seats that stay vacant, if any.
        finished: False if a tie that decides was declared.
    """

    rule: str
    title: str
    names: tuple[str, ...]
    seats: int
    places: int
    quota: int | None
    elected: tuple[int, ...]
    stages: tuple[Stage, ...]
    tally: Tally
    withdrawn: tuple[int, ...] = ()
    constraints: tuple[Category, ...] = ()
    vacant: Vacant | None = None
    finished: bool = True

    @property
    def ties(self) -> tuple[Tie, ...]:
        """Everything that votes didn't decide."""
        return tuple(tie for stage in self.stages for tie in stage.ties)

    @property
    def exhausted(self) -> int:
        """Votes that count for nobody at the end."""
        return self.stages[-1].exhausted
