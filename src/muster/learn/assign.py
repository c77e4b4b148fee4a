"""A lottery of doors that anybody can draw again: each door's lot is HMAC-SHA256 of a seed, sorted within its block."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from muster.learn.refusal import RefusedError

SEED_BYTES = 32
COMPARED = ("holdout", "control", "placebo")  # what an arm is called that others are compared with
_WORD = 1 << 64  # the first 64 bits of a lot place a block's first door


class SeedError(RefusedError):
    """The seed is no seed, or not the one whose hash was promised."""


class ArmsError(RefusedError):
    """The arms and their parts make no lottery."""


class DoorInTwoBlocksError(RefusedError):
    """A door was listed in two blocks."""


class NoDoorsError(RefusedError):
    """There is no door to draw for."""


class NoHoldoutError(RefusedError):
    """Nobody is held out, and no reason was given."""


class NotThisDrawError(RefusedError):
    """An assignment is not what its seed gives."""


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm and its part of the whole, in whole parts: visit 85, holdout 15."""

    name: str
    parts: int


@dataclass(frozen=True, slots=True)
class Draw:
    """What a lottery gave, door by door in the order of the list, and what it was drawn from.

    `promise` is the SHA-256 of the seed, which stands in the log before; `doors_hash` that of the list.
    """

    doors: tuple[str, ...]
    blocks: tuple[str, ...]
    arms: tuple[str, ...]
    plan: tuple[Arm, ...]
    promise: str
    doors_hash: str

    def count(self) -> dict[str, int]:
        """Count the doors of each arm, in the plan's order."""
        return {arm.name: self.arms.count(arm.name) for arm in self.plan}


def promise_of(seed: bytes) -> str:
    """Give the hash that is logged before the draw: SHA-256 of the seed, in hexadecimal digits."""
    return hashlib.sha256(seed).hexdigest()


def hash_doors(doors: Mapping[str, str]) -> str:
    """Give the SHA-256 of a list of doors and their blocks, whatever order they stand in.

    Each door is a line `door TAB block LF`, sorted by the door's UTF-8 bytes.
    """
    lines = sorted(f"{door}\t{block}\n".encode() for door, block in doors.items())
    return hashlib.sha256(b"".join(lines)).hexdigest()


def join_doors(rows: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Take rows of (door, block) together: a door with several electors has one lot.

    Raises:
        DoorInTwoBlocksError: if a door stands in two blocks.
    """
    doors: dict[str, str] = {}
    for door, block in rows:
        first = doors.setdefault(door, block)
        if first != block:
            raise DoorInTwoBlocksError(f"door '{door}' stands in block '{first}' and in '{block}'; give it one")
    return doors


def draw_lots(
    doors: Mapping[str, str], *, seed: bytes, plan: Sequence[Arm], promise: str = "", no_holdout: str = ""
) -> Draw:
    """Draw a lottery of doors (households) within blocks.

    A door's lot is HMAC-SHA256(seed, "door" NUL door). Within a block of n doors, sorted by lot, the door in place i
    (from 0) stands at (i + u) / n of the way, u from 0 to 1 being the first 64 bits of HMAC-SHA256(seed, "block" NUL
    block); it gets the arm in whose part of the way it stands, the arms lying one after another in the plan's order.
    Each arm so gets its part of every block, rounded down or up, and each door each arm with exactly that chance.
    All in whole numbers.

    Args:
        doors: each door's block; one block for all where there are none.
        seed: 32 bytes that nobody could guess.
        plan: two or more arms; the first is what the others are compared with, such as a holdout.
        promise: the hash that was logged before, if one was.
        no_holdout: why nobody is held out, where the first arm is not called holdout, control or placebo.

    Raises:
        SeedError: if the seed is too short, or not what was promised.
        ArmsError, NoDoorsError, NoHoldoutError: if there is nothing to draw or no comparison.

    Source: systematic sampling within strata, Cochran (1977), Sampling Techniques, chapter 8; HMAC, RFC 2104.
    """
    _check(doors, seed, plan, promise, no_holdout)
    members: dict[str, list[tuple[bytes, str]]] = {}
    for door, block in doors.items():
        members.setdefault(block, []).append((_lot(seed, "door", door), door))
    ends = list(accumulate(arm.parts for arm in plan))
    given: dict[str, str] = {}
    for block, lots in members.items():
        start = int.from_bytes(_lot(seed, "block", block)[:8], "big")
        for place, (_, door) in enumerate(sorted(lots)):
            given[door] = plan[_arm_at(place * _WORD + start, len(lots) * _WORD, ends)].name
    return Draw(
        tuple(doors),
        tuple(doors.values()),
        tuple(given[door] for door in doors),
        tuple(plan),
        promise_of(seed),
        hash_doors(doors),
    )


def _lot(seed: bytes, kind: str, name: str) -> bytes:
    return hmac.digest(seed, f"{kind}\0{name}".encode(), "sha256")


def _arm_at(place: int, whole: int, ends: Sequence[int]) -> int:
    """Give the arm in whose part of the way a place lies: the first whose end lies beyond it."""
    return next(number for number, end in enumerate(ends) if place * ends[-1] < end * whole)


def _check(doors: Mapping[str, str], seed: bytes, plan: Sequence[Arm], promise: str, no_holdout: str) -> None:
    if len(seed) != SEED_BYTES:
        raise SeedError(f"a seed is {SEED_BYTES} bytes ({2 * SEED_BYTES} hexadecimal digits); this one has {len(seed)}")
    if promise and not hmac.compare_digest(promise.casefold(), promise_of(seed)):
        raise SeedError("this seed is not the one whose hash was promised; find the one that was")
    names = [arm.name for arm in plan]
    if len(plan) < 2 or len(set(names)) != len(names) or min(arm.parts for arm in plan) < 1:  # noqa: PLR2004 - two arms
        raise ArmsError("name two arms or more, each once, each with a whole number of parts: holdout:15,visit:85")
    if not doors:
        raise NoDoorsError("there is no door in this list")
    if names[0] not in COMPARED and not no_holdout:
        known = ", ".join(COMPARED)
        raise NoHoldoutError(f"the first arm is '{names[0]}', not one of {known}: say why nobody is held out")
