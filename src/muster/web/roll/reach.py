"""E-mail addresses, telephones and postcodes as people type them, each in one form, or what is wrong with it."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import phonenumbers
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy as ngettext
from phonenumbers import PhoneMetadata, PhoneNumberFormat

from muster.register.postcodes import read_postcode as read_known_postcode

REGION = "GB"  # of a telephone that is written without its country
_EMAIL = re.compile(r"[^\s@,;:<>()\[\]\\\"]{1,64}@(?:[\w-]{1,63}\.)+[^\W\d_]{2,63}")
_LONGEST_EMAIL = 254
_AROUND = " \t<>\"'.,;"
_BETWEEN = str.maketrans("", "", " -()./\u00a0\u2010\u2011\u2013")
_DIGITS = 8
_USUAL_EMAIL = re.compile(r"^(?:([a-z\d][a-z\d._+-]{0,63}@[a-z\d][a-z\d.-]{0,60}\.[a-z]{2,63})|.*)$", re.MULTILINE)
_FOR_STORIES = {"GB": (r"7700900\d{3}", r"1632960\d{3}")}  # nobody has them, so made-up people may (Ofcom)
NO_EMAIL = _("this is no e-mail address; write it as ann@example.org")
NO_TELEPHONE = _("this is no telephone number; write it as 07700 900123, or from abroad as +353 85 012 3456")
NO_POSTCODE = _("this is no postcode; write it as LA1 1AA")
FEW_DIGITS = ngettext("this telephone number has one digit", "this telephone number has %(n)d digits", "n")


def read_email(text: str) -> tuple[str, str]:
    """Give an address in small letters, or '' and what is wrong; nothing of either where nothing stands."""
    plain = text.strip(_AROUND).casefold().removeprefix("mailto:")
    if not plain:
        return "", ""
    whole = len(plain) <= _LONGEST_EMAIL and ".." not in plain and _EMAIL.fullmatch(plain)
    return (plain, "") if whole else ("", str(NO_EMAIL))


def usual_emails(texts: Sequence[str]) -> list[str]:
    """Read the addresses of a column that are written as most are, all in one go: '' for every other cell."""
    whole = "\n".join(texts).casefold()
    return [""] * len(texts) if ".." in whole else _at_once(texts, whole, _USUAL_EMAIL)


def usual_telephones(texts: Sequence[str]) -> list[str]:
    """Read the telephone numbers of a column that are written as most are: '' for every other cell."""
    abroad, usual = _usual_numbers(REGION)
    return [abroad + bare if bare else "" for bare in _at_once(texts, "\n".join(texts).replace(" ", ""), usual)]


def _at_once(texts: Sequence[str], whole: str, usual: re.Pattern[str]) -> list[str]:
    if not texts or whole.count("\n") != len(texts) - 1:  # a cell runs over lines
        return [""] * len(texts)
    return usual.findall(whole)


@cache
def _usual_numbers(region: str) -> tuple[str, re.Pattern[str]]:
    home, abroad, usual = _plain_numbers(region)
    begins = f"(?:{re.escape(home)}|{re.escape(abroad)})"
    return abroad, re.compile(rf"^(?:{begins}({usual.pattern})|.*)$", re.MULTILINE | re.ASCII)


@cache
def _plain_numbers(region: str) -> tuple[str, str, re.Pattern[str]]:
    """Give what numbers of a region begin with, at home and abroad, and the library's own pattern of the usual ones.

    The library takes a tenth of a millisecond to read a number; most are written so that its pattern alone tells.
    """
    known: Any = PhoneMetadata.metadata_for_region(region)
    usual = [one.national_number_pattern for one in (known.mobile, known.fixed_line)]
    pattern = "|".join(f"(?:{one})" for one in [*usual, *_FOR_STORIES.get(region, ())])
    return known.national_prefix or "", f"+{known.country_code}", re.compile(pattern)


def read_telephone(text: str, *, region: str = REGION) -> tuple[str, str]:
    """Give a number as +447700900123, or '' and what is wrong; nothing of either where nothing stands."""
    value = _telephone(text, region)
    if value or not text.strip():
        return value, ""
    digits = sum(c.isdecimal() for c in text)
    few = f"{FEW_DIGITS % {'n': digits}}; " if 0 < digits < _DIGITS else ""
    return "", f"{few}{NO_TELEPHONE}"


def _telephone(text: str, region: str) -> str:
    plain = text.replace(" ", "")
    if not plain.isalnum():
        plain = text.strip().translate(_BETWEEN)
    home, abroad, usual = _plain_numbers(region)
    bare = plain.removeprefix(abroad) if plain.startswith("+") else plain.removeprefix(home) if home else ""
    if len(bare) < len(plain) and bare.isascii() and bare.isdecimal() and usual.fullmatch(bare):
        return abroad + bare
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return ""
    bare = str(number.national_number)
    if phonenumbers.is_valid_number(number) or (abroad == f"+{number.country_code}" and usual.fullmatch(bare)):
        return phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return ""


def telephone_told(value: str) -> str:
    """Write a number as people of its country do: '07700 900123'."""
    try:
        number = phonenumbers.parse(value, REGION)
    except phonenumbers.NumberParseException:
        return value
    home = phonenumbers.region_code_for_number(number) == REGION
    return phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL)


def telephone_begins(text: str) -> str:
    """Give how the numbers begin that somebody has begun to type: '07700 9' is '+4477009'; '' if it is no number."""
    plain = text.strip().translate(_BETWEEN)
    home, abroad, _usual = _plain_numbers(REGION)
    digits = plain.removeprefix("+")
    if not (digits.isascii() and digits.isdecimal()):
        return ""
    return plain if plain.startswith("+") else abroad + plain.removeprefix(home)


def read_postcode(text: str) -> tuple[str, str]:
    """Give a postcode without blanks in capitals, '' and what is wrong, or both where letters were put right."""
    code, note = read_known_postcode(text)
    return (code, note) if code or not note else ("", str(NO_POSTCODE))
