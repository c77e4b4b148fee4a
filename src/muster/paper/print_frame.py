"""What stands on every print: which day, whose copy it is, by when it is given back; print_frame.typ sets it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands on every print.

    Attributes:
        title, when, place: the day, its date in words, and where all go.
        holder: whom this copy was made for.
        copy: its number; 0 for what is no numbered copy.
        ring: whom to ring, a name and a number; a blank to fill in where not given.
        imprint: the legal line; blanks to fill in where not given.
        ends: the day by which it is given back or destroyed.
        large: large print: 18 points and more.
        draft: that it may still change and is nothing to hand out: said at its head and at each foot.
    """

    title: str = ""
    when: str = ""
    place: str = ""
    holder: str = ""
    copy: int = 1
    ring: str = ""
    imprint: str = ""
    ends: str = ""
    large: bool = False
    draft: bool = False
