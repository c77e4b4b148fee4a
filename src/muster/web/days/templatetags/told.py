"""How figures are told on a day's pages."""

import math
import re
from collections.abc import Mapping

from django.template import Library
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from muster.web.days.models import Day
from muster.web.days.names import Named
from muster.web.days.rules import may_plan
from muster.web.record.actor import Actor
from muster.web.record.templatetags.words import sentence_case

register = Library()
_BREAKS_DOWN = re.compile(r"(?P<vehicle>.+) breaks down( \d\d:\d\d)?")
S_PER_MIN, MIN_PER_H, M_PER_KM = 60, 60, 1000
_SIDES = (  # as `paper` says on which side of a street a walk calls
    gettext_noop("north side"), gettext_noop("south side"), gettext_noop("east side"), gettext_noop("west side"),
    gettext_noop("both sides"),
)  # fmt: skip


@register.filter
def side(said: str) -> str:
    """Tell on which side of a street a walk calls."""
    return _(said) if said in _SIDES else said


@register.filter
def clock(seconds: int | None) -> str:
    """Tell seconds from midnight as HH:MM; whoever is told to be there is never told too late."""
    if seconds is None:
        return ""
    minutes = int(seconds) // S_PER_MIN
    return f"{minutes // MIN_PER_H % 24:02d}:{minutes % MIN_PER_H:02d}"


@register.filter
def minutes(seconds: float) -> int:
    """Tell seconds as whole minutes, rounded up: nobody is promised less than it takes."""
    return math.ceil(seconds / S_PER_MIN)


@register.filter
def kilometres(metres: float) -> str:
    """Tell metres as kilometres with one decimal."""
    return f"{metres / M_PER_KM:,.1f}"


@register.filter
def percent(share: float) -> str:
    """Tell a share as a percentage with one decimal."""
    return f"{100 * share:.1f}"


@register.filter
def after(start_min: int, seconds: float) -> int:
    """Tell when something ends that begins so many minutes after midnight: seconds, of whole minutes."""
    return (start_min + math.ceil(seconds / S_PER_MIN)) * S_PER_MIN


@register.filter
def runs(actor: Actor, day: Day) -> bool:
    """Whether the asker organises a day, and so sees who rides in what."""
    return may_plan(actor, day)


@register.filter
def shown(name: str, names: Mapping[str, Named]) -> str:
    """Tell what somebody is called whom a seating knows by a short name."""
    return names[name].name if name in names else name


@register.filter
def of(names: Mapping[str, str], who: str) -> str:
    """Tell what somebody is called whom a row knows by a pseudonym."""
    return names.get(who) or _("somebody")


@register.filter
def happened(event: str) -> str:
    """Tell an event as somebody calls it in: 'Coach 2 has broken down'."""
    down = _BREAKS_DOWN.fullmatch(event)
    return sentence_case(_("%(vehicle)s has broken down") % down.groupdict() if down else event)
