"""The inner loop that reads a gazetteer's rows: tens of millions of them, as bytes."""

from typing import Any

import numpy as np
from numba import njit

READ, NO_PLACE, BAD_KEY, BAD_PLACE = 0, 1, 2, 3
KEY, LON, LAT, END, QUALITY = 0, 1, 2, 3, 4  # the columns' order in `columns`
_QUOTE, _NEWLINE, _RETURN, _BLANK, _POINT, _MINUS, _PLUS = 34, 10, 13, 32, 46, 45, 43
_ZERO, _NINE, _A, _Z = 48, 57, 65, 90
_LOWER = 32
_PLACES = 7
_FAR_LON, _FAR_LAT = 1_800_000_000, 900_000_000


@njit(cache=True)
def read_rows(text: Any, delimiter: int, columns: Any, is_postcode: bool, out: Any, flags: Any, state: Any) -> int:  # noqa: FBT001 - numba takes no keywords
    """Read whole lines; give how many there are.

    Args:
        text: uint8[bytes], ending in a newline.
        delimiter: a byte.
        columns: int64[5], where KEY, LON, LAT, END and QUALITY stand; -1 where a table has no such column.
        is_postcode: whether keys are postcodes, else numbers.
        out: int64[lines, 3], to be filled with key, lon and lat in 1e-7 degrees.
        flags: uint8[lines], to be filled: 1 for an end, 2 for a rough place.
        state: uint8[lines], to be filled with READ, NO_PLACE, BAD_KEY or BAD_PLACE; 255 for a blank line.
    """
    row, at, size = 0, 0, len(text)
    start, stop = np.zeros(5, np.int64), np.zeros(5, np.int64)
    while at < size:
        start[:] = 0
        stop[:] = 0
        column, begin, quoted, first = 0, at, False, at
        while at < size:
            byte = text[at]
            if byte == _QUOTE:
                quoted = not quoted
            elif not quoted and byte in (delimiter, _NEWLINE):
                for which in range(5):
                    if columns[which] == column:
                        start[which], stop[which] = begin, at
                column += 1
                begin = at + 1
                if byte == _NEWLINE:
                    break
            at += 1
        at += 1
        if at - first <= 2 and (text[first] == _NEWLINE or text[first] == _RETURN):  # noqa: PLR2004 - '\r\n'
            state[row] = 255
        else:
            state[row] = _read_row(text, start, stop, is_postcode, out[row])
            ended = columns[END] >= 0 and _has_text(text, start[END], stop[END])
            rough = columns[QUALITY] >= 0 and _is_rough(text, start[QUALITY], stop[QUALITY])
            flags[row] = ended + 2 * rough
        row += 1
    return row


@njit(cache=True)
def _read_row(text: Any, start: Any, stop: Any, is_postcode: bool, out: Any) -> int:  # noqa: FBT001 - numba
    out[0] = _postcode(text, start[KEY], stop[KEY]) if is_postcode else _whole(text, start[KEY], stop[KEY])
    if out[0] < 0:
        return BAD_KEY
    if not (_has_text(text, start[LON], stop[LON]) and _has_text(text, start[LAT], stop[LAT])):
        return NO_PLACE
    out[1], good = _degrees(text, start[LON], stop[LON])
    out[2], also = _degrees(text, start[LAT], stop[LAT])
    if not (good and also):
        return BAD_PLACE
    if 999_999_990 <= out[2] <= 999_999_991:  # noqa: PLR2004 - ONSPD's latitude of 'no grid reference', 99.999999
        return NO_PLACE
    return READ if abs(out[1]) <= _FAR_LON and abs(out[2]) <= _FAR_LAT else BAD_PLACE


@njit(cache=True)
def _has_text(text: Any, start: int, stop: int) -> bool:
    for at in range(start, stop):  # noqa: SIM110 - numba compiles no `any` over a generator
        if text[at] not in (_QUOTE, _BLANK, _RETURN):
            return True
    return False


@njit(cache=True)
def _is_rough(text: Any, start: int, stop: int) -> bool:
    """ONSPD's quality: 5 and above was worked out from other postcodes."""
    for at in range(start, stop):
        if _ZERO <= text[at] <= _NINE:
            return bool(text[at] - _ZERO >= 5)  # noqa: PLR2004 - see above
    return False


@njit(cache=True)
def _postcode(text: Any, start: int, stop: int) -> int:
    """Pack a postcode as `gazetteer.postcode_keys` does, blanks and case aside."""
    key, length, digits = 0, 0, 0
    for at in range(start, stop):
        byte = text[at]
        if byte in (_QUOTE, _BLANK, _RETURN):
            continue
        if byte > _Z:
            byte -= _LOWER
        if _ZERO <= byte <= _NINE:
            key, digits = key * 37 + byte - _ZERO + 1, digits + 1
        elif _A <= byte <= _Z:
            key = key * 37 + byte - _A + 11
        else:
            return -1
        length += 1
        if length > _PLACES:
            return -1
    if length < 5 or digits == 0:  # noqa: PLR2004 - 'M11AA' is the shortest
        return -1
    for _ in range(_PLACES - length):
        key *= 37
    return key


@njit(cache=True)
def _whole(text: Any, start: int, stop: int) -> int:
    value, digits = 0, 0
    for at in range(start, stop):
        byte = text[at]
        if byte in (_QUOTE, _BLANK, _RETURN):
            continue
        if not _ZERO <= byte <= _NINE or value >= 10**12:
            return -1
        value, digits = value * 10 + byte - _ZERO, digits + 1
    return value if digits else -1


@njit(cache=True)
def _degrees(text: Any, start: int, stop: int) -> tuple[int, bool]:  # noqa: C901 - one pass over the bytes
    """Read a decimal number as whole 1e-7, rounded half away from nought; and whether it is one."""
    value, places, digits, sign, round_up = 0, -1, 0, 1, 0
    for at in range(start, stop):
        byte = text[at]
        if byte in (_QUOTE, _BLANK, _RETURN):
            continue
        if byte == _MINUS and digits == 0:
            sign = -1
        elif byte == _PLUS and digits == 0:
            sign = 1
        elif byte == _POINT and places < 0:
            places = 0
        elif _ZERO <= byte <= _NINE:
            digits += 1
            if places == _PLACES:
                round_up = 1 if byte >= _ZERO + 5 else 0
            if places < _PLACES:
                value = value * 10 + byte - _ZERO
                if value > 10**11:  # no degrees at all
                    return 0, False
            if places >= 0:
                places += 1
        else:
            return 0, False
    for _ in range(_PLACES - min(max(places, 0), _PLACES)):
        value *= 10
    return sign * (value + round_up), digits > 0
