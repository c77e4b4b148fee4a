"""Takes a person out of the roll: what stays is that somebody was there, how they stood, and what was decided."""

import datetime as dt
import secrets

from django.db.models import Q
from django.utils.timezone import localdate

from muster.web.record.deeds import Deed
from muster.web.record.erasing import Gone
from muster.web.roll import belonging
from muster.web.roll.models import Chase, Consent, ContactWay, Double, Payment, Person, PersonWord
from muster.web.roll.moves import Kind, Move, Status, moves_from
from muster.web.roll.reach import telephone_told
from muster.web.roll.words import words_of

TABLES = (
    "roll_person", "roll_personword", "roll_contactway", "roll_consent", "roll_chase", "roll_payment", "roll_double",
)  # fmt: skip


def everybody(person: Person) -> list[Person]:
    """Give a person's row and those of whoever was found to be them: all that goes with them."""
    found, asked = [person], [person.pk]
    while asked:
        more = list(Person.objects.filter(merged_into__in=asked))
        found += more
        asked = [one.pk for one in more]
    return found


def gone(person: Person) -> Gone:
    """Say who is erased with a person, by which names and addresses the program may have told others of them."""
    rows = everybody(person)
    ways = list(ContactWay.objects.filter(person__in=[one.pk for one in rows]).values_list("value", flat=True))
    full = [f"{one.forenames} {one.surname}".strip() for one in rows]
    words = {*(one.known_as for one in rows), *full, *ways, *map(telephone_told, ways)} - {""}
    return Gone(tuple(one.pk for one in rows), tuple(one.pseudonym for one in rows), tuple(sorted(words)))


def leave(deed: Deed, person: Person) -> None:
    """Let somebody leave who still belongs, or asked to: the table of moves says whether they can."""
    kind = Kind(person.kind) if person.kind else None
    if Move.LEAVE in moves_from(Status(person.status), kind=kind):
        belonging.change(deed, person, move=Move.LEAVE, on=localdate(deed.at))


def erase(gone: Gone, at: dt.datetime) -> None:
    """Take away what the roll holds on them. Memberships, posts and payments stay, under nobody's name."""
    ids = gone.people
    for one in Person.objects.filter(pk__in=ids):
        PersonWord.objects.filter(word__in=words_of(one.folded), group=one.group_id or 0, person=one.pk).delete()
        if one.merged_into_id is None:
            belonging.count(one.group_id, one.kind, one.status, -1)
            belonging.count(None, "", "", 1)
    for table in (ContactWay, Consent, Chase):
        table.objects.filter(person__in=ids).delete()
    for pk in Payment.objects.filter(person__in=ids).values_list("pk", flat=True):
        Payment.objects.filter(pk=pk).update(key=secrets.token_hex(32))  # the hash of a line with a name in it
    Double.objects.filter(Q(one__in=ids) | Q(other__in=ids), said="").update(said=Double.Said.MOOT)
    blank = ("known_as", "number", "forenames", "surname", "folded", "address", "postcode", "kind", "body", "status")
    Person.objects.filter(pk__in=ids).update(
        **dict.fromkeys(blank, ""), group=None, joined_on=None, paid_until=None, erased_at=at
    )
