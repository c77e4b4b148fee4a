"""Canonical JSON (RFC 8785): one value, one string of bytes, whoever writes it."""

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"

_LARGEST = 2**53 - 1  # beyond it a reader in another language may round


class NotCanonicalError(ValueError):
    """A value without canonical bytes: a fraction, a number beyond 2**53 - 1, half a character, another type."""


def canonical(value: Json) -> bytes:
    """Write `value` as canonical JSON.

    Fractions are refused rather than written as RFC 8785 would: what is logged is counted, not measured.

    Raises:
        NotCanonicalError: naming the value.
    """
    try:
        return json.dumps(_sorted(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    except UnicodeEncodeError as error:
        raise NotCanonicalError(f"half a character in {error.object!r}") from error


def _sorted(value: Json) -> Json:
    match value:
        case None | bool() | str():
            return value
        case int() if abs(value) <= _LARGEST:
            return value
        case Mapping() if all(isinstance(name, str) for name in value):
            return {name: _sorted(value[name]) for name in sorted(value, key=_by_utf16)}
        case list() | tuple():
            return [_sorted(part) for part in value]
    raise NotCanonicalError(
        f"{value!r} has no canonical form: write whole numbers up to 2**53 - 1, texts, lists and maps"
    )


def _by_utf16(name: str) -> bytes:
    return name.encode("utf-16-be", "surrogatepass")
