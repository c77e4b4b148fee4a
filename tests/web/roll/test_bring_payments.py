"""Subscriptions come in by a bank's file: matched, shown, taken in once, and what nobody is known by is set aside."""

import datetime as dt

import pytest
from django.utils.timezone import localdate

from muster.web.intake.told import problems_of
from muster.web.roll import actions
from muster.web.roll.models import Membership, Payment, Person
from muster.web.roll.moves import Move
from muster.web.roll.paying import read_sum
from tests.web.roll.made_files import keeper, read, taken_in
from tests.web.roll.made_roll import DAY, entered, group, officer

pytestmark = pytest.mark.usefixtures("transactional_db")


def file_of(*rows: str) -> bytes:
    return "\n".join(["Date,Amount,Reference,Name,E-mail", *rows]).encode()


def test_a_payment_finds_its_person_and_brings_them_back_into_good_standing() -> None:
    by = keeper()
    ada, bo, cy = (
        entered(surname=name, email=f"{name}@example.org".lower(), telephone="") for name in ("Aa", "Bb", "Cc")
    )
    actions.move(ada, move=Move.OWE, on=localdate(), by=officer(), at=dt.datetime.now(dt.UTC))
    today = localdate()
    content = file_of(
        f"{today},12.00,SUB {ada.number} THANKS,,", f'{today},"£1,200.50",,,BB@example.org', f"{today},5,,Cc Ada Jane,",
        f"{today},5,who knows,Nobody Known,", f"{today},-5,{ada.number},,", f"32/13/2020,5,{ada.number},,",
        f"{today + 2 * DAY},5,{ada.number},,",
    )  # fmt: skip
    upload = taken_in(content, by=by, what="payments")
    counts = (upload.preview or {})["counts"]
    assert (counts["payments"], counts["set_aside"], counts["renewed"], counts["pence"]) == (3, 4, 1, 121_750)
    paid = Payment.objects.order_by("pk").values_list("person", "pence", "currency")
    assert list(paid) == [(ada.pk, 1200, "GBP"), (bo.pk, 120_050, "GBP"), (cy.pk, 500, "GBP")]
    ada.refresh_from_db()
    assert (ada.status, ada.paid_until) == ("standing", today.replace(year=today.year + 1))
    stood = Membership.objects.filter(person=ada).order_by("pk").values_list("move", "status")
    assert list(stood) == [("admit", "standing"), ("owe", "due"), ("pay", "standing")]


def test_the_same_lines_never_count_twice() -> None:
    by, ada = keeper(), entered()
    line = f"{localdate()},12.00,{ada.number},,"
    taken_in(file_of(line, line), by=by, what="payments")
    again = taken_in(file_of(line), by=by, what="payments")
    assert (again.preview or {})["counts"]["known"] == 1
    assert Payment.objects.count() == 1


def test_two_of_one_name_are_nobody_and_another_groups_people_are_unknown() -> None:
    one, other = group("Merrowby", "ZX1"), group("York", "ZY1")
    for where in (one, one, other):
        entered(where, surname="Twin", email="")
    bo = entered(other, surname="Single", email="")
    lines = (f"{localdate()},5,,Twin Ada Jane,", f"{localdate()},5,{bo.number},,")
    upload = read(file_of(*lines), by=keeper(one.compartment), what="payments", group=one)
    assert [(row, str(cure).split(";")[0]) for row, _c, _v, cure, _k in problems_of(upload)] == [
        (2, "more than one person fits"), (3, "nobody is known by this"),
    ]  # fmt: skip


def test_a_card_of_a_merged_record_still_tells_whose_it_is() -> None:
    from tests.web.roll.made_roll import doubled  # noqa: PLC0415 - only here

    one, other = entered(email="a@example.org"), entered(email="b@example.org")
    at = dt.datetime.now(dt.UTC)
    actions.merge(doubled(one, other), keep=one.pk, chosen={}, by=officer(), at=at)
    taken_in(file_of(f"{localdate()},5,{other.number},,"), by=keeper(), what="payments")
    assert Payment.objects.get().person_id == one.pk
    assert Person.objects.get(pk=one.pk).paid_until is not None


@pytest.mark.parametrize(
    ("text", "pence"),
    [("12", 1200), ("12.5", 1250), ("£12.00", 1200), ("1,200.50", 120_050), ("-3", -300), ("0.001", 0), ("x", 0),
     ("€ 4.00", 400), ("NaN", 0), ("1e3", 100_000), ("inf", 0), ("", 0)],
)  # fmt: skip
def test_sums_are_read_as_people_write_them(text: str, pence: int) -> None:
    assert read_sum(text)[0] == pence
