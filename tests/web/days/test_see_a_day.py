"""Who sees a day, and what they are told as the work goes on."""

import datetime as dt
import json
import re
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.test import Client
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from muster.web.days import queries
from muster.web.days.models import Day
from muster.web.days.standing import standing_of
from muster.web.days.sums import Sums
from muster.web.power.models import Grant
from muster.web.record.actor import NOBODY, Actor
from muster.web.register.models import Door
from muster.web.roll import actions as roll
from muster.web.roll.models import Person
from muster.web.roll.queries import actor_of_person
from tests.entered import entered
from tests.web.days.made_day import AT, somebody
from tests.web.days.made_ground import called, seated
from tests.web.days.made_ground import cut_by as cut

pytestmark = pytest.mark.django_db

PAGES = ["", "/turfs", "/turfs/1", "/turfs/1/board.pdf", "/seats", "/beds", "/vehicles/Coach 1",
         "/certificate.json", "/map/streets", "/map/doors", "/map/turfs", "/map/picture"]  # fmt: skip
CERTIFICATE = {
    "doors": 3, "turfs": 2, "lost": 0, "doubled": 0, "walking_m": 1_000.0, "bound_m": 900.0, "gap": 0.1111,
    "worst_work_s": 5_461, "quickest_work_s": 5_000, "ideal_work_s": 5_100.0, "hours_at_doors": 2.7,
    "hours_on_foot": 0.2, "hours_saveable_at_most": 0.02, "seed": 1, "effort": 1, "set_aside": 0,
    "asked": {"within_min": 8},
}  # fmt: skip
OF_ORGANISERS = {"/seats", "/beds", "/vehicles/Coach 1"}  # who rides where is nobody else's


@pytest.mark.parametrize("page", PAGES)
def test_whoever_holds_a_grant_there_sees_it_and_nobody_else_knows_it_exists(
    enter: Callable[[Actor], Client], page: str
) -> None:
    ours = somebody()
    day = seated(ours)
    asking = {
        "its organiser": ours,
        "a volunteer of it": somebody("volunteer"),
        "an organiser elsewhere": somebody("organiser", "south"),
        "nobody": NOBODY,
    }
    answers = {who: enter(actor).get(f"/days/{day.pk}{page}").status_code for who, actor in asking.items()}
    assert answers.pop("nobody") == 302  # to sign in, whether it is there or not
    assert answers == {
        "its organiser": 200,
        "a volunteer of it": 404 if page in OF_ORGANISERS else 200,
        "an organiser elsewhere": 404,
    }


def test_the_start_leads_to_the_one_day_that_somebody_may_see_and_else_to_their_list(
    enter: Callable[[Actor], Client],
) -> None:
    ours = somebody()
    day = called(ours)
    called(somebody("organiser", "south"), compartment="south")
    assert enter(ours).get("/days/").headers["Location"] == f"/days/{day.pk}"
    called(ours, title="Sunday at Oakham")
    assert enter(ours).get("/days/").headers["Location"] == "/days/seasons"
    assert enter(somebody("organiser", "west")).get("/days/").headers["Location"] == "/days/seasons"
    assert (
        "There is no day here that you may see" in enter(somebody("volunteer", "west")).get("/days/").content.decode()
    )


def test_a_days_own_places_are_at_most_five_and_beds_are_behind_seats(enter: Callable[[Actor], Client]) -> None:
    ours = somebody()
    page = enter(ours).get(f"/days/{seated(ours).pk}/seats").content.decode()
    found = re.search(r'<nav aria-label="This day">(.*?)</nav>', page, re.DOTALL)
    assert found is not None
    assert re.findall(r">([^<>]+)</a>", found[1]) == ["The day", "Who comes", "Turfs", "Seats", "Live board"]
    assert re.search(r'href="/days/\d+/beds">Who sleeps where</a>', page)


def test_stages_follow_the_work() -> None:
    ours = somebody()
    day = called(ours)
    assert queries.day_told(day, ours).stages == {"doors": "now", "ground": "ahead", "turfs": "ahead", "seats": "ahead"}
    assert queries.day_told(cut(ours), ours).stages == {
        "doors": "done",
        "ground": "done",
        "turfs": "done",
        "seats": "now",
    }
    assert set(queries.day_told(seated(ours), ours).stages.values()) == {"done"}


