"""The group Ed25519 as a record uses it, ciphers, and the proofs that show something about them without telling it.

Specification 4.3, 4.5, 4.12, 4.13 and 5.2. A point is libsodium's 32 bytes, little end first, where the record writes
it in hexadecimal digits, big end first. g is the group's base point; y an election's key.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence

from nacl import bindings as sodium

from muster.count.check_pieces import RecordError, fields, listed

ORDER = 2**252 + 27742317777372353535851937790883648493
IDENTITY = bytes([1]) + bytes(31)
_HEX = re.compile(r"[0-9a-f]{64}")
_NATURAL = re.compile(r"0|[1-9][0-9]*")

Cipher = tuple[bytes, bytes]  # alpha = g^r, beta = y^r m


class LibraryError(RuntimeError):
    """The libsodium that is installed can't be used to check anything."""


def read_point(text: object) -> bytes:
    """Read a point and make sure that it is of the group: canonical, of prime order, not neutral."""
    point = read_form(text)
    if not sodium.crypto_core_ed25519_is_valid_point(point):
        raise RecordError("point-outside", str(text))
    return point


def read_form(text: object) -> bytes:
    """Read a point that is checked where it is used: `times` refuses what isn't of the group, at no cost."""
    if not isinstance(text, str) or not _HEX.fullmatch(text):
        raise RecordError("point-form", str(text)[:70])
    point = bytes.fromhex(text)[::-1]
    if point == IDENTITY:
        raise RecordError("point-outside", text)
    return point


def text_of(point: bytes) -> str:
    """Write a point as the record does."""
    return point[::-1].hex()


def read_scalar(text: object) -> int:
    """Read an exponent: a number in base 10, below the group's order, as a string."""
    if not isinstance(text, str) or not _NATURAL.fullmatch(text) or len(text) > len(str(ORDER)) or int(text) >= ORDER:
        raise RecordError("number", str(text)[:90])
    return int(text)


def times(scalar: int, point: bytes) -> bytes:
    """Raise a point to a power; refuse a point that isn't of the group, whatever the power."""
    if point == IDENTITY:
        return IDENTITY
    if scalar % ORDER == 0:  # libsodium would refuse the outcome
        read_point(text_of(point))
        return IDENTITY
    try:
        return sodium.crypto_scalarmult_ed25519_noclamp((scalar % ORDER).to_bytes(32, "little"), point)
    except RuntimeError:
        raise RecordError("point-outside", text_of(point)) from None


def power(scalar: int) -> bytes:
    """Raise g to a power."""
    if scalar % ORDER == 0:
        return IDENTITY
    return sodium.crypto_scalarmult_ed25519_base_noclamp((scalar % ORDER).to_bytes(32, "little"))


def joined(points: Iterable[bytes]) -> bytes:
    """Multiply points."""
    total = b""
    for point in points:
        total = sodium.crypto_core_ed25519_add(total, point) if total else point
    return total or IDENTITY


def without(point: bytes, other: bytes) -> bytes:
    """Divide one point by another."""
    return sodium.crypto_core_ed25519_sub(point, other)


def hashed(texts: Iterable[str]) -> bytes:
    """Hash texts, as if they were one."""
    found = hashlib.sha256()
    for text in texts:
        found.update(text.encode())
    return found.digest()


def hash_to_scalar(*texts: str) -> int:
    """Make an exponent of texts, as if they were one."""
    return int.from_bytes(hashed(texts), "big") % ORDER


def generator(number: int) -> bytes:
    """Give a point of which nobody knows the logarithm (specification, table 9)."""
    start = int.from_bytes(hashlib.sha256(f"ggen|{number}".encode()).digest(), "big") >> 2
    while True:
        point = start.to_bytes(32, "little")
        try:
            for _ in range(3):  # to the power of 8: into the subgroup
                point = sodium.crypto_core_ed25519_add(point, point)
        except RuntimeError:  # not on the curve
            start += 1
        else:
            return point


def read_proof(value: object) -> tuple[int, int]:
    """Read a proof: its challenge and its response."""
    challenge, response = fields(value, "challenge", "response")
    return read_scalar(challenge), read_scalar(response)


def promised(proof: tuple[int, int], base: bytes | None, shown: bytes) -> bytes:
    """Work out what a proof must have begun with: base^response shown^challenge (the base is g where none is given)."""
    challenge, response = proof
    first = power(response) if base is None else times(response, base)
    return joined((first, times(challenge, shown)))


def packed(number: int) -> bytes:
    """Write an exponent as a column holds it."""
    return number.to_bytes(32, "little")


def unpacked(raw: bytes) -> int:
    """Read an exponent that a column holds."""
    return int.from_bytes(raw, "little")


def check_known(text: str, shown: bytes, value: object, *, reason: str) -> None:
    """Check that somebody knows the x of shown = g^x, and said so in this place (a Schnorr proof)."""
    proof = read_proof(value)
    if hash_to_scalar(text + text_of(promised(proof, None, shown))) != proof[0]:
        raise RecordError(reason)


def check_any(text: str, key: bytes, statements: Sequence[Cipher], value: object, *, reason: str) -> None:
    """Check that at least one of the ciphers holds nothing, without learning which (4.12, 4.13)."""
    proofs = [read_proof(given) for given in listed(value, len(statements), reason=reason)]
    begun: list[bytes] = []
    for proof, (alpha, beta) in zip(proofs, statements, strict=True):
        begun += promised(proof, None, alpha), promised(proof, key, beta)
    if hash_to_scalar(text + ",".join(map(text_of, begun))) != sum(proof[0] for proof in proofs) % ORDER:
        raise RecordError(reason)


def less(cipher: Cipher, number: int) -> Cipher:
    """Take a number away from what a cipher holds."""
    return cipher[0], without(cipher[1], power(number))


def summed(ciphers: Iterable[Cipher]) -> Cipher:
    """Add what ciphers hold."""
    pairs = list(ciphers)
    return joined(alpha for alpha, _ in pairs), joined(beta for _, beta in pairs)


def read_cipher(value: object) -> Cipher:
    """Read a cipher."""
    alpha, beta = fields(value, "alpha", "beta")
    return read_point(alpha), read_point(beta)


def read_cipher_form(value: object) -> bytes:
    """Read a cipher whose points are checked where they are used: both points, one after another."""
    alpha, beta = fields(value, "alpha", "beta")
    return read_form(alpha) + read_form(beta)


def cipher_text(ciphers: Iterable[Cipher]) -> str:
    """Write ciphers as the hashes take them."""
    return ",".join(f"{text_of(alpha)},{text_of(beta)}" for alpha, beta in ciphers)


def cipher_json(cipher: Cipher) -> dict[str, str]:
    """Write a cipher as the record does."""
    return {"alpha": text_of(cipher[0]), "beta": text_of(cipher[1])}


def check_library() -> None:
    """Make sure that libsodium refuses what `times` counts on its refusing: points outside the subgroup.

    Raises:
        LibraryError: it doesn't; another release must be used.
    """
    for point in (bytes(32), sodium.crypto_core_ed25519_add(power(1), bytes(32))):  # of order 4, and g beside it
        try:
            times(2, point)
        except RecordError:
            continue
        raise LibraryError("this libsodium takes points of small order; use PyNaCl 1.5 or later")
