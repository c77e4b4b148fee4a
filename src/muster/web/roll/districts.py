"""Parts of the country as postcodes name them: 'LA', 'LA28', 'LA28 9', 'LA28 9AB'. A group's area is made of these."""

import re

from django.utils.translation import gettext_lazy as _

_CODE = re.compile(r"([A-Z]{1,2})(?:(\d[A-Z\d]?)(?: ?(\d)(?:([A-Z]{2}))?)?)?")
_WITHOUT_BLANK = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})")
_INWARD = 3
NO_DISTRICT = _("this is no part of a postcode; write it as LA, LA28, LA28 9 or LA28 9AB")


class NoDistrictError(ValueError):
    """A text that names no part of a postcode."""


def read_district(text: str) -> str:
    """Read how some postcodes begin. 'M11' is the district M11; the sector is written 'M1 1'.

    Raises:
        NoDistrictError: naming the text.
    """
    plain = " ".join(text.upper().split())
    whole = _WITHOUT_BLANK.fullmatch(plain)
    if whole:
        return f"{whole[1]} {whole[2]}"
    found = _CODE.fullmatch(plain)
    if not found or (found[3] and " " not in plain):
        raise NoDistrictError(text)
    return plain


def codes_of(postcode: str) -> tuple[str, ...]:
    """Give every part of the country that a postcode without blanks lies in, the smallest last."""
    outward, inward = postcode[:-_INWARD], postcode[-_INWARD:]
    if not outward:
        return ()
    letters = outward.rstrip("0123456789") if outward[-1:].isdigit() else outward[:-1].rstrip("0123456789")
    return letters, outward, f"{outward} {inward[0]}", f"{outward} {inward}"
