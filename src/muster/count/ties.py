"""What votes don't decide: by the most recent earlier stage that does, else by a lot that anybody can draw again.

docs/methods/count.md, under Ties.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from muster.count.result import ChairsLot, Count, EarlierStage, LotDrawn, MakesNoDifference, Stage, Ticket, Tie

HEAD_DIGITS = 32  # at least


@dataclass(frozen=True, slots=True)
class Drawn:
    """A lot that the chair drew: who was chosen at a stage, and who watched."""

    stage: int
    candidate: int
    witness: str


@dataclass(frozen=True, slots=True)
class Lots:
    """How ties are settled that no earlier stage settles.

    Attributes:
        seed: of the lot, in hex; '' for none.
        drawn: what the chair drew.
        tried: who is chosen at the first, second... tie that neither settles, to see whether it makes a difference.
    """

    seed: str = ""
    drawn: tuple[Drawn, ...] = ()
    tried: tuple[int, ...] = ()


class UndecidedError(Exception):
    """A tie that nothing settles; it holds the tie and, once the count has stopped, what was counted until then."""

    def __init__(self, stage: int, to: str, candidates: tuple[int, ...]) -> None:
        super().__init__(f"stage {stage}: nothing decides whom to {to}")
        self.stage, self.to, self.candidates = stage, to, candidates
        self.so_far: Count | None = None


class LotError(ValueError):
    """A lot that can't be used; the sentence says why."""


@dataclass(slots=True)
class Settler:
    """Settles the ties of one count, and notes them for the stage they belong to."""

    lots: Lots
    noted: list[Tie] = field(default_factory=list)
    tries: int = 0

    def choose(self, candidates: Sequence[int], *, to: str, lowest: bool, stage: int, past: Sequence[Stage]) -> int:
        """Choose one of several with equal votes.

        Args:
            candidates: between whom.
            to: what for: 'exclude', 'transfer' or 'elect'.
            lowest: whether fewer votes at an earlier stage mean being chosen, rather than more.
            stage: at which this is.
            past: the stages before, whose totals are looked at from the last to the first.

        Raises:
            UndecidedError: if nothing settles it.
        """
        among = tuple(sorted(candidates))
        if len(among) == 1:
            return among[0]
        left, settled = _look_back(among, past, lowest=lowest)
        if settled is not None:
            self._note(Tie(stage, to, among, left[0], EarlierStage(settled)))
            return left[0]
        drawn = next((one for one in self.lots.drawn if one.stage == stage and one.candidate in left), None)
        if drawn:
            self._note(Tie(stage, to, left, drawn.candidate, ChairsLot(drawn.witness)))
            return drawn.candidate
        if self.lots.seed:
            tickets = draw_tickets(self.lots.seed, left, to=to, stage=stage)
            self._note(Tie(stage, to, left, tickets[0].candidate, LotDrawn(tickets)))
            return tickets[0].candidate
        if self.tries < len(self.lots.tried):
            chosen = self.lots.tried[self.tries]
            self.tries += 1
            self._note(Tie(stage, to, left, chosen, MakesNoDifference()))
            return chosen
        raise UndecidedError(stage, to, left)

    def take(self) -> tuple[Tie, ...]:
        """Hand over what was noted since the last time."""
        noted, self.noted = tuple(self.noted), []
        return noted

    def _note(self, tie: Tie) -> None:
        self.noted.append(tie)


def make_seed(head: str, dice: str) -> str:
    """Make a lot's seed: SHA-256 of the public record's head (hex) and the dice, such as '4 1 6', as one line of text.

    Raises:
        LotError: if either isn't as it should be.
    """
    head = _hex(head, HEAD_DIGITS)
    rolls = "".join(dice.replace(",", " ").split())
    if not rolls or set(rolls) - set("123456"):
        raise LotError(f"'{dice}': write what the dice showed, such as '4 1 6 6 2'")
    return hashlib.sha256(f"{head} {rolls}".encode()).hexdigest()


def check_seed(seed: str) -> str:
    """Read a seed: hex digits.

    Raises:
        LotError: if it isn't one.
    """
    return _hex(seed, 1)


def draw_tickets(seed: str, candidates: Sequence[int], *, to: str, stage: int) -> tuple[Ticket, ...]:
    """Draw a ticket for each candidate, the lowest first: SHA-256 of 'SEED stage N: exclude candidate K'."""
    tickets = []
    for candidate in candidates:
        words = f"{seed} stage {stage}: {to} candidate {candidate + 1}"
        tickets.append(Ticket(candidate, words, hashlib.sha256(words.encode()).hexdigest()))
    return tuple(sorted(tickets, key=lambda ticket: ticket.drew))


def _hex(text: str, least: int) -> str:
    digits = text.strip().lower().removeprefix("0x")
    if len(digits) < least or set(digits) - set("0123456789abcdef"):
        many = f"at least {least} hex digits" if least > 1 else "hex digits"
        raise LotError(f"'{text}': write {many} (0 to 9 and a to f)")
    return digits


def _look_back(among: tuple[int, ...], past: Sequence[Stage], *, lowest: bool) -> tuple[tuple[int, ...], int | None]:
    """Give who is left after looking back, and the stage that left one alone."""
    left = among
    for stage in reversed(past):
        ends = [stage.totals[candidate] for candidate in left]
        best = min(ends) if lowest else max(ends)
        left = tuple(candidate for candidate, end in zip(left, ends, strict=True) if end == best)
        if len(left) == 1:
            return left, stage.number
    return left, None
