"""People are asked, a coach is noted, everybody has a seat and is told so: once, and nobody else."""

import datetime as dt
import io
from typing import Any

import pypdf
import pytest
from django.test import Client

from muster.web.days import actions as days
from muster.web.days import (
    actions_of_claims,
    actions_of_telling,
    actions_of_vehicles,
    answering,
    claims,
    coaches,
    inviting,
    rosters,
)
from muster.web.days import actions_of_people as actions
from muster.web.days.answering import Noted, Noting, Said
from muster.web.days.claims import Bill
from muster.web.days.inviting import Calling
from muster.web.days.models import Day
from muster.web.days.models_of_people import Claim, Coming, Telling, Vehicle
from muster.web.days.riders import riders_of
from muster.web.days.whereabouts import numbers_end_at, whereabouts_of
from muster.web.messenger.models import Message, Sending
from muster.web.messenger.told import told
from muster.web.record.deeds import NotAllowedError
from muster.web.record.models import Job
from muster.web.roll.models import ContactWay, Group, Person
from tests.web.days import made_people as made
from tests.web.roll.made_roll import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_in_may")]
EARLY = dt.datetime(2026, 5, 1, 9, 30, tzinfo=dt.UTC)
STOPS = "07:10 Market Place, 52.671, -0.652\n07:30 Station, 52.66, -0.70"


