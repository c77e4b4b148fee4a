"""The group Ed25519 in plain numbers, out of its definition (RFC 8032): slow, and a twin of what libsodium does."""

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
Point = tuple[int, int]
ONE: Point = (0, 1)


def add(one: Point, other: Point) -> Point:
    (x1, y1), (x2, y2) = one, other
    k = D * x1 * x2 * y1 * y2 % P
    return (x1 * y2 + x2 * y1) * pow(1 + k, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - k, -1, P) % P


def multiply(scalar: int, point: Point) -> Point:
    total = ONE
    while scalar:
        if scalar & 1:
            total = add(total, point)
        point, scalar = add(point, point), scalar >> 1
    return total


def uncompress(number: int) -> Point | None:
    """Give the point whose y is the low 255 bits, and whose x is odd where the last bit says so."""
    y, odd = number & (2**255 - 1), number >> 255
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or y >= P or (x == 0 and odd):
        return None
    return (x if x % 2 == odd else P - x), y


def compress(point: Point) -> int:
    return (point[0] & 1) << 255 | point[1]


def in_group(point: Point | None) -> bool:
    return point is not None and point != ONE and multiply(Q, point) == ONE


BASE = uncompress(4 * pow(5, -1, P) % P)
assert BASE is not None
