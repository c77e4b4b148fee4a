"""Credentials in two halves: two authorities each send every voter a code, and only both codes together may vote.

A credential's secret is the sum of what the two codes give, its public point the product of two points. So neither
authority can vote for somebody who stays away. Each shows that it knows what is behind every point that it gives in:
otherwise the second could choose points that cancel the first's. A code and what it gives are as Belenios' (4.8).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from muster.count.check_group import IDENTITY, ORDER, check_known, joined, power, read_point, text_of
from muster.count.check_pieces import RecordError, compact, fields, listed, read_json
from muster.count.scalars import Draw, draw_below, prove_known

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_GROUPS = (5, 6, 5, 6)  # letters, with a dash between
UUID_LETTERS = 14


class HalfError(ValueError):
    """The halves of credentials don't fit together."""


@dataclass(frozen=True, slots=True)
class Joined:
    """The credentials by place on the roll, and the piece for Setup, in an order that tells nothing of the roll's."""

    by_place: tuple[str, ...]
    piece: bytes


def draw_letters(count: int, draw: Draw) -> str:
    """Draw letters that can't be taken for one another."""
    return "".join(BASE58[draw_below(len(BASE58), draw)] for _ in range(count))


def draw_code(draw: Draw) -> str:
    """Draw the code that one authority sends one voter: 22 letters, 128 bits."""
    return "-".join(draw_letters(count, draw) for count in _GROUPS)


def read_code(words: str) -> str:
    """Read a code as somebody typed it.

    Raises:
        HalfError: it isn't a code; says what is the matter.
    """
    letters = "".join(words.split()).replace("-", "")
    wrong = sorted({letter for letter in letters if letter not in BASE58})
    if wrong:
        raise HalfError(f"a code has no {' '.join(wrong)}; look at it again (there is no 0, O, I or l in any)")
    if len(letters) != sum(_GROUPS):
        raise HalfError(f"a code has {sum(_GROUPS)} letters and digits; this has {len(letters)}")
    ends = [sum(_GROUPS[: number + 1]) for number in range(len(_GROUPS))]
    return "-".join(letters[end - size : end] for end, size in zip(ends, _GROUPS, strict=True))


def secret_of(code: str, uuid: str) -> int:
    """Work out the exponent that a code gives in one election."""
    words = (hashlib.sha256(f"derive_credential|{uuid}|{turn}|{code}".encode()).hexdigest() for turn in (0, 1))
    return int("".join(words), 16) % ORDER


def credential_secret(first: str, second: str, uuid: str) -> int:
    """Work out a credential's secret from its two codes."""
    return (secret_of(first, uuid) + secret_of(second, uuid)) % ORDER


def public_halves(codes: Sequence[str], uuid: str, draw: Draw) -> bytes:
    """Write what an authority gives in: for each place on the roll a point, and that the code behind it is known."""
    halves = []
    for place, code in enumerate(codes):
        secret = secret_of(code, uuid)
        text = text_of(power(secret))
        halves.append({"half": text, "proof": prove_known(_context(uuid, place, text), secret, draw)})
    return compact(halves)


def join_halves(first: bytes, second: bytes, *, uuid: str) -> Joined:
    """Join what the two authorities gave in.

    Raises:
        HalfError: a proof is wrong, a half comes twice, or the lists differ in length; says where.
    """
    sides = [_points(raw, uuid, name) for raw, name in ((first, "first"), (second, "second"))]
    if len(sides[0]) != len(sides[1]):
        raise HalfError(f"the first authority gave {len(sides[0])} halves, the second {len(sides[1])}")
    if len({*sides[0], *sides[1]}) != 2 * len(sides[0]):
        raise HalfError("a half was given twice: both authorities must draw new codes")
    whole = [joined(pair) for pair in zip(*sides, strict=True)]
    if IDENTITY in whole or len(set(whole)) != len(whole):
        raise HalfError("two credentials are the same: both authorities must draw new codes")
    texts = tuple(map(text_of, whole))
    return Joined(texts, compact(sorted(texts)))


def _points(raw: bytes, uuid: str, name: str) -> list[bytes]:
    points = []
    place = -1
    try:
        for place, given in enumerate(listed(read_json(raw))):
            text, proof = fields(given, "half", "proof")
            point = read_point(text)
            check_known(_context(uuid, place, text), point, proof, reason="trustee-proof")
            points.append(point)
    except RecordError as error:
        raise HalfError(f"the {name} authority's half number {place + 1} is wrong: {error}") from error
    return points


def _context(uuid: str, place: int, text: str) -> str:
    return f"credential_half|Ed25519|{uuid}|{place}|{text}|"