@pytest.fixture
def _in_may(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("views_of_answers", "views_of_people", "views_of_vehicles", "views_of_costs"):
        monkeypatch.setattr(f"muster.web.days.{module}.now", lambda: EARLY)


def coach(day: Day, by: Any, name: str = "coach 1", seats: int = 20, operator: str = "Smith") -> Vehicle:
    stops = coaches.read_stops(STOPS, day)
    wanted = coaches.CoachTold(name, seats, stops, operator=operator, rings="+441572700900")
    return actions_of_vehicles.add_coach(day, told=wanted, by=by, at=AT)


def planner() -> Person:
    return made.granted(Person.objects.create(known_as="Olu"), "organiser")


def mails(sending: Sending) -> dict[str, str]:
    return {
        one.fields["name"]: told(one)[1] for one in Message.objects.filter(sending=sending).select_related("sending")
    }


def planned(*, told_so: bool = True) -> tuple[Day, Group, Person]:
    """A day with a coach, a driver with a telephone, and three who ride; planned, and told."""
    day, group, olu = made.day(), made.group(), planner()
    by = made.own(olu)
    by = type(by)(olu.pk, olu.pseudonym, made.organiser().grants)
    coach(day, by)
    dan = made.member(group, "Dan", telephone="+447700900111")
    made.answered(day, dan, drives=True, seats_offered=3)
    for name, how in (("Ada", {"walk_m": 0}), ("Bob", {"needs": "step-free"}), ("Cem", {"size": 2})):
        made.answered(
            day, made.member(group, name, telephone="+447700900" + str(200 + len(name) + ord(name[0]))), **how
        )
    actions_of_vehicles.begin_seats(day, by=by, at=AT)
    made.worked()
    if told_so:
        actions_of_telling.tell_plan(day, by=by, at=AT)
        made.worked()
    day.refresh_from_db()
    return day, group, olu


def test_an_invitation_reaches_those_who_agreed_each_with_a_link_of_their_own() -> None:
    day, group = made.day(), made.group()
    ada, bob = made.member(group), made.member(group, "Bob")
    made.member(group, "Cem", agrees={"email": False})
    by = made.organiser()
    subject, words = inviting.usual_words(day)
    actions.invite(Calling(day, (group,)), subject=subject, words=words, by=by, at=AT)
    made.worked()
    sending = Sending.objects.get(about=f"days.day:{day.pk}")
    assert sending.kind == "call"
    found = mails(sending)
    assert set(found) == {"Ada Okonjo", "Bob Okonjo"}
    assert made.link(day, ada) in found["Ada Okonjo"]
    assert made.link(day, bob) not in found["Ada Okonjo"]


def test_whoever_was_asked_is_asked_again_only_as_silent() -> None:
    day, group, by = made.day(), made.group(), made.organiser()
    ada, bob = made.member(group), made.member(group, "Bob")
    texts = dict(zip(("subject", "words"), inviting.usual_words(day), strict=True))
    actions.invite(Calling(day, (group,)), **texts, by=by, at=AT)
    with pytest.raises(actions.NobodyToAskError):
        actions.invite(Calling(day, (group,)), **texts, by=by, at=AT)
    made.answered(day, ada)
    later = AT + dt.timedelta(days=1)
    actions.invite(Calling(day, (group,), "silent"), **texts, by=by, at=later)
    made.worked()
    assert set(mails(Sending.objects.latest("pk"))) == {bob.name}


def test_an_invitation_without_a_link_is_refused_and_a_job_done_twice_sends_once() -> None:
    day, group, by = made.day(), made.group(), made.organiser()
    made.member(group)
    with pytest.raises(ValueError, match="link"):
        actions.invite(Calling(day, (group,)), subject="Come?", words="Do come", by=by, at=AT)
    assert not Job.objects.filter(kind="days.write_invitations").exists()
    actions.invite(Calling(day, (group,)), subject="Come?", words="Do: {link}", by=by, at=AT)
    made.worked()
    made.worked()
    assert Message.objects.filter(sending__about=f"days.day:{day.pk}").count() == 1


def test_an_officer_asks_their_own_people_and_no_others() -> None:
    day, north, south = made.day(compartment="campaign"), made.group(), made.group("South")
    made.member(north)
    made.member(south, "Bob")
    texts = {"subject": "Come?", "words": "Do: {link}"}
    with pytest.raises(NotAllowedError):
        actions.invite(Calling(day, (south,)), **texts, by=made.officer(), at=AT)
    actions.invite(Calling(day, (north,)), **texts, by=made.officer(), at=AT)


def test_looking_first_counts_whom_it_reaches_and_asks_nobody() -> None:
    day, group, olu = made.day(), made.group(), planner()
    made.member(group)
    client = made.signed_in(olu)
    told_so = {"groups": [group.pk], "whom": "new", "subject": "Come?", "words": "Do: {link}"}
    page = client.post(f"/days/{day.pk}/people/ask", {**told_so, "deed": "look"}).content.decode()
    assert "It reaches one person" in page
    assert not Job.objects.filter(kind="days.write_invitations").exists()
    stale = client.post(f"/days/{day.pk}/people/ask", {**told_so, "deed": "send", "reaches": "7"}).content.decode()
    assert "Whom it reaches has changed" in stale
    assert client.post(f"/days/{day.pk}/people/ask", {**told_so, "deed": "send", "reaches": "1"}).status_code == 302
    assert Job.objects.filter(kind="days.write_invitations").count() == 1


def test_the_planner_is_told_nobodys_name_and_a_child_in_the_party_of_their_adult() -> None:
    day, group = made.day(), made.group()
    ada, bob = made.member(group), made.member(group, "Bob")
    adult = made.answered(day, bob, drives=True, seats_offered=3)
    child = made.answered(day, ada, under_18=True, with_person_id=bob.pk, needs="wheelchair")
    found = riders_of(day)
    assert [(one.name, one.size, one.needs) for one in found.people] == [(adult.name, 2, "wheelchair")]
    assert found.party_of == {child.name: adult.name}
    assert [(one.name, one.driver, one.seats) for one in found.vehicles] == [("car 1", adult.name, 3)]
    assert "Okonjo" not in repr(found)


def test_two_wheelchairs_in_one_party_are_two_places() -> None:
    day, group = made.day(), made.group()
    bob, ada, cem = (made.member(group, name) for name in ("Bob", "Ada", "Cem"))
    made.answered(day, bob, needs="wheelchair", size=2)
    made.answered(day, ada, under_18=True, with_person_id=bob.pk, needs="wheelchair")
    made.answered(day, cem)
    assert [(one.size, one.needs, one.wheels) for one in riders_of(day).people] == [(3, "wheelchair", 2), (1, "", 0)]


def test_somebody_whom_nothing_places_is_said_to_be_nowhere() -> None:
    day, group = made.day(), made.group()
    Group.objects.update(lon=None, lat=None)
    row = made.answered(day, made.member(group))
    assert riders_of(day).nowhere == (row.name,)


def test_who_may_not_travel_together_is_told_to_the_planner_alone() -> None:
    day, group, olu = made.day(), made.group(), planner()
    ada, bob = made.member(group), made.member(group, "Bob")
    one, other = made.answered(day, ada), made.answered(day, bob)
    actions.keep_apart(one, other=bob, apart=True, by=made.organiser(), at=AT)
    assert riders_of(day).people[0].apart_from == (other.name,)
    with pytest.raises(NotAllowedError):
        actions.keep_apart(one, other=bob, apart=True, by=made.officer(), at=AT)
    assert "Bob" not in Client().get(made.link(day, ada)).content.decode()
    assert olu.pk


def test_a_coach_drives_for_one_day_on_a_date() -> None:
    by = made.organiser()
    coach(made.day(), by)
    with pytest.raises(coaches.BookedError):
        coach(made.day(title="Stamford"), by)
    coach(made.day(on=made.SATURDAY + dt.timedelta(days=1)), by)


@pytest.mark.parametrize(
    ("stops", "words"),
    [
        ("", "at least one stop"),
        ("07:10 Market Place, 52.67, -0.65\nStation, 52.66, -0.7", "every stop a time, or none"),
        ("07:30 Market Place, 52.67, -0.65\n07:10 Station, 52.66, -0.7", "order of their times"),
        ("07:10 Somewhere", "Line 1"),
    ],
)
def test_stops_that_can_not_be_read_say_which_and_what_to_do(stops: str, words: str) -> None:
    with pytest.raises(coaches.StopError, match=words):
        coaches.read_stops(stops, made.day())


def test_a_stop_may_be_called_like_a_group() -> None:
    made.group("Oakham", -0.73, 52.67)
    (stop,) = coaches.read_stops("07:10 Oakham", made.day())
    assert (stop.name, stop.lon, stop.lat, stop.leaves_min) == ("Oakham", -0.73, 52.67, 430)


def test_everybody_has_a_seat_and_is_told_where_to_be_once() -> None:
    day, group, olu = planned()
    sending = Sending.objects.get(about=f"days.day:{day.pk}")
    found = mails(sending)
    assert set(found) == {"Ada Okonjo", "Bob Okonjo", "Cem Okonjo", "Dan Okonjo"}
    ada = Person.objects.get(forenames="Ada")
    assert made.link(day, ada) in found["Ada Okonjo"]
    assert "You drive car 1" in found["Dan Okonjo"]
    by = type(made.own(olu))(olu.pk, olu.pseudonym, made.organiser().grants)
    with pytest.raises(actions_of_telling.ToldBeforeError):
        actions_of_telling.tell_plan(day, by=by, at=AT)
    made.worked()
    assert Message.objects.filter(sending__about=f"days.day:{day.pk}").count() == 4
    assert Telling.objects.get().unreached == []
    assert group.pk


def test_before_everybody_is_told_nobody_sees_a_seat() -> None:
    day, _group, _olu = planned(told_so=False)
    row = Coming.objects.get(person__forenames="Ada")
    assert whereabouts_of(row, at=EARLY) is None
    assert "Where you are to be" not in Client().get(made.link(day, row.person)).content.decode()


def test_ones_own_page_tells_when_where_with_whom_and_how_home() -> None:
    day, _group, _olu = planned()
    row = Coming.objects.get(person__forenames="Ada")
    found = whereabouts_of(row, at=EARLY)
    assert found is not None
    assert found.how == "rides"
    page = Client().get(made.link(day, row.person)).content.decode()
    assert "Where you are to be" in page
    assert "Home again" in page
    assert "Dan Okonjo drives." in page


def test_once_everybody_is_told_one_can_still_say_that_one_can_not_and_nothing_else() -> None:
    day, _group, _olu = planned()
    ada = Person.objects.get(forenames="Ada")
    link = made.link(day, ada)
    row = Coming.objects.get(person=ada)
    late = {"way": "seat", "size": "2", "needs": "", "gets_in": "home", "walk_m": "1500", "turn": str(row.turn)}
    page = Client().post(link, {**late, "deed": "details"}, follow=True).content.decode()
    assert "can’t be changed here any more" in page
    assert Coming.objects.get(person=ada).size == 1
    page = Client().post(link, {"deed": "cant", "turn": str(row.turn)}, follow=True).content.decode()
    assert "You can’t come." in page
    row.refresh_from_db()
    assert not row.stands
    assert row.withdrawn_at is not None


def calendar(address: str) -> dict[str, str]:
    answer = Client().get(address)
    assert answer["Content-Type"].startswith("text/calendar")
    content = answer.content
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    lines = content.replace(b"\r\n ", b"").decode().split("\r\n")
    return dict(line.split(":", 1) for line in lines if ":" in line and not line.startswith(("BEGIN", "END")))


def test_the_calendar_keeps_its_name_counts_up_and_takes_itself_back() -> None:
    day, _group, _olu = planned()
    ada = Person.objects.get(forenames="Ada")
    link = made.link(day, ada)
    first = calendar(link + "day.ics")
    assert (first["METHOD"], first["STATUS"]) == ("PUBLISH", "CONFIRMED")
    assert first["DTSTART"] < "20260509T090000Z" < first["DTEND"]  # ten o'clock there is nine in UTC
    Client().post(link, {"deed": "cant", "turn": str(Coming.objects.get(person=ada).turn)})
    last = calendar(link + "day.ics")
    assert (last["METHOD"], last["STATUS"]) == ("CANCEL", "CANCELLED")
    assert last["UID"] == first["UID"]
    assert int(last["SEQUENCE"]) > int(first["SEQUENCE"])


def test_page_calendar_and_message_say_the_same_minute_departures_down_arrivals_up() -> None:
    day, _group, _olu = planned()
    row = Coming.objects.get(person__forenames="Ada")
    seating = day.seatings.get()
    ride = next(one for one in seating.body["people"] if one["name"] == row.name)
    ride |= {"set_off_s": 32_459, "board_s": 32_999, "arrive_s": 35_941, "home_at_s": 66_936}  # none of a whole minute
    seating.save(update_fields=["body"])
    link = made.link(day, row.person)
    page = Client().get(link, follow=True).content.decode()
    said = ("09:00 Leave home", "09:09 ", "10:00 ", "18:36 Home again", "09:59 ", "09:10 ", "18:35")
    assert [words in page for words in said] == [True] * 4 + [False] * 3
    entry = calendar(link + "day.ics")
    assert (entry["DTSTART"], entry["DTEND"]) == ("20260509T080000Z", "20260509T173600Z")
    assert "18:36" in entry["DESCRIPTION"]


def test_a_calendar_shows_the_days_own_clock() -> None:
    day, _group, _olu = planned()
    row = Coming.objects.get(person__forenames="Bob")
    link = made.link(day, row.person)
    spring = calendar(link + "day.ics")["DTSTART"]
    Day.objects.update(zone_name="Europe/Athens")
    there = calendar(link + "day.ics")["DTSTART"]
    from_text = dt.datetime.fromisoformat
    hours = from_text(spring) - from_text(there)
    assert hours == dt.timedelta(hours=2)


def test_a_drivers_roster_is_theirs_and_its_numbers_are_gone_after_the_day() -> None:
    """The query itself forgets: nothing but the clock is moved."""
    day, _group, _olu = planned()
    car = Vehicle.objects.select_related("day", "driver__person").get(kind="car")
    before = numbers_end_at(day) - dt.timedelta(minutes=1)
    Person.objects.update(address="1 Mill Lane", postcode="ZX10AB")
    found = rosters.roster_of(car, at=before)
    assert found is not None
    riders = [one for stop in found.stops for one in stop.riders]
    assert riders
    assert all(one.telephone.startswith("+447700900") for one in riders)
    assert {one.address for one in riders} == {"1 Mill Lane, ZX1 0AB"}
    unrung = "Nobody whom you fetch has given a telephone."
    dan = Person.objects.get(forenames="Dan")
    assert unrung not in made.signed_in(dan).get(f"/days/{day.pk}/mine/roster").content.decode()
    ContactWay.objects.exclude(person=dan).filter(kind="telephone").delete()
    assert unrung in made.signed_in(dan).get(f"/days/{day.pk}/mine/roster").content.decode()
    assert rosters.roster_of(car, at=numbers_end_at(day)) is None
    row = Coming.objects.get(person__forenames="Ada")
    assert whereabouts_of(row, at=before).driver.telephone == "+447700900111"  # type: ignore[union-attr]
    assert whereabouts_of(row, at=numbers_end_at(day)).driver.telephone == ""  # type: ignore[union-attr]


def test_nobody_but_the_driver_and_the_organiser_opens_a_roster() -> None:
    day, group, olu = planned()
    dan, ada = (Person.objects.get(forenames=name) for name in ("Dan", "Ada"))
    address = f"/days/{day.pk}/rosters/car%201"
    assert made.signed_in(dan).get(address).status_code == 200
    assert made.signed_in(olu).get(address).status_code == 200
    assert made.signed_in(ada).get(address).status_code == 404
    keeper = made.granted(made.member(group, "Odd"), "officer")
    assert made.signed_in(keeper).get(address).status_code == 404
    assert Client().get(made.link(day, dan) + "roster").status_code == 200
    assert Client().get(made.link(day, ada) + "roster").status_code == 404


def test_fuel_is_asked_back_once_by_miles_or_by_receipts_and_summed_in_pence() -> None:
    day, _group, olu = planned()
    dan = Person.objects.get(forenames="Dan")
    link = made.link(day, dan) + "fuel"
    assert "Write either the miles or the sum" in Client().post(link, {"miles": "3", "pounds": "1"}).content.decode()
    Client().post(link, {"miles": "37"})
    Client().post(link, {"miles": "37"})
    row = Claim.objects.get()
    assert (row.pence, row.miles, row.pence_a_mile) == (37 * 45, 37, 45)
    by = type(made.own(olu))(olu.pk, olu.pseudonym, made.organiser().grants)
    vehicle = Vehicle.objects.get(kind="coach")
    invoice = Bill(day, Claim.Kind.COACH, vehicle=vehicle, pence=58_010, note="INV-7")
    actions_of_claims.claim(invoice, by=by, at=AT)
    with pytest.raises(claims.ClaimedAlreadyError):
        actions_of_claims.claim(invoice, by=by, at=AT)
    page = made.signed_in(olu).get(f"/days/{day.pk}/costs").content.decode()
    assert "£596.75" in page
    lines = made.signed_in(olu).get(f"/days/{day.pk}/costs.csv").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[6] for line in lines] == ["pounds", "16.65", "580.10"]


