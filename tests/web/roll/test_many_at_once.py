"""Many new people come in with their indexes built afterwards: what stands then is what would have stood anyhow."""

from typing import Any

import pytest
from django.db import connection

from muster.web.roll import taking
from muster.web.roll.models import Person
from tests.web.roll.made_files import keeper, taken_in
from tests.web.roll.made_roll import group
from tests.web.roll.test_bring_people import csv_of, everything, row

pytestmark = pytest.mark.usefixtures("transactional_db")
TABLES = ("roll_person", "roll_membership", "roll_contactway", "roll_consent")


def schema() -> list[Any]:
    """Every index and constraint of the tables that are filled, as the database describes them."""
    with connection.cursor() as cursor:
        found = [sorted(connection.introspection.get_constraints(cursor, one).items()) for one in TABLES]
        return [[(name, {**told, "columns": list(told["columns"])}) for name, told in one] for one in found]


@pytest.mark.parametrize("many", [0, 10_000])
def test_indexes_stand_as_before_and_nobody_is_lost(many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "_MANY", many)
    before, by = schema(), keeper()
    group("Merrowby", "ZX1")
    rows = [row(n, **{"First name": 'Ada "Addie"', "Surname": f"O'Konjo, {chr(96 + n)}"}) for n in range(1, 20)]
    odd = {"Surname": "None", "First name": "NULL", "Address 1": r"\N \. 100%s", "Number": "7"}
    taken_in(csv_of(*rows, row(20, Surname="Ada"), row(21, **odd)), by=by)
    assert schema() == before
    people = Person.objects.exclude(number="").order_by("number")
    assert [one.surname for one in people][1:3] == ["O'Konjo, a", "O'Konjo, b"]
    assert {one.forenames for one in people[1:20]} == {'Ada "Addie"'}
    none = people.get(number="7")  # a name, as others
    assert (none.surname, none.forenames, none.address) == ("None", "NULL", r"\N \. 100%s, Penbury")
    assert list(none.ways.values_list("value", flat=True)) == ["ada21@example.org", "+447700900021"]
    stood = everything()
    taken_in(csv_of(*rows), by=by)  # known now: nothing changes
    assert everything() == stood
