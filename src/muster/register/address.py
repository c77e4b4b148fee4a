"""An address, taken apart: street, building, door."""

from typing import NamedTuple


class Address(NamedTuple):
    """Where a door is, in words. Parts that an address does not have are ''.

    Attributes:
        street: the street's name as written best, such as 'Mill Street'.
        locality: what tells two streets of one name apart: village, suburb, else town.
        number: the building's number with its letter or range: '14', '14A', '4-6'.
        name: the building's name, such as 'Rose Cottage' or 'Mill House'.
        unit: the door within it: 'Flat 3', '2F1'; '' where the building is one door.
    """

    street: str = ""
    locality: str = ""
    number: str = ""
    name: str = ""
    unit: str = ""
