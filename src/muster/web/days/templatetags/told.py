"""How figures are told on a day's pages."""

import datetime as dt
import math
import re
from collections.abc import Mapping

from django.template import Library
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from muster.web.days.models import Day
from muster.web.days.names import Named, named_by
from muster.web.days.ride_words import moment
from muster.web.days.rules import may_plan
from muster.web.record.actor import Actor
from muster.web.record.templatetags.words import sentence_case
from muster.web.roll.reach import telephone_told

register = Library()
_AT = r"( (?P<told>\d\d:\d\d))?"
_SAID = (  # how the core reads an event, and how people say it
    (re.compile(rf"(?P<who>.+) breaks down{_AT}"), gettext_noop("%(who)s has broken down")),
    (
        re.compile(rf"(?P<who>.+) breaks down after (?P<stop>.+?){_AT}"),
        gettext_noop("%(who)s has broken down after %(stop)s"),
    ),
    (
        re.compile(r"(?P<who>.+) overslept until (?P<ready>\d\d:\d\d) (?P<told>\d\d:\d\d)"),
        gettext_noop("%(who)s overslept, ready at %(ready)s (told %(told)s)"),
    ),
    (re.compile(rf"(?P<who>.+) (drops out|cancelled){_AT}"), gettext_noop("%(who)s can’t come")),
    (re.compile(rf"(?P<who>.+) leaves (?P<n>\d+) min late{_AT}"), gettext_noop("%(who)s leaves %(n)s min late")),
    (
        re.compile(rf"(?P<who>.+) leaves (?P<n>\d+) min late from (?P<stop>.+?){_AT}"),
        gettext_noop("%(who)s is %(n)s min late from %(stop)s on"),
    ),
    (re.compile(rf"(?P<who>.+) arrives (?P<n>\d+) min late{_AT}"), gettext_noop("%(who)s is there %(n)s min late")),
    (re.compile(rf"(?P<who>.+) slows to (?P<n>\d+) mph{_AT}"), gettext_noop("%(who)s goes no faster than %(n)s mph")),
)
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
    """Tell when something leaves as HH:MM, rounded down: whoever is told to be there is never told too late."""
    return "" if seconds is None else moment(int(seconds))


@register.filter
def there(seconds: int | None) -> str:
    """Tell when somebody arrives, there or home, as HH:MM, rounded up: nobody is promised less than it takes."""
    return "" if seconds is None else moment(int(seconds), up=True)


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
def rung(telephone: str) -> str:
    """Tell a telephone as people of its country read it out: '07700 900123'."""
    return telephone_told(telephone)


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
def at(ticks: Mapping[str, Mapping[str, dt.datetime]], who: str) -> Mapping[str, dt.datetime]:
    """Give what was ticked of somebody, and since when."""
    return ticks.get(who, {})


def _named(who: str, names: Mapping[str, Named]) -> str:
    """Give somebody's name, or a vehicle's or a stop's own; nobody is told a short name."""
    called = shown(who, names)
    return _("somebody") if named_by(called) else called


@register.filter
def happened(event: str, names: Mapping[str, Named] | None = None) -> str:
    """Tell an event as somebody calls it in: 'Coach 2 has broken down', 'Ann Lee overslept, ready at 09:00'."""
    for form, said in _SAID:
        found = form.fullmatch(event)
        if found:
            told = found.groupdict()
            people = {key: _named(told[key], names or {}) for key in ("who", "stop") if told.get(key)}
            return sentence_case(_(said) % {**told, **people})
    return sentence_case(event)