def test_a_claim_is_settled_once_and_by_nobody_for_themselves() -> None:
    day, _group, olu = planned()
    dan = Person.objects.get(forenames="Dan")
    row = actions_of_claims.claim(Bill(day, "fuel", person=dan, pence=999), by=made.own(dan), at=AT)
    grants = made.organiser().grants
    with pytest.raises(NotAllowedError):
        actions_of_claims.settle_claim(row, paid=True, by=type(made.own(dan))(dan.pk, dan.pseudonym, grants), at=AT)
    by = type(made.own(olu))(olu.pk, olu.pseudonym, grants)
    actions_of_claims.settle_claim(row, paid=True, by=by, at=AT)
    with pytest.raises(claims.SettledAlreadyError):
        actions_of_claims.settle_claim(row, paid=False, by=by, at=AT)
    assert claims.costs_of(day).paid_pence == 999


def test_a_table_of_costs_runs_nothing() -> None:
    day, _group, olu = planned()
    by = type(made.own(olu))(olu.pk, olu.pseudonym, made.organiser().grants)
    Person.objects.filter(forenames="Dan").update(known_as="=cmd|' /C calc'!A0")
    dan = Person.objects.get(forenames="Dan")
    actions_of_claims.claim(Bill(day, "fuel", person=dan, pence=999), by=by, at=AT)
    assert b"'=cmd" in claims.costs_csv(claims.costs_of(day).claims)


