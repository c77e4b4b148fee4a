"""What a request's terms are called on a page: its bytes keep the names that the program knows."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.guard.need import EVERYWHERE
from muster.web.power.models import Grant

PURPOSES: dict[str, str | Promise] = {
    "care": gettext_lazy("Looking after members"),
    "canvass": gettext_lazy("Doors and days"),
    "lifts": gettext_lazy("Lifts and beds"),
    "founding": gettext_lazy("Power itself"),
}
PAGES: dict[str, str | Promise] = {  # on which somebody was shown
    "people": gettext_lazy("in a list of people"),
    "find": gettext_lazy("among people who were looked for"),
    "person": gettext_lazy("on your own page"),
    "edit": gettext_lazy("to change something in it"),
    "agree": gettext_lazy("to write down what you agree to"),
    "group": gettext_lazy("on the page of a group"),
    "doubles": gettext_lazy("in a list of records that may be one"),
    "double": gettext_lazy("beside a record that may be yours"),
    "appoint": gettext_lazy("to write down who holds a post"),
    "write": gettext_lazy("in the preview of a letter"),
    "invite": gettext_lazy("to let you enter"),
    "sending": gettext_lazy("on the page of a letter that didn’t go"),
    "letters": gettext_lazy("on a letter to be printed"),
    "request": gettext_lazy("in a request for a second person"),
    "suspensions": gettext_lazy("among suspensions"),
    "copy": gettext_lazy("in a list that was carried away"),
    "electors": gettext_lazy("among those who opened names of a register"),
    "objection": gettext_lazy("in your objection"),
    "seats": gettext_lazy("in the list of who has no seat"),
    "vehicle": gettext_lazy("among those who ride in a coach or car"),
    "beds": gettext_lazy("in the list of who sleeps where"),
    "change": gettext_lazy("among those whose ride changed"),
    "news": gettext_lazy("among those whom the news of a day did not reach"),
    "live": gettext_lazy("on the live board of a day"),
    "incident": gettext_lazy("beside an incident that you told"),
    "prints": gettext_lazy("on a printed copy"),
    "erasure": gettext_lazy("where you asked to be erased"),
    "program": gettext_lazy("by a program that asks in their name"),
    "panel": gettext_lazy("on a panel that hears somebody"),
    "mine": gettext_lazy("among those who looked at their own record"),
}
DEEDS: dict[str, str | Promise] = {
    "power.grant": gettext_lazy("Give somebody a power"),
    "power.raise_wall": gettext_lazy("Raise a wall"),
    "power.suspend": gettext_lazy("Stop somebody’s access"),
    "mandates.erase": gettext_lazy("Erase what is held on somebody"),
    "register.export": gettext_lazy("Carry a list away from a register"),
    "roll.export": gettext_lazy("Carry a list of a group’s people away"),
    "days.publish": gettext_lazy("Publish a day’s turfs"),
}
TERMS: dict[str, str | Promise] = {
    "holder": gettext_lazy("Who"),
    "role": gettext_lazy("As what"),
    "compartment": gettext_lazy("Where"),
    "purpose": gettext_lazy("What for"),
    "decision": gettext_lazy("By which decision"),
    "until": gettext_lazy("Until"),
    "proposed_by": gettext_lazy("Who proposed them"),
    "scope": gettext_lazy("What is to be looked into"),
    "conflict": gettext_lazy("Between whom"),
    "side": gettext_lazy("On which side"),
    "suspension": gettext_lazy("Which suspension"),
    "erasure": gettext_lazy("Which asking"),
    "register": gettext_lazy("Register"),
    "source": gettext_lazy("Number of the register"),
    "version": gettext_lazy("Version"),
    "holds": gettext_lazy("What it lists"),
    "zone": gettext_lazy("In the zone"),
    "election": gettext_lazy("Who may vote in"),
    "on": gettext_lazy("On"),
    "rows": gettext_lazy("How many"),
    "group": gettext_lazy("Group"),
    "status": gettext_lazy("Who stand as"),
    "day": gettext_lazy("Number of the day"),
    "title": gettext_lazy("Which day"),
    "held_on": gettext_lazy("On which date"),
    "turfs": gettext_lazy("Turfs"),
    "doors": gettext_lazy("Doors"),
    "digest": gettext_lazy("Fingerprint of the turfs, which the day’s page shows too"),
}


def look_told(purpose: str, page: str) -> tuple[str, str]:
    """Give what a look-up was for, and on which page."""
    return str(PURPOSES.get(purpose, purpose)), _page(page)


def _page(page: str) -> str:
    """Name a page; of what a program was shown, by which key."""
    name, _colon, key = page.partition(":")
    told = str(PAGES.get(name, name))
    return _("%(page)s (key %(key)s)") % {"page": told, "key": key} if key else told


def deed_told(kind: str) -> str:
    """Give what a deed is called."""
    return str(DEEDS.get(kind, kind))


def term_told(key: str, value: Any, *, names: Mapping[str, str], places: Mapping[str, str]) -> tuple[str, str]:
    """Give one term of a request as people say it: what it is called, and what it says."""
    return str(TERMS.get(key, key)), _value(key, value, names=names, places=places)


def place_told(compartment: str, places: Mapping[str, str]) -> str:
    """Give what a compartment is called."""
    return _("the whole movement") if compartment == EVERYWHERE else places.get(compartment, compartment)


def _value(key: str, value: Any, *, names: Mapping[str, str], places: Mapping[str, str]) -> str:
    if key == "until":  # a power ends as its last day does
        ends = localtime(dt.datetime.fromtimestamp(value / 1000, tz=dt.UTC))
        return date_format(ends - dt.timedelta(seconds=1), "j F Y")
    if key == "compartment":
        return place_told(str(value), places)
    if key == "role":
        return str(dict(Grant.Role.choices).get(str(value), value))
    if key == "purpose":
        return str(PURPOSES.get(str(value), value))
    return names.get(str(value), str(value))
