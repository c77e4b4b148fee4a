"""Why a deed of two, or the approval of one, was refused: in words."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from muster.guard import pair
from muster.guard.need import WalledError
from muster.web.mandates import actions_of_erasing as of_erasing
from muster.web.mandates import actions_of_panels as of_panels
from muster.web.power import actions
from muster.web.power.pairs import NeedsTwoError, NoSecondError
from muster.web.record.erasing import StillNeededError

REFUSALS: dict[type[Exception], Promise] = {
    pair.OwnRequestError: _("You asked for this yourself: another must approve it."),
    pair.OwnCaseError: _("This is about you: another must approve it."),
    pair.InterestError: _("An interest is declared between you and somebody in this: another must approve it."),
    pair.NotOpenError: _("This was answered, used, or has lapsed."),
    pair.OtherWordsError: _("What you read is not what is asked for now. Read it again."),
    NoSecondError: _("Whoever approved this may no longer do so. Ask again."),
    NeedsTwoError: _("The approval was used, or has lapsed. Ask again."),
    actions.EndedAlreadyError: _("This was done or ended before."),
    of_panels.NotSeatedError: _("You don’t sit on this panel, or an interest keeps you out by now."),
    of_panels.NoHearingError: _("Offer them a hearing first."),
    of_erasing.HoldsPowerError: _("They hold power. It is laid down, or withdrawn, first."),
    of_erasing.IsStoppedError: _("Their access is stopped: that ends first, as they may answer it."),
    of_erasing.ErasedAlreadyError: _("They were erased before."),
    of_erasing.NotAskedError: _("They took it back: they stay."),
    StillNeededError: _("They come to a day of which everybody was told their place: erase them when it is over."),
    WalledError: _("They stand on the other side of a wall: what they read there can’t be unread."),
}


def refused(request: HttpRequest, error: Exception) -> None:
    """Say why not."""
    messages.error(request, str(REFUSALS[type(error)]))
