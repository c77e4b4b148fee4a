"""How somebody belongs: kinds, statuses, and one table of the moves between statuses. Pages, rules and docs read it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """As what somebody belongs."""

    MEMBER = "member", _("Member")
    SUPPORTER = "supporter", _("Supporter")
    AFFILIATE = "affiliate", _("Affiliate")


class Status(models.TextChoices):
    """How somebody stands on a day."""

    NOTHING = "", _("Known, and nothing more")
    APPLIED = "applied", _("Asked to join")
    STANDING = "standing", _("In good standing")
    DUE = "due", _("Subscription due")
    LAPSED = "lapsed", _("Lapsed")
    LEFT = "left", _("Left")
    REFUSED = "refused", _("Not admitted")
    REMOVED = "removed", _("Removed by a decision")
    DIED = "died", _("Died")


class Move(models.TextChoices):
    """What changes a status."""

    APPLY = "apply", _("Asks to join")
    ADMIT = "admit", _("Admit")
    REFUSE = "refuse", _("Do not admit")
    OWE = "owe", _("Subscription falls due")
    PAY = "pay", _("Renews")
    LAPSE = "lapse", _("Lapses")
    BECOME = "become", _("Belongs otherwise")
    LEAVE = "leave", _("Leaves")
    REMOVE = "remove", _("Remove, by a decision")
    RESTORE = "restore", _("Restore")
    DIE = "die", _("Has died")


MOVES: dict[Status, dict[Move, Status]] = {
    Status.NOTHING: {Move.APPLY: Status.APPLIED, Move.ADMIT: Status.STANDING},
    Status.APPLIED: {
        Move.ADMIT: Status.STANDING, Move.REFUSE: Status.REFUSED, Move.LEAVE: Status.LEFT, Move.DIE: Status.DIED,
    },
    Status.STANDING: {
        Move.OWE: Status.DUE, Move.BECOME: Status.STANDING, Move.LEAVE: Status.LEFT, Move.REMOVE: Status.REMOVED,
        Move.DIE: Status.DIED,
    },
    Status.DUE: {
        Move.PAY: Status.STANDING, Move.LAPSE: Status.LAPSED, Move.LEAVE: Status.LEFT, Move.REMOVE: Status.REMOVED,
        Move.DIE: Status.DIED,
    },
    Status.LAPSED: {Move.PAY: Status.STANDING, Move.APPLY: Status.APPLIED, Move.LEAVE: Status.LEFT,
                    Move.DIE: Status.DIED},
    Status.LEFT: {Move.APPLY: Status.APPLIED, Move.ADMIT: Status.STANDING, Move.DIE: Status.DIED},
    Status.REFUSED: {Move.APPLY: Status.APPLIED, Move.ADMIT: Status.STANDING, Move.DIE: Status.DIED},
    Status.REMOVED: {Move.RESTORE: Status.STANDING, Move.DIE: Status.DIED},
    Status.DIED: {Move.RESTORE: Status.STANDING},
}  # fmt: skip
BELONGS = frozenset({Status.STANDING, Status.DUE})  # who is counted, and may vote
NEEDS_A_DECISION = frozenset({Move.REMOVE, Move.RESTORE, Move.REFUSE})
OF_PAYING_KINDS = frozenset({Move.OWE, Move.PAY, Move.LAPSE})
PAYING = frozenset({Kind.MEMBER})  # an affiliate's body pays; a supporter owes nothing
BY_HAND = tuple(move for move in Move if move not in {Move.APPLY, Move.OWE, Move.BECOME})  # an officer's, on a page


class NotAllowedMoveError(ValueError):
    """Nothing leads from how somebody stands to there."""


def after(status: Status, move: Move, *, kind: Kind | None) -> Status:
    """Give the status that a move leads to.

    Raises:
        NotAllowedMoveError: the table has no such move, or the kind owes no subscription.
    """
    if move not in MOVES[status] or (move in OF_PAYING_KINDS and kind not in PAYING):
        raise NotAllowedMoveError(f"{status.value or 'nothing'}: {move.value}")
    return MOVES[status][move]


def moves_from(status: Status, *, kind: Kind | None) -> tuple[Move, ...]:
    """Give the moves that an officer can choose for somebody who stands so."""
    open_ones = (move for move in BY_HAND if move in MOVES[status])
    return tuple(move for move in open_ones if move not in OF_PAYING_KINDS or kind in PAYING)


def drawn() -> str:
    """Draw the table as a Mermaid diagram, for docs/methods/roll.md."""
    lines = ["stateDiagram-v2"]
    for status, moves in MOVES.items():
        for move, then in moves.items():
            lines.append(f"    {status.value or '[*]'} --> {then.value}: {move.value}")
    return "\n".join(lines)
