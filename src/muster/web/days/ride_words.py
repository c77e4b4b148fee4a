"""A changed ride in the words that its rider or driver reads: what was told, what holds now, and why."""

from collections.abc import Mapping
from math import ceil
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.web.days.changes import Round
from muster.web.days.seats import Move
from muster.web.record.templatetags.words import sentence_case

Body = Mapping[str, Any]
S_PER_MIN, MIN_PER_H, H_PER_DAY = 60, 60, 24


def moment(at_s: int, *, up: bool = False) -> str:
    """Tell seconds from midnight as HH:MM: down for what leaves, up for what arrives."""
    minutes = ceil(at_s / S_PER_MIN) if up else at_s // S_PER_MIN
    return f"{minutes // MIN_PER_H % H_PER_DAY:02}:{minutes % MIN_PER_H:02}"


def rider_told(move: Move, *, ring: str = "", told_before: bool = True, ahead: bool = False) -> str:
    """Tell a rider: why, before, now, what else is another, and what to do until then.

    Args:
        move: how they ride now, and rode.
        ring: the name and the telephone of the day's lead, where there is one.
        told_before: whether they were ever told their place; else it is no correction, and nothing that was is said.
        ahead: whether the day is still to come: nobody stands at a roadside or is on the way yet.
    """
    before, now = move.before, move.after
    parts = [_why(move), _("Before: %(ride)s") % {"ride": _ride(before)}] if told_before else []
    if now["vehicle"] is None:
        parts += [_("Now: you have no seat."), _sorry(now["reason"]), _until_then(now, ahead=ahead)]
        if (now["stands"] or ahead) and ring:
            parts.append(_("Ring %(who)s.") % {"who": ring})
    elif now["drives"]:
        told = {"at": moment(now["board_s"]), "there": moment(now["arrive_s"], up=True)}
        parts.append(_("Now: you drive, leaving at %(at)s, there at %(there)s.") % told)
    else:
        parts += [_("Now: %(ride)s") % {"ride": _ride(now)}, _and_there(now)]
        if now["stop"] == "roadside" and not ahead:
            parts.append(_("Stay where you are until then, away from the traffic."))
    return "\n".join(part for part in parts if part)


def driver_told(one: Round, shown: Mapping[str, str], *, told_before: bool = True) -> str:
    """Tell a driver their whole round as it is now; what was is one line, if they were told it."""
    before, now = one.before, one.after
    was = [_("Before: %(round)s") % {"round": _round(before)}] if told_before else []
    if not now["runs"]:
        return "\n".join([*was, _("Now: you fetch nobody, as your vehicle does not run.")])
    lines = [*was, _("Now: %(round)s") % {"round": _round(now)}]
    for visit in now["visits"]:
        who = ", ".join(shown.get(name, name) for name in visit["riders"])
        where = visit["stop"] or _("at the door")
        lines.append(f"{moment(visit['leaves_s'])} {where}: {who or _('nobody gets in')}")
    return "\n".join([*lines, f"{moment(now['arrives_s'], up=True)} " + _("there")])


def _round(vehicle: Body) -> str:
    """Say a round in one line."""
    if not vehicle["runs"]:
        return _("%(vehicle)s does not run.") % {"vehicle": sentence_case(vehicle["name"])}
    people = sum(len(visit["riders"]) for visit in vehicle["visits"])
    told = {"vehicle": vehicle["name"], "at": moment(vehicle["starts_s"]), "n": people}
    return (
        ngettext(
            "%(vehicle)s leaves at %(at)s and fetches one party.",
            "%(vehicle)s leaves at %(at)s and fetches %(n)d parties.",
            people,
        )
        % told
    )


def _ride(ride: Body) -> str:
    """Say a ride in one line: when, where, in what."""
    if ride["vehicle"] is None:
        return _("no seat.")
    if ride["drives"]:
        return _("you drive, leaving at %(at)s.") % {"at": moment(ride["board_s"])}
    told = {"at": moment(ride["board_s"]), "vehicle": ride["vehicle"], "stop": ride["stop"]}
    if ride["stop"] == "roadside":
        return _("%(at)s, %(vehicle)s, where you stand at the roadside.") % told
    if ride["stop"]:
        return _("%(at)s, %(vehicle)s, %(stop)s.") % told
    return _("%(at)s, %(vehicle)s, at your own door.") % told


def _and_there(now: Body) -> str:
    """Say which seat, when they are there, and how they get home."""
    told = {"seats": ", ".join(now["seats"].split()), "there": moment(now["arrive_s"], up=True)}
    words = _("There at %(there)s.") % told
    if told["seats"]:
        words = _("Seat %(seats)s.") % told + " " + words
    if now["home_at_s"] is not None:
        words += " " + _("Home at %(home)s.") % {"home": moment(now["home_at_s"], up=True)}
    return words


def _why(move: Move) -> str:
    vehicle = {"vehicle": sentence_case(move.before["vehicle"] or "")}
    reasons = {
        "broken down": _("%(vehicle)s has broken down.") % vehicle,
        "cancelled": _("%(vehicle)s does not run.") % vehicle,
        "slow": _("%(vehicle)s is slower than planned.") % vehicle,
        "late": _("%(vehicle)s is late.") % vehicle,
        "road closed": _("A road is closed."),
        "overslept": _("You are ready later than planned."),
        "dropped out": _("You told us that you can’t come."),
        "moved up": _("You make room for somebody else. Thank you."),
        "shared": _("Your ride fetches others too."),
        "fewer stops": _("Your ride has fewer stops."),
        "seated": _("A seat came free for you."),
        "put back": _("What we told you last does not hold any more."),
    }
    return reasons.get(move.because, "")


def _until_then(now: Body, *, ahead: bool) -> str:
    """Say what whoever has no seat any more does now."""
    if (now["reason"] or {}).get("kind") == "DropsOut":
        return ""
    if ahead:
        return _("You need do nothing now. We go on looking, and tell you as soon as there is a seat for you.")
    if now["stands"]:
        return _(
            "Stay where you are, with the others, away from the traffic. We look for somebody who fetches you, and "
            "tell you as soon as we know."
        )
    return _(
        "Don’t set out; if you are on your way, go home again. We go on looking, and tell you as soon as there is a "
        "seat for you."
    )


def _sorry(reason: Body | None) -> str:
    kind = (reason or {}).get("kind", "")
    reasons = {
        "NoSeatLeft": _("Every vehicle that could fetch you is full."),
        "NoStepFreePlace": _("No vehicle near you has the place you need without steps."),
        "WindowCannotBeMet": _("No vehicle with room can fetch you after you are ready and be there in time."),
        "TooFarFromAnyStop": _("No car has room for your party, and no coach stops near enough."),
        "KeptApart": _("No vehicle near you has a place for you."),  # whom from is nobody's business
        "NoWayHome": _("No vehicle with room could bring you home."),
        "DropsOut": _("You are not expected. If that is wrong, say so at once."),
    }
    return reasons.get(kind, "")
