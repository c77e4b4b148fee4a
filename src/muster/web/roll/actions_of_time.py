"""What comes round by itself: subscriptions fall due and lapse, and each month is counted."""

import datetime as dt

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import localdate

from muster.web.record.actor import Actor
from muster.web.record.deeds import Deed, name_of, recorded
from muster.web.roll import belonging, taking
from muster.web.roll.models import Chase, Consent, ContactWay, Figure, Membership, Person
from muster.web.roll.moves import BELONGS, PAYING, Kind, Move, Status
from muster.web.roll.rules import may_come_round

LAPSES_AFTER = dt.timedelta(days=90)  # of being due
_ASKED_TWICE = 2


@recorded("roll.come_due", may=may_come_round)
def come_due(deed: Deed, _thing: None, *, by: Actor, at: dt.datetime) -> tuple[int, int]:
    """Let subscriptions whose day is over fall due, and those lapse that were due for 90 days and asked for twice.

    Gives how many fell due, and lapsed. Nobody lapses who was not asked.
    """
    today = localdate(at)
    over = Person.objects.filter(status=Status.STANDING, kind__in=PAYING, paid_until__lt=today)
    owed = _all_move(deed, over, Move.OWE, Status.DUE, on=today)
    since = Membership.objects.filter(person=OuterRef("pk"), until_on=None, since_on__lte=today - LAPSES_AFTER)
    asked = Chase.objects.filter(person=OuterRef("pk")).order_by("asked_on")
    due = Person.objects.filter(Exists(since), Exists(asked[_ASKED_TWICE - 1 :]), status=Status.DUE, kind__in=PAYING)
    lapsed = _all_move(deed, due, Move.LAPSE, Status.LAPSED, on=today)
    if owed or lapsed:
        taking.recount()
    deed.thing = f"roll.day:{today.isoformat()}"
    return owed, lapsed


def _all_move(deed: Deed, people: QuerySet[Person], move: Move, status: Status, *, on: dt.date) -> int:
    """Move many at once, as the table of moves allows each."""
    rows = list(people.values_list("pk", "kind", "pseudonym"))
    ids = [pk for pk, _kind, _pseudonym in rows]
    if not ids:
        return 0
    Membership.objects.filter(person__in=ids, until_on=None).update(until_on=on)
    Membership.objects.bulk_create(
        Membership(person_id=pk, kind=kind, status=status, move=move, since_on=on) for pk, kind, _pseudonym in rows
    )
    Person.objects.filter(pk__in=ids).update(status=status)
    deed.seals({"move": move.value, "since": on.isoformat(), "people": sorted(one for *_rest, one in rows)})
    return len(ids)


@recorded("roll.lose_way", may=may_come_round)
def lose_way(deed: Deed, way: ContactWay, *, by: Actor, at: dt.datetime) -> None:
    """Note that nothing arrives at an address: a mail server said so. Noting it twice changes nothing."""
    ContactWay.objects.filter(pk=way.pk, bad_at=None).update(bad_at=at)


@recorded("roll.hear_opt_out", may=may_come_round)
def hear_opt_out(deed: Deed, person: Person, *, channel: str, by: Actor, at: dt.datetime) -> None:
    """Write down that somebody wants no more by one channel: they pressed so behind a link in a message.

    Raises:
        GoneError: from belonging.
    """
    row, whose = belonging.held(person), person.pseudonym
    belonging.say(row, channel=channel, agreed=False, how=Consent.How.LINK, by=whose, at=at)


@recorded("roll.count_month", may=may_come_round)
def count_month(deed: Deed, _thing: None, *, month: dt.date, by: Actor, at: dt.datetime) -> list[Figure]:
    """Count how many belonged at a month's end, or today, and who came and went in it."""
    following = (month + dt.timedelta(days=31)).replace(day=1)
    counted = {kind: [0, 0, 0] for kind in Kind.values}
    for place, sql in enumerate((_BELONGED, _CAME, _WENT)):
        with connection.cursor() as cursor:
            cursor.execute(sql, {"first": month, "next": following})
            for kind, people in cursor.fetchall():
                counted[kind][place] = people
    figures = [
        Figure.objects.update_or_create(
            month=month, kind=kind, defaults={"people": numbers[0], "came": numbers[1], "went": numbers[2]}
        )[0]
        for kind, numbers in counted.items()
        if any(numbers)
    ]
    deed.thing = f"roll.month:{month.isoformat()}"
    if figures:
        deed.thing = name_of(figures[0])
    return figures


_IN = ", ".join(f"'{status.value}'" for status in sorted(BELONGS))
_BELONGED = f"""SELECT kind, count(*) FROM roll_membership WHERE status IN ({_IN}) AND since_on < %(next)s
    AND (until_on IS NULL OR until_on >= %(next)s) GROUP BY kind"""  # noqa: S608 - our own words
_CAME = f"""SELECT kind, count(*) FROM roll_membership AS m WHERE status IN ({_IN}) AND since_on >= %(first)s
    AND since_on < %(next)s AND NOT EXISTS (SELECT 1 FROM roll_membership AS b WHERE b.person_id = m.person_id
    AND b.status IN ({_IN}) AND b.kind = m.kind AND b.until_on = m.since_on AND b.id < m.id) GROUP BY kind"""  # noqa: S608 - our own words
_WENT = f"""SELECT kind, count(*) FROM roll_membership AS m WHERE status IN ({_IN}) AND until_on >= %(first)s
    AND until_on < %(next)s AND NOT EXISTS (SELECT 1 FROM roll_membership AS a WHERE a.person_id = m.person_id
    AND a.status IN ({_IN}) AND a.kind = m.kind AND a.since_on = m.until_on AND a.id > m.id) GROUP BY kind"""  # noqa: S608 - our own words