def put_off(day: Day, olu: Person) -> None:
    by = type(made.own(olu))(olu.pk, olu.pseudonym, made.organiser().grants)
    days.postpone(day, held_on=made.SATURDAY + dt.timedelta(days=7), by=by, at=AT)


def test_a_day_put_off_tells_everybody_it_touches_once_and_lets_them_go() -> None:
    day, group, olu = planned()
    eve = made.member(group, "Eve")
    made.invited(day, eve)
    fay = made.member(group, "Fay")
    made.answered(day, fay, answer="cant")
    put_off(day, olu)
    made.worked()
    made.worked()
    sending = Sending.objects.filter(about=f"days.day:{day.pk}").latest("pk")
    found = mails(sending)
    assert set(found) == {f"{name} Okonjo" for name in ("Ada", "Bob", "Cem", "Dan", "Eve")}
    assert "put off" in found["Eve Okonjo"]
    assert not Coming.objects.filter(answer="come", withdrawn_at=None).exists()
    assert not Vehicle.objects.filter(withdrawn_at=None).exists()
    ada = Person.objects.get(forenames="Ada")
    other = made.day(title="Saturday at Stamford")
    made.answered(other, ada)  # the old date is free again
    page = Client().get(made.link(day, ada)).content.decode()
    assert "The day was put off" in page
    assert "Do you come?" in page
    turn = Coming.objects.get(day=day, person=ada).turn
    again = Client().post(made.link(day, ada), {"deed": "come", "turn": str(turn)}, follow=True).content.decode()
    assert "You come. Thank you." in again
    assert Coming.objects.get(day=day, person=ada).held_on == made.SATURDAY + dt.timedelta(days=7)


