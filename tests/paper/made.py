"""Made-up boards: a small town of straight streets, a walk up one side and down the other."""

from random import Random

from muster.paper.boards import Board, BoardStop, NearStreet, board_code

STREETS = ("Mill Lane", "Church Street", "Station Road", "Rose Hill", "Albert Terrace", "Sidings Close", "The Maltings")
HOUSE_M = 9
BACK_M = 7  # how far a house stands from the middle of its street


def made_board(number: int = 1, *, doors: int = 60, seed: int = 1) -> Board:
    """Make a turf of about `doors` doors on up to seven streets that lead east from one road."""
    rng = Random(f"{seed}/{number}")
    names = rng.sample(STREETS, len(STREETS))
    turn = rng.random() < 0.5
    stops: list[BoardStop] = []
    line: list[tuple[float, float]] = []
    left, row = doors, 0
    while left > 0:
        y_m = row * 75.0
        a_side = min(left, rng.randint(6, 12))
        b_side = min(left - a_side, a_side)
        line.append((0.0, y_m))
        for side, count in ((1, a_side), (-1, b_side)):
            for house in range(count):
                at = house if side == 1 else count - 1 - house
                x_m = 14.0 + at * HOUSE_M
                flats = rng.random() < 0.04
                number_ = 2 * at + (1 if side == 1 else 2)
                here = tuple(f"Flat {f}, {number_}" for f in range(1, 5)) if flats else (str(number_),)
                stops.append(
                    BoardStop(
                        x_m,
                        y_m,
                        x_m,
                        y_m + side * BACK_M,
                        names[row % 7],
                        "north side" if side == 1 else "south side",
                        here,
                    )
                )
                line.append((x_m, y_m))
        left -= a_side + b_side
        line.append((0.0, y_m))
        row += 1
    near = [
        NearStreet("minor", names[r % 7], ((0.0, r * 75.0), (190.0, r * 75.0 + (20 if r >= row else 0))))
        for r in range(-2, row + 2)
    ]
    near.append(NearStreet("major", "London Road", ((0.0, -300.0), (0.0, row * 75.0 + 300))))
    near.append(NearStreet("path", "", ((-200.0, 10.0), (0.0, 30.0), (190.0, 35.0))))
    board = Board(
        number, board_code("0A1B2C3D", number), "Abbey ward", 84, 1234, tuple(stops), tuple(line), tuple(near)
    )
    return _turned(board) if turn else board


def _turned(board: Board) -> Board:
    """Lay the same town north to south."""
    return Board(
        board.number,
        board.code,
        board.zone,
        board.minutes,
        board.walk_m,
        tuple(
            BoardStop(
                s.y_m,
                s.x_m,
                s.door_y_m,
                s.door_x_m,
                s.street,
                {"north side": "east side", "south side": "west side"}[s.side],
                s.doors,
            )
            for s in board.stops
        ),
        tuple((y, x) for x, y in board.line),
        tuple(NearStreet(n.kind, n.name, tuple((y, x) for x, y in n.line)) for n in board.streets_near),
    )
