"""How pages tell people, and why two may be one."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from muster.register.names_alike import Level
from muster.register.postcodes import postcode_told
from muster.web.roll.columns import FIELDS
from muster.web.roll.doubles import Shares
from muster.web.roll.models import ContactWay, Double, Payment
from muster.web.roll.moves import Status
from muster.web.roll.open_to_all import Month
from muster.web.roll.reach import telephone_told

register = template.Library()

_NAMES = {
    Level.FULL: gettext_noop("the same name"),
    Level.SHORT: gettext_noop("the same surname and first name; others are missing or shortened"),
    Level.MIDDLE: gettext_noop("the same surname and first name, other middle names"),
    Level.INITIAL: gettext_noop("the same surname and initial"),
    Level.FORENAME_ALIKE: gettext_noop("the same surname, and nearly the same first name"),
    Level.SURNAME_ALIKE: gettext_noop("the same first name, and nearly the same surname"),
    Level.BOTH_ALIKE: gettext_noop("nearly the same name"),
    Level.MARRIED: gettext_noop("the same first name, another surname"),
    Level.NICKNAME: gettext_noop("the same surname, and a short form of the first name"),
    Level.CALLED: gettext_noop("the same surname, and one of the other's first names"),
    Level.SWAPPED: gettext_noop("surname and first name changed about"),
}
_SHARED = {
    Shares.EMAIL: gettext_noop("the same e-mail address"),
    Shares.TELEPHONE: gettext_noop("the same telephone"),
    Shares.ADDRESS: gettext_noop("the same address"),
    Shares.POSTCODE: gettext_noop("the same postcode"),
}
_FIELDS = {
    "name": "Name",
    "known_as": "Wants to be called",
    "number": "Number on the card",
    "address": "Address",
    "group": "Group",
    "standing": "Belongs as",
}
_WIDE, _HIGH, _ROOM = 640, 160, 130  # of a chart, and what its label takes


@register.filter
def postcode(code: str) -> str:
    """Tell a postcode with its blank."""
    return postcode_told(code)


@register.filter
def reached(way: ContactWay) -> str:
    """Tell an address or a number as people write it."""
    return telephone_told(way.value) if way.kind == ContactWay.Kind.TELEPHONE else way.value


@register.filter
def why(pair: Double) -> str:
    """Tell why two may be one."""
    told = [_NAMES.get(Level(pair.level), ""), *(words for flag, words in _SHARED.items() if pair.shares & flag)]
    return "; ".join(_(words) for words in told if words)


@register.filter
def field(name: str) -> str:
    """Tell what a field of a person is."""
    return _(_FIELDS[name])


@register.filter
def status(code: str) -> str:
    """Tell a status."""
    return str(Status(code).label)


@register.filter
def kind_told(code: str) -> str:
    """Tell those of a kind."""
    return {"member": _("Members"), "supporter": _("Supporters"), "affiliate": _("Affiliates")}[code]


@register.filter
def paid(payment: Payment) -> str:
    """Tell what somebody paid."""
    return pounds(payment.pence, payment.currency)


@register.filter
def pounds(pence: int, currency: str = "GBP") -> str:
    """Tell a sum of money."""
    sign = {"GBP": "£", "EUR": "€"}.get(currency, f"{currency} ")
    return f"{sign}{pence // 100:,}.{pence % 100:02d}"


@register.filter
def field_of(name: str, what: str) -> str:
    """Tell what a column of a file holds."""
    return str(FIELDS[what][name])


@register.filter
def of(mapping: dict[str, object], name: str) -> object:
    """Look something up by a name."""
    return mapping.get(name)


@register.filter
def line(months: list[Month]) -> str:
    """Give the points of a chart's line, zero at its foot."""
    known = [month.people or 0 for month in months]
    highest, steps = max([1, *known]), max(len(known) - 1, 1)
    wide = _WIDE - _ROOM
    return " ".join(f"{wide * i // steps},{_HIGH - _HIGH * n // highest}" for i, n in enumerate(known))


@register.filter
def line_ends(months: list[Month]) -> int:
    """Give how high the line's last point is."""
    known = [month.people or 0 for month in months]
    return _HIGH - _HIGH * known[-1] // max([1, *known]) if known else _HIGH
