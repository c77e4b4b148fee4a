"""Each role's home page: what needs them, one next step, at most five places to go, and nothing of others."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from muster.guard.need import LONGEST_GRANT
from muster.home import home as home_folder
from muster.web import mail
from muster.web.days.models import Day
from muster.web.enter.models import Movement
from muster.web.power import actions as power
from muster.web.power.models import Grant
from muster.web.record.models import Job
from muster.web.roll.models import Group, Person, Tally
from muster.web.roll.queries import actor_of_person
from muster.web.today import finding, needs
from muster.web.today.places import places
from tests.entered import entered
from tests.web.enter.made import hold, said, somebody
from tests.web.register.made_source import added, organiser

pytestmark = pytest.mark.django_db

PLANTED = "Quillfeather"


def day_in(compartment: str = "north", *, title: str = "Action day in Penbury", on: dt.date | None = None) -> Day:
    return Day.objects.create(
        title=title, held_on=on or now().date() + dt.timedelta(days=3), compartment=compartment, minutes=90,
        to_lon=-0.65, to_lat=52.67, arrive_min=600, seed=1, effort_s=1,
    )  # fmt: skip


@pytest.fixture
def movement() -> Movement:
    return Movement.objects.create(pk=1, name="The Ferry League", zone="Europe/London", founded_at=now())


def counted(group: Group, status: str) -> None:
    Tally.objects.update_or_create(group=group.pk, kind="member", status=status, defaults={"people": 1})


def home(client: Client, role: str, *, compartment: str = "north") -> str:
    name = role or "member"
    return said(entered(client, somebody(name, role=role, compartment=compartment)).get("/"))


ROLES = ["founder", "officer", "organiser", "driver", "volunteer", ""]


@pytest.mark.parametrize(
    ("role", "step"),
    [
        ("organiser", "Add a register"), ("driver", "See what is known of you"),
        ("volunteer", "See what is known of you"), ("", "See what is known of you"),
    ],
)  # fmt: skip
def test_an_empty_page_says_what_to_do_first(client: Client, movement: Movement, role: str, step: str) -> None:
    page = home(client, role)
    assert "Nothing needs you today." in page
    assert step in page
    assert "The Ferry League" in page


def test_a_founder_is_told_that_there_is_no_mail(client: Client, movement: Movement) -> None:
    (home_folder() / "keys" / "mail").unlink(missing_ok=True)  # whatever another test kept
    page = home(client, "founder", compartment="movement")
    assert page.count("There is no mail server yet") == 1  # the one thing that needs them is their next step, said once
    mail.keep(mail.Mail("mail.example.org", 587, "starttls", "", "", "post@example.org"))
    page = said(client.get("/"))
    Group.objects.create(slug="penbury", name="Penbury")
    begun = said(client.get("/"))
    (home_folder() / "keys" / "mail").unlink()
    assert "no mail server" not in page
    assert "Give a power" in page
    assert "See the groups" in begun


def test_a_founder_gives_no_second_power_once_somebody_can_begin_its_groups(client: Client, movement: Movement) -> None:
    mail.keep(mail.Mail("mail.example.org", 587, "starttls", "", "", "post@example.org"))
    alone = home(client, "founder", compartment="movement")
    somebody("cy", role="officer", compartment="group:north")  # who begins none
    still = said(client.get("/"))
    somebody("dot", role="officer", compartment="movement")
    begun = said(client.get("/"))
    (home_folder() / "keys" / "mail").unlink()
    assert ["Give a power" in page for page in (alone, still, begun)] == [True, True, False]
    assert "See the groups" in begun


def test_a_movements_officer_begins_its_groups(client: Client, movement: Movement) -> None:
    assert "Add a group" in home(client, "officer", compartment="movement")
    Group.objects.create(slug="penbury", name="Penbury")
    assert "Go to people" in said(client.get("/"))


def test_whoever_wants_to_be_called_nothing_else_is_called_by_their_name(client: Client, movement: Movement) -> None:
    home(client, "volunteer")
    Person.objects.update(known_as="", forenames="Olu", surname="Okonjo")
    assert "Olu Okonjo, The Ferry League" in said(client.get("/"))


def test_an_officer_goes_to_people(client: Client, movement: Movement) -> None:
    Group.objects.create(slug="penbury", name="Penbury")
    page = home(client, "officer", compartment="group:penbury")
    assert "Go to people" in page


@pytest.mark.parametrize("role", ["organiser", "driver", "volunteer"])
def test_a_coming_day_is_the_next_step(client: Client, movement: Movement, role: str) -> None:
    day_in("south", title=PLANTED)
    day_in(on=dt.date(2020, 1, 1), title="Long past")
    day = day_in()
    page = home(client, role)
    assert f"Action day in Penbury, {day.held_on:%A %-d %B}" in page
    assert "Open the day" in page
    assert PLANTED not in page
    assert "Long past" not in page


def test_a_member_sees_no_day_and_no_file(client: Client, movement: Movement) -> None:
    day_in(title=PLANTED)
    assert PLANTED not in home(client, "")


def test_work_that_stopped_needs_the_organiser_first(client: Client, movement: Movement) -> None:
    day = day_in()
    job = Job.objects.create(kind="days.cut", end="failed", ended_at=now())
    Day.objects.filter(pk=day.pk).update(job=job.ref)
    page = home(client, "organiser")
    assert page.count("Action day in Penbury: the work stopped") == 1
    assert "Nothing needs you" not in page
    assert "the work stopped" not in home(Client(), "volunteer")


def test_a_power_that_ends_soon_is_told_its_holder(client: Client, movement: Movement) -> None:
    cy = somebody("cy", role="organiser")
    ends_at = now() + dt.timedelta(days=13)
    Grant.objects.filter(holder=cy.person.pseudonym if cy.person else "").update(
        starts_at=ends_at - LONGEST_GRANT, ends_at=ends_at
    )
    page = said(entered(client, cy).get("/"))
    assert f"Your power as organiser ends on {ends_at:%-d %B}, unless somebody else renews it" in page
    assert "ends on" not in home(Client(), "officer")


def test_a_founder_is_told_who_has_not_entered(client: Client, movement: Movement) -> None:
    somebody("bea", role="founder", compartment="movement")
    assert "Bea has not entered yet" in home(client, "founder", compartment="movement")
    assert "Bea has not" not in home(Client(), "organiser")


@pytest.mark.parametrize("role", ROLES)
def test_a_phone_shows_every_place(client: Client, movement: Movement, role: str) -> None:
    cy = somebody("cy", role=role)
    page = entered(client, cy).get("/").content.decode()
    found = re.search(r'<nav class="places".*?</nav>', page, re.DOTALL)
    assert found
    assert 3 <= found[0].count("<li>") <= 5
    for address in re.findall(r'href="([^"]+)"', found[0]):
        assert client.get(address).status_code in {200, 302, 404 if address == "/days/" else 200}


def test_holding_everything_still_is_five_places(client: Client, movement: Movement) -> None:
    cy = somebody("cy", role="organiser")
    assert cy.person
    for role in ("officer", "driver", "founder"):
        hold(cy.person, role=role, compartment="movement")
    request = entered(client, cy).get("/").wsgi_request
    assert [place.name for place in places(request)["places"]] == ["Today", "Days", "People", "Find", "You"]


def test_a_home_page_asks_as_often_for_sixty_days_as_for_one(
    client: Client, movement: Movement, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cy = entered(client, somebody("cy", role="organiser"))
    for count in (1, 2, 57):
        for _ in range(count):
            day_in()
        with django_assert_num_queries(19):
            cy.get("/")


def test_finding_shows_what_one_may_see_and_nobody_else(client: Client, movement: Movement) -> None:
    day_in(title=f"{PLANTED} day")
    Group.objects.create(slug="q", name=f"{PLANTED} group")
    Person.objects.create(known_as=f"Ada {PLANTED}", surname=PLANTED, folded=PLANTED.lower())
    seen = {}
    for role, compartment in [("organiser", "north"), ("organiser", "south"), ("officer", "group:q"), ("", "")]:
        asking = somebody(f"{role or 'member'}{compartment[:2]}", role=role, compartment=compartment)
        page = said(entered(Client(), asking).get("/find", {"q": PLANTED.lower()[:8]}))
        seen[role, compartment] = [
            what for what in (f"{PLANTED} day", f"{PLANTED} group", f"Ada {PLANTED}") if what in page
        ]
    assert seen == {
        ("organiser", "north"): [f"{PLANTED} day"],
        ("organiser", "south"): [],
        ("officer", "group:q"): [f"{PLANTED} group"],
        ("", ""): [],
    }


def test_nothing_found_says_so_and_what_to_try(client: Client, movement: Movement) -> None:
    asking = entered(client, somebody("cy"))
    assert "Nothing that you may see is called “<b>”" in said(asking.get("/find", {"q": "<b>"})).replace("&lt;", "<")
    assert b"<b>" not in asking.get("/find", {"q": "<b>"}).content
    assert "Found" not in said(asking.get("/find"))


def test_every_app_s_function_stands_in_the_list() -> None:
    assert sorted(one.__name__ for one in needs.ASKED) == sorted(
        name for name in vars(needs) if name.startswith("of_") and name != "needs_of"
    )
    assert len(finding.ASKED) == len([name for name in vars(finding) if name.endswith(("_found", "_for", "_in"))])


def test_two_things_that_wait_for_a_second_person_are_told_apart(client: Client, movement: Movement) -> None:
    asker = somebody("org", role="organiser").person
    assert asker is not None
    by = actor_of_person(asker, at=now())
    for title in ("Action day in Penbury", "Action day in Oakham"):
        terms = {"day": 1, "title": title, "digest": title[-3:]}
        power.ask(power.Asked("days.publish", terms=terms, compartment="north", subjects=[]), by=by, at=now())
    page = home(client, "officer")
    for place in ("Penbury", "Oakham"):
        assert f"Org asks for a second person: Publish a day’s turfs: Action day in {place}" in page


def test_two_registers_of_one_name_are_told_apart_by_their_area(client: Client, movement: Movement) -> None:
    for place in ("Penbury", "Oakham"):
        added(organiser(), area=place, name="Register of electors")
    page = said(entered(client, somebody("cy", role="organiser")).get("/find", {"q": "Bell"}))
    for place in ("Penbury", "Oakham"):
        assert page.count(f"Look for “Bell” in Register of electors, {place}") == 1


def test_finding_names_people_to_whoever_may_look_for_them_alone(client: Client, movement: Movement) -> None:
    ours = said(entered(client, somebody("cy", role="organiser")).get("/find"))
    assert "Among what you may see: days, turfs, registers." in ours
    ours = said(entered(Client(), somebody("olu", role="officer", compartment="movement")).get("/find"))
    assert "Among what you may see: days, turfs, groups, people." in ours
    assert "Among what you may see" not in said(entered(Client(), somebody("ada")).get("/find"))


def test_who_waits_stands_before_groups_with_too_few_officers_which_are_one_line(
    client: Client, movement: Movement
) -> None:
    for n in range(3):
        one = Group.objects.create(slug=f"g{n}", name=f"Group {n}")
        counted(one, "applied" if n else "standing")
        counted(one, "standing")
    page = said(entered(client, somebody("olu", role="officer", compartment="movement")).get("/"))
    lines = ("2 people asked to join", "3 groups have fewer than two officers")
    assert [page.count(line) for line in lines] == [2, 1]  # the first is the next step, too
    assert page.index(lines[0]) < page.index(lines[1])
    assert "has no officer" not in page


def test_one_group_with_too_few_officers_is_named(client: Client, movement: Movement) -> None:
    counted(Group.objects.create(slug="g", name="Penbury"), "standing")
    page = said(entered(client, somebody("olu", role="officer", compartment="movement")).get("/"))
    assert "Penbury has no officer" in page
