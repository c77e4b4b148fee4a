"""Chance and proofs for those who write a secret ballot's record; `count.check_group` checks what these make.

Chance comes in as `draw(size) -> bytes`, such as `secrets.token_bytes`. Whoever could foretell it could read votes.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from muster.count.check_group import ORDER, Cipher, hash_to_scalar, joined, power, promised, text_of, times

Draw: TypeAlias = Callable[[int], bytes]
_WIDE = 64  # bytes, so that a remainder is as good as even


def draw_scalar(draw: Draw) -> int:
    """Draw an exponent from 1 to the group's order - 1."""
    return int.from_bytes(draw(_WIDE), "little") % (ORDER - 1) + 1


def draw_below(limit: int, draw: Draw) -> int:
    """Draw a number from 0 to limit - 1."""
    return int.from_bytes(draw(_WIDE), "little") % limit


def proof_json(challenge: int, response: int) -> dict[str, str]:
    """Write a proof as a record does."""
    return {"challenge": str(challenge % ORDER), "response": str(response % ORDER)}


def prove_known(text: str, secret: int, draw: Draw) -> dict[str, str]:
    """Show that one knows the secret behind g^secret, in a place that the text names (Schnorr)."""
    chance = draw_scalar(draw)
    challenge = hash_to_scalar(text + text_of(power(chance)))
    return proof_json(challenge, chance - secret * challenge)


def prove_any(
    text: str, key: bytes, statements: Sequence[Cipher], *, true: int, secret: int, draw: Draw
) -> list[dict[str, str]]:
    """Show that one of the ciphers holds nothing, without telling that it is the one at `true` (4.12, 4.13).

    `secret` is what that cipher was sealed with. The others' proofs are made up, which works as long as the sum of all
    challenges isn't yet fixed: the true one's challenge is what is left.
    """
    drawn = [(draw_scalar(draw), draw_scalar(draw)) for _ in statements]
    chance = draw_scalar(draw)
    begun: list[bytes] = []
    for number, (proof, (alpha, beta)) in enumerate(zip(drawn, statements, strict=True)):
        if number == true:
            begun += power(chance), times(chance, key)
        else:
            begun += promised(proof, None, alpha), promised(proof, key, beta)
    rest = sum(challenge for number, (challenge, _) in enumerate(drawn) if number != true)
    challenge = hash_to_scalar(text + ",".join(map(text_of, begun))) - rest
    drawn[true] = (challenge, chance - secret * challenge)
    return [proof_json(*proof) for proof in drawn]


def seal(message: bytes, key: bytes, chance: int) -> Cipher:
    """Seal a point (El Gamal)."""
    return power(chance), joined((message, times(chance, key)))