def test_a_day_called_off_tells_everybody_it_touches_once() -> None:
    day, _group, olu = planned()
    by = type(made.own(olu))(olu.pk, olu.pseudonym, made.organiser().grants)
    days.cancel(day, because="Snow.", by=by, at=AT)
    made.worked()
    sending = Sending.objects.filter(about=f"days.day:{day.pk}").latest("pk")
    assert len(mails(sending)) == 4
    assert "Snow." in mails(sending)["Ada Okonjo"]
    ada = Person.objects.get(forenames="Ada")
    assert calendar(made.link(day, ada) + "day.ics")["METHOD"] == "CANCEL"


def test_an_organiser_keeps_two_apart_by_name_and_nobody_else_sees_it() -> None:
    day, group, olu = made.day(), made.group(), planner()
    ada, bob = made.member(group), made.member(group, "Bob")
    one = made.answered(day, ada)
    made.answered(day, bob)
    client, address = made.signed_in(olu), f"/days/{day.pk}/people/{ada.pk}"
    page = client.post(f"{address}/apart", {"other": "Nobody Known"}, follow=True).content.decode()
    assert "Nobody, or more than one, of that name comes" in page
    page = client.post(f"{address}/apart", {"other": "bob okonjo"}, follow=True).content.decode()
    assert "They may share with Bob Okonjo again" in page
    assert list(one.apart_from.all()) == [bob]
    keeper = made.signed_in(made.granted(made.member(group, "Odd"), "officer"))
    assert "Bob Okonjo" not in keeper.get(address).content.decode()
    assert keeper.post(f"{address}/apart", {"other": "bob okonjo"}).status_code == 404
    client.post(f"{address}/apart", {"other": bob.pk, "deed": "together"})
    assert not one.apart_from.exists()


