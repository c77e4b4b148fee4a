"""A day as an entry of somebody's own calendar (RFC 5545).

Moments are written in UTC, which every calendar shows by its owner's clock: no table of time zones has to come along.
"""

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from muster.web.days.models_of_people import Coming, Invitation
from muster.web.days.whereabouts import Whereabouts, moment_of, party_of, sequence_of

_WIDE = 75  # octets of a line, its end not counted
_NAMED = "-//Muster//Muster//EN"
_A_DAY_S = 24 * 3600


def calendar_of(told: Whereabouts, invitation: Invitation, *, address: str, words: str, at: dt.datetime) -> bytes:
    """Write somebody's day as it stands: METHOD:PUBLISH."""
    ride, day = told.ride, told.day
    starts_s = ride["set_off_s"] if ride else 60 * day.arrive_min
    leave_s = 60 * day.leave_min if day.leave_min is not None else 60 * day.arrive_min + 8 * 3600
    ends_s = (ride["home_at_s"] or leave_s) if ride else leave_s
    where = (ride["stop"] or _("Your own door")) if ride else day.meet_name or day.place
    event = {
        "DTSTART": _moment(told.moment(starts_s // 60 * 60)),  # whole minutes, as the page and the slip say them
        "DTEND": _moment(told.moment(max(-(-ends_s // 60) * 60, starts_s // 60 * 60 + 60))),
        "SUMMARY": _text(day.title),
        "LOCATION": _text(where),
        "DESCRIPTION": _text(words),
        "STATUS": "CONFIRMED" if told.how in {"rides", "drives", "alone"} else "TENTATIVE",
    }
    return _calendar("PUBLISH", event, invitation, sequence=told.sequence, address=address, at=at)


def cancelled_of(coming: Coming, invitation: Invitation, *, address: str, at: dt.datetime) -> bytes:
    """Write that somebody's day is off: METHOD:CANCEL with the same UID and a higher SEQUENCE."""
    day = coming.day
    event = {
        "DTSTART": _moment(moment_of(day, 60 * day.arrive_min)),
        "DTEND": _moment(moment_of(day, _A_DAY_S)),
        "SUMMARY": _text(day.title),
        "STATUS": "CANCELLED",
    }
    sequence = 1 + sequence_of(coming, party_of(coming).name)
    return _calendar("CANCEL", event, invitation, sequence=sequence, address=address, at=at)


def uid_of(invitation: Invitation) -> str:
    """Give the name by which calendars know somebody's day, for good."""
    host = settings.ADDRESS.partition("://")[2].rstrip("/") if settings.ADDRESS else ""
    return f"{invitation.ref.hex}@{host or 'muster.localhost'}"


def _calendar(
    method: str, event: dict[str, str], invitation: Invitation, *, sequence: int, address: str, at: dt.datetime
) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_NAMED}", f"METHOD:{method}", "BEGIN:VEVENT"]
    lines += [f"UID:{uid_of(invitation)}", f"SEQUENCE:{sequence}", f"DTSTAMP:{_moment(at)}"]
    lines += [f"{name}:{value}" for name, value in event.items()]
    lines += [f"URL:{address}", "END:VEVENT", "END:VCALENDAR"]
    return b"".join(part + b"\r\n" for line in lines for part in _folded(line))


def _moment(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    """Write words as a value: what divides values is marked (RFC 5545, 3.3.11)."""
    marked = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return marked.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _folded(line: str) -> Iterator[bytes]:
    """Cut a line into parts of at most 75 octets, never within a letter (RFC 5545, 3.1)."""
    part = b""
    for letter in line:
        octets = letter.encode()
        if len(part) + len(octets) > _WIDE:
            yield part
            part = b" "
        part += octets
    yield part