def test_promises_are_rounded_against_ourselves() -> None:
    told = queries.turfs_told(Day(certificate=CERTIFICATE))
    assert told is not None
    assert (told.spread_min, told.total, told.saved, told.in_minutes) == (8, 174, 2, True)  # 7 min 41 s, 2.9 h, 0.02 h


def test_doors_that_nothing_places_are_counted(enter: Callable[[Actor], Client]) -> None:
    ours = somebody()
    page = " ".join(_text(enter(ours).get(f"/days/{cut(ours).pk}")).split())
    assert "From the register that stands for Oakham. 4 doors are left out, as nothing says where they are." in page


def test_a_turf_lists_its_doors_in_order(enter: Callable[[Actor], Client]) -> None:
    ours = somebody()
    day = cut(ours)
    turf = day.turfs.all()[0]
    page = _text(enter(ours).get(f"/days/{day.pk}/turfs/1"))
    numbers = dict(Door.objects.values_list("pk", "building__number"))
    listed = re.findall(r'<li value="(\d+)">(\d+)</li>', page)
    assert listed == [(str(n), numbers[door]) for n, door in enumerate(turf.door_ids, start=1)]
    assert f"{turf.doors} doors, {turf.walk_m} m on foot." in page
    until = -(-turf.work_s // 60)
    assert f"From 10:00 to 10:{until:02d}." in page


def test_who_has_no_seat_is_listed_with_the_reason(enter: Callable[[Actor], Client]) -> None:
    ours = somebody()
    page = _text(enter(ours).get(f"/days/{seated(ours).pk}/seats"))
    assert "One party has no seat" in page
    assert "Kit Late" in page
    assert "Both vehicles that could fetch them are full." in page


def test_a_name_is_text_and_never_markup(enter: Callable[[Actor], Client]) -> None:
    ours = somebody()
    page = _text(enter(ours).get(f"/days/{seated(ours).pk}/vehicles/Ivy's car"))
    assert "Jo O&#x27;Neill &lt;b&gt;&amp;" in page
    assert "<b>&" not in page


def test_the_certificate_is_the_one_that_was_kept(enter: Callable[[Actor], Client]) -> None:
    ours = somebody()
    day = cut(ours)
    assert json.loads(enter(ours).get(f"/days/{day.pk}/certificate.json").content) == day.certificate


@pytest.mark.parametrize("turfs", [1, 3])
def test_a_list_of_turfs_takes_as_many_questions_whatever_its_length(
    enter: Callable[[Actor], Client], django_assert_num_queries: DjangoAssertNumQueries, turfs: int
) -> None:
    ours = somebody()
    day = cut(ours)
    _keep_turfs(day, turfs)
    asking = enter(ours)
    with django_assert_num_queries(2):
        page = _text(asking.get(f"/days/{day.pk}/turfs"))
    assert page.count('<tr id="turf-') == turfs


def test_a_real_account_sees_by_its_grants(client: Client) -> None:
    one, _ = roll.found(names=("Ann", "Bea"), by=NOBODY, at=AT)
    founder = _acting(one)
    person = roll.welcome(known_as="Cy", by=founder, at=AT)
    day = called(somebody())
    entered(client, person.account)
    assert client.get(f"/days/{day.pk}").status_code == 404
    _grant_now(person)
    assert client.get(f"/days/{day.pk}").status_code == 200


def _text(answer: HttpResponseBase) -> str:
    assert isinstance(answer, HttpResponse)
    return answer.content.decode()


def _keep_turfs(day: Day, count: int) -> None:
    first = day.turfs.all()[0]
    day.turfs.all().delete()
    for number in range(1, count + 1):
        first.pk, first.number = None, number
        first.save(force_insert=True)


def _acting(person: Person) -> Actor:
    return actor_of_person(person, at=AT)


def _grant_now(person: Person) -> None:
    Grant.objects.create(
        holder=person.pseudonym,
        role="volunteer",
        compartment="north",
        purpose="test",
        granted_by="0" * 32,
        decision="test",
        starts_at=now() - dt.timedelta(days=1),
        ends_at=now() + dt.timedelta(days=1),
    )


@pytest.mark.parametrize(
    ("template", "given", "one", "three"),
    [
        ("_wanted", lambda n: {"seats": {"wanted": n}}, "of one person has a seat", "of 3 people have a seat"),
        (
            "_reason",
            lambda n: {"reason": {"kind": "NoSeatLeft", "vehicles": n}},
            "The one vehicle that could fetch them is full.",
            "All 3 vehicles that could fetch them are full.",
        ),
        (
            "_ground",
            lambda n: {"told": {"stages": {}}, "day": {"ground": {"walk_km": n, "doors": n, "streets": n}}},
            "1 km to walk on. One door, in one street, stands at its kerb.",
            "3 km to walk on. Each of 3 doors, in 3 streets, stands at its kerb.",
        ),
        (
            "_ground",
            lambda n: {"told": {"stages": {}}, "day": {"ground": {"walk_km": 0, "doors": n, "streets": n}}},
            "One door. Nobody brought this area’s streets: ways are reckoned from door to door, a quarter longer than",
            "3 doors. Nobody brought this area’s streets: ways are reckoned from door to door, a quarter longer than",
        ),
        (
            "_sums",
            lambda n: {"sums": Sums(2 * n, n, n - 1, 0, n, 1, n)},
            "one makes their own way, one wants a seat. There is one seat: 0 at the wheel of a car, 0 beside it, 1 in",
            "3 make their own way, 3 want a seat. There are 3 seats: 2 at the wheel of a car, 0 beside it, 1 in",
        ),
        (
            "_taken",
            lambda n: {
                "vehicle": {"told": {"seats": n, "wheelchairs": n, "driver": "Ivy"}, "taken": n, "wheels_taken": n}
            },
            "Ivy drives. 1 of one seat is taken beside the driver’s own, and 1 of one wheelchair place.",
            "Ivy drives. 3 of 3 seats are taken beside the driver’s own, and 3 of 3 wheelchair places.",
        ),
        (
            "_moved",
            lambda n: {"change": {"people_moved": n, "people_left": n, "seconds": n}},
            "One person moves. One person can’t be carried. Mended in one second; nobody else is touched.",
            "3 people move. 3 people can’t be carried. Mended in 3 seconds; nobody else is touched.",
        ),
        (
            "_promise",
            lambda n: {
                "turfs": {
                    "spread_min": n,
                    "lost": n,
                    "total": n,
                    "saved": n,
                    "in_minutes": True,
                    "certificate": CERTIFICATE,
                },
                "day": {"pk": 1},
            },
            "One door is lost. No plan could save more than 1 of this one minute.",
            "3 doors are lost. No plan could save more than 3 of these 3 minutes.",
        ),
        (
            "_short",
            lambda n: {"seats": {"left": n, "seats_are_short": True}},
            "All but one. Seats, not the plan, are what is short: no plan could seat one more.",
            "All but 3. Seats, not the plan, are what is short: no plan could seat one more.",
        ),
    ],
)
def test_one_is_told_as_one_and_three_as_three(
    template: str, given: Callable[[int], dict[str, object]], one: str, three: str
) -> None:
    for n, sentence in ((1, one), (3, three)):
        told = render_to_string(f"days/{template}.html", given(n))
        assert sentence in " ".join(re.sub(r"<[^>]+>", "", told).split())


def test_who_sleeps_where_and_who_has_no_bed(enter: Callable[[Actor], Client]) -> None:
    ours = somebody()
    page = _text(enter(ours).get(f"/days/{seated(ours).pk}/beds"))
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "1 of one bed wanted is found Everybody who asked for one has one." in words
    assert "One host Host Group Beds Guests Lou Host – 2 Jo O&#x27;Neill &lt;b&gt;&amp;" in words
    assert "has no bed" not in words


def test_free_seats_that_help_nobody_are_explained(enter: Callable[[Actor], Client]) -> None:
    ours = somebody()
    day = seated(ours)
    kept = standing_of(day)
    assert kept is not None
    body = kept.body
    body["bound"]["priced_seats"] = [0]  # the car is out of everybody's way
    body["vehicles"][1]["seats"] = 4
    kept.save(update_fields=["body"])
    seats = " ".join(re.sub(r"<[^>]+>", "", _text(enter(ours).get(f"/days/{day.pk}/seats"))).split())
    assert "3 seats stay free. Nobody who has none could ride there, however the others sat: Ivy&#x27;s car." in seats
    car = " ".join(re.sub(r"<[^>]+>", "", _text(enter(ours).get(f"/days/{day.pk}/vehicles/Ivy's car"))).split())
    assert "Ivy Driver drives. 1 of 4 seats are taken beside the driver’s own. Nobody who has no seat could ride" in car
    body["bound"]["priced_seats"] = [0, 1]
    kept.save(update_fields=["body"])
    assert "stay free" not in _text(enter(ours).get(f"/days/{day.pk}/seats"))
