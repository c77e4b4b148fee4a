"""Where somebody is to be and when, in the few words that a message has room for."""

from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.web.days.models import Day
from muster.web.days.models_of_people import Coming
from muster.web.days.ride_words import moment
from muster.web.days.riders import standing
from muster.web.days.standing import standing_of
from muster.web.days.whereabouts import Whereabouts
from muster.web.messenger.languages import of_letters
from muster.web.record.templatetags.words import sentence_case

Body = Mapping[str, Any]


def words_of(day: Day) -> dict[int, dict[str, str]]:
    """Give what everybody who comes is told of a standing plan: person -> language -> words."""
    seating = standing_of(day)
    body: Body = seating.body if seating else {"people": [], "beds": {"hosts": []}}
    rows = list(standing(day).select_related("person").order_by("pk"))
    name_of = {row.name: row.person.name for row in rows}
    adult_of = {row.person_id: row for row in rows if not row.under_18}
    rides = {one["name"]: one for one in body["people"]}
    driver_of = {one["name"]: name_of.get(one["driver"], "") for one in body.get("vehicles", ())}
    host_of = {
        guest["name"]: name_of.get(host["name"], "") for host in body["beds"]["hosts"] for guest in host["guests"]
    }
    told: dict[int, dict[str, str]] = {}
    for code in of_letters():
        with translation.override(code):
            for row in rows:
                key = adult_of[row.with_person_id].name if row.under_18 and row.with_person_id in adult_of else row.name
                words = ride_words(row, rides.get(key), driver_of, day)
                if key in host_of:
                    words += "\n" + _("Tonight you sleep at %(host)s’s.") % {"host": host_of[key]}
                told.setdefault(row.person_id, {})[code] = words
    return told


def told_in_words(told: Whereabouts) -> str:
    """Give somebody's day in the same words, for their calendar."""
    driver = {told.vehicle.name: told.driver.name} if told.vehicle and told.driver else {}
    ride = {"vehicle": None} if told.how == "waits" else told.ride or None
    lines = [ride_words(told.coming, ride, driver, told.day)]
    if told.host is not None:
        lines.append(_("Tonight you sleep at %(host)s’s.") % {"host": told.host.name})
    return "\n".join(lines)


def ride_words(row: Coming, ride: Body | None, driver_of: Mapping[str, str], day: Day) -> str:
    """Tell one ride: when, where, in what, when they are there and home."""
    meet = {"place": day.meet_name or day.place, "at": moment(60 * day.arrive_min)}
    if ride is None:
        return _("You get there by yourself: %(place)s, by %(at)s.") % meet
    if ride["vehicle"] is None:
        return _("There is no seat for you yet. We go on looking, and tell you as soon as there is one.")
    told = {
        "at": moment(ride["board_s"]),
        "off": moment(ride["set_off_s"]),
        "stop": ride["stop"] or _("your own door"),
        "vehicle": ride["vehicle"],
        "there": moment(ride["arrive_s"], up=True),
        "driver": driver_of.get(ride["vehicle"], ""),
    }
    if ride["drives"]:
        lines = [_("You drive %(vehicle)s. Leave home at %(off)s; you are there at %(there)s.") % told]
        lines.append(_("Whom you fetch, and their telephone numbers, stand on your page."))
    else:
        lines = [_("Be at %(stop)s at %(at)s. %(vehicle)s takes you; you are there at %(there)s.") % {
            **told, "vehicle": sentence_case(ride["vehicle"])}]  # fmt: skip
        if told["driver"]:
            lines.append(_("%(driver)s drives.") % told)
        if ride["seats"]:
            lines.append(_seats(ride["seats"]))
    if ride["home_at_s"] is not None:
        lines.append(_("You are home again at %(home)s.") % {"home": moment(ride["home_at_s"], up=True)})
    if row.needs == Coming.Need.WHEELCHAIR:
        lines.append(_("There is a place for your wheelchair."))
    elif row.needs:
        lines.append(_("You get in without steps."))
    return "\n".join(lines)


def _seats(labels: str) -> str:
    seats = labels.split()
    return ngettext("Your seat: %(seats)s.", "Your seats: %(seats)s.", len(seats)) % {"seats": ", ".join(seats)}
