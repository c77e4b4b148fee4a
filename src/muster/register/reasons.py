"""Why two entries are one elector, and what speaks against it: closed lists, kept by number."""

from enum import IntEnum, IntFlag


class Reason(IntEnum):
    """The best reason for a link; docs/methods/link.md tells each in words."""

    NONE = 0
    NAME_HERE = 1  # same name at the same door
    NAME_AT_RESPELLED_DOOR = 2  # same name at the same door, whose address is spelt otherwise
    SHORT_HERE = 3  # same surname and forename at the same door; the others missing or shortened
    INITIAL_HERE = 4  # same surname and initial at the same door
    RESPELLED_HERE = 5  # name respelled at the same door
    MARRIED_HERE = 6  # same forename at the same door, another surname
    CALLED_HERE = 7  # same surname at the same door, called by another forename or a nickname
    MIDDLE_HERE = 8  # same surname and forename at the same door, but other middle names
    NUMBER = 9  # same district and number, at another door
    NUMBER_HERE = 10  # same district and number at the same door, where the name alone isn't enough or isn't the same
    ANONYMOUS_NUMBER = 11  # two anonymous entries of one number, in versions that were not renumbered
    MOVED = 12  # same name at another door
    MOVED_TOGETHER = 13  # same names at another door, two or more who lived at one door before


class For(IntFlag):
    """What speaks for a pair."""

    SAME_NAME = 1
    SAME_SURNAME = 2
    SAME_FORENAME = 4
    SAME_DOOR = 8
    SAME_NUMBER = 16
    SAME_DAY = 32  # of attainment
    HOUSEHOLD_STAYED = 64  # somebody else of the door is linked there
    TOGETHER = 128  # others of the old door have the same name at the new one
    RARE_NAME = 256


class Against(IntFlag):
    """What speaks against a pair."""

    RIVAL = 1  # another pair of one of the two is nearly as good or better
    OTHER_SURNAME = 2
    OTHER_FORENAME = 4
    OTHER_MIDDLE = 8
    OTHER_DOOR = 16
    OTHER_NUMBER = 32  # though the versions were not renumbered
    OTHER_DAY = 64
    TOO_YOUNG = 128  # an attainer now, an elector of age before
    HOUSEHOLD_LEFT = 256  # nobody else of the door is linked there
    COMMON_NAME = 512
