"""Why a correction of a cut can't be done. Apart from `correct`, so that a page knows them without the planner."""


class CorrectionError(ValueError):
    """This can't be done to these turfs."""

    def __init__(self, *numbers: int) -> None:
        """Keep the turfs that it is about."""
        super().__init__(*numbers)
        self.numbers = numbers


class NoSuchTurfError(CorrectionError):
    """There is no turf of this number."""


class NoSuchDoorError(CorrectionError):
    """A door is in no turf of the draft."""


class LockedError(CorrectionError):
    """The turf is locked."""


class SameTurfError(CorrectionError):
    """All these doors are in that turf already."""


class NothingLeftError(CorrectionError):
    """The turf would hold no door; it can be merged instead."""


class OneDoorError(CorrectionError):
    """A turf of one door can't be split."""
