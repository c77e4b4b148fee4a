"""How pages tell entries, doors and reasons."""

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from muster.register.markers import elections_of
from muster.register.missing import ANONYMOUS
from muster.register.numbers import number_told
from muster.register.postcodes import postcode_told
from muster.register.reasons import Against, For, Reason
from muster.web.register.losses import column_told
from muster.web.register.models import Building, Door, Doubt, Entry

register = template.Library()

_PLACED = {
    "hand": gettext_noop("by hand"),
    "file": gettext_noop("by the register's own file"),
    "uprn": gettext_noop("by its UPRN"),
    "extract house": gettext_noop("by its house on the map"),
    "extract street": gettext_noop("by its number along the street"),
    "postcode": gettext_noop("by its postcode alone"),
}
_VOTES = {
    "uk parliament": gettext_noop("UK Parliament"),
    "local": gettext_noop("local elections"),
    "devolved": gettext_noop("the devolved parliament"),
    "pcc": gettext_noop("police and crime commissioner"),
}
_BECAUSE = {
    Reason.NAME_HERE: gettext_noop("the same name at the same door"),
    Reason.NAME_AT_RESPELLED_DOOR: gettext_noop("the same name at what seems the same door, spelt otherwise"),
    Reason.SHORT_HERE: gettext_noop("the same door, surname and forename; other names are missing or shortened"),
    Reason.INITIAL_HERE: gettext_noop("the same door, surname and initial"),
    Reason.RESPELLED_HERE: gettext_noop("the same door and nearly the same name"),
    Reason.MARRIED_HERE: gettext_noop("the same door and forename, another surname"),
    Reason.CALLED_HERE: gettext_noop("the same door and surname, another forename or a nickname"),
    Reason.MIDDLE_HERE: gettext_noop("the same door, surname and forename, other middle names"),
    Reason.NUMBER: gettext_noop("the same number, at another door"),
    Reason.NUMBER_HERE: gettext_noop("the same number and door, though the names differ"),
    Reason.ANONYMOUS_NUMBER: gettext_noop("two anonymous entries of one number"),
    Reason.MOVED: gettext_noop("the same name at another door"),
    Reason.MOVED_TOGETHER: gettext_noop("the same name at another door, with others of the old one"),
}
_FOR = {
    For.SAME_DAY: gettext_noop("the same day of coming of age"),
    For.HOUSEHOLD_STAYED: gettext_noop("others of that door stayed"),
    For.TOGETHER: gettext_noop("others came along"),
    For.RARE_NAME: gettext_noop("the name is rare"),
}
_AGAINST = {
    Against.RIVAL: gettext_noop("somebody else fits nearly as well"),
    Against.OTHER_MIDDLE: gettext_noop("another middle name"),
    Against.OTHER_NUMBER: gettext_noop("another number, though numbers stayed"),
    Against.OTHER_DAY: gettext_noop("another day of coming of age"),
    Against.TOO_YOUNG: gettext_noop("not of age yet now, but of age before"),
    Against.HOUSEHOLD_LEFT: gettext_noop("nobody else of that door stayed"),
    Against.COMMON_NAME: gettext_noop("the name is common"),
}


@register.filter
def named(entry: Entry) -> str:
    """Tell an elector's name; who is marked as anonymous has none, and others may lack theirs."""
    nobody = _("Anonymous elector") if ANONYMOUS in entry.markers.upper() else _("No name given")
    return f"{entry.forenames} {entry.surname}".strip() or nobody


@register.filter
def numbered(entry: Entry) -> str:
    """Tell an elector's number as people write it."""
    return number_told(entry.district, entry.number, entry.suffix)


@register.filter
def votes(entry: Entry) -> str:
    """Tell in which elections an elector may vote, and from when."""
    told = ", ".join(_(_VOTES[name]) for name in elections_of(entry.franchise)) or _("no election")
    if entry.attains_on is None:
        return told
    return _("%(told)s, from %(day)s") % {"told": told, "day": date_format(entry.attains_on, "j F Y")}


@register.filter
def built(building: Building) -> str:
    """Tell a building with its street."""
    street = ", ".join(filter(None, (building.street.name, building.street.locality)))
    house = " ".join(filter(None, (building.number, street))) if building.number else street
    return ", ".join(filter(None, (building.name, house))) or _("No address")


@register.filter
def addressed(door: Door) -> str:
    """Tell a door's whole address."""
    return ", ".join(filter(None, (door.unit, built(door.building))))


@register.filter
def at(door: Door) -> str:
    """Tell a door within its street."""
    building = door.building
    return ", ".join(filter(None, (door.unit, building.name, building.number))) or _("No number")


@register.filter
def postcode(code: str) -> str:
    """Tell a postcode with its blank."""
    return postcode_told(code)


@register.filter
def aside(one: tuple[str, str, int]) -> str:
    """Tell for which column rows are set aside, and what it was read as."""
    return column_told(*one)


@register.filter
def placed_by(placed_from: str) -> str:
    """Tell who said where a building lies."""
    return _("placed %(by)s") % {"by": _(_PLACED[placed_from])} if placed_from else ""


@register.filter
def because(doubt: Doubt) -> str:
    """Tell why two may be one, and what speaks against it."""
    pros = [_BECAUSE.get(Reason(doubt.reason), ""), *(words for flag, words in _FOR.items() if doubt.speaks_for & flag)]
    cons = [words for flag, words in _AGAINST.items() if doubt.against & flag]
    told = "; ".join(_(words) for words in pros if words)
    return told + (_(". But: %(cons)s") % {"cons": "; ".join(_(words) for words in cons)} if cons else "")
