"""Somebody who is asked to a day answers, by one tap or by a few questions, and is booked once."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.timezone import now

from muster.web.days import actions_of_people as actions
from muster.web.days import answering, inviting
from muster.web.days.answering import Said
from muster.web.days.models_of_people import Coming, Invitation, Vehicle
from muster.web.record.deeds import NotAllowedError
from muster.web.record.models import Entry
from tests.web.days import made_people as made
from tests.web.roll.made_roll import AT

pytestmark = pytest.mark.django_db
EARLY = dt.datetime(2026, 5, 1, 9, 30, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _in_may(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("views_of_answers", "views_of_people", "views_of_vehicles", "views_of_costs"):
        monkeypatch.setattr(f"muster.web.days.{module}.now", lambda: EARLY)


def said(client: Client, address: str, deed: str, **more: Any) -> str:
    told = {"deed": deed, "turn": "0", **more}
    return client.post(address, told, follow=True).content.decode()


def test_one_tap_says_that_one_comes_and_opening_the_link_says_nothing() -> None:
    day, ada = made.day(), made.member(made.group())
    link = made.link(day, ada)
    page = Client().get(link).content.decode()
    assert "Do you come?" in page
    assert not Coming.objects.exists()
    assert "You come. Thank you." in said(Client(), link, "come")
    row = Coming.objects.get()
    assert (row.person, row.answer, row.size, row.drives, row.answered_by) == (ada, "come", 1, False, ada.pseudonym)
    assert row.stands


@pytest.mark.parametrize(
    ("tap", "stands"),
    [
        ("come", {"drives": False, "beds_wanted": 0, "answer": "come"}),
        ("drive", {"drives": True, "seats_offered": 3, "answer": "come"}),
        ("bed", {"beds_wanted": 1, "answer": "come"}),
        ("cant", {"answer": "cant"}),
    ],
)
def test_each_tap_says_what_stands_on_it(tap: str, stands: dict[str, Any]) -> None:
    day, ada = made.day(), made.member(made.group())
    said(Client(), made.link(day, ada), tap)
    row = Coming.objects.get()
    assert {name: getattr(row, name) for name in stands} == stands
    assert Vehicle.objects.filter(driver=row, withdrawn_at=None).exists() == (tap == "drive")


def test_a_double_click_is_one_answer() -> None:
    day, ada = made.day(), made.member(made.group())
    link = made.link(day, ada)
    first, again = said(Client(), link, "drive"), said(Client(), link, "drive")
    assert "You drive, with 3 free seats" in first
    assert "You drive, with 3 free seats" in again
    assert (Coming.objects.count(), Vehicle.objects.count(), Coming.objects.get().turn) == (1, 1, 1)


def test_an_old_page_overwrites_nothing() -> None:
    """A page that stayed open since before the answer was changed says what stands instead."""
    day, ada = made.day(), made.member(made.group())
    link = made.link(day, ada)
    said(Client(), link, "come")
    said(Client(), link, "cant", turn="1")
    page = said(Client(), link, "come", turn="1")
    assert "answered since you opened the page" in page
    assert "You can’t come." in page
    assert Coming.objects.get().answer == "cant"
    assert "You come. Thank you." in said(Client(), link, "come", turn="2")


def test_a_link_that_we_never_made_is_not_found() -> None:
    day, ada, bob = made.day(), made.member(group := made.group()), made.member(group, "Bob")
    right, other = made.link(day, ada), made.link(day, bob)
    forged = right.replace(right[len("/days/asked/") :][:32], other[len("/days/asked/") :][:32])
    other_end = "1" if right[-2] == "0" else "0"
    for link in (forged, f"{right[:-2]}{other_end}/", "/days/asked/x/"):
        assert Client().get(link).status_code == 404
        assert Client().post(link, {"deed": "come", "turn": "0"}).status_code == 404
    assert not Coming.objects.exists()


def test_whoever_is_signed_in_answers_by_no_link_but_their_own() -> None:
    day, ada, bob = made.day(), made.member(group := made.group()), made.member(group, "Bob")
    made.invited(day, bob)
    client = made.signed_in(bob)
    answer = client.post(made.link(day, ada), {"deed": "come", "turn": "0"})
    assert answer.status_code == 403
    assert "Okonjo" not in answer.content.decode()
    assert not Coming.objects.exists()
    assert "You come." in said(client, f"/days/{day.pk}/mine", "come")
    assert Coming.objects.get().person == bob


def test_nobody_answers_for_a_day_to_which_they_were_not_asked() -> None:
    day, ada = made.day(), made.member(made.group())
    assert made.signed_in(ada).get(f"/days/{day.pk}/mine").status_code == 404


def test_somebody_is_booked_once_on_a_date() -> None:
    """The second answer says what stands, and offers to change it; the car goes along."""
    here, there = made.day(), made.day(title="Saturday at Stamford", place="Stamford")
    ada = made.member(made.group())
    said(Client(), made.link(here, ada), "drive")
    page = said(Client(), made.link(there, ada), "drive")
    assert "You said that you come to Saturday at Oakham" in page
    assert "Come to Saturday at Stamford instead" in page
    assert [row.day for row in Coming.objects.filter(answer="come")] == [here]
    assert "You drive" in said(Client(), made.link(there, ada), "drive", instead="yes")
    assert [row.day for row in Coming.objects.filter(answer="come")] == [there]
    assert list(Vehicle.objects.filter(withdrawn_at=None).values_list("day", flat=True)) == [there.pk]


def test_the_database_books_nobody_twice() -> None:
    here, there = made.day(), made.day(title="Stamford")
    ada = made.member(made.group())
    made.answered(here, ada)
    with pytest.raises(IntegrityError), transaction.atomic():
        Coming.objects.create(day=there, person=ada, held_on=there.held_on, answer="come", answered_at=AT)


def test_another_date_is_another_matter() -> None:
    ada = made.member(made.group())
    for date in (made.SATURDAY, made.SATURDAY + dt.timedelta(days=1)):
        made.answered(made.day(on=date), ada)
    assert Coming.objects.filter(answer="come").count() == 2


DETAILS: dict[str, Any] = {"way": "seat", "size": "1", "needs": "", "gets_in": "home", "walk_m": "1500"}


def test_the_questions_say_the_rest() -> None:
    day, ada = made.day(), made.member(made.group())
    more = {**DETAILS, "size": "2", "child": "on", "needs": "step-free", "beds_wanted": "2", "ready": "07:15",
            "home_by": "21:00", "walk_m": "0"}  # fmt: skip
    assert "You come. Thank you." in said(Client(), made.link(day, ada), "details", **more)
    row = Coming.objects.get()
    assert (row.size, row.child, row.needs, row.beds_wanted) == (2, True, "step-free", 2)
    assert (row.ready_min, row.home_by_min, row.walk_m) == (435, 1260, 0)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"size": "1", "child": "on"}, "With a child you are at least two"),
        ({"beds_wanted": "2"}, "more beds than people"),
        ({"way": "drive", "seats_offered": "1", "size": "4"}, "More of you come than the car has seats"),
        ({"under_18": "on"}, "Somebody under 18 comes with an adult"),
        ({"under_18": "on", "adult": "Nobody Known"}, "Nobody of that name has said that they come"),
        ({"under_18": "on", "adult": "Bob Okonjo", "way": "drive", "seats_offered": "3"}, "may not drive others"),
        ({"ready": "10:00", "home_by": "09:00"}, "before you set off"),
    ],
)
def test_what_can_not_be_is_said_at_its_question(wrong: dict[str, Any], words: str) -> None:
    day, ada, bob = made.day(), made.member(group := made.group()), made.member(group, "Bob")
    made.answered(day, bob)
    page = said(Client(), made.link(day, ada), "details", **{**DETAILS, **wrong})
    assert words in page
    assert "Something here needs mending" in page
    assert not Coming.objects.filter(person=ada).exists()


def young(day: Any, who: Any, adult: str) -> str:
    return said(Client(), made.link(day, who), "details", **DETAILS, under_18="on", adult=adult)


def test_whoever_is_under_18_comes_with_an_adult_who_comes() -> None:
    day, group = made.day(), made.group()
    ada, bob = made.member(group), made.member(group, "Bob")
    assert "Nobody of that name" in young(day, ada, "Bob Okonjo")  # Bob has not said so
    made.answered(day, bob)
    assert "You come with Bob Okonjo" in young(day, ada, "bob  OKONJO")
    row = Coming.objects.get(person=ada)
    assert (row.under_18, row.with_person) == (True, bob)


def test_whoever_is_under_18_is_no_adult_to_another() -> None:
    day, group = made.day(), made.group()
    ada, bob, cem = (made.member(group, name) for name in ("Ada", "Bob", "Cem"))
    made.answered(day, bob)
    young(day, ada, "Bob Okonjo")
    assert "Nobody of that name" in young(day, cem, "Ada Okonjo")
    invitation = made.invited(day, cem)
    child = Said(under_18=True, with_person_id=ada.pk)
    with pytest.raises(answering.NeedsAnAdultError):
        actions.answer(invitation, said=child, turn=0, by=made.own(cem), at=AT)
    with pytest.raises(answering.NeedsAnAdultError):
        actions.answer(invitation, said=Said(under_18=True), turn=0, by=made.own(cem), at=AT)


@pytest.mark.parametrize("changed", [{"drives": True}, {"with_person_id": None}])
def test_the_database_lets_no_child_drive_or_come_alone(changed: dict[str, Any]) -> None:
    day, group = made.day(), made.group()
    ada, bob = made.member(group), made.member(group, "Bob")
    row = {"under_18": True, "with_person_id": bob.pk, **changed}
    with pytest.raises(IntegrityError), transaction.atomic():
        Coming.objects.create(day=day, person=ada, held_on=day.held_on, answer="come", answered_at=AT, **row)


def test_when_the_adult_does_not_come_the_child_does_not_come_alone() -> None:
    day, group = made.day(), made.group()
    ada, bob = made.member(group), made.member(group, "Bob")
    made.answered(day, bob)
    young(day, ada, "Bob Okonjo")
    made.answered(day, bob, answer="cant")
    row = Coming.objects.get(person=ada)
    assert not row.stands
    page = Client().get(made.link(day, ada)).content.decode()
    assert "With whom do you come?" in page


def test_an_adult_says_that_a_child_does_not_come_with_them() -> None:
    day, group = made.day(), made.group()
    ada, bob = made.member(group), made.member(group, "Bob")
    made.answered(day, bob)
    young(day, ada, "Bob Okonjo")
    row = Coming.objects.get(person=ada)
    link = made.link(day, bob)
    assert "Ada Okonjo, under 18, comes with you." in Client().get(link).content.decode()
    said(Client(), link, f"not:{row.pk}", turn="1")
    row.refresh_from_db()
    assert not row.stands
    cem = made.member(group, "Cem")
    made.answered(day, cem)
    assert Client().post(made.link(day, cem), {"deed": f"not:{row.pk}"}).status_code == 404


def test_a_full_car_takes_no_child_more() -> None:
    day, group = made.day(), made.group()
    ada, bob, cem = (made.member(group, name) for name in ("Ada", "Bob", "Cem"))
    made.answered(day, bob, drives=True, seats_offered=1)
    young(day, ada, "Bob Okonjo")
    assert "More of you come than the car has seats" in young(day, cem, "Bob Okonjo")


def test_an_officer_writes_down_what_was_said_on_the_telephone() -> None:
    day, group = made.day(compartment="campaign"), made.group()
    ada = made.member(group)
    made.invited(day, ada)
    keeper = made.granted(made.member(group, "Odd"), "officer")
    client = made.signed_in(keeper)
    assert "They come." in said(client, f"/days/{day.pk}/people/{ada.pk}", "come")
    row = Coming.objects.get()
    assert (row.person, row.answered_by) == (ada, keeper.pseudonym)


def test_an_officer_of_another_group_finds_nobody() -> None:
    day, ada = made.day(compartment="campaign"), made.member(made.group())
    invitation = made.invited(day, ada)
    other = made.granted(made.member(made.group("South"), "Odd"), "officer", "group:south")
    assert made.signed_in(other).post(f"/days/{day.pk}/people/{ada.pk}", {"deed": "come"}).status_code == 404
    with pytest.raises(NotAllowedError):
        actions.answer(invitation, said=Said(), turn=0, by=made.officer("group:south"), at=AT)
    with pytest.raises(NotAllowedError):
        actions.answer(invitation, said=Said(), turn=0, by=made.own(other), at=AT)


def test_a_day_that_is_over_or_called_off_asks_nothing() -> None:
    ada = made.member(made.group())
    past = made.day(on=dt.date(2026, 4, 4))
    off = made.day(state="cancelled")
    for day, words in ((past, "The day is over"), (off, "It is called off")):
        page = said(Client(), made.link(day, ada), "come")
        assert words in page
        assert "Do you come?" not in page
    assert not Coming.objects.exists()


def test_an_answer_is_one_entry_that_names_nobody() -> None:
    day, ada = made.day(), made.member(made.group())
    made.answered(day, ada)
    entry = Entry.objects.filter(kind="days.answer").get()
    assert entry.thing == f"days.invitation:{Invitation.objects.get().pk}"
    assert b"Okonjo" not in bytes(entry.body)
    assert ada.pseudonym.encode() in bytes(entry.body)


def test_my_days_tell_what_i_answered_at_a_constant_number_of_queries(
    django_assert_num_queries: Any,
) -> None:
    ada = made.member(made.group())
    client = made.signed_in(ada)
    for count in (1, 3):
        while Invitation.objects.count() < count:
            made.invited(made.day(on=made.SATURDAY + dt.timedelta(days=Invitation.objects.count())), ada)
        with django_assert_num_queries(6) as asked:
            page = client.get("/days/mine").content.decode()
        assert page.count("you have not answered") == count, asked.captured_queries


def test_a_link_holds_128_random_bits_and_a_seal_of_its_own() -> None:
    day, ada, bob = made.day(), made.member(group := made.group()), made.member(group, "Bob")
    one, other = (inviting.token(made.invited(day, who)) for who in (ada, bob))
    assert one != other
    assert inviting.opened(one) == made.invited(day, ada)
    assert inviting.opened(f"{one[:32]}-{other[33:]}") is None


def test_the_home_page_asks_until_one_has_answered_and_then_leads_there() -> None:
    day, ada = made.day(on=now().date() + dt.timedelta(days=3)), made.member(made.group())
    Invitation.objects.filter(pk=made.invited(day, ada).pk).update(asked_at=now())
    client, address = made.signed_in(ada), f"/days/{day.pk}/mine"
    assert "do you come?" in client.get("/").content.decode()
    said(client, address, "come")
    page = client.get("/").content.decode()
    assert "do you come?" not in page
    assert f'href="{address}"' in page
