"""Why something can't be done with turfs, in words: one sentence for each refusal."""

from django.utils.translation import gettext as _

from muster.guard.pair import OtherWordsError
from muster.plan.corrections import (
    CorrectionError,
    LockedError,
    NoSuchDoorError,
    NoSuchTurfError,
    NothingLeftError,
    OneDoorError,
    SameTurfError,
)
from muster.web.days.actions_of_boards import EmptyTurfError, RecalledError
from muster.web.days.actions_of_turfs import CuttingError, NotTheLastCorrectionError, TurfsMovedOnError
from muster.web.days.corrections import NoGroundError, OtherStreetsError
from muster.web.days.lifecycle import NotNowError
from muster.web.power.pairs import NoSecondError

__all__ = ["CorrectionError", "NoGroundError", "why_not"]


def why_not(error: Exception) -> str:  # noqa: PLR0911, C901, PLR0912 - a table, read from top to bottom
    """Say why not, and what to do."""
    match error:
        case TurfsMovedOnError():
            told = {"turfs": ", ".join(map(str, error.numbers))}
            return (
                _("Somebody changed turf %(turfs)s while you looked. Nothing was done; here it is as it stands.") % told
            )
        case CuttingError():
            return _("The turfs are being cut at this moment. Wait until that has ended.")
        case NotTheLastCorrectionError():
            return _("A later correction stands on this one, or it was taken back before. Here is how it stands.")
        case NothingLeftError():
            return _("Turf %(one)s would hold no door. Make one turf of the two instead.") % {"one": error.numbers[0]}
        case LockedError():
            return _("Turf %(n)s is locked. Unlock it first.") % {"n": error.numbers[0]}
        case OneDoorError():
            return _("A turf of one door can’t be split.")
        case SameTurfError():
            return _("All of it is in that turf already.")
        case NoSuchDoorError() | NoSuchTurfError():
            return _("This turf or these doors aren’t there any more. Here is how it stands.")
        case NoGroundError():
            return _("The ground that these turfs were cut on isn’t there any more. Cut them anew.")
        case OtherStreetsError():
            return _("The area’s streets were brought anew since. Cut the turfs anew, and they can be checked.")
        case EmptyTurfError():
            return _("There is no turf to publish, or one holds no door.")
        case OtherWordsError():
            return _("The turfs changed while you looked. Read them again.")
        case NoSecondError():
            return _("Whoever approved this may no longer do so. Ask again.")
        case RecalledError():
            return _("They were recalled before.")
        case NotNowError():
            return _("This can’t be done as the day stands now. Here is how it stands.")
        case _:
            raise error
