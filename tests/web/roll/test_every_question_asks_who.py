"""Every page and every deed of the roll asks who wants to know; whoever may not, finds nothing there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from muster.guard.need import Held
from muster.web.intake.models import Upload
from muster.web.power.models import Look
from muster.web.record.actor import Actor
from muster.web.roll import actions
from muster.web.roll import actions_of_groups as of_groups
from muster.web.roll.models import (
    Chase,
    Consent,
    ContactWay,
    Double,
    Group,
    Membership,
    Merge,
    Person,
    Post,
    Tally,
    Term,
)
from muster.web.roll.urls import urlpatterns
from tests.web.asks import asks
from tests.web.roll.made_files import keeper, read
from tests.web.roll.made_roll import doubled, entered, group, officer

pytestmark = pytest.mark.usefixtures("transactional_db")

Enter = Callable[[Actor], Client]
PLANTED = "Quillfeather"
FOR_ALL = {"join", "record", "thanks", "groups", "public_group", "figures"}
ABOUT_NOTHING = {"people", "find", "enter", "kept_groups", "new_group", "doubles", "files"}
ONES_OWN = {"person", "correct", "agree", "add_way", "drop_way", "end_term"}
EVERYWHERE_ONLY = {"new_group", "area"}
ROWS = (Person, Membership, ContactWay, Consent, Group, Post, Term, Chase, Double, Merge, Tally, Upload)


@dataclass(frozen=True)
class World:
    """A group with people, a pair, a merge, a post, and files that wait."""

    here: Group
    one: Person
    pair: Double
    merge: Merge
    post: Post
    term: Term
    read: Upload
    unmapped: Upload

    def of(self, name: str) -> list[Any]:
        about: dict[str, list[Any]] = {
            "public_group": [self.here.slug],
            "drop_way": [ContactWay.objects.filter(person=self.one).earliest("pk").pk],
            "group": [self.here.pk], "describe": [self.here.pk], "area": [self.here.pk], "chase": [self.here.pk],
            "export": [self.here.pk],
            "add_post": [self.here.pk], "appoint": [self.post.pk], "end_term": [self.term.pk],
            "double": [self.pair.pk], "settle": [self.pair.pk], "unmerge": [self.merge.pk], "file": [self.read.pk],
            "columns": [self.unmapped.pk], "problems": [self.read.pk], "accept": [self.read.pk],
            "send_back": [self.unmapped.pk], "read_again": [self.read.pk],
        }  # fmt: skip
        return [] if name in (FOR_ALL - {"public_group"}) | ABOUT_NOTHING else about.get(name, [self.one.pk])

    def said(self, name: str) -> dict[str, Any]:
        today = str(localdate())
        names = {"forenames": "Ada", "surname": PLANTED, "postcode": "ZX1 0AB"}
        posted: dict[str, dict[str, Any]] = {
            "join": {**names, "email": "new@example.org", "kind": "member"},
            "enter": {**names, "kind": "member", "on": today, "group": self.here.pk},
            "correct": names, "move": {"move": "leave", "on": today},
            "become": {"kind": "supporter", "on": today}, "transfer": {"group": ""}, "agree": {"post": "yes"},
            "add_way": {"email": "more@example.org"}, "new_group": {"name": "New", "districts": "ZX7"},
            "describe": {"name": self.here.name}, "area": {"districts": "ZX1, ZX9"}, "add_post": {"title": "teller"},
            "appoint": {"person": self.one.pk, "starts_on": today, "ends_on": today, "decision": "m"},
            "double": {"keep": self.pair.one_id}, "settle": {"said": "other"},
            "files": {"what": "people", "group": self.here.pk, "file": SimpleUploadedFile("more.csv", b"Surname\nX\n")},
            "columns": {"paid_on": "Wer", "amount": "Was", "dates": "day first"},
        }  # fmt: skip
        return posted.get(name, {})


@pytest.fixture
def world() -> World:
    here, by = group("Merrowby", "ZX1"), officer()
    people = [
        entered(surname=f"{PLANTED}{letter}", email=f"{letter}@example.org", telephone="", at=now())
        for letter in "abcdef"
    ]
    merge = actions.merge(doubled(people[3], people[4]), keep=people[3].pk, chosen={}, by=by, at=now())
    pair = doubled(people[1], people[2])
    Double.objects.update(group=here)
    post = of_groups.add_post(here, title="chair", by=by, at=now())
    today = localdate()
    term = of_groups.appoint(post, person=people[0], starts_on=today, ends_on=today, decision="m", by=by, at=now())
    ours = keeper(here.compartment)
    waits = read(f"Number,Surname,E-mail\n1,{PLANTED}x,bad\n".encode(), by=ours, group=here)
    odd = read(f"Wer,Was\n{PLANTED}y,1\n".encode(), by=ours, group=here, what="payments")
    assert (waits.state, odd.state) == ("read", "unmapped")
    return World(here, people[0], pair, merge, post, term, waits, odd)


def rows() -> list[Any]:
    return [list(table.objects.order_by("pk").values_list()) for table in ROWS]


NAMES = [str(one.name) for one in urlpatterns]


@pytest.mark.parametrize("name", [one for one in NAMES if one not in FOR_ALL])
def test_whoever_may_not_know_finds_nothing_and_does_nothing(enter: Enter, world: World, name: str) -> None:
    address = reverse(f"roll:{name}", args=world.of(name))
    before = rows()
    elsewhere = group("York", "ZY1")
    others = {
        "an officer elsewhere": officer(elsewhere.compartment, person=777),
        "an organiser": Actor(778, "p" * 32, frozenset({Held("organiser", "movement", "x")})),
        "a member": Actor(779, "m" * 32),
    }  # fmt: skip
    before = rows()
    for who, actor in others.items():
        client = enter(actor)
        for asked in (client.get(address), client.head(address), client.post(address, world.said(name))):
            known = {200, 302, 403, 404, 405, 422} if name in ABOUT_NOTHING else {404, 405}
            assert asked.status_code in known, (who, asked.status_code)
            if name in ABOUT_NOTHING and not actor.grants:
                assert asked.status_code in {404, 405}, who
            assert PLANTED.encode() not in asked.getvalue() or asked.status_code == 422
    changed = [table.__name__ for table, one, two in zip(ROWS, before, rows(), strict=True) if one != two]
    if name not in {"enter", "files"}:  # an officer of elsewhere takes people down there
        assert changed == []

    own = world.here.compartment
    client = enter(officer(person=780) if name in EVERYWHERE_ONLY else officer(own, person=780))
    answers = [client.get(address).status_code, client.post(address, world.said(name)).status_code]
    assert set(answers) <= {200, 302, 405}, answers
    assert set(answers) != {405}


@pytest.mark.parametrize("name", sorted(ONES_OWN | {"move", "become", "transfer", "group", "double"}))
def test_everybody_opens_their_own_record_and_nobody_elses(enter: Enter, world: World, name: str) -> None:
    me = Actor(world.one.pk, world.one.pseudonym)
    address = reverse(f"roll:{name}", args=world.of(name))
    asked, page = enter(me).post(address, world.said(name)), enter(me).get(address)
    if name in ONES_OWN:
        assert {asked.status_code, page.status_code} <= {
            200,
            302,
            405,
            404 if name in {"drop_way", "end_term"} else 200,
        }
        assert asked.status_code in {302, 405}
    else:
        assert asked.status_code in {404, 405}
        assert page.status_code == 404
    assert not Look.objects.filter(whom=world.one.pseudonym, looker=world.one.pseudonym).exists()


@pytest.mark.parametrize("name", [one for one in NAMES if one not in FOR_ALL | ABOUT_NOTHING])
def test_what_is_not_there_is_not_found(enter: Enter, world: World, name: str) -> None:
    client = enter(officer(person=780))
    for wrong in (0, 999_999, 2**63 - 1, 10**40):
        address = reverse(f"roll:{name}", args=[wrong])
        for asked in (client.get(address), client.post(address, world.said(name))):
            assert asked.status_code in {404, 405}, (wrong, asked.status_code)


@pytest.mark.parametrize(
    "path", ["/people/", "/people/find?q=quill", "/people/find?q=a@exam", "/people/doubles",
             "/people/doubles?settled=1", "/people/groups/{group}", "/people/{one}", "/people/{one}/agree",
             "/people/posts/{post}?q=quill"]
)  # fmt: skip
def test_whoever_is_shown_is_noted_and_nobody_else(enter: Enter, world: World, path: str) -> None:
    by = officer(person=780)
    page = enter(by).get(path.format(group=world.here.pk, one=world.one.pk, post=world.post.pk)).content.decode()
    shown = {one.pseudonym for one in Person.objects.exclude(surname="") if one.surname in page}
    noted = set(Look.objects.filter(looker=by.pseudonym).values_list("whom", flat=True))
    assert shown
    assert shown <= noted
    assert not Person.objects.filter(pseudonym__in=noted - shown, merged_into=None).exists()


PAGES = {"/people/": 4, "/people/find?q=quill": 4, "/people/groups": 3, "/people/doubles": 3}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_as_often_for_sixty_people_as_for_one(enter: Enter, path: str) -> None:
    counts = []
    made = 0
    here = group("Merrowby", "ZX1")
    for wanted in (1, 3, 60):
        while made < wanted:
            made += 1
            entered(surname=f"{PLANTED}{made}", email="", telephone="", at=now())
            if path.endswith("groups"):
                group(f"Group {made}")
            if path.endswith("doubles"):
                doubled(*[entered(surname=f"Twin{made}", email="", telephone="", at=now()) for _ in range(2)])
        client = enter(officer(here.compartment, person=780))
        Double.objects.update(group=here)
        counts.append(asks(client, path))
    assert counts == [PAGES[path]] * 3


def test_anybody_joins_and_is_thanked_and_finds_a_group(client: Client, world: World) -> None:
    for address in ("/join", "/join/record", "/groups", "/groups?postcode=zx1+0ab", "/groups/merrowby", "/figures"):
        page = client.get(address)
        assert page.status_code == 200, address
        assert PLANTED not in page.content.decode()
    assert client.get("/join/thanks").status_code == 302
    answer = client.post("/join", {**world.said("join"), "agrees": ["email"]}, follow=True)
    assert "Your group is Merrowby" in answer.content.decode()
    assert Person.objects.latest("pk").status == "applied"
    before = rows()
    bad = {"forenames": "", "surname": "X", "email": "x", "postcode": "nowhere", "kind": "affiliate", "website": "spam"}
    assert client.post("/join", bad).status_code == 422
    assert rows() == before
