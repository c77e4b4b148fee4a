"""What tells of somebody is shut under their key, proves what the entry said of it, and can't be read without it."""

import datetime as dt
import hashlib
import hmac
import json

import pytest

from muster.web.record.actor import NOBODY, Actor
from muster.web.record.deeds import Deed, recorded
from muster.web.record.models import Entry, Key, Payload
from muster.web.record.sealing import ErasedError, TooManyError, destroy, opened, shut
from muster.web.roll.models import Person

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 5, 1, 9, 30, tzinfo=dt.UTC)


def anybody(_actor: Actor, _thing: object) -> bool:
    return True


@recorded("trial.tell", may=anybody)
def tell(deed: Deed, person: Person, *, of: list[str], by: Actor, at: dt.datetime) -> None:
    deed.seals({"name": "Adaqzx Okonjo"}, of=of)
    deed.seals({"code": 7})


@pytest.mark.parametrize("of", [["a" * 32], ["a" * 32, "b" * 32]])
def test_it_takes_everybodys_key_to_read_it_and_none_to_prove_it(of: list[str]) -> None:
    tell(Person.objects.create(known_as="Ada"), of=of, by=NOBODY, at=AT)
    told, plain = Payload.objects.order_by("place")
    assert b"Adaqzx" not in bytes(told.body)
    assert json.loads(opened(told)) == {"name": "Adaqzx Okonjo"}
    sealed = [hmac.new(bytes(one.key), opened(one), hashlib.sha256).hexdigest() for one in (told, plain)]
    assert json.loads(bytes(Entry.objects.get().body))["c"] == sealed
    for who in of:  # a copy of the row, as a backup has it, says nothing without any one key
        key = Key.objects.get(who=who)
        key.delete()
        with pytest.raises(ErasedError):
            opened(told)
        key.save(force_insert=True)
    destroy(of[-1:])
    assert list(Payload.objects.all()) == [plain]
    assert sorted(Key.objects.values_list("who", flat=True)) == of[:-1]
    with pytest.raises(ErasedError):
        opened(told)
    assert json.loads(opened(plain)) == {"code": 7}


def test_the_same_words_are_shut_otherwise_each_time_and_of_two_people_at_most() -> None:
    assert shut(b"x", of=["a" * 32]) != shut(b"x", of=["a" * 32])
    assert Key.objects.count() == 1
    with pytest.raises(TooManyError):
        shut(b"x", of=["a" * 32, "b" * 32, "c" * 32])