def test_a_list_that_went_round_is_written_down_at_once_and_overrides_nobody(
    django_assert_max_num_queries: Any,
) -> None:
    day, group, by = made.day(), made.group(), made.organiser()
    people = [made.member(group, f"Ada{n}") for n in range(12)]
    made.answered(day, people[0], answer="cant")
    drives = Said(drives=True, seats_offered=3)
    answers = [Noted(people[n].pk, drives if n % 2 else Said()) for n in range(12)]
    with django_assert_max_num_queries(25):
        assert actions.note_answers(Noting(day, answers), by=by, at=AT) == 11
    assert Coming.objects.get(person=people[0]).answer == "cant"
    assert sorted(Vehicle.objects.values_list("name", flat=True)) == [f"car {n}" for n in range(1, 7)]
    other = made.day(title="Stamford")
    with pytest.raises(answering.BookedElsewhereError):
        actions.note_answers(Noting(other, answers), by=by, at=AT)
    assert not Coming.objects.filter(day=other).exists()


def test_whoever_can_not_after_all_stands_on_the_board_until_their_seat_is_given_away() -> None:
    day, _group, olu = planned()
    client = made.signed_in(olu)
    ada, dan = (Coming.objects.get(person__forenames=name) for name in ("Ada", "Dan"))
    assert "can’t after all" not in client.get(f"/days/{day.pk}/live").content.decode()
    made.answered(day, ada.person, answer="cant")
    page = client.get(f"/days/{day.pk}/live").content.decode()
    assert "Ada Okonjo" in page
    assert f'value="cant:{ada.name}"' in page
    client.post(f"/days/{day.pk}/live/tell", {"tell": f"cant:{ada.name}", "at": "00:00", "after": "0"})
    assert f'value="cant:{ada.name}"' not in client.get(f"/days/{day.pk}/live").content.decode()
    made.answered(day, dan.person, answer="cant")
    assert 'value="cancelled:car 1"' in client.get(f"/days/{day.pk}/live").content.decode()


def test_ones_own_slip_names_nobody_but_whom_one_needs() -> None:
    day, _group, _olu = planned()
    ada = Person.objects.get(forenames="Ada")
    answer = Client().get(made.link(day, ada) + "slip.pdf")
    assert answer["Content-Type"] == "application/pdf"
    words = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages)
    assert "Ada Okonjo" in words
    assert "Dan Okonjo" in words
    assert "Bob" not in words
    assert "Cem" not in words
